"""The last step of the guided dossier: what is still to do, the stars ahead, and filing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common.dates import today
from common.workflow import blocked_reason
from evaluations.advising import missing_texts
from evaluations.enums import DossierMove
from evaluations.selectors.advising import findings_of
from evaluations.selectors.requests import unanswered
from evaluations.views.advice import grouped, star_cards
from evaluations.views.guide import guide, mine, must_be_open
from evaluations.workflow.dossier import DOSSIER_MOVES, FORMS_OPEN


@login_required
@require_GET
def dossier_check(request: HttpRequest, code: str) -> HttpResponse:
    dossier = mine(request, code)
    must_be_open(dossier, FORMS_OPEN)
    on = today()
    findings = findings_of(dossier, on=on)
    context = {
        **guide(dossier, "check", "Kiểm tra và nộp", findings=findings),
        **grouped(dossier, findings, writes=True),
        "blocked": blocked_reason(
            DOSSIER_MOVES,
            DossierMove.FILE,
            dossier,
            on=on,
            missing=missing_texts(findings),
            unanswered=unanswered(dossier),
        ),
        "cards": star_cards(dossier, writes=True),
    }
    return render(request, "evaluations/dossier_check.html", context)
