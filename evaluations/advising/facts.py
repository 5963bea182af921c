"""What the rules look at: one dossier as plain values, on one day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluations.rating import Answers, Sheet


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One paper of the dossier with what is printed on it, as the vault keeps it.

    ``readable`` is False for a file that can't be opened or has no page. ``renewed`` says that the
    vault holds a newer one that replaces it; ``withdrawn`` that its producer took it back.
    ``criteria`` are the codes it is tied to as proof.
    """

    code: str
    kind: str
    title: str
    number: str = ""
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None
    holder: str = ""
    holder_address: str = ""
    holder_tax_code: str = ""
    product_name: str = ""
    criteria: tuple[str, ...] = ()
    readable: bool = True
    renewed: bool = False
    withdrawn: bool = False

    def ended(self, on: dt.date) -> bool:
        """Whether its last day lies before ``on``."""
        return self.valid_until is not None and self.valid_until < on


@dataclass(frozen=True, slots=True)
class Register:
    """What the register says of producer and product.

    ``communes`` are the names under which the commune goes today, ``former_communes`` those of the
    units it was made of, ``provinces`` the province's with those it was made of; all with or
    without their kind ("Phường Nghi Sơn", "Nghi Sơn").
    """

    producer_name: str
    product_name: str
    producer_kind: str = ""
    tax_code: str = ""
    registration_number: str = ""
    registered_on: dt.date | None = None
    address: str = ""
    representative: str = ""
    communes: tuple[str, ...] = ()
    former_communes: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A dossier on the day ``today``.

    ``registration`` and ``report`` are Mẫu số 01 and 02 in their stored form (workflow.forms26).
    ``expires_on`` is the last day of the certificate in hand, for a re-rating; ``filed_before``
    that the dossier was filed once already. ``council_by`` is the last day on which the council
    may be expected to sit, ``council_name`` the round in words.
    """

    kind: str
    sheet: Sheet
    register: Register
    today: dt.date
    council_by: dt.date
    council_name: str
    answers: Answers = field(default_factory=dict)
    registration: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    papers: tuple[PaperFacts, ...] = ()
    expires_on: dt.date | None = None
    filed_before: bool = False

    def papers_of(self, *kinds: str) -> tuple[PaperFacts, ...]:
        """The papers of these kinds that still count: readable, in force, not taken back."""
        return tuple(
            paper
            for paper in self.papers
            if paper.kind in kinds
            and paper.readable
            and not paper.withdrawn
            and not paper.ended(self.today)
        )
