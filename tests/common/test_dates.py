"""Months, working days, and the form that reads 01/07/2025 as the first of July."""

import datetime as dt

import pytest
import time_machine
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from common.dates import add_months, add_working_days, today, vn_date, working_days_between

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


@given(DAYS, st.integers(1, 40), st.sets(DAYS, max_size=5))
def test_counting_working_days_undoes_adding_them(day, count, holidays):
    assert working_days_between(day, add_working_days(day, count, holidays), holidays) == count


def test_working_days_leave_out_weekend_and_holiday():
    friday = dt.date(2026, 8, 28)
    assert add_working_days(friday, 1) == dt.date(2026, 8, 31)
    national_day = {dt.date(2026, 9, 2), dt.date(2026, 9, 1)}
    assert add_working_days(dt.date(2026, 8, 31), 1, national_day) == dt.date(2026, 9, 3)
    assert working_days_between(dt.date(2026, 9, 4), dt.date(2026, 8, 28)) == -5
