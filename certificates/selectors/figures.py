"""The figures of the register: each is counted here once, for pages, reports, API and files."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.selectors.status import annotate_status
from common.dates import add_months


def stars_by_status(
    certificates: QuerySet[Certificate], *, on: dt.date
) -> dict[str, dict[int, int]]:
    """Certificates by status and, within it, by stars; every status and 3 to 5 stars are keys."""
    rows = annotate_status(certificates, on=on).order_by().values_list("status", "stars")
    table = {status: dict.fromkeys((3, 4, 5), 0) for status in CertificateStatus.values}
    for status, stars, count in rows.annotate(n=Count("pk")):
        table[status][stars] = count
    return table


def valid_by(
    certificates: QuerySet[Certificate], *fields: str, on: dt.date
) -> list[tuple[tuple[object, ...], int]]:
    """Certificates valid on ``on``, counted by ``fields``, most first."""
    rows = (
        annotate_status(certificates, on=on)
        .filter(status__in=CertificateStatus.valid)
        .order_by()
        .values_list(*fields)
        .annotate(n=Count("pk"))
    )
    return sorted(((row[:-1], row[-1]) for row in rows), key=lambda row: (-row[1], str(row[0])))


def months_from(on: dt.date, count: int = 12) -> list[dt.date]:
    """The first days of ``count`` months, that of ``on`` first."""
    first = on.replace(day=1)
    return [add_months(first, number) for number in range(count)]


def expiring_by_month(
    certificates: QuerySet[Certificate], *, on: dt.date, months: int = 12
) -> dict[dt.date, int]:
    """How many of the certificates valid on ``on`` end in each of the coming months.

    Keys are the first days of the months, that of ``on`` first; where only a year is known the
    earliest end counts.
    """
    firsts = months_from(on, months)
    rows = (
        annotate_status(certificates, on=on)
        .filter(
            status__in=CertificateStatus.valid,
            ends_earliest__gte=on,
            ends_earliest__lt=add_months(firsts[0], months),
        )
        .annotate(month=TruncMonth("ends_earliest"))
        .order_by()
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    return dict.fromkeys(firsts, 0) | dict(rows)


def total(table: dict[str, dict[int, int]], statuses: Iterable[str]) -> int:
    """All certificates of these statuses in a table of :func:`stars_by_status`."""
    return sum(sum(table[status].values()) for status in statuses)
