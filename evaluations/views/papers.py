"""The papers of a dossier: what proves the self-score."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, show_refusal
from evaluations.forms.dossier import PaperForm
from evaluations.selectors import dossier as selectors
from evaluations.selectors.criteria import parsed
from evaluations.services.papers import add_paper, remove_paper
from evaluations.views.guide import guide, mine, must_be_open, step_url
from evaluations.workflow.dossier import FORMS_OPEN, PAPERS_OPEN


@login_required
@require_http_methods(["GET", "POST"])
def dossier_papers(request: HttpRequest, code: str) -> HttpResponse:
    dossier = mine(request, code)
    must_be_open(dossier, PAPERS_OPEN)
    chosen = [request.GET["tieu-chi"]] if "tieu-chi" in request.GET else []
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        sheet=parsed(dossier.sheet),
        chosen=chosen,
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                add_paper(
                    dossier=dossier,
                    upload=given.pop("file"),
                    actor=request.user,
                    on=today(),
                    **given,
                )
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã thêm giấy tờ")
                return redirect(step_url(dossier, "papers"))
    context = {
        **guide(dossier, "papers", "Giấy tờ"),
        "form": form,
        "papers": selectors.papers_in_order(dossier),
        "only_papers": dossier.state not in FORMS_OPEN,
    }
    return render(request, "evaluations/dossier_papers.html", context, status=status)


@login_required
@require_POST
def dossier_paper_remove(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    dossier = mine(request, code)
    row = get_visible(dossier.papers.all(), code=paper)
    remove_paper(paper=row, actor=request.user, on=today())
    messages.success(request, f"Đã bỏ “{row.title}” khỏi hồ sơ")
    return redirect(step_url(dossier, "papers"))
