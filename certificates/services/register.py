"""Certificates of older registers: taken over as they are, nothing invented."""

import datetime as dt
from functools import cache

from django.db import transaction

from accounts.models import User
from audit.services import record
from certificates.enums import CertificateVerb, DecisionKind, DecisionState, Origin
from certificates.models import Certificate, Decision
from certificates.services.issuing import Naming, authority_of, snapshot_of
from certificates.validators import term_end
from common.bulk import maker
from common.codes import new_verify_code
from common.dates import today, vn_date
from common.errors import DomainError
from common.text import normalise
from communes.models import AdministrativeUnit
from communes.selectors import records_of
from documents.services import canonical_json, text_digest
from evaluations.enums import Level
from products.models import Product

_RECORDED = (
    "code",
    "product",
    "decision",
    "origin",
    "stars",
    "issued_on",
    "issued_year",
    "valid_until",
    "ends_earliest",
    "ends_latest",
    "snapshot",
)


def possible_ends(
    decided_on: dt.date | None, decided_year: int | None, round_year: int | None = None
) -> tuple[dt.date | None, dt.date | None]:
    """Earliest and latest last day of validity: equal for a day, a year apart for a year.

    Where only the round's year is known, the decision came in that year or the next: a round of
    2020 was decided on 27/1/2021.
    """
    if decided_on is not None:
        end = term_end(decided_on)
        return end, end
    first, last = decided_year, decided_year
    if decided_year is None and round_year is not None:
        first, last = round_year, round_year + 1
    if first is None or last is None:
        return None, None
    return term_end(dt.date(first, 1, 1)), term_end(dt.date(last, 12, 31))


@transaction.atomic
def record_certificate(
    *,
    product: Product,
    stars: int,
    decision_number: str,
    decided_on: dt.date | None,
    decided_year: int | None = None,
    round_year: int | None = None,
    authority: str = "",
    level: str = Level.PROVINCE,
    unit: AdministrativeUnit | None,
    source: str,
    actor: User | None,
) -> Certificate:
    """Take over a certificate from an older register; no paper is made and no number drawn.

    The term runs from ``decided_on``; with only ``decided_year`` the end is known to a year, with
    ``round_year`` to two, with none not at all. The same product, stars and decision again give
    back the same row, and nothing is written. Older certificates of the product stay as they
    are: which one speaks for the product follows from the dates.

    Raises:
        DomainError: ``invalid`` when the stars aren't 3 to 5, the day is in the future, day and
            year contradict each other, or no source is named.
    """
    number, authority = normalise(decision_number), normalise(authority)
    fault = recording_fault(
        stars=stars, decided_on=decided_on, decided_year=decided_year, source=source, on=today()
    )
    if fault:
        raise DomainError(fault, code="invalid")
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
    certificate = recorded(
        product=product,
        decision=decision,
        stars=stars,
        ends=possible_ends(decided_on, year, round_year),
        on=today(),
    )
    seal(certificate)
    certificate.save(force_insert=True)
    record(
        actor=actor,
        verb=CertificateVerb.CERTIFICATE_RECORDED,
        target=certificate,
        new=f"{stars} sao",
        data={"decision": number, "decided_on": decided_on, "year": year, "source": source},
    )
    return certificate


def recorded(
    *,
    product: Product,
    decision: Decision,
    stars: int,
    ends: tuple[dt.date | None, dt.date | None],
    on: dt.date,
    naming: Naming | None = None,
    code: str = "",
) -> Certificate:
    """The certificate that a line of an old register speaks of, not saved and not sealed.

    ``code`` if it has one.
    """
    code = code or new_verify_code()
    issued_on = decision.decided_on
    valid_until = ends[1] if issued_on else None
    snapshot = snapshot_of(
        product=product,
        decision=decision,
        code=code,
        number="",
        stars=stars,
        issued_on=issued_on,
        valid_until=valid_until,
        on=issued_on or on,
        naming=naming,
    )
    certificate: Certificate = maker(Certificate, _RECORDED)(
        code,
        product,
        decision,
        Origin.RECORDED,
        stars,
        issued_on,
        decision.decided_year,
        valid_until,
        *ends,
        snapshot,
    )
    return certificate


def seal(certificate: Certificate) -> str:
    """Give a certificate, not saved, the digest of its facts; returns the text it is taken of."""
    text = canonical_json(certificate.snapshot)
    certificate.snapshot_digest = text_digest(text)
    return text


_LOWEST, _HIGHEST, _FIRST_YEAR = 3, 5, 2013


def recording_fault(
    *,
    stars: int,
    decided_on: dt.date | None,
    decided_year: int | None,
    source: str,
    on: dt.date,
) -> str | None:
    """Why a certificate can't be taken over so: a sentence, or None."""
    if not _LOWEST <= stars <= _HIGHEST:
        return f"Hạng sao phải từ 3 đến 5, đang là {stars}"
    if not source.strip():
        return "Chưa ghi nguồn (tên sổ, tệp, trang)"
    if decided_on and decided_on > on:
        return f"Ngày quyết định {vn_date(decided_on)} ở tương lai"
    if decided_on and decided_year and decided_on.year != decided_year:
        return f"Ngày quyết định {vn_date(decided_on)} không thuộc năm {decided_year}"
    # Quảng Ninh began in 2013; an earlier year is a slip.
    year = decided_on.year if decided_on else decided_year
    if year and not _FIRST_YEAR <= year <= on.year:
        return f"Năm quyết định {year} không hợp lý"
    return None


class Places(Naming):
    """Names, provinces, authorities and terms of many lines, worked out once each."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._records: dict[int, list[AdministrativeUnit]] = {}
        self._addresses: dict[tuple[str, int, int], str] = {}
        self._authorities: dict[tuple[str, int | None, dt.date], str] = {}
        self.ends = cache(possible_ends)
        self._tops: dict[int, AdministrativeUnit] = {}

    def kind(self, kind: str) -> str:
        """As ``Naming``, in the language of now."""
        if kind not in self._kinds:
            self._kinds[kind] = super().kind(kind)
        return self._kinds[kind]

    def address(self, street: str, unit: AdministrativeUnit, *, on: dt.date) -> str:
        """As ``Naming``."""
        key = (street, unit.pk, self.province(unit, on=on).pk)
        if key not in self._addresses:
            self._addresses[key] = super().address(street, unit, on=on)
        return self._addresses[key]

    def province(self, unit: AdministrativeUnit, *, on: dt.date) -> AdministrativeUnit:
        """As ``communes.selectors.province_of``."""
        unit = self.topmost(unit)
        if unit.valid_from <= on and (unit.valid_to is None or on <= unit.valid_to):
            return unit
        if unit.pk not in self._records:
            self._records[unit.pk] = list(records_of(unit))
        days = (row for row in self._records[unit.pk] if row.valid_from <= on)
        return next((row for row in days if row.valid_to is None or on <= row.valid_to), unit)

    def topmost(self, unit: AdministrativeUnit) -> AdministrativeUnit:
        """The province that ``unit`` was recorded in."""
        key = unit.pk
        if key not in self._tops:
            while unit.parent is not None:
                unit = unit.parent
            self._tops[key] = unit
        return self._tops[key]

    def authority(self, level: str, unit: AdministrativeUnit | None, on: dt.date) -> str:
        """As ``authority_of``."""
        key = (level, unit.pk if unit else None, on)
        if key not in self._authorities:
            self._authorities[key] = authority_of(level, unit, on=on)
        return self._authorities[key]
