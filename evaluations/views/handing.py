"""The producer hands in the paper of a further test that the advisory team asked for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.dates import today
from common.errors import DomainError
from common.http import sent_on, show_refusal
from common.middleware import takes_papers
from documents.services import paper_rules
from evaluations.forms.papers import HandInForm
from evaluations.models import Dossier, RequestedTest
from evaluations.selectors import testing
from evaluations.services.testing import hand_in_test
from evaluations.views.dossiers import crumbs, head
from evaluations.views.guide import mine


@takes_papers
@login_required
@require_http_methods(["GET", "POST"])
def dossier_test(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One test: what is asked, and the form for its paper while one is taken."""
    dossier = mine(request, code)
    test = next((one for one in testing.tests_of(dossier) if one.number == number), None)
    if test is None:
        raise Http404
    papers = testing.result_papers(dossier)
    if request.method != "POST":
        return _page(request, dossier, test, HandInForm(papers=papers))
    form = HandInForm(request.POST, papers=papers)
    if not form.is_valid():
        return _page(request, dossier, test, form, status=400)
    try:
        hand_in_test(
            test=test,
            uploads=request.FILES.getlist("file"),
            paper=form.cleaned_data["paper"],
            actor=request.user,
            on=today(),
        )
    except DomainError as error:
        show_refusal(form, error)
        return _page(request, dossier, test, form, status=error.status)
    messages.success(request, "Đã nộp phiếu kết quả; Tổ tư vấn và Văn phòng Điều phối nhận tin")
    return sent_on(request, f"{reverse('evaluations:dossier', args=[code])}#kiem-nghiem")


def _page(
    request: HttpRequest,
    dossier: Dossier,
    test: RequestedTest,
    form: HandInForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        **head(dossier),
        **paper_rules(),
        "crumbs": crumbs(dossier, "Kiểm nghiệm tỉnh yêu cầu"),
        "test": test,
        "form": form,
        "kept": testing.result_papers(dossier).exists(),
        "closed": testing.faults_of(dossier, [test])[test.number],
    }
    return render(request, "evaluations/dossier_test.html", context, status=status)
