"""Requests for completion: points, replies, verdicts, slip (rules 7-04, 7-06)."""

import datetime as dt
import io

import pypdf
import pytest
from django.db import IntegrityError, transaction

from audit.selectors import timeline
from common.errors import DomainError
from common.text import lower_first
from evaluations.enums import EvaluationVerb, PointVerdict, RequestLevel
from evaluations.models import Dossier, SupplementRequest
from evaluations.selectors.dossier import dossiers_waiting_for
from evaluations.selectors.requests import (
    due_by_default,
    office_of,
    open_request,
    request_to_judge,
    suggestions,
    unanswered,
    unjudged,
)
from evaluations.services import dossier as moves
from evaluations.workflow.requests import Judged, Point
from programmes.selectors.calendar import working_calendar
from tests.factories import communes, evaluations, producers

pytestmark = pytest.mark.django_db
ON = evaluations.ON
POINTS = [
    Point("Bổ sung phiếu kiểm nghiệm còn hạn", "papers", "9"),
    Point("Ghi doanh thu năm 2025", "report"),
]


def _returned(row: Dossier | None = None, **more) -> tuple[Dossier, SupplementRequest]:
    row = row or evaluations.in_state("filed")
    row = moves.return_dossier(dossier=row, points=POINTS, actor=row.opened_by, on=ON, **more)
    asked = open_request(row)
    assert asked is not None
    return row, asked


def _reply(row: Dossier, replies: dict[int, str], **more) -> SupplementRequest:
    return moves.reply_points(dossier=row, replies=replies, actor=row.opened_by, on=ON, **more)


def test_a_return_is_a_numbered_request_with_its_points_and_slip() -> None:
    row, asked = _returned(due_on=dt.date(2026, 7, 8), note="Xem kỹ  mục II")
    assert (asked.level, asked.number, asked.asked_on, asked.due_on, asked.note) == (
        "commune",
        1,
        ON,
        dt.date(2026, 7, 8),
        "Xem kỹ mục II",
    )
    assert list(asked.points.values_list("number", "text", "step", "criterion")) == [
        (1, "Bổ sung phiếu kiểm nghiệm còn hạn", "papers", "9"),
        (2, "Ghi doanh thu năm 2025", "report", ""),
    ]
    event = row.events.get(move="return")
    assert event.reason == "1. Bổ sung phiếu kiểm nghiệm còn hạn\n2. Ghi doanh thu năm 2025"
    slip = asked.slip
    assert slip is not None
    assert slip.number == f"01/2026/YCBS-{row.unit.code}"
    from documents.services.files import read_bytes

    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(read_bytes(slip.file))).pages
    )
    told = " ".join(text.split())
    for said in (
        slip.number,
        "Bổ sung phiếu kiểm nghiệm còn hạn",
        "08/07/2026",
        "15 ngày làm việc",
    ):
        assert said in told


def test_many_long_points_are_one_request() -> None:
    row = evaluations.in_state("filed")
    points = [Point(f"{n} " + "dài " * 240) for n in range(6)]
    row = moves.return_dossier(dossier=row, points=points, actor=row.opened_by, on=ON)
    assert row.requests.get().points.count() == 6


def test_the_slip_of_a_province_names_its_office(settings) -> None:
    row = evaluations.in_state("received")
    row = moves.ask_supplement(dossier=row, points=POINTS, actor=row.opened_by, on=ON)
    slip = row.requests.get().slip
    assert slip is not None
    assert slip.snapshot["body"] == settings.PORTAL["office"]
    assert slip.snapshot["to"] == [
        f"Ủy ban nhân dân {lower_first(row.unit.full_name)}",
        row.product.producer.name,
    ]
    asked = row.requests.get()
    nghe_an = communes.province("Tỉnh Nghệ An", "40")
    assert office_of(asked, nghe_an) == "Văn phòng Điều phối tỉnh Nghệ An"


def test_a_single_text_is_one_point_and_empty_points_are_left_out() -> None:
    row = evaluations.in_state("filed")
    row = moves.return_dossier(
        dossier=row, points=[Point(" "), Point("")], reason="Thiếu nhãn", actor=row.opened_by, on=ON
    )
    assert [one.text for one in row.requests.get().points.all()] == ["Thiếu nhãn"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"points": [Point("x" * 1001)]}, "points"),
        ({"points": [Point("Nhãn", "kho")]}, "points"),
        ({"points": [Point("Nhãn", "", "99.9")]}, "points"),
        ({"points": [Point(f"Điểm {n}") for n in range(31)]}, "points"),
        ({"points": [Point("Nhãn")], "due_on": dt.date(2026, 6, 30)}, "due_on"),
        ({"points": [Point("Nhãn")], "due_on": dt.date(2027, 7, 3)}, "due_on"),
        ({"points": []}, "reason"),
    ],
)
def test_a_request_that_says_too_little_or_too_much_is_refused(more: dict, field: str) -> None:
    row = evaluations.in_state("filed")
    with pytest.raises(DomainError) as refused:
        moves.return_dossier(dossier=row, actor=row.opened_by, on=ON, **more)
    assert (refused.value.code, list(refused.value.fields)) == ("invalid", [field])
    assert not SupplementRequest.objects.filter(dossier=row).exists()


def test_the_form_proposes_working_days_of_the_setting(settings) -> None:
    settings.OCOP_RETURN_DAYS, settings.OCOP_SUPPLEMENT_DAYS = 5, 0
    calendar = working_calendar()
    assert due_by_default(RequestLevel.COMMUNE, ON, calendar) == dt.date(2026, 7, 8)
    assert due_by_default(RequestLevel.PROVINCE, ON, calendar) is None


def test_refiling_waits_for_a_reply_to_each_point_and_the_text_of_the_guard_names_them() -> None:
    row, asked = _returned()
    _reply(row, {2: "Đã ghi"})
    with pytest.raises(DomainError) as refused:
        moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    assert refused.value.code == "state"
    assert refused.value.message.startswith("Chưa trả lời điểm 1 của yêu cầu bổ sung")
    _reply(row, {1: "Đã thêm phiếu số 12"})
    row = moves.file_dossier(dossier=row, actor=row.opened_by, on=ON + dt.timedelta(days=2))
    asked.refresh_from_db()
    assert (asked.answered_on, asked.answered_by) == (ON + dt.timedelta(days=2), row.opened_by)
    assert open_request(row) is None
    assert unjudged(row) == [1, 2]


def test_a_supplement_is_answered_only_with_every_reply() -> None:
    row = evaluations.in_state("received")
    row = moves.ask_supplement(dossier=row, points=POINTS, actor=row.opened_by, on=ON)
    assert unanswered(row) == [1, 2]
    with pytest.raises(DomainError, match="điểm 1, 2"):
        moves.answer_supplement(dossier=row, actor=row.opened_by, on=ON)
    row = moves.answer_supplement(dossier=evaluations.reply(row), actor=row.opened_by, on=ON)
    judged = request_to_judge(row)
    assert judged is not None
    assert (row.state, judged.level) == ("received", "province")


def test_a_supplement_waits_for_the_producer_too_until_each_point_has_its_reply() -> None:
    row = evaluations.in_state("received")
    an = producers.member(row.product.producer)
    row = moves.ask_supplement(dossier=row, points=POINTS, actor=row.opened_by, on=ON)
    assert list(dossiers_waiting_for(an, ON)) == [row]
    evaluations.reply(row)
    assert list(dossiers_waiting_for(an, ON)) == []


def test_an_empty_reply_takes_it_back_and_a_reply_says_who_and_when() -> None:
    row, asked = _returned()
    _reply(row, {1: "  Đã thêm \r\n phiếu  ", 2: ""})
    point = asked.points.get(number=1)
    assert (point.reply, point.replied_by) == ("Đã thêm\nphiếu", row.opened_by)
    assert point.replied_at is not None
    _reply(row, {1: " "})
    point.refresh_from_db()
    assert (point.reply, point.replied_by, point.replied_at) == ("", None, None)
    verbs = [entry.verb for entry in timeline(row)]
    assert verbs.count(EvaluationVerb.POINTS_REPLIED) == 2


def test_a_form_that_keeps_itself_leaves_no_audit_entry() -> None:
    row, _asked = _returned()
    before = timeline(row).count()
    _reply(row, {1: "Đang viết"}, by_itself=True)
    assert timeline(row).count() == before


def test_a_reply_of_another_window_is_not_overwritten_unseen() -> None:
    row, asked = _returned()
    seen = asked.updated_at.isoformat()
    _reply(row, {1: "Của An"}, seen=seen)
    _reply(row, {2: "Của Bình, điểm khác"}, seen=seen)
    with pytest.raises(DomainError) as refused:
        _reply(row, {1: "Của Bình"}, seen=seen)
    assert refused.value.code == "conflict"
    assert refused.value.message.startswith("Trả lời điểm 1 đã được")
    assert asked.points.get(number=1).reply == "Của An"


def test_replies_are_closed_once_the_dossier_has_gone_on() -> None:
    row, _asked = _returned()
    evaluations.reply(row)
    row = moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    with pytest.raises(DomainError) as refused:
        _reply(row, {1: "Thêm"})
    assert refused.value.code == "state"
    with pytest.raises(DomainError) as long:
        _reply(_returned()[0], {1: "x" * 4001})
    assert list(long.value.fields) == ["reply_1"]


def test_saying_the_same_again_writes_nothing() -> None:
    row, asked = _returned()
    _reply(row, {1: "Đã thêm", 2: "Đã ghi"})
    seen, told = SupplementRequest.objects.get(pk=asked.pk).updated_at, timeline(row).count()
    _reply(row, {1: "Đã thêm"})
    assert SupplementRequest.objects.get(pk=asked.pk).updated_at == seen
    assert timeline(row).count() == told
    row = moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    judged, by = {1: Judged("settled")}, row.opened_by
    moves.judge_points(dossier=row, judged=judged, actor=by, on=ON)
    told = timeline(row).count()
    moves.judge_points(dossier=row, judged=judged, actor=by, on=ON)
    assert timeline(row).count() == told
    assert list(asked.points.values_list("verdict", flat=True)) == ["settled", ""]


def test_what_stays_open_begins_the_next_request() -> None:
    row, asked = _returned()
    evaluations.reply(row)
    row = moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    judged = {1: Judged("open", "Phiếu đã hết hạn"), 2: Judged("settled")}
    moves.judge_points(dossier=row, judged=judged, actor=row.opened_by, on=ON)
    assert list(asked.points.values_list("verdict", "verdict_note")) == [
        ("open", "Phiếu đã hết hạn"),
        ("settled", ""),
    ]
    assert [one.point for one in suggestions(row, "commune")] == [
        Point("Bổ sung phiếu kiểm nghiệm còn hạn (Phiếu đã hết hạn)", "papers", "9")
    ]
    assert suggestions(row, "province") == []
    assert timeline(row).last().verb == EvaluationVerb.POINTS_JUDGED
    _row, second = _returned(row)
    assert second.number == 2


@pytest.mark.parametrize(
    ("judged", "field"),
    [
        (Judged("maybe"), "verdict_1"),
        (Judged("open"), "note_1"),
        (Judged("open", "x" * 4001), "note_1"),
    ],
)
def test_a_verdict_is_known_and_an_open_one_says_why(judged: Judged, field: str) -> None:
    row, asked = _returned()
    row = moves.file_dossier(dossier=evaluations.reply(row), actor=row.opened_by, on=ON)
    with pytest.raises(DomainError) as refused:
        moves.judge_points(dossier=row, judged={1: judged}, actor=row.opened_by, on=ON)
    assert list(refused.value.fields) == [field]
    assert asked.points.get(number=1).verdict == ""


def test_nothing_is_judged_while_the_request_is_open_or_after_the_dossier_went_on() -> None:
    row, _asked = _returned()
    with pytest.raises(DomainError) as refused:
        moves.judge_points(
            dossier=row, judged={1: Judged(PointVerdict.SETTLED)}, actor=row.opened_by, on=ON
        )
    assert refused.value.code == "state"


def test_the_database_holds_one_open_request() -> None:
    row, asked = _returned()
    twin = SupplementRequest(
        dossier=row, level="commune", number=2, asked_on=ON, asked_by=row.opened_by
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    assert SupplementRequest.objects.get(dossier=row) == asked
