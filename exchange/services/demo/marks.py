"""Made-up marks: a full sheet whose total is exactly what the demo story needs."""

from typing import Any

from evaluations.rating import Sheet
from evaluations.rating.sheet import Criterion, Option

Answers = dict[str, Any]


def sheet_of_total(sheet: Sheet, total: int, *, keeps: int = 5, **fixed: int) -> Answers:
    """Answers whose points add up to ``total`` and that keep the minima up to ``keeps`` stars.

    ``fixed`` sets single criteria first, with ``c`` and underscores: ``c3_5=1``. Starts from the
    best options and lowers one criterion after another, in the order of the sheet.

    Raises:
        ValueError: when the sheet allows no such total.
    """
    wanted = {name.removeprefix("c").replace("_", "."): points for name, points in fixed.items()}
    chosen = {
        criterion.code: _fixed(criterion, wanted[criterion.code])
        if criterion.code in wanted
        else max(_first_case(criterion), key=lambda option: option.points)
        for criterion in sheet.criteria
    }
    surplus = sum(option.points for option in chosen.values()) - total
    movable = [criterion for criterion in sheet.criteria if criterion.code not in wanted]
    while surplus > 0:
        lowered = next(filter(None, (_lower(c, chosen, surplus, keeps) for c in movable)), None)
        if lowered is None:
            raise ValueError(f"{sheet.code}: không có phiếu nào đúng {total} điểm")
        criterion, option = lowered
        surplus -= chosen[criterion.code].points - option.points
        chosen[criterion.code] = option
    if surplus < 0:
        raise ValueError(f"{sheet.code}: không có phiếu nào đúng {total} điểm")
    return {code: _answer(option) for code, option in chosen.items()}


def _first_case(criterion: Criterion) -> list[Option]:
    first = criterion.options[0].case
    return [option for option in criterion.options if option.case == first]


def _fixed(criterion: Criterion, points: int) -> Option:
    return next(option for option in _first_case(criterion) if option.points == points)


def _lower(
    criterion: Criterion, chosen: dict[str, Option], surplus: int, keeps: int
) -> tuple[Criterion, Option] | None:
    """The next lower option of the criterion that neither overshoots nor breaks a minimum."""
    if criterion.code == "5.1" or criterion.applies_if:
        return None  # the story and what hangs on it stay: 5.2 applies only where 5.1 has points
    floor = max((needs for star, needs in criterion.minima if star <= keeps), default=0)
    now = chosen[criterion.code].points
    lower = [
        option
        for option in _first_case(criterion)
        if max(floor, now - surplus) <= option.points < now
    ]
    return (criterion, max(lower, key=lambda option: option.points)) if lower else None


def _answer(option: Option) -> Any:
    return option.points if option.case is None else {"case": option.case, "points": option.points}
