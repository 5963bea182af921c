"""The commune's letter: for one dossier or many, and sending many up with one number."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Role
from accounts.selectors import has_role
from common.dates import today
from common.errors import DomainError
from common.http import page_of, show_refusal
from documents.services import render_pdf
from evaluations.enums import DossierState
from evaluations.forms.intake import ProposeManyForm
from evaluations.models import Dossier
from evaluations.selectors.dossier import assessment_missing, dossiers_waiting_for
from evaluations.selectors.letters import letter_facts
from evaluations.selectors.rounds import round_ahead
from evaluations.services.dossier import propose_dossiers
from evaluations.views.dossiers import find
from evaluations.views.files import answer, facts_of_commune
from evaluations.views.moves import COMMUNE

# What the form of the letter itself asks for.
_OF_LETTER = {"Số văn bản đề nghị", "Người ký thay mặt Ủy ban nhân dân"}


@login_required
@require_GET
def dossier_letter(request: HttpRequest, code: str) -> HttpResponse:
    """The commune's letter (Đ6.2.a) as a PDF, seen by whom sees Mẫu số 03."""
    dossier = find(request, code)
    facts, draft = facts_of_commune(request, dossier)
    letter = letter_facts(dossier, facts)
    snapshot = {
        "body": letter["body"],
        "number": letter["letter_number"],
        "about": "đề nghị đánh giá, phân hạng sản phẩm OCOP",
        "place": letter["place"],
        "date": letter["date"],
        "recipients": ["Như trên", *{item["producer"]: 0 for item in letter["items"]}, "Lưu: VT"],
        "signer_title": f"T.M {letter['body']}",
        "signer_name": letter["signer_name"],
    }
    content = render_pdf(
        template="evaluations/pdf/proposal_letter.html",
        context={"snapshot": snapshot, "letter": letter, "draft": draft},
    )
    return answer(content, f"van-ban-de-nghi-{dossier.code}.pdf")


@login_required
@require_http_methods(["GET", "POST"])
def proposal_list(request: HttpRequest) -> HttpResponse:
    """The commune's filed dossiers; those with a finished Mẫu số 03 go up with one letter."""
    on = today()
    if not has_role(request.user, Role.COMMUNE_OFFICER, on=on):
        raise PermissionDenied(COMMUNE)
    waiting = dossiers_waiting_for(request.user, on).filter(state=DossierState.FILED)
    waiting = waiting.select_related("assessment")
    form = ProposeManyForm(request.POST or None, dossiers=waiting)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                done = propose_dossiers(actor=request.user, on=on, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                number = form.cleaned_data["letter_number"]
                messages.success(request, f"Đã đề nghị {len(done)} hồ sơ theo văn bản {number}")
                return redirect("evaluations:proposal_list")
    page = page_of(request, waiting)
    chosen = set(request.POST.getlist("dossiers"))
    rows = [_row(dossier, chosen) for dossier in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "ready": any(not row["missing"] for row in rows),
        "ahead": round_ahead(page[0].unit, on=on) if page else None,
    }
    return render(request, "evaluations/proposal_list.html", context, status=status)


def _row(dossier: Dossier, chosen: set[str]) -> dict[str, Any]:
    assessment = getattr(dossier, "assessment", None)
    missing = [label for label in assessment_missing(assessment) if label not in _OF_LETTER]
    return {"dossier": dossier, "missing": missing, "chosen": dossier.code in chosen}
