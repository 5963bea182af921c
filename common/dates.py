"""Civil days in Vietnam: today, months, working days."""

import calendar
import datetime as dt
from collections.abc import Collection

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware."""
    return timezone.now()


def today() -> dt.date:
    """The civil day in Vietnam (``TIME_ZONE``), whatever the machine's own zone is."""
    return timezone.localdate()


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day ``months`` later; 31/01 plus one month is the last day of February.

    Bộ luật Dân sự 2015 Art. 147-148: a term in months ends on the day of the same number; where
    the month has none, on its last day.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def is_working_day(day: dt.date, holidays: Collection[dt.date] = ()) -> bool:
    """Monday to Friday and not a holiday."""
    return day.weekday() < 5 and day not in holidays


def add_working_days(day: dt.date, count: int, holidays: Collection[dt.date] = ()) -> dt.date:
    """Return the ``count``-th working day after ``day``; the day itself is not counted."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day


def working_days_between(start: dt.date, end: dt.date, holidays: Collection[dt.date] = ()) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is before."""
    if end < start:
        return -working_days_between(end, start, holidays)
    days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def vn_date(day: dt.date) -> str:
    """``01/07/2025``."""
    return f"{day:%d/%m/%Y}"
