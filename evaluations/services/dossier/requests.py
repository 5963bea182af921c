"""Asking for what is missing: the commune by a return, the province by a supplement."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from evaluations.enums import DossierMove
from evaluations.models import Dossier
from evaluations.notices import dossier as notices
from evaluations.selectors.dossier import commune_people, producers_people
from evaluations.services.dossier.moving import make, tell


@transaction.atomic
def return_dossier(*, dossier: Dossier, reason: str, actor: User, on: dt.date) -> Dossier:
    """The commune gives the dossier back to be completed; its fifteen days stand still.

    Raises:
        DomainError: ``invalid`` on the field ``reason`` when nothing is said; ``state``.
    """
    row = make(dossier=dossier, move=DossierMove.RETURN, actor=actor, on=on, reason=reason)
    tell(
        row,
        people=producers_people(row, on=on),
        letter=notices.returned(row, on=on, reason=reason.strip()),
        actor=actor,
    )
    return row


@transaction.atomic
def ask_supplement(*, dossier: Dossier, reason: str, actor: User, on: dt.date) -> Dossier:
    """The province asks commune and producer to complete the dossier (Đ7.3.a, rule 7-06).

    Raises:
        DomainError: ``invalid`` on the field ``reason`` when nothing is said; ``state``.
    """
    row = make(dossier=dossier, move=DossierMove.ASK_SUPPLEMENT, actor=actor, on=on, reason=reason)
    people = {user.pk: user for user in commune_people(row, on=on)}
    people |= {user.pk: user for user in producers_people(row, on=on)}
    letter = notices.supplement_asked(row, on=on, reason=reason.strip())
    tell(row, people=people.values(), letter=letter, actor=actor)
    return row
