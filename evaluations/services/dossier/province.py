"""What the provincial office does with a dossier: receive, accept into a round."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from documents.services import next_number
from evaluations.enums import DossierMove
from evaluations.models import Dossier, EvaluationRound
from evaluations.notices import dossier as notices
from evaluations.selectors.dossier import (
    commune_people,
    is_own_round,
    producers_people,
    province_of,
)
from evaluations.selectors.requests import unchecked
from evaluations.services.dossier.moving import each_of, make, receipt, tell
from evaluations.workflow.numbers import product_number


@transaction.atomic
def receive_dossier(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The provincial office takes the proposed dossier in and gives its own receipt number."""
    return make(
        dossier=dossier,
        move=DossierMove.RECEIVE,
        actor=actor,
        on=on,
        changes=lambda row: {
            "received_on": on,
            "province_receipt": receipt(row, office="province", on=on),
        },
    )


@transaction.atomic
def accept_dossier(
    *,
    dossier: Dossier,
    evaluation_round: EvaluationRound,
    actor: User,
    on: dt.date,
) -> Dossier:
    """Put the dossier into an evaluation round; gives the product number of Annex II.

    Raises:
        DomainError: ``state``: a closed round, another province's, a proposal made too late for it
            (rules 5-02, 5-03), or lines of the intake check that nobody has judged (rule 7-06; a
            setting). Lines found wanting only warn: the law leaves it to the office.
    """
    entered = EvaluationRound.objects.select_for_update(of=("self",)).get(pk=evaluation_round.pk)

    def changes(row: Dossier) -> dict[str, Any]:
        counted_in = entered.year if settings.OCOP_PRODUCT_NUMBER_YEARLY else 0
        number = next_number(kind="product_number", year=counted_in, unit=row.unit)
        return {
            "round": entered,
            "product_number": product_number(
                province=province_of(row.unit).code,
                commune=row.unit.code,
                number=number,
                year=entered.year,
                width=settings.OCOP_PRODUCT_NUMBER_WIDTH,
            ),
        }

    row = make(
        dossier=dossier,
        move=DossierMove.ACCEPT,
        actor=actor,
        on=on,
        context=lambda row: {
            "evaluation_round": entered,
            "own_round": is_own_round(row, entered),
            "unchecked": unchecked(row),
        },
        changes=changes,
    )
    people = {user.pk: user for user in commune_people(row, on=on)}
    people |= {user.pk: user for user in producers_people(row, on=on)}
    tell(row, people=people.values(), letter=notices.accepted(row, on=on), actor=actor)
    return row


@transaction.atomic
def accept_dossiers(
    *,
    dossiers: Iterable[Dossier],
    evaluation_round: EvaluationRound,
    actor: User,
    on: dt.date,
) -> list[Dossier]:
    """Put several dossiers into one round: all of them or none.

    Raises:
        DomainError: ``invalid`` when none is chosen; as :func:`accept_dossier`, the product named.
    """
    return each_of(
        dossiers,
        lambda row: accept_dossier(
            dossier=row, evaluation_round=evaluation_round, actor=actor, on=on
        ),
    )
