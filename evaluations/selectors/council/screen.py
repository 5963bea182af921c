"""Tables of a whole sitting, and what hangs on the wall: marks only through their one door."""

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from accounts.selectors import Person
from evaluations.enums import ItemState, ScoreSheetState
from evaluations.models import CouncilMember, CouncilSession, ScoreSheet, SessionItem
from evaluations.rating import Result
from evaluations.rating.answers import points_of
from evaluations.selectors.council.marks import (
    answers_of,
    counted_sheets_of,
    has_recused,
    opened_among,
    rated,
)
from evaluations.selectors.council.sittings import (
    attendance_of,
    items_in,
    runs_council,
    seat_in,
)
from evaluations.selectors.criteria import parsed

# So many criteria on which members are furthest apart stand on the wall.
MOST_APART = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One product in the table of a sitting; ``cells`` stand in the order of the columns."""

    item: SessionItem
    cells: tuple[dict[str, Any], ...]
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class SittingTable:
    """Products × members; no value in a line that is sealed to the reader."""

    columns: tuple[CouncilMember, ...]
    lines: tuple[Line, ...]


def sitting_table(user: Person, session: CouncilSession, *, on: dt.date) -> SittingTable:
    """Every product of a sitting with the totals of its members, as this reader may see them.

    Products stand in their order and columns in that of the seats, sealed or not. Eight statements
    for any number of products and members.
    """
    items = list(items_in(session))
    shown = opened_among(user, items, on=on)
    states = {
        (row.item_id, row.member_id): row.state
        for row in ScoreSheet.objects.filter(item__in=items).order_by("scoring_round")
    }
    columns = _columns(session, {member for _item, member in states})
    counted = counted_sheets_of([item for item in items if item.pk in shown])
    lines = []
    for item in items:
        sheets = counted.get(item.pk, [])
        result = None
        totals: dict[int, int] = {}
        if sheets:
            result = rated(item, [answers_of(sheet.lines.all()) for sheet in sheets])
            members = [sheet.member_id for sheet in sheets]
            totals = dict(zip(members, result.member_totals, strict=True))
        edges = {min(totals.values()), max(totals.values())} if totals else set()
        lines.append(
            Line(
                item,
                tuple(
                    _cell(states.get((item.pk, member.pk)), item, totals, member.pk, result, edges)
                    for member in columns
                ),
                result,
            )
        )
    return SittingTable(tuple(columns), tuple(lines))


def _columns(session: CouncilSession, scorers: set[int]) -> list[CouncilMember]:
    """The seats that have a sheet, in their order: a chair who doesn't score is none of them."""
    return [row.member for row in attendance_of(session) if row.member_id in scorers]


def _cell(
    state: str | None,
    item: SessionItem,
    totals: dict[int, int],
    member: int,
    result: Result | None,
    edges: set[int],
) -> dict[str, Any]:
    if state is None or state in (ScoreSheetState.RECUSED, ScoreSheetState.REPLACED):
        return {"value": None}
    if result is None:
        return {"sealed": item.state != ItemState.WAITING, "value": None}
    value = totals.get(member)
    return {
        "value": value,
        "mean": result.total,
        "maximum": 100,
        "flag": result.spread_exceeded and value in edges,
    }


@dataclass(frozen=True, slots=True)
class Apart:
    """How far members are apart on one criterion."""

    code: str
    name: str
    low: int
    high: int
    mean: Fraction
    maximum: int


@dataclass(frozen=True, slots=True)
class Screen:
    """One product on the wall: no name of a member, and no order that would tell one."""

    item: SessionItem
    result: Result | None = None
    totals: tuple[int, ...] = field(default=())
    apart: tuple[Apart, ...] = field(default=())


def may_look(user: Person, item: SessionItem, *, on: dt.date) -> bool:
    """Whether the wall shows this person a product: a seat or the office, and not recused."""
    council = item.session.council
    seated = seat_in(user, item.session, on=on) is not None
    if not seated and not runs_council(user, council.level, council.unit, on=on):
        return False
    return not has_recused(user, item)


def screen_of(user: Person, item: SessionItem, *, on: dt.date) -> Screen:
    """What the wall shows of a product.

    Before the chair opens: nothing but how many have signed. Then totals from low to high and the
    criteria on which members are furthest apart, for everybody in the room who is not recused.
    """
    if item.state in ItemState.sealed or not may_look(user, item, on=on):
        return Screen(item)
    form = parsed(item.dossier.sheet)
    answers = [answers_of(sheet.lines.all()) for sheet in counted_sheets_of([item])[item.pk]]
    result = rated(item, answers)
    apart = []
    for criterion in form.criteria:
        marks = [points_of(given, criterion.code) for given in answers]
        if max(marks) > min(marks):
            apart.append(
                Apart(
                    criterion.code,
                    criterion.name,
                    min(marks),
                    max(marks),
                    result.means[criterion.code],
                    criterion.max_points,
                )
            )
    apart.sort(key=lambda row: (-(row.high - row.low), -row.maximum))
    return Screen(item, result, tuple(sorted(result.member_totals)), tuple(apart[:MOST_APART]))
