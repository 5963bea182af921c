"""Written opinions on re-ratings (Đ7.6.d): who is asked, until when, what goes to a meeting."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from common.dates import add_working_days, today
from common.errors import DomainError
from evaluations.enums import (
    DossierKind,
    DossierState,
    ItemState,
    SessionMode,
    SessionState,
)
from evaluations.models import Attendance, CouncilSession, EvaluationRound
from evaluations.selectors.council.marks import marks_open_to
from evaluations.selectors.council.sittings import sheet_counts
from evaluations.services.council.attendance import note_attendance
from evaluations.services.council.convening import convene_session
from evaluations.services.council.inviting import send_invitation
from evaluations.services.council.sitting import conclude_session, open_item, start_session
from evaluations.services.council.verdict import conclude_item
from evaluations.services.council.written import refer_item
from programmes.selectors.calendar import working_calendar
from tests.factories import accounts, communes
from tests.factories import council as factory

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def convene(of: factory.Sitting, *dossiers, held_on: dt.date | None = None) -> CouncilSession:
    return convene_session(
        council=of.council,
        round=of.round,
        held_on=held_on or today(),
        place="",
        dossiers=dossiers,
        actor=of.officer,
        on=today(),
        mode=SessionMode.WRITTEN,
    )


# --- calling ------------------------------------------------------------------------------------


def test_7_6_d_only_re_ratings_go_in_writing() -> None:
    of = factory.sitting(members=2)
    again = factory.accepted_dossier(of.round, kind=DossierKind.RERATING)
    for kind in (DossierKind.FIRST, DossierKind.UPGRADE):
        other = factory.accepted_dossier(of.round, kind=kind, name=f"Trà {kind}")
        with pytest.raises(DomainError, match=r"Điều 7\.6\.d") as refused:
            convene(of, again, other)
        assert (refused.value.code, f"phải họp: Trà {kind}" in refused.value.message) == (
            "invalid",
            True,
        )
    assert convene(of, again).mode == SessionMode.WRITTEN


def test_a_regulation_without_written_opinions_calls_a_meeting() -> None:
    of = factory.sitting(members=2, regulation_details={"written_opinions": False})
    again = factory.accepted_dossier(of.round, kind=DossierKind.RERATING)
    with pytest.raises(DomainError, match="Quy chế không cho lấy ý kiến bằng văn bản") as refused:
        convene(of, again)
    assert refused.value.code == "state"
    page = reverse("evaluations:session_convene", args=[of.round.code])
    assert "Lấy ý kiến bằng văn bản" not in client_of(of.officer).get(page).content.decode()


def test_opinions_are_due_after_the_working_days_of_the_regulation_and_before_the_round_ends() -> (
    None
):
    of = factory.sitting(members=2, regulation_details={"written_days": 7})
    first, second = (
        factory.accepted_dossier(of.round, kind=DossierKind.RERATING) for _ in range(2)
    )
    session = convene(of, first)
    assert session.answers_until == add_working_days(today(), 7, working_calendar())
    EvaluationRound.objects.filter(pk=of.round.pk).update(
        proposals_before=today(), held_before=session.answers_until
    )
    of.round.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        convene(of, second)
    assert list(refused.value.fields) == ["held_on"]


def test_everybody_counts_as_present_and_nobody_is_noted() -> None:
    of = factory.sitting(members=3, substitutes=1, written=True)
    there = Attendance.objects.filter(session=of.session, present=True)
    assert there.count() == 4  # the substitute has nobody to stand in for
    with pytest.raises(DomainError, match="không điểm danh") as refused:
        note_attendance(session=of.session, present=of.members, actor=of.chair)
    assert refused.value.code == "state"
    page = reverse("evaluations:session_detail", args=[of.session.code])
    text = client_of(of.officer).get(page).content.decode()
    assert "Lấy ý kiến bằng văn bản" in text
    assert "Lưu điểm danh" not in text


def test_the_invitation_asks_for_opinions_until_the_last_day() -> None:
    of = factory.sitting(members=2, written=True)
    facts = send_invitation(session=of.session, actor=of.officer, on=today()).invitation.snapshot
    assert (facts["written"], facts["starts_at"]) == (True, "")
    assert facts["answers_until"] == of.session.answers_until.isoformat()


@pytest.mark.parametrize(("who", "status"), [("officer", 302), ("chair", 302), ("member", 403)])
def test_office_or_chair_begins(who: str, status: int) -> None:
    of = factory.sitting(members=2, written=True)
    user = {"officer": of.officer, "chair": of.chair, "member": of.members[1].user}[who]
    url = reverse("evaluations:session_start", args=[of.session.code])
    assert client_of(user).post(url).status_code == status
    of.session.refresh_from_db()
    assert of.session.state == (SessionState.SITTING if status == 302 else SessionState.CONVENED)


def test_the_office_does_not_begin_a_meeting_nor_another_province_an_opinion() -> None:
    meeting = factory.sitting(members=1)
    note_attendance(session=meeting.session, present=meeting.members, actor=meeting.chair)
    url = reverse("evaluations:session_start", args=[meeting.session.code])
    assert client_of(meeting.officer).post(url).status_code == 403
    again = factory.accepted_dossier(meeting.round, kind=DossierKind.RERATING)
    url = reverse("evaluations:session_start", args=[convene(meeting, again).code])
    elsewhere = accounts.province_officer(communes.province("Tỉnh Nghệ An", "40"))
    assert client_of(elsewhere).post(url).status_code == 404


def test_it_does_not_begin_before_its_day() -> None:
    of = factory.sitting(members=1)
    again = factory.accepted_dossier(of.round, kind=DossierKind.RERATING)
    session = convene(of, again, held_on=today() + dt.timedelta(days=3))
    with pytest.raises(DomainError, match="chưa tới ngày họp"):
        start_session(session=session, actor=of.officer, on=today())


# --- until the last day -------------------------------------------------------------------------


def past(of: factory.Sitting) -> None:
    """As if the last day were yesterday."""
    day = today() - dt.timedelta(days=1)
    CouncilSession.objects.filter(pk=of.session.pk).update(answers_until=day)


def test_until_the_last_day_everybody_is_waited_for_then_nobody() -> None:
    of = factory.sitting(members=4, written=True)
    factory.start(of)
    full = factory.answers(of.form)
    for index in range(3):
        factory.score(of, index, full)
    with pytest.raises(DomainError, match="Mới có 3 trên 4 phiếu"):
        open_item(item=of.item, actor=of.chair)
    item = of.item
    last = of.session.answers_until
    assert sheet_counts([item], on=last)[item.pk].pending == 1
    assert sheet_counts([item], on=last + dt.timedelta(days=1))[item.pk].pending == 0
    past(of)
    item = open_item(item=of.item, actor=of.chair)
    verdict = conclude_item(item=item, actor=of.chair, on=today())
    assert len(verdict.result["member_totals"]) == 3


def test_too_few_opinions_open_nothing_even_after_the_last_day() -> None:
    of = factory.sitting(members=4, written=True)
    factory.start(of)
    factory.score(of, 0, factory.answers(of.form))
    past(of)
    with pytest.raises(DomainError, match="Có 1 phiếu đã ký, cần ít nhất 3"):
        open_item(item=of.item, actor=of.chair)
    # Late is not too late while the product is sealed.
    assert factory.score(of, 1, factory.answers(of.form)).state == "signed"


# --- to a meeting -------------------------------------------------------------------------------


def diverging() -> factory.Sitting:
    of = factory.sitting(members=2, written=True)
    factory.opened(of, factory.answers(of.form), factory.answers(of.form, 0.5))
    return of


def test_divergent_opinions_go_to_a_meeting_of_the_same_round() -> None:
    of = diverging()
    refer_item(item=of.item, reason="Lệch 40 điểm", actor=of.chair, on=today())
    dossier = of.dossiers[0]
    dossier.refresh_from_db()
    assert (of.item.state, dossier.state) == (ItemState.REFERRED, DossierState.ACCEPTED)
    assert dossier.events.last().reason == "Lệch 40 điểm"
    assert of.officer.notices.filter(kind="item_referred").count() == 1
    done = conclude_session(session=of.session, actor=of.chair, on=today())
    assert done.state == SessionState.CONCLUDED
    meeting = convene_session(
        council=of.council,
        round=of.round,
        held_on=today(),
        place="Phòng 1",
        dossiers=[dossier],
        actor=of.officer,
        on=today(),
    )
    assert meeting.items.get().state == ItemState.WAITING


def test_marks_of_a_referred_product_are_shown_to_nobody() -> None:
    of = diverging()
    assert marks_open_to(of.chair, of.item, on=today())
    refer_item(item=of.item, reason="Khác nhau", actor=of.chair, on=today())
    people = [of.chair, of.members[1].user, of.secretary.user, of.officer]
    assert [marks_open_to(user, of.item, on=today()) for user in people] == [False] * 4
    tally = reverse("evaluations:item_tally", args=[of.session.code, of.item.code])
    page = client_of(of.chair).get(tally)
    assert page.status_code == 200
    assert "100,00" not in page.content.decode()


def test_the_chair_refers_through_the_page_with_a_reason() -> None:
    of = diverging()
    url = reverse("evaluations:item_refer", args=[of.session.code, of.item.code])
    tally = reverse("evaluations:item_tally", args=[of.session.code, of.item.code])
    assert "Đưa ra phiên họp" in client_of(of.chair).get(tally).content.decode()
    empty = client_of(of.chair).post(url, {"dua-ra-hop-reason": " "})
    assert (empty.status_code, of.item.state) == (302, ItemState.OPENED)
    assert client_of(of.members[1].user).post(url, {"dua-ra-hop-reason": "x"}).status_code == 403
    assert client_of(accounts.outsider()).post(url, {"dua-ra-hop-reason": "x"}).status_code == 404
    done = client_of(of.chair).post(url, {"dua-ra-hop-reason": "Phức tạp"})
    assert (done.status_code, of.item.state) == (302, ItemState.REFERRED)
    session = reverse("evaluations:session_detail", args=[of.session.code])
    assert "Đã đưa ra phiên họp" in client_of(of.officer).get(session).content.decode()


def test_a_meeting_refers_nothing() -> None:
    of = factory.sitting(members=1)
    factory.opened(of, factory.answers(of.form))
    with pytest.raises(DomainError, match=r"Điều 7\.6\.d"):
        refer_item(item=of.item, reason="x", actor=of.chair, on=today())
    assert of.item.state == ItemState.OPENED
