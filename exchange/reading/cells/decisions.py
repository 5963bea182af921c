"""Numbers of decisions, with the day that often stands inside."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from common.text import fold
from exchange.enums import FaultLevel
from exchange.reading.cells.days import Day, parse_day
from exchange.reading.cells.text import NOTHING, Value, text_of, written


class DecisionText(NamedTuple):
    """The number as tidied and what the cell says of its day; ``text`` is a fault."""

    number: str = ""
    day: Day = Day()
    level: str = ""
    text: str = ""


# As ``RegisterEntry.decision_number`` and ``Certificate`` hold it.
_LONGEST = 60

_LEAD = re.compile(
    r"^(?:(?:theo\s+)?(?:quyết\s+định|qđ)(?:\s+số)?|số)\s*[:.]?\s*(?=\d)", re.IGNORECASE
)
# The day after the number: "ngày 06/4/2021", "(06/4/2021)", "ngày 5 tháng 8 năm 2021".
_TAIL = re.compile(
    r"[\s,;]*(?:\(\s*)?(?:ngày\s*)?"
    r"(?P<day>\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{2,4}"
    r"|\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4})"
    r"\s*\)?\s*$",
    re.IGNORECASE,
)
_ODD_TAIL = re.compile(r"[\s,;]*\(?\s*ngày\b\s*(?P<rest>.*?)\)?$", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
_SLASH = re.compile(r"\s*/\s*")
_NUMBERS = re.compile(r"\d+\s*/\s*q[dđ]", re.IGNORECASE)


@lru_cache(maxsize=8192, typed=True)
def parse_decision(value: Value, on: dt.date) -> DecisionText:
    """``Số 1114/QĐ-UBND ngày 06/4/2021`` → ``1114/QĐ-UBND`` and the day."""
    text = text_of(value)
    if not text or text.lower() in NOTHING:
        return DecisionText()
    if isinstance(value, (dt.date, dt.datetime)):
        said = f"Ô số quyết định lại là ngày {written(value)}; xin xem lại."
        return DecisionText(level=FaultLevel.ERROR, text=said)
    day = Day()
    if tail := _TAIL.search(text):
        written_day = tail["day"]
        day = parse_day(f"ngày {written_day}" if "tháng" in written_day else written_day, on)
        text = text[: tail.start()]
    elif odd := _ODD_TAIL.search(text):
        # "ngày … tháng … năm 2021": blanks of a form, or a day that lost a digit.
        if any(char.isdigit() for char in odd["rest"]):
            day = parse_day(odd["rest"], on)
        text = text[: odd.start()]
    number = _tidy(text)
    if not number:
        return DecisionText(day=day)
    if len(number) > _LONGEST:
        said = f"Số quyết định dài quá {_LONGEST} chữ; xin chỉ ghi số."
        return DecisionText(number[:_LONGEST], day, FaultLevel.ERROR, said)
    if len(_NUMBERS.findall(number)) > 1:
        said = f"Ô {written(number)} ghi nhiều quyết định; xin xem quyết định nào công nhận."
        return DecisionText(number, day, FaultLevel.LOOK, said)
    if not any(char.isdigit() for char in number):
        return DecisionText(number, day, FaultLevel.LOOK, f"Ô {written(value)} không có số.")
    return DecisionText(number, day)


def _tidy(text: str) -> str:
    text = _LEAD.sub("", text).strip(" ,;:.()")
    return _SLASH.sub("/", _DASHES.sub("-", text))


def join_days(cell: Day, inside: Day) -> Day:
    """What the day's own cell and the day inside the number's cell say together."""
    if inside == Day() or cell.level == FaultLevel.ERROR:
        return cell
    if cell == Day() or inside.level == FaultLevel.ERROR:
        return inside
    years = {day.on.year if day.on else day.year for day in (cell, inside)}
    if len(years) > 1 or (cell.on and inside.on and cell.on != inside.on):
        said = f"Hai ngày khác nhau: {_shown(cell)} và {_shown(inside)} trong ô số quyết định."
        return Day(level=FaultLevel.ERROR, text=said)
    return cell if cell.on else inside


def _shown(day: Day) -> str:
    return f"{day.on:%d/%m/%Y}" if day.on else f"năm {day.year}"


@lru_cache(maxsize=8192)
def fold_number(number: str) -> str:
    """The number for comparing: without case, accents and blanks."""
    return fold(_tidy(number)).replace(" ", "")
