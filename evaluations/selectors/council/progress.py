"""How one member's own sheet stands while it is filled in: total, band, what the next star lacks.

Computed from lines that somebody was given by the one door to marks; nothing is read here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evaluations.models import CouncilRegulation, ScoreLine
from evaluations.rating import RECOGNISED_STARS, HeldBack, Result, Sheet, predict
from evaluations.rating.answers import points_of
from evaluations.selectors.council.marks import answers_of, missing_criteria, rating_regulation


@dataclass(frozen=True, slots=True)
class Progress:
    """How one member's own sheet stands while it is filled in."""

    result: Result
    done: int
    count: int
    missing: tuple[str, ...]
    # Without a line, whether it applies now or not.
    unanswered: tuple[str, ...]
    best: int
    next_star: int | None
    points_short: Fraction
    short: tuple[HeldBack, ...]


def progress_of(
    sheet: Sheet, lines: Iterable[ScoreLine], regulation: CouncilRegulation
) -> Progress:
    """Total, band and what holds back the next star, from the member's own lines alone.

    ``best`` is the total still possible when every criterion not yet answered got its maximum.
    """
    lines = list(lines)
    answers = answers_of(lines)
    rules = rating_regulation(regulation)
    result = predict(sheet, answers, rules)
    missing = missing_criteria(sheet, lines)
    answered = {line.criterion for line in lines}
    counted = [c for c in sheet.criteria if c.code in answered or c.code in missing]
    best = int(result.total) + sum(
        criterion.max_points for criterion in sheet.criteria if criterion.code not in answered
    )
    star = _next_star(result.stars)
    short = () if star is None else _short_of(sheet, answers, star, inherit=rules.inherit_minima)
    floor = next((band.min for band in sheet.bands if band.star == star), 0)
    return Progress(
        result=result,
        done=len(counted) - len(missing),
        count=len(counted),
        missing=missing,
        unanswered=tuple(c.code for c in sheet.criteria if c.code not in answered),
        best=min(best, sheet.total_max),
        next_star=star,
        points_short=max(Fraction(0), floor - result.total) if star else Fraction(0),
        short=short,
    )


def _next_star(stars: int | None) -> int | None:
    above = [star for star in RECOGNISED_STARS if star > (stars or 0)]
    return min(above) if above else None


def _short_of(
    sheet: Sheet, answers: Mapping[str, Any], star: int, *, inherit: bool
) -> tuple[HeldBack, ...]:
    found = []
    for criterion in sheet.criteria:
        got = points_of(answers, criterion.code)
        found += [
            HeldBack(marked, criterion.code, needs, Fraction(got), 0, 1)
            for marked, needs in criterion.minima
            if got < needs and (marked == star or (inherit and marked < star))
        ]
    return tuple(found)
