"""Made-up sheets of the demo: exactly the total asked for, minima kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rating import parse_sheet, predict, reference_data
from exchange.services.demo.marks import sheet_of_total

SHEET = parse_sheet(reference_data("QD26-09"))


@given(st.integers(90, 100))
def test_sheet_has_the_total_and_keeps_five_stars(total):
    result = predict(SHEET, sheet_of_total(SHEET, total, keeps=5))
    assert (result.total, result.stars) == (total, 5)


@given(st.integers(70, 89))
def test_sheet_keeps_the_minima_of_four_stars(total):
    result = predict(SHEET, sheet_of_total(SHEET, total, keeps=4))
    assert (result.total, result.stars) == (total, 4)


def test_a_fixed_mark_holds_the_star_back():
    result = predict(SHEET, sheet_of_total(SHEET, 76, keeps=4, c3_5=1))
    assert (result.total, result.band, result.stars) == (76, 4, 3)
    assert [entry.criterion for entry in result.held_back] == ["3.5"]


def test_total_above_the_sheet_is_refused():
    with pytest.raises(ValueError, match="QD26-09"):
        sheet_of_total(SHEET, 101)
