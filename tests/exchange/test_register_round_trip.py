"""The office's own register, brought in and taken away again: it comes back unchanged."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import transaction

from certificates.models import RegisterEntry
from communes.models import AdministrativeUnit
from exchange.enums import PlaceNames
from exchange.reading.layout import PRINTED
from exchange.services import import_file
from tests.exchange.registers import lines_of, outcomes, register, sheet_of

PUBLIC = Path(__file__).parent / "data" / "ocop_register_public.xlsx"
NAMES = tuple(PlaceNames.values)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All units and the public register, for this module; rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_reference", stdout=io.StringIO())
        import_file(content=PUBLIC.read_bytes(), filename=PUBLIC.name, province="", execute=True)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("names", NAMES)
def test_the_public_register_comes_back_unchanged(country: None, names: str) -> None:
    entries = RegisterEntry.objects.count()
    assert entries > 470
    before = list(RegisterEntry.objects.order_by("pk").values())
    content = register(None, names)
    assert outcomes(content) == {"match": entries}
    assert sorted(row[14] for row in lines_of(content)) == sorted(
        RegisterEntry.objects.values_list("code", flat=True)
    )
    done = import_file(content=content, filename="so.xlsx", province="", execute=True)
    assert done.counts["match"] == entries
    assert list(RegisterEntry.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("names", NAMES)
def test_a_province_takes_away_what_merged_into_it(country: None, names: str) -> None:
    gia_lai = AdministrativeUnit.objects.get(name="Gia Lai", level="province", valid_to=None)
    content = register(gia_lai, names)
    provinces = [
        str(row[0].value).split(". ", 1)[1]
        for row in sheet_of(content).iter_rows(min_row=6)
        if "TỈNH" in str(row[0].value)
    ]
    expected = {
        PlaceNames.RECORDED: ["TỈNH BÌNH ĐỊNH (16 sản phẩm)", "TỈNH GIA LAI (2 sản phẩm)"],
        PlaceNames.TODAY: ["TỈNH GIA LAI (18 sản phẩm)"],
    }
    assert provinces == expected[PlaceNames(names)]
    assert outcomes(content, gia_lai) == {"match": 18}


def test_the_layout_is_that_of_the_office(country: None) -> None:
    sheet = sheet_of(register(None))
    office = openpyxl.load_workbook(PUBLIC).active
    assert [cell.value for cell in sheet[5]][: len(PRINTED)] == [cell.value for cell in office[5]]
    assert (sheet["A6"].value, sheet["A7"].value) == (
        "I. TỈNH AN GIANG (8 sản phẩm)",
        "1. Thành phố Châu Đốc",
    )
    assert "A6:Q6" in {str(merged) for merged in sheet.merged_cells.ranges}
    headings = [str(row[0].value) for row in sheet.iter_rows(min_row=6)]
    after = headings.index("II. TỈNH BẮC GIANG (19 sản phẩm)")
    numbers = [row[0].value for row in sheet.iter_rows(min_row=after + 6)]
    assert [cell for cell in numbers if isinstance(cell, int)][:3] == [1, 2, 3]
    days = [row[10] for row in lines_of(register(None)) if row[10]]
    assert {type(day) for day in days} == {dt.datetime}
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), sheet.print_title_rows) == (
        "landscape",
        9,
        "$5:$5",
    )
    assert sheet.freeze_panes == "A6"


def test_a_line_changed_in_the_file_is_the_only_change(country: None) -> None:
    book = openpyxl.load_workbook(io.BytesIO(register(None)))
    row = next(row for row in book.active.iter_rows(min_row=6) if row[1].value == "Giỏ trái đất")
    row[13].value = "Đã kiểm tra hồ sơ giấy"
    changed = io.BytesIO()
    book.save(changed)
    entries = RegisterEntry.objects.count()
    assert outcomes(changed.getvalue()) == {"match": entries - 1, "change": 1}
