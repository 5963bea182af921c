"""Vietnamese dates, numbers and words for templates (built in: no ``{% load %}`` needed).

Snapshots of issued papers keep days as ISO text, so every date filter takes a ``date``, a
``datetime`` or its ISO form. Nothing (``None`` or ``""``) shows as an empty text; text that is
neither is shown as it stands, so a damaged snapshot is visible and not silently blank.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias

from django import template
from django.utils import timezone

from common.text import lower_first

register = template.Library()

Day: TypeAlias = dt.date | dt.datetime | str | None
Number: TypeAlias = int | float | Decimal | Fraction | str | None

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_COUNTS = ("không", "một", "hai", "ba", "bốn", "năm")
_NBSP = "\N{NO-BREAK SPACE}"
_KB = 1024


def _moment(value: Day) -> dt.date | dt.datetime | None:
    """The day or moment meant by ``value``; moments in Vietnamese time. None if unreadable."""
    if isinstance(value, str):
        text = value.strip()
        try:
            if len(text) == len("2026-11-23"):
                return dt.date.fromisoformat(text)
            value = dt.datetime.fromisoformat(text)
        except ValueError:
            return None
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def decimal_of(value: Number) -> Decimal | None:
    """Exact decimal of ``value`` (a fraction to 12 places); None if it is not a number."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _written(number: Decimal, places: int) -> str:
    """``1.234,50``: dot between thousands, decimal comma, half up."""
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,.{places}f}".translate(str.maketrans(",.", ".,"))


def _or_as_is(value: object) -> str:
    return "" if value is None else str(value)


@register.filter
def vn_date(value: Day) -> str:
    """``26/06/2028``."""
    day = _moment(value)
    return f"{day:%d/%m/%Y}" if day else _or_as_is(value)


@register.filter
def vn_time(value: Day) -> str:
    """``09:41``, Vietnamese time."""
    moment = _moment(value)
    return f"{moment:%H:%M}" if isinstance(moment, dt.datetime) else ""


@register.filter
def vn_datetime(value: Day) -> str:
    """``09:41 ngày 23/11/2026``; a bare day shows as a day."""
    moment = _moment(value)
    if isinstance(moment, dt.datetime):
        return f"{moment:%H:%M} ngày {moment:%d/%m/%Y}"
    return vn_date(value)


@register.filter
def vn_long_date(value: Day) -> str:
    """``ngày 05 tháng 01 năm 2026``, as official papers write it.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, II.4: days under 10 and months 1 and 2 take a zero.
    """
    day = _moment(value)
    if not day:
        return _or_as_is(value)
    month = f"{day.month:02d}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


@register.filter
def vn_weekday(value: Day) -> str:
    """``Thứ Hai`` … ``Chủ Nhật``."""
    day = _moment(value)
    return _WEEKDAYS[day.weekday()] if day else _or_as_is(value)


@register.filter
def points(value: Number) -> str:
    """Score with two decimals, half up: ``72,00``."""
    number = decimal_of(value)
    return _or_as_is(value) if number is None else _written(number, 2)


@register.filter
def vn_int(value: Number) -> str:
    """``1.234``."""
    number = decimal_of(value)
    return _or_as_is(value) if number is None else _written(number, 0)


@register.filter
def vn_number(value: Number, places: int | None = None) -> str:
    """``1.234,5``: as many decimals as the number has, or ``places`` of them."""
    number = decimal_of(value)
    if number is None:
        return _or_as_is(value)
    if places is None:
        exponent = number.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    return _written(number, int(places))


@register.filter
def money(value: Number) -> str:
    """Whole đồng: ``43.270.000.000 đồng``."""
    number = decimal_of(value)
    return _or_as_is(value) if number is None else f"{_written(number, 0)}{_NBSP}đồng"


@register.filter
def percent(value: Number, places: int = 1) -> str:
    """Share of one as percentage: ``0.7`` → ``70,0 %``."""
    number = decimal_of(value)
    return _or_as_is(value) if number is None else f"{_written(number * 100, int(places))}{_NBSP}%"


@register.filter
def file_size(value: Number) -> str:
    """Bytes as people say them: ``24 MB``, ``1,5 MB``, ``312 KB``, ``87 byte``."""
    number = decimal_of(value)
    if number is None:
        return _or_as_is(value)
    if number < _KB:
        return f"{_written(number, 0)}{_NBSP}byte"
    if number < _KB * _KB:
        return f"{_written(number / _KB, 0)}{_NBSP}KB"
    size = number / (_KB * _KB)
    return f"{_written(size, 0 if size >= 10 or size == int(size) else 1)}{_NBSP}MB"


@register.filter
def star_words(value: Number) -> str:
    """``bốn sao``; nothing outside 1 to 5."""
    number = decimal_of(value)
    if number is None or number != int(number) or not 1 <= number < len(_COUNTS):
        return ""
    return f"{_COUNTS[int(number)]} sao"


@register.filter
def agency(authority: str) -> str:
    """The body behind an office: ``Chủ tịch Ủy ban nhân dân tỉnh …`` → ``Ủy ban nhân dân tỉnh …``.

    Used for the name of the issuing body at the top left of an official paper.
    """
    text = str(authority or "").strip()
    for office in ("Phó Chủ tịch ", "Chủ tịch ", "Thứ trưởng ", "Bộ trưởng ", "Giám đốc "):
        if text.lower().startswith(office.lower()):
            return text[len(office) :].strip()
    return text


@register.filter
def agency_lines(name: str) -> list[str]:
    """The name of a body in the lines of a letterhead: type first, place on a line of its own."""
    for place in (" tỉnh ", " thành phố ", " xã ", " phường ", " đặc khu "):
        head, found, tail = str(name or "").partition(place)
        if found:
            return [head, f"{place.strip()} {tail}"]
    return [str(name or "")]


register.filter("lower_first", lower_first)
