"""One idea: registering, correcting, the survey, taking it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from audit.selectors import lines_of, timeline
from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from producers.selectors import is_editor
from programmes.enums import IdeaMove, IdeaState, ProgrammeVerb, SurveyHeading, SurveyLevel
from programmes.forms.ideas import IdeaForm, ReasonForm, SurveyForm
from programmes.models import IdeaCall, ProductIdea
from programmes.selectors import ideas as selectors
from programmes.services import ideas as services
from programmes.views import calls
from programmes.workflow import CHANGEABLE, IDEA_MOVES, registration_fault

MAKER = "Việc này dành cho chủ thể và cán bộ xã, phường, Văn phòng Điều phối"
SURVEYORS = "Việc này dành cho cán bộ xã, phường và Văn phòng Điều phối"
_LEVEL_TONES = {SurveyLevel.GOOD: "ok", SurveyLevel.FAIR: "info", SurveyLevel.WEAK: "warn"}


def visible_idea(user: User, code: str) -> ProductIdea:
    """The idea with this code if ``user`` may see it, else 404."""
    rows = selectors.for_record(selectors.visible_to(user, on=today()))
    return get_visible(rows, code=code)


def crumbs(idea: ProductIdea, here: str = "") -> list[dict[str, Any]]:
    """Down to the idea, and this page."""
    found = calls.crumbs(idea.call)
    url = reverse("programmes:idea_detail", kwargs={"code": idea.code})
    found.append({"label": idea.product_name, "url": url})
    return [*found, {"label": here, "url": ""}] if here else found


def _form(request: HttpRequest, call: IdeaCall, initial: dict[str, Any]) -> IdeaForm:
    on = today()
    officer = is_editor(request.user, on=on)
    return IdeaForm(
        request.POST or None,
        initial=initial,
        producers=selectors.producers_of(call, request.user, on=on),
        units=selectors.communes_of(call, request.user, on=on) if officer else None,
    )


@login_required
@require_http_methods(["GET", "POST"])
def idea_register(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    call = calls.visible_call(request.user, code)
    need(request.user, "programmes.register_idea", call, MAKER)
    if request.method == "GET" and (fault := registration_fault(call, on=on)):
        raise DomainError(fault, code="state")
    form = _form(request, call, {"kind": "new"})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                idea = services.register_idea(
                    call=call, actor=request.user, on=on, **form.cleaned_data
                )
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, f"Đã đăng ký {idea}, phiếu số {idea.number}")
                return redirect("programmes:idea_detail", code=idea.code)
    context = {"form": form, "call": call, "crumbs": calls.crumbs(call, "Đăng ký ý tưởng")}
    return render(request, "programmes/idea_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def idea_edit(request: HttpRequest, code: str) -> HttpResponse:
    idea = visible_idea(request.user, code)
    need(request.user, "programmes.change_idea", idea, MAKER)
    form = _form(request, idea.call, IdeaForm.initial_of(idea))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.change_idea(
                    idea=idea,
                    actor=request.user,
                    on=today(),
                    seen=request.POST.get("seen"),
                    **form.cleaned_data,
                )
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã lưu phiếu")
                return redirect("programmes:idea_detail", code=idea.code)
    context = {"form": form, "call": idea.call, "idea": idea, "crumbs": crumbs(idea, "Sửa phiếu")}
    return render(request, "programmes/idea_form.html", context, status=status)


def survey_lines(idea: ProductIdea) -> list[dict[str, Any]]:
    """Each heading with what was found: level, tone, remark."""
    return [
        {
            "heading": heading.label,
            "level": SurveyLevel(found["level"]).label,
            "tone": _LEVEL_TONES[SurveyLevel(found["level"])],
            "note": found["note"],
        }
        for heading in SurveyHeading
        if (found := idea.survey.get(heading.value))
    ]


@login_required
@require_GET
def idea_detail(request: HttpRequest, code: str) -> HttpResponse:
    idea = visible_idea(request.user, code)
    may = {
        name: request.user.has_perm(f"programmes.{name}_idea", idea)
        for name in ("change", "survey", "take_up")
    }
    waiting = idea.state in IDEA_MOVES[IdeaMove.WITHDRAW].sources
    context = {
        "idea": idea,
        "tone": calls.TONES[IdeaState(idea.state)],
        "texts": [
            (field.label, getattr(idea, name))
            for name, field in IdeaForm.base_fields.items()
            if name in IdeaForm.IDEA
        ],
        "survey": survey_lines(idea),
        "may_change": may["change"] and idea.state in CHANGEABLE,
        "may_survey": may["survey"] and waiting,
        "may_withdraw": may["change"] and waiting,
        "may_take_up": may["take_up"] and idea.state == IdeaState.SELECTED and idea.product is None,
        "may_open": may["take_up"],
        "history": lines_of(timeline(idea), ProgrammeVerb),
        "crumbs": crumbs(idea),
    }
    return render(request, "programmes/idea_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def idea_survey(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    idea = visible_idea(request.user, code)
    need(request.user, "programmes.survey_idea", idea, SURVEYORS)
    initial = {"survey_on": on} if idea.survey_on is None else SurveyForm.initial_of(idea)
    form = SurveyForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.survey_idea(idea=idea, actor=request.user, on=on, **form.values())
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, f"Đã ghi khảo sát {idea}")
                return redirect("programmes:idea_detail", code=idea.code)
    context = {"form": form, "idea": idea, "crumbs": crumbs(idea, "Khảo sát")}
    return render(request, "programmes/idea_survey.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def idea_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    idea = visible_idea(request.user, code)
    need(request.user, "programmes.change_idea", idea, MAKER)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            services.withdraw_idea(idea=idea, actor=request.user, on=today(), **form.cleaned_data)
            messages.success(request, f"Đã rút {idea}")
            return redirect("programmes:idea_detail", code=idea.code)
    context = {"form": form, "idea": idea, "crumbs": crumbs(idea, "Rút ý tưởng")}
    return render(request, "programmes/idea_withdraw.html", context, status=status)
