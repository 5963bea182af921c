"""Worked cases for sheets of three decisions: at and just below every band and every star mark.

``data/golden.jsonl`` was worked out apart from the portal's code, from the printed points alone:
a case begins with every criterion at its full points and names what is given away; the total is 100
less that, the marks missed are those whose mean lies below the number printed beside the star. One
line a case: sheet, what it shows, what each member gave instead of full points, total, band, stars
and what held back (star, criterion, needed, mean).
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from evaluations.rating import parse_case, reference_sheet

CASES = defaultdict(list)
for line in (Path(__file__).parent / "data" / "golden.jsonl").read_text("utf-8").splitlines():
    sheet, *case = json.loads(line)
    CASES[sheet].append(case)
GROUPS = {
    "food": {"QD26-01", "QD26-05", "QD26-09"},
    "drink": {"QD26-11", "QD26-14", "QD26-16"},
    "herbal": {"QD26-18", "QD26-19", "QD26-20"},
    "craft": {"QD26-21", "QD26-22"},
    "ornamental": {"QD26-23", "QD26-24", "QD26-25"},
    "tourism": {"QD26-26"},
    "of the decisions before": {"QD148-09", "QD148-21", "QD1048-09"},
}


def answers(form, given):
    """A whole sheet: full points but for what is ``given``, in the first case of a criterion."""
    found = {}
    for criterion in form.criteria:
        points = given.get(criterion.code, criterion.max_points)
        printed = {option.points for option in criterion.options}
        if points == 0 and 0 not in printed:
            continue  # the box stays empty
        case = criterion.options[0].case
        found[criterion.code] = {"case": case, "points": points} if case else points
    return found


@pytest.mark.parametrize("code", sorted(CASES))
def test_every_worked_case_of_a_sheet_comes_out_as_worked(code):
    form = reference_sheet(code)
    wrong = []
    for why, members, *expected in CASES[code]:
        sent = {"sheet": code, "members": [{"answers": answers(form, m)} for m in members]}
        result = parse_case(sent, reference_sheet).rate().as_dict()
        held = [[h["star"], h["criterion"], h["needs"], h["got"]] for h in result["held_back"]]
        got = [result["total"], result["band"], result["stars"], held]
        if got != expected:
            wrong.append((why, expected, got))
    assert wrong == []


def test_the_worked_cases_reach_every_group_band_and_star_mark():
    assert set(CASES) == set().union(*GROUPS.values())
    for code, cases in CASES.items():
        form = reference_sheet(code)
        assert {case[3] for case in cases} == {1, 2, 3, 4, 5}
        missed = {(entry[0], entry[1]) for case in cases for entry in case[5]}
        printed = {(star, c.code) for c in form.criteria for star, _needs in c.minima}
        assert missed == printed
