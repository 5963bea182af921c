"""Civil days in Vietnam: today, months, working days."""

import calendar as months_table
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    last = months_table.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a country's year changes in the week of Monday to Friday.

    ``off`` are days not worked (holidays, and weekdays swapped for a Saturday), ``worked`` the
    Saturdays and Sundays worked instead. A day that is what its weekday says may stand in either.
    """

    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()
    _lost: tuple[dt.date, ...] = field(init=False, repr=False, compare=False)
    _gained: tuple[dt.date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lost = sorted(day for day in self.off if day.weekday() < _SATURDAY)
        gained = sorted(day for day in self.worked - self.off if day.weekday() >= _SATURDAY)
        object.__setattr__(self, "_lost", tuple(lost))
        object.__setattr__(self, "_gained", tuple(gained))

    @classmethod
    def of(cls, off: Iterable[dt.date] = (), worked: Iterable[dt.date] = ()) -> "Calendar":
        """A calendar of any collections of days."""
        return cls(frozenset(off), frozenset(worked))

    def works(self, day: dt.date) -> bool:
        """Whether offices work on ``day``; a day that is both off and worked is off."""
        if day in self.off:
            return False
        return day.weekday() < _SATURDAY or day in self.worked

    def count_to(self, day: dt.date) -> int:
        """Working days from the first day of the calendar up to and including ``day``."""
        weeks, rest = divmod(day.toordinal(), 7)  # day 1 of year 1 is a Monday
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._lost, day) + bisect_right(self._gained, day)


ORDINARY_WEEK = Calendar()


def is_working_day(day: dt.date, calendar: Calendar = ORDINARY_WEEK) -> bool:
    """Monday to Friday but for holidays, and the weekend days worked instead."""
    return calendar.works(day)


def add_working_days(day: dt.date, count: int, calendar: Calendar = ORDINARY_WEEK) -> dt.date:
    """Return the ``count``-th working day after ``day``; the day itself is not counted."""
    end = calendar.count_to(day) + count
    # Each day brings one working day at most, so as many days forward as are missing never go past.
    while (missing := end - calendar.count_to(day)) > 0:
        day += dt.timedelta(days=missing)
    return day


def working_day_from(day: dt.date, calendar: Calendar = ORDINARY_WEEK) -> dt.date:
    """``day``, or the next working day where offices are closed on it.

    So a term in calendar days ends (Bộ luật Dân sự 2015 Art. 148.5).
    """
    while not calendar.works(day):
        day += dt.timedelta(days=1)
    return day


def working_days_between(start: dt.date, end: dt.date, calendar: Calendar = ORDINARY_WEEK) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is before."""
    return calendar.count_to(end) - calendar.count_to(start)


def vn_date(day: dt.date) -> str:
    """``01/07/2025``."""
    return f"{day:%d/%m/%Y}"
