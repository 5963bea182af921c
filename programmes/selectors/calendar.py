"""Which days are worked. Every term in working days is counted with this."""

import datetime as dt

from django.db.models import QuerySet

from common.dates import Calendar
from programmes.enums import DayKind
from programmes.models import CalendarDay

# Tết Âm lịch falls between 20 January and 21 February; the days around it are announced each year.
_TET_FROM, _TET_TO = (1, 15), (2, 28)
# Of the five days of Tết (Bộ luật Lao động Art. 112) three at least fall on weekdays.
_TET_WEEKDAYS = 3


def working_calendar() -> Calendar:
    """The days off and the days worked instead, as they are entered now; one statement.

    Read anew each time, so a day that was entered counts at once in every process; pass the
    answer on where many terms are counted.
    """
    days: dict[str, set[dt.date]] = {DayKind.OFF: set(), DayKind.WORKED: set()}
    for day, kind in CalendarDay.objects.order_by().values_list("day", "kind"):
        days[kind].add(day)
    return Calendar.of(days[DayKind.OFF], days[DayKind.WORKED])


def days_of(year: int) -> QuerySet[CalendarDay]:
    """The entered days of a year in their order."""
    return CalendarDay.objects.filter(day__year=year).order_by("day")


def years() -> list[int]:
    """Years with entered days, in order."""
    return [day.year for day in CalendarDay.objects.dates("day", "year")]


def tet_is_entered(year: int) -> bool:
    """Whether the days of Tết Âm lịch of ``year`` are there; the Government announces them late."""
    first, last = dt.date(year, *_TET_FROM), dt.date(year, *_TET_TO)
    off = CalendarDay.objects.filter(kind=DayKind.OFF, day__range=(first, last))
    return off.count() >= _TET_WEEKDAYS


def days_from(day: dt.date) -> QuerySet[CalendarDay]:
    """The entered days from ``day`` on, in their order."""
    return CalendarDay.objects.filter(day__gte=day).order_by("day")
