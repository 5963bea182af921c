"""The list: filters, order, duplicates, the table to take away."""

import datetime as dt

import pytest
from django.test import Client

from accounts.enums import Role
from communes.models import AdministrativeUnit
from producers.enums import HeldKind
from products.models import Product
from tests.factories import accounts, communes
from tests.factories.producers import member, producer
from tests.factories.products import held, image, product, product_set, variant
from tests.tables import column, taken

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/san-pham/"


class Shelf:
    """Four products of Thanh Hóa and one of Nghệ An, each with something of its own."""

    def __init__(self) -> None:
        self.province = communes.province()
        self.here = communes.commune("Phường Nghi Sơn", self.province)
        self.there = communes.commune("Xã Các Sơn", self.province)
        self.huy = producer("Hộ Tác Huy", self.here)
        self.shrimp = product("Mắm tép", self.huy)
        self.twin = product("Mắm tép", self.huy, packaging="chai 500 ml", product_set=None)
        self.basket = product("Giỏ cói", self.huy, product_set=product_set(19, group="IV"))
        self.wine = product("Rượu men lá", producer("Hộ Các Sơn", self.there))
        nghe_an = communes.commune(parent=communes.province("Tỉnh Nghệ An", "40"))
        product("Mắm tép", producer("Hộ Tác Huy", nghe_an))
        image(self.shrimp)
        variant(self.basket)
        self.shrimp.held_certificates.add(held(self.huy, HeldKind.VIETGAP))
        Product.objects.filter(pk=self.wine.pk).update(current_unit=None)
        self.officer = accounts.province_officer(self.province)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["basket", "shrimp", "twin", "wine"]),
        ({"bo": "QD26-09"}, ["shrimp", "wine"]),
        ({"bo": "chua"}, ["twin"]),
        ({"noi": "HERE"}, ["basket", "shrimp", "twin"]),
        # Nobody knows where it lies today: then it lies where it was recorded.
        ({"noi": "THERE"}, ["wine"]),
        ({"noi": "c-00000"}, ["basket", "shrimp", "twin", "wine"]),
        ({"anh": "co"}, ["shrimp"]),
        ({"anh": "chua"}, ["basket", "twin", "wine"]),
        ({"bien": "co"}, ["basket"]),
        ({"bien": "chua", "nganh": "I"}, ["shrimp", "wine"]),
        ({"giay": "vietgap"}, ["shrimp"]),
        ({"giay": "haccp"}, []),
        ({"can": "noi"}, ["wine"]),
        ({"can": "trung"}, ["shrimp", "twin"]),
        ({"can": "trung", "bo": "chua"}, ["twin"]),
        ({"xep": "chu-the"}, ["wine", "basket", "shrimp", "twin"]),
        ({"xep": "moi"}, ["wine", "basket", "twin", "shrimp"]),
        ({"ma": ["WINE", "BASKET"]}, ["basket", "wine"]),
    ],
)
def test_each_filter_finds_its_own(
    shelf: Shelf, client: Client, asked: dict[str, object], found: list[str]
) -> None:
    known = {
        "HERE": shelf.here.key,
        "THERE": shelf.there.key,
        "WINE": shelf.wine.code,
        "BASKET": shelf.basket.code,
    }
    query = {
        name: [known.get(part, part) for part in value]
        if isinstance(value, list)
        else known.get(str(value), value)
        for name, value in asked.items()
    }
    client.force_login(shelf.officer)
    answer = client.get(LIST, query)
    assert list(answer.context["page"]) == [getattr(shelf, name) for name in found]


def test_a_duplicate_names_its_twin_and_leads_to_the_comparison(
    shelf: Shelf, client: Client
) -> None:
    client.force_login(shelf.officer)
    text = client.get(LIST, {"can": "trung", "bo": "chua"}).text
    assert f'href="{LIST}{shelf.twin.code}/gop/{shelf.shrimp.code}/"' in text
    assert "(cùng chủ thể, cùng tên)" in text


def test_the_small_photo_stands_in_the_list(shelf: Shelf, client: Client) -> None:
    client.force_login(shelf.officer)
    text = client.get(LIST).text
    assert text.count('<img class="w-thumb"') == 1
    assert f'src="{LIST}anh/{shelf.shrimp.images.get().code}/nho/"' in text


def test_who_sees_the_whole_country_chooses_among_provinces(shelf: Shelf, client: Client) -> None:
    client.force_login(accounts.user("Trần Văn Tư", Role.CENTRAL_OFFICER))
    choices = [label for _, label in client.get(LIST).context["form"].fields["noi"].choices]
    assert choices == ["Mọi nơi", "Tỉnh Nghệ An", "Tỉnh Thanh Hóa"]
    answer = client.get(LIST, {"noi": shelf.province.key})
    assert len(answer.context["page"]) == 4


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_table_is_the_list_as_filtered(shelf: Shelf, client: Client, kind: str) -> None:
    Product.objects.filter(pk=shelf.shrimp.pk).update(packaging="=1+1")
    client.force_login(shelf.officer)
    rows = taken(client, f"{LIST}?q=mam&trang=7", kind)
    assert rows[0][:3] == ["Mã", "Tên sản phẩm", "Quy cách đóng gói"]
    assert column(rows, "Mã") == [shelf.shrimp.code, shelf.twin.code]
    assert column(rows, "Quy cách đóng gói") == [
        "=1+1" if kind == "xlsx" else "'=1+1",
        "chai 500 ml",
    ]
    assert column(rows, "Ngành") == ["Thực phẩm", ""]
    assert column(rows, "Xã, phường hiện nay") == ["Phường Nghi Sơn"] * 2
    assert column(rows, "Nơi ghi trong giấy tờ") == ["Phường Nghi Sơn, Tỉnh Thanh Hóa"] * 2
    assert [str(cell) for cell in column(rows, "Số ảnh")] == ["1", "0"]
    made = column(rows, "Ghi vào sổ")[0]
    assert isinstance(made, dt.datetime) if kind == "xlsx" else "/" in made


def test_a_place_nobody_knows_is_an_empty_cell(shelf: Shelf, client: Client) -> None:
    client.force_login(shelf.officer)
    rows = taken(client, f"{LIST}?can=noi")
    assert column(rows, "Xã, phường hiện nay") == [""]
    assert column(rows, "Nơi ghi trong giấy tờ") == ["Xã Các Sơn, Tỉnh Thanh Hóa"]


def people(shelf: Shelf) -> dict[str, tuple[object, int]]:
    """Who takes the table, and how many of the five products stand in it."""
    return {
        "province": (shelf.officer, 4),
        "commune": (accounts.commune_officer(shelf.there), 1),
        "member": (member(shelf.huy), 3),
        "centre": (accounts.user("Trần Văn Tư", Role.CENTRAL_OFFICER), 5),
        "council": (accounts.user("Lê Chi", Role.COUNCIL), 0),
        "outsider": (accounts.outsider(), 0),
    }


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("who", ["province", "commune", "member", "centre", "council", "outsider"])
def test_nobody_takes_away_what_he_does_not_see(
    shelf: Shelf, client: Client, who: str, kind: str
) -> None:
    person, count = people(shelf)[who]
    client.force_login(person)  # type: ignore[arg-type]
    assert len(taken(client, LIST, kind)) == count + 1


def made(province: AdministrativeUnit, rows: int) -> None:
    for number in range(rows):
        unit = communes.commune(f"Xã Số {number}", province)
        row = product(f"Mắm {number}", producer(f"Hộ {number}", unit), product_set=product_set())
        product(f"Mắm {number}", row.producer, packaging="chai")
        image(row)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("query", "count"), [("", 9), ("?can=trung", 12), ("?tai=csv", 8), ("?tai=xlsx", 8)]
)
def test_the_list_and_its_table_ask_the_same_number_of_questions(
    client: Client, rows: int, query: str, count: int, django_assert_num_queries: object
) -> None:
    province = communes.province()
    made(province, rows)
    client.force_login(accounts.province_officer(province))
    with django_assert_num_queries(count):  # type: ignore[operator]
        client.get(f"{LIST}{query}").getvalue()
