"""The figures of the register: each is counted here once, for pages, reports and files.

``Slice`` names the rows behind a figure, so a number and the list it opens can't differ.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.selectors.lists import made_in
from certificates.selectors.status import annotate_status
from common.dates import add_months
from communes.models import AdministrativeUnit

STARS = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Slice:
    """Which certificates a figure counts; an empty value means any.

    ``unit`` is the key of the place where the product lies today (of what the paper names while
    nobody knows today's), with ``recorded`` of what the paper names. ``unsettled`` are those whose
    commune of today nobody knows.
    """

    status: tuple[str, ...] = ()
    stars: int | None = None
    group: str | None = None
    unit: str | None = None
    recorded: bool = False
    unsettled: bool = False
    month: dt.date | None = None


def rows_of(
    certificates: QuerySet[Certificate], chosen: Slice, *, on: dt.date
) -> QuerySet[Certificate]:
    """The certificates of ``chosen`` with their ``status`` on ``on``.

    ``month`` is the first day of the month in which they end (the earliest end where only a year
    is known).
    """
    if chosen.unit is not None and not chosen.recorded:
        certificates = made_in(certificates, chosen.unit)
    rows = annotate_status(certificates, on=on)
    if chosen.status:
        rows = rows.filter(status__in=chosen.status)
    if chosen.stars is not None:
        rows = rows.filter(stars=chosen.stars)
    if chosen.group is not None:
        rows = rows.filter(product__group_code=chosen.group)
    if chosen.unit is not None and chosen.recorded:
        rows = rows.filter(product__unit__key=chosen.unit)
    if chosen.unsettled:
        rows = rows.filter(product__current_unit__isnull=True)
    if chosen.month is not None:
        after = add_months(chosen.month, 1)
        rows = rows.filter(ends_earliest__gte=chosen.month, ends_earliest__lt=after)
    return rows


def stars_by_status(
    certificates: QuerySet[Certificate], *, on: dt.date
) -> dict[str, dict[int, int]]:
    """Certificates by status and, within it, by stars; every status and 3 to 5 stars are keys."""
    rows = annotate_status(certificates, on=on).order_by().values_list("status", "stars")
    table = {status: dict.fromkeys(STARS, 0) for status in CertificateStatus.values}
    for status, stars, count in rows.annotate(n=Count("pk")):
        table[status][stars] = count
    return table


def valid_by(
    certificates: QuerySet[Certificate], *fields: str, on: dt.date
) -> list[tuple[tuple[str, ...], int]]:
    """Certificates valid on ``on``, counted by text ``fields``, most first."""
    valid = rows_of(certificates, Slice(status=tuple(CertificateStatus.valid)), on=on)
    rows = valid.order_by().values_list(*fields).annotate(n=Count("pk"))
    return sorted(((row[:-1], row[-1]) for row in rows), key=lambda row: (-row[1], row[0]))


def valid_by_place(
    certificates: QuerySet[Certificate], *, recorded: bool, on: dt.date
) -> list[tuple[AdministrativeUnit, int]]:
    """Certificates valid on ``on`` by place, most first; ``recorded`` as in :class:`Slice`.

    Two statements.
    """
    place = F("product__unit") if recorded else Coalesce("product__current_unit", "product__unit")
    valid = rows_of(certificates, Slice(status=tuple(CertificateStatus.valid)), on=on)
    counts = dict(valid.order_by().values_list(place).annotate(n=Count("pk")))
    units = AdministrativeUnit.objects.select_related("parent__parent").in_bulk(counts)
    rows = [(unit, counts[pk]) for pk, unit in units.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0].sort_key, row[0].key))


def months_from(on: dt.date, count: int = 12) -> list[dt.date]:
    """The first days of ``count`` months, that of ``on`` first."""
    first = on.replace(day=1)
    return [add_months(first, number) for number in range(count)]


def expiring_by_month(
    certificates: QuerySet[Certificate], *, on: dt.date, months: int = 12
) -> dict[dt.date, int]:
    """How many of the certificates valid on ``on`` end in each of the coming months.

    Keys are the first days of the months, that of ``on`` first.
    """
    firsts = months_from(on, months)
    valid = rows_of(certificates, Slice(status=tuple(CertificateStatus.valid)), on=on)
    rows = (
        valid.filter(ends_earliest__lt=add_months(firsts[0], months))
        .annotate(month=TruncMonth("ends_earliest"))
        .order_by()
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    return dict.fromkeys(firsts, 0) | {month: count for month, count in rows if month in firsts}


def total(table: dict[str, dict[int, int]], statuses: Iterable[str]) -> int:
    """All certificates of these statuses in a table of :func:`stars_by_status`."""
    return sum(sum(table[status].values()) for status in statuses)
