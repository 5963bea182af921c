"""What lies on a member's desk: the products in his own order, and the proof beside each criterion.

No mark is read here but the reader's own: states of his own sheets, papers, the producer's words.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from common.dates import vn_date
from documents.enums import IMAGE_KINDS, FileKind
from evaluations.enums import ItemState, ScoreSheetState
from evaluations.models import Dossier, DossierPaper, ScoreSheet, SessionItem
from evaluations.rating import Criterion, Sheet
from evaluations.selectors.dossier import papers_in_order
from evaluations.workflow.order import order_of


def to_keep_answers(items: QuerySet[SessionItem]) -> QuerySet[SessionItem]:
    """Products with what keeping an answer and showing the total ask for, and nothing else."""
    rows = items.select_related(None).defer(None)
    return rows.select_related("session__regulation", "dossier__sheet").only(
        "code",
        "position",
        "state",
        "scoring_round",
        "gates",
        "session__code",
        "session__order_seed",
        "session__regulation",
        "dossier__code",
        "dossier__sheet__digest",
    )


@dataclass(frozen=True, slots=True)
class Place:
    """One product on a member's way through the sitting."""

    code: str
    position: int
    state: str
    sheet_state: str

    @property
    def waits(self) -> bool:
        """His own sheet can be filled in, and is not signed."""
        return self.state == ItemState.SCORING and self.sheet_state in (
            ScoreSheetState.ASSIGNED,
            ScoreSheetState.DRAFT,
        )

    @property
    def label(self) -> str:
        """The number on the sample, the same for everybody."""
        return f"Mẫu {self.position:02d}"


@dataclass(frozen=True, slots=True)
class Desk:
    """The products one member scores, in his order, seen from one of them."""

    places: tuple[Place, ...]
    at: int

    @property
    def number(self) -> int:
        """The how-manieth it is, from 1."""
        return self.at + 1

    @property
    def count(self) -> int:
        """How many he scores."""
        return len(self.places)

    @property
    def previous(self) -> Place | None:
        """The one before it."""
        return self.places[self.at - 1] if self.at else None

    @property
    def following(self) -> Place | None:
        """The one after it."""
        return self.places[self.at + 1] if self.number < self.count else None

    @property
    def next_waiting(self) -> Place | None:
        """The next one still to be signed: further on first, then from the beginning."""
        round_trip = self.places[self.number :] + self.places[: self.at]
        return next((place for place in round_trip if place.waits), None)

    @property
    def left(self) -> int:
        """How many he still has to sign, this one included."""
        return sum(place.waits for place in self.places)


def desk_of(sheet: ScoreSheet, item: SessionItem) -> Desk:
    """The products of the sitting in the order of the sheet's member; one statement.

    Those he does not score (an interest ties him, or somebody stands in) are left out.
    """
    rows = (
        ScoreSheet.objects.filter(
            item__session=item.session_id,
            member=sheet.member_id,
            scoring_round=F("item__scoring_round"),
        )
        .order_by("item__position")
        .values_list("item__code", "item__position", "item__state", "state")
    )
    gone = (ScoreSheetState.RECUSED, ScoreSheetState.REPLACED)
    places = {row[0]: Place(*row) for row in rows if row[3] not in gone or row[0] == item.code}
    codes = order_of(item.session.order_seed, sheet.member.code, places)
    return Desk(tuple(places[code] for code in codes), codes.index(item.code))


@dataclass(frozen=True, slots=True)
class Proof:
    """A paper of the dossier as the viewer shows it. ``pages`` is None while nobody counted."""

    paper: DossierPaper
    pages: int | None
    drawn: bool
    validity: str
    valid: bool

    @property
    def code(self) -> str:
        """Of the use in the dossier."""
        return self.paper.code

    @property
    def title(self) -> str:
        """What people call it."""
        return self.paper.title


def proofs_of(dossier: Dossier, *, on: dt.date) -> list[Proof]:
    """The papers in the order of Mẫu số 02, with what their validity is on ``on``, the day of the
    sitting.
    """
    return [_proof(paper, on) for paper in papers_in_order(dossier)]


def _proof(paper: DossierPaper, on: dt.date) -> Proof:
    end = paper.paper.valid_until
    kind = paper.file.kind
    words = "Không ghi thời hạn"
    if end is not None:
        ends = f"(đến hết {vn_date(end)})"
        until = "Còn giá trị vào ngày họp" if end >= on else "Hết giá trị trước ngày họp"
        words = f"{until} {ends}"
    return Proof(
        paper=paper,
        pages=1 if kind in IMAGE_KINDS else paper.paper.pages,
        drawn=kind in IMAGE_KINDS or kind == FileKind.PDF,
        validity=words,
        valid=end is None or end >= on,
    )


def by_criterion(proofs: Iterable[Proof]) -> Mapping[str, list[Proof]]:
    """The papers tagged to each criterion."""
    found: defaultdict[str, list[Proof]] = defaultdict(list)
    for proof in proofs:
        for code in proof.paper.criteria:
            found[code].append(proof)
    return found


def sits_out(form: Sheet, answers: Mapping[str, Any]) -> dict[str, str]:
    """Why a criterion is not to be scored now, by its code: 5.2 while 5.1 has no points."""
    found = {}
    for criterion in form.criteria:
        needed = criterion.applies_if
        if needed is None:
            continue
        answer = answers.get(needed)
        points = answer["points"] if isinstance(answer, Mapping) else answer
        if points is None:
            found[criterion.code] = (
                f"Chấm {needed} trước. {needed} được 0 điểm thì {criterion.code} không áp dụng."
            )
        elif points == 0:
            found[criterion.code] = (
                f"Không áp dụng: {needed} được 0 điểm, nên {criterion.code} để trống, tính 0 điểm."
            )
    return found


def dependents_of(form: Sheet) -> dict[str, Criterion]:
    """The criterion that depends on each one, by the code of the latter."""
    return {c.applies_if: c for c in form.criteria if c.applies_if is not None}
