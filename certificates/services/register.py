"""Certificates of older registers: taken over as they are, nothing invented."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit.services import record
from certificates.enums import CertificateVerb, DecisionKind, DecisionState, Origin
from certificates.models import Certificate, Decision
from certificates.services.issuing import authority_of, snapshot_of
from certificates.validators import term_end
from common.codes import new_verify_code
from common.dates import today, vn_date
from common.errors import DomainError
from common.text import normalise
from communes.models import AdministrativeUnit
from documents.services import snapshot_digest
from evaluations.enums import Level
from products.models import Product


def possible_ends(
    decided_on: dt.date | None, decided_year: int | None
) -> tuple[dt.date | None, dt.date | None]:
    """Earliest and latest last day of validity: equal for a day, a year apart for a year."""
    if decided_on is not None:
        return term_end(decided_on), term_end(decided_on)
    if decided_year is not None:
        return (
            term_end(dt.date(decided_year, 1, 1)),
            term_end(dt.date(decided_year, 12, 31)),
        )
    return None, None


@transaction.atomic
def record_certificate(
    *,
    product: Product,
    stars: int,
    decision_number: str,
    decided_on: dt.date | None,
    decided_year: int | None = None,
    authority: str = "",
    level: str = Level.PROVINCE,
    unit: AdministrativeUnit | None,
    source: str,
    actor: User | None,
) -> Certificate:
    """Take over a certificate from an older register; no paper is made and no number drawn.

    The term runs from ``decided_on``; with only ``decided_year`` the end is known to a year, with
    neither not at all. The same product, stars and decision again give back the same row, and
    nothing is written. Older certificates of the product stay as they are: which one speaks for
    the product follows from the dates.

    Raises:
        DomainError: ``invalid`` when the stars aren't 3 to 5, the day is in the future, day and
            year contradict each other, or no source is named.
    """
    number, authority = normalise(decision_number), normalise(authority)
    _check(stars=stars, decided_on=decided_on, decided_year=decided_year, source=source)
    year = decided_on.year if decided_on else decided_year
    central = level == Level.CENTRAL
    named = {
        "unit": None if central else unit,
        "level": level,
        "authority": authority or authority_of(level, unit, on=decided_on or today()),
        "number": number,
        "decided_on": decided_on,
        "decided_year": year,
        "state": DecisionState.ISSUED,
    }
    decision = Decision.objects.filter(**named).order_by("pk").first()
    if decision is not None:
        known = Certificate.objects.filter(
            product=product, decision=decision, stars=stars, origin=Origin.RECORDED
        ).first()
        if known is not None:
            return known
    else:
        decision = Decision.objects.create(
            **named, kind=DecisionKind.RECOGNISE, source=source[:500], issued_by=None
        )
    earliest, latest = possible_ends(decided_on, year)
    code = new_verify_code()
    snapshot = snapshot_of(
        product=product,
        decision=decision,
        code=code,
        number="",
        stars=stars,
        issued_on=decided_on,
        valid_until=latest if decided_on else None,
        on=decided_on or today(),
    )
    certificate = Certificate.objects.create(
        code=code,
        product=product,
        decision=decision,
        origin=Origin.RECORDED,
        stars=stars,
        issued_on=decided_on,
        issued_year=year,
        valid_until=latest if decided_on else None,
        ends_earliest=earliest,
        ends_latest=latest,
        snapshot=snapshot,
        snapshot_digest=snapshot_digest(snapshot),
    )
    record(
        actor=actor,
        verb=CertificateVerb.CERTIFICATE_RECORDED,
        target=certificate,
        new=f"{stars} sao",
        data={"decision": number, "decided_on": decided_on, "year": year, "source": source},
    )
    return certificate


_LOWEST, _HIGHEST, _FIRST_YEAR = 3, 5, 2013


def _check(
    *, stars: int, decided_on: dt.date | None, decided_year: int | None, source: str
) -> None:
    if not _LOWEST <= stars <= _HIGHEST:
        raise DomainError(f"Hạng sao phải từ 3 đến 5, đang là {stars}", code="invalid")
    if not source.strip():
        raise DomainError("Chưa ghi nguồn (tên sổ, tệp, trang)", code="invalid")
    if decided_on and decided_on > today():
        raise DomainError(f"Ngày quyết định {vn_date(decided_on)} ở tương lai", code="invalid")
    if decided_on and decided_year and decided_on.year != decided_year:
        raise DomainError(
            f"Ngày quyết định {vn_date(decided_on)} không thuộc năm {decided_year}", code="invalid"
        )
    # Quảng Ninh began in 2013; an earlier year is a slip.
    if decided_year and not _FIRST_YEAR <= decided_year <= today().year:
        raise DomainError(f"Năm quyết định {decided_year} không hợp lý", code="invalid")
