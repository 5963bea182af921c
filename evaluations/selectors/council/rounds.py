"""Rounds: who sees which, and the dossiers that were taken into one."""

import datetime as dt

from django.db.models import Count, Q, QuerySet

from accounts.selectors import Person, is_person
from evaluations.enums import DossierState, Level
from evaluations.models import Dossier, EvaluationRound
from evaluations.selectors.council.sittings import ONLOOKERS, at_own_level


def rounds_visible_to(user: Person, *, on: dt.date) -> QuerySet[EvaluationRound]:
    """Rounds of the office's own level and place, newest first; none for anybody else."""
    if not is_person(user):
        return EvaluationRound.objects.none()
    where = at_own_level(user, on=on, roles=ONLOOKERS)
    return EvaluationRound.objects.filter(where).select_related("unit")


def annotate_dossier_count(rounds: QuerySet[EvaluationRound]) -> QuerySet[EvaluationRound]:
    """Add ``dossier_count`` and ``waiting_count`` (accepted, not yet before a council)."""
    return rounds.annotate(
        dossier_count=Count("dossiers", distinct=True) + Count("central_dossiers", distinct=True),
        waiting_count=Count(
            "dossiers", filter=Q(dossiers__state=DossierState.ACCEPTED), distinct=True
        )
        + Count(
            "central_dossiers",
            filter=Q(central_dossiers__state=DossierState.AT_CENTRE),
            distinct=True,
        ),
    ).order_by("-year", "-number", "pk")


# Taken into a round, and before no council of it yet.
WAITING = (DossierState.ACCEPTED, DossierState.AT_CENTRE)


def waits_in(dossier: Dossier, round_: EvaluationRound) -> bool:
    """Whether a dossier waits for a sitting of this round, of the province's or the centre's."""
    if round_.level == Level.CENTRAL:
        return dossier.central_round_id == round_.pk and dossier.state == DossierState.AT_CENTRE
    return dossier.round_id == round_.pk and dossier.state == DossierState.ACCEPTED


def dossiers_in(round_: EvaluationRound) -> QuerySet[Dossier]:
    """The dossiers of a round with what a list of them shows, in order of their product number."""
    return (
        Dossier.objects.filter(Q(round=round_) | Q(central_round=round_))
        .select_related("product__producer", "unit", "sheet__product_set")
        .defer("sheet__content", "registration", "report")
        .order_by("product_number", "pk")
    )
