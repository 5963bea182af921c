"""The sitting: quorum, attendance, opening, scoring again, gates, the end."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from audit.selectors import timeline
from common.dates import now, today
from common.errors import DomainError
from evaluations.enums import (
    EvaluationVerb,
    ItemMove,
    ItemState,
    Level,
    ScoreSheetState,
    Seat,
    SessionMode,
    SessionMove,
    SessionState,
)
from evaluations.models import CouncilSession, ScoreSheet, SessionItem
from evaluations.selectors.council.sittings import presiding_seat, sheet_counts
from evaluations.services.council.attendance import note_attendance
from evaluations.services.council.convening import convene_session
from evaluations.services.council.declaring import recuse
from evaluations.services.council.sitting import (
    conclude_session,
    open_item,
    open_ready_items,
    record_gates,
    rescore_item,
    start_session,
)
from evaluations.services.council.verdict import conclude_item
from evaluations.services.council.written import refer_item
from evaluations.workflow.council import ITEM_MOVES, SESSION_MOVES, Quorum, needed_of
from tests.factories import council as factory

pytestmark = pytest.mark.django_db

# --- the machines -------------------------------------------------------------------------------


def session_in(state: str) -> factory.Sitting:
    of = factory.sitting(members=2)
    if state == SessionState.CONVENED:
        note_attendance(session=of.session, present=of.members, actor=of.chair)
        return of
    if state == SessionState.CONCLUDED:
        full = factory.answers(of.form)
        factory.concluded(of, full, full)
        conclude_session(session=of.session, actor=of.chair, on=today())
        return of
    factory.start(of)
    return of


def session_move(of: factory.Sitting, move: str) -> CouncilSession:
    if move == SessionMove.START:
        return start_session(session=of.session, actor=of.chair, on=today())
    if of.item.state == ItemState.SCORING:
        full = factory.answers(of.form)
        for index in range(2):
            factory.score(of, index, full)
        conclude_item(item=open_item(item=of.item, actor=of.chair), actor=of.chair, on=today())
    return conclude_session(session=of.session, actor=of.chair, on=today())


@pytest.mark.parametrize("state", SessionState.values)
@pytest.mark.parametrize("move", SessionMove.values)
def test_every_move_of_a_sitting_from_every_state(state: str, move: str) -> None:
    of = session_in(state)
    written = timeline(of.session).exclude(verb=EvaluationVerb.SESSION_DECLARED).count()
    if state in SESSION_MOVES[move].sources:
        assert session_move(of, move).state == SESSION_MOVES[move].target
        moves = timeline(of.session).exclude(verb=EvaluationVerb.SESSION_DECLARED)
        assert moves.count() == written + 1
    else:
        with pytest.raises(DomainError) as refused:
            session_move(of, move)
        assert refused.value.code == "state"
        of.session.refresh_from_db()
        moves = timeline(of.session).exclude(verb=EvaluationVerb.SESSION_DECLARED)
        assert (of.session.state, moves.count()) == (state, written)


def item_in(state: str, *, written: bool = False) -> factory.Sitting:
    of = factory.sitting(members=2, written=written or state == ItemState.REFERRED)
    full = factory.answers(of.form)
    if state == ItemState.SCORING:
        factory.start(of)
        for index in range(2):
            factory.score(of, index, full)
    elif state == ItemState.OPENED:
        factory.opened(of, full, full)
    elif state == ItemState.CONCLUDED:
        factory.concluded(of, full, full)
    elif state == ItemState.REFERRED:
        factory.opened(of, full, full)
        refer(of)
    return of


def refer(of: factory.Sitting) -> None:
    refer_item(item=of.item, reason="Ý kiến khác nhau", actor=of.chair, on=today())


def item_move(of: factory.Sitting, move: str):
    if move == ItemMove.START:
        if of.session.mode == SessionMode.MEETING:
            note_attendance(session=of.session, present=of.members, actor=of.chair)
        start_session(session=of.session, actor=of.chair, on=today())
    elif move == ItemMove.OPEN:
        open_item(item=of.item, actor=of.chair)
    elif move == ItemMove.RESCORE:
        rescore_item(item=of.item, reason="Thảo luận lại", actor=of.chair)
    elif move == ItemMove.REFER:
        refer(of)
    else:
        conclude_item(item=of.item, actor=of.chair, on=today())


@pytest.mark.parametrize("state", ItemState.values)
@pytest.mark.parametrize("move", ItemMove.values)
def test_every_move_of_a_product_from_every_state(state: str, move: str) -> None:
    of = item_in(state, written=state == ItemState.REFERRED or move == ItemMove.REFER)
    written = timeline(of.item).count()
    if state in ITEM_MOVES[move].sources:
        item_move(of, move)
        assert of.item.state == ITEM_MOVES[move].target
        assert timeline(of.item).count() == written + 1
    else:
        with pytest.raises(DomainError) as refused:
            item_move(of, move)
        assert refused.value.code == "state"
        assert (of.item.state, timeline(of.item).count()) == (state, written)


# --- quorum -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "seats", "needed"),
    [
        (75, 7, 6),
        (75, 8, 6),
        (75, 9, 7),
        (50, 7, 4),
        (100, 7, 7),
        (66, 3, 2),
        (50, 1, 1),
        (75, 0, 1),
    ],
)
def test_the_number_needed_is_rounded_up(percent: int, seats: int, needed: int) -> None:
    assert needed_of(percent, seats) == needed


@pytest.mark.parametrize(
    ("present", "chair", "chair_required", "fault"),
    [
        (6, True, True, None),
        (7, True, True, None),
        (5, True, True, "Có mặt 5 trên 7 thành viên chấm điểm, quy chế cần ít nhất 6 (75 %)"),
        (
            6,
            False,
            True,
            "Chủ tịch Hội đồng vắng mặt, quy chế không cho họp khi vắng chủ tịch",
        ),
        (6, False, False, None),
        (0, False, False, "Có mặt 0 trên 7 thành viên chấm điểm, quy chế cần ít nhất 6 (75 %)"),
    ],
)
def test_quorum(present: int, chair: bool, chair_required: bool, fault: str | None) -> None:
    quorum = Quorum(7, present, chair, 75, chair_required)
    assert quorum.fault == fault


def test_a_council_nobody_scores_in_has_no_quorum() -> None:
    quorum = Quorum(0, 0, chair_present=True, percent=50, chair_required=False)
    assert quorum.fault == "Hội đồng chưa có thành viên nào chấm điểm"


def test_the_secretary_does_not_count_towards_the_quorum() -> None:
    of = factory.sitting(members=4)
    there = [*of.members[:2], of.secretary]
    note_attendance(session=of.session, present=there, actor=of.secretary.user)
    with pytest.raises(DomainError, match="Có mặt 2 trên 4 thành viên chấm điểm"):
        start_session(session=of.session, actor=of.chair, on=today())
    note_attendance(session=of.session, present=of.members[:3], actor=of.secretary.user)
    assert start_session(session=of.session, actor=of.chair, on=today()).state == "sitting"


def test_a_sitting_does_not_begin_before_its_day() -> None:
    of = factory.sitting(members=1)
    later = convene_session(
        council=of.council,
        round=of.round,
        held_on=today() + dt.timedelta(days=3),
        place="",
        dossiers=[factory.accepted_dossier(of.round)],
        actor=of.officer,
        on=today(),
    )
    note_attendance(session=later, present=of.members, actor=of.chair)
    with pytest.raises(DomainError, match="chưa tới ngày họp"):
        start_session(session=later, actor=of.chair, on=today())


def test_a_seat_given_later_changes_nothing_about_a_sitting_already_called() -> None:
    of = factory.sitting(members=2)
    late = factory.seat(of.council, Seat.MEMBER)
    with pytest.raises(DomainError, match="không có ghế trong phiên họp này"):
        note_attendance(session=of.session, present=[late], actor=of.chair)
    assert ScoreSheet.objects.filter(member=late).count() == 0


def test_attendance_is_noted_with_names_and_closed_with_the_sitting() -> None:
    of = factory.sitting(members=3, regulation_details={"quorum_percent": 50})
    full = factory.answers(of.form)
    factory.concluded(of, full, full)
    conclude_session(session=of.session, actor=of.chair, on=today())
    noted = timeline(of.session).filter(verb=EvaluationVerb.ATTENDANCE_NOTED).get()
    assert noted.data["absent"] == [of.members[2].user.username]
    there = [*of.members[:2], of.secretary]
    assert noted.data["present"] == sorted(member.user.username for member in there)
    with pytest.raises(DomainError, match="đã bế mạc"):
        note_attendance(session=of.session, present=[], actor=of.chair)


# --- opening ------------------------------------------------------------------------------------


def test_opening_waits_for_everybody_present_who_has_not_recused() -> None:
    of = factory.sitting(members=4)
    factory.start(of)
    full = factory.answers(of.form)
    for index in (0, 1):
        factory.score(of, index, full)
    factory.recused(of, 2)
    with pytest.raises(DomainError) as refused:
        open_item(item=of.item, actor=of.chair)
    assert refused.value.message == "Mới có 2 trên 3 phiếu đã ký"
    factory.score(of, 3, full)
    assert open_item(item=of.item, actor=of.chair).opened_by == of.chair


def test_an_absent_member_is_neither_counted_nor_waited_for() -> None:
    of = factory.sitting(members=4)
    factory.start(of, present=[0, 1, 2])
    full = factory.answers(of.form)
    for index in (0, 1, 2):
        factory.score(of, index, full)
    count = sheet_counts([of.item])[of.item.pk]
    assert (count.seats, count.signed, count.pending, count.needed) == (4, 3, 0, 3)
    assert open_item(item=of.item, actor=of.chair).state == "opened"


def test_a_draft_of_somebody_who_left_does_not_block_and_a_signed_sheet_still_counts() -> None:
    of = factory.sitting(members=4, regulation_details={"quorum_percent": 50})
    factory.start(of)
    full = factory.answers(of.form)
    for index in (0, 1, 2):
        factory.score(of, index, full)
    factory.declare(of, 3)
    factory.fill(of, 3, {"1.1": 5})
    note_attendance(session=of.session, present=of.members[:2], actor=of.chair)  # 2 and 3 left
    verdict = conclude_item(
        item=open_item(item=of.item, actor=of.chair), actor=of.chair, on=today()
    )
    assert len(verdict.result["member_totals"]) == 3


def test_recusals_make_the_base_smaller_and_absences_do_not() -> None:
    of = factory.sitting(members=4)
    factory.start(of)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    factory.score(of, 1, full)
    note_attendance(session=of.session, present=of.members[:2], actor=of.chair)
    with pytest.raises(DomainError) as refused:  # 2 of 4 seats, 3 needed
        open_item(item=of.item, actor=of.chair)
    assert refused.value.message == (
        "Có 2 phiếu đã ký, cần ít nhất 3 (75 % số thành viên được chấm sản phẩm này)"
    )
    note_attendance(session=of.session, present=of.members, actor=of.chair)
    factory.recused(of, 2)
    factory.recused(of, 3)
    assert open_item(item=of.item, actor=of.chair).state == "opened"  # 2 of 2


def test_a_product_nobody_may_score_has_no_result() -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    factory.recused(of, 0)
    factory.recused(of, 1)
    with pytest.raises(DomainError, match="Có 0 phiếu đã ký, cần ít nhất 1"):
        open_item(item=of.item, actor=of.chair)


def test_opening_all_opens_the_ready_ones_only() -> None:
    of = factory.sitting(members=2, dossiers=3)
    factory.start(of)
    full = factory.answers(of.form)
    with pytest.raises(DomainError, match="Chưa sản phẩm nào đủ phiếu"):
        open_ready_items(session=of.session, actor=of.chair)
    for item in of.items[:2]:
        factory.score(of, 0, full, item)
        factory.score(of, 1, full, item)
    factory.score(of, 0, full, of.items[2])
    opened = open_ready_items(session=of.session, actor=of.chair)
    assert [item.position for item in opened] == [1, 2]
    assert [item.state for item in of.items] == ["opened", "opened", "scoring"]


def test_the_chair_does_not_open_a_product_he_recused_himself_from() -> None:
    of = factory.sitting(members=3, vice=True)
    factory.start(of)
    full = factory.answers(of.form)
    factory.recused(of, 0)
    assert presiding_seat(of.session, of.item) == of.members[1]
    factory.score(of, 1, full)
    factory.score(of, 2, full)
    with pytest.raises(DomainError, match="Chưa sản phẩm nào đủ phiếu"):
        open_ready_items(session=of.session, actor=of.chair)
    assert open_ready_items(session=of.session, actor=of.members[1].user) == [of.item]


def test_a_vice_chair_stands_in_only_where_the_regulation_lets_the_chair_be_absent() -> None:
    strict = factory.sitting(members=4, vice=True)
    note_attendance(session=strict.session, present=strict.members[1:], actor=strict.chair)
    assert presiding_seat(strict.session) == strict.members[0]
    with pytest.raises(DomainError, match="Chủ tịch Hội đồng vắng mặt"):
        start_session(session=strict.session, actor=strict.members[1].user, on=today())


def test_where_the_chair_may_be_absent_the_vice_chair_presides() -> None:
    of = factory.sitting(members=4, vice=True, regulation_details={"chair_required": False})
    note_attendance(session=of.session, present=of.members[1:], actor=of.secretary.user)
    assert presiding_seat(of.session) == of.members[1]
    started = start_session(session=of.session, actor=of.members[1].user, on=today())
    assert started.state == "sitting"
    assert presiding_seat(of.session, of.item) == of.members[1]


def test_the_chair_hears_when_the_last_sheet_is_in_and_nobody_else_does() -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    assert of.chair.notices.filter(kind="item_signed").count() == 0
    factory.score(of, 1, full)
    assert of.chair.notices.filter(kind="item_signed").count() == 1
    assert of.members[1].user.notices.filter(kind="item_signed").count() == 0


# --- scoring again ------------------------------------------------------------------------------


def test_scoring_again_keeps_both_rounds() -> None:
    of = factory.sitting(members=3)
    first = [factory.answers(of.form, level) for level in (0.5, 0.7, 0.9)]
    factory.opened(of, *first)
    rescore_item(item=of.item, reason="Lệch quá 10 điểm", actor=of.chair)
    assert (of.item.state, of.item.scoring_round) == ("scoring", 2)
    old = ScoreSheet.objects.filter(item=of.item, scoring_round=1)
    assert {sheet.state for sheet in old} == {"signed"}
    new = of.sheet(0)
    assert new.state == ScoreSheetState.DRAFT
    assert {(line.criterion, line.points) for line in new.lines.all()} == {
        (line.criterion, line.points) for line in old.get(member=of.members[0]).lines.all()
    }
    factory.score(of, 0, {"1.1": 5})
    factory.score(of, 1, {})
    factory.score(of, 2, {})
    open_item(item=of.item, actor=of.chair)
    kept = old.get(member=of.members[0]).lines.get(criterion="1.1")
    assert kept.points != 5
    entry = timeline(of.item).filter(verb=EvaluationVerb.ITEM_RESCORE).get()
    assert (entry.reason, entry.data) == ("Lệch quá 10 điểm", {"scoring_round": 2})


def test_scoring_again_keeps_a_recusal_and_lets_a_latecomer_in() -> None:
    of = factory.sitting(members=4, regulation_details={"quorum_percent": 50})
    factory.start(of, present=[0, 1, 2])
    full = factory.answers(of.form)
    factory.recused(of, 2)
    factory.opened(of, full, full)
    note_attendance(session=of.session, present=of.members, actor=of.chair)
    rescore_item(item=of.item, reason="Có thêm thành viên", actor=of.chair)
    assert [of.sheet(index).state for index in range(4)] == [
        "draft",
        "draft",
        "recused",
        "assigned",
    ]
    assert of.members[2].user.notices.filter(kind="item_rescore").count() == 1
    assert factory.declare(of, 3).state == "draft"


def test_a_second_scoring_needs_a_reason() -> None:
    of = item_in(ItemState.OPENED)
    with pytest.raises(DomainError, match="Hãy ghi lý do"):
        rescore_item(item=of.item, reason="  ", actor=of.chair)
    assert of.item.scoring_round == 1


def test_an_old_sheet_can_not_be_written_after_scoring_again() -> None:
    of = item_in(ItemState.OPENED)
    old = of.sheet(1)
    rescore_item(item=of.item, reason="Thảo luận", actor=of.chair)
    with pytest.raises(DomainError, match="thuộc lượt chấm trước"):
        recuse(sheet=old, reason="Muộn", actor=of.members[1].user)


# --- gates --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ItemState.values)
def test_gates_are_written_down_while_scoring_or_open_only(state: str) -> None:
    of = item_in(state)
    if state in (ItemState.SCORING, ItemState.OPENED):
        row = record_gates(item=of.item, gates=["G3", "G1"], reason="Biên bản 7", actor=of.chair)
        assert (row.gates, row.gate_reason) == (["G1", "G3"], "Biên bản 7")
        assert timeline(row).last().verb == EvaluationVerb.GATE_RAISED
    else:
        with pytest.raises(DomainError) as refused:
            record_gates(item=of.item, gates=["G1"], reason="Biên bản 7", actor=of.chair)
        assert refused.value.code == "state"


def test_gates_need_a_reason_and_stand_on_the_sheet() -> None:
    of = item_in(ItemState.OPENED)
    with pytest.raises(DomainError, match="Hãy ghi căn cứ"):
        record_gates(item=of.item, gates=["G1"], reason="", actor=of.chair)
    with pytest.raises(DomainError, match="không có điều kiện loại X9"):
        record_gates(item=of.item, gates=["X9"], reason="Biên bản", actor=of.chair)
    record_gates(item=of.item, gates=["G1"], reason="Biên bản", actor=of.chair)
    cleared = record_gates(item=of.item, gates=[], reason="Ghi nhầm", actor=of.chair)
    assert (cleared.gates, cleared.gate_reason) == ([], "")
    last = timeline(of.item).last()
    assert (last.verb, last.old, last.reason) == ("item.gate_withdrawn", "G1", "Ghi nhầm")


def test_a_gate_lets_a_half_filled_sheet_be_signed() -> None:
    of = factory.sitting(members=1)
    factory.start(of)
    factory.declare(of, 0)
    with pytest.raises(DomainError, match="Còn 29 tiêu chí chưa chấm"):
        factory.score(of, 0, {"1.1": 1})
    record_gates(item=of.item, gates=["G1"], reason="Nhập khẩu toàn bộ", actor=of.chair)
    factory.score(of, 0, {"1.1": 1})
    verdict = conclude_item(
        item=open_item(item=of.item, actor=of.chair), actor=of.chair, on=today()
    )
    assert (verdict.outcome, verdict.stars) == ("reject", None)


# --- the end ------------------------------------------------------------------------------------


def test_the_sitting_ends_when_every_product_is_concluded_and_the_office_hears() -> None:
    of = factory.sitting(members=1, dossiers=2)
    full = factory.answers(of.form)
    factory.opened(of, full)
    conclude_item(item=of.item, actor=of.chair, on=today())
    with pytest.raises(DomainError) as refused:
        conclude_session(session=of.session, actor=of.chair, on=today())
    assert refused.value.message == "Còn 1 sản phẩm chưa kết luận"
    second = factory.opened(of, full, item=of.items[1])
    conclude_item(item=second, actor=of.chair, on=today())
    assert conclude_session(session=of.session, actor=of.chair, on=today()).state == "concluded"
    assert of.officer.notices.filter(kind="session_concluded").count() == 1


def test_constraints_of_sittings_and_products() -> None:
    of = factory.sitting(members=1, dossiers=2)
    sessions = CouncilSession.objects.filter(pk=of.session.pk)
    items = SessionItem.objects.filter(pk=of.item.pk)
    for name, rows, change in (
        ("council_session_state_known", sessions, {"state": "x", "started_at": now()}),
        ("council_session_started_has_time", sessions, {"state": "sitting"}),
        ("session_item_state_known", items, {"state": "x", "opened_at": now()}),
        ("session_item_opened_has_time", items, {"state": "opened"}),
        ("session_item_round_positive", items, {"scoring_round": 0}),
        ("session_item_position_once", items, {"position": 2}),
        ("session_item_once", items, {"dossier": of.dossiers[1]}),
    ):
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            rows.update(**change)
        assert name in str(broken.value) or "UNIQUE" in str(broken.value)


def test_a_refused_start_leaves_no_trace() -> None:
    of = factory.sitting(members=2)
    before = AuditEntry.objects.count()
    with pytest.raises(DomainError):
        start_session(session=of.session, actor=of.chair, on=today())
    of.session.refresh_from_db()
    assert (of.session.state, AuditEntry.objects.count()) == ("convened", before)
    assert of.council.level == Level.PROVINCE
