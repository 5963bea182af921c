"""What the record page shows of the offices' work: requests, the intake check, the round ahead."""

from typing import Any

from common.dates import today
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.selectors.intake import summary_of
from evaluations.selectors.requests import open_request, request_to_judge, unanswered, unjudged
from evaluations.selectors.rounds import round_ahead

_BEFORE_PROPOSAL = {DossierState.DRAFT, DossierState.FILED, DossierState.RETURNED}


def office_panels(user: Any, dossier: Dossier) -> dict[str, Any]:
    """For ``_requests.html``, ``_intake.html`` and ``_ahead.html`` on the record page."""
    asked, judged = open_request(dossier), request_to_judge(dossier)
    may_reply = asked is not None and user.has_perm("evaluations.reply_dossier", dossier)
    to_judge = unjudged(dossier) if judged is not None else []
    may_judge = bool(to_judge) and user.has_perm("evaluations.judge_dossier", dossier)
    before = dossier.state in _BEFORE_PROPOSAL
    return {
        "asked": asked,
        "may_reply": may_reply,
        "left": unanswered(dossier) if may_reply else [],
        "judge": judged if may_judge else None,
        "to_judge": to_judge,
        "intake": summary_of(dossier) if dossier.received_on else None,
        "may_check": user.has_perm("evaluations.check_dossier", dossier),
        "ahead": round_ahead(dossier.unit, on=today()) if before else None,
    }
