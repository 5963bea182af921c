"""Tables to take away: what a spreadsheet program finds in them, and what it never runs."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from django.http import HttpResponseBase
from django.test import RequestFactory

from common.http import table_response, wanted_table
from common.spreadsheets import Column, safe_cell, xlsx_table

COLUMNS = (Column("Tên", 30), Column("Ngày"), Column("Lúc"), Column("Điểm"), Column("Hạng"))
AT = dt.datetime(2026, 11, 21, 15, 4, tzinfo=dt.UTC)  # 22:04 in Vietnam
ROW = ("Mắm tép Hà Yên", dt.date(2026, 2, 1), AT, Decimal("92.40"), 4)
RUN = [
    "=HYPERLINK(1)",
    "+84 912",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "Lọ 200 g;=1+1",
    "Lọ\n=1+1",
    "https://example.org",
]


def book_of(rows: Iterable[Sequence[object]], columns: Sequence[Column] = COLUMNS) -> Any:
    with xlsx_table(title="Sổ: [thử]", columns=columns, rows=rows) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def lines_of(answer: HttpResponseBase) -> list[list[str]]:
    text = answer.getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def answer_of(kind: str, rows: Iterable[Sequence[object]] = (ROW,)) -> HttpResponseBase:
    return table_response(kind, title="Giấy chứng nhận", columns=COLUMNS, rows=rows)


def test_a_workbook_keeps_days_numbers_and_local_time() -> None:
    sheet = book_of([ROW]).active
    assert sheet.title == "Sổ thử"
    assert [cell.value for cell in sheet[1]] == ["Tên", "Ngày", "Lúc", "Điểm", "Hạng"]
    assert [cell.value for cell in sheet[2]] == [
        "Mắm tép Hà Yên",
        dt.datetime(2026, 2, 1),  # noqa: DTZ001 -- a cell of Excel knows no zone
        dt.datetime(2026, 11, 21, 22, 4),  # noqa: DTZ001
        92.4,
        4,
    ]
    assert [cell.number_format for cell in sheet[2]][1:3] == ["dd/mm/yyyy", "dd/mm/yyyy hh:mm"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E2")
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_a_day_that_excel_does_not_know_and_a_text_too_long_stay_readable() -> None:
    (row,) = book_of([(dt.date(1899, 12, 31), "x" * 40_000)]).active.iter_rows(2, values_only=True)
    assert row[0] == "31/12/1899"
    assert len(row[1]) == 32_767


def test_empty_cells_are_empty_and_a_list_without_rows_has_its_header() -> None:
    sheet = book_of([(None, "", 0)]).active
    assert [cell.value for cell in sheet[2]] == [None, None, 0, None, None]
    assert book_of([]).active.max_row == 1


@pytest.mark.parametrize("text", RUN)
def test_no_text_of_a_workbook_is_run_or_becomes_a_link(text: str) -> None:
    with xlsx_table(title="Sổ", columns=[Column("A")], rows=[(text,)]) as file:
        content = file.read()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("text", RUN)
def test_no_cell_of_a_csv_starts_a_formula_whatever_the_separator(
    text: str, separator: str
) -> None:
    raw = answer_of("csv", [(text, None)]).getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
    cells = [cell for line in raw.splitlines() for cell in line.replace('"', "").split(separator)]
    assert [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@"))] == []


def test_harmless_texts_stay_as_they_are() -> None:
    texts = ["Gạo ST25 (5 kg; 10 kg)", "20°N - 30°N", "a=b", "email@xa.vn", "'nháy"]
    assert [safe_cell(text) for text in texts] == texts


def test_a_csv_says_the_same_as_the_workbook() -> None:
    assert lines_of(answer_of("csv")) == [
        ["Tên", "Ngày", "Lúc", "Điểm", "Hạng"],
        ["Mắm tép Hà Yên", "01/02/2026", "21/11/2026 22:04", "92.40", "4"],
    ]


@time_machine.travel("2026-11-21T05:00:00Z", tick=False)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_is_named_after_the_list_and_the_day(kind: str) -> None:
    answer = answer_of(kind)
    answer.getvalue()  # type: ignore[attr-defined]
    name = f"giay-chung-nhan-20261121.{kind}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    if kind == "xlsx":
        answer.file_to_stream.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "kind"), [("xlsx", "xlsx"), ("csv", "csv"), ("", ""), ("pdf", ""), ("XLSX", "")]
)
def test_only_two_kinds_of_file_can_be_asked_for(query: str, kind: str) -> None:
    assert wanted_table(RequestFactory().get("/", {"tai": query})) == kind
