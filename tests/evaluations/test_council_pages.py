"""Pages of rounds, councils and sittings: each role × each address, the moves, the counts."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from common.dates import today
from evaluations.enums import DossierState, ItemState, RoundState, ScoreSheetState, SessionState
from evaluations.models import (
    Council,
    CouncilRegulation,
    CouncilSession,
    EvaluationRound,
    SessionItem,
)
from evaluations.selectors.criteria import parsed
from evaluations.services.council.attendance import note_attendance
from tests.factories import accounts, communes, producers
from tests.factories import council as factory

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, of: factory.Sitting) -> str:
    """The address of ``name`` with the codes of the sitting's first product."""
    codes = {
        "round": [of.round.code],
        "session_convene": [of.round.code],
        "council_detail": [of.council.code],
        "seat_end": [of.council.code, of.members[-1].code],
        "bare": [],
        "session": [of.session.code],
        "item": [of.session.code, of.item.code],
    }
    kind = {
        "round_detail": "round",
        "round_close": "round",
        "session_detail": "session",
        "session_declare": "session",
        "session_invitation": "session",
        "session_plan": "session",
        "agenda_order": "session",
        "invitation_send": "session",
        "attendance_note": "session",
        "session_start": "session",
        "session_conclude": "session",
        "items_open": "session",
    }.get(name, name)
    if kind not in codes:
        kind = "item" if name.split("_")[0] in ("item", "sheet", "result") else "bare"
    return reverse(f"evaluations:{name}", args=codes[kind])


def cast(of: factory.Sitting) -> dict[str, object]:
    """One person of each kind."""
    dossier = of.dossiers[0]
    return {
        "outsider": accounts.outsider(),
        "producer": producers.member(dossier.product.producer),
        "commune": accounts.commune_officer(dossier.unit),
        "officer": of.officer,
        "leader": accounts.user("Lê Đức Giang", Role.PROVINCE_LEADER, of.unit),
        "elsewhere": accounts.province_officer(communes.province("Tỉnh Nghệ An", "40")),
        "central": accounts.user("Đỗ Trung Ương", Role.CENTRAL_OFFICER),
        "administrator": accounts.user("Vũ Quản Trị", Role.ADMINISTRATOR),
        "inspector": accounts.user("Bùi Văn Em", Role.INSPECTOR, of.unit),
        "chair": of.chair,
        "member": of.members[1].user,
        "secretary": of.secretary.user,
    }


# Session, user and roles of the person, notices unread: 4 of each.
LIST_QUERIES = 6
SESSION_QUERIES = 16
TALLY_QUERIES = 20
ROUNDS_QUERIES = 6
ROUND_QUERIES = 9

NOBODY_ELSE = dict.fromkeys(
    ("outsider", "producer", "commune", "elsewhere", "central", "administrator", "inspector"), 404
)
IN_THE_ROOM = {"officer": 200, "leader": 200, "chair": 200, "member": 200, "secretary": 200}
OFFICE_LIST = dict.fromkeys([*NOBODY_ELSE, "leader", "chair", "member", "secretary"], 403) | {
    "officer": 200,
    "elsewhere": 200,
    "central": 200,
}

PAGES = {
    "session_list": dict.fromkeys([*NOBODY_ELSE, *IN_THE_ROOM], 200),
    "session_detail": NOBODY_ELSE | IN_THE_ROOM,
    "item_tally": NOBODY_ELSE | IN_THE_ROOM | {"leader": 403},
    # Who has not signed his declaration is sent there first.
    "item_score": NOBODY_ELSE
    | {"officer": 403, "leader": 403, "chair": 302, "member": 302, "secretary": 403},
    "session_declare": NOBODY_ELSE
    | {"officer": 403, "leader": 403, "chair": 200, "member": 200, "secretary": 403},
    "session_invitation": NOBODY_ELSE
    | {"officer": 200, "leader": 403, "chair": 403, "member": 403, "secretary": 403},
    "round_list": OFFICE_LIST | {"leader": 200},
    "round_detail": NOBODY_ELSE
    | {"officer": 200, "leader": 200, "chair": 404, "member": 404, "secretary": 404},
    "round_open": OFFICE_LIST,
    "session_convene": NOBODY_ELSE
    | {"officer": 200, "leader": 403, "chair": 404, "member": 404, "secretary": 404},
    "council_list": OFFICE_LIST,
    "council_found": OFFICE_LIST,
    "council_detail": NOBODY_ELSE | IN_THE_ROOM,
    "regulation_set": OFFICE_LIST,
}


@pytest.mark.parametrize("name", PAGES)
def test_each_role_at_each_page(name: str) -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    url = address(name, of)
    found = {who: client_of(user).get(url).status_code for who, user in cast(of).items()}
    assert found == PAGES[name]
    assert Client().get(url).status_code == 302


# Who is let through to the act itself; the rest gets 403, or 404 where nothing is visible.
POSTS = {
    "attendance_note": {"officer", "chair", "secretary"},
    "session_start": {"chair"},
    "session_conclude": {"chair"},
    "items_open": {"chair"},
    "session_plan": {"officer"},
    "agenda_order": {"officer"},
    "invitation_send": {"officer"},
    "sheet_declare": {"chair", "member"},
    "sheet_save": {"chair", "member"},
    "sheet_sign": {"chair", "member"},
    "item_open": {"chair"},
    "item_rescore": {"chair"},
    "item_refer": {"chair"},
    "item_gates": {"chair"},
    "item_conclude": {"chair"},
}


@pytest.mark.parametrize("name", POSTS)
def test_each_role_at_each_move(name: str) -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    url = address(name, of)
    for who, user in cast(of).items():
        status = client_of(user).post(url, {"conflict": "no", "version": "1"}).status_code
        if who in NOBODY_ELSE:
            assert (who, status) == (who, 404)
        elif who not in POSTS[name]:
            assert (who, status) == (who, 403)
        else:
            assert (who, status not in (403, 404)) == (who, True)
    assert client_of(of.chair).get(url).status_code == 405
    assert Client().post(url).status_code == 302


@pytest.mark.parametrize("name", ["round_close", "seat_end"])
def test_each_role_at_each_move_of_the_office(name: str) -> None:
    of = factory.sitting(members=2)
    url = address(name, of)
    people = cast(of)
    officer = people.pop("officer")
    seen = {"leader"} if name == "round_close" else {"leader", "chair", "member", "secretary"}
    for who, user in people.items():
        status = client_of(user).post(url).status_code
        assert (who, status) == (who, 403 if who in seen else 404)
    assert client_of(officer).post(url).status_code == 302


def test_the_sentence_of_a_403_says_whose_work_it_is() -> None:
    of = factory.sitting(members=2)
    page = client_of(of.secretary.user).get(address("item_score", of))
    assert page.status_code == 403
    assert "Việc này dành cho thành viên chấm điểm của Hội đồng" in page.content.decode()


# --- the office's work --------------------------------------------------------------------------


def test_an_officer_opens_a_round_and_the_days_are_those_of_article_5() -> None:
    officer = accounts.province_officer(communes.province())
    sent = {"year": "2027", "number": "1", "proposals_before": "", "held_before": "", "plan": ""}
    page = client_of(officer).post(reverse("evaluations:round_open"), sent)
    row = EvaluationRound.objects.get()
    assert (page.status_code, page["Location"]) == (302, f"/lam-viec/dot/{row.code}/")
    assert row.proposals_before == dt.date(2027, 4, 30)
    again = client_of(officer).post(reverse("evaluations:round_open"), sent)
    assert again.status_code == 409
    assert "Đợt 1 năm 2027 đã mở rồi" in again.content.decode()


def test_an_extra_round_without_a_plan_keeps_what_was_typed() -> None:
    officer = accounts.province_officer(communes.province())
    factory.regulation(extra_rounds=True)
    sent = {
        "year": "2027",
        "number": "3",
        "proposals_before": "2027-07-15",
        "held_before": "2027-08-15",
    }
    page = client_of(officer).post(reverse("evaluations:round_open"), sent)
    text = page.content.decode()
    assert page.status_code == 400
    assert "Ghi số, ngày của kế hoạch" in text
    assert 'value="2027-07-15"' in text


def test_a_date_typed_the_vietnamese_way_is_read_as_such() -> None:
    officer = accounts.province_officer(communes.province())
    sent = {"name": "Hội đồng", "decision_number": "1/QĐ-UBND", "decided_on": "01/07/2025"}
    client_of(officer).post(reverse("evaluations:council_found"), sent)
    assert Council.objects.get().decided_on == dt.date(2025, 7, 1)


def test_an_officer_seats_a_member_by_name_and_ends_the_seat() -> None:
    of = factory.sitting(members=1)
    person = accounts.user("Trần Thị Chi", username="chi")
    client = client_of(of.officer)
    url = address("council_detail", of)
    wrong = client.post(url, {"username": "khong-co", "seat": "member", "organisation": ""})
    assert wrong.status_code == 400
    assert "Không có tài khoản đang dùng tên “khong-co”" in wrong.content.decode()
    client.post(url, {"username": "chi", "seat": "member", "organisation": "Sở Y tế"})
    seat = person.council_seats.get()
    assert (seat.organisation, seat.valid_from) == ("Sở Y tế", today())
    client.post(reverse("evaluations:seat_end", args=[of.council.code, seat.code]))
    seat.refresh_from_db()
    assert seat.valid_to == today()


def test_a_second_chair_is_refused_on_the_page() -> None:
    of = factory.sitting(members=1)
    accounts.user("Trần Thị Chi", username="chi")
    page = client_of(of.officer).post(
        address("council_detail", of), {"username": "chi", "seat": "chair", "organisation": ""}
    )
    assert page.status_code == 400
    assert "Hội đồng đã có chủ tịch" in page.content.decode()


def test_an_officer_sets_the_regulation_with_a_decimal_comma() -> None:
    officer = accounts.province_officer(communes.province())
    sent = {
        "number": "12/QĐ-UBND",
        "valid_from": "2026-02-01",
        "quorum_percent": "80",
        "quorum_count": "0",
        "files_before_days": "1",
        "aggregation": "mean",
        "rounding": "exact",
        "rescore_max": "2",
        "written_days": "5",
        "chair_required": "on",
        "spread_max": "7,5",
        "minima": "each",
        "reference": "Điều 7.3.b",
    }
    page = client_of(officer).post(reverse("evaluations:regulation_set"), sent)
    row = CouncilRegulation.objects.get()
    assert page.status_code == 302
    assert (str(row.spread_max), row.minima, row.inherit_minima) == ("7.50", "each", False)
    shown = client_of(officer).get(reverse("evaluations:regulation_set")).content.decode()
    assert "12/QĐ-UBND" in shown
    assert "7,5" in shown


def test_an_officer_calls_a_sitting_and_a_wrong_day_is_said_at_the_field() -> None:
    of = factory.sitting(members=1)
    dossier = factory.accepted_dossier(of.round)
    client = client_of(of.officer)
    url = address("session_convene", of)
    sent = {
        "council": of.council.code,
        "held_on": f"{today() - dt.timedelta(days=1):%Y-%m-%d}",
        "mode": "meeting",
        "place": "Phòng 1",
        "dossiers": [dossier.code],
    }
    wrong = client.post(url, sent)
    assert wrong.status_code == 400
    assert "đã qua" in wrong.content.decode()
    assert 'value="Phòng 1"' in wrong.content.decode()
    page = client.post(url, sent | {"held_on": f"{today():%Y-%m-%d}"})
    session = CouncilSession.objects.exclude(pk=of.session.pk).get()
    assert page["Location"] == f"/lam-viec/hoi-dong/{session.code}/giay-moi/"
    dossier.refresh_from_db()
    assert dossier.state == DossierState.IN_SESSION


def test_another_province_s_council_and_dossiers_are_no_choice() -> None:
    of = factory.sitting(members=1)
    factory.accepted_dossier(of.round)
    nghe_an = communes.province("Tỉnh Nghệ An", "40")
    theirs = factory.council(nghe_an)
    their_round = factory.evaluation_round(nghe_an)
    their_dossier = factory.accepted_dossier(their_round, name="Tương Nam Đàn")
    sent = {
        "council": theirs.code,
        "held_on": f"{today():%Y-%m-%d}",
        "dossiers": [their_dossier.code],
    }
    page = client_of(of.officer).post(address("session_convene", of), sent)
    assert page.status_code == 400
    assert "Tương Nam Đàn" not in page.content.decode()
    assert CouncilSession.objects.count() == 1


def test_closing_a_round_twice_says_where_it_stands() -> None:
    of = factory.sitting(members=1)
    client = client_of(of.officer)
    assert client.post(address("round_close", of)).status_code == 302
    again = client.post(address("round_close", of))
    assert again.status_code == 409
    assert "Không thể “Khép đợt” khi đang ở bước “Đã khép”" in again.content.decode()
    of.round.refresh_from_db()
    assert of.round.state == RoundState.CLOSED


# --- a sitting through its pages ----------------------------------------------------------------


def test_a_sitting_from_attendance_to_its_end_through_pages_only() -> None:
    of = factory.sitting(members=2)
    secretary, chair = client_of(of.secretary.user), client_of(of.chair)
    page = chair.get(address("session_detail", of)).content.decode()
    assert "quy chế cần ít nhất 2 (75 %)" in page
    refused = chair.post(address("session_start", of))
    assert refused.status_code == 409
    secretary.post(
        address("attendance_note", of), {"present": [member.code for member in of.members]}
    )
    assert chair.post(address("session_start", of)).status_code == 302
    full = {f"c-{code}": str(points) for code, points in factory.answers(of.form, c3_5=1).items()}
    for index, member in enumerate(of.members):
        client = client_of(member.user)
        client.post(address("session_declare", of), {f"c-{of.item.code}": "none"})
        sheet = of.sheet(index)
        sent = full | {"version": str(sheet.version), "comment": "Được"}
        # One press without JavaScript: what was ticked is kept, then signed.
        signed = client.post(address("sheet_sign", of), sent)
        assert (signed.status_code, of.sheet(index).state) == (302, ScoreSheetState.SIGNED)
    assert chair.post(address("items_open", of)).status_code == 302
    tally = chair.get(address("item_tally", of)).content.decode()
    assert "giữ ở 3 sao vì tiêu chí 3.5 Sở hữu trí tuệ đạt 1,00, cần 2" in tally
    assert chair.post(address("item_conclude", of), {"note": "Nhất trí"}).status_code == 302
    assert chair.post(address("session_conclude", of)).status_code == 302
    of.session.refresh_from_db()
    assert (of.item.state, of.session.state) == (ItemState.CONCLUDED, SessionState.CONCLUDED)
    letter = client_of(cast(of)["producer"]).get(address("result_letter", of))
    assert (letter.status_code, letter["Content-Type"]) == (200, "application/pdf")
    assert b"".join(letter.streaming_content).startswith(b"%PDF")


def test_the_letter_goes_to_those_who_may_see_the_dossier_once_it_is_concluded() -> None:
    of = factory.sitting(members=2)
    people = cast(of)
    url = address("result_letter", of)
    assert {client_of(user).get(url).status_code for user in people.values()} == {404}
    full = factory.answers(of.form)
    factory.concluded(of, full, full)
    found = set()
    for who, user in people.items():
        response = client_of(user).get(url)
        response.getvalue()
        if response.status_code == 200:
            found.add(who)
    assert found == {
        "producer",
        "commune",
        "officer",
        "leader",
        "chair",
        "member",
        "secretary",
    }


def test_conclusion_with_a_wide_spread_asks_for_a_reason_and_keeps_the_note() -> None:
    of = factory.sitting(members=2)
    full = factory.answers(of.form)
    factory.opened(of, full, factory.answers(of.form, 0.6))
    page = client_of(of.chair).post(address("item_conclude", of), {"note": "Nhất trí cao"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "hoặc ghi lý do giữ nguyên kết quả" in text
    assert "Nhất trí cao" in text
    assert of.item.state == ItemState.OPENED


def test_rescoring_and_gates_through_pages() -> None:
    of = factory.sitting(members=1)
    factory.opened(of, factory.answers(of.form))
    chair = client_of(of.chair)
    assert chair.post(address("item_rescore", of), {"cham-lai-reason": ""}).status_code == 400
    chair.post(address("item_rescore", of), {"cham-lai-reason": "Thảo luận lại"})
    assert of.item.scoring_round == 2
    missing = chair.post(address("item_gates", of), {"gates": ["G1"], "reason": ""})
    assert missing.status_code == 400
    chair.post(address("item_gates", of), {"gates": ["G1"], "reason": "Biên bản 7"})
    assert of.item.gates == ["G1"]
    unknown = chair.post(address("item_gates", of), {"gates": ["X"], "reason": "Biên bản"})
    assert unknown.status_code == 400


def test_a_product_not_being_scored_takes_no_answers() -> None:
    of = factory.sitting(members=2)
    full = factory.answers(of.form)
    note_attendance(session=of.session, present=of.members, actor=of.chair)
    client = client_of(of.members[1].user)
    sent = {"c-1.1": "5", "version": "1"}
    assert client.post(address("sheet_save", of), sent).status_code == 409  # waiting
    factory.concluded(of, full, full)
    page = client.post(address("sheet_save", of), sent)
    assert page.status_code == 409
    assert "Không thể “Lưu điểm”" in page.content.decode()


# --- the score page -----------------------------------------------------------------------------


def scoring() -> tuple[factory.Sitting, Client]:
    of = factory.sitting(members=2)
    factory.start(of)
    factory.declare(of, 1)
    return of, client_of(of.members[1].user)


def test_the_sheet_shows_the_official_words_and_what_each_star_needs() -> None:
    of, client = scoring()
    text = client.get(address("item_score", of)).content.decode()
    criterion = of.form.by_code["4.1"]
    for option in criterion.options:
        assert option.label.replace('"', "&quot;") in text
    assert 'name="c-4.1"' in text
    assert "cần cho 5 sao" in text
    assert "Phiếu niêm phong đến khi chủ tịch mở" in text


def test_the_dossier_is_read_after_declaring_only() -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    dossier = reverse("evaluations:dossier", args=[of.dossiers[0].code])
    client = client_of(of.members[1].user)
    assert client.get(dossier).status_code == 404
    sent = client.get(address("item_score", of))
    assert sent["Location"] == f"{address('session_declare', of)}?tiep={of.item.code}"
    client.post(address("session_declare", of), {f"c-{of.item.code}": "none"})
    assert client.get(dossier).status_code == 200


def test_a_recused_member_sees_neither_dossier_nor_marks_ever() -> None:
    of = factory.sitting(members=3)
    factory.start(of)
    client = client_of(of.members[2].user)
    factory.declare(of, 2)
    empty = client.post(address("sheet_declare", of), {"reason": ""})
    assert empty.status_code == 400
    client.post(address("sheet_declare", of), {"reason": "Em ruột làm chủ"})
    full = factory.answers(of.form)
    factory.concluded(of, full, full)
    dossier = reverse("evaluations:dossier", args=[of.dossiers[0].code])
    assert client.get(dossier).status_code == 404
    assert client.get(address("item_tally", of)).status_code == 403
    assert client.get(address("result_letter", of)).status_code == 404
    page = client.get(address("item_score", of))
    assert "Tôi không chấm sản phẩm này." in page.content.decode()


def test_wrong_points_are_said_at_the_criterion_and_the_rest_stays_ticked() -> None:
    of, client = scoring()
    sent = {"c-1.1": "4", "c-1.2": "3", "version": str(of.sheet(1).version), "comment": "Gõ dở"}
    page = client.post(address("sheet_save", of), sent)
    text = page.content.decode()
    assert page.status_code == 400
    assert "Tiêu chí 1.1: không có mức 4 điểm; phiếu chỉ có các mức 1, 3, 5 điểm." in text
    assert 'id="tc-1-2_3" value="3" data-digit="3" checked' in text
    assert "Gõ dở" in text
    assert of.sheet(1).lines.count() == 0


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "٣"])
def test_an_unreadable_version_is_an_old_one(version: str) -> None:
    of, client = scoring()
    page = client.post(address("sheet_save", of), {"c-1.1": "5", "version": version})
    assert page.status_code == 409
    assert of.sheet(1).lines.count() == 0


def test_signing_with_gaps_says_which() -> None:
    of, client = scoring()
    sent = {"c-1.1": "5", "version": str(of.sheet(1).version)}
    page = client.post(address("sheet_sign", of), sent)
    assert page.status_code == 409
    assert "Còn 29 tiêu chí chưa chấm: 1.2, 1.3" in page.content.decode()


def test_a_signed_sheet_is_shown_and_not_offered() -> None:
    of, client = scoring()
    factory.score(of, 1, factory.answers(of.form), comment="Sản phẩm tốt")
    text = client.get(address("item_score", of)).content.decode()
    assert "Phiếu không sửa được nữa." in text
    assert "Sản phẩm tốt" in text
    assert 'name="c-1.1"' not in text


def test_the_producer_s_own_mark_stands_beside_a_criterion_once_it_is_chosen() -> None:
    of, client = scoring()
    of.dossiers[0].self_scores.create(criterion="1.1", points=3, max_points=5)
    assert "Chủ thể tự chấm 3" not in client.get(address("item_score", of)).content.decode()
    factory.fill(of, 1, {"1.1": 5})
    assert "Chủ thể tự chấm 3" in client.get(address("item_score", of)).content.decode()


def test_the_sheet_with_cases_is_filled_in_through_the_page() -> None:
    of = factory.sitting(members=1, sheet_code="QD26-26")
    factory.start(of)
    factory.declare(of, 0)
    client = client_of(of.chair)
    points = of.form.by_code["8"].options_of("b")[-1].points
    sent = {"c-8": f"b:{points}", "version": str(of.sheet(0).version)}
    assert client.post(address("sheet_save", of), sent).status_code == 302
    line = of.sheet(0).lines.get()
    assert (line.case, line.points) == ("b", points)
    assert client.get(address("item_score", of)).status_code == 200
    wrong = client.post(address("sheet_save", of), {"c-8": "b", "version": "2"})
    assert wrong.status_code in (400, 409)


# --- counts of statements -----------------------------------------------------------------------


def warm(of: factory.Sitting) -> None:
    parsed(of.dossiers[0].sheet)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_sittings_asks_the_same_for_1_and_3(rows, django_assert_num_queries) -> None:
    of = factory.sitting(members=2)
    for _ in range(rows - 1):
        CouncilSession.objects.create(
            council=of.council, round=of.round, regulation=of.regulation, held_on=today()
        )
    client = client_of(of.officer)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("evaluations:session_list"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sitting_asks_the_same_for_1_and_3_products(rows, django_assert_num_queries) -> None:
    of = factory.sitting(members=7, dossiers=rows)
    factory.start(of)
    warm(of)
    client = client_of(of.chair)
    with django_assert_num_queries(SESSION_QUERIES):
        client.get(address("session_detail", of))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tally_asks_the_same_for_1_and_3_members_and_products(
    rows, django_assert_num_queries
) -> None:
    of = factory.sitting(members=7 if rows > 1 else 1, dossiers=rows)
    factory.opened(of, *[factory.answers(of.form)] * len(of.members))
    client = client_of(of.chair)
    with django_assert_num_queries(TALLY_QUERIES):
        client.get(address("item_tally", of))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_rounds_and_one_round_ask_the_same(rows, django_assert_num_queries) -> None:
    of = factory.sitting(members=1, dossiers=rows)
    for number in range(1, rows):
        EvaluationRound.objects.create(
            level="province",
            unit=of.unit,
            year=2030 + number,
            number=1,
            proposals_before=dt.date(2030, 4, 30),
            held_before=dt.date(2030, 6, 30),
        )
    client = client_of(of.officer)
    with django_assert_num_queries(ROUNDS_QUERIES):
        client.get(reverse("evaluations:round_list"))
    with django_assert_num_queries(ROUND_QUERIES):
        client.get(address("round_detail", of))
    assert SessionItem.objects.count() == rows
