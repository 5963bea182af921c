"""What the producer does with a dossier: file, file again, withdraw."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from evaluations.enums import DossierMove
from evaluations.models import Dossier
from evaluations.notices import dossier as notices
from evaluations.selectors.advising import missing_for_filing
from evaluations.selectors.clock import commune_deadline
from evaluations.selectors.dossier import commune_people, province_people
from evaluations.selectors.requests import unanswered
from evaluations.services.dossier.moving import freeze, make, receipt, tell
from evaluations.services.dossier.replies import close_request


@transaction.atomic
def file_dossier(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The producer (or the commune officer for the producer) files with the commune (Đ7.1).

    Freezes forms, self-score and digests of the papers, gives the commune's receipt number at the
    first filing, starts or resumes the fifteen working days and tells the commune's officers. After
    a return it answers the commune's request: each point needs its reply.

    Raises:
        DomainError: ``state``, with what is missing or the window of a re-rating (rule 7-21).
    """

    def changes(row: Dossier) -> dict[str, Any]:
        if row.filed_on:
            return {}
        return {"filed_on": on, "commune_receipt": receipt(row, office="commune", on=on)}

    row = make(
        dossier=dossier,
        move=DossierMove.FILE,
        actor=actor,
        on=on,
        context=lambda row: {
            "missing": missing_for_filing(row, on=on),
            "unanswered": unanswered(row),
        },
        changes=changes,
    )
    close_request(row, actor=actor, on=on)
    freeze(row, actor=actor, on=on)
    clock = commune_deadline(row, on)
    tell(
        row,
        people=commune_people(row, on=on),
        letter=notices.filed(row, on=on, deadline=clock.deadline if clock else None),
        actor=actor,
    )
    return row


@transaction.atomic
def withdraw_dossier(*, dossier: Dossier, reason: str, actor: User, on: dt.date) -> Dossier:
    """The producer takes the dossier back; possible until it stands in a round. Ends it.

    Raises:
        DomainError: ``invalid`` on ``reason`` when a filed dossier is withdrawn without words.
    """
    seen = dossier.filed_on is not None
    row = make(dossier=dossier, move=DossierMove.WITHDRAW, actor=actor, on=on, reason=reason)
    if seen:
        people = {user.pk: user for user in commune_people(row, on=on)}
        if row.proposed_on:
            people |= {user.pk: user for user in province_people(row, on=on)}
        letter = notices.withdrawn(row, on=on, reason=reason.strip())
        tell(row, people=people.values(), letter=letter, actor=actor)
    return row
