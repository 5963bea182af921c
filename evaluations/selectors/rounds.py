"""Which round a proposal is in time for, and which it has just missed (rules 5-02, 5-03, 5-04)."""

import datetime as dt
from dataclasses import dataclass

from common.dates import vn_date
from communes.models import AdministrativeUnit
from evaluations.enums import Level, RoundState
from evaluations.models import EvaluationRound
from evaluations.selectors.council.sittings import seated_at
from evaluations.selectors.dossier import province_of
from evaluations.workflow.council import ROUNDS_BY_LAW, round_dates


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next round that takes proposals; ``opened`` False: only Article 5.1 names it yet.

    ``missed`` is a sentence on the round whose day has passed this year, empty if none has.
    """

    name: str
    proposals_before: dt.date
    held_before: dt.date
    opened: bool
    missed: str

    @property
    def sentence(self) -> str:
        """For whoever files or proposes."""
        told = (
            f"Đề nghị trước {vn_date(self.proposals_before)} thì vào {self.name.lower()}, tổ chức"
            f" trước {vn_date(self.held_before)} (Điều 5.1)"
        )
        return f"{self.missed}. {told}" if self.missed else told


def round_ahead(unit: AdministrativeUnit, *, on: dt.date) -> Ahead:
    """The round of the commune's province that a proposal made on ``on`` goes into; strict days.

    Open rounds count, extra ones (5-04) too; where none is open, the days that Article 5.1 sets.
    """
    rounds = list(
        EvaluationRound.objects.filter(
            seated_at(province_of(unit)), level=Level.PROVINCE, state=RoundState.OPEN
        ).order_by("proposals_before", "pk")
    )
    coming = next((row for row in rounds if row.proposals_before > on), None)
    by_law = _by_law(on)
    opened = coming is not None and coming.proposals_before <= by_law[1]
    missed = _missed(on)
    if coming is not None and opened:
        name, before, held = str(coming), coming.proposals_before, coming.held_before
    else:
        name, before, held = by_law
    return Ahead(name, before, held, opened=opened, missed=missed)


def _of_year(year: int) -> list[tuple[str, dt.date, dt.date]]:
    """Name and days of the rounds that Article 5.1 sets, in their order."""
    numbered = ((n, round_dates(Level.PROVINCE, year, n)) for n in range(1, ROUNDS_BY_LAW + 1))
    return [
        (f"Đợt {number} năm {year}", dates.proposals_before, dates.held_before)
        for number, dates in numbered
        if dates is not None
    ]


def _by_law(on: dt.date) -> tuple[str, dt.date, dt.date]:
    return next(row for row in _of_year(on.year) + _of_year(on.year + 1) if row[1] > on)


def _missed(on: dt.date) -> str:
    """The last round of the year whose day has come: "before 30/4" leaves 30/4 out."""
    gone = [row for row in _of_year(on.year) if row[1] <= on]
    if not gone:
        return ""
    name, before, _held = gone[-1]
    return f"{name} đã hết nhận đề nghị (phải trước {vn_date(before)})"
