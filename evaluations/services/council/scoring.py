"""One member's sheet: saving, signing. No mark ever reaches the audit or a log."""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.workflow import require
from evaluations.enums import (
    EvaluationVerb,
    ItemState,
    ScoreSheetMove,
    ScoreSheetState,
    Seat,
)
from evaluations.models import Attendance, ScoreLine, ScoreSheet, SessionItem
from evaluations.notices import council as notices
from evaluations.rating import Criterion, Sheet, answers_faults, dependency_faults
from evaluations.selectors.council.marks import answers_of, is_present, missing_criteria
from evaluations.selectors.council.sittings import sheet_counts
from evaluations.selectors.criteria import parsed
from evaluations.workflow.council import SCORE_SHEET_MOVES
from notifications.services import queue

# What a form sends for a box left empty on purpose.
EMPTY = "empty"


def _locked(sheet: ScoreSheet) -> tuple[SessionItem, ScoreSheet]:
    """Product and sheet, locked in this order: signing and opening never pass each other."""
    item = (
        SessionItem.objects.select_for_update(of=("self",))
        .select_related("session__regulation", "dossier__sheet", "dossier__product")
        .defer("dossier__sheet__content")
        .get(pk=sheet.item_id)
    )
    row = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .select_related("member__user")
        .get(pk=sheet.pk)
    )
    if row.scoring_round != item.scoring_round:
        raise DomainError("Phiếu này thuộc lượt chấm trước, không sửa được nữa", code="state")
    return item, row


def _own(sheet: ScoreSheet, actor: User) -> None:
    if sheet.member.user_id != actor.pk:
        raise DomainError("Phiếu này là của thành viên khác")


@dataclass(frozen=True, slots=True)
class Kept:
    """A sheet after a save: its row, its lines as they stand now, whether anything was written."""

    sheet: ScoreSheet
    lines: tuple[ScoreLine, ...]
    changed: bool


def save_answers(
    *,
    sheet: ScoreSheet,
    answers: Mapping[str, Any],
    version: int,
    actor: User,
    comment: str | None = None,
) -> ScoreSheet:
    """Keep what a member chose so far, as :func:`keep_answers` does; the sheet as it stands now."""
    return keep_answers(
        sheet=sheet, answers=answers, version=version, actor=actor, comment=comment
    ).sheet


@transaction.atomic
def keep_answers(
    *,
    sheet: ScoreSheet,
    answers: Mapping[str, Any],
    version: int,
    actor: User,
    comment: str | None = None,
) -> Kept:
    """Keep what a member chose so far; criteria that are not named stay as they are.

    An answer is the points of one option, ``{"case", "points"}``, :data:`EMPTY` for a box left
    empty on purpose, or None to take an answer back. ``comment`` None leaves it as it is. Nothing
    is written to the audit: a draft is nobody's business but the member's. What already stands is
    no change, whatever ``version`` says: a window that did not hear the answer may send again.

    The version is compared and counted up in one statement, so of two windows one is kept and the
    other one hears of it. Three statements in all.

    Raises:
        DomainError: ``conflict`` when another window saved since ``version`` was read;
            ``invalid`` with one sentence per field ``c-<criterion>`` when points are not among
            the options of the form; ``state`` when the sheet is not to be filled in now.
    """
    _own(sheet, actor)
    form = parsed(sheet.item.dossier.sheet)
    faults = _faults(form, answers)
    if faults:
        _standing(sheet)
        first = next(iter(faults.values()))[0]
        raise DomainError(first, code="invalid", fields=faults)
    standing = {line.criterion: line for line in ScoreLine.objects.filter(sheet=sheet.pk)}
    gone = [code for code, answer in answers.items() if answer is None and code in standing]
    lines = [
        line
        for code, answer in answers.items()
        if answer is not None
        and not _same(standing.get(code), line := _line(sheet, form.by_code[code], answer))
    ]
    told = comment is not None and comment != sheet.comment
    if not (gone or lines or told):
        return Kept(_standing(sheet), tuple(standing.values()), changed=False)
    row = _claimed(sheet, version, {"comment": comment} if told else {})
    _write(row, gone, lines)
    merged = standing | {line.criterion: line for line in lines}
    return Kept(
        row,
        tuple(line for code, line in merged.items() if code not in gone),
        changed=True,
    )


def _faults(form: Sheet, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        f"c-{code}": found
        for code, answer in answers.items()
        if (found := _faults_of(form, code, answer))
    }


def _faults_of(form: Sheet, code: str, answer: Any) -> list[str]:
    criterion = form.by_code.get(code)
    if criterion is None or answer not in (None, EMPTY):
        return answers_faults(form, {code: answer})
    if answer == EMPTY and not criterion.allow_none:
        return [f"Tiêu chí {code} có mức 0 điểm nên không được để trống."]
    return []


def _standing(sheet: ScoreSheet) -> ScoreSheet:
    """The sheet as it stands now, if it may be filled in; the sentence why not otherwise."""
    row = ScoreSheet.objects.select_related("member__user", "item").get(pk=sheet.pk)
    current = row.scoring_round == row.item.scoring_round
    require(
        SCORE_SHEET_MOVES,
        ScoreSheetMove.SAVE,
        row,
        item_state=row.item.state if current else ItemState.OPENED,
        present=is_present(row, row.item),
    )
    row.item = sheet.item
    return row


def _claimed(sheet: ScoreSheet, version: int, changes: Mapping[str, Any]) -> ScoreSheet:
    """Make ``changes`` and count ``version`` up, if it still stands and the sheet may be filled in.

    The guards of the move stand here once more as conditions. The statement joins no table: of a
    joined one PostgreSQL would not see the newer version after it had to wait for another window.
    """
    there = Attendance.objects.filter(
        session__items=OuterRef("item"), member=OuterRef("member"), present=True
    )
    scoring = SessionItem.objects.filter(
        pk=OuterRef("item"), state=ItemState.SCORING, scoring_round=OuterRef("scoring_round")
    )
    values = {**changes, "version": version + 1, "updated_at": now()}
    taken = ScoreSheet.objects.filter(
        Exists(there),
        Exists(scoring),
        pk=sheet.pk,
        version=version,
        state__in=SCORE_SHEET_MOVES[ScoreSheetMove.SAVE].sources,
    ).update(**values)
    if not taken:
        _standing(sheet)
        raise DomainError(
            "Phiếu đã được lưu ở cửa sổ khác; những gì vừa chọn vẫn còn ở dưới. "
            "Xem lại rồi bấm lưu lần nữa",
            code="conflict",
        )
    row = copy.copy(sheet)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _write(row: ScoreSheet, gone: list[str], lines: list[ScoreLine]) -> None:
    """Only what differs from what stands: a form sends every answer, a person changes one."""
    if gone:
        row.lines.filter(criterion__in=gone).delete()
    if lines:
        ScoreLine.objects.bulk_create(
            lines,
            update_conflicts=True,
            unique_fields=["sheet", "criterion"],
            update_fields=["case", "points", "max_points", "empty"],
        )


def _same(standing: ScoreLine | None, line: ScoreLine) -> bool:
    return standing is not None and (standing.case, standing.points, standing.empty) == (
        line.case,
        line.points,
        line.empty,
    )


def _line(row: ScoreSheet, criterion: Criterion, answer: Any) -> ScoreLine:
    points: int = 0
    case = ""
    if isinstance(answer, Mapping):
        case, points = answer["case"], answer["points"]
    elif answer != EMPTY:
        points = answer
    return ScoreLine(
        sheet=row,
        criterion=criterion.code,
        case=case,
        points=points,
        max_points=criterion.max_points,
        empty=answer == EMPTY,
    )


@transaction.atomic
def sign_sheet(*, sheet: ScoreSheet, version: int, actor: User) -> ScoreSheet:
    """Sign: the sheet is frozen and counts. The chair hears when it was the last one awaited.

    Every criterion needs an option, or the word that its box stays empty where the form allows
    it; not so once the chair has raised a gate, because the points decide nothing any more.

    Raises:
        DomainError: ``conflict`` for a stale ``version``, ``state`` otherwise.
    """
    item, row = _locked(sheet)
    _own(row, actor)
    lines = list(row.lines.all())
    form = parsed(item.dossier.sheet)
    step = require(
        SCORE_SHEET_MOVES,
        ScoreSheetMove.SIGN,
        row,
        item_state=item.state,
        present=is_present(row, item),
        missing=() if item.gates else missing_criteria(form, lines),
        contradictions=tuple(dependency_faults(form, answers_of(lines))),
    )
    if row.version != version:
        raise DomainError(
            "Phiếu đã được lưu ở cửa sổ khác; hãy xem lại điểm rồi ký", code="conflict"
        )
    old, row.state = row.state, step.target
    row.signed_at = now()
    row.version += 1
    row.save(update_fields=["state", "signed_at", "version", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.SHEET_SIGNED,
        target=row,
        old=old,
        new=row.state,
        data={"scoring_round": row.scoring_round},
    )
    tell_chair(item)
    return row


def tell_chair(item: SessionItem) -> None:
    """Tell whoever leads that every sheet awaited for a product is in, once it is so."""
    count = sheet_counts([item])[item.pk]
    if count.pending or not count.signed:
        return
    leading = Attendance.objects.filter(
        session=item.session_id, member__seat__in=(Seat.CHAIR, Seat.VICE), present=True
    ).select_related("member__user")
    chairs = [row.member for row in leading]
    if any(member.seat == Seat.CHAIR for member in chairs):
        chairs = [member for member in chairs if member.seat == Seat.CHAIR]
    queue(to=[member.user for member in chairs], **notices.all_signed(item))


def copy_sheets(*, sheets: Iterable[ScoreSheet], scoring_round: int, actor: User) -> None:
    """Begin another scoring round inside the caller's transaction: a signed sheet is copied as a
    draft with its marks, an unsigned one begins again, a recusal stays.

    The old sheets stay as they are.
    """
    old = list(sheets)
    copies = ScoreSheet.objects.bulk_create(
        ScoreSheet(
            item_id=sheet.item_id,
            member_id=sheet.member_id,
            scoring_round=scoring_round,
            state=_copied_state(sheet),
            conflict_reason=sheet.conflict_reason,
            comment=sheet.comment,
            declared_at=sheet.declared_at,
        )
        for sheet in old
    )
    ScoreLine.objects.bulk_create(
        ScoreLine(
            sheet=fresh,
            criterion=line.criterion,
            case=line.case,
            points=line.points,
            max_points=line.max_points,
            empty=line.empty,
        )
        for sheet, fresh in zip(old, copies, strict=True)
        for line in sheet.lines.all()
    )
    for sheet, fresh in zip(old, copies, strict=True):
        if sheet.state == ScoreSheetState.SIGNED:
            record(
                actor=actor,
                verb=EvaluationVerb.SHEET_REOPENED,
                target=fresh,
                old=sheet.state,
                new=fresh.state,
                data={"scoring_round": scoring_round, "of": sheet.code},
            )


def _copied_state(sheet: ScoreSheet) -> str:
    if sheet.state != ScoreSheetState.SIGNED:
        return sheet.state
    return require(SCORE_SHEET_MOVES, ScoreSheetMove.REOPEN, sheet).target
