"""What changed from one score sheet to another, criterion by criterion, in words.

For whoever checks a new decision's sheet before it is published. Criteria are paired by their name,
read without accents and case; what is left over on both sides under one code is told as renamed.
"""

from dataclasses import dataclass

from common.text import fold
from evaluations.rating.sheet import Criterion, Sheet

ADDED, DROPPED, CHANGED = "added", "dropped", "changed"


@dataclass(frozen=True)
class Change:
    """One criterion, or ``code`` "" for the sheet itself; ``lines`` are whole sentences."""

    kind: str
    code: str
    name: str
    lines: tuple[str, ...]


def compare(old: Sheet, new: Sheet) -> list[Change]:
    """The changes from ``old`` to ``new`` in the order of the new form, the dropped last.

    Empty for a sheet and itself. Nothing is said of provenance, doubts or dates.
    """
    found = []
    whole = _whole(old, new)
    if whole:
        found.append(Change(CHANGED, "", new.name, tuple(whole)))
    pairs = _pairs(old, new)
    for criterion in new.criteria:
        before = pairs.get(criterion.code)
        if before is None:
            line = f"Tiêu chí mới, tối đa {criterion.max_points} điểm."
            found.append(Change(ADDED, criterion.code, criterion.name, (line,)))
        elif lines := _lines(before, criterion):
            found.append(Change(CHANGED, criterion.code, criterion.name, tuple(lines)))
    kept = {before.code for before in pairs.values()}
    for criterion in old.criteria:
        if criterion.code not in kept:
            line = f"Không còn (trước đây tối đa {criterion.max_points} điểm)."
            found.append(Change(DROPPED, criterion.code, criterion.name, (line,)))
    return found


def _pairs(old: Sheet, new: Sheet) -> dict[str, Criterion]:
    """The criterion of ``old`` that each code of ``new`` goes on from."""
    left = {fold(criterion.name): criterion for criterion in reversed(old.criteria)}
    pairs = {}
    for criterion in new.criteria:
        before = left.pop(fold(criterion.name), None)
        if before is not None:
            pairs[criterion.code] = before
    by_code = {criterion.code: criterion for criterion in left.values()}
    for criterion in new.criteria:
        if criterion.code not in pairs and criterion.code in by_code:
            pairs[criterion.code] = by_code[criterion.code]
    return pairs


def _whole(old: Sheet, new: Sheet) -> list[str]:
    lines = []
    if old.name != new.name:
        lines.append(f"Tên bộ: “{old.name}” thành “{new.name}”.")
    if old.total_max != new.total_max:
        lines.append(f"Tổng điểm tối đa: {old.total_max} thành {new.total_max}.")
    before, after = ({band.star: band.min for band in sheet.bands} for sheet in (old, new))
    lines += [
        f"{star} sao từ {before.get(star, 'không có')} thành từ {after.get(star, 'không có')} điểm."
        for star in sorted({*before, *after}, reverse=True)
        if before.get(star) != after.get(star)
    ]
    if old.sample_count != new.sample_count:
        lines.append(f"Số sản phẩm mẫu: {old.sample_count} thành {new.sample_count}.")
    told = {gate.code: "; ".join(gate.conditions) for gate in old.gates}
    asked = {gate.code: "; ".join(gate.conditions) for gate in new.gates}
    lines += [f"Điều kiện loại mới {code}: {asked[code]}." for code in asked if code not in told]
    lines += [f"Bỏ điều kiện loại {code}: {told[code]}." for code in told if code not in asked]
    lines += [
        f"Điều kiện loại {code}: “{told[code]}” thành “{asked[code]}”."
        for code in asked
        if code in told and told[code] != asked[code]
    ]
    return lines


def _lines(old: Criterion, new: Criterion) -> list[str]:
    lines = []
    if old.code != new.code:
        lines.append(f"Số thứ tự {old.code} thành {new.code}.")
    if old.name != new.name:
        lines.append(f"Tên “{old.name}” thành “{new.name}”.")
    if old.max_points != new.max_points:
        lines.append(f"Điểm tối đa {old.max_points} thành {new.max_points}.")
    if old.allow_none != new.allow_none:
        lines.append(
            "Nay được để trống (0 điểm)." if new.allow_none else "Nay có mức 0 điểm để chọn."
        )
    lines += _options(old, new)
    before, after = dict(old.minima), dict(new.minima)
    for star in (3, 4, 5):
        if before.get(star) != after.get(star):
            lines.append(
                f"Mức tối thiểu cho {star} sao: {_points(before.get(star))}"
                f" thành {_points(after.get(star))}."
            )
    return lines


def _points(points: int | None) -> str:
    return "không có" if points is None else f"{points} điểm"


def _options(old: Criterion, new: Criterion) -> list[str]:
    before = {(option.case, fold(option.label)): option for option in old.options}
    after = {(option.case, fold(option.label)): option for option in new.options}
    lines = [
        f"Mức “{option.label}”: {before[key].points} thành {option.points} điểm."
        for key, option in after.items()
        if key in before and before[key].points != option.points
    ]
    gone = {(o.case, o.points): o for key, o in before.items() if key not in after}
    for option in (option for key, option in after.items() if key not in before):
        worded = gone.pop((option.case, option.points), None)
        if worded is None:
            lines.append(f"Thêm mức {option.points} điểm: “{option.label}”.")
        else:
            lines.append(f"Mức {option.points} điểm: “{worded.label}” thành “{option.label}”.")
    lines += [f"Bỏ mức {option.points} điểm: “{option.label}”." for option in gone.values()]
    return lines
