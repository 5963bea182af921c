"""The report of a place: figures, and the rows behind each."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, has_role
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.selectors import visible_to
from certificates.selectors.figures import (
    STARS,
    Slice,
    expiring_by_month,
    rows_of,
    stars_by_status,
    total,
    valid_by,
)
from products.selectors import current_groups
from reports.selectors.dossiers import late_at_communes, open_dossiers

REPORT_ROLES = (Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.CENTRAL_OFFICER)
MOST_PLACES = 15
_VALID = tuple(str(value) for value in CertificateStatus.valid)


def may_report(user: Person, *, on: dt.date) -> bool:
    """The office, the leader and the centre read reports."""
    return has_role(user, *REPORT_ROLES, on=on)


def report_certificates(user: User, *, on: dt.date) -> QuerySet[Certificate]:
    """What a report counts: every certificate the reader sees in the list."""
    return visible_to(user, on=on)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the address of the rows it counts."""

    label: str
    value: int
    url: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A row of a table of figures: one status, its stars and their sum."""

    label: str
    cells: tuple[Figure, ...]
    sum: Figure


@dataclass(frozen=True, slots=True)
class Figures:
    """One report."""

    valid: int
    valid_stars: tuple[Figure, ...]
    expiring: int
    dossiers: int
    late: int
    table: tuple[FigureTable, ...]
    groups: tuple[Figure, ...]
    places: tuple[Figure, ...]
    places_left: int
    months: tuple[Figure, ...]


def address(chosen: Slice) -> str:
    """The address of the rows of a figure."""
    query: list[tuple[str, object]] = [("trang-thai", status) for status in chosen.status]
    if chosen.stars is not None:
        query.append(("sao", chosen.stars))
    if chosen.group is not None:
        query.append(("nganh", chosen.group))
    if chosen.unit is not None:
        query.append(("noi", chosen.unit))
    if chosen.month is not None:
        query.append(("thang", f"{chosen.month:%Y-%m}"))
    return f"{reverse('reports:rows')}?{urlencode(query)}"


def report_rows(user: User, chosen: Slice, *, on: dt.date) -> QuerySet[Certificate]:
    """The certificates behind a figure, the next to end first."""
    rows = rows_of(report_certificates(user, on=on), chosen, on=on)
    return rows.select_related("product__producer", "product__unit", "decision").order_by(
        "ends_earliest", "pk"
    )


def figures_for(user: User, *, on: dt.date) -> Figures:
    """Every figure of the report; a fixed number of statements."""
    certificates = report_certificates(user, on=on)
    table = stars_by_status(certificates, on=on)
    places = valid_by(certificates, "product__unit__key", "product__unit__full_name", on=on)
    stars = {star: sum(table[status][star] for status in _VALID) for star in STARS}
    return Figures(
        valid=total(table, _VALID),
        valid_stars=tuple(
            Figure(f"{star} sao", stars[star], address(Slice(status=_VALID, stars=star)))
            for star in STARS
        ),
        expiring=total(table, [CertificateStatus.EXPIRING]),
        dossiers=open_dossiers(user, on=on),
        late=late_at_communes(user, on=on),
        table=tuple(_table(table)),
        groups=tuple(_groups(certificates, on)),
        places=tuple(
            Figure(name, count, address(Slice(status=_VALID, unit=key)))
            for (key, name), count in places[:MOST_PLACES]
        ),
        places_left=max(len(places) - MOST_PLACES, 0),
        months=tuple(
            Figure(f"{month:%m/%y}", count, address(Slice(status=_VALID, month=month)))
            for month, count in expiring_by_month(certificates, on=on).items()
        ),
    )


def _table(table: dict[str, dict[int, int]]) -> Iterator[FigureTable]:
    for status, stars in table.items():
        count = sum(stars.values())
        if not count and status not in _VALID:
            continue
        label = str(CertificateStatus(status).label)
        cells = tuple(
            Figure(f"{star} sao", stars[star], address(Slice(status=(status,), stars=star)))
            for star in STARS
        )
        yield FigureTable(label, cells, Figure("Cộng", count, address(Slice(status=(status,)))))


def _groups(certificates: QuerySet[Certificate], on: dt.date) -> Iterator[Figure]:
    counts = {key: count for (key,), count in valid_by(certificates, "product__group_code", on=on)}
    for group in current_groups():
        chosen = Slice(status=_VALID, group=group.code)
        yield Figure(group.name, counts.pop(group.code, 0), address(chosen))
    for code, count in counts.items():
        yield Figure("Sổ cũ chưa ghi ngành", count, address(Slice(status=_VALID, group=code)))


def figure_lines(figures: Figures) -> Iterator[tuple[object, ...]]:
    """The report as lines of a spreadsheet: table, row, column, number."""
    yield ("bảng", "dòng", "cột", "số giấy chứng nhận")
    for row in figures.table:
        for cell in (*row.cells, row.sum):
            yield ("Tình trạng và hạng sao", row.label, cell.label, cell.value)
    for title, rows in (
        ("Còn hiệu lực theo ngành", figures.groups),
        ("Còn hiệu lực theo xã, phường", figures.places),
        ("Hết hạn theo tháng", figures.months),
    ):
        for one in rows:
            yield (title, one.label, "", one.value)
