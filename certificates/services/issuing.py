"""One certificate: facts frozen, number, PDF as issued, the older one replaced."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from accounts.models import User
from audit.services import record
from certificates.enums import ActionKind, CertificateVerb, Origin
from certificates.models import Certificate, CertificateAction, Decision
from certificates.selectors import annotate_status
from certificates.validators import VALID_MONTHS, term_end
from certificates.workflow import CERTIFICATE_ACTS
from common.codes import new_verify_code
from common.text import lower_first
from communes.models import AdministrativeUnit
from communes.selectors import province_of
from documents.enums import DocumentKind
from documents.services import issue_document, next_number, qr_data_uri, snapshot_digest
from evaluations.enums import Level
from evaluations.models import Dossier
from producers.enums import ProducerKind
from products.models import Product

TEMPLATE = "certificates/pdf/certificate.html"
SEQUENCE = "certificate"
_CENTRAL_AUTHORITY = "Bộ trưởng Bộ Nông nghiệp và Môi trường"
_CENTRAL_PLACE = "Hà Nội"
_CENTRAL_CODE = "TW"


def authority_of(level: str, unit: AdministrativeUnit | None, *, on: dt.date) -> str:
    """Who decides: the Chairman for 3 and 4 stars, the Minister for 5 (Art. 4.1)."""
    if level == Level.CENTRAL or unit is None:
        return _CENTRAL_AUTHORITY
    return f"Chủ tịch Ủy ban nhân dân {lower_first(province_of(unit, on=on).full_name)}"


class Naming:
    """How a snapshot names kinds and places; for many rows take one that remembers."""

    def kind(self, kind: str) -> str:
        """What a kind of producer is called."""
        return str(ProducerKind(kind).label)

    def province(self, unit: AdministrativeUnit, *, on: dt.date) -> AdministrativeUnit:
        """The province above ``unit``, as it was called on ``on``."""
        return province_of(unit, on=on)

    def address(self, street: str, unit: AdministrativeUnit, *, on: dt.date) -> str:
        """The address in ``unit``, with the province's name as it is on ``on``."""
        parts = [street] if street else []
        for place in (unit.full_name, self.province(unit, on=on).full_name):
            if not any(place.casefold() in part.casefold() for part in parts):
                parts.append(lower_first(place) if parts else place)
        return ", ".join(parts)


def verify_url(code: str) -> str:
    """The address in the QR."""
    return f"{settings.PORTAL['base_url'].rstrip('/')}/xac-minh/{code}/"


def snapshot_of(
    *,
    product: Product,
    decision: Decision,
    code: str,
    number: str,
    stars: int,
    issued_on: dt.date | None,
    valid_until: dt.date | None,
    on: dt.date,
    unit: AdministrativeUnit | None = None,
    naming: Naming | None = None,
) -> dict[str, Any]:
    """The facts a certificate shows, for ever: later renaming of anything doesn't reach it.

    ``unit`` is the commune that the paper names: the recorded one of the product unless told.
    """
    naming = naming or Naming()
    unit, producer = unit or product.unit, product.producer
    seat = naming.province(decision.unit, on=on).name if decision.unit else _CENTRAL_PLACE
    return {
        "code": code,
        "number": number,
        "stars": stars,
        "issued_on": issued_on,
        "valid_until": valid_until,
        "valid_months": VALID_MONTHS if valid_until else None,
        "place": seat,
        "verify_url": verify_url(code),
        "product_set": product.product_set.name if product.product_set else "",
        "product": {
            "name": product.name,
            "code": product.code,
            "packaging": product.packaging,
            "commune": unit.full_name,
        },
        "producer": {
            "name": producer.name,
            "code": producer.code,
            "kind": naming.kind(producer.kind),
            "address": naming.address(producer.address, unit, on=on),
        },
        "decision": {
            "number": decision.number,
            "date": decision.decided_on,
            "year": decision.decided_year,
            "authority": decision.authority,
            "signer_name": decision.signer,
            "signer_title": decision.signer_title,
        },
    }


def issue_certificate(
    *, decision: Decision, dossier: Dossier, stars: int, actor: User
) -> Certificate:
    """Issue one certificate inside the transaction of ``issue_decision``.

    Draws the next number, renders and stores the paper, replaces the product's older certificate.
    The audit entry of the issue is the caller's, after all papers are made.
    """
    assert decision.decided_on
    issued_on = decision.decided_on
    end = term_end(issued_on)
    code = new_verify_code()
    serial = next_number(kind=SEQUENCE, year=issued_on.year, unit=decision.unit)
    place = decision.unit.code if decision.unit else _CENTRAL_CODE
    number = f"{serial:04d}/{issued_on.year}/GCN-OCOP-{place}"
    snapshot = snapshot_of(
        product=dossier.product,
        decision=decision,
        code=code,
        number=number,
        stars=stars,
        issued_on=issued_on,
        valid_until=end,
        on=issued_on,
        unit=dossier.product.current_unit or dossier.product.unit,
    )
    document = issue_document(
        kind=DocumentKind.CERTIFICATE,
        number=number,
        template=TEMPLATE,
        snapshot=snapshot,
        actor=actor,
        extra={"qr_svg": qr_data_uri(verify_url(code))},
    )
    return Certificate.objects.create(
        code=code,
        number=number,
        product=dossier.product,
        decision=decision,
        dossier=dossier,
        origin=Origin.ISSUED,
        stars=stars,
        issued_on=issued_on,
        issued_year=issued_on.year,
        valid_until=end,
        ends_earliest=end,
        ends_latest=end,
        snapshot=document.snapshot,
        snapshot_digest=snapshot_digest(document.snapshot),
        document=document,
    )


def lock_certificates_of(products: Sequence[int]) -> None:
    """Hold the certificates of ``products`` (keys): no act on them slips in between."""
    rows = Certificate.objects.select_for_update().filter(product__in=products).order_by("pk")
    list(rows.values_list("pk"))


def replace_older(certificate: Certificate, *, actor: User, reason: str) -> list[Certificate]:
    """End what still stands of the product's older certificates in favour of ``certificate``.

    Expired ones stay expired. The day is that of the issue, or of a later act on the older one.
    """
    assert certificate.issued_on
    issued_on = certificate.issued_on
    others = Certificate.objects.filter(product=certificate.product_id).exclude(pk=certificate.pk)
    acts = Prefetch("actions", queryset=CertificateAction.objects.order_by("effective_on"))
    step = CERTIFICATE_ACTS[ActionKind.REPLACE]
    replaced: list[Certificate] = []
    for older in annotate_status(others, on=issued_on).prefetch_related(acts).order_by("pk"):
        past = list(older.actions.all())
        status: str = older.status
        if status not in step.sources or any(act.kind in ActionKind.final for act in past):
            continue
        CertificateAction.objects.create(
            certificate=older,
            kind=ActionKind.REPLACE,
            effective_on=max([issued_on, *(act.effective_on for act in past)]),
            reason=reason,
            successor=certificate,
            decision_number=certificate.decision.number if certificate.decision else "",
            acted_by=actor,
        )
        record(
            actor=actor,
            verb=CertificateVerb.CERTIFICATE_REPLACED,
            target=older,
            old=status,
            new=step.target,
            reason=reason,
            data={"successor": certificate.code},
        )
        replaced.append(older)
    return replaced
