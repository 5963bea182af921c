"""Between province and centre (Đ7.4): taken up, sent back, evaluated again."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from evaluations.enums import DossierMove
from evaluations.models import Dossier, DossierEvent, EvaluationRound
from evaluations.notices import centre as notices
from evaluations.selectors.dossier import is_own_round, producers_people, province_people
from evaluations.services.dossier.moving import each_of, make, tell


def _sent_up_on(dossier: Dossier) -> dt.date | None:
    """The day on which the province approved the result and proposed it to the centre."""
    events = DossierEvent.objects.filter(dossier=dossier, move=DossierMove.FORWARD)
    return events.order_by("-pk").values_list("on", flat=True).first()


@transaction.atomic
def take_up_dossiers(
    *,
    dossiers: Iterable[Dossier],
    evaluation_round: EvaluationRound,
    actor: User,
    on: dt.date,
) -> list[Dossier]:
    """The centre puts what provinces sent up into a round of its own: all of them or none.

    Provinces and producers are told. The dossier goes with all it holds; nothing is copied.

    Raises:
        DomainError: ``invalid`` when none is chosen; ``state`` for a round that is not the
            centre's, is closed, or takes proposals made before (rule 5-05), the product named.
    """
    entered = EvaluationRound.objects.select_for_update(of=("self",)).get(pk=evaluation_round.pk)

    def take_up(dossier: Dossier) -> Dossier:
        row = make(
            dossier=dossier,
            move=DossierMove.TAKE_UP,
            actor=actor,
            on=on,
            context=lambda row: {
                "evaluation_round": entered,
                "forwarded_on": _sent_up_on(row),
            },
            changes=lambda _row: {"central_round": entered},
        )
        _tell(row, notices.taken_up(row, entered, on=on), actor, on)
        return row

    return each_of(dossiers, take_up)


def send_back(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The centre's result, below 5 stars, goes back to the province (Đ7.4.g).

    For ``certificates.services``, in their transaction.
    """
    row = make(dossier=dossier, move=DossierMove.SEND_BACK, actor=actor, on=on, reason=reason)
    _tell(row, notices.sent_back(row, reason, on=on), actor, on)
    return row


@transaction.atomic
def reevaluate_dossier(
    *, dossier: Dossier, evaluation_round: EvaluationRound, actor: User, on: dt.date
) -> Dossier:
    """The province evaluates once more what the centre sent back (Đ7.4.g): into a round of its own.

    The law sets no proposal day for it, so any open round of the province will do.

    Raises:
        DomainError: ``state`` for another province's or a closed round.
    """
    entered = EvaluationRound.objects.select_for_update(of=("self",)).get(pk=evaluation_round.pk)

    def context(row: Dossier) -> dict[str, Any]:
        return {"evaluation_round": entered, "own_round": is_own_round(row, entered)}

    row = make(
        dossier=dossier,
        move=DossierMove.REEVALUATE,
        actor=actor,
        on=on,
        context=context,
        changes=lambda _row: {"round": entered},
    )
    _tell(row, notices.reevaluated(row, entered, on=on), actor, on)
    return row


def _tell(row: Dossier, letter: notices.Letter, actor: User, on: dt.date) -> None:
    people = {user.pk: user for user in province_people(row, on=on)}
    people |= {user.pk: user for user in producers_people(row, on=on)}
    tell(row, people=people.values(), letter=letter, actor=actor)
