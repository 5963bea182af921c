"""Their own workbook given back, with every bad cell coloured and explained."""

import io
import warnings
import zipfile
from collections.abc import Iterable

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from common.spreadsheets import safe_cell
from exchange.enums import FaultLevel
from exchange.reading.cells import text_of
from exchange.reading.container import refuse, without_empty_end
from exchange.reading.workbook import open_workbook

# Row and column of the sheet (row from 1, column from 0), a FaultLevel, a sentence.
Note = tuple[int, int, str, str]
# Row, what the plan does with it, why.
LineNote = tuple[int, str, str]
# A place inside merged cells → the place that carries their value; rows and columns from 1.
Places = dict[tuple[int, int], tuple[int, int]]

# What openpyxl raises for XML and formats that Excel and the reader take, but it doesn't.
_UNREADABLE = (
    SyntaxError, ValueError, LookupError, TypeError, AttributeError, OSError, zipfile.BadZipFile,
)  # fmt: skip

RESULT_HEADER = "Kết quả đọc"
LIST_TITLE = "Chỗ cần xem"
_AUTHOR = "Cổng OCOP"
_FILLS = {
    FaultLevel.ERROR: PatternFill("solid", start_color="FFF4B6B0"),
    FaultLevel.LOOK: PatternFill("solid", start_color="FFFFEB9C"),
}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LIST = (("Dòng", 8), ("Cột", 28), ("Trong ô ghi", 40), ("Cần làm gì", 14), ("Vì sao", 70))


def mark(
    content: bytes,
    *,
    sheet: str,
    header_row: int,
    notes: Iterable[Note],
    lines: Iterable[LineNote],
) -> bytes:
    """A copy of the workbook ``content`` with what the portal made of ``sheet``.

    Each noted cell is coloured and has a comment; a last column says what becomes of each line; a
    sheet of its own lists all notes with links to their cells. Values, formulas, formats and
    merged cells stay as they are; charts are left out, openpyxl can't carry them.
    """
    width = max(map(len, open_workbook(content, filename="").sheet(sheet).rows), default=0)
    with warnings.catch_warnings():
        # openpyxl tells which decorations of newer Excel it drops.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(without_empty_end(content), rich_text=True)
            page = book[sheet]
        except _UNREADABLE:
            refuse(
                "Không tạo được bản có đánh dấu vì định dạng của tệp. Xin mở tệp bằng Excel, lưu"
                " lại rồi đưa lên."
            )
        headers = [text_of(cell.value) for cell in page[header_row][:width]] if header_row else []
        rows = sorted(notes)
        _write_lines(page, header_row, headers, width, lines)
        tops = _top_left_cells(page, {(row, column + 1) for row, column, _, _ in rows})
        _colour(page, rows, tops)
        _list_notes(book.create_sheet(LIST_TITLE), page, headers, rows, tops)
        file = io.BytesIO()
        book.save(file)
    return file.getvalue()


def _write_lines(
    page: Worksheet, header_row: int, headers: list[str], width: int, lines: Iterable[LineNote]
) -> None:
    # A workbook that was marked before keeps its one column.
    again = RESULT_HEADER in headers
    column = headers.index(RESULT_HEADER) + 1 if again else width + 1
    head = page.cell(max(header_row, 1), column)
    if header_row and isinstance(head, Cell):
        head.value, head.font, head.alignment = RESULT_HEADER, Font(bold=True), _WRAPPED
    page.column_dimensions[get_column_letter(column)].width = 60
    for row, outcome, reason in lines:
        cell = page.cell(row, column)
        if isinstance(cell, Cell):
            cell.value = _text(f"{outcome}: {reason}")
            cell.alignment = _WRAPPED


def _colour(page: Worksheet, notes: list[Note], tops: Places) -> None:
    sentences: dict[tuple[int, int], list[str]] = {}
    errors: set[tuple[int, int]] = set()
    for row, column, level, text in notes:
        place = tops.get((row, column + 1), (row, column + 1))
        sentences.setdefault(place, []).append(_text(text))
        if level == FaultLevel.ERROR:
            errors.add(place)
    for place, texts in sentences.items():
        cell = page.cell(*place)
        cell.fill = _FILLS[FaultLevel.ERROR if place in errors else FaultLevel.LOOK]
        if cell.comment is not None:
            texts.insert(0, cell.comment.text)
        cell.comment = Comment("\n".join(texts), _AUTHOR, width=320, height=60 + 30 * len(texts))


def _top_left_cells(page: Worksheet, places: set[tuple[int, int]]) -> Places:
    """For places inside merged cells, the cell that carries value, colour and comment."""
    columns: dict[int, list[int]] = {}
    for row, column in places:
        columns.setdefault(column, []).append(row)
    return {
        (row, column): (area.min_row, area.min_col)
        for area in page.merged_cells.ranges
        for column in range(area.min_col, area.max_col + 1)
        for row in columns.get(column, ())
        if area.min_row <= row <= area.max_row
    }


def _list_notes(
    page: Worksheet, marked: Worksheet, headers: list[str], notes: list[Note], tops: Places
) -> None:
    for column, (title, width) in enumerate(_LIST, start=1):
        page.cell(1, column, title).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "A2"
    name = marked.title.replace("'", "''")
    for place, (row, column, level, text) in enumerate(notes, start=2):
        letter = get_column_letter(column + 1)
        header = headers[column] if column < len(headers) else ""
        number = page.cell(place, 1, row)
        number.hyperlink = Hyperlink(ref=number.coordinate, location=f"'{name}'!{letter}{row}")
        number.font = Font(underline="single", color="FF1F4E9E")
        value = marked.cell(*tops.get((row, column + 1), (row, column + 1))).value
        page.cell(place, 2, _text(f"{letter} – {header}" if header else letter))
        page.cell(place, 3, _text(text_of(value)))
        page.cell(place, 4, str(FaultLevel(level).label))
        page.cell(place, 5, _text(text)).alignment = _WRAPPED
    if not notes:
        page.cell(2, 1, "Không có chỗ nào cần xem.")


def _text(text: str) -> str:
    """Text that Excel shows and never runs."""
    return safe_cell(ILLEGAL_CHARACTERS_RE.sub("", text))
