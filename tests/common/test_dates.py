"""Months, working days, and the form that reads 01/07/2025 as the first of July."""

import datetime as dt

import pytest
import time_machine
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from common.dates import (
    Calendar,
    add_months,
    add_working_days,
    is_working_day,
    today,
    vn_date,
    working_day_from,
    working_days_between,
)

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))


class DayForm(forms.Form):
    day = forms.DateField()
    points = forms.DecimalField(localize=True, required=False)


@pytest.mark.parametrize(
    ("typed", "day"),
    (
        ("01/07/2025", dt.date(2025, 7, 1)),
        ("25/12/2025", dt.date(2025, 12, 25)),
        ("05-11-2026", dt.date(2026, 11, 5)),
        ("2026-11-05", dt.date(2026, 11, 5)),
    ),
)
def test_day_is_read_the_vietnamese_way(typed, day):
    form = DayForm({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] == day
    assert vn_date(day) == f"{day:%d/%m/%Y}"


def test_impossible_day_is_refused():
    assert not DayForm({"day": "31/02/2025"}).is_valid()


def test_today_is_the_civil_day_of_vietnam():
    with time_machine.travel(dt.datetime(2026, 11, 21, 17, 30, tzinfo=dt.UTC), tick=False):
        assert today() == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    (
        (dt.date(2024, 2, 29), 36, dt.date(2027, 2, 28)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 15)),
        (dt.date(2026, 8, 5), 36, dt.date(2029, 8, 5)),
    ),
)
def test_add_months(day, months, result):
    assert add_months(day, months) == result


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_later_term_never_ends_earlier(day, months, more):
    assert add_months(day, months) <= add_months(day, months + more)


CALENDARS = st.builds(Calendar, st.frozensets(DAYS, max_size=5), st.frozensets(DAYS, max_size=5))
# Around Tết 2026 and the swap of January: the days that real terms meet.
REAL = Calendar.of(
    off=[dt.date(2026, 1, 1), dt.date(2026, 1, 2), *(dt.date(2026, 2, n) for n in range(16, 21))],
    worked=[dt.date(2026, 1, 10)],
)
CLOSE_DAYS = st.dates(dt.date(2025, 12, 1), dt.date(2026, 3, 31))
CLOSE_CALENDARS = st.builds(
    Calendar, st.frozensets(CLOSE_DAYS, max_size=30), st.frozensets(CLOSE_DAYS, max_size=30)
)


@given(DAYS, st.integers(1, 40), CALENDARS)
def test_counting_working_days_undoes_adding_them(day, count, calendar):
    assert working_days_between(day, add_working_days(day, count, calendar), calendar) == count


@given(CLOSE_DAYS, CLOSE_DAYS, CLOSE_CALENDARS)
def test_counting_by_weeks_is_counting_day_by_day(start, end, calendar):
    first, last = sorted((start, end))
    days = [first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)]
    counted = sum(is_working_day(day, calendar) for day in days)
    assert working_days_between(first, last, calendar) == counted
    assert working_days_between(last, first, calendar) == -counted


@given(CLOSE_DAYS, CLOSE_CALENDARS)
def test_a_closed_day_gives_way_to_the_next_working_day(day, calendar):
    found = working_day_from(day, calendar)
    assert is_working_day(found, calendar)
    assert working_days_between(day - dt.timedelta(days=1), found, calendar) == 1


def test_working_days_leave_out_weekend_and_holiday():
    friday = dt.date(2026, 8, 28)
    assert add_working_days(friday, 1) == dt.date(2026, 8, 31)
    national_day = Calendar.of({dt.date(2026, 9, 2), dt.date(2026, 9, 1)})
    assert add_working_days(dt.date(2026, 8, 31), 1, national_day) == dt.date(2026, 9, 3)
    assert working_days_between(dt.date(2026, 9, 4), dt.date(2026, 8, 28)) == -5


def test_a_swapped_friday_is_off_and_its_saturday_worked():
    """New Year 2026: Friday 2/1 off, Saturday 10/1 worked instead."""
    assert not is_working_day(dt.date(2026, 1, 2), REAL)
    assert is_working_day(dt.date(2026, 1, 10), REAL)
    assert add_working_days(dt.date(2025, 12, 31), 1, REAL) == dt.date(2026, 1, 5)
    assert add_working_days(dt.date(2026, 1, 9), 1, REAL) == dt.date(2026, 1, 10)


def test_tet_is_left_out():
    assert add_working_days(dt.date(2026, 2, 13), 1, REAL) == dt.date(2026, 2, 23)
    assert working_day_from(dt.date(2026, 2, 14), REAL) == dt.date(2026, 2, 23)


def test_a_day_both_off_and_worked_is_off():
    saturday = dt.date(2026, 1, 10)
    both = Calendar.of([saturday], [saturday])
    assert not is_working_day(saturday, both)
    assert working_days_between(dt.date(2026, 1, 9), saturday, both) == 0
