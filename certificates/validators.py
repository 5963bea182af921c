"""Pure rules of the certificates room: terms, ways out of a verdict, the expiry ladder, codes."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from certificates.enums import DecisionKind, LadderStep, LastDay
from common.dates import add_months
from common.text import normalise
from evaluations.rating.verdict import RATED
from evaluations.workflow.package import APPROVE, RECOGNISE, way_of

VALID_MONTHS = 36  # Decision 26/2026 Art. 4.3
REVOKE_DAYS = 15  # Art. 8.4, rule 8-04
_TOP_BAND = 5
# How the council room names where a verdict goes.
_DECISIONS = {RECOGNISE: DecisionKind.RECOGNISE, APPROVE: DecisionKind.APPROVE_RESULT}


def term_end(issued_on: dt.date) -> dt.date:
    """The last day on which a certificate issued on ``issued_on`` is valid (rule 4.3).

    Art. 4.3 gives 36 months from the day of issue and is silent about the last day. Bộ luật
    Dân sự 2015 decides: the first day isn't counted (Art. 147.2), and a term in months ends with
    the end of the day of the same number, or of the month's last day where there is none (Art.
    148.3). So 29/02/2024 ends on 28/02/2027, and registers that print 05/8/2026 – 05/8/2029 agree.
    A last day on a Sunday isn't moved (Art. 148.5 speaks of acts to be done, and no register
    moves it). ``settings.CERTIFICATE_LAST_DAY = "day_before"`` is for a province that reads it
    the other way.

    Raises:
        ImproperlyConfigured: when the setting is neither ``same_day`` nor ``day_before``.
    """
    reading = settings.CERTIFICATE_LAST_DAY
    if reading not in LastDay.values:
        raise ImproperlyConfigured(f"CERTIFICATE_LAST_DAY={reading!r}: {', '.join(LastDay.values)}")
    end = add_months(issued_on, VALID_MONTHS)
    return end - dt.timedelta(days=1) if reading == LastDay.DAY_BEFORE else end


def revoke_before(basis_on: dt.date) -> dt.date:
    """Last day to decide a revocation: 15 days from the conclusion or confirmation (Art. 8.4)."""
    return basis_on + dt.timedelta(days=REVOKE_DAYS)


def way_out(*, level: str, outcome: str, band: int, stars: int | None) -> DecisionKind | None:
    """Which decision a verdict leads to; ``None``: no decision, only a letter that explains.

    Province: 3 and 4 stars under 90 points are recognised (rule 7-13); 90 and more is approved and
    forwarded, without a certificate (rule 7-14). The band comes from the exact mean, so 89,995
    shown as 90,00 is still under 90. Centre: 5 stars are recognised (rule 7-17).
    """
    return _DECISIONS.get(way_of(level=level, outcome=outcome, band=band, stars=stars))


def way_home(*, outcome: str, stars: int | None) -> DecisionKind | None:
    """Which decision of the province a central verdict under 5 stars leads to (rule 7-19).

    The Chairman may recognise 3 or 4 stars on the central council's result; he may also have the
    product evaluated again, which is a move of the dossier, not a decision.
    """
    if outcome != RATED or stars is None or stars >= _TOP_BAND:
        return None
    return DecisionKind.RECOGNISE


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder, due ``days`` before the last day of validity."""

    step: LadderStep
    days: int

    def due_on(self, end: dt.date) -> dt.date:
        """The day on which this step is due for a certificate that ends on ``end``."""
        return end - dt.timedelta(days=self.days)


# 180 and 120 are the window of rule 7-21 (Art. 7.6.a): handed in not earlier, not later.
LADDER = (
    Rung(LadderStep.YEAR, 365),
    Rung(LadderStep.WINDOW_OPENS, 180),
    Rung(LadderStep.WINDOW_HALF, 150),
    Rung(LadderStep.WINDOW_CLOSES, 120),
    Rung(LadderStep.TWO_MONTHS, 60),
    Rung(LadderStep.MONTH, 30),
    Rung(LadderStep.LAST_DAY, 0),
    Rung(LadderStep.OVER, -1),
)
# After this nobody is told any more: Art. 12.3 tolerates at most 180 days (rule 12-04), and an
# old register with certificates of 2019 must not send hundreds of belated warnings.
LADDER_CLOSES = dt.timedelta(days=180)


def clean_code(text: str) -> str:
    """A code as people type or read it out, in the stored form: ``th7k-2m9 q`` → ``TH7K2M9Q``."""
    return "".join(char for char in text.upper() if char.isalnum() and char.isascii())


_NUMBER_WORDS = re.compile(r"^(?:quyết định|qđ)?\s*(?:số)?\s*:?\s*(?=\d)")


@lru_cache(maxsize=4096)
def decision_key(number: str) -> str:
    """What two spellings of a decision's number share: ``Số 715/QĐ – UBND`` → ``715/qđ-ubnd``."""
    plain = normalise(number).casefold().replace("–", "-").replace("—", "-")
    return "".join(_NUMBER_WORDS.sub("", plain).split())
