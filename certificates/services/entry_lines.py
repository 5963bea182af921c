"""One line of an old register as understood, and which decision it speaks of."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certificates.enums import EntryStatus
from certificates.services.register import Places
from certificates.validators import decision_key
from common.text import normalise
from communes.models import AdministrativeUnit
from evaluations.enums import Level
from products.models import Product

_CENTRAL_STARS = 5
# What a line says; the rest of a RegisterEntry is where it stands.
SAID = (
    "status",
    "stars",
    "proposed_stars",
    "score",
    "decision_number",
    "decided_on",
    "decided_year",
    "authority",
    "round_text",
    "round_year",
    "notes",
    "row_key",
)


@dataclass(slots=True, kw_only=True)
class EntryLine:
    """One line as understood. ``speaks`` False keeps a recognition out of today's stars."""

    product: Product
    # The province whose authority decided, as of then.
    province: AdministrativeUnit
    printed: dict[str, str]
    fingerprint: str
    source: str
    status: str
    stars: int | None = None
    proposed_stars: int | None = None
    score: Decimal | None = None
    decision_number: str = ""
    decided_on: dt.date | None = None
    decided_year: int | None = None
    authority: str = ""
    round_text: str = ""
    round_year: int | None = None
    notes: str = ""
    row_key: str = ""
    speaks: bool = True

    @property
    def certifies(self) -> bool:
        """Whether a certificate follows: recognised, its stars known, and meant to speak."""
        return self.speaks and self.status == EntryStatus.RECOGNISED and self.stars is not None


Identity = tuple[int | None, str, str, dt.date | None, int | None, str]


class Identities:
    """What makes two lines name the same decision; without a number the round tells them apart.

    Many lines name one decision in the same words: those are looked at once.
    """

    def __init__(self, places: Places, *, on: dt.date) -> None:
        self._places, self._on = places, on
        self._known: dict[tuple[Any, ...], Identity] = {}

    def of(self, line: EntryLine) -> Identity:
        """Equal for lines of one decision."""
        said = (
            line.province.pk,
            line.stars == _CENTRAL_STARS,
            line.authority,
            line.decision_number,
            line.decided_on,
            line.decided_year,
            line.round_text,
            line.source,
        )
        if said not in self._known:
            self._known[said] = self._worked_out(line)
        return self._known[said]

    def authority(self, line: EntryLine) -> str:
        """Who decided, as the line says, else who then did so."""
        level, unit = level_of(line)
        day = line.decided_on or self._on
        return normalise(line.authority) or self._places.authority(level, unit, day)

    def _worked_out(self, line: EntryLine) -> Identity:
        _, unit = level_of(line)
        authority = self.authority(line).casefold()
        year = line.decided_on.year if line.decided_on else line.decided_year
        key = decision_key(line.decision_number)
        apart = "" if key or line.decided_on else source_of(line)
        return (unit.pk if unit else None, authority, key, line.decided_on, year, apart)


def level_of(line: EntryLine) -> tuple[str, AdministrativeUnit | None]:
    """On which level, and where, it was decided."""
    if line.stars == _CENTRAL_STARS:
        return Level.CENTRAL, None
    return Level.PROVINCE, line.province


def source_of(line: EntryLine) -> str:
    """Where the decision is known from."""
    return f"{line.source}; {line.round_text}"[:500] if line.round_text else line.source[:500]
