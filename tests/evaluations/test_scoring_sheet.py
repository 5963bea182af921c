"""One member's sheet: declaring, saving, signing, and two windows of one person."""

import logging

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from audit.selectors import timeline
from common.dates import today
from common.errors import DomainError
from evaluations.enums import EvaluationVerb, ScoreSheetMove, ScoreSheetState
from evaluations.models import ScoreLine, ScoreSheet
from evaluations.selectors.council.marks import missing_criteria
from evaluations.selectors.council.progress import progress_of
from evaluations.selectors.criteria import parsed
from evaluations.services.council.attendance import note_attendance
from evaluations.services.council.declaring import recuse, sign_declaration
from evaluations.services.council.scoring import (
    EMPTY,
    save_answers,
    sign_sheet,
)
from evaluations.services.council.sitting import open_item, rescore_item
from evaluations.workflow.council import SCORE_SHEET_MOVES
from tests.factories import council as factory
from tests.factories.criteria import published_sheet

pytestmark = pytest.mark.django_db


def sheet_in(state: str) -> factory.Sitting:
    """The second of two members has a sheet in ``state``; the first has signed."""
    of = factory.sitting(members=2, substitutes=1, regulation_details={"quorum_percent": 50})
    factory.start(of)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    if state == ScoreSheetState.DRAFT:
        factory.declare(of, 1)
        factory.fill(of, 1, full)
    elif state == ScoreSheetState.RECUSED:
        factory.recused(of, 1)
    elif state == ScoreSheetState.SIGNED:
        factory.score(of, 1, full)
    elif state == ScoreSheetState.REPLACED:
        factory.stood_in(of, 1)
    return of


def move(of: factory.Sitting, name: str) -> ScoreSheet:
    sheet, actor = of.sheet(1), of.members[1].user
    if name == ScoreSheetMove.DECLARE_NONE:
        sign_declaration(session=of.session, conflicts={}, actor=actor, on=today())
        return of.sheet(1)
    if name == ScoreSheetMove.RECUSE:
        return recuse(sheet=sheet, reason="Cùng góp vốn", actor=actor)
    if name == ScoreSheetMove.SAVE:
        return save_answers(sheet=sheet, answers={"1.1": 1}, version=sheet.version, actor=actor)
    if name == ScoreSheetMove.SIGN:
        return sign_sheet(sheet=sheet, version=sheet.version, actor=actor)
    if name == ScoreSheetMove.REPLACE:
        factory.stood_in(of, 1)
        found = of.sheet(1)
        if found.state != ScoreSheetState.REPLACED:
            raise DomainError("Phiếu đã ký hoặc không chấm thì giữ nguyên", code="state")
        return found
    open_item(item=of.item, actor=of.chair)
    rescore_item(item=of.item, reason="Chấm lại", actor=of.chair)
    found = of.sheet(1)
    if found.state != ScoreSheetState.DRAFT:
        raise DomainError("Phiếu không được mở lại", code="state")
    return found


PAIRS = [(state, name) for state in ScoreSheetState.values for name in ScoreSheetMove.values]


@pytest.mark.parametrize(("state", "name"), PAIRS)
def test_every_move_of_a_sheet_from_every_state(state: str, name: str) -> None:
    of = sheet_in(state)
    if state in SCORE_SHEET_MOVES[name].sources:
        assert move(of, name).state == SCORE_SHEET_MOVES[name].target
    else:
        with pytest.raises(DomainError) as refused:
            move(of, name)
        assert refused.value.code == "state"
        assert ScoreSheet.objects.get(member=of.members[1], scoring_round=1).state == state


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        (ScoreSheetMove.DECLARE_NONE, EvaluationVerb.SESSION_DECLARED),  # one for all his sheets
        (ScoreSheetMove.RECUSE, EvaluationVerb.SHEET_DECLARED),
        (ScoreSheetMove.SIGN, EvaluationVerb.SHEET_SIGNED),
        (ScoreSheetMove.SAVE, None),  # a draft is nobody's business
    ],
)
def test_a_change_of_state_writes_one_entry_and_saving_none(name: str, verb: str | None) -> None:
    first = name == ScoreSheetMove.DECLARE_NONE
    of = sheet_in(ScoreSheetState.ASSIGNED if first else ScoreSheetState.DRAFT)
    before = AuditEntry.objects.count()
    sheet = move(of, name)
    assert AuditEntry.objects.count() - before == (0 if verb is None else 1)
    if verb:
        assert timeline(of.session if first else sheet).last().verb == verb


def test_somebody_else_s_sheet_is_refused_whatever_is_asked() -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    sheet = of.sheet(1)
    for act in (
        lambda: save_answers(sheet=sheet, answers={"1.1": 1}, version=1, actor=of.chair),
        lambda: sign_sheet(sheet=sheet, version=sheet.version, actor=of.chair),
        lambda: recuse(sheet=sheet, reason="x", actor=of.chair),
    ):
        with pytest.raises(DomainError, match="của thành viên khác"):
            act()


def test_nobody_scores_before_he_is_noted_as_present() -> None:
    of = factory.sitting(members=4)
    factory.start(of, present=[0, 1, 2])
    assert factory.declare(of, 3).state == "draft"
    with pytest.raises(DomainError, match="chưa ghi có mặt"):
        factory.fill(of, 3, {"1.1": 1})
    note_attendance(session=of.session, present=of.members, actor=of.chair)
    assert factory.fill(of, 3, {"1.1": 1}).state == "draft"


def test_recusing_throws_away_what_was_typed_and_keeps_the_reason() -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    assert of.sheet(1).lines.count() == 31
    sheet = recuse(sheet=of.sheet(1), reason=" Vợ là giám đốc ", actor=of.members[1].user)
    assert (sheet.lines.count(), sheet.comment, sheet.conflict_reason) == (
        0,
        "",
        "Vợ là giám đốc",
    )
    assert timeline(sheet).last().reason == "Vợ là giám đốc"


def test_recusing_needs_a_reason() -> None:
    of = sheet_in(ScoreSheetState.ASSIGNED)
    with pytest.raises(DomainError, match="Hãy ghi lý do"):
        recuse(sheet=of.sheet(1), reason=" ", actor=of.members[1].user)


# --- options ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "answer", "sentence"),
    [
        ("1.1", 2, "Tiêu chí 1.1: không có mức 2 điểm; phiếu chỉ có các mức 1, 3, 5 điểm."),
        ("1.1", 0, "Tiêu chí 1.1: không có mức 0 điểm; phiếu chỉ có các mức 1, 3, 5 điểm."),
        ("1.1", 500, "Tiêu chí 1.1: không có mức 500 điểm; phiếu chỉ có các mức 1, 3, 5 điểm."),
        ("1.1", "3", 'Tiêu chí 1.1: điểm phải là số nguyên, không nhận "3".'),
        ("9.9", 1, 'Phiếu QD26-09 không có tiêu chí "9.9".'),
        ("4.3", EMPTY, "Tiêu chí 4.3 có mức 0 điểm nên không được để trống."),
    ],
)
def test_points_that_are_no_option_are_refused_in_a_sentence(code, answer, sentence) -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    before = set(of.sheet(1).lines.values_list("criterion", "points"))
    with pytest.raises(DomainError) as refused:
        factory.fill(of, 1, {"1.2": 1, code: answer})
    assert refused.value.code == "invalid"
    assert refused.value.fields == {f"c-{code}": [sentence]}
    assert set(of.sheet(1).lines.values_list("criterion", "points")) == before


def test_a_criterion_with_two_cases_keeps_the_case() -> None:
    of = factory.sitting(members=1, sheet_code="QD26-26")
    factory.start(of)
    factory.declare(of, 0)
    with pytest.raises(DomainError, match="phải ghi trường hợp và điểm"):
        factory.fill(of, 0, {"8": 3})
    options = of.form.by_code["8"].options_of("b")
    factory.fill(of, 0, {"8": {"case": "b", "points": options[0].points}})
    line = of.sheet(0).lines.get(criterion="8")
    assert (line.case, line.points) == ("b", options[0].points)


def test_a_box_left_empty_on_purpose_counts_nought_and_is_not_missing() -> None:
    of = factory.sitting(members=1)
    factory.start(of)
    factory.declare(of, 0)
    full = factory.answers(of.form)
    del full["3.4"]
    factory.fill(of, 0, full)
    assert missing_criteria(of.form, of.sheet(0).lines.all()) == ("3.4",)
    with pytest.raises(DomainError) as refused:
        factory.score(of, 0, {})
    assert refused.value.message == "Còn 1 tiêu chí chưa chấm: 3.4"
    signed = factory.score(of, 0, {"3.4": EMPTY})
    progress = progress_of(of.form, signed.lines.all(), of.regulation)
    assert (signed.state, int(progress.result.total)) == ("signed", 98)


def test_the_structure_of_a_story_is_only_asked_for_where_there_is_a_story() -> None:
    of = factory.sitting(members=1)
    factory.start(of)
    factory.declare(of, 0)
    full = factory.answers(of.form, c5_1=0)
    without = {code: answer for code, answer in full.items() if code != "5.2"}
    factory.fill(of, 0, without | {"5.2": 2})
    with pytest.raises(DomainError, match=r"Tiêu chí 5\.2 chỉ áp dụng khi"):
        factory.score(of, 0, {})
    factory.fill(of, 0, {"5.2": None})
    assert factory.score(of, 0, {}).state == "signed"


# --- two windows --------------------------------------------------------------------------------


def test_a_second_window_with_an_old_version_gets_a_sentence_and_writes_nothing() -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    seen = of.sheet(1).version
    actor = of.members[1].user
    save_answers(sheet=of.sheet(1), answers={"1.1": 3}, version=seen, actor=actor)
    with pytest.raises(DomainError) as refused:
        save_answers(sheet=of.sheet(1), answers={"1.1": 1}, version=seen, actor=actor)
    assert refused.value.code == "conflict"
    assert "ở cửa sổ khác" in refused.value.message
    assert of.sheet(1).lines.get(criterion="1.1").points == 3
    with pytest.raises(DomainError) as unsigned:
        sign_sheet(sheet=of.sheet(1), version=seen, actor=actor)
    assert unsigned.value.code == "conflict"


def test_saving_what_already_stands_changes_nothing_not_even_the_version() -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    before = of.sheet(1)
    after = factory.fill(of, 1, factory.answers(of.form))
    assert (after.version, after.updated_at) == (before.version, before.updated_at)


def test_an_answer_can_be_taken_back_and_the_comment_is_kept_beside() -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    factory.fill(of, 1, {"1.1": None}, comment="Nên thêm chứng nhận")
    sheet = factory.fill(of, 1, {"1.2": 1})
    assert not sheet.lines.filter(criterion="1.1").exists()
    assert sheet.comment == "Nên thêm chứng nhận"


def test_saving_writes_only_what_changed(django_assert_num_queries) -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    parsed(of.dossiers[0].sheet)
    sheet, actor = of.sheet(1), of.members[1].user
    full = factory.answers(of.form) | {"1.1": 1}
    # savepoint, sheet locked, present, lines, one line written, version, release
    with django_assert_num_queries(7):
        save_answers(sheet=sheet, answers=full, version=sheet.version, actor=actor)


def test_two_members_save_side_by_side() -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    first, second = factory.declare(of, 0), factory.declare(of, 1)
    save_answers(sheet=first, answers={"1.1": 5}, version=first.version, actor=of.chair)
    save_answers(
        sheet=second,
        answers={"1.1": 1},
        version=second.version,
        actor=of.members[1].user,
    )
    assert [of.sheet(index).lines.get(criterion="1.1").points for index in (0, 1)] == [5, 1]


# --- progress -----------------------------------------------------------------------------------


def test_progress_names_what_the_next_star_still_needs() -> None:
    of = factory.sitting(members=1)
    factory.start(of)
    factory.declare(of, 0)
    given = factory.answers(of.form, c3_5=1)
    del given["9"]
    sheet = factory.fill(of, 0, given)
    progress = progress_of(of.form, sheet.lines.all(), of.regulation)
    assert (int(progress.result.total), progress.best) == (93, 98)
    assert (progress.done, progress.count, progress.missing) == (30, 31, ("9",))
    # 9 is empty: not even the mark of 3 stars is met, although the points reach 5.
    assert (progress.result.band, progress.result.stars, progress.next_star) == (5, None, 3)
    assert [(miss.star, miss.criterion, miss.needs) for miss in progress.short] == [(3, "9", 1)]
    sheet = factory.fill(of, 0, {"9": 5})
    progress = progress_of(of.form, sheet.lines.all(), of.regulation)
    assert (progress.result.stars, progress.next_star) == (3, 4)
    assert [(miss.star, miss.criterion, miss.needs) for miss in progress.short] == [(4, "3.5", 2)]


def test_an_empty_sheet_is_0_points_and_everything_missing() -> None:
    form = parsed(published_sheet())
    progress = progress_of(form, [], factory.regulation())
    assert (int(progress.result.total), progress.best, progress.done) == (0, 100, 0)
    assert progress.count == 30  # 5.2 applies once there is a story


def test_constraints_of_sheets_and_lines() -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    sheets = ScoreSheet.objects.filter(pk=of.sheet(1).pk)
    lines = ScoreLine.objects.filter(sheet__in=sheets, criterion="1.1")
    for name, rows, change in (
        ("score_sheet_state_known", sheets, {"state": "x"}),
        ("score_sheet_signed_has_time", sheets, {"state": "signed"}),
        ("score_sheet_recused_has_reason", sheets, {"state": "recused"}),
        ("score_sheet_once", sheets, {"member": of.members[0]}),
        ("score_line_within_max", lines, {"points": 6}),
        ("score_line_empty_is_nought", lines, {"empty": True}),
        ("score_line_once", lines, {"criterion": "1.2"}),
    ):
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            rows.update(**change)
        assert name in str(broken.value) or "UNIQUE" in str(broken.value)


def test_a_sheet_names_neither_product_nor_marks_in_logs(caplog) -> None:
    of = sheet_in(ScoreSheetState.DRAFT)
    caplog.set_level(logging.DEBUG)
    sheet = of.sheet(1)
    assert str(sheet) == f"Phiếu {sheet.code}"
    assert str(sheet.lines.get(criterion="1.1")) == "1.1"
