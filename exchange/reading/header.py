"""Finding the header of a register: which row it is, which column holds which field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from common.errors import DomainError
from common.text import fold
from exchange.reading.cells import text_of
from exchange.reading.layout import FIELDS, LAYOUT, SPELLINGS
from exchange.reading.workbook import Merged, Sheet

# The header may stand anywhere in these first rows, below titles and mottoes.
DEPTH = 20
# A row that names only one field is a title, not a header.
_FEWEST = 2

_NO_WORD = re.compile(r"[^a-z0-9]+")
_ASIDE = re.compile(r"\([^)]*\)|\*")


@dataclass(frozen=True, slots=True)
class Header:
    """``row`` is the last row of the header, from 1; ``first`` the first, where it has two."""

    first: int
    row: int
    columns: list[str]
    mapping: dict[str, int]


def label(text: str) -> str:
    """A header for comparing: folded, one blank for punctuation, without asides in brackets."""
    return _NO_WORD.sub(" ", fold(_ASIDE.sub(" ", text))).strip()


def find_header(sheet: Sheet) -> Header | None:
    """The header in the first twenty rows that names most fields, "Tên sản phẩm" among them."""
    found = [
        header
        for row in range(min(DEPTH, len(sheet.rows)))
        for header in _candidates(sheet, row)
        if "name" in header.mapping and len(header.mapping) >= _FEWEST
    ]
    # A printed page repeats its header: the first one counts. A title above is no part of it.
    return max(
        found, key=lambda header: (len(header.mapping), -header.row, header.first), default=None
    )


def header_at(sheet: Sheet, row: int) -> Header:
    """The header that ends in ``row``, from 1; 0 means that the sheet has none.

    The header found of itself, where it is this one, stays whole; else the row and the one above
    are tried together. What it doesn't name has to be mapped by hand.
    """
    if not 0 <= row <= len(sheet.rows):
        refuse_columns(f"Trang tính không có dòng {row}; dòng cuối là {len(sheet.rows)}.")
    width = max((len(line) for line in sheet.rows[:DEPTH]), default=0)
    if row == 0:
        return Header(0, 0, [""] * width, {})
    choices = [header for header in _candidates(sheet, row - 1) if header.row == row]
    if row > 1:
        choices += [header for header in _candidates(sheet, row - 2) if header.row == row]
    return max(choices, key=lambda header: len(header.mapping))


def check_header(header: Header) -> None:
    """Refuse a header without the product's name, or with one header twice."""
    if "name" not in header.mapping:
        refuse_columns(
            f"Dòng {header.row} không có cột “{FIELDS['name'].title}”."
            f" Các tiêu đề đọc được: {_listed(header.columns)}."
        )
    seen: dict[str, int] = {}
    for column, text in enumerate(header.columns):
        key = label(text)
        if key not in SPELLINGS:
            continue
        if key in seen:
            refuse_columns(
                f"Tiêu đề “{text}” có ở hai cột {letters(seen[key])} và {letters(column)}."
                " Xin xóa hoặc đổi tên một cột rồi đưa lại tệp."
            )
        seen[key] = column


def checked_mapping(mapping: Mapping[str, int], header: Header) -> dict[str, int]:
    """A mapping chosen by hand: known fields, columns of the sheet, each column once."""
    chosen = {key: int(column) for key, column in mapping.items()}
    if unknown := sorted(set(chosen) - set(FIELDS)):
        refuse_columns(f"Không có trường “{unknown[0]}” trong danh sách.")
    if "name" not in chosen:
        refuse_columns(f"Xin chọn cột ghi “{FIELDS['name'].title}”.")
    used: dict[int, str] = {}
    for field in LAYOUT:
        column = chosen.get(field.key)
        if column is None:
            continue
        if not 0 <= column < len(header.columns):
            refuse_columns(f"Trang tính không có cột được chọn cho “{field.title}”.")
        if column in used:
            refuse_columns(
                f"Cột {letters(column)} được chọn cho cả “{used[column]}” và “{field.title}”."
            )
        used[column] = field.title
    return chosen


def no_header(sheets: Iterable[Sheet]) -> DomainError:
    """The refusal of a workbook in which no sheet has a header, with what its rows say."""
    best: list[str] = []
    for sheet in sheets:
        for row in range(min(DEPTH, len(sheet.rows))):
            texts = [text_of(value) for value in sheet.rows[row]]
            if sum(map(bool, texts)) > sum(map(bool, best)):
                best = texts
    sentence = f"Không thấy cột “{FIELDS['name'].title}” trong {DEPTH} dòng đầu."
    if any(best):
        sentence += f" Dòng nhiều chữ nhất ghi: {_listed(best)}."
    else:
        sentence += " Trang tính không có chữ nào."
    return DomainError(sentence, code="invalid", fields={"file": [sentence]})


def refuse_columns(sentence: str) -> None:
    """Raise the refusal of a header or a mapping, for the forms of file and columns alike."""
    raise DomainError(sentence, code="invalid", fields={"file": [sentence], "mapping": [sentence]})


def letters(column: int) -> str:
    """The column as Excel names it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _candidates(sheet: Sheet, row: int) -> list[Header]:
    """The header of one row, and that of this row and the next, read together."""
    single = [text_of(value) for value in sheet.rows[row]]
    headers = [_header(row + 1, row + 1, [(text,) for text in single])]
    if row + 1 < len(sheet.rows):
        top = _spread(single, row, sheet.merged)
        below = [text_of(value) for value in sheet.rows[row + 1]]
        pairs: list[tuple[str, ...]] = [
            (lower, upper, f"{upper} {lower}".strip())
            for upper, lower in zip(top, below, strict=True)
        ]
        both = _header(row + 1, row + 2, pairs)
        lower = _header(row + 2, row + 2, [(text,) for text in below])
        # Two rows are one header only where they say more together than each for itself.
        if len(both.mapping) > max(len(headers[0].mapping), len(lower.mapping)):
            headers.insert(0, both)
    return headers


def _header(first: int, row: int, columns: list[tuple[str, ...]]) -> Header:
    """Each column by the first of its texts that names a field; the best spelling wins a field."""
    printed: list[str] = []
    best: dict[str, tuple[int, int]] = {}
    for column, texts in enumerate(columns):
        lower, upper = texts[0], texts[-1]
        # Below a header of its own only the header itself or what both rows say together counts.
        tries = (lower, upper) if lower else (upper,)
        key, text = next(
            ((SPELLINGS[label(text)], text) for text in tries if label(text) in SPELLINGS),
            ("", upper),
        )
        printed.append(text)
        if key:
            rank = (FIELDS[key].spellings.index(label(text)), column)
            best[key] = min(best.get(key, rank), rank)
    return Header(first, row, printed, {key: rank[1] for key, rank in best.items()})


def _spread(texts: list[str], row: int, merged: list[Merged]) -> list[str]:
    """The texts of a row, each over the whole width of its merged cell."""
    spread = list(texts)
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and left < right:
            spread[left : right + 1] = [texts[left]] * (min(right + 1, len(texts)) - left)
    return spread


def _listed(texts: list[str]) -> str:
    shown = [f"“{text[:40]}”" for text in texts if text]
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "")
