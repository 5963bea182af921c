"""The list of dossiers by holder and deadline, the page of terms, and the look back to a day."""

import datetime as dt
import html
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from evaluations.enums import DossierKind, RequestLevel
from evaluations.models import Dossier, SupplementRequest
from evaluations.selectors.clock import holder_of, holders_of
from evaluations.services import dossier as moves
from programmes.services.calendar import add_day
from tests.factories import accounts, communes, evaluations, producers, products
from tests.tables import column, taken

pytestmark = pytest.mark.django_db

LIST, TERMS = "/lam-viec/ho-so/", "/lam-viec/ho-so/thoi-han/"
D = dt.date
TODAY = D(2026, 7, 24)


@pytest.fixture(autouse=True)
def _on_friday_24_july():
    with time_machine.travel(dt.datetime(2026, 7, 24, 3, tzinfo=dt.UTC), tick=False):
        yield


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filed(name: str, on: dt.date, maker=None) -> Dossier:
    row = evaluations.dossier(products.product(name, maker or producers.producer()), on=on)
    return evaluations.in_state("filed", row=row, on=on)


def ask(row: Dossier, level: str, due_on: dt.date, on: dt.date) -> None:
    """What the open request of ``row`` names as its last day."""
    SupplementRequest.objects.update_or_create(
        dossier=row,
        answered_on=None,
        defaults={
            "level": level,
            "number": 1,
            "asked_on": on,
            "asked_by": row.opened_by,
            "due_on": due_on,
        },
    )


@dataclass
class Four:
    """Late at the commune, due soon there, back with its producer, and a draft: one commune."""

    binh: User
    thai: User
    late: Dossier
    near: Dossier
    returned: Dossier
    draft: Dossier


@pytest.fixture
def four() -> Four:
    maker = producers.producer("HTX Tác Huy")
    late = filed("Mắm trễ", D(2026, 7, 1), maker)
    near = filed("Mắm gần", D(2026, 7, 8), maker)
    returned = moves.return_dossier(
        dossier=filed("Mắm trả", D(2026, 7, 20), maker),
        reason="Thiếu nhãn",
        actor=late.opened_by,
        on=D(2026, 7, 21),
    )
    ask(returned, RequestLevel.COMMUNE, D(2026, 8, 14), D(2026, 7, 21))
    draft = evaluations.dossier(products.product("Mắm nháp", maker), on=D(2026, 7, 24))
    binh, thai = accounts.commune_officer(maker.unit), accounts.province_officer(maker.unit.parent)
    return Four(binh, thai, late, near, returned, draft)


def names(client: Client, **query: str) -> list[str]:
    rows = client.get(LIST, query).context["rows"]
    return [row["dossier"].product.name for row in rows]


def test_the_nearest_deadline_first_then_those_without_one(four: Four) -> None:
    assert names(client_of(four.binh), xep="han") == ["Mắm trễ", "Mắm gần", "Mắm trả", "Mắm nháp"]


def test_a_registration_that_is_not_the_first_is_named(four: Four) -> None:
    def named() -> int:
        text = html.unescape(client_of(four.binh).get(LIST).content.decode())
        return text.count(">Nâng hạng<")

    assert named() == 0
    Dossier.objects.filter(pk=four.draft.pk).update(kind=DossierKind.UPGRADE)
    assert named() == 1


def test_the_longest_held_first(four: Four) -> None:
    assert names(client_of(four.binh), xep="tu") == ["Mắm trễ", "Mắm gần", "Mắm trả", "Mắm nháp"]


def test_in_order_of_the_way(four: Four) -> None:
    assert names(client_of(four.binh), xep="o") == ["Mắm trả", "Mắm nháp", "Mắm trễ", "Mắm gần"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"han": "qua"}, ["Mắm trễ"]),
        ({"han": "sap"}, ["Mắm gần"]),
        ({"han": "bậy", "giu": "commune"}, ["Mắm gần", "Mắm trễ"]),
        ({"giu": "producer", "xep": "han"}, ["Mắm trả", "Mắm nháp"]),
        ({"giu": "council"}, []),
        ({"giu": "commune", "han": "qua", "q": "mam tre", "xep": "han"}, ["Mắm trễ"]),
        ({"cho": "toi", "xep": "han"}, ["Mắm trễ", "Mắm gần"]),
    ],
)
def test_the_list_is_narrowed_by_holder_and_deadline(
    four: Four, query: dict[str, str], found: list[str]
) -> None:
    assert names(client_of(four.binh), **query) == found


def test_a_list_by_deadline_holds_only_what_the_person_sees(four: Four) -> None:
    outsider = accounts.commune_officer(communes.commune("Xã Khác"))
    assert names(client_of(outsider), xep="han") == []
    assert names(client_of(four.thai), xep="han") == ["Mắm trễ", "Mắm gần", "Mắm trả"]


def test_the_page_and_the_table_say_holder_day_and_deadline(four: Four) -> None:
    client = client_of(four.binh)
    page = html.unescape(client.get(LIST, {"xep": "han"}).content.decode())
    assert "Quá 2 ngày" in page
    assert "hạn 22/07/2026" in page
    assert "Không có hạn" in page
    rows = taken(client, f"{LIST}?xep=han")
    assert column(rows, "Sản phẩm") == ["Mắm trễ", "Mắm gần", "Mắm trả", "Mắm nháp"]
    assert column(rows, "Hạn") == [D(2026, 7, 22), D(2026, 7, 29), D(2026, 8, 14), ""]
    assert column(rows, "Đang ở") == [four.late.unit.full_name] * 2 + ["Chủ thể"] * 2


def test_a_day_off_moves_the_deadline_everywhere_at_once(four: Four) -> None:
    keeper = accounts.user("Quản trị", Role.ADMINISTRATOR)
    add_day(day=D(2026, 7, 17), kind="off", name="Nghỉ bão", basis="Công điện 1", actor=keeper)
    add_day(day=D(2026, 7, 18), kind="worked", name="Làm bù", basis="Công điện 1", actor=keeper)
    assert holder_of(four.late, on=TODAY).until == D(2026, 7, 22)
    add_day(day=D(2026, 7, 16), kind="off", name="Nghỉ bão", basis="Công điện 1", actor=keeper)
    assert holder_of(four.late, on=TODAY).until == D(2026, 7, 23)
    assert names(client_of(four.binh), han="qua") == ["Mắm trễ"]


def test_one_by_one_and_all_at_once_give_the_same_answer_for_any_day(four: Four) -> None:
    rows = Dossier.objects.all()
    for on in (D(2026, 7, 9), D(2026, 7, 20), D(2026, 7, 21), TODAY):
        alone = {row.pk: holder_of(row, on=on) for row in rows}
        assert {key: alone[key] for key in holders_of(rows, on=on)} == holders_of(rows, on=on)
    assert set(holders_of(rows, on=D(2026, 7, 9))) == {four.late.pk, four.near.pk}


# --- how much each place holds --------------------------------------------------------------------


def test_what_each_place_holds_and_how_much_is_late(four: Four) -> None:
    elsewhere = communes.commune("Xã Hoằng Giang")
    filed("Mật ong", D(2026, 7, 23), producers.producer("Tổ Mật ong", elsewhere))
    page = client_of(four.thai).get(TERMS)
    stations = [(row.label, row.count, row.soon, row.overdue) for row in page.context["stations"]]
    assert stations == [
        ("Chủ thể", 1, 0, 0),
        ("Xã, phường", 3, 1, 1),
        ("Văn phòng Điều phối", 0, 0, 0),
        ("Hội đồng", 0, 0, 0),
        ("Chủ tịch tỉnh", 0, 0, 0),
        ("Trung ương", 0, 0, 0),
    ]
    found = [(row.label, row.count, row.overdue, row.longest) for row in page.context["communes"]]
    assert found == [(four.late.unit.full_name, 2, 1, 23), (elsewhere.full_name, 1, 0, 1)]
    table = taken(client_of(four.thai), TERMS)
    assert table[1:] == [
        [four.late.unit.full_name, 2, 1, 1, 23],
        [elsewhere.full_name, 1, 0, 0, 1],
    ]


def test_the_page_of_terms_holds_only_what_the_person_sees(four: Four) -> None:
    filed("Mật ong", D(2026, 7, 23), producers.producer("Tổ Mật", communes.commune("Xã Xa")))
    assert client_of(four.binh).get(TERMS).context["count"] == 4
    nobody = client_of(accounts.outsider()).get(TERMS)
    assert nobody.context["count"] == 0
    assert "Không có hồ sơ nào đang làm" in html.unescape(nobody.content.decode())
    assert Client().get(TERMS).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("query", "statements"), [({"xep": "han"}, 16), ({"han": "qua"}, 17)])
def test_the_list_by_deadline_asks_the_same_at_one_and_three_rows(
    rows: int, query: dict[str, str], statements: int, django_assert_num_queries: Callable
) -> None:
    maker = producers.producer()
    for number in range(rows):
        filed(f"Mắm số {number}", D(2026, 7, 1), maker)
    client = client_of(accounts.commune_officer(maker.unit))
    client.get(LIST)
    with django_assert_num_queries(statements):
        assert len(names(client, **query)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_terms_asks_the_same_at_one_and_three_rows(
    rows: int, django_assert_num_queries: Callable
) -> None:
    province = communes.province()
    for number in range(rows):
        unit = communes.commune(f"Xã số {number}", province)
        filed(f"Mắm số {number}", D(2026, 7, 1), producers.producer(f"HTX {number}", unit))
    client = client_of(accounts.province_officer(province))
    client.get(LIST)
    with django_assert_num_queries(9):
        assert len(client.get(TERMS).context["communes"]) == rows


# --- a past day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-07-20", "Xã, phường đang đánh giá"),
        ("20/07/2026", "hạn 10/08/2026, còn 15 ngày làm việc"),
        ("22/07/2026", "Chủ thể đang bổ sung"),
        ("22/07/2026", "Chủ thể giữ hồ sơ từ 21/07/2026, hạn 14/08/2026"),
    ],
)
def test_the_record_says_where_it_stood_on_a_day(four: Four, typed: str, words: str) -> None:
    url = reverse("evaluations:dossier", args=[four.returned.code])
    page = client_of(four.binh).get(url, {"ngay": typed})
    assert page.status_code == 200
    assert words in html.unescape(page.content.decode())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("mai", "“mai” không phải là ngày. Ghi ngày/tháng/năm, thí dụ 01/10/2026"),
        ("31/02/2026", "“31/02/2026” không phải là ngày. Ghi ngày/tháng/năm, thí dụ 01/10/2026"),
        ("25/07/2026", "Ngày 25/07/2026 ở sau hôm nay 24/07/2026"),
        ("19/07/2026", "Ngày 19/07/2026 hồ sơ này chưa được lập"),
    ],
)
def test_a_day_that_cannot_be_asked_gets_a_sentence(four: Four, typed: str, sentence: str) -> None:
    url = reverse("evaluations:dossier", args=[four.returned.code])
    page = client_of(four.binh).get(url, {"ngay": typed})
    assert page.status_code == 400
    text = html.unescape(page.content.decode())
    assert sentence in text
    assert f'value="{typed}"' in text
    assert page.context["past_ball"] is None
