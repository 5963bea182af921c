"""What each star still needs, and the cheapest way there over the options of the sheet.

Cheapest: fewest criteria to change; among those fewest steps from option to option; among those
fewest criteria that the council judges from the samples, which no paper can prove.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil

from evaluations.rating import (
    RECOGNISED_STARS,
    Answers,
    Criterion,
    HeldBack,
    Regulation,
    Sheet,
    points_of,
    predict,
)

# How the sheets tell a criterion that is judged from the samples.
_BY_SAMPLES = "Mẫu sản phẩm"


@dataclass(frozen=True, slots=True)
class Change:
    """One criterion to raise (or, where it doesn't apply, to empty).

    ``steps`` counts options passed; ``label`` is the option to reach, empty for an empty box.
    """

    criterion: str
    name: str
    case: str | None
    before: int
    after: int
    steps: int
    label: str


@dataclass(frozen=True, slots=True)
class StarPath:
    """The way from a self-score to ``star``.

    ``needs`` is the least total of the star's band, ``short`` how many points are missing now,
    ``unmet`` the star marks missed (with those of lower stars where they bind). ``changes`` is the
    cheapest way in the order of the sheet, empty when reached, None when no answers reach it.
    ``after`` is the total after the changes.
    """

    star: int
    reached: bool
    total: int
    needs: int
    short: int
    unmet: tuple[HeldBack, ...]
    changes: tuple[Change, ...] | None
    after: int


@dataclass(frozen=True, slots=True)
class _Level:
    """One value a criterion can take: its points and its place among the options."""

    points: int
    rank: int


# Points that a criterion can come to besides those it has: what the producer is can't be chosen.
Limits = Mapping[str, frozenset[int]]

# (criteria changed, steps, of them judged from samples)
_Cost = tuple[int, int, int]
# A level for each criterion of a group, with what it costs and gives.
_Move = tuple[_Cost, int, tuple[tuple[int, _Level], ...]]


def star_paths(
    sheet: Sheet, answers: Answers, *, limits: Limits | None = None
) -> tuple[StarPath, ...]:
    """The ways to 3, 4 and 5 stars from ``answers``, which must have passed ``answers_faults``."""
    return tuple(
        star_path(sheet, answers, star, limits=limits) for star in sorted(RECOGNISED_STARS)
    )


def star_path(
    sheet: Sheet,
    answers: Answers,
    star: int,
    *,
    limits: Limits | None = None,
    regulation: Regulation | None = None,
) -> StarPath:
    """The cheapest answers that come to ``star`` or more; see :class:`StarPath`.

    A criterion in ``limits`` keeps its points or takes some of those named there. A criterion stays
    in the case it was answered in. Answers never give points to a criterion that doesn't apply (5.2
    without a story), and fill every criterion whose form has a nought to choose.
    """
    regulation = regulation or Regulation()
    result = predict(sheet, answers, regulation)
    total = int(result.total)
    needs = next(band.min for band in sheet.bands if band.star == star)
    reached = (result.stars or 0) >= star
    binding = {s for s in RECOGNISED_STARS if s <= star} if regulation.inherit_minima else {star}
    unmet = tuple(
        HeldBack(mark, criterion.code, least, Fraction(got), 0, 1)
        for criterion in sheet.criteria
        for mark, least in criterion.minima
        if mark in binding and (got := points_of(answers, criterion.code)) < least
    )
    start = _Start(sheet, answers, limits or {})
    changes = () if reached else _cheapest(start, needs, binding)
    gain = sum(change.after - change.before for change in changes or ())
    return StarPath(
        star=star,
        reached=reached,
        total=total,
        needs=needs,
        short=max(needs - total, 0),
        unmet=() if reached else unmet,
        changes=changes,
        after=total + gain,
    )


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a way begins."""

    sheet: Sheet
    answers: Answers
    limits: Limits

    def points(self, criterion: Criterion) -> int:
        """What the criterion has now."""
        return points_of(self.answers, criterion.code)

    def case(self, criterion: Criterion) -> str | None:
        """The case the criterion was answered in; the first one where it is still empty."""
        if not criterion.has_cases:
            return None
        answer = self.answers.get(criterion.code)
        return answer["case"] if answer is not None else criterion.cases[0].code

    def levels(self, criterion: Criterion) -> list[_Level]:
        """The values a criterion can take, lowest first; rank 0 is the empty box or the nought."""
        points = sorted({option.points for option in criterion.options_of(self.case(criterion))})
        may_be_empty = criterion.allow_none or criterion.applies_if is not None
        if may_be_empty and 0 not in points:
            points = [0, *points]
        first = 0 if 0 in points else 1
        return [_Level(value, place) for place, value in enumerate(points, start=first)]

    def open_levels(self, criterion: Criterion) -> list[_Level]:
        """Those of them that the producer can come to."""
        limit = self.limits.get(criterion.code)
        if limit is None:
            return self.levels(criterion)
        within = limit | {self.points(criterion)}
        return [level for level in self.levels(criterion) if level.points in within]

    def rank(self, criterion: Criterion) -> int:
        """The place of the answer among the values; 0 for an empty one."""
        ranks = {level.points: level.rank for level in self.levels(criterion)}
        return ranks.get(self.points(criterion), 0)


def _cheapest(start: _Start, needs: int, binding: set[int]) -> tuple[Change, ...] | None:
    """Over groups of criteria, the best cost of every total that can be reached (capped)."""
    cap = ceil(needs)
    best: dict[int, tuple[_Cost, tuple[tuple[int, _Level], ...]]] = {0: ((0, 0, 0), ())}
    for group in _groups(start.sheet):
        moves = list(_moves(start, group, binding))
        following: dict[int, tuple[_Cost, tuple[tuple[int, _Level], ...]]] = {}
        for total, (cost, path) in best.items():
            for extra, points, chosen in moves:
                reached = min(total + points, cap)
                candidate = (_add(cost, extra), path + chosen)
                known = following.get(reached)
                if known is None or candidate[0] < known[0]:
                    following[reached] = candidate
        best = following
    if cap not in best:
        return None
    reached_by = sorted(best[cap][1], key=lambda item: item[0])
    found = [(start.sheet.criteria[place], level) for place, level in reached_by]
    return tuple(
        _change(start, criterion, level)
        for criterion, level in found
        if level.points != start.points(criterion)
    )


def _add(one: _Cost, other: _Cost) -> _Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _groups(sheet: Sheet) -> Iterable[tuple[int, ...]]:
    """Places of criteria that hang together: each with those that apply only if it has points."""
    root = {criterion.code: criterion.code for criterion in sheet.criteria}
    for criterion in sheet.criteria:
        above, seen = criterion, {criterion.code}
        while above.applies_if in sheet.by_code and above.applies_if not in seen:
            above = sheet.by_code[above.applies_if]
            seen.add(above.code)
        root[criterion.code] = above.code
    groups: dict[str, list[int]] = {}
    for place, criterion in enumerate(sheet.criteria):
        groups.setdefault(root[criterion.code], []).append(place)
    return map(tuple, groups.values())


def _moves(start: _Start, group: tuple[int, ...], binding: set[int]) -> Iterator[_Move]:
    criteria = [start.sheet.criteria[place] for place in group]
    for levels in product(*(start.open_levels(criterion) for criterion in criteria)):
        points = {c.code: level.points for c, level in zip(criteria, levels, strict=True)}
        if any(_is_refused(criterion, points, binding) for criterion in criteria):
            continue
        changed = steps = tasted = 0
        for criterion, level in zip(criteria, levels, strict=True):
            if level.points != start.points(criterion):
                changed += 1
                steps += abs(level.rank - start.rank(criterion))
                tasted += _BY_SAMPLES in criterion.evidence
        chosen = tuple(zip(group, levels, strict=True))
        yield (changed, steps, tasted), sum(points.values()), chosen


def _is_refused(criterion: Criterion, points: dict[str, int], binding: set[int]) -> bool:
    got = points[criterion.code]
    if criterion.applies_if is not None and got and not points.get(criterion.applies_if, 0):
        return True
    return any(mark in binding and got < least for mark, least in criterion.minima)


def _change(start: _Start, criterion: Criterion, level: _Level) -> Change:
    case = start.case(criterion)
    # Which case is the producer's own is for the producer to say first.
    told = not criterion.has_cases or criterion.code in start.answers
    options = criterion.options_of(case) if told else ()
    label = next((option.label for option in options if option.points == level.points), "")
    return Change(
        criterion=criterion.code,
        name=criterion.name,
        case=case,
        before=start.points(criterion),
        after=level.points,
        steps=abs(level.rank - start.rank(criterion)),
        label=label,
    )
