"""The list of people taken away as a table."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.factories import accounts, communes
from tests.tables import column, content_of, taken

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/nguoi-dung/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_office_takes_away_the_people_of_its_province(kind: str) -> None:
    here = communes.commune("Xã Hoằng Thanh", communes.province())
    binh = accounts.user("Lê Thị Bình", Role.COMMUNE_OFFICER, here, username="binh")
    accounts.give_role(binh, Role.PRODUCER, here)
    far = communes.commune("Phường Vinh Tân", communes.province("Tỉnh Nghệ An", "40"))
    accounts.user("Xa", Role.COMMUNE_OFFICER, far, username="xa")
    office = client_of(accounts.user("Thái", Role.PROVINCE_OFFICER, here.parent, username="thai"))
    rows = taken(office, LIST, kind)
    assert column(rows, "Tên đăng nhập") == ["binh", "thai"]
    assert rows[1] == [
        "Lê Thị Bình",
        "",
        "Cán bộ xã, phường – Xã Hoằng Thanh; Chủ thể – Xã Hoằng Thanh",
        "binh",
        "Đang dùng",
    ]
    assert column(taken(office, f"{LIST}?vai=commune_officer", kind), "Tên đăng nhập") == ["binh"]
    assert column(taken(office, f"{LIST}?q=thai", kind), "Tên đăng nhập") == ["thai"]
    administrator = client_of(accounts.user("Quản Trị", Role.ADMINISTRATOR, username="qt"))
    assert column(taken(administrator, LIST, kind), "Tên đăng nhập") == ["binh", "qt", "thai", "xa"]
    assert client_of(binh).get(f"{LIST}?tai={kind}").status_code == 403


def test_a_table_of_people_carries_neither_mail_address_nor_password() -> None:
    here = communes.commune("Xã Hoằng Thanh", communes.province())
    person = accounts.user("Bình", Role.COMMUNE_OFFICER, here, email="binh@example.vn")
    office = client_of(accounts.province_officer(here.parent))
    text = content_of(office.get(f"{LIST}?tai=csv")).decode()
    assert (person.email in text, person.password in text) == (False, False)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_table_asks_the_same_at_any_length(
    rows: int, kind: str, django_assert_num_queries: Callable
) -> None:
    here = communes.commune("Xã Hoằng Thanh", communes.province())
    for _ in range(rows):
        accounts.user("Lê Thị Bình", Role.COMMUNE_OFFICER, here)
    client = client_of(accounts.province_officer(here.parent))
    with django_assert_num_queries(5):
        assert len(taken(client, LIST, kind)) == 2 + rows
