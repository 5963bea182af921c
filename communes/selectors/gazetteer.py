"""Which units an address of an old paper means: everything in memory, for many lines at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of one printed address.

    ``outcome`` is resolved, ambiguous, not_found or none (no commune printed). ``recorded`` is the
    smallest unit the paper names for sure (commune, else district, else province), as of then;
    ``current`` the units of the asked day it went into: one when resolved, several when
    ambiguous. ``province`` is the province of that day. Ids, all of ``AdministrativeUnit``.
    ``proposals`` are communes that the text may mean but that nobody may choose for the office.
    ``reason`` is a sentence for people.
    """

    outcome: str
    recorded: int | None
    current: tuple[int, ...]
    province: int | None
    proposals: tuple[int, ...]
    reason: str
