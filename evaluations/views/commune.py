"""The commune's Mẫu số 03 (Art. 7.2)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.dates import today
from common.errors import DomainError
from common.http import need, show_refusal
from evaluations.forms.dossier import EntriesForm
from evaluations.models import Dossier
from evaluations.selectors import dossier as selectors
from evaluations.selectors.criteria import parsed
from evaluations.services.intake import save_assessment
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.moves import COMMUNE
from evaluations.workflow.dossier import ASSESSMENT_OPEN
from evaluations.workflow.forms26 import ASSESSMENT, ASSESSMENT_CONTENTS, ASSESSMENT_LETTER

# What the producer wrote about each of the four contents, shown beside the commune's text.
_TOLD = {
    "material": ("result_material",),
    "labour": ("structure",),
    "idea": ("history", "description"),
    "identity": ("result_quality",),
}


@login_required
@require_http_methods(["GET", "POST"])
def dossier_assessment(request: HttpRequest, code: str) -> HttpResponse:
    dossier = find(request, code)
    need(request.user, "evaluations.assess_dossier", dossier, COMMUNE)
    if dossier.state not in ASSESSMENT_OPEN:
        raise DomainError(
            f"Hồ sơ đang ở bước “{dossier.get_state_display()}” nên không sửa Mẫu số 03 được",
            code="state",
        )
    assessment = selectors.assessment_of(dossier)
    stored = {entry.name: getattr(assessment, entry.name, "") for entry in ASSESSMENT}
    form = EntriesForm(
        request.POST or None, entries=ASSESSMENT, stored=stored, version=dossier.version
    )
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            save_assessment(
                dossier=dossier,
                data=form.entries_data(stored),
                actor=request.user,
                on=today(),
                version=form.cleaned_data["version"],
            )
        except DomainError as error:
            show_refusal(form, error)
            status = error.status
            if error.code == "conflict":
                form.let_overwrite(dossier.version)
        else:
            messages.success(request, "Đã lưu Mẫu số 03")
            return redirect("evaluations:dossier", code=code)
    context = {**_context(dossier, form), "missing": selectors.assessment_missing(assessment)}
    return render(request, "evaluations/dossier_assessment.html", context, status=status)


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
        "letter": form.group(ASSESSMENT_LETTER),
        "explained": [
            (row.criterion, names.get(row.criterion, ""), row.explanation)
            for row in marks
            if row.criterion in local
        ],
        "saved_at": dossier.saves.get("assessment", {}).get("at", ""),
    }
