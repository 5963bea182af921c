"""What the record page shows of the offices' work: requests, intake, appraisal, round."""

from typing import Any

from common.dates import today
from evaluations.enums import AppraisalState, DossierState
from evaluations.models import Dossier, RequestedTest
from evaluations.selectors.appraisal import appraisal_of
from evaluations.selectors.intake import summary_of
from evaluations.selectors.requests import open_request, request_to_judge, unanswered, unjudged
from evaluations.selectors.rounds import round_ahead
from evaluations.selectors.testing import faults_of, tests_of
from evaluations.workflow.appraisal import APPRAISED_IN

_BEFORE_PROPOSAL = {DossierState.DRAFT, DossierState.FILED, DossierState.RETURNED}


def office_panels(user: Any, dossier: Dossier) -> dict[str, Any]:
    """For the includes ``_requests``, ``_intake``, ``_appraisal`` and ``_ahead`` of the record."""
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
        "appraised": appraisal_panel(user, dossier),
        "asked_tests": tests_panel(user, dossier),
        "ahead": round_ahead(dossier.unit, on=today()) if before else None,
    }


def appraisal_panel(user: Any, dossier: Dossier) -> dict[str, Any] | None:
    """For ``_appraisal.html`` on the record page; None for who neither reads nor gives it."""
    row = appraisal_of(dossier)
    if row is None:
        here = dossier.state in APPRAISED_IN
        assigns = here and user.has_perm("evaluations.assign_appraisal", dossier)
        return {"row": None, "assigns": True} if assigns else None
    if not user.has_perm("evaluations.view_appraisal", dossier):
        return None
    writes = row.state == AppraisalState.ASSIGNED
    return {
        "row": row,
        "writes": writes and user.has_perm("evaluations.write_appraisal", dossier),
    }


def tests_panel(user: Any, dossier: Dossier) -> list[tuple[RequestedTest, str | None]]:
    """For ``_asked_tests.html``: each test asked for, and why its paper is taken no more.

    For the producer and the commune, who can't read the appraisal.
    """
    if appraisal_of(dossier) is None or not user.has_perm("evaluations.change_dossier", dossier):
        return []
    tests = tests_of(dossier)
    faults = faults_of(dossier, tests) if tests else {}
    return [(test, faults[test.number]) for test in tests]
