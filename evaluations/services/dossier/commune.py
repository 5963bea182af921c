"""What the commune does with a dossier besides asking: propose, send what was completed."""

import datetime as dt
import json

from django.db import transaction

from accounts.models import User
from documents.services import canonical_json, snapshot_digest
from evaluations.enums import DossierMove
from evaluations.models import CommuneAssessment, Dossier
from evaluations.notices import dossier as notices
from evaluations.selectors.dossier import assessment_missing, province_people
from evaluations.selectors.papers import assessment_snapshot
from evaluations.selectors.requests import unanswered
from evaluations.services.dossier.moving import freeze, make, tell
from evaluations.services.dossier.replies import close_request


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
    assessment = CommuneAssessment.objects.select_for_update().get(dossier=row)
    snapshot = json.loads(canonical_json(assessment_snapshot(row, assessment, on=on)))
    assessment.snapshot, assessment.digest = snapshot, snapshot_digest(snapshot)
    assessment.save(update_fields=["snapshot", "digest", "updated_at"])
    tell(row, people=province_people(row, on=on), letter=notices.proposed(row, on=on), actor=actor)
    return row


@transaction.atomic
def answer_supplement(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The commune sends the completed dossier back to the province; freezes it once more.

    Raises:
        DomainError: ``state``, naming the points of the request that have no reply.
    """
    row = make(
        dossier=dossier,
        move=DossierMove.ANSWER_SUPPLEMENT,
        actor=actor,
        on=on,
        reason=reason,
        context=lambda row: {"unanswered": unanswered(row)},
    )
    close_request(row, actor=actor, on=on)
    freeze(row, actor=actor, on=on)
    letter = notices.supplement_sent(row, on=on)
    tell(row, people=province_people(row, on=on), letter=letter, actor=actor)
    return row
