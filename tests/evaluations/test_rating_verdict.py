"""From sheets to stars: worked examples, the settings of the regulation, and what always holds."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.rating import (
    CaseError,
    Regulation,
    fixed,
    predict,
    rate,
    reference_codes,
    reference_sheet,
)
from evaluations.rating.answers import points_of
from tests.evaluations.test_rating_sheets import SOUND
from tests.factories.criteria import best_answers

FISH_SAUCE = reference_sheet("QD26-09")
TOURISM = reference_sheet("QD26-26")
BEST = best_answers(FISH_SAUCE)


def held(result):
    return [entry.as_dict() for entry in result.held_back]


# --- worked examples -------------------------------------------------------------------------


def seven_members():
    """Seven members whose sheets come to 569 points; 3.5 is 10 of 14 for the 4-star mark of 2."""
    lowered = BEST | {"4.3": 0, "5.3": 1, "8": 2, "4.2": 0, "5.2": 0}  # 17 points below 100
    without_certificate = lowered | {"3.5": 1}  # 81
    with_certificate = lowered | {"3.5": 2}  # 82
    return [
        with_certificate,
        with_certificate,
        with_certificate | {"2.4": 0},
        *[without_certificate] * 4,
    ]


def test_3_3_the_example_of_the_design_81_29_points_and_3_stars_held_back_by_the_trademark():
    assert rate(FISH_SAUCE, seven_members()).as_dict() == {
        "total": "81.29",
        "member_totals": ["82.00", "82.00", "81.00", "81.00", "81.00", "81.00", "81.00"],
        "spread": "1.00",
        "spread_exceeded": False,
        "band": 4,
        "stars": 3,
        "held_back": [{"star": 4, "criterion": "3.5", "needs": 2, "got": "1.43"}],
        "outcome": "rated",
    }


def test_3_3_the_same_sheets_give_4_stars_when_a_majority_or_no_one_is_short():
    members = seven_members()
    # 3 of 7 reached 2 points: no majority, not each
    assert rate(FISH_SAUCE, members, Regulation(minima="majority")).stars == 3
    assert rate(FISH_SAUCE, members, Regulation(minima="each")).stars == 3
    # one more member with the certificate is a majority, but still not each and not the mean
    members[3] = members[0]
    assert rate(FISH_SAUCE, members, Regulation(minima="majority")).stars == 4
    assert rate(FISH_SAUCE, members, Regulation(minima="each")).stars == 3
    assert rate(FISH_SAUCE, members, Regulation(minima="mean")).stars == 3


def test_a_majority_is_more_than_half():
    short = BEST | {"3.5": 1}
    half = rate(FISH_SAUCE, [BEST, short], Regulation(minima="majority"))
    assert (half.stars, held(half)) == (
        3,
        [{"star": 4, "criterion": "3.5", "needs": 2, "got": "2.00"}],
    )
    assert (half.held_back[0].met_by, half.held_back[0].members) == (1, 2)


def test_the_mean_of_a_criterion_may_reach_a_minimum_that_one_member_did_not():
    short = BEST | {"3.5": 1}
    assert rate(FISH_SAUCE, [BEST, short], Regulation(minima="mean")).stars == 5
    assert rate(FISH_SAUCE, [BEST, short], Regulation(minima="each")).stars == 3


def test_3_3_the_band_follows_from_the_exact_mean_not_from_the_two_decimals_shown():
    ninety = BEST | {"4.3": 0, "5.3": 1, "1.6": 0}  # 90
    eighty_nine = ninety | {"2.4": 0}  # 89
    result = rate(FISH_SAUCE, [ninety] * 249 + [eighty_nine])
    assert result.total == Fraction(22499, 250)
    assert result.as_dict()["total"] == "90.00"
    assert (result.band, result.stars) == (4, 4)
    assert rate(FISH_SAUCE, [ninety] * 250).band == 5


# Fourteen criteria without any mark, to lower a total without touching a minimum: 33 points.
UNMARKED = {
    "1.2": None, "1.3": None, "1.6": 0, "2.4": 0, "3.1": None, "3.2": 0, "3.3": None,
    "4.2": 0, "4.3": 0, "5.2": 0, "6.2": 0, "10": None, "11": None,
}  # fmt: skip


def without(answers, *codes):
    return {code: answer for code, answer in answers.items() if code not in codes}


def lowered_to(total):
    """A sheet of exactly `total` points (67 to 100) that reaches every mark."""
    answers = dict(BEST)
    spare = 100 - total
    for code in UNMARKED:
        if spare == 0:
            break
        here = answers[code]
        choices = {points for _, points in FISH_SAUCE.by_code[code].choices}
        for points in sorted(choices):
            if here - points <= spare:
                answers[code] = points
                spare -= here - points
                break
    assert spare == 0
    return answers


@pytest.mark.parametrize(
    ("total", "band", "stars"),
    [(100, 5, 5), (90, 5, 5), (89, 4, 4), (80, 4, 4), (79, 4, 4)],
)
def test_3_3_4_1_bands_with_all_minima_met(total, band, stars):
    result = predict(FISH_SAUCE, lowered_to(total))
    assert (result.as_dict()["total"], result.band, result.stars) == (f"{total}.00", band, stars)
    assert result.held_back == ()


def lowest(sheet):
    """Every box empty where it may be, else the lowest option."""
    return {
        c.code: min(points for _, points in c.choices) for c in sheet.criteria if not c.allow_none
    }


def climb(total):
    """A sheet of exactly `total` points, filled from the top of the form."""
    answers = lowest(FISH_SAUCE)
    spare = total
    for criterion in FISH_SAUCE.criteria:
        best = max((points for _, points in criterion.choices if points <= spare), default=None)
        if best:
            answers[criterion.code] = best
            spare -= best
    assert spare == 0
    return answers


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, 1), (29, 1), (30, 2), (49, 2), (50, 3), (69, 3), (70, 4), (89, 4), (90, 5), (100, 5)],
)
def test_3_3_each_band_begins_at_its_printed_number(total, band):
    assert predict(FISH_SAUCE, climb(total)).band == band


def test_4_1_a_below_3_stars_there_is_no_star_and_nothing_is_held_back():
    result = predict(FISH_SAUCE, climb(49))
    assert (result.band, result.stars, result.held_back, result.outcome) == (2, None, (), "rated")


def test_a_member_who_answered_nothing_counts_nought():
    result = rate(FISH_SAUCE, [BEST, {}])
    assert (result.member_totals, result.total, result.band) == ((100, 0), 50, 3)
    assert result.spread_exceeded


def test_an_empty_criterion_is_nought_and_fails_its_minimum():
    result = predict(FISH_SAUCE, without(BEST, "3.5"))
    assert result.as_dict()["total"] == "97.00"
    assert (result.band, result.stars) == (5, None)
    assert held(result) == [
        {"star": 3, "criterion": "3.5", "needs": 1, "got": "0.00"},
        {"star": 4, "criterion": "3.5", "needs": 2, "got": "0.00"},
    ]


def test_held_back_lists_the_stars_above_the_one_given_up_to_the_band_in_sheet_order():
    answers = BEST | {"7": 1, "4.1": 2, "2.1": 2, "6.5": 2}
    result = predict(FISH_SAUCE, answers)
    assert (result.as_dict()["total"], result.band, result.stars) == ("90.00", 5, 3)
    assert held(result) == [
        {"star": 4, "criterion": "2.1", "needs": 3, "got": "2.00"},
        {"star": 4, "criterion": "4.1", "needs": 3, "got": "2.00"},
        {"star": 5, "criterion": "4.1", "needs": 5, "got": "2.00"},
        {"star": 5, "criterion": "6.5", "needs": 4, "got": "2.00"},
        {"star": 4, "criterion": "7", "needs": 3, "got": "1.00"},
        {"star": 5, "criterion": "7", "needs": 5, "got": "1.00"},
    ]


def test_a_star_above_the_band_is_not_said_to_be_held_back_by_a_criterion():
    answers = lowered_to(89) | {"4.1": 3}  # 87 points; the mark of 5 stars on 4.1 is missed
    result = predict(FISH_SAUCE, answers)
    assert (result.band, result.stars, result.held_back) == (4, 4, ())


def test_a_3_star_minimum_holds_back_4_and_5_stars_when_inherited():
    answers = BEST | {"1.1": 5, "5.3": 0}  # own story: the mark of 3 stars
    inherited = predict(FISH_SAUCE, answers)
    assert (inherited.band, inherited.stars) == (5, None)
    assert held(inherited) == [{"star": 3, "criterion": "5.3", "needs": 1, "got": "0.00"}]
    alone = predict(FISH_SAUCE, answers, Regulation(inherit_minima=False))
    assert (alone.stars, alone.held_back) == (5, ())


def test_without_inheritance_the_next_star_is_tried_on_its_own_marks_alone():
    answers = BEST | {"4.1": 3, "5.3": 0}  # 5 stars missed on 4.1, 3 stars on 5.3
    result = predict(FISH_SAUCE, answers, Regulation(inherit_minima=False))
    assert (result.band, result.stars) == (5, 4)
    assert held(result) == [{"star": 5, "criterion": "4.1", "needs": 5, "got": "3.00"}]


def test_the_highest_and_the_lowest_sheet_are_left_out_where_the_regulation_says_so():
    trimmed = Regulation(aggregation="trimmed")
    members = [lowered_to(total) for total in (100, 100, 90, 80, 75)]
    assert rate(FISH_SAUCE, members, trimmed).as_dict()["total"] == "90.00"
    assert rate(FISH_SAUCE, members).as_dict()["total"] == "89.00"
    # Of four nothing is left out: two sheets alone would make the result.
    assert rate(FISH_SAUCE, members[:4], trimmed).as_dict()["total"] == "92.50"
    # How far members are apart is told of all of them.
    assert rate(FISH_SAUCE, members, trimmed).spread == 25


def test_minima_are_tested_on_every_sheet_even_where_two_totals_are_left_out():
    short = without(BEST, "3.5")
    members = [BEST, BEST, BEST, BEST, short]
    result = rate(FISH_SAUCE, members, Regulation(minima="each", aggregation="trimmed"))
    assert (result.as_dict()["total"], result.stars) == ("100.00", None)
    assert held(result)[0] == {"star": 3, "criterion": "3.5", "needs": 1, "got": "2.40"}


def test_rounding_to_two_places_lifts_what_is_shown_as_the_band():
    # 219 sheets of 90 and one of 89: 89,9954…, shown as 90,00.
    members = [lowered_to(90)] * 219 + [lowered_to(89)]
    exact = rate(FISH_SAUCE, members)
    rounded = rate(FISH_SAUCE, members, Regulation(rounding="two_places"))
    assert (exact.as_dict()["total"], exact.stars) == ("90.00", 4)
    assert (rounded.as_dict()["total"], rounded.stars) == ("90.00", 5)


@pytest.mark.parametrize(
    ("low", "limit", "exceeded"),
    [(90, 10, False), (89, 10, True), (89, 11, False), (99, 0, True), (100, 0, False)],
)
def test_totals_are_too_far_apart_only_beyond_the_limit(low, limit, exceeded):
    result = rate(FISH_SAUCE, [BEST, lowered_to(low)], Regulation(spread_max=Fraction(limit)))
    assert result.spread == 100 - low
    assert result.spread_exceeded is exceeded


# --- gates -----------------------------------------------------------------------------------

GATES = sorted(
    {(gate.effect, code, gate.code) for code in SOUND for gate in reference_sheet(code).gates}
)


@pytest.mark.parametrize(("effect", "code", "gate"), GATES)
def test_every_gate_of_every_sound_sheet_overrides_the_points(effect, code, gate):
    sheet = reference_sheet(code)
    result = rate(sheet, [best_answers(sheet)], gates=[gate])
    assert result.as_dict() == {
        "total": "100.00",
        "member_totals": ["100.00"],
        "spread": "0.00",
        "spread_exceeded": False,
        "band": 5,
        "stars": None,
        "held_back": [],
        "outcome": effect,
    }


def test_the_gates_of_the_sheets_have_four_effects():
    assert {effect for effect, _, _ in GATES} == {
        "reject",
        "not-eligible",
        "not-assessed",
        "stop",
    }


def test_of_several_gates_the_first_of_the_sheet_decides_whatever_the_order_given():
    for given_order in (["G3", "R0"], ["R0", "G3"]):
        result = rate(FISH_SAUCE, [BEST], gates=given_order)
        assert (result.outcome, result.gates) == ("reject", ("R0", "G3"))
    assert rate(FISH_SAUCE, [BEST], gates=["G3"]).outcome == "stop"


def test_a_gate_that_the_sheet_does_not_have_is_refused():
    with pytest.raises(CaseError) as refused:
        rate(TOURISM, [best_answers(TOURISM)], gates=["R0"])
    assert refused.value.faults == ("Phiếu QD26-26 không có điều kiện loại R0.",)


def test_a_product_nobody_scored_is_refused():
    with pytest.raises(CaseError) as refused:
        rate(FISH_SAUCE, [])
    assert refused.value.faults == ("Không có thành viên nào chấm điểm.",)


def test_points_that_are_not_an_option_are_refused():
    with pytest.raises(CaseError) as refused:
        rate(FISH_SAUCE, [BEST, BEST | {"1.1": 4}])
    assert refused.value.faults == (
        "Thành viên 2: Tiêu chí 1.1: không có mức 4 điểm; phiếu chỉ có các mức 1, 3, 5 điểm.",
    )


# --- tourism: two cases ----------------------------------------------------------------------


@pytest.mark.parametrize(("case", "points", "total"), [("a", 3, 100), ("b", 3, 100), ("b", 1, 98)])
def test_either_case_of_a_tourism_criterion_counts_its_points(case, points, total):
    answers = best_answers(TOURISM) | {"8": {"case": case, "points": points}}
    assert predict(TOURISM, answers).total == total


def test_members_may_choose_different_cases_of_a_tourism_criterion():
    first = best_answers(TOURISM) | {"15": {"case": "a", "points": 3}}
    second = best_answers(TOURISM) | {"15": {"case": "b", "points": 1}}
    result = rate(TOURISM, [first, second])
    assert result.means["15"] == 2
    assert result.total == 99


# --- what always holds -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(10, 7), "1.43"),
        (Fraction(569, 7), "81.29"),
        (Fraction(1, 200), "0.01"),
        (Fraction(499, 100000), "0.00"),
        (Fraction(89995, 1000), "90.00"),
        (Fraction(89994999, 1000000), "89.99"),
        (Fraction(1, 8), "0.13"),  # half up, where Python's own rounding gives 0.12
        (0, "0.00"),
        (100, "100.00"),
    ],
)
def test_numbers_are_shown_with_two_decimals_half_up(value, shown):
    assert fixed(value) == shown


def answers_for(sheet):
    """Any sheet a member could hand in."""
    boxes = {}
    for criterion in sheet.criteria:
        choices = [
            {"case": case, "points": points} if criterion.has_cases else points
            for case, points in sorted(criterion.choices, key=str)
        ]
        if criterion.allow_none:
            choices.append(None)
        # good marks more often, or no random sheet would ever see 3 stars
        best = max(
            choices, key=lambda c: -1 if c is None else c["points"] if criterion.has_cases else c
        )
        boxes[criterion.code] = st.sampled_from([*choices, *[best] * 3])
    return st.fixed_dictionaries(boxes).map(
        lambda row: {code: answer for code, answer in row.items() if answer is not None}
    )


SHEETS = st.sampled_from([reference_sheet(code) for code in SOUND])
REGULATIONS = st.builds(
    Regulation,
    minima=st.sampled_from(["mean", "each", "majority"]),
    inherit_minima=st.booleans(),
    spread_max=st.integers(0, 100).map(Fraction),
    aggregation=st.sampled_from(["mean", "trimmed"]),
    rounding=st.sampled_from(["exact", "two_places"]),
)


@st.composite
def cases(draw):
    sheet = draw(SHEETS)
    members = draw(st.lists(answers_for(sheet), min_size=1, max_size=7))
    return sheet, members, draw(REGULATIONS)


def rank(stars):
    return stars or 0


@settings(max_examples=60, deadline=None)
@given(cases())
def test_stars_never_stand_above_the_band_and_something_explains_the_difference(case):
    result = rate(*case)
    assert result.stars in {None, 3, 4, 5}
    assert rank(result.stars) <= result.band
    # a band of 3 or more without its star always has a reason, and never the other way round
    assert bool(result.held_back) == (result.band >= 3 and rank(result.stars) < result.band)
    assert all(rank(result.stars) < entry.star <= result.band for entry in result.held_back)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_total_is_the_exact_mean_of_the_sums(case):
    sheet, members, regulation = case
    result = rate(sheet, members, replace(regulation, aggregation="mean", rounding="exact"))
    sums = [sum(points_of(answers, c.code) for c in sheet.criteria) for answers in members]
    assert list(result.member_totals) == sums
    assert result.total * len(sums) == sum(sums)
    assert sum(result.means.values()) == result.total
    bounds = {5: (90, 101), 4: (70, 90), 3: (50, 70), 2: (30, 50), 1: (0, 30)}
    low, high = bounds[result.band]
    assert low <= result.total < high


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_members_changes_nothing(case, random):
    sheet, members, regulation = case
    before = rate(sheet, members, regulation).as_dict()
    random.shuffle(members)
    after = rate(sheet, members, regulation).as_dict()
    assert sorted(before.pop("member_totals")) == sorted(after.pop("member_totals"))
    assert before == after


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_a_better_mark_never_lowers_total_or_stars(case, data):
    sheet, members, regulation = case
    before = rate(sheet, members, regulation)
    criterion = data.draw(st.sampled_from(sheet.criteria))
    member = data.draw(st.integers(0, len(members) - 1))
    here = points_of(members[member], criterion.code)
    better = [choice for choice in criterion.choices if choice[1] >= here]
    option, points = data.draw(st.sampled_from(sorted(better, key=str)))
    answer = {"case": option, "points": points} if criterion.has_cases else points
    members[member] = members[member] | {criterion.code: answer}
    after = rate(sheet, members, regulation)
    assert after.total >= before.total
    assert rank(after.stars) >= rank(before.stars)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_inheriting_minima_and_testing_each_member_never_give_more_stars(case):
    sheet, members, regulation = case
    alone = Regulation(regulation.minima, inherit_minima=False)
    inherited = Regulation(regulation.minima, inherit_minima=True)
    assert rank(rate(sheet, members, inherited).stars) <= rank(rate(sheet, members, alone).stars)
    each = rank(rate(sheet, members, Regulation("each")).stars)
    assert each <= rank(rate(sheet, members, Regulation("mean")).stars)
    assert each <= rank(rate(sheet, members, Regulation("majority")).stars)


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(2, 5))
def test_the_same_sheets_several_times_over_come_to_the_same(case, times):
    sheet, members, regulation = case
    # Left out once and left out of ten times as many is not the same.
    regulation = replace(regulation, aggregation="mean")
    once = rate(sheet, members, regulation).as_dict()
    more = rate(sheet, members * times, regulation).as_dict()
    assert once.pop("member_totals") * times == more.pop("member_totals")
    assert once == more


def test_rating_leaves_what_was_handed_in_untouched():
    answers = dict(BEST)
    rate(FISH_SAUCE, [answers])
    assert answers == best_answers(FISH_SAUCE)


def test_all_sheets_of_the_current_decision_can_be_rated():
    assert [code for code in reference_codes() if code.startswith("QD26-")] == SOUND[:26]
