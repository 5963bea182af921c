"""The list of reports taken away as a table."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from inspections.services import file_complaint, handle_complaint
from tests.factories import accounts, certificates, communes, producers, products
from tests.factories.certificates import TODAY, Scene
from tests.tables import column, content_of, sheet_xml, taken

LIST = "/lam-viec/kiem-tra/"
CONTACT = "0987 654 321"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_reports_as_a_table_without_the_senders_contact(scene: Scene) -> None:
    code = certificates.recorded(scene).code
    row = file_complaint(
        text="=Sao giả trên bao bì", certificate_code=code, contact=CONTACT, on=TODAY
    )
    handle_complaint(complaint=row, answer="Đã nhắc", actor=scene.officer)
    client = client_of(scene.officer)
    rows = taken(client, LIST)
    cells = dict(zip(rows[0], rows[1], strict=True))
    assert {key: cells[key] for key in ("Mã", "Mã trên tem", "Nội dung", "Kết quả xử lý")} == {
        "Mã": row.code,
        "Mã trên tem": code,
        "Nội dung": "=Sao giả trên bao bì",
        "Kết quả xử lý": "Đã nhắc",
    }
    assert column(taken(client, LIST, "csv"), "Nội dung") == ["'=Sao giả trên bao bì"]
    assert CONTACT.encode() not in content_of(client.get(f"{LIST}?tai=csv"))
    assert CONTACT.encode() not in sheet_xml(content_of(client.get(f"{LIST}?tai=xlsx")))
    assert column(taken(client, f"{LIST}?trang-thai=received"), "Mã") == []


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_table_holds_what_this_person_looks_into(scene: Scene, kind: str) -> None:
    far = communes.commune("Xã Đô Lương", communes.province("Tỉnh Nghệ An", "40"))
    strange = products.product("Tương Nam Đàn", producers.producer("HTX Tương", far))
    theirs = file_complaint(
        text="Sao giả trên bao bì",
        certificate_code=certificates.recorded(scene, product=strange).code,
        on=TODAY,
    )
    ours = file_complaint(
        text="Sao giả trên bao bì", certificate_code=certificates.recorded(scene).code, on=TODAY
    )
    inspector = accounts.user("Ngô Thị Em", Role.INSPECTOR, far.parent)
    assert column(taken(client_of(scene.officer), LIST, kind), "Mã") == [ours.code]
    assert column(taken(client_of(inspector), LIST, kind), "Mã") == [theirs.code]
    for person in (scene.binh, scene.leader, scene.an, accounts.outsider()):
        assert client_of(person).get(f"{LIST}?tai={kind}").status_code == 403
    guest = Client().get(f"{LIST}?tai={kind}")
    assert guest["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_table_asks_the_same_at_any_length(
    scene: Scene, rows: int, kind: str, django_assert_num_queries: Callable
) -> None:
    for _ in range(rows):
        code = certificates.recorded(scene).code
        file_complaint(text="Sao giả trên bao bì", certificate_code=code, on=TODAY)
    client = client_of(scene.officer)
    with django_assert_num_queries(4):
        assert len(taken(client, LIST, kind)) == 1 + rows
