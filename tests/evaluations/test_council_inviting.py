"""Before a sitting: its hour, place, order of products and invitation."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.enums import Role
from audit.selectors import timeline
from common.dates import Calendar, today
from common.errors import DomainError
from documents.models import IssuedDocument
from evaluations.enums import EvaluationVerb, SessionState
from evaluations.models import CouncilSession
from evaluations.selectors.council.inviting import compositions, differs, notice_of
from evaluations.selectors.council.sittings import items_in
from evaluations.services.council.inviting import order_agenda, plan_sitting, send_invitation
from evaluations.workflow.agenda import agenda
from tests.factories import accounts, producers
from tests.factories import council as factory

pytestmark = pytest.mark.django_db
EIGHT = dt.time(8)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def planned(**details) -> factory.Sitting:
    of = factory.sitting(**details)
    of.session = plan_sitting(
        session=of.session, starts_at=EIGHT, place="Phòng 1", minutes_each=20, actor=of.officer
    )
    return of


def url(of: factory.Sitting, name: str = "session_invitation") -> str:
    return reverse(f"evaluations:{name}", args=[of.session.code])


# --- hours --------------------------------------------------------------------------------------


def test_products_follow_one_another_and_none_begins_in_the_noon_rest() -> None:
    found = agenda(dt.time(10, 30), products=4, minutes=30)
    assert [f"{hour:%H:%M}" for hour in found.times] == ["10:45", "11:15", "13:30", "14:00"]
    assert (f"{found.ends:%H:%M}", found.late) == ("14:30", False)


@pytest.mark.parametrize(
    ("starts", "products", "minutes", "late"),
    [
        (dt.time(8), 20, 15, False),
        (dt.time(8), 30, 20, True),
        (dt.time(16, 30), 1, 15, False),
        (dt.time(16, 31), 1, 15, True),
        (dt.time(23), 3, 60, True),  # past midnight
    ],
)
def test_an_agenda_past_office_hours_says_so(starts, products, minutes, late) -> None:
    assert agenda(starts, products=products, minutes=minutes).late is late


# --- notice and composition ---------------------------------------------------------------------


def test_notice_counts_working_days_of_the_calendar() -> None:
    rules = factory.regulation(files_before_days=2)
    friday, tuesday = dt.date(2026, 11, 20), dt.date(2026, 11, 24)
    ordinary = notice_of(rules, sent=friday, held_on=tuesday, calendar=Calendar())
    assert (ordinary.days, ordinary.short, ordinary.earliest) == (2, False, tuesday)
    holiday = Calendar.of(off=[dt.date(2026, 11, 23)])
    less = notice_of(rules, sent=friday, held_on=tuesday, calendar=holiday)
    assert (less.days, less.short, less.earliest) == (1, True, dt.date(2026, 11, 25))


def test_composition_says_what_is_missing_and_the_quorum() -> None:
    of = factory.sitting(members=3, substitutes=1)
    found = compositions([of.council], of.regulation, on=today())[0]
    counted = (found.scoring, found.chair, found.secretary, found.substitutes, found.needed)
    assert counted == (3, True, True, 1, 3)
    assert found.faults == []
    bare = factory.council(of.unit)
    factory.seat(bare)
    of.regulation.quorum_count = 5
    missing = compositions([bare], of.regulation, on=today())[0]
    assert missing.faults == [
        "Hội đồng chưa có chủ tịch, chưa triệu tập được",
        "Hội đồng chưa có thư ký: chưa có người ghi biên bản",
        "Quy chế cần 5 người có mặt, Hội đồng mới có 1 thành viên chấm điểm",
    ]


def test_the_page_that_calls_says_composition_quorum_and_the_first_day_in_order() -> None:
    of = factory.sitting(members=4)
    factory.accepted_dossier(of.round)
    call = reverse("evaluations:session_convene", args=[of.round.code])
    text = client_of(of.officer).get(call).content.decode()
    assert "4 thành viên chấm điểm, có chủ tịch, có thư ký" in text
    assert "Quy chế cần ít nhất 3 người có mặt" in text


# --- plan and order -----------------------------------------------------------------------------


def test_hour_and_place_are_set_until_the_sitting_begins() -> None:
    of = planned(members=2)
    of.session.refresh_from_db()
    assert (of.session.starts_at, of.session.place, of.session.minutes_each) == (
        EIGHT,
        "Phòng 1",
        20,
    )
    entry = timeline(of.session).filter(verb=EvaluationVerb.AGENDA_CHANGED).get()
    assert (entry.old, entry.new) == ("Phòng họp số 2", "08:00, Phòng 1")
    factory.start(of)
    with pytest.raises(DomainError, match="chương trình không đổi được nữa") as refused:
        plan_sitting(
            session=of.session, starts_at=EIGHT, place="", minutes_each=15, actor=of.officer
        )
    assert refused.value.code == "state"


def test_sample_numbers_follow_the_order() -> None:
    of = factory.sitting(members=1, dossiers=3)
    first, second, third = of.items
    order_agenda(session=of.session, order=[third.code, first.code, second.code], actor=of.officer)
    assert [(item.code, str(item)) for item in of.items] == [
        (third.code, "Mẫu 01"),
        (first.code, "Mẫu 02"),
        (second.code, "Mẫu 03"),
    ]
    written = timeline(of.session).filter(verb=EvaluationVerb.AGENDA_CHANGED)
    assert written.count() == 1
    order_agenda(session=of.session, order=[row.code for row in of.items], actor=of.officer)
    assert written.count() == 1  # the same order is no change


@pytest.mark.parametrize("wrong", ["missing", "twice", "strange"])
def test_an_order_names_each_product_once(wrong: str) -> None:
    of = factory.sitting(members=1, dossiers=2)
    codes = [item.code for item in of.items]
    order = {"missing": codes[:1], "twice": [codes[0]] * 2, "strange": [codes[0], "XXXX"]}[wrong]
    with pytest.raises(DomainError) as refused:
        order_agenda(session=of.session, order=order, actor=of.officer)
    assert refused.value.code == "invalid"
    assert [item.code for item in of.items] == codes


@pytest.mark.parametrize(
    ("sent", "order"),
    [
        ({"move": "down:0"}, [1, 0, 2]),
        ({"move": "up:2"}, [0, 2, 1]),
        ({"move": "up:0"}, [0, 1, 2]),
        ({"move": "down:2"}, [0, 1, 2]),
        ({"n0": "9"}, [1, 2, 0]),
        ({"n2": "1"}, [0, 2, 1]),  # one number for two: the earlier one stays before
        ({"n0": "x", "n1": "-3"}, [0, 1, 2]),
        ({"n1": "٣"}, [0, 1, 2]),
        ({"move": "sideways:1"}, [0, 1, 2]),
    ],
)
def test_numbers_and_arrows_of_the_page(sent: dict[str, str], order: list[int]) -> None:
    of = factory.sitting(members=1, dossiers=3)
    codes = [item.code for item in of.items]
    data = {f"n-{code}": str(place) for place, code in enumerate(codes, start=1)}
    for name, value in sent.items():
        if name == "move":
            way, _, place = value.partition(":")
            data["move"] = f"{way}:{codes[int(place)]}"
        else:
            data[f"n-{codes[int(name[1:])]}"] = value
    done = client_of(of.officer).post(url(of, "agenda_order"), data)
    assert done["Location"] == url(of)
    assert [item.code for item in of.items] == [codes[place] for place in order]


# --- the invitation -----------------------------------------------------------------------------


def test_it_takes_the_next_number_and_tells_every_seat() -> None:
    of = planned(members=3, dossiers=2, substitutes=1)
    sent = send_invitation(session=of.session, actor=of.officer, on=today())
    paper = sent.invitation
    assert paper.number == f"01/{today().year}/GM-38"
    assert (paper.kind, sent.invited_at is not None) == ("invitation", True)
    facts = paper.snapshot
    assert (facts["starts_at"], facts["where"], facts["needed"]) == ("08:00", "Phòng 1", 3)
    lines = [(row["position"], row["time"], row["product"]) for row in facts["products"]]
    assert lines == [
        (1, "08:15", of.dossiers[0].product.name),
        (2, "08:35", of.dossiers[1].product.name),
    ]
    told = [*of.members, of.secretary, *of.substitutes]
    assert all(row.user.notices.filter(kind="session_invited").count() == 1 for row in told)
    assert len(facts["members"]) == len(told)
    entry = timeline(of.session).filter(verb=EvaluationVerb.SESSION_INVITED).get()
    assert entry.new == paper.number


def test_sent_again_it_names_the_one_it_replaces_which_is_kept() -> None:
    of = planned(members=2, dossiers=2)
    first = send_invitation(session=of.session, actor=of.officer, on=today()).invitation
    session = CouncilSession.objects.get(pk=of.session.pk)
    assert not differs(session, list(items_in(session)))
    codes = [item.code for item in of.items]
    order_agenda(session=of.session, order=codes[::-1], actor=of.officer)
    assert differs(session, list(items_in(session)))
    text = client_of(of.officer).get(url(of)).content.decode()
    assert f"Chương trình đã khác giấy mời số {first.number}" in text
    second = send_invitation(session=of.session, actor=of.officer, on=today()).invitation
    assert (second.number[:3], second.snapshot["replaces"]) == ("02/", first.number)
    assert IssuedDocument.objects.filter(pk=first.pk).exists()
    notices = of.chair.notices.filter(kind="session_invited")
    assert notices.count() == 2


def test_a_meeting_is_not_invited_to_without_hour_or_place() -> None:
    of = factory.sitting(members=2)
    with pytest.raises(DomainError) as refused:
        send_invitation(session=of.session, actor=of.officer, on=today())
    assert refused.value.fields == {"starts_at": ["Chưa có giờ họp"]}
    answer = client_of(of.officer).post(url(of, "invitation_send"))
    assert answer.status_code in (400, 409)
    assert "Chưa có giờ họp" in answer.content.decode()
    assert IssuedDocument.objects.filter(kind="invitation").count() == 0


def test_once_begun_nothing_is_sent() -> None:
    of = planned(members=2)
    factory.start(of)
    with pytest.raises(DomainError, match="chương trình không đổi được nữa"):
        send_invitation(session=of.session, actor=of.officer, on=today())
    assert of.session.state == SessionState.SITTING
    assert client_of(of.officer).post(url(of, "invitation_send")).status_code == 409


def test_late_notice_is_told_and_not_refused() -> None:
    of = planned(members=2, regulation_details={"files_before_days": 3})
    text = client_of(of.officer).get(url(of)).content.decode()
    assert "Gửi hôm nay là muộn hơn quy chế." in text
    assert "ít nhất 3 ngày làm việc" in text
    assert client_of(of.officer).post(url(of, "invitation_send")).status_code == 302


def test_the_paper_opens_for_whoever_sees_the_sitting_once_it_is_issued() -> None:
    of = planned(members=2)
    people = {
        "officer": of.officer,
        "leader": accounts.user("Lê Đức Giang", Role.PROVINCE_LEADER, of.unit),
        "chair": of.chair,
        "member": of.members[1].user,
        "secretary": of.secretary.user,
        "producer": producers.member(of.dossiers[0].product.producer),
        "administrator": accounts.user("Vũ Quản Trị", Role.ADMINISTRATOR),
    }

    def seen(name: str, query: str = "") -> set[str]:
        found = set()
        for who, user in people.items():
            answer = client_of(user).get(url(of, name) + query)
            answer.getvalue()
            if answer.status_code == 200:
                found.add(who)
        return found

    assert seen("invitation_pdf") == seen("invitation_docx") == {"officer"}
    send_invitation(session=of.session, actor=of.officer, on=today())
    insiders = {"officer", "leader", "chair", "member", "secretary"}
    assert seen("invitation_pdf") == seen("invitation_docx") == insiders


def test_word_and_draft_carry_the_same_facts_and_hostile_names_stay_text() -> None:
    of = planned(members=2)
    product = of.dossiers[0].product
    product.name = "<b>{{ 7|add:7 }}</b> =HYPERLINK(1)"
    product.save()
    client = client_of(of.officer)
    draft = client.get(url(of, "invitation_docx")).content
    words = "\n".join(
        [p.text for p in Document(io.BytesIO(draft)).paragraphs]
        + [c.text for t in Document(io.BytesIO(draft)).tables for r in t.rows for c in r.cells]
    )
    assert "BẢN NHÁP" in words
    assert product.name in words
    assert "08:15" in words
    assert "Trần Đức Lương" in words
    assert client.get(url(of, "invitation_pdf")).content.startswith(b"%PDF")
    assert "&lt;b&gt;{{ 7|add:7 }}" in client.get(url(of)).content.decode()


def test_a_wrong_hour_keeps_what_was_typed() -> None:
    of = planned(members=2)
    sent = {"starts_at": "8 rưỡi", "place": "Nhà văn hóa", "minutes_each": "15"}
    page = client_of(of.officer).post(url(of, "session_plan"), sent)
    text = page.content.decode()
    assert page.status_code == 400
    assert "Hãy viết giờ:phút, ví dụ 08:00" in text
    assert 'value="Nhà văn hóa"' in text
    assert 'value="8 rưỡi"' in text
    for hour in ("8h30", "08:30", "8 giờ 30"):
        done = client_of(of.officer).post(url(of, "session_plan"), sent | {"starts_at": hour})
        assert done.status_code == 302
        of.session.refresh_from_db()
        assert of.session.starts_at == dt.time(8, 30)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_1_and_3_products(rows: int, django_assert_num_queries) -> None:
    of = planned(members=2, dossiers=rows)
    client = client_of(of.officer)
    with django_assert_num_queries(7):
        client.get(url(of))
