"""A small register with a certificate of every status, for public pages and reports."""

import datetime as dt
from dataclasses import dataclass

from certificates import services
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from communes.models import AdministrativeUnit
from producers.models import Producer
from products.models import Product
from tests.factories import certificates, products
from tests.factories.certificates import TODAY, Scene


@dataclass
class Register:
    """The scene and one certificate by status."""

    scene: Scene
    by_status: dict[str, Certificate]


def named(scene: Scene, name: str, **details: object) -> Product:
    """A product of the scene's producer under exactly this name."""
    return products.product(name, scene.producer, **details)


def placed(
    row: Product | Producer,
    unit: AdministrativeUnit,
    now: AdministrativeUnit | None = None,
    *,
    printed: str = "",
) -> None:
    """Say that the paper of ``row`` names ``unit`` and that it lies in ``now`` today."""
    row.unit, row.current_unit, row.recorded_place = unit, now, printed
    row.save(update_fields=["unit", "current_unit", "recorded_place"])


def merged(row: Product | Producer, into: Product | Producer) -> None:
    """Mark ``row`` as a duplicate that was merged."""
    row.merged_into = into
    row.save(update_fields=["merged_into"])


def recognised(scene: Scene, name: str, *, stars: int = 3, **how: object) -> Product:
    """A product with a certificate in force."""
    product = named(scene, name)
    certificates.recorded(scene, product=product, stars=stars, **how)  # type: ignore[arg-type]
    return product


def act(certificate: Certificate, kind: str, on: dt.date, **words: object) -> None:
    """Suspend or revoke ``certificate`` from ``on``."""
    service = {
        "suspend": services.suspend_certificate,
        "revoke": services.revoke_certificate,
        "surrender": services.surrender_certificate,
    }[kind]
    service(  # type: ignore[operator]
        certificate=certificate,
        effective_on=on,
        decision_number="99/QĐ-UBND",
        reason=words.pop("reason", "Cơ sở ngừng sản xuất theo biên bản số 7"),
        actor=None,
        on=TODAY,
        **words,
    )


def every_status(scene: Scene) -> Register:
    """One product for each status a certificate can have on ``TODAY``."""
    found = {
        CertificateStatus.IN_FORCE: certificates.recorded(scene, stars=4),
        CertificateStatus.EXPIRING: certificates.ending_on(scene, TODAY + dt.timedelta(days=60)),
        CertificateStatus.EXPIRED: certificates.ending_on(scene, TODAY - dt.timedelta(days=9)),
        CertificateStatus.SUSPENDED: certificates.recorded(scene),
        CertificateStatus.REVOKED: certificates.recorded(scene),
        CertificateStatus.SURRENDERED: certificates.recorded(scene),
        CertificateStatus.UNCERTAIN: certificates.recorded(scene, decided_on=None),
    }
    day = TODAY - dt.timedelta(days=30)
    act(found[CertificateStatus.SUSPENDED], "suspend", day)
    act(found[CertificateStatus.REVOKED], "revoke", day, ground="criteria", basis_on=day)
    act(found[CertificateStatus.SURRENDERED], "surrender", day)
    product = certificates.recorded(scene, decided_on=dt.date(2025, 1, 7)).product
    replaced = product.certificates.get()
    certificates.issued(scene, product=product)
    found[CertificateStatus.REPLACED] = replaced
    return Register(scene, {str(status): row for status, row in found.items()})
