"""A workbook as sheets of plain values."""

import io
from dataclasses import dataclass
from typing import cast

import python_calamine as calamine

from exchange.reading.cells.text import Value
from exchange.reading.container import clean_copy, refuse

# (first row, first column), (last row, last column), from 0.
Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True)
class Sheet:
    """``rows`` from the first row of the sheet to the last filled one; empty cells are ""."""

    name: str
    rows: list[list[Value]]
    merged: list[Merged]


@dataclass(slots=True)
class Workbook:
    """``sheets`` are the names of the visible sheets, in their order."""

    sheets: list[str]
    book: calamine.CalamineWorkbook

    def sheet(self, name: str) -> Sheet:
        """The sheet's values, read anew; refuses a name that the workbook lacks."""
        if name not in self.sheets:
            refuse(f"Tệp không có trang tính “{name}”. Các trang đang có: {listed(self.sheets)}.")
        try:
            sheet = self.book.get_sheet_by_name(name)
            rows = cast("list[list[Value]]", sheet.to_python(skip_empty_area=False))
            return Sheet(name, rows, sheet.merged_cell_ranges or [])
        except calamine.CalamineError:
            refuse(f"Trang tính “{name}” bị hỏng, không đọc được. Xin lưu lại bằng Excel.")


def listed(names: list[str]) -> str:
    """Names in quotation marks for a sentence."""
    return ", ".join(f"“{name}”" for name in names)


def open_workbook(content: bytes, *, filename: str) -> Workbook:
    """Open a .xlsx file; everything else, and what isn't safe, is refused with a sentence."""
    copied: io.BytesIO = clean_copy(content, filename=filename)
    try:
        book = calamine.load_workbook(copied)
    except calamine.CalamineError:
        refuse("Tệp bị hỏng, không đọc được. Xin mở bằng Excel, lưu lại rồi đưa lên.")
    sheets = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == calamine.SheetVisibleEnum.Visible
    ]
    if not sheets:
        refuse("Tệp không có trang tính nào để đọc. Xin kiểm tra lại.")
    return Workbook(sheets, book)
