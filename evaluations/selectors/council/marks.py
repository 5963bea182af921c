"""The one door to marks. Nothing else reads score lines for somebody's eyes.

Before the chair opens a product nobody gets another member's marks, whatever the role: a page, a
list or a count asks here and gets the reader's own sheet, or none. What is shown of a sealed
product is who signed, in the order of the seats, never what.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

from django.db.models import F, Prefetch

from accounts.selectors import Person, is_person
from evaluations.enums import ItemState, ScoreSheetState, Seat, SessionState
from evaluations.models import (
    Attendance,
    CouncilRegulation,
    CouncilSession,
    ScoreLine,
    ScoreSheet,
    SessionItem,
)
from evaluations.rating import (
    Criterion,
    Regulation,
    Result,
    Sheet,
    rate,
)
from evaluations.rating.answers import applies, points_of
from evaluations.rating.verdict import Aggregation, Minima, Rounding
from evaluations.selectors.council.sittings import runs_council, seat_in, seat_order
from evaluations.selectors.criteria import parsed

ReadAnswers = dict[str, Any]


def rating_regulation(row: CouncilRegulation) -> Regulation:
    """The part of a council's regulation that the rating asks for."""
    return Regulation(
        minima=cast(Minima, row.minima),
        inherit_minima=row.inherit_minima,
        spread_max=Fraction(row.spread_max),
        aggregation=cast(Aggregation, row.aggregation),
        rounding=cast(Rounding, row.rounding),
    )


def answers_of(lines: Iterable[ScoreLine]) -> ReadAnswers:
    """Lines as the rating takes them; a criterion left empty on purpose is not among them."""
    return {
        line.criterion: {"case": line.case, "points": line.points} if line.case else line.points
        for line in lines
        if not line.empty
    }


def missing_criteria(sheet: Sheet, lines: Iterable[ScoreLine]) -> tuple[str, ...]:
    """Criteria with neither an option chosen nor a word that the box stays empty.

    A criterion that does not apply (5.2 without a story) is not missing.
    """
    lines = list(lines)
    answers = answers_of(lines)
    answered = {line.criterion for line in lines}
    return tuple(
        criterion.code
        for criterion in sheet.criteria
        if criterion.code not in answered and applies(criterion, answers)
    )


def marks_open_to(user: Person, item: SessionItem, *, on: dt.date) -> bool:
    """Whether somebody may see the marks of all members for a product.

    Never before the chair opened them. Then chair, vice chairs and members; once the product is
    concluded also the secretary, for the minutes, and the office that runs the council. Never
    somebody who recused himself from this product.
    """
    return item.pk in opened_among(user, [item], on=on)


def opened_among(user: Person, items: Sequence[SessionItem], *, on: dt.date) -> set[int]:
    """The keys of those products of one sitting whose marks are open to somebody.

    By the rule of :func:`marks_open_to`; a fixed number of statements, none where all is sealed.
    """
    opened = [item for item in items if item.state not in ItemState.sealed]
    if not opened or not is_person(user):
        return set()
    session = opened[0].session
    seat = seat_in(user, session, on=on)
    if seat is None or seat.seat == Seat.SECRETARY:
        concluded = {item.pk for item in opened if item.state == ItemState.CONCLUDED}
        council = session.council
        if not concluded or seat is not None:
            return concluded
        return concluded if runs_council(user, council.level, council.unit, on=on) else set()
    recused = ScoreSheet.objects.filter(
        item__in=opened, member__user=user, state=ScoreSheetState.RECUSED
    )
    return {item.pk for item in opened} - set(recused.values_list("item_id", flat=True))


def has_recused(user: Person, item: SessionItem) -> bool:
    """Whether somebody declared a conflict of interest for this product, in any scoring round."""
    if not is_person(user):
        return False
    recused = ScoreSheet.objects.filter(item=item, state=ScoreSheetState.RECUSED)
    return recused.filter(member__user=user).exists()


def own_sheet(user: Person, item: SessionItem) -> ScoreSheet | None:
    """Somebody's own sheet in the current scoring round; None without a seat that scores."""
    if not is_person(user):
        return None
    return (
        ScoreSheet.objects.filter(item=item, member__user=user, scoring_round=item.scoring_round)
        .select_related("member__user")
        .first()
    )


def is_present(sheet: ScoreSheet, item: SessionItem) -> bool:
    """Whether the sheet's member is noted as present in the sitting of ``item``."""
    noted = Attendance.objects.filter(session=item.session_id, member=sheet.member_id)
    return noted.filter(present=True).exists()


def own_sheet_states(user: Person, items: Iterable[SessionItem]) -> dict[int, str]:
    """The state of somebody's own current sheet by product, for his list of products."""
    if not is_person(user):
        return {}
    return dict(
        ScoreSheet.objects.filter(
            item__in=list(items),
            member__user=user,
            scoring_round=F("item__scoring_round"),
        ).values_list("item_id", "state")
    )


def counted_sheets(item: SessionItem) -> list[ScoreSheet]:
    """The signed sheets of the current scoring round with their lines, in the order of seats.

    For services that compute a result. Pages ask :func:`tally_for`.
    """
    return counted_sheets_of([item])[item.pk]


def counted_sheets_of(items: Iterable[SessionItem]) -> dict[int, list[ScoreSheet]]:
    """:func:`counted_sheets` of several products by their keys; two statements."""
    found: dict[int, list[ScoreSheet]] = {item.pk: [] for item in items}
    sheets = (
        ScoreSheet.objects.filter(
            item__in=list(found),
            scoring_round=F("item__scoring_round"),
            state=ScoreSheetState.SIGNED,
        )
        .select_related("member__user")
        .prefetch_related(Prefetch("lines", ScoreLine.objects.order_by("criterion")))
    )
    for sheet in sorted(sheets, key=lambda sheet: seat_order(sheet.member)):
        found[sheet.item_id].append(sheet)
    return found


def sheets_of_ended(session: CouncilSession) -> list[ScoreSheet]:
    """Signed and recused sheets of every scoring round of a sitting that is over, with their lines.

    For the papers for signing, of concluded products only; nothing while the sitting runs. In the
    order of products, scoring rounds and seats.
    """
    if session.state != SessionState.CONCLUDED:
        return []
    sheets = (
        ScoreSheet.objects.filter(
            item__session=session,
            item__state=ItemState.CONCLUDED,
            state__in=(ScoreSheetState.SIGNED, ScoreSheetState.RECUSED),
        )
        .select_related("member__user", "item")
        .prefetch_related(Prefetch("lines", ScoreLine.objects.order_by("criterion")))
    )
    return sorted(
        sheets,
        key=lambda sheet: (sheet.item.position, sheet.scoring_round, seat_order(sheet.member)),
    )


def rated(item: SessionItem, answers: Sequence[ReadAnswers]) -> Result:
    """What sheets of a product come to under the regulation of its sitting, gates included."""
    rules = rating_regulation(item.session.regulation)
    return rate(parsed(item.dossier.sheet), answers, rules, item.gates)


@dataclass(frozen=True, slots=True)
class Column:
    """One member in the table. ``total`` is None while sealed, and for who does not score."""

    name: str
    organisation: str
    state: str
    present: bool
    total: int | None = None
    flagged: bool = False

    @property
    def label(self) -> str:
        """What stands over the column: the body somebody speaks for, else the name."""
        return self.organisation or self.name

    @property
    def recused(self) -> bool:
        """Does not score this product."""
        return self.state == ScoreSheetState.RECUSED

    @property
    def signed(self) -> bool:
        """The sheet is in."""
        return self.state == ScoreSheetState.SIGNED


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion in the table; ``cells`` stand in the order of the columns."""

    criterion: Criterion
    cells: tuple[dict[str, Any], ...]
    mean: Fraction | None = None
    spread: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The table of a product: sealed (``result`` None, no value anywhere) or open."""

    item: SessionItem
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    result: Result | None = None
    comments: tuple[tuple[str, str], ...] = field(default=())

    @property
    def sealed(self) -> bool:
        """Whether the reader sees who signed and nothing else."""
        return self.result is None


def tally_for(user: Person, item: SessionItem, *, on: dt.date, by_spread: bool = True) -> Tally:
    """The table as this reader may see it.

    Sealed: columns and criteria in the order of seats and of the form, because an order made
    from marks would tell them. Open: criteria by how far members are apart, unless the order of
    the form is asked for.
    """
    sheets = sorted(
        ScoreSheet.objects.filter(item=item, scoring_round=item.scoring_round)
        .exclude(state=ScoreSheetState.REPLACED)
        .select_related("member__user"),
        key=lambda sheet: seat_order(sheet.member),
    )
    there = set(item.session.attendance.filter(present=True).values_list("member_id", flat=True))
    form = parsed(item.dossier.sheet)
    if not marks_open_to(user, item, on=on):
        return _sealed(item, form, sheets, there)
    return _opened(item, form, sheets, there, by_spread=by_spread)


def _column(sheet: ScoreSheet, there: set[int], **marks: Any) -> Column:
    member = sheet.member
    return Column(
        name=member.user.full_name,
        organisation=member.organisation,
        state=sheet.state,
        present=member.pk in there,
        **marks,
    )


def _sealed(item: SessionItem, form: Sheet, sheets: list[ScoreSheet], there: set[int]) -> Tally:
    columns = tuple(_column(sheet, there) for sheet in sheets)
    cells = tuple({"sealed": not column.recused, "value": None} for column in columns)
    return Tally(item, columns, tuple(Row(criterion, cells) for criterion in form.criteria))


def _opened(
    item: SessionItem,
    form: Sheet,
    sheets: list[ScoreSheet],
    there: set[int],
    *,
    by_spread: bool,
) -> Tally:
    counted = {sheet.pk: answers_of(sheet.lines.all()) for sheet in counted_sheets(item)}
    result = rated(item, list(counted.values()))
    totals = dict(zip(counted, result.member_totals, strict=True))
    edges = {min(result.member_totals), max(result.member_totals)}
    columns = tuple(
        _column(
            sheet,
            there,
            total=totals.get(sheet.pk),
            flagged=result.spread_exceeded and totals.get(sheet.pk) in edges,
        )
        for sheet in sheets
    )
    rows = [_open_row(criterion, sheets, counted, result) for criterion in form.criteria]
    if by_spread:
        rows.sort(key=lambda row: -(row.spread or 0))
    comments = tuple(
        (column.label, sheet.comment)
        for sheet, column in zip(sheets, columns, strict=True)
        if sheet.pk in counted and sheet.comment
    )
    return Tally(item, columns, tuple(rows), result, comments)


def _open_row(
    criterion: Criterion,
    sheets: list[ScoreSheet],
    counted: Mapping[int, ReadAnswers],
    result: Result,
) -> Row:
    mean = result.means[criterion.code]
    marks = {pk: points_of(answers, criterion.code) for pk, answers in counted.items()}
    cells = tuple(
        {"value": marks.get(sheet.pk), "mean": mean, "maximum": criterion.max_points}
        for sheet in sheets
    )
    return Row(criterion, cells, mean, max(marks.values()) - min(marks.values()))
