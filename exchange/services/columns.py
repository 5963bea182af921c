"""A look at the columns of a workbook, for a person who says what each of them holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from documents.services.files import read_bytes
from exchange.models import ImportRun
from exchange.reading.cells import text_of
from exchange.reading.header import Header, find_header, header_at, letters
from exchange.reading.workbook import Sheet, Workbook, open_workbook

_SAMPLES = 3
# Below so many rows a column that is empty so far says nothing about itself.
_DEPTH = 200


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """One column: its number from 0, its letter, its header and the first of its values."""

    number: int
    letter: str
    header: str
    samples: list[str]


@dataclass(slots=True)
class Look:
    """One sheet of a workbook as a person sees it; ``header_row`` 0 means that it has none."""

    sheets: list[str]
    sheet: str
    header_row: int
    columns: list[ColumnSample]
    mapping: Mapping[str, int] = field(default_factory=dict)


def look(run: ImportRun, *, sheet: str = "", header_row: int | None = None) -> Look:
    """The columns of ``sheet`` below ``header_row``, with what the portal takes each for.

    What is not told is as the import has it, else as the portal finds it.

    Raises:
        DomainError: ``invalid`` when the workbook lacks the sheet or the row.
    """
    book = open_workbook(read_bytes(run.file), filename=run.filename)
    name = sheet or (run.sheet if run.sheet in book.sheets else _first_with_header(book))
    seen = book.sheet(name)
    if header_row is None and name == run.sheet:
        header_row = run.header_row
    header = _header(seen, header_row)
    held = name == run.sheet and header.row == run.header_row and bool(run.mapping)
    return Look(
        sheets=book.sheets,
        sheet=name,
        header_row=header.row,
        columns=_columns(seen, header),
        mapping=run.mapping if held else header.mapping,
    )


def _first_with_header(book: Workbook) -> str:
    return next((name for name in book.sheets if find_header(book.sheet(name))), book.sheets[0])


def _header(sheet: Sheet, row: int | None) -> Header:
    found = find_header(sheet) if row is None else header_at(sheet, row)
    return found or header_at(sheet, 0)


def _columns(sheet: Sheet, header: Header) -> list[ColumnSample]:
    """Every column with a header or a value."""
    rows = sheet.rows[header.row : header.row + _DEPTH]
    columns = []
    for number, printed in enumerate(header.columns):
        texts = (text_of(row[number]) for row in rows if number < len(row))
        samples = list(dict.fromkeys(text for text in texts if text))[:_SAMPLES]
        if printed or samples:
            columns.append(ColumnSample(number, letters(number), printed, samples))
    return columns
