"""A score sheet (phiếu chấm, Annex II) as frozen values.

`reader.parse_sheet` makes them; nothing repairs them. `checks.check_sheet` says what is wrong with
a sheet, and only one without errors may be published and scored with.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

# What one option of a criterion is worth, and in which of the two cases it stands (or none).
Choice = tuple[str | None, int]

# Outcomes that a gate can have, as the data name them, in the words of the forms.
EFFECT_LABELS: dict[str, str] = {
    "reject": "hồ sơ bị loại",
    "not-eligible": "không đủ điều kiện tham gia",
    "not-assessed": "không đánh giá",
    "stop": "dừng đánh giá",
}


@dataclass(frozen=True)
class Option:
    """One box □ of a criterion. `star` is its printed star mark (3-5) or None.

    `reconstructed`: the points could not be read in the source and were concluded from other
    sheets; `source_points` is what stood there (None: nothing readable).
    """

    label: str
    points: int
    star: int | None = None
    case: str | None = None
    reconstructed: bool = False
    source_points: str | None = None


@dataclass(frozen=True)
class Case:
    """One of the two cases between which an evaluator chooses first (sheet 26: 8, 9, 15).

    `name` is empty where the source does not print one.
    """

    code: str
    name: str


@dataclass(frozen=True)
class Criterion:
    """One line to score: single choice among `options`.

    `allow_none`: the form prints no option of 0 points, so the box may stay empty and counts 0.
    `minima`: (star, points) in rising star order, the star marks of the form.
    `applies_if`: code of the criterion that must have points before this one applies
    (5.2 "Chỉ áp dụng khi có câu chuyện sản phẩm"); None when it always applies.
    `reconstructed`: its maximum or one of its options was concluded, not read.
    """

    code: str
    name: str
    max_points: int
    kind: str
    allow_none: bool
    options: tuple[Option, ...]
    cases: tuple[Case, ...] = ()
    minima: tuple[tuple[int, int], ...] = ()
    minima_inferred: bool = False
    applies_if: str | None = None
    notes: tuple[str, ...] = ()
    evidence: str = ""
    evidence_inferred: bool = False
    commune_report: bool = False
    max_points_reconstructed: bool = False
    part: str = ""
    section: str | None = None

    @property
    def has_cases(self) -> bool:
        """Whether an answer must name a case beside its points."""
        return any(option.case is not None for option in self.options)

    @property
    def reconstructed(self) -> bool:
        """Whether a value of this criterion was concluded instead of read."""
        return self.max_points_reconstructed or any(o.reconstructed for o in self.options)

    @cached_property
    def choices(self) -> frozenset[Choice]:
        """Every (case, points) an evaluator may choose."""
        return frozenset((option.case, option.points) for option in self.options)

    def options_of(self, case: str | None) -> tuple[Option, ...]:
        """The options of one case, or all when the criterion has no cases."""
        return tuple(option for option in self.options if option.case == case)

    def minimum_for(self, star: int) -> int | None:
        """Points marked as the minimum of exactly this star, without inheritance."""
        return dict(self.minima).get(star)


@dataclass(frozen=True)
class Section:
    """A heading with a printed sum ("1. TỔ CHỨC SẢN XUẤT"); `parent` is the section around it."""

    code: str
    name: str
    max_points: int
    parent: str | None = None

    def holds(self, code: str) -> bool:
        """Whether a criterion of this code stands under (or is) this section."""
        return code == self.code or code.startswith(f"{self.code}.")


@dataclass(frozen=True)
class Part:
    """Part A, B or C with its printed maximum."""

    code: str
    name: str
    max_points: int
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Gate:
    """A condition that ends the rating whatever the points are.

    `effect` is the outcome in the words of the data: reject, not-eligible, not-assessed, stop.
    """

    code: str
    kind: str
    effect: str
    conditions: tuple[str, ...]
    criterion: str | None = None
    applies_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Band:
    """Totals from `min` (included) up to `max` (included only if `max_inclusive`) are `star`."""

    star: int
    min: int
    max: int
    max_inclusive: bool


@dataclass(frozen=True)
class Gap:
    """A doubt about the source, kept in words: `criterion` is a code, a part or "*"."""

    criterion: str
    text: str


@dataclass(frozen=True)
class Correction:
    """A typing error of the transcript that was set right: what stood there and what stands now."""

    code: str
    was: str
    now: str
    why: str


@dataclass(frozen=True)
class Sheet:
    """One official score sheet: a product set under one decision.

    `code` "QD26-09" = `generation` "QD26" and `number` 9. Dates are the days the decision governs;
    `effective_to` None = still in force.
    """

    code: str
    generation: str
    number: int
    decision: str
    decision_date: date
    effective_from: date
    effective_to: date | None
    name: str
    group_code: str
    group: str
    subgroup: str
    lead_agency: str
    requires_samples: bool
    sample_count: int
    field_visit_expected: bool
    total_max: int
    bands: tuple[Band, ...]
    parts: tuple[Part, ...]
    gates: tuple[Gate, ...]
    verified: bool
    reconstructed_codes: tuple[str, ...]
    gaps: tuple[Gap, ...]
    corrections: tuple[Correction, ...]
    provenance: str

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion in the order of the form."""
        return tuple(criterion for part in self.parts for criterion in part.criteria)

    @cached_property
    def by_code(self) -> dict[str, Criterion]:
        """Criteria by code; a code printed twice keeps the first (and makes the sheet unsound)."""
        return {criterion.code: criterion for criterion in reversed(self.criteria)}

    @cached_property
    def gates_by_code(self) -> dict[str, Gate]:
        """Gates by code."""
        return {gate.code: gate for gate in self.gates}

    @property
    def reconstructed(self) -> bool:
        """Whether any value was concluded instead of read."""
        return bool(self.reconstructed_codes) or any(c.reconstructed for c in self.criteria)

    def band_of(self, total: Fraction | int) -> int:
        """Star of the band holding the exact total; LookupError when no band holds it."""
        for band in self.bands:
            if band.min <= total < band.max or (band.max_inclusive and total == band.max):
                return band.star
        raise LookupError(f"Không có khung điểm nào chứa {total}")

    def gaps_of(self, code: str) -> tuple[Gap, ...]:
        """What is doubtful about one criterion, as the source's reader wrote it down."""
        return tuple(gap for gap in self.gaps if gap.criterion == code)
