"""The way to each star: exact against every possible filled-in sheet, on small and real sheets."""

import datetime as dt
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.advising import StarPath, own_limits, review, star_path, star_paths
from evaluations.rating import (
    Band,
    Criterion,
    Option,
    Part,
    Sheet,
    answers_faults,
    dependency_faults,
    predict,
    reference_sheet,
)
from evaluations.rating.sheet import Case
from tests.factories import advising as make
from tests.factories.criteria import best_answers

DAY = dt.date(2026, 5, 22)


def sheet_of(criteria: list[Criterion], three: int, four: int, five: int) -> Sheet:
    total = sum(criterion.max_points for criterion in criteria)
    return Sheet(
        code="TEST-01", generation="TEST", number=1, decision="", decision_date=DAY,
        effective_from=DAY, effective_to=None, name="", group_code="", group="",
        subgroup="", lead_agency="", requires_samples=True, sample_count=5,
        field_visit_expected=False, total_max=total,
        bands=(
            Band(5, five, max(total, five), max_inclusive=True),
            Band(4, four, five, max_inclusive=False),
            Band(3, three, four, max_inclusive=False),
            Band(2, 0, three, max_inclusive=False),
        ),
        parts=(Part("A", "", total, (), tuple(criteria)),), gates=(), verified=True,
        reconstructed_codes=(), gaps=(), corrections=(), provenance="",
    )  # fmt: skip


@st.composite
def criterion(draw: Any, place: int) -> Criterion:
    points = sorted(draw(st.sets(st.integers(0, 5), min_size=1, max_size=3)) | {5})
    cases = draw(st.booleans()) and place == 0
    options = tuple(
        Option(f"mức {value}", value, case=case)
        for case in (("a", "b") if cases else (None,))
        for value in points
    )
    minima = draw(st.dictionaries(st.sampled_from([3, 4, 5]), st.sampled_from(points), max_size=2))
    return Criterion(
        code=str(place + 1), name="", max_points=5, kind="single-choice",
        allow_none=0 not in points, options=options,
        cases=(Case("a", ""), Case("b", "")) if cases else (),
        minima=tuple(sorted((star, value) for star, value in minima.items() if value)),
        applies_if=str(place) if place and draw(st.integers(0, 3)) == 0 else None,
        evidence=draw(st.sampled_from(["", "Mẫu sản phẩm (05 đơn vị)"])),
    )  # fmt: skip


@st.composite
def situation(draw: Any) -> tuple[Sheet, dict[str, Any]]:
    """A small sheet and any filled-in or half-filled self-score, contradictions included."""
    criteria = [draw(criterion(place)) for place in range(draw(st.integers(1, 4)))]
    most = 5 * len(criteria)
    three, four, five = sorted(draw(st.sets(st.integers(1, most), min_size=3, max_size=3)))
    answers: dict[str, Any] = {}
    for row in criteria:
        chosen = draw(st.sampled_from([None, *row.options]))
        if chosen is not None:
            answers[row.code] = (
                {"case": chosen.case, "points": chosen.points} if row.cases else chosen.points
            )
    return sheet_of(criteria, three, four, five), answers


def ranked(row: Criterion, case: str | None, points: int) -> int:
    values = sorted({option.points for option in row.options_of(case)} - {0})
    return values.index(points) + 1 if points else 0


def brute(
    sheet: Sheet, answers: dict[str, Any], star: int, limits: dict[str, frozenset[int]]
) -> tuple[int, int, int] | None:
    """The least cost over every sheet that may be handed in."""
    choices = []
    for row in sheet.criteria:
        now = answers.get(row.code)
        case = (now["case"] if now else row.cases[0].code) if row.cases else None
        before = now["points"] if row.cases and now else (now or 0)
        values: list[Any] = [(None, 0)]
        values += [
            ({"case": case, "points": points} if case else points, points)
            for points in {option.points for option in row.options_of(case)}
        ]
        choices.append(
            [
                (row, case, before, answer, points)
                for answer, points in values
                if points in limits.get(row.code, {points}) | {before}
            ]
        )
    best = None
    for filled in product(*choices):
        sent = {row.code: answer for row, _c, _b, answer, _p in filled if answer is not None}
        if answers_faults(sheet, sent, complete=True) or dependency_faults(sheet, sent):
            continue
        if (predict(sheet, sent).stars or 0) < star:
            continue
        changed = [item for item in filled if item[2] != item[4]]
        steps = sum(
            abs(ranked(row, case, after) - ranked(row, case, before))
            for row, case, before, _a, after in changed
        )
        tasted = sum(item[0].evidence.startswith("Mẫu") for item in changed)
        cost = (len(changed), steps, tasted)
        best = cost if best is None or cost < best else best
    return best


def cost_of(sheet: Sheet, path: StarPath) -> tuple[int, int, int] | None:
    if path.changes is None:
        return None
    tasted = sum(
        sheet.by_code[change.criterion].evidence.startswith("Mẫu") for change in path.changes
    )
    return len(path.changes), sum(change.steps for change in path.changes), tasted


def followed(answers: dict[str, Any], path: StarPath) -> dict[str, Any]:
    """The answers after the changes; an emptied box is left out."""
    filled = dict(answers)
    for change in path.changes or ():
        filled.pop(change.criterion, None)
        filled[change.criterion] = (
            {"case": change.case, "points": change.after} if change.case else change.after
        )
    return filled


@settings(max_examples=150, deadline=None)
@given(
    given_=situation(),
    star=st.sampled_from([3, 4, 5]),
    limits=st.dictionaries(
        st.sampled_from(["1", "2"]), st.frozensets(st.integers(0, 5), max_size=2), max_size=2
    ),
)
def test_the_cheapest_way_is_the_cheapest_of_all(
    given_: Any, star: int, limits: dict[str, frozenset[int]]
) -> None:
    sheet, answers = given_
    path = star_path(sheet, answers, star, limits=limits)
    if path.reached:
        assert (predict(sheet, answers).stars or 0) >= star
        assert path.changes == ()
        return
    assert cost_of(sheet, path) == brute(sheet, answers, star, limits)


SHEETS = [reference_sheet(f"QD26-{number:02d}") for number in (1, 8, 9, 16, 26)]


@st.composite
def real(draw: Any) -> tuple[Sheet, dict[str, Any]]:
    sheet = draw(st.sampled_from(SHEETS))
    answers: dict[str, Any] = {}
    for row in sheet.criteria:
        chosen = draw(st.sampled_from([None, *row.options]))
        if chosen is not None:
            answers[row.code] = (
                {"case": chosen.case, "points": chosen.points} if row.cases else chosen.points
            )
    return sheet, answers


@settings(max_examples=40, deadline=None)
@given(given_=real())
def test_following_the_way_reaches_the_star_on_the_real_sheets(given_: Any) -> None:
    sheet, answers = given_
    for path in star_paths(sheet, answers):
        after = {
            code: answer
            for code, answer in followed(answers, path).items()
            if answer != 0 or sheet.by_code[code].choices >= {(None, 0)}
        }
        assert (predict(sheet, after).stars or 0) >= path.star
        assert dependency_faults(sheet, after) == [] or path.reached
        assert path.after == int(predict(sheet, after).total)
        held = {change.criterion for change in path.changes or ()}
        assert path.reached or {row.criterion for row in path.unmet} <= held
        for change in path.changes or ():
            assert change.before != change.after


def test_full_marks_have_every_star_and_nothing_to_do() -> None:
    sheet = reference_sheet("QD26-09")
    paths = star_paths(sheet, best_answers(sheet))
    assert [(p.star, p.reached, p.short, p.unmet, p.changes) for p in paths] == [
        (star, True, 0, (), ()) for star in (3, 4, 5)
    ]


def test_the_reason_that_holds_a_star_back_is_told() -> None:
    facts = make.with_answers(make.facts(), c3_5=1)
    three, four, five = star_paths(facts.sheet, facts.answers)
    assert (three.reached, four.reached, five.reached) == (True, False, False)
    assert [(row.criterion, row.needs, int(row.got)) for row in four.unmet] == [("3.5", 2, 1)]
    (change,) = four.changes or ()
    assert (change.criterion, change.before, change.after, change.steps) == ("3.5", 1, 2, 1)
    assert change.label.startswith(reference_sheet("QD26-09").by_code["3.5"].options[1].label)


def test_nobody_becomes_a_company_or_a_woman_for_a_star() -> None:
    facts = make.with_report(make.with_answers(make.facts(), c3_1=1, c3_2=0), gender="male")
    assert own_limits(facts) == {"3.1": frozenset({3}), "3.2": frozenset({0})}
    facts = make.with_answers(facts, c4_2=0, c5_3=1, c1_1=1)
    five = star_paths(facts.sheet, facts.answers, limits=own_limits(facts))[2]
    taken = {change.criterion: change.after for change in five.changes or ()}
    assert taken.get("3.1", 3) == 3
    assert "3.2" not in taken
    household = make.facts(register=make.HOUSEHOLD)
    paths = star_paths(household.sheet, {"3.1": 1}, limits=own_limits(household))
    assert all("3.1" not in [c.criterion for c in path.changes or ()] for path in paths)


def test_an_unanswered_criterion_with_cases_names_no_option() -> None:
    sheet = reference_sheet("QD26-26")
    paths = star_paths(sheet, {})
    labels = [change.label for path in paths for change in path.changes or () if change.case]
    assert labels
    assert set(labels) == {""}


@pytest.mark.parametrize("code", ["QD26-01", "QD26-09", "QD26-26"])
def test_nothing_marked_yet_still_has_a_way(code: str) -> None:
    for path in star_paths(reference_sheet(code), {}):
        assert path.changes
        assert path.after >= path.needs


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(len(make.facts().papers))))
def test_review_gives_the_same_twice_and_does_not_depend_on_the_order_of_papers(
    order: list[int],
) -> None:
    facts = make.with_paper(
        make.with_paper(make.facts(), "ip", renewed=True), "test", holder="HTX Khác"
    )
    mixed = tuple(facts.papers[place] for place in order)
    other = make.replace(facts, papers=mixed)
    assert review(facts) == review(facts)
    assert {f.key for f in review(other)} == {f.key for f in review(facts)}
    severities = [f.severity for f in review(other)]
    assert severities == sorted(severities, key=["block", "risk", "advice"].index)
