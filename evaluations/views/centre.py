"""Between province and centre: the centre takes up what was sent, the province evaluates again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, page_of, show_refusal
from evaluations.enums import DossierState, Level, RoundState
from evaluations.forms.intake import ReevaluateForm, TakeUpForm
from evaluations.models import EvaluationRound
from evaluations.selectors.clock import annotate_held
from evaluations.selectors.council.rounds import rounds_visible_to
from evaluations.selectors.council.sittings import seated_at
from evaluations.selectors.dossier import province_of, sent_up, visible_to
from evaluations.services.dossier import reevaluate_dossier, take_up_dossiers

CENTRE = "Việc này dành cho cán bộ OCOP Trung ương"
OFFICE = "Việc này dành cho Văn phòng Điều phối của tỉnh có hồ sơ"


@login_required
@require_http_methods(["GET", "POST"])
def round_take_up(request: HttpRequest, code: str) -> HttpResponse:
    """What provinces sent up, to put into this round of the centre (rule 5-05)."""
    on = today()
    row = get_visible(rounds_visible_to(request.user, on=on), code=code, level=Level.CENTRAL)
    need(request.user, "evaluations.run_rounds", row, CENTRE)
    waiting = sent_up(request.user, on=on)
    form = TakeUpForm(request.POST if request.method == "POST" else None, dossiers=waiting)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                done = take_up_dossiers(
                    dossiers=form.cleaned_data["dossiers"],
                    evaluation_round=row,
                    actor=request.user,
                    on=on,
                )
            except DomainError as fault:
                show_refusal(form, fault)
                status = fault.status
            else:
                messages.success(request, f"Đã đưa {len(done)} hồ sơ vào {row}")
                return redirect("evaluations:round_detail", row.code)
    context: dict[str, Any] = {
        "round": row,
        "form": form,
        "page": page_of(request, annotate_held(waiting)),
        "chosen": request.POST.getlist("dossiers"),
        "is_open": row.state == RoundState.OPEN,
    }
    return render(request, "evaluations/round_take_up.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def dossier_reevaluate(request: HttpRequest, code: str) -> HttpResponse:
    """The province has evaluated again what the centre sent back (rule 7-19)."""
    dossier = get_visible(visible_to(request.user, on=today()), code=code)
    need(request.user, "evaluations.accept_dossier", dossier, OFFICE)
    if dossier.state != DossierState.SENT_BACK:
        raise DomainError(
            f"Hồ sơ ở bước “{dossier.get_state_display()}”, không phải do Trung ương trả về",
            code="state",
        )
    rounds = EvaluationRound.objects.filter(
        seated_at(province_of(dossier.unit)), level=Level.PROVINCE, state=RoundState.OPEN
    )
    form = ReevaluateForm(request.POST if request.method == "POST" else None, rounds=rounds)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            entered = form.cleaned_data["round"]
            reevaluate_dossier(
                dossier=dossier, evaluation_round=entered, actor=request.user, on=today()
            )
            messages.success(request, f"Hồ sơ vào {entered} để đánh giá lại")
            return redirect("evaluations:dossier", dossier.code)
    context = {"dossier": dossier, "form": form, "rounds": rounds}
    return render(request, "evaluations/dossier_reevaluate.html", context, status=status)
