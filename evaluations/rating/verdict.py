"""From score sheets to stars (Đ3.3; Annex II): the one definition of a result.

A member's total is the sum of the chosen points. The product's total is the exact mean of the
members who score it, a fraction that is never rounded before it is compared: 89,996 is shown as
90,00 and is a band of 4 stars. The stars are the highest of 5, 4, 3 that the band reaches and whose
minima (star marks of the form) are met.

What the nation leaves to the province is in `Regulation`: how a minimum is tested against several
members, whether the minima of lower stars bind too, how far members may be apart, whether the
highest and the lowest sheet count, what is rounded before it is compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from evaluations.rating.answers import Answers, CaseError, answers_faults, points_of
from evaluations.rating.sheet import Criterion, Sheet

# 1 and 2 stars get no decision and no certificate (Đ4.1.a).
RECOGNISED_STARS = (5, 4, 3)
RATED = "rated"

Minima = Literal["mean", "each", "majority"]
Aggregation = Literal["mean", "trimmed"]
Rounding = Literal["exact", "two_places"]

# With fewer sheets none is left out: two of four would leave a result of two.
TRIMMED_FROM = 5


@dataclass(frozen=True)
class Regulation:
    """What the council's own regulation decides (Đ7.3.b leaves it to the Chairman).

    `minima`: a minimum is met by the "mean" of the criterion, by "each" scoring member, or by a
    "majority" (more than half) of them. `inherit_minima`: a star also needs the minima of the stars
    below. `spread_max`: members' totals further apart than this many points call for a re-score.
    `aggregation`: "mean" of all members' totals, or "trimmed": one highest and one lowest total are
    left out where there are five sheets or more (the minima are tested against every sheet all the
    same: of two equal totals nobody could say whose sheet was left out). `rounding`: what is tested
    against bands and minima is "exact", or as shown, with "two_places" half up.
    """

    minima: Minima = "mean"
    inherit_minima: bool = True
    spread_max: Fraction = Fraction(10)
    aggregation: Aggregation = "mean"
    rounding: Rounding = "exact"

    def compared(self, value: Fraction) -> Fraction:
        """`value` as it is compared with bands and minima."""
        return Fraction(fixed(value)) if self.rounding == "two_places" else value


@dataclass(frozen=True)
class HeldBack:
    """A star mark that was not reached.

    `got` is the exact mean of the criterion; `met_by` of `members` members reached `needs`.
    """

    star: int
    criterion: str
    needs: int
    got: Fraction
    met_by: int
    members: int

    def as_dict(self) -> dict[str, object]:
        """The entry as the contract of `manage.py rate` writes it."""
        return {
            "star": self.star,
            "criterion": self.criterion,
            "needs": self.needs,
            "got": fixed(self.got),
        }


@dataclass(frozen=True)
class Result:
    """What the council's sheets come to. Totals are exact; `as_dict` shows two decimals.

    `band` (1-5) follows from the points alone, `stars` (5, 4, 3 or None) from points and minima.
    `outcome` is "rated" or the effect of the gate that was triggered; then `stars` is None and
    `held_back` empty, because it was the gate and no criterion that decided.
    """

    total: Fraction
    member_totals: tuple[int, ...]
    spread: int
    spread_exceeded: bool
    band: int
    stars: int | None
    held_back: tuple[HeldBack, ...]
    outcome: str
    gates: tuple[str, ...] = ()
    means: dict[str, Fraction] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Exactly the keys of the contract of `manage.py rate --json`, JSON-safe."""
        return {
            "total": fixed(self.total),
            "member_totals": [fixed(total) for total in self.member_totals],
            "spread": fixed(self.spread),
            "spread_exceeded": self.spread_exceeded,
            "band": self.band,
            "stars": self.stars,
            "held_back": [entry.as_dict() for entry in self.held_back],
            "outcome": self.outcome,
        }


def fixed(value: Fraction | int) -> str:
    """A value that is not negative with two decimals, half up: Fraction(10, 7) → "1.43"."""
    hundredths = int(Fraction(value) * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"


def rate(
    sheet: Sheet,
    members: Sequence[Answers],
    regulation: Regulation | None = None,
    gates: Iterable[str] = (),
) -> Result:
    """The result of one product: `members` holds the answers of each member who scores it.

    `held_back` lists every star mark that was missed among the stars above the one given, up to the
    star of the band (with stars None: from 3 up). Each mark stands once, under the star it is
    printed for, in the order of the sheet and, within a criterion, of rising stars. It is empty
    when the band's star was given.

    `gates` are codes of triggered gates; the first of them in the order of the sheet gives the
    outcome. An empty criterion counts 0 (whether it may be empty is `answers_faults(complete=…)`).

    Pure and exact; the order of the members changes nothing but the order of `member_totals`.
    Raises CaseError when there is no member, an answer is not an option or a gate is unknown.
    """
    regulation = regulation or Regulation()
    triggered = set(gates)
    faults = [] if members else ["Không có thành viên nào chấm điểm."]
    for position, answers in enumerate(members, start=1):
        faults += [f"Thành viên {position}: {fault}" for fault in answers_faults(sheet, answers)]
    faults += [
        f"Phiếu {sheet.code} không có điều kiện loại {code}."
        for code in sorted(triggered - sheet.gates_by_code.keys())
    ]
    if faults:
        raise CaseError(faults)

    marks = {
        criterion.code: tuple(points_of(answers, criterion.code) for answers in members)
        for criterion in sheet.criteria
    }
    totals = tuple(sum(row) for row in zip(*marks.values(), strict=True))
    total = _total(totals, regulation.aggregation)
    spread = max(totals) - min(totals)
    band = sheet.band_of(regulation.compared(total))
    missed = [
        entry
        for criterion in sheet.criteria
        for entry in _missed(criterion, marks[criterion.code], regulation)
    ]
    stars = _stars(band, {entry.star for entry in missed}, inherit=regulation.inherit_minima)
    fired = [gate for gate in sheet.gates if gate.code in triggered]
    return Result(
        total=total,
        member_totals=totals,
        spread=spread,
        spread_exceeded=spread > regulation.spread_max,
        band=band,
        stars=None if fired else stars,
        held_back=(
            () if fired else tuple(entry for entry in missed if (stars or 0) < entry.star <= band)
        ),
        outcome=fired[0].effect if fired else RATED,
        gates=tuple(gate.code for gate in fired),
        means={code: Fraction(sum(row), len(row)) for code, row in marks.items()},
    )


def predict(sheet: Sheet, answers: Answers, regulation: Regulation | None = None) -> Result:
    """What one sheet alone would come to: the self-score of a producer, a member's own view.

    Criteria left out count 0, so a half-filled draft can be shown as it grows.
    """
    return rate(sheet, [answers], regulation)


def _total(totals: tuple[int, ...], aggregation: Aggregation) -> Fraction:
    if aggregation == "trimmed" and len(totals) >= TRIMMED_FROM:
        totals = tuple(sorted(totals))[1:-1]
    return Fraction(sum(totals), len(totals))


def _missed(
    criterion: Criterion, points: tuple[int, ...], regulation: Regulation
) -> list[HeldBack]:
    mean = Fraction(sum(points), len(points))
    found = []
    for star, needs in criterion.minima:
        met_by = sum(mark >= needs for mark in points)
        if not _is_met(regulation.minima, regulation.compared(mean), needs, met_by, len(points)):
            found.append(HeldBack(star, criterion.code, needs, mean, met_by, len(points)))
    return found


def _is_met(minima: Minima, mean: Fraction, needs: int, met_by: int, members: int) -> bool:
    if minima == "each":
        return met_by == members
    if minima == "majority":
        return 2 * met_by > members
    return mean >= needs


def _stars(band: int, missed: set[int], *, inherit: bool) -> int | None:
    """The highest recognised star within the band none of whose binding minima was missed."""
    for star in RECOGNISED_STARS:
        binding = {s for s in RECOGNISED_STARS if s <= star} if inherit else {star}
        if star <= band and not binding & missed:
            return star
    return None
