"""Papers of a dossier and the printed forms; every byte goes through the dossier's check."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from common.dates import today
from common.http import get_visible
from documents.services import render_pdf, stream
from evaluations.models import Dossier
from evaluations.selectors import dossier as selectors
from evaluations.selectors.papers import KIND_BOXES, assessment_snapshot, paper_facts
from evaluations.workflow.forms26 import GENDERS, TICKS_OF_REPORT


def _visible(request: HttpRequest, code: str) -> Dossier:
    rows = selectors.for_record(selectors.visible_to(request.user, on=today()))
    return get_visible(rows, code=code)


@login_required
@require_GET
def dossier_paper(request: HttpRequest, code: str, paper: str) -> FileResponse:
    """``?xem=1`` opens it in the page instead of saving it."""
    dossier = get_visible(selectors.visible_to(request.user, on=today()), code=code)
    row = get_visible(dossier.papers.all(), code=paper)
    return stream(row.file, filename=row.filename, inline="xem" in request.GET)


def _pdf(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _form_of_producer(request: HttpRequest, code: str, number: str) -> HttpResponse:
    dossier = _visible(request, code)
    facts, draft = paper_facts(dossier, on=today())
    content = render_pdf(
        template=f"evaluations/pdf/mau_{number}.html",
        context={
            "snapshot": facts,
            "draft": draft,
            "kinds": KIND_BOXES,
            "genders": dict(GENDERS),
            "ticks": TICKS_OF_REPORT,
        },
    )
    return _pdf(content, f"mau-{number}-{dossier.code}.pdf")


@login_required
@require_GET
def dossier_form_01(request: HttpRequest, code: str) -> HttpResponse:
    return _form_of_producer(request, code, "01")


@login_required
@require_GET
def dossier_form_02(request: HttpRequest, code: str) -> HttpResponse:
    return _form_of_producer(request, code, "02")


@login_required
@require_GET
def dossier_form_03(request: HttpRequest, code: str) -> HttpResponse:
    """Frozen once the commune has proposed; before that a draft for the commune alone."""
    dossier = _visible(request, code)
    assessment = selectors.assessment_of(dossier)
    facts = assessment.snapshot if assessment else None
    draft = facts is None
    if facts is None:
        if not request.user.has_perm("evaluations.assess_dossier", dossier):
            raise Http404
        day: dt.date = today()
        facts = {**assessment_snapshot(dossier, assessment, on=day), "date": day.isoformat()}
    content = render_pdf(
        template="evaluations/pdf/mau_03.html", context={"snapshot": facts, "draft": draft}
    )
    return _pdf(content, f"mau-03-{dossier.code}.pdf")
