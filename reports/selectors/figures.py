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
    valid_by_place,
)
from common.text import lower_first
from communes.models import AdministrativeUnit
from products.selectors import current_groups
from reports.selectors.dossiers import late_at_communes, open_dossiers

REPORT_ROLES = (Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.CENTRAL_OFFICER)
MOST_PLACES = 15
# The value of ``don-vi`` for places as the papers name them.
RECORDED = "luc-ghi"
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
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A row of a table of figures: one status, its stars and their sum."""

    label: str
    cells: tuple[Figure, ...]
    sum: Figure


@dataclass(frozen=True, slots=True)
class Figures:
    """One report; ``places`` by what the papers name if ``recorded``, else as they lie today."""

    valid: int
    valid_stars: tuple[Figure, ...]
    expiring: int
    dossiers: int
    late: int
    table: tuple[FigureTable, ...]
    groups: tuple[Figure, ...]
    recorded: bool
    places: tuple[Figure, ...]
    unsettled: Figure
    months: tuple[Figure, ...]

    @property
    def places_left(self) -> int:
        """Places that the page doesn't show."""
        return max(len(self.places) - MOST_PLACES, 0)


def address(chosen: Slice) -> str:
    """The address of the rows of a figure."""
    query: list[tuple[str, object]] = [("trang-thai", status) for status in chosen.status]
    if chosen.stars is not None:
        query.append(("sao", chosen.stars))
    if chosen.group is not None:
        query.append(("nganh", chosen.group))
    if chosen.unit is not None:
        query.append(("noi", chosen.unit))
    if chosen.recorded:
        query.append(("don-vi", RECORDED))
    if chosen.unsettled:
        query.append(("chua-xep", 1))
    if chosen.month is not None:
        query.append(("thang", f"{chosen.month:%Y-%m}"))
    return f"{reverse('reports:rows')}?{urlencode(query)}"


def report_rows(user: User, chosen: Slice, *, on: dt.date) -> QuerySet[Certificate]:
    """The certificates behind a figure, the next to end first."""
    rows = rows_of(report_certificates(user, on=on), chosen, on=on)
    return rows.select_related(
        "product__producer", "product__unit", "product__current_unit", "decision"
    ).order_by("ends_earliest", "pk")


def figures_for(user: User, *, recorded: bool = False, on: dt.date) -> Figures:
    """Every figure of the report; a fixed number of statements."""
    certificates = report_certificates(user, on=on)
    table = stars_by_status(certificates, on=on)
    open_ones = Slice(status=_VALID, unsettled=True)
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
        recorded=recorded,
        places=tuple(
            _place(unit, count, recorded=recorded, on=on)
            for unit, count in valid_by_place(certificates, recorded=recorded, on=on)
        ),
        unsettled=Figure(
            "Chưa xếp được vào xã, phường hiện nay",
            rows_of(certificates, open_ones, on=on).count(),
            address(open_ones),
        ),
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


def _place(unit: AdministrativeUnit, count: int, *, recorded: bool, on: dt.date) -> Figure:
    ended = unit.valid_to is not None and unit.valid_to < on
    above, over = [], unit.parent
    while over is not None:
        above.append(lower_first(over.full_name))
        over = over.parent
    return Figure(
        f"{unit.full_name} (cũ)" if ended and not recorded else unit.full_name,
        count,
        address(Slice(status=_VALID, unit=unit.key, recorded=recorded)),
        ", ".join(above),
    )


def _groups(certificates: QuerySet[Certificate], on: dt.date) -> Iterator[Figure]:
    counts = {key: count for (key,), count in valid_by(certificates, "product__group_code", on=on)}
    for group in current_groups():
        chosen = Slice(status=_VALID, group=group.code)
        yield Figure(group.name, counts.pop(group.code, 0), address(chosen))
    for code, count in counts.items():
        yield Figure("Sổ cũ chưa ghi ngành", count, address(Slice(status=_VALID, group=code)))


def figure_lines(figures: Figures) -> Iterator[tuple[object, ...]]:
    """The report as lines of a table: table, row, what stands above a place, column, number."""
    for row in figures.table:
        for cell in (*row.cells, row.sum):
            yield ("Tình trạng và hạng sao", row.label, "", cell.label, cell.value)
    named = "lúc ghi" if figures.recorded else "hiện nay"
    for title, rows in (
        ("Còn hiệu lực theo ngành", figures.groups),
        (f"Còn hiệu lực theo đơn vị {named}", figures.places),
        ("Còn hiệu lực", (figures.unsettled,)),
        ("Hết hạn theo tháng", figures.months),
    ):
        for one in rows:
            yield (title, one.label, one.note, "", one.value)
