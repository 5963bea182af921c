"""What reading a workbook gives: the rows of a register, and what was passed over."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about a cell: ``column`` counts from 0, ``level`` is a ``FaultLevel``."""

    column: int
    level: str
    text: str


@dataclass(slots=True, kw_only=True)
class RegisterRow:
    """One product line as understood; texts normalised, spelling that of the file.

    ``number`` is the row in the sheet, from 1. ``district`` and ``province`` come from the cell,
    else from the sub-heading above, the producer from a merged cell above. ``status`` is an
    ``EntryStatus``, ``kind`` a ``ProducerKind`` ("" when nothing says it), ``group_code`` I to VI
    or "". ``proposed_stars`` instead of ``stars`` where the line only proposes. ``printed`` is
    the line's text by field, with what stands for it in headings and merged cells, without its
    running number and key. A row with ``name`` "" carries other data but names no product.
    """

    number: int
    name: str
    producer: str = ""
    kind: str = ""
    commune: str = ""
    district: str = ""
    province: str = ""
    group_code: str = ""
    status: str = "recognised"
    stars: int | None = None
    proposed_stars: int | None = None
    score: Decimal | None = None
    decision_number: str = ""
    decided_on: dt.date | None = None
    decided_year: int | None = None
    authority: str = ""
    round_text: str = ""
    round_year: int | None = None
    notes: str = ""
    row_key: str = ""
    printed: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that is no product: ``why`` is blank, title, heading, total or signature."""

    number: int
    why: str
    text: str


@dataclass(slots=True, kw_only=True)
class Reading:
    """A sheet as read. Every row of the sheet is in ``rows`` or ``passed``, never in both.

    ``columns`` are the headers as printed; ``mapping`` says which column each field was read from.
    ``sheets`` are all sheets that may be asked for, ``other_sheets`` those of them that look like
    a register too.
    """

    sheet: str
    header_row: int
    columns: list[str]
    mapping: dict[str, int]
    rows: list[RegisterRow]
    passed: list[Passed]
    sheets: list[str] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)
