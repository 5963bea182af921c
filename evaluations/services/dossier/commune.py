"""What the commune does with a dossier besides asking: propose, send what was completed."""

import datetime as dt
import json
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from common.errors import DomainError
from common.text import normalise
from documents.services import canonical_json, snapshot_digest
from evaluations.enums import DossierMove
from evaluations.models import CommuneAssessment, Dossier
from evaluations.notices import dossier as notices
from evaluations.selectors.advising import missing_for_supplement
from evaluations.selectors.dossier import assessment_missing, province_people
from evaluations.selectors.papers import assessment_snapshot
from evaluations.selectors.requests import unanswered
from evaluations.services.dossier.moving import each_of, freeze, lock_dossier, make, tell
from evaluations.services.dossier.replies import close_request
from evaluations.workflow.dossier import DOSSIER_MOVES


@transaction.atomic
def propose_dossier(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The commune issues Mẫu số 03 and its letter and sends the dossier up (Đ7.2.b, rule 7-05).

    Freezes Mẫu số 03. ``proposed_on`` decides the round (rules 5-02, 5-03).

    Raises:
        DomainError: ``state``, naming what Mẫu số 03 lacks.
    """
    row = make(
        dossier=dossier,
        move=DossierMove.PROPOSE,
        actor=actor,
        on=on,
        context=lambda row: {
            "missing": assessment_missing(CommuneAssessment.objects.filter(dossier=row).first())
        },
        changes=lambda _row: {"proposed_on": on},
    )
    _freeze_assessment(row, on=on)
    tell(row, people=province_people(row, on=on), letter=notices.proposed(row, on=on), actor=actor)
    return row


def _freeze_assessment(row: Dossier, *, on: dt.date) -> None:
    """Keep Mẫu số 03 as it goes up; one that says the same as before keeps its day."""
    assessment = CommuneAssessment.objects.select_for_update().get(dossier=row)
    snapshot = json.loads(canonical_json(assessment_snapshot(row, assessment, on=on)))
    before = assessment.snapshot
    if before is not None and {**snapshot, "date": before["date"]} == {"meeting": None, **before}:
        return
    assessment.snapshot, assessment.digest = snapshot, snapshot_digest(snapshot)
    assessment.save(update_fields=["snapshot", "digest", "updated_at"])


@transaction.atomic
def propose_dossiers(
    *,
    dossiers: Iterable[Dossier],
    letter_number: str,
    signer: str,
    actor: User,
    on: dt.date,
) -> list[Dossier]:
    """Send several dossiers of a commune up with one letter: all of them or none (Đ6.2.a).

    The number and the signer of the letter are written into each Mẫu số 03; one that names its
    own signer keeps it.

    Raises:
        DomainError: ``invalid`` for no dossier, no number or dossiers of several communes; as
            :func:`propose_dossier`, the product named.
    """
    rows = list(dossiers)
    number, signer = normalise(letter_number), normalise(signer)
    if not number:
        fault = "Ghi số văn bản đề nghị"
        raise DomainError(fault, code="invalid", fields={"letter_number": [fault]})
    if len({row.unit_id for row in rows}) > 1:
        raise DomainError("Một văn bản đề nghị chỉ gồm hồ sơ của một xã, phường", code="invalid")

    def act(row: Dossier) -> Dossier:
        locked = lock_dossier(row)
        if locked.state in DOSSIER_MOVES[DossierMove.PROPOSE].sources:
            written = CommuneAssessment.objects.filter(dossier=locked)
            written.update(letter_number=number)
            written.filter(signer="").update(signer=signer)
        return propose_dossier(dossier=row, actor=actor, on=on)

    return each_of(rows, act)


@transaction.atomic
def answer_supplement(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The commune sends the completed dossier back to the province; freezes it once more.

    Mẫu số 03 too, where the commune changed it.

    Raises:
        DomainError: ``state``, naming what is missing and the points without a reply.
    """
    row = make(
        dossier=dossier,
        move=DossierMove.ANSWER_SUPPLEMENT,
        actor=actor,
        on=on,
        reason=reason,
        context=lambda row: {
            "missing": missing_for_supplement(row, on=on),
            "unanswered": unanswered(row),
        },
    )
    close_request(row, actor=actor, on=on)
    _freeze_assessment(row, on=on)
    freeze(row, actor=actor, on=on)
    letter = notices.supplement_sent(row, on=on)
    tell(row, people=province_people(row, on=on), letter=letter, actor=actor)
    return row
