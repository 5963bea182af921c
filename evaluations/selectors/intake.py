"""The province's check as lists show it, and what a round has received (Đ7.3.a, rule 7-06)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from accounts.selectors import Person
from communes.selectors import same_body
from evaluations.enums import DossierState, IntakeVerdict, RoundState
from evaluations.models import Dossier, EvaluationRound, IntakeItem
from evaluations.selectors.council.sittings import seated_at
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import dossiers_waiting_for
from evaluations.selectors.requests import intake_lines
from evaluations.workflow import intake

_NOT_YET = (DossierState.PROPOSED, DossierState.RECEIVED, DossierState.SUPPLEMENT)


@dataclass(frozen=True, slots=True)
class Summary:
    """How far the check of one dossier has come; ``lacking`` are (line, note) found wanting."""

    lines: int
    judged: int
    lacking: tuple[tuple[intake.Line, str], ...]
    samples_needed: bool
    samples: int | None
    samples_on: dt.date | None

    @property
    def left(self) -> int:
        """Lines that nobody has judged."""
        return self.lines - self.judged

    @property
    def words(self) -> str:
        """In a few words, for a list."""
        if not self.judged:
            return "Chưa kiểm tra"
        wanting = f"{len(self.lacking)} mục thiếu" if self.lacking else ""
        left = f"{self.left} mục chưa xét" if self.left else ""
        return ", ".join(filter(None, (wanting, left))) or "Đạt mọi mục"


def summary_of(dossier: Dossier) -> Summary:
    """Reads ``dossier.intake_items``: prefetch them for lists."""
    samples = parsed(dossier.sheet).requires_samples
    rows = {row.item: row for row in dossier.intake_items.all()}
    lines = intake_lines(dossier, samples=samples)
    return Summary(
        lines=len(lines),
        judged=sum(line.item in rows for line in lines),
        lacking=tuple(
            (line, rows[line.item].note)
            for line in lines
            if line.item in rows and rows[line.item].verdict == IntakeVerdict.LACKING
        ),
        samples_needed=samples,
        samples=dossier.samples_received,
        samples_on=dossier.samples_on,
    )


def waiting_intake(user: Person, *, on: dt.date) -> QuerySet[Dossier]:
    """Dossiers that ``user``'s office has to receive, check or accept; longest waiting first."""
    rows = dossiers_waiting_for(user, on).filter(
        state__in=[DossierState.PROPOSED, DossierState.RECEIVED]
    )
    return rows.prefetch_related("intake_items", "requests__points")


def received_for(entered: EvaluationRound) -> QuerySet[Dossier]:
    """What a round has received: its dossiers, and those proposed in time that are still checked.

    A dossier not yet accepted counts for the first open round its proposal is in time for (rules
    5-02, 5-03). In order of commune and product.
    """
    found = Q(round=entered)
    if entered.unit is not None and entered.state == RoundState.OPEN:
        earlier = (
            EvaluationRound.objects.filter(
                seated_at(entered.unit),
                level=entered.level,
                state=RoundState.OPEN,
                proposals_before__lt=entered.proposals_before,
            )
            .order_by("-proposals_before")
            .values_list("proposals_before", flat=True)
            .first()
        )
        coming = Q(
            unit__parent__in=same_body([entered.unit.pk]).order_by(),
            round__isnull=True,
            state__in=_NOT_YET,
            proposed_on__lt=entered.proposals_before,
        )
        if earlier is not None:
            coming &= Q(proposed_on__gte=earlier)
        found |= coming
    return (
        Dossier.objects.filter(found)
        .select_related("product__producer", "unit", "sheet", "round")
        .prefetch_related("requests", Prefetch("intake_items", IntakeItem.objects.order_by("pk")))
        .order_by("unit__name", "product__name", "pk")
    )
