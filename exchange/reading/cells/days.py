"""Days of decisions: Excel dates, serial numbers, every way of writing them, a year alone."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from common.text import fold
from exchange.enums import FaultLevel
from exchange.reading.cells.text import NOTHING, Value, text_of, written


class Day(NamedTuple):
    """``on`` when the day is known, else ``year`` when only that is; ``text`` is a fault."""

    on: dt.date | None = None
    year: int | None = None
    level: str = ""
    text: str = ""


_EPOCH = dt.date(1899, 12, 30)
# Nobody decided about OCOP earlier: the first provincial programme is of 2013.
_FIRST_YEAR = 2013
_YEARS = range(1990, 2100)

_WORDS = re.compile(r"ngay\s*(\d{1,2})\s*(?:thang|/)\s*(\d{1,2})\s*(?:nam|/)\s*(\d{2,4})(?!\d)")
_PLAIN = re.compile(r"(?<!\d)(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{2,4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?:nam\s*)?(\d{4})")
_MONTH = re.compile(r"(?:thang\s*)?(\d{1,2})\s*(?:[./-]|nam|\s)\s*(\d{4})")
# The blanks of a form that nobody filled in.
_UNFILLED = re.compile(r"ngay[\s.…/]*thang[\s.…/]*nam[\s.…/]*")
_QUARTER = re.compile(r"quy\s*(?:\d|i{1,3}|iv)\s*[,/-]?\s*(?:nam\s*)?(\d{4})")


@lru_cache(maxsize=8192, typed=True)
def parse_day(value: Value, on: dt.date) -> Day:
    """The day, or the year, that a cell gives, seen on the day ``on``."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _of_cell(value, on)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _of_number(float(value), value, on)
    text = text_of(value)
    if not text or text.lower() in NOTHING:
        return Day()
    if text.isascii() and text.isdigit():
        return _of_number(float(text), value, on)
    plain = fold(text)
    if _UNFILLED.fullmatch(plain):
        return Day()
    found = days_in(plain)
    if len(found) == 1:
        return _dated(found.pop(), value, on)
    if len(found) > 1:
        return _wrong(f"Ô {written(value)} có nhiều ngày; xin ghi một ngày.")
    if year := _YEAR.fullmatch(plain):
        return _of_year(int(year[1]), value, on)
    if part := (_MONTH.fullmatch(plain) or _QUARTER.fullmatch(plain)):
        year_only = int(part.groups()[-1])
        if year_only in _YEARS:
            said = f"Ô {written(value)} không ghi ngày: chỉ đọc được năm {year_only}."
            return Day(year=year_only, level=FaultLevel.LOOK, text=said)
    return _wrong(f"Không hiểu ngày {written(value)}; xin ghi ngày/tháng/năm, ví dụ 05/8/2021.")


def days_in(plain: str) -> set[tuple[int, int, int]]:
    """Every (day, month, year) written in a folded text, possible or not."""
    found = {(int(d), int(m), int(y)) for d, m, y in _WORDS.findall(plain)}
    found |= {(int(d), int(m), int(y)) for y, m, d in _ISO.findall(plain)}
    found |= {(int(d), int(m), int(y)) for d, m, y in _PLAIN.findall(_ISO.sub(" ", plain))}
    return found


def _dated(parts: tuple[int, int, int], value: Value, on: dt.date) -> Day:
    day, month, year = parts
    look = ""
    if year < 100:
        look = f"Ô {written(value)} ghi năm hai chữ số: đọc là {2000 + year}."
        year += 2000
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return _wrong(
            f"Không có ngày {day:02d}/{month:02d}/{year}; xin sửa lại ô {written(value)}."
        )
    return _judged(date, on, look)


def _of_cell(date: dt.date, on: dt.date) -> Day:
    serial = (date - _EPOCH).days
    if serial in _YEARS:
        # A year typed into a cell that Excel shows as a date: 2021 becomes 13/07/1905.
        said = f"Ô định dạng ngày nhưng ghi số {serial}: đọc là năm {serial}."
        return Day(year=serial, level=FaultLevel.LOOK, text=said)
    return _judged(date, on, "")


def _of_number(number: float, value: Value, on: dt.date) -> Day:
    if number.is_integer() and int(number) in _YEARS:
        return _of_year(int(number), value, on)
    # Serial numbers of the days from 2000 to 2099.
    if 36526 <= number < 73051:
        return _judged(_EPOCH + dt.timedelta(days=int(number)), on, "")
    return _wrong(f"Số {written(value)} không phải là ngày; xin ghi ngày/tháng/năm.")


def _of_year(year: int, value: Value, on: dt.date) -> Day:
    if year not in _YEARS:
        return _wrong(f"Năm {written(value)} không hợp lý; xin sửa lại.")
    if year > on.year:
        return Day(year=year, level=FaultLevel.LOOK, text=f"Năm {year} chưa tới; xin xem lại.")
    if year < _FIRST_YEAR:
        return Day(year=year, level=FaultLevel.LOOK, text=f"Năm {year} có trước Chương trình OCOP.")
    return Day(year=year)


def _judged(date: dt.date, on: dt.date, look: str) -> Day:
    shown = f"{date:%d/%m/%Y}"
    if date.year not in _YEARS:
        return _wrong(f"Ngày {shown} không hợp lý: có lẽ ô này ghi số chứ không phải ngày.")
    if date > on:
        look = f"Ngày {shown} chưa tới; xin xem lại."
    elif date.year < _FIRST_YEAR:
        look = f"Ngày {shown} có trước Chương trình OCOP; xin xem lại."
    return Day(on=date, level=FaultLevel.LOOK if look else "", text=look)


def _wrong(text: str) -> Day:
    return Day(level=FaultLevel.ERROR, text=text)
