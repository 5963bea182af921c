"""Tables to take away: CSV that spreadsheet programs read right and never run."""

import csv
from collections.abc import Iterable, Iterator

# What a spreadsheet program would take for a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Makes spreadsheet programs read Vietnamese letters right.
_BYTE_ORDER_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """``value`` as a cell that no spreadsheet program runs: a formula gets an apostrophe."""
    text = "" if value is None else str(value)
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
