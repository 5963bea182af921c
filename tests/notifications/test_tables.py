"""Notices and mails taken away as tables."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from notifications.models import OutboxMail
from notifications.services import queue
from tests.factories import accounts, communes
from tests.tables import content_of, sheet_xml, taken

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/thong-bao/"
OUTBOX = f"{LIST}thu/"
SECRET = "Mật khẩu một lần"


@pytest.fixture
def binh() -> User:
    unit = communes.commune("Xã Hoằng Thanh", communes.province())
    return accounts.user("Lê Thị Bình", Role.COMMUNE_OFFICER, unit, email="binh@example.vn")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_everybody_takes_away_his_own_notices_only(binh: User, kind: str) -> None:
    queue(kind="x", to=[binh], subject="Của Bình", body="Thiếu phiếu")
    queue(kind="x", to=[accounts.outsider()], subject="Của người khác", body="")
    rows = taken(client_of(binh), LIST, kind)
    assert [row[1:] for row in rows] == [
        ["Thông báo", "Nội dung", "Đọc lúc"],
        ["Của Bình", "Thiếu phiếu", ""],
    ]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_outbox_as_a_table_says_where_mails_stand_not_what_they_say(
    binh: User, kind: str
) -> None:
    queue(kind="x", to=[binh], subject="Hồ sơ được trả lại", body=SECRET)
    far = communes.commune("Phường Vinh Tân", communes.province("Tỉnh Nghệ An", "40"))
    stranger = accounts.user("Xa", Role.COMMUNE_OFFICER, far, email="xa@example.vn")
    queue(kind="x", to=[stranger], subject="Của tỉnh khác", body="")
    OutboxMail.objects.filter(to="binh@example.vn").update(error="550 no such user")
    officer = accounts.province_officer(communes.province())
    rows = taken(client_of(officer), OUTBOX, kind)
    assert [row[1:5] + row[7:] for row in rows[1:]] == [
        [
            "Hồ sơ được trả lại",
            "Lê Thị Bình",
            "binh@example.vn",
            "Chờ gửi",
            "550 no such user",
        ]
    ]
    content = content_of(client_of(officer).get(f"{OUTBOX}?tai={kind}"))
    text = sheet_xml(content) if kind == "xlsx" else content
    assert SECRET.encode() not in text
    assert client_of(binh).get(f"{OUTBOX}?tai={kind}").status_code == 403


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_tables_ask_the_same_at_any_length(
    binh: User, rows: int, kind: str, django_assert_num_queries: Callable
) -> None:
    officer = accounts.user(
        "Nguyễn Văn Thái", Role.PROVINCE_OFFICER, communes.province(), email="t@example.vn"
    )
    for _ in range(rows):
        queue(kind="x", to=[officer], subject="Việc", body="")
    client = client_of(officer)
    for url, count in ((LIST, 3), (OUTBOX, 4)):
        with django_assert_num_queries(count):
            assert len(taken(client, url, kind)) == 1 + rows
