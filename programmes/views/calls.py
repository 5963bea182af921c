"""The programme's landing page, and the province's calls for ideas."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from audit.selectors import lines_of, timeline
from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, page_of, show_refusal, table_response, wanted_table
from programmes.enums import CallState, IdeaState, ProgrammeVerb
from programmes.forms.ideas import CallForm, IdeaFilterForm, ReasonForm
from programmes.models import IdeaCall
from programmes.selectors import ideas as selectors
from programmes.selectors.calendar import days_from
from programmes.services import calls as services
from programmes.views import tables
from programmes.workflow import registration_fault

OFFICE = "Việc này dành cho Văn phòng Điều phối của tỉnh"
PROGRAMME = "Trang này dành cho chủ thể và người được giao việc trong Chương trình OCOP"
TONES = {
    IdeaState.REGISTERED: "info",
    IdeaState.SURVEYED: "warn",
    IdeaState.SELECTED: "ok",
    IdeaState.NOT_SELECTED: "bad",
    IdeaState.WITHDRAWN: "off",
}


def visible_call(user: User, code: str) -> IdeaCall:
    """The call with this code if ``user`` may see it, else 404."""
    return get_visible(selectors.calls_visible_to(user, on=today()), code=code)


def crumbs(call: IdeaCall | None, here: str = "") -> list[dict[str, Any]]:
    """Programme, calls, this call, this page."""
    found = [
        {"label": "Chương trình", "url": reverse("programmes:home")},
        {"label": "Ý tưởng sản phẩm", "url": reverse("programmes:call_list")},
    ]
    if call is not None:
        url = reverse("programmes:call_detail", kwargs={"code": call.code})
        found.append({"label": call.title, "url": url})
    return [*found, {"label": here, "url": ""}] if here else found


def standing_of(call: IdeaCall) -> tuple[str, str]:
    """Tone and words of a call on today."""
    on = today()
    if call.state == CallState.DRAFT:
        return "off", "Đang soạn"
    if call.takes_on(on):
        left = (call.closes_on - on).days
        return ("warn" if left <= 7 else "ok"), "Đang nhận"
    if call.state == CallState.PUBLISHED and on < call.opens_on:
        return "info", "Sắp mở"
    return "off", "Đã đóng"


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    need(request.user, "programmes.view_programme", None, PROGRAMME)
    on = today()
    calls = selectors.calls_visible_to(request.user, on=on)
    ideas = selectors.visible_to(request.user, on=on)
    shown = selectors.with_counts(calls, ideas).order_by("-opens_on", "-pk")[:3]
    context = {
        "calls": [(call, standing_of(call), call.takes_on(on)) for call in shown],
        "counts": selectors.counts_of(ideas),
        "states": [(state, TONES[IdeaState(state)], label) for state, label in IdeaState.choices],
        "may_make": request.user.has_perm("programmes.keep_call"),
        "may_calendar": request.user.has_perm("programmes.view_calendar"),
        "days": days_from(on)[:4],
        "on": on,
    }
    return render(request, "programmes/home.html", context)


@login_required
@require_GET
def call_list(request: HttpRequest) -> HttpResponseBase:
    need(request.user, "programmes.view_programme", None, PROGRAMME)
    on = today()
    ideas = selectors.visible_to(request.user, on=on)
    calls = selectors.calls_visible_to(request.user, on=on)
    rows = selectors.with_counts(calls, ideas).order_by("-opens_on", "-pk")
    if kind := wanted_table(request):
        cells = (tables.call_cells(row, standing_of(row)[1]) for row in rows)
        title = "Đợt đăng ký ý tưởng"
        return table_response(kind, title=title, columns=tables.CALLS, rows=cells)
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": [(call, standing_of(call)) for call in page],
        "may_make": request.user.has_perm("programmes.keep_call"),
        "crumbs": crumbs(None),
    }
    return render(request, "programmes/call_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def call_create(request: HttpRequest) -> HttpResponse:
    need(request.user, "programmes.keep_call", None, OFFICE)
    unit = selectors.office_of(request.user, on=today())
    assert unit is not None
    form = CallForm(request.POST or None, initial={"year": today().year + 1})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                call = services.make_call(unit=unit, actor=request.user, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã lưu bản soạn; công bố khi đã xem lại")
                return redirect("programmes:call_detail", code=call.code)
    context = {"form": form, "call": None, "crumbs": crumbs(None, "Lập đợt mới")}
    return render(request, "programmes/call_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def call_edit(request: HttpRequest, code: str) -> HttpResponse:
    call = visible_call(request.user, code)
    need(request.user, "programmes.keep_call", call, OFFICE)
    form = CallForm(request.POST or None, initial=CallForm.initial_of(call))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.change_call(call=call, actor=request.user, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã lưu đợt đăng ký")
                return redirect("programmes:call_detail", code=call.code)
    context = {"form": form, "call": call, "crumbs": crumbs(call, "Sửa")}
    return render(request, "programmes/call_form.html", context, status=status)


@login_required
@require_GET
def call_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    on = today()
    call = visible_call(request.user, code)
    every = selectors.visible_to(request.user, on=on).filter(call=call)
    form = IdeaFilterForm(request.GET, places=selectors.places_of(every))
    chosen = form.chosen()
    names = {"q": "text", "buoc": "state", "loai": "kind", "noi": "place"}
    asked = {names[key]: value for key, value in chosen.items()}
    rows = selectors.for_list(selectors.narrowed(every, **asked)).order_by("number")
    if kind := wanted_table(request):
        cells = map(tables.idea_cells, rows)
        return table_response(kind, title=str(call), columns=tables.IDEAS, rows=cells)
    keeps = request.user.has_perm("programmes.keep_call", call)
    context = {
        "call": call,
        "standing": standing_of(call),
        "page": page_of(request, rows),
        "form": form,
        "filtered": any(chosen.values()),
        "counts": selectors.counts_of(every),
        "tones": TONES,
        "closed_because": registration_fault(call, on=on),
        "may_register": request.user.has_perm("programmes.register_idea", call),
        "may_keep": keeps,
        "may_close": keeps and call.state == CallState.PUBLISHED and on <= call.closes_on,
        "history": lines_of(timeline(call), ProgrammeVerb) if keeps else [],
        "crumbs": crumbs(call),
    }
    return render(request, "programmes/call_detail.html", context)


@login_required
@require_POST
def call_publish(request: HttpRequest, code: str) -> HttpResponse:
    call = visible_call(request.user, code)
    need(request.user, "programmes.keep_call", call, OFFICE)
    services.publish_call(call=call, actor=request.user, on=today())
    messages.success(request, f"Đã công bố {call}; cán bộ xã, phường nhận thông báo")
    return redirect("programmes:call_detail", code=call.code)


@login_required
@require_http_methods(["GET", "POST"])
def call_close(request: HttpRequest, code: str) -> HttpResponse:
    call = visible_call(request.user, code)
    need(request.user, "programmes.keep_call", call, OFFICE)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            services.close_call(call=call, actor=request.user, on=today(), **form.cleaned_data)
            messages.success(request, f"Đã đóng {call}; ý tưởng đã đăng ký vẫn được xét")
            return redirect("programmes:call_detail", code=call.code)
    context = {"form": form, "call": call, "crumbs": crumbs(call, "Đóng sớm")}
    return render(request, "programmes/call_close.html", context, status=status)
