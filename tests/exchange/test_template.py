"""The empty workbook for an office that starts from nothing."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.dates import today
from communes.models import AdministrativeUnit
from exchange.reading.register import read_register
from exchange.services.template import template_workbook
from products.services import load_reference
from tests.factories import accounts, communes
from tests.tables import content_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def thanh_hoa() -> AdministrativeUnit:
    load_reference()
    province = communes.province()
    for name in ("Xã Hoằng Thanh", "Phường Nghi Sơn"):
        communes.commune(name, province)
    communes.commune("Xã Đô Lương", communes.province("Tỉnh Nghệ An", "40"))
    communes.commune("Xã Cũ", communes.district(parent=province))
    return province


def content(province: AdministrativeUnit | None) -> bytes:
    with template_workbook(province, on=today()) as file:
        return file.read()


def filled(empty: bytes, **cells: object) -> bytes:
    """The workbook with one line written below the example, saved as Excel would."""
    book = openpyxl.load_workbook(io.BytesIO(empty))
    sheet = book["Danh sách"]
    columns = {" ".join(str(cell.value).split()): cell.column for cell in sheet[5]}
    for header, value in cells.items():
        sheet.cell(7, columns[header], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def choices(empty: bytes) -> dict[str, list[Any]]:
    """Header → what its column offers to choose from."""
    book = openpyxl.load_workbook(io.BytesIO(empty))
    sheet = book["Danh sách"]
    found = {}
    for rule in sheet.data_validations.dataValidation:
        first = str(rule.sqref).split(":")[0]
        name, cells = rule.formula1.lstrip("=").split("!")
        source = book[name.strip("'")][cells.replace("$", "")]
        header = sheet[f"{first.rstrip('0123456789')}5"].value
        found[" ".join(header.split())] = [row[0].value for row in source]
    return found


def test_a_filled_template_is_read_and_its_example_passed_over(
    thanh_hoa: AdministrativeUnit,
) -> None:
    empty = content(thanh_hoa)
    assert read_register(empty, filename="mau.xlsx").rows == []
    line = {
        "Tên sản phẩm": "Mắm tép đặc biệt",
        "Chủ thể": "Hộ kinh doanh Đồng Thị Huy",
        "Loại hình chủ thể": "Hộ sản xuất, hộ kinh doanh",
        "Xã, phường, thị trấn": "Phường Nghi Sơn",
        "Nhóm sản phẩm": "Thực phẩm",
        "Hạng sao": "4 sao",
        "Điểm": 75.5,
        "Quyết định số": "1114/QĐ-UBND",
        "Ngày ban hành": dt.date(2025, 9, 1),
        "Tình trạng": "công nhận",
    }
    reading = read_register(filled(empty, **line), filename="mau.xlsx")
    (row,) = reading.rows
    assert (row.name, row.kind, row.commune, row.group_code, row.stars, row.decided_on) == (
        "Mắm tép đặc biệt",
        "household",
        "Phường Nghi Sơn",
        "I",
        4,
        dt.date(2025, 9, 1),
    )
    assert row.faults == []
    assert reading.other_sheets == []
    assert [passed.why for passed in reading.passed if passed.text.startswith("Ví dụ")] == ["title"]


@pytest.mark.parametrize(
    ("header", "field"),
    [("Loại hình chủ thể", "kind"), ("Hạng sao", "stars"), ("Nhóm sản phẩm", "group_code")],
)
def test_every_word_to_choose_from_is_understood(
    thanh_hoa: AdministrativeUnit, header: str, field: str
) -> None:
    empty = content(thanh_hoa)
    for word in choices(empty)[header]:
        line = {"Tên sản phẩm": "Mắm", header: word}
        (row,) = read_register(filled(empty, **line), filename="mau.xlsx").rows
        said = row.proposed_stars if word.startswith("Đề nghị") else getattr(row, field)
        assert (word, row.faults, bool(said)) == (word, [], True)


def test_every_status_to_choose_from_is_understood(thanh_hoa: AdministrativeUnit) -> None:
    empty = content(thanh_hoa)
    found = []
    for word in choices(empty)["Tình trạng"]:
        line = {"Tên sản phẩm": "Mắm", "Tình trạng": word}
        (row,) = read_register(filled(empty, **line), filename="mau.xlsx").rows
        assert (word, row.faults) == (word, [])
        found.append(row.status)
    assert found == ["recognised", "proposed", "scored", "expired", "revoked", "delisted"]


def test_an_office_chooses_among_its_own_communes_of_today(thanh_hoa: AdministrativeUnit) -> None:
    empty = content(thanh_hoa)
    assert choices(empty)["Xã, phường, thị trấn"] == ["Xã Hoằng Thanh", "Phường Nghi Sơn"]
    book = openpyxl.load_workbook(io.BytesIO(empty))
    assert book.sheetnames == ["Danh sách", "Hướng dẫn", "Xã, phường", "Danh mục"]
    assert book["Danh mục"].sheet_state == "hidden"
    assert "Bắt buộc" in str([cell.value for cell in book["Hướng dẫn"]["B"]])


def test_the_template_of_the_country_asks_for_the_province(thanh_hoa: AdministrativeUnit) -> None:
    empty = content(None)
    assert choices(empty)["Tỉnh, thành phố"] == ["Tỉnh Nghệ An", "Tỉnh Thanh Hóa"]
    line = {"Tên sản phẩm": "Tương", "Tỉnh, thành phố": "Tỉnh Nghệ An"}
    (row,) = read_register(filled(empty, **line), filename="mau.xlsx").rows
    assert row.province == "Tỉnh Nghệ An"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_which_template_each_person_gets(thanh_hoa: AdministrativeUnit) -> None:
    nghe_an = communes.province("Tỉnh Nghệ An", "40")
    url = reverse("exchange:template")

    def offered(user: User, **query: str) -> list[str]:
        answer = client_of(user).get(url, query)
        return choices(content_of(answer))["Xã, phường, thị trấn"]

    office = accounts.province_officer(nghe_an)
    assert offered(office) == ["Xã Đô Lương"]
    assert client_of(office).get(url, {"tinh": thanh_hoa.key}).status_code == 404
    administrator = accounts.user("Quản Trị", Role.ADMINISTRATOR)
    assert len(offered(administrator)) == 3
    assert offered(administrator, tinh=nghe_an.key) == ["Xã Đô Lương"]


@pytest.mark.parametrize("more", [0, 2])
def test_a_template_takes_the_same_statements_with_more_communes(
    thanh_hoa: AdministrativeUnit, more: int, django_assert_num_queries: Callable
) -> None:
    for number in range(more):
        communes.commune(f"Xã Thêm {number}", thanh_hoa)
    with django_assert_num_queries(3):
        content(thanh_hoa)
