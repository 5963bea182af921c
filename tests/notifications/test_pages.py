"""The pages of notices and of the outbox."""

from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from notifications.enums import MailState
from notifications.models import Notice, OutboxMail
from notifications.services import queue
from tests.factories import accounts, communes

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/thong-bao/"
OPEN, READ = f"{LIST}mo/", f"{LIST}da-doc/"
OUTBOX, RETRY = f"{LIST}thu/", f"{LIST}thu/gui-lai/"


@pytest.fixture
def binh() -> User:
    unit = communes.commune("Xã Hoằng Thanh", communes.province())
    return accounts.user("Lê Thị Bình", Role.COMMUNE_OFFICER, unit, email="binh@example.vn")


def told(
    *people: User, subject: str = "Hồ sơ được trả lại", url: str = "/lam-viec/chu-the/"
) -> None:
    queue(kind="x", to=people, subject=subject, body="Thiếu phiếu <b>kiểm nghiệm</b>.", url=url)


def test_the_list_shows_ones_own_unread_ones_marked(binh: User, client: Client) -> None:
    other = accounts.outsider()
    told(binh, subject="Của Bình")
    told(other, subject="Của người khác")
    client.force_login(binh)
    text = client.get(LIST).text
    assert "Của Bình" in text
    assert "Của người khác" not in text
    assert "&lt;b&gt;kiểm nghiệm&lt;/b&gt;" in text
    assert '<li class="unread">' in text
    assert "1 thông báo chưa đọc" in text
    assert Notice.objects.filter(read_at=None).count() == 2, "GET marks nothing"
    client.post(READ)
    text = client.get(LIST).text
    assert '<li class="unread">' not in text
    assert "Đã đọc hết" in text
    assert Notice.objects.get(recipient=other).read_at is None


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/lam-viec/chu-the/", "/lam-viec/chu-the/"),
        ("", LIST),
        ("https://example.com/", LIST),
        ("//example.com/", LIST),
        ("javascript:alert(1)", LIST),
    ],
)
def test_opening_marks_as_read_and_leads_to_the_matter(
    binh: User, client: Client, url: str, target: str
) -> None:
    told(binh, url=url)
    client.force_login(binh)
    notice = Notice.objects.get()
    assert client.post(OPEN, {"notice": notice.pk})["Location"] == target
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("pk", ["", "0", "x", "-1", "9" * 30, "²"])
def test_opening_nothing_is_not_found(binh: User, client: Client, pk: str) -> None:
    client.force_login(binh)
    assert client.post(OPEN, {"notice": pk}).status_code == 404


def test_nobody_opens_the_notice_of_another(binh: User, client: Client) -> None:
    told(binh)
    client.force_login(accounts.outsider())
    assert client.post(OPEN, {"notice": Notice.objects.get().pk}).status_code == 404
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("path", [OPEN, READ, RETRY])
def test_moves_are_not_made_by_looking(binh: User, client: Client, path: str) -> None:
    client.force_login(binh)
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("path", [LIST, OUTBOX])
def test_a_guest_is_asked_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/dang-nhap/?next={path}"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_few_times(
    binh: User, client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        told(binh, subject=f"Việc {number}")
    client.force_login(binh)
    client.get(LIST)
    # session, person, count, rows, roles (menu and permission), unread notices
    with django_assert_num_queries(6):
        client.get(LIST)


# who: (opens the outbox, sees Bình's mail)
OUTBOX_CAST = {
    "administrator": (200, True),
    "province_officer": (200, True),
    "officer_of_other_province": (200, False),
    "commune_officer": (403, False),
    "province_leader": (403, False),
    "outsider": (403, False),
}


def person(who: str) -> User:
    province = communes.province()
    role, unit = {
        "administrator": (Role.ADMINISTRATOR, None),
        "province_officer": (Role.PROVINCE_OFFICER, province),
        "officer_of_other_province": (
            Role.PROVINCE_OFFICER,
            communes.province("Tỉnh Nghệ An", "40"),
        ),
        "commune_officer": (Role.COMMUNE_OFFICER, communes.commune("Xã Các Sơn", province)),
        "province_leader": (Role.PROVINCE_LEADER, province),
        "outsider": ("", None),
    }[who]
    return accounts.user("Người Xem", role, unit)


@pytest.mark.parametrize("who", OUTBOX_CAST)
def test_who_sees_which_mails(binh: User, client: Client, who: str) -> None:
    told(binh)
    OutboxMail.objects.update(state=MailState.FAILED, attempts=6, error="550 User unknown")
    client.force_login(person(who))
    answer = client.get(OUTBOX)
    status, sees = OUTBOX_CAST[who]
    assert answer.status_code == status
    assert ("binh@example.vn" in answer.text) is sees
    assert ("550 User unknown" in answer.text) is sees
    assert (LIST + "thu/" in client.get(LIST).text) is (status == 200)
    mail = OutboxMail.objects.get()
    retried = client.post(RETRY, {"mail": mail.pk}).status_code
    assert retried == (302 if sees else 404 if status == 200 else 403)
    mail.refresh_from_db()
    assert (mail.state == MailState.FAILED) is not sees


@pytest.mark.parametrize("demo", [True, False])
def test_the_text_of_a_mail_is_shown_in_the_demo_only(
    binh: User, client: Client, settings: Any, *, demo: bool
) -> None:
    settings.DEMO = demo
    told(binh)
    client.force_login(person("administrator"))
    assert ("kiểm nghiệm" in client.get(OUTBOX).text) is demo


@pytest.mark.parametrize("rows", [1, 3])
def test_the_outbox_asks_the_same_few_times(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    province = communes.province()
    for number in range(rows):
        unit = communes.commune(f"Xã Số {number + 1}", province)
        told(accounts.user("A", Role.COMMUNE_OFFICER, unit, email=f"a{number}@example.vn"))
    client.force_login(person("province_officer"))
    client.get(OUTBOX)
    # session, person, roles, count, rows, unread notices
    with django_assert_num_queries(6):
        client.get(OUTBOX)


def test_mails_that_did_not_go_out_stand_first(client: Client) -> None:
    for number, state in enumerate((MailState.FAILED, MailState.SENT, MailState.WAITING)):
        told(accounts.user("A", email=f"{state}@example.vn"), subject=f"Thư {number}")
        OutboxMail.objects.filter(to=f"{state}@example.vn").update(
            state=state, sent_at="2026-11-20T00:00:00Z"
        )
    client.force_login(person("administrator"))
    states = [mail.state for mail in client.get(OUTBOX).context["page"]]
    assert states == [MailState.FAILED, MailState.WAITING, MailState.SENT]
