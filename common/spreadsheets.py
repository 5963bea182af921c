"""Tables to take away: CSV and XLSX that spreadsheet programs read right and never run."""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.timezone import is_aware, localtime

DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
_MOST_LETTERS = 32_767  # of one cell; Excel calls a file with more damaged
_FIRST_YEAR = 1900  # Excel knows no day before
# What a spreadsheet program would take for a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Where the list separator of the machine is ";" a cell is cut there, and what follows stands first
# in a cell of its own.
_CUT = re.compile(r"([;\t\r\n] *)(?=[=+@-])")
# Makes spreadsheet programs read Vietnamese letters right.
_BYTE_ORDER_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """``value`` as a cell that no spreadsheet program runs: a formula gets an apostrophe."""
    text = "" if value is None else str(value)
    text = _CUT.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a CSV file, one at a time; numbers below zero stay text with an apostrophe."""
    writer = csv.writer(_Line())
    start = _BYTE_ORDER_MARK
    for row in rows:
        yield start + str(writer.writerow([safe_cell(value) for value in row]))
        start = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table to take away: its Vietnamese header and its width in letters."""

    header: str
    width: int = 18


@dataclass(frozen=True, slots=True)
class Formats:
    """How days and moments look in a workbook."""

    day: Any
    moment: Any


def workbook() -> tuple[Any, IO[bytes]]:
    """An empty workbook that never runs a text, and the open temporary file it is written to."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- handed to the caller, who closes it
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": DAY,
        },
    )
    return book, file


def xlsx_table(
    *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> IO[bytes]:
    """An open temporary XLSX file with one sheet: header in row 1, frozen, with filter buttons.

    Dates stay dates (dd/mm/yyyy), numbers numbers; every text is written as text, so nothing in
    it is run as a formula or becomes a link. Memory stays flat however many rows there are. The
    caller closes the file (``FileResponse`` does).
    """
    book, file = workbook()
    sheet = book.add_worksheet(_sheet_name(title))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = Formats(
        day=book.add_format({"num_format": DAY}), moment=book.add_format({"num_format": MOMENT})
    )
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.header, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for number, value in enumerate(row):
            write_cell(sheet, last, number, value, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    book.close()
    file.seek(0)
    return file


def write_cell(
    sheet: Any, row: int, column: int, value: object, formats: Formats, text: Any = None
) -> None:
    """Write ``value`` as what it is: a day, a moment (in local time), a number, else plain text."""
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        value = localtime(value) if is_aware(value) else value
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats.moment)
    elif isinstance(value, dt.date) and value.year >= _FIRST_YEAR:
        sheet.write_datetime(row, column, value, formats.day)
    elif isinstance(value, dt.date):
        sheet.write_string(row, column, f"{value:%d/%m/}{value.year}", text)
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        sheet.write_number(row, column, value, text)
    else:
        sheet.write_string(row, column, str(value)[:_MOST_LETTERS], text)


def _sheet_name(title: str) -> str:
    """What Excel accepts as the name of a sheet."""
    return "".join(char for char in title if char not in "[]:*?/\\")[:31] or "Danh sách"
