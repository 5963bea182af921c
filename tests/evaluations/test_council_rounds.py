"""Rounds (Đ5), councils, seats and the regulation."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.selectors import roles_of
from audit.models import AuditEntry
from audit.selectors import timeline
from common.dates import today
from common.errors import DomainError
from evaluations.enums import EvaluationVerb, Level, RoundMove, RoundState, Seat
from evaluations.models import (
    Council,
    CouncilMember,
    CouncilRegulation,
    EvaluationRound,
    SessionItem,
)
from evaluations.selectors.council.sittings import members_of, regulation_for
from evaluations.services.council.convening import convene_session
from evaluations.services.council.founding import end_seat, found_council, seat_member
from evaluations.services.council.regulation import set_regulation
from evaluations.services.rounds import close_round, open_round
from evaluations.workflow.council import ROUND_MOVES, round_dates
from tests.factories import accounts, communes
from tests.factories import council as factory

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 2, 2)


def open_one(**details):
    details = {"level": Level.PROVINCE, "unit": communes.province(), "year": 2026} | details
    return open_round(actor=accounts.user(), on=ON, **details)


@pytest.mark.parametrize(
    ("level", "number", "proposals_before", "held_before"),
    [
        (Level.PROVINCE, 1, dt.date(2026, 4, 30), dt.date(2026, 6, 30)),  # 5-02
        (Level.PROVINCE, 2, dt.date(2026, 10, 30), dt.date(2026, 12, 30)),  # 5-03
        (Level.CENTRAL, 1, dt.date(2026, 7, 30), dt.date(2026, 9, 30)),  # 5-05
        (Level.CENTRAL, 2, dt.date(2027, 1, 30), dt.date(2027, 3, 30)),  # 5-05
    ],
)
def test_5_02_5_03_5_05_a_round_takes_the_days_of_article_5(
    level, number, proposals_before, held_before
) -> None:
    unit = communes.province() if level == Level.PROVINCE else None
    row = open_one(level=level, unit=unit, number=number)
    assert (row.proposals_before, row.held_before) == (proposals_before, held_before)
    assert row.state == RoundState.OPEN
    entry = timeline(row).get()
    assert (entry.verb, entry.new) == (EvaluationVerb.ROUND_OPENED, "open")


def test_5_01_two_rounds_a_year_are_open_without_any_regulation() -> None:
    assert [open_one(number=1).number, open_one(number=2).number] == [1, 2]


def test_a_round_may_have_earlier_days_but_no_later_ones() -> None:
    earlier = open_one(number=1, proposals_before=dt.date(2026, 4, 1))
    assert earlier.proposals_before == dt.date(2026, 4, 1)
    with pytest.raises(DomainError) as refused:
        open_one(number=2, held_before=dt.date(2026, 12, 31))
    assert refused.value.message == (
        "Đợt 2 nhận đề nghị trước 30/10/2026 và tổ chức trước 30/12/2026 (Điều 5); "
        "không lùi muộn hơn được"
    )


EXTRA = {
    "number": 3,
    "proposals_before": dt.date(2026, 7, 1),
    "held_before": dt.date(2026, 8, 1),
}


def test_5_04_an_extra_round_needs_a_regulation_that_foresees_it_and_a_plan() -> None:
    with pytest.raises(DomainError, match="quy chế của Hội đồng phải cho phép"):
        open_one(**EXTRA, plan="Kế hoạch 12/KH-UBND")
    factory.regulation(extra_rounds=True)
    with pytest.raises(DomainError, match="phải có kế hoạch đánh giá"):
        open_one(**EXTRA)
    row = open_one(**EXTRA, plan="Kế hoạch 12/KH-UBND")
    assert (row.number, row.plan) == (3, "Kế hoạch 12/KH-UBND")


def test_5_06_the_centre_needs_its_own_regulation_for_an_extra_round() -> None:
    factory.regulation(extra_rounds=True)  # the province's says nothing about the centre
    with pytest.raises(DomainError, match="quy chế của Hội đồng phải cho phép"):
        open_one(level=Level.CENTRAL, unit=None, plan="Kế hoạch", **EXTRA)


def test_an_extra_round_says_both_days() -> None:
    factory.regulation(extra_rounds=True)
    with pytest.raises(DomainError, match="ghi rõ hai ngày"):
        open_one(number=3, plan="Kế hoạch")
    assert round_dates(Level.PROVINCE, 2026, 3) is None


def test_a_round_is_opened_once() -> None:
    open_one(number=1)
    with pytest.raises(DomainError, match="Đợt 1 năm 2026 đã mở rồi"):
        open_one(number=1)


@pytest.mark.parametrize("level", Level.values)
def test_level_and_place_belong_together(level: str) -> None:
    wrong = None if level == Level.PROVINCE else communes.province()
    with pytest.raises(DomainError, match="Cấp tỉnh phải có tỉnh"):
        open_one(level=level, unit=wrong, number=1)


@pytest.mark.parametrize("state", RoundState.values)
@pytest.mark.parametrize("move", RoundMove.values)
def test_every_move_of_a_round_from_every_state(state: str, move: str) -> None:
    row = open_one(number=1)
    if state == RoundState.CLOSED:
        close_round(round=row, actor=accounts.user(), on=ON)
    if state in ROUND_MOVES[move].sources:
        assert close_round(round=row, actor=accounts.user(), on=ON).state == "closed"
        assert timeline(row).last().verb == EvaluationVerb.ROUND_CLOSED
    else:
        with pytest.raises(DomainError) as refused:
            close_round(round=row, actor=accounts.user(), on=ON)
        assert refused.value.code == "state"
        assert timeline(row).count() == 2


# --- councils -----------------------------------------------------------------------------------


def test_7_07_a_council_rests_on_a_decision_of_a_day_that_has_come() -> None:
    with pytest.raises(DomainError, match="Ngày quyết định chưa tới"):
        found_council(
            level=Level.PROVINCE,
            unit=communes.province(),
            name="Hội đồng",
            decision_number="9/QĐ-UBND",
            decided_on=ON + dt.timedelta(days=1),
            actor=accounts.user(),
            on=ON,
        )
    assert Council.objects.count() == 0


def test_7_16_the_centre_has_its_council_without_a_place() -> None:
    row = found_council(
        level=Level.CENTRAL,
        unit=None,
        name="Hội đồng cấp Trung ương",
        decision_number="9/QĐ-BNNMT",
        decided_on=ON,
        actor=accounts.user(),
        on=ON,
    )
    assert timeline(row).get().verb == EvaluationVerb.COUNCIL_FOUNDED


def test_7_08_a_council_has_one_chair_and_one_seat_a_person() -> None:
    council = factory.council()
    chair = factory.seat(council, Seat.CHAIR, full_name="Trần Đức Lương")
    with pytest.raises(DomainError, match="Hội đồng đã có chủ tịch"):
        factory.seat(council, Seat.CHAIR)
    with pytest.raises(DomainError, match="Trần Đức Lương đã có ghế"):
        factory.seat(council, Seat.MEMBER, chair.user)
    assert CouncilMember.objects.count() == 1


def test_a_seat_brings_the_role_of_the_council_without_a_place() -> None:
    council = factory.council()
    chi = factory.seat(council).user
    assert roles_of(chi, on=today()) == {Role.COUNCIL}
    assert chi.role_assignments.get().unit is None


def test_7_09_the_chair_is_handed_over_by_ending_a_seat() -> None:
    council = factory.council()
    old = factory.seat(council, Seat.CHAIR)
    end_seat(member=old, actor=accounts.user(), on=dt.date(2026, 3, 31))
    new = seat_member(
        council=council,
        user=accounts.user("Lê Đức Giang"),
        seat=Seat.CHAIR,
        actor=accounts.user(),
        on=dt.date(2026, 4, 1),
    )
    assert members_of(council, on=dt.date(2026, 3, 31)) == [old]
    assert members_of(council, on=dt.date(2026, 4, 1)) == [new]
    assert timeline(old).last().verb == EvaluationVerb.SEAT_ENDED
    with pytest.raises(DomainError, match="Ghế này đã kết thúc"):
        end_seat(member=old, actor=accounts.user(), on=today())


def test_a_regulation_ends_the_one_before_and_each_day_has_one() -> None:
    unit = communes.province()
    first = factory.regulation(unit, valid_from=dt.date(2026, 1, 5))
    second = factory.regulation(
        unit, valid_from=dt.date(2026, 6, 1), quorum_percent=80, spread_max=Decimal("7.5")
    )
    first.refresh_from_db()
    assert first.valid_to == dt.date(2026, 5, 31)
    assert regulation_for(Level.PROVINCE, unit, on=dt.date(2026, 5, 31)) == first
    assert regulation_for(Level.PROVINCE, unit, on=dt.date(2026, 6, 1)) == second
    assert regulation_for(Level.PROVINCE, unit, on=dt.date(2026, 1, 4)) is None
    assert regulation_for(Level.CENTRAL, None, on=dt.date(2026, 6, 1)) is None
    entry = timeline(second).get()
    assert (entry.old, entry.new) == (first.number, second.number)
    assert entry.data["spread_max"] == "7.5"


def test_a_regulation_does_not_begin_before_the_one_in_force() -> None:
    factory.regulation(valid_from=dt.date(2026, 6, 1))
    with pytest.raises(DomainError, match="phải bắt đầu sau ngày ấy"):
        factory.regulation(valid_from=dt.date(2026, 6, 1))


# --- convening ----------------------------------------------------------------------------------


def convene(of: factory.Sitting, **details):
    details = {
        "council": of.council,
        "round": of.round,
        "held_on": today(),
        "place": "",
        "dossiers": [factory.accepted_dossier(of.round)],
    } | details
    return convene_session(actor=of.officer, on=today(), **details)


def test_convening_gives_every_scoring_seat_a_sheet_and_tells_everybody() -> None:
    of = factory.sitting(members=3, dossiers=2)
    assert [item.position for item in of.items] == [1, 2]
    assert [item.score_sheets.count() for item in of.items] == [3, 3]  # the secretary has none
    assert {item.dossier.state for item in of.items} == {"in_session"}
    told = {member.user for member in [*of.members, of.secretary]}
    assert all(user.notices.filter(kind="session_convened").count() == 1 for user in told)
    assert of.officer.notices.count() == 0
    assert timeline(of.session).get().verb == EvaluationVerb.SESSION_CONVENED


def test_the_order_of_the_dossiers_is_the_order_asked_for() -> None:
    of = factory.sitting(members=1)
    rows = [factory.accepted_dossier(of.round) for _ in range(3)]
    session = convene(of, dossiers=rows[::-1])
    items = SessionItem.objects.filter(session=session).order_by("position")
    assert [item.dossier_id for item in items] == [row.pk for row in rows[::-1]]


def test_a_sitting_keeps_the_regulation_of_its_day() -> None:
    of = factory.sitting(members=1)
    set_regulation(
        level=Level.PROVINCE,
        unit=of.unit,
        number="99/QĐ-UBND",
        valid_from=today(),
        quorum_percent=100,
        actor=of.officer,
    )
    of.session.refresh_from_db()
    assert of.session.regulation == of.regulation
    assert convene(of).regulation.number == "99/QĐ-UBND"


def test_a_past_day_is_no_day_for_a_sitting() -> None:
    of = factory.sitting(members=1)
    with pytest.raises(DomainError, match="đã qua"):
        convene(of, held_on=today() - dt.timedelta(days=1))


def test_5_02_a_sitting_on_the_last_day_itself_is_late() -> None:
    of = factory.sitting(members=1)
    day = of.round.held_before
    with pytest.raises(DomainError, match=f"phải tổ chức trước ngày {day:%d/%m/%Y}"):
        convene(of, held_on=day)
    assert convene(of, held_on=day - dt.timedelta(days=1)).held_on < day


def test_7_07_without_a_regulation_there_is_no_sitting() -> None:
    of = factory.sitting(members=1)
    CouncilRegulation.objects.filter(pk=of.regulation.pk).update(valid_to=today())
    with pytest.raises(DomainError, match="Chưa có quy chế hoạt động"):
        convene(of, held_on=today() + dt.timedelta(days=1))


def test_a_council_without_chair_is_not_called() -> None:
    of = factory.sitting(members=1)
    bare = factory.council(of.unit)
    factory.seat(bare, Seat.MEMBER)
    with pytest.raises(DomainError, match="chưa có chủ tịch"):
        convene(of, council=bare)


def test_council_and_round_are_of_one_place() -> None:
    of = factory.sitting(members=1)
    elsewhere = communes.province("Tỉnh Nghệ An", "40")
    with pytest.raises(DomainError, match="không cùng cấp, cùng nơi"):
        convene(of, council=factory.council(elsewhere))


def test_only_accepted_dossiers_of_the_round_come_before_the_council() -> None:
    of = factory.sitting(members=1)
    other = factory.evaluation_round(of.unit, number=1)
    for wrong in (of.dossiers[0], factory.accepted_dossier(other)):
        with pytest.raises(DomainError, match="Chỉ đưa ra phiên họp hồ sơ đã vào đợt"):
            convene(of, dossiers=[wrong])
    with pytest.raises(DomainError, match="chọn ít nhất một hồ sơ"):
        convene(of, dossiers=[])
    twice = factory.accepted_dossier(of.round)
    with pytest.raises(DomainError, match="chọn hai lần"):
        convene(of, dossiers=[twice, twice])


# --- constraints --------------------------------------------------------------------------------


def violates(name: str, act) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
    assert name in str(broken.value) or "UNIQUE" in str(broken.value)


def test_constraints_of_rounds_regulations_and_councils() -> None:
    row = open_one(number=1)
    rules = factory.regulation()
    council = factory.council()
    rounds, regulations = EvaluationRound.objects, CouncilRegulation.objects
    same_round, same_rules = rounds.filter(pk=row.pk), regulations.filter(pk=rules.pk)
    violates("evaluation_round_extra_has_plan", lambda: same_round.update(number=3))
    violates("evaluation_round_number_positive", lambda: same_round.update(number=0))
    violates("evaluation_round_state_known", lambda: same_round.update(state="x"))
    violates("evaluation_round_unit_matches_level", lambda: same_round.update(unit=None))
    violates("evaluation_round_dates_in_order", lambda: same_round.update(held_before="2026-01-01"))
    violates("council_regulation_quorum_range", lambda: same_rules.update(quorum_percent=49))
    violates("council_regulation_spread_range", lambda: same_rules.update(spread_max=101))
    violates("council_regulation_minima_known", lambda: same_rules.update(minima="x"))
    violates("council_regulation_unit_matches_level", lambda: same_rules.update(unit=None))
    violates("council_regulation_period", lambda: same_rules.update(valid_to="2020-01-01"))
    violates(
        "council_unit_matches_level",
        lambda: Council.objects.filter(pk=council.pk).update(unit=None),
    )
    violates(
        "council_once_per_decision",
        lambda: Council.objects.create(
            level=council.level,
            unit=council.unit,
            name="x",
            decision_number=council.decision_number,
            decided_on=council.decided_on,
        ),
    )
    member = factory.seat(council, Seat.CHAIR)
    seats = CouncilMember.objects.filter(pk=member.pk)
    violates("council_member_seat_known", lambda: seats.update(seat="x"))
    violates("council_member_period", lambda: seats.update(valid_to="2020-01-01"))
    second = factory.seat(council)
    violates(
        "council_has_one_chair",
        lambda: CouncilMember.objects.filter(pk=second.pk).update(seat=Seat.CHAIR),
    )
    violates(
        "council_member_one_seat",
        lambda: CouncilMember.objects.filter(pk=second.pk).update(user=member.user),
    )


def test_the_centre_s_rows_are_once_too() -> None:
    """Without a place two rows would be different for the database, were it not told."""
    council = {"name": "x", "decision_number": "9", "decided_on": ON, "level": Level.CENTRAL}
    Council.objects.create(**council)
    violates("council_once_per_central_decision", lambda: Council.objects.create(**council))
    row = open_one(level=Level.CENTRAL, unit=None, number=1)
    copy = {
        "level": Level.CENTRAL,
        "year": row.year,
        "number": 1,
        "proposals_before": row.proposals_before,
        "held_before": row.held_before,
    }
    violates("evaluation_round_once_central", lambda: EvaluationRound.objects.create(**copy))
    rules = {"level": Level.CENTRAL, "number": "1", "valid_from": ON}
    CouncilRegulation.objects.create(**rules)
    violates("council_regulation_once_central", lambda: CouncilRegulation.objects.create(**rules))


def test_a_refused_opening_leaves_no_trace() -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(DomainError):
        open_one(**EXTRA)
    assert (EvaluationRound.objects.count(), AuditEntry.objects.count()) == (0, before)
