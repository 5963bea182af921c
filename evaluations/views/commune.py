"""The commune's Mẫu số 03 (Art. 7.2)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.http import need
from evaluations.forms.dossier import EntriesForm
from evaluations.models import Dossier
from evaluations.selectors import dossier as selectors
from evaluations.selectors.criteria import parsed
from evaluations.services.intake import save_assessment
from evaluations.views import writing
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.moves import COMMUNE
from evaluations.workflow.dossier import ASSESSMENT_OPEN
from evaluations.workflow.forms26 import (
    ASSESSMENT,
    ASSESSMENT_CONTENTS,
    ASSESSMENT_LETTER,
    ASSESSMENT_MEETING,
)

# What the producer wrote about each of the four contents, shown beside the commune's text.
_TOLD = {
    "material": ("result_material",),
    "labour": ("structure",),
    "idea": ("history", "description"),
    "identity": ("result_quality",),
}


@login_required
@require_http_methods(["GET", "POST"])
@writing.keeps_itself
def dossier_assessment(request: HttpRequest, code: str) -> HttpResponse:
    dossier = find(request, code)
    need(request.user, "evaluations.assess_dossier", dossier, COMMUNE)
    if dossier.state not in ASSESSMENT_OPEN:
        raise DomainError(
            f"Hồ sơ đang ở bước “{dossier.get_state_display()}” nên không sửa Mẫu số 03 được",
            code="state",
        )
    form = EntriesForm(
        request.POST or None, entries=ASSESSMENT, stored=_stored(dossier), version=dossier.version
    )
    sent = writing.take(
        request,
        dossier,
        form,
        part="assessment",
        stored=lambda: _stored(dossier),
        save=save_assessment,
        onward=reverse("evaluations:dossier", args=[code]),
        said="Đã lưu Mẫu số 03",
    )
    if sent.answer is not None:
        return sent.answer
    context = {
        **_context(dossier, form),
        "missing": _missing(dossier, form),
        "part": "assessment",
        "other": sent.other,
    }
    return render(request, "evaluations/dossier_assessment.html", context, status=sent.status)


def _missing(dossier: Dossier, form: EntriesForm) -> list[tuple[str, str]]:
    """What Mẫu số 03 still lacks: its label, and where on the page it is written."""
    places = {str(field.label): field.id_for_label for field in form}
    lacking = selectors.assessment_missing(selectors.assessment_of(dossier))
    return [(label, places.get(label, "hop")) for label in lacking]


def _stored(dossier: Dossier) -> dict[str, Any]:
    assessment = selectors.assessment_of(dossier)
    held = getattr(assessment, "meeting_on", None)
    typed = {entry.name: getattr(assessment, entry.name, "") for entry in ASSESSMENT}
    return {**typed, "meeting_on": held.isoformat() if held else ""}


def _context(dossier: Dossier, form: EntriesForm) -> dict[str, Any]:
    report = dossier.report
    names = {item.code: item.name for item in parsed(dossier.sheet).criteria}
    marks = [row for row in dossier.self_scores.all() if row.explanation]
    local = {item.code for item in parsed(dossier.sheet).criteria if item.commune_report}
    return {
        **head(dossier),
        "crumbs": crumbs(dossier, "Đánh giá của xã, phường"),
        "form": form,
        "contents": [
            (form[entry.name], "\n".join(filter(None, (report.get(k, "") for k in keys))))
            for entry in ASSESSMENT_CONTENTS
            for keys in [_TOLD[entry.name]]
        ],
        "meeting": form.group(ASSESSMENT_MEETING),
        "met": any(form[entry.name].value() for entry in ASSESSMENT_MEETING),
        "letter": form.group(ASSESSMENT_LETTER),
        "explained": [
            (row.criterion, names.get(row.criterion, ""), row.explanation)
            for row in marks
            if row.criterion in local
        ],
        "saved_at": dossier.saves.get("assessment", {}).get("at", ""),
    }
