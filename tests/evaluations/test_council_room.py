"""The room while the council sits: coming and going, stand-ins, votes, the wall."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.selectors import timeline
from common.errors import DomainError
from evaluations.enums import EvaluationVerb, ItemState, Seat
from evaluations.models import Attendance, ItemVote, ScoreLine, ScoreSheet
from evaluations.selectors.council.screen import screen_of, sitting_table
from evaluations.selectors.council.sittings import quorum_of, sheet_counts
from evaluations.services.council.attendance import note_attendance, replace_member
from evaluations.services.council.sitting import (
    conclude_session,
    open_item,
    open_ready_items,
    rescore_item,
    start_item,
    start_session,
)
from evaluations.services.council.verdict import conclude_item
from evaluations.services.council.voting import note_vote
from evaluations.workflow.order import order_of
from notifications.models import Notice
from tests.factories import accounts
from tests.factories import council as factory

pytestmark = pytest.mark.django_db

HALF = {"quorum_percent": 50}


def seat_of(of: factory.Sitting, index: int) -> Attendance:
    return Attendance.objects.get(session=of.session, member=of.members[index])


def leave(of: factory.Sitting, *indexes: int) -> None:
    """Everybody is there but these."""
    there = [member for index, member in enumerate(of.members) if index not in indexes]
    note_attendance(session=of.session, present=there, actor=of.secretary.user)


def today() -> dt.date:
    return dt.date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-06-10T02:00:00Z", tick=False):
        yield


# --- who is there ------------------------------------------------------------------------------


def test_times_are_kept_of_who_comes_and_goes_while_the_council_sits() -> None:
    of = factory.sitting(members=3, regulation_details=HALF)
    factory.start(of, present=[0, 1])
    assert [seat_of(of, index).arrived_at for index in range(3)] == [None, None, None]
    with time_machine.travel("2026-06-10T02:30:00Z", tick=False):
        leave(of, 1)
    with time_machine.travel("2026-06-10T03:00:00Z", tick=False):
        leave(of)
    late, back = seat_of(of, 2), seat_of(of, 1)
    assert f"{late.arrived_at:%H:%M}" == "02:30"
    assert late.left_at is None
    assert f"{back.arrived_at:%H:%M}" == "03:00"
    assert back.left_at is None
    leave(of, 1)
    assert f"{seat_of(of, 1).left_at:%H:%M}" == "02:00"


def test_a_reason_is_kept_while_somebody_is_away() -> None:
    of = factory.sitting(members=2, regulation_details=HALF)
    code = of.members[1].code
    note_attendance(
        session=of.session,
        present=[of.members[0]],
        reasons={code: "  Đi công tác "},
        actor=of.secretary.user,
    )
    assert seat_of(of, 1).absence_reason == "Đi công tác"
    note_attendance(session=of.session, present=of.members, actor=of.secretary.user)
    assert seat_of(of, 1).absence_reason == ""


def test_a_number_of_people_may_stand_beside_the_percentage() -> None:
    of = factory.sitting(members=7, regulation_details={"quorum_percent": 50, "quorum_count": 5})
    factory.start(of, present=[0, 1, 2, 3, 4])
    leave(of, 4, 5, 6)
    assert quorum_of(of.session).fault == (
        "Có mặt 4 trên 7 thành viên chấm điểm, quy chế cần ít nhất 5"
    )


def test_nothing_is_opened_or_concluded_once_quorum_or_chair_is_lost() -> None:
    of = factory.sitting(members=4)
    factory.start(of)
    full = factory.answers(of.form)
    for index in range(4):
        factory.score(of, index, full)
    leave(of, 2, 3)
    lost = "Có mặt 2 trên 4 thành viên chấm điểm, quy chế cần ít nhất 3 (75 %)"
    with pytest.raises(DomainError) as refused:
        open_item(item=of.item, actor=of.chair)
    assert (refused.value.code, refused.value.message) == ("state", lost)
    with pytest.raises(DomainError, match="Chưa sản phẩm nào đủ phiếu"):
        open_ready_items(session=of.session, actor=of.chair)
    leave(of)
    item = open_item(item=of.item, actor=of.chair)
    leave(of, 0)
    with pytest.raises(DomainError) as refused:
        conclude_item(item=item, actor=of.chair, on=today())
    assert (
        refused.value.message
        == "Chủ tịch Hội đồng vắng mặt, quy chế không cho họp khi vắng chủ tịch"
    )
    leave(of)
    assert conclude_item(item=item, actor=of.chair, on=today()).stars == 5


# --- who stands in -----------------------------------------------------------------------------


def test_a_stand_in_takes_over_what_was_not_signed_and_what_was_signed_counts() -> None:
    of = factory.sitting(members=3, dossiers=3, substitutes=1, regulation_details=HALF)
    factory.start(of)
    first, second, _third = of.items
    full = factory.answers(of.form)
    factory.score(of, 1, full, first)
    factory.declare(of, 1, second)
    factory.fill(of, 1, full, second)
    coming = factory.stood_in(of, 1)
    assert (coming.present, coming.stands_in_for) == (True, of.members[1])
    assert seat_of(of, 1).absence_reason == "Đi công tác"
    spare = of.substitutes[0]
    states = ScoreSheet.objects.order_by("item__position", "pk").values_list("state", flat=True)
    assert list(states.filter(member=of.members[1])) == ["signed", "replaced", "replaced"]
    assert list(states.filter(member=spare)) == ["assigned", "assigned"]
    assert not ScoreLine.objects.filter(sheet__item=second, sheet__member=of.members[1]).exists()
    counts = sheet_counts(of.items)
    assert [counts[item.pk].seats for item in of.items] == [3, 3, 3]
    assert [counts[item.pk].pending for item in of.items] == [2, 3, 3]
    quorum = quorum_of(of.session)
    assert (quorum.seats, quorum.present) == (3, 3)
    assert timeline(of.session).last().verb == EvaluationVerb.MEMBER_REPLACED
    assert Notice.objects.filter(recipient=spare.user, kind="stands_in").count() == 1


def test_after_another_scoring_the_stand_in_has_the_sheet_of_who_left() -> None:
    of = factory.sitting(members=2, substitutes=1, regulation_details=HALF)
    factory.start(of)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    factory.score(of, 1, full)
    factory.stood_in(of, 1)
    open_item(item=of.item, actor=of.chair)
    rescore_item(item=of.item, reason="Thảo luận lại", actor=of.chair)
    rows = ScoreSheet.objects.filter(scoring_round=2).order_by("pk").values_list("member", "state")
    assert list(rows) == [
        (of.members[0].pk, "draft"),
        (of.members[1].pk, "replaced"),
        (of.substitutes[0].pk, "assigned"),
    ]
    assert ScoreSheet.objects.get(member=of.members[1], scoring_round=1).state == "signed"


@pytest.mark.parametrize(
    ("case", "code", "sentence"),
    [
        ("present", "state", "Trần Thị Chi 1 đang có mặt; hãy ghi vắng rồi cử người dự thay"),
        (
            "chair",
            "state",
            "Chủ tịch Hội đồng không có người dự thay; quy chế định ai chủ trì khi chủ tịch vắng",
        ),
        ("not a substitute", "invalid", "Trần Thị Chi 2 không phải người dự khuyết đang chờ"),
        ("no reason", "invalid", "Hãy ghi lý do"),
        ("not foreseen", "state", "Quy chế không cho người dự khuyết dự thay"),
        ("stranger", "invalid", "Có người không có ghế trong phiên họp này"),
        ("secretary", "invalid", "Ghế của Lê Văn Ký không chấm điểm"),
    ],
)
def test_who_cannot_be_replaced_or_stand_in(case: str, code: str, sentence: str) -> None:
    rules = {**HALF, "substitutes": case != "not foreseen"}
    of = factory.sitting(members=3, substitutes=1, regulation_details=rules)
    gone, coming, reason = of.members[1], of.substitutes[0], "Ốm"
    factory.start(of, present=[0, 1, 2] if case == "present" else [0, 2])
    if case == "chair":
        gone = of.members[0]
        leave(of, 0)
    elif case == "not a substitute":
        coming = of.members[2]
    elif case == "no reason":
        reason = " "
    elif case == "stranger":
        other = factory.council(of.unit)
        gone = factory.seat(other, Seat.MEMBER, None, "Sở Công Thương", "Vi Văn Lạ")
    elif case == "secretary":
        note_attendance(session=of.session, present=of.members, actor=of.secretary.user)
        gone = of.secretary
    with pytest.raises(DomainError) as refused:
        replace_member(
            session=of.session,
            member=gone,
            substitute=coming,
            reason=reason,
            actor=of.secretary.user,
        )
    assert (refused.value.code, refused.value.message) == (code, sentence)
    assert not Attendance.objects.filter(stands_in_for__isnull=False).exists()


def test_nobody_is_replaced_twice_and_who_was_replaced_does_not_come_back() -> None:
    of = factory.sitting(members=3, substitutes=2, regulation_details=HALF)
    factory.start(of)
    factory.stood_in(of, 1)
    with pytest.raises(DomainError, match="đã có người dự thay"):
        factory.stood_in(of, 1)
    with pytest.raises(DomainError, match="Trần Thị Chi 1 đã có người dự thay"):
        leave(of)
    second = Attendance.objects.get(session=of.session, member=of.substitutes[1])
    second.stands_in_for = of.members[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


# --- one product at a time ---------------------------------------------------------------------


def test_the_chair_may_open_one_product_after_another() -> None:
    of = factory.sitting(members=2, dossiers=2)
    note_attendance(session=of.session, present=of.members, actor=of.secretary.user)
    with pytest.raises(DomainError, match="Phiên họp ở bước “Đã triệu tập”, chưa chấm được"):
        start_item(item=of.item, actor=of.chair)
    start_session(session=of.session, actor=of.chair, on=today(), one_by_one=True)
    assert [item.state for item in of.items] == [ItemState.WAITING, ItemState.WAITING]
    start_item(item=of.items[1], actor=of.chair)
    assert [item.state for item in of.items] == [ItemState.WAITING, ItemState.SCORING]
    with pytest.raises(DomainError) as refused:
        start_item(item=of.items[1], actor=of.chair)
    assert refused.value.code == "state"
    with pytest.raises(DomainError, match="Còn 2 sản phẩm chưa kết luận"):
        conclude_session(session=of.session, actor=of.chair, on=today())


def test_no_more_scorings_than_the_regulation_allows() -> None:
    of = factory.sitting(members=2, regulation_details={"rescore_max": 1})
    full = factory.answers(of.form)
    factory.opened(of, full, full)
    rescore_item(item=of.item, reason="Lệch nhau", actor=of.chair)
    for index in range(2):
        factory.score(of, index, {})
    item = open_item(item=of.item, actor=of.chair)
    with pytest.raises(DomainError) as refused:
        rescore_item(item=item, reason="Lần nữa", actor=of.chair)
    assert refused.value.message == (
        "Quy chế cho chấm lại nhiều nhất 1 lần; hãy ghi lý do giữ nguyên kết quả rồi kết luận"
    )


# --- votes -------------------------------------------------------------------------------------


def vote(of: factory.Sitting, *numbers: int) -> ItemVote:
    in_favour, against, abstained = numbers
    return note_vote(
        item=of.item,
        in_favour=in_favour,
        against=against,
        abstained=abstained,
        actor=of.secretary.user,
    )


def test_where_the_regulation_asks_for_a_vote_more_than_half_must_be_in_favour() -> None:
    of = factory.sitting(members=4, regulation_details={"vote_required": True})
    full = factory.answers(of.form)
    item = factory.opened(of, full, full, full, full)
    with pytest.raises(DomainError) as refused:
        conclude_item(item=item, actor=of.chair, on=today())
    assert refused.value.message == (
        "Quy chế yêu cầu biểu quyết: hãy ghi kết quả biểu quyết trước khi kết luận"
    )
    vote(of, 2, 2, 0)
    with pytest.raises(DomainError) as refused:
        conclude_item(item=item, actor=of.chair, on=today())
    assert refused.value.message == (
        "Có 2 trên 4 người đồng ý, chưa quá nửa; hãy thảo luận, chấm lại hoặc biểu quyết lại"
    )
    vote(of, 3, 0, 1)
    assert ItemVote.objects.count() == 1
    assert conclude_item(item=item, actor=of.chair, on=today()).stars == 5


def test_who_recused_himself_or_is_away_does_not_vote() -> None:
    of = factory.sitting(members=4, regulation_details=HALF)
    factory.start(of, present=[0, 1, 2])
    factory.recused(of, 2)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    factory.score(of, 1, full)
    open_item(item=of.item, actor=of.chair)
    for numbers in ((3, 0, 0), (0, 0, 0), (-1, 2, 0)):
        with pytest.raises(DomainError) as refused:
            vote(of, *numbers)
        assert refused.value.code == "invalid"
        assert refused.value.fields == {"in_favour": ["Ba số cộng lại phải từ 1 đến 2"]}
    assert str(vote(of, 1, 1, 0)) == "1 đồng ý, 1 không, 0 không ý kiến"


def test_no_vote_before_the_marks_are_open_and_a_new_one_after_another_scoring() -> None:
    of = factory.sitting(members=2, regulation_details={"vote_required": True})
    factory.start(of)
    with pytest.raises(DomainError) as refused:
        vote(of, 2, 0, 0)
    assert refused.value.code == "state"
    full = factory.answers(of.form)
    factory.opened(of, full, full)
    vote(of, 2, 0, 0)
    rescore_item(item=of.item, reason="Xem lại", actor=of.chair)
    for index in range(2):
        factory.score(of, index, {})
    item = open_item(item=of.item, actor=of.chair)
    with pytest.raises(DomainError, match="Quy chế yêu cầu biểu quyết"):
        conclude_item(item=item, actor=of.chair, on=today())


# --- the table of a sitting and the wall -------------------------------------------------------


def test_the_table_shows_totals_of_opened_products_and_locks_for_sealed_ones() -> None:
    of = factory.sitting(members=2, dossiers=2, regulation_details=HALF)
    factory.start(of)
    first, second = of.items
    high, low = factory.answers(of.form), factory.answers(of.form, 0.5)
    factory.score(of, 0, high, first)
    factory.score(of, 1, low, first)
    factory.score(of, 0, high, second)
    open_item(item=first, actor=of.chair)
    table = sitting_table(of.members[1].user, of.session, on=today())
    opened, sealed = table.lines
    assert [cell["value"] for cell in opened.cells] == list(opened.result.member_totals)
    assert sealed.result is None
    assert [cell["value"] for cell in sealed.cells] == [None, None]
    assert [cell["sealed"] for cell in sealed.cells] == [True, True]
    # The secretary keeps the minutes: figures only once concluded.
    table = sitting_table(of.secretary.user, of.session, on=today())
    assert [line.result for line in table.lines] == [None, None]


def test_the_wall_names_nobody_and_orders_by_no_seat() -> None:
    of = factory.sitting(members=3, regulation_details=HALF)
    factory.start(of)
    item = of.item
    for index, level in enumerate((1.0, 0.4, 0.7)):
        factory.score(of, index, factory.answers(of.form, level))
    assert screen_of(of.secretary.user, of.item, on=today()).result is None
    open_item(item=item, actor=of.chair)
    screen = screen_of(of.secretary.user, of.item, on=today())
    assert list(screen.totals) == sorted(screen.result.member_totals)
    assert screen.apart[0].high - screen.apart[0].low == max(
        row.high - row.low for row in screen.apart
    )


def test_who_is_recused_sees_nothing_of_the_product_on_the_wall() -> None:
    of = factory.sitting(members=3, regulation_details=HALF)
    factory.start(of)
    factory.recused(of, 2)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    factory.score(of, 1, full)
    open_item(item=of.item, actor=of.chair)
    assert screen_of(of.members[2].user, of.item, on=today()).result is None
    assert screen_of(of.members[1].user, of.item, on=today()).totals == (100, 100)


# --- doors -------------------------------------------------------------------------------------


def doors(of: factory.Sitting) -> dict[str, tuple[str, dict[str, str]]]:
    """Address and what is sent, by name; the member left, the marks of the product are open."""
    session, item = of.session.code, of.item.code
    replace = {
        "member": of.members[2].code,
        "substitute": of.substitutes[0].code,
        "reason": "Ốm",
    }
    return {
        "session_tally": (reverse("evaluations:session_tally", args=[session]), {}),
        "session_screen": (reverse("evaluations:session_screen", args=[session]), {}),
        "member_replace": (reverse("evaluations:member_replace", args=[session]), replace),
        "vote_note": (
            reverse("evaluations:vote_note", args=[session, item]),
            {"in_favour": "2", "against": "0", "abstained": "0"},
        ),
        "item_start": (reverse("evaluations:item_start", args=[session, item]), {}),
    }


READ = ("session_tally", "session_screen")


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("chair", {"read": 200, "desk": 302, "start": 409}),
        ("secretary", {"read": 200, "desk": 302, "start": 403}),
        ("officer", {"read": 200, "desk": 302, "start": 403}),
        ("member", {"read": 200, "desk": 403, "start": 403}),
        ("leader", {"read": 403, "desk": 403, "start": 403}),
        ("stranger", {"read": 404, "desk": 404, "start": 404}),
        ("administrator", {"read": 404, "desk": 404, "start": 404}),
    ],
)
def test_doors_of_the_room(client, who: str, answers: dict[str, int]) -> None:
    of = factory.sitting(members=3, substitutes=1, regulation_details=HALF)
    full = factory.answers(of.form)
    factory.opened(of, full, full)
    user = {
        "chair": of.chair,
        "secretary": of.secretary.user,
        "officer": of.officer,
        "member": of.members[1].user,
        "leader": accounts.user("Lê Lãnh Đạo", "province_leader", of.unit),
        "stranger": accounts.user("Người Lạ"),
        "administrator": accounts.user("Quản Trị", "administrator"),
    }[who]
    client.force_login(user)
    found = {}
    for name, (url, sent) in doors(of).items():
        found[name] = (
            client.post(url, sent) if sent or name == "item_start" else client.get(url)
        ).status_code
    assert found == {
        "session_tally": answers["read"],
        "session_screen": answers["read"],
        "member_replace": answers["desk"],
        "vote_note": answers["desk"],
        "item_start": answers["start"],
    }


def test_a_wrong_vote_or_stand_in_keeps_what_was_typed(client) -> None:
    of = factory.sitting(members=3, substitutes=1, regulation_details=HALF)
    full = factory.answers(of.form)
    factory.opened(of, full, full)
    client.force_login(of.secretary.user)
    urls = doors(of)
    answer = client.post(urls["vote_note"][0], {"in_favour": "9", "against": "0", "note": "Ghi rõ"})
    assert answer.status_code == 400
    assert "Ghi rõ" in answer.text
    answer = client.post(urls["vote_note"][0], {"in_favour": "9", "against": "0", "abstained": "0"})
    assert answer.status_code == 400
    assert "Ba số cộng lại phải từ 1 đến 2" in answer.text
    answer = client.post(
        urls["member_replace"][0],
        {"member": of.members[1].code, "substitute": of.substitutes[0].code, "reason": "Ốm nặng"},
    )
    assert answer.status_code == 400
    assert "Ốm nặng" in answer.text
    assert not Attendance.objects.filter(stands_in_for__isnull=False).exists()


@pytest.mark.parametrize("dossiers", [1, 3])
def test_the_pages_take_a_fixed_number_of_statements(
    client, django_assert_num_queries, dossiers: int
) -> None:
    of = factory.sitting(members=3, dossiers=dossiers, regulation_details=HALF)
    factory.start(of)
    full = factory.answers(of.form)
    for item in of.items:
        for index in range(3):
            factory.score(of, index, full, item)
    open_ready_items(session=of.session, actor=of.chair)
    client.force_login(of.members[1].user)
    urls = doors_to_read(of)
    for url in urls:
        client.get(url)
    with django_assert_num_queries(14):
        assert client.get(urls[0]).status_code == 200
    with django_assert_num_queries(17):
        assert client.get(urls[1]).status_code == 200


def doors_to_read(of: factory.Sitting) -> list[str]:
    return [reverse(f"evaluations:{name}", args=[of.session.code]) for name in READ]


def test_a_substitute_scores_only_where_he_stands_in() -> None:
    of = factory.sitting(members=2, substitutes=1)
    assert of.substitutes[0].seat == Seat.SUBSTITUTE
    assert not ScoreSheet.objects.filter(member=of.substitutes[0]).exists()
    assert quorum_of(of.session).seats == 2


def test_a_member_s_own_list_stands_in_his_order_and_the_sitting_in_that_of_the_agenda(
    client,
) -> None:
    of = factory.sitting(members=3, dossiers=3)
    factory.start(of)
    codes = [item.code for item in of.items]
    wanted = [order_of(of.session.order_seed, seat.code, codes) for seat in of.members]
    found = []
    for seat in of.members:
        client.force_login(seat.user)
        page = client.get(reverse("evaluations:session_detail", args=[of.session.code]))
        found.append([line["item"].code for line in page.context["mine"]])
        assert [line["item"].code for line in page.context["rows"]] == codes
    assert found == wanted
