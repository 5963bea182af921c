"""The printed forms of a dossier; every byte goes through the dossier's check."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from common.dates import today
from common.http import get_visible
from documents.services import render_pdf
from documents.services.docx import DOCX
from evaluations.models import Dossier
from evaluations.selectors import dossier as selectors
from evaluations.selectors.letters import letter_facts
from evaluations.selectors.papers import KIND_BOXES, assessment_snapshot, paper_facts
from evaluations.views.word_forms import (
    assessment_docx,
    letter_docx,
    registration_docx,
    report_docx,
)
from evaluations.workflow.forms26 import GENDERS, printed_ticks


def _visible(request: HttpRequest, code: str) -> Dossier:
    rows = selectors.for_record(selectors.visible_to(request.user, on=today()))
    return get_visible(rows, code=code)


def answer(content: bytes, filename: str) -> HttpResponse:
    """A paper made for this answer alone, kept by nobody."""
    """A printed form: PDF opens in the browser, Word is saved."""
    word = filename.endswith(".docx")
    response = HttpResponse(content, content_type=DOCX if word else "application/pdf")
    way = "attachment" if word else "inline"
    response["Content-Disposition"] = f'{way}; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _form_of_producer(request: HttpRequest, code: str, number: str, kind: str) -> HttpResponse:
    dossier = _visible(request, code)
    facts, draft = paper_facts(dossier, on=today())
    if kind == "docx":
        content = {"01": registration_docx, "02": report_docx}[number](facts, draft=draft)
    else:
        context = {
            "snapshot": facts,
            "draft": draft,
            "kinds": KIND_BOXES,
            "genders": dict(GENDERS),
            "ticks": printed_ticks(facts["report"]),
        }
        content = render_pdf(template=f"evaluations/pdf/mau_{number}.html", context=context)
    return answer(content, f"mau-{number}-{dossier.code}.{kind}")


@login_required
@require_GET
def dossier_form_01(request: HttpRequest, code: str, kind: str = "pdf") -> HttpResponse:
    return _form_of_producer(request, code, "01", kind)


@login_required
@require_GET
def dossier_form_02(request: HttpRequest, code: str, kind: str = "pdf") -> HttpResponse:
    return _form_of_producer(request, code, "02", kind)


def facts_of_commune(request: HttpRequest, dossier: Dossier) -> tuple[dict[str, Any], str]:
    """Frozen once the commune has proposed; before that a draft for the commune alone.

    Facts, and why they are only a draft, empty when they aren't.
    """
    assessment = selectors.assessment_of(dossier)
    if assessment is not None and assessment.snapshot is not None:
        return assessment.snapshot, ""
    if not request.user.has_perm("evaluations.assess_dossier", dossier):
        raise Http404
    day = today()
    facts = assessment_snapshot(dossier, assessment, on=day)
    return {**facts, "date": day.isoformat()}, "chưa gửi"


@login_required
@require_GET
def dossier_form_03(request: HttpRequest, code: str, kind: str = "pdf") -> HttpResponse:
    dossier = _visible(request, code)
    facts, draft = facts_of_commune(request, dossier)
    if kind == "docx":
        content = assessment_docx(facts, draft=draft)
    else:
        context = {"snapshot": facts, "draft": draft}
        content = render_pdf(template="evaluations/pdf/mau_03.html", context=context)
    return answer(content, f"mau-03-{dossier.code}.{kind}")


@login_required
@require_GET
def dossier_letter_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The commune's proposal (Đ6.2.a), seen by whom sees Mẫu số 03."""
    dossier = _visible(request, code)
    facts, draft = facts_of_commune(request, dossier)
    return answer(
        letter_docx(letter_facts(dossier, facts), draft=draft),
        f"van-ban-de-nghi-{dossier.code}.docx",
    )
