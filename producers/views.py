"""Pages of the register of producers."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role
from audit.selectors import lines_of
from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, page_of, show_refusal
from communes.enums import UnitLevel
from producers import selectors, services
from producers.enums import ProducerVerb
from producers.forms import MemberForm, ProducerFilterForm, ProducerForm
from producers.models import Producer
from producers.validators import is_personal_number

REGISTRARS = "Việc này dành cho cán bộ xã, phường và Văn phòng Điều phối của tỉnh nơi có chủ thể"
EDITORS = "Việc này dành cho cán bộ xã, phường, Văn phòng Điều phối của tỉnh và người của chủ thể"


@login_required
@require_GET
def producer_list(request: HttpRequest) -> HttpResponse:
    on = today()
    rows = selectors.visible_to(request.user, on=on)
    national = has_role(request.user, Role.CENTRAL_OFFICER, Role.ADMINISTRATOR, on=on)
    places = selectors.places_of(rows, level=UnitLevel.PROVINCE if national else UnitLevel.COMMUNE)
    form = ProducerFilterForm(request.GET, places=places)
    chosen = form.chosen()
    rows = selectors.search(rows, chosen["q"])
    if chosen["noi"]:
        rows = selectors.in_place(rows, chosen["noi"])
    if chosen["loai"]:
        rows = rows.filter(kind=chosen["loai"])
    context = {
        "form": form,
        "filtered": any(chosen.values()),
        "page": page_of(request, rows),
        "may_add": request.user.has_perm("producers.add_producer"),
    }
    return render(request, "producers/producer_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def producer_create(request: HttpRequest) -> HttpResponse:
    on = today()
    need(request.user, "producers.add_producer", None, REGISTRARS)
    units = selectors.registrable_communes(request.user, on=on)
    form = ProducerForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            producer = services.register_producer(actor=request.user, on=on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã ghi {producer.name} vào sổ chủ thể")
            return redirect("producers:producer_detail", code=producer.code)
    context = {"form": form, "producer": None, "identity": True, "crumbs": _crumbs(None, "Ghi mới")}
    return render(request, "producers/producer_form.html", context)


@login_required
@require_GET
def producer_detail(request: HttpRequest, code: str) -> HttpResponse:
    return _detail(request, _visible(request.user, code, today()), MemberForm())


def _detail(request: HttpRequest, producer: Producer, form: MemberForm) -> HttpResponse:
    on = today()
    may_change = request.user.has_perm("producers.change_producer", producer)
    context = {
        "producer": producer,
        "may_change": may_change,
        # Personal data of the representative, and a tax code that is a person's number.
        "shows_tax_code": may_change or not is_personal_number(producer.tax_code),
        "members": selectors.members_of(producer, on=on),
        "keeps_members": request.user.has_perm("producers.identify_producer", producer),
        "form": form,
        "history": lines_of(selectors.history(producer), ProducerVerb) if may_change else [],
        "crumbs": _crumbs(producer),
    }
    return render(
        request, "producers/producer_detail.html", context, status=400 if form.errors else 200
    )


@login_required
@require_POST
def member_add(request: HttpRequest, code: str) -> HttpResponse:
    producer = _visible(request.user, code, today())
    need(request.user, "producers.identify_producer", producer, REGISTRARS)
    form = MemberForm(request.POST)
    if form.is_valid():
        person = form.cleaned_data["username"]
        try:
            services.add_member(producer=producer, user=person, actor=request.user, on=today())
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{person.full_name} làm được hồ sơ thay {producer.name}")
            return redirect("producers:producer_detail", code=producer.code)
    return _detail(request, producer, form)


@login_required
@require_POST
def member_end(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    producer = _visible(request.user, code, on)
    need(request.user, "producers.identify_producer", producer, REGISTRARS)
    people = selectors.members_of(producer, on=on)
    person = get_visible(people, username=request.POST.get("username", ""))
    services.end_member(producer=producer, user=person, actor=request.user, on=on)
    messages.success(request, f"{person.full_name} không còn làm thay {producer.name}")
    return redirect("producers:producer_detail", code=producer.code)


@login_required
@require_http_methods(["GET", "POST"])
def producer_edit(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    producer = _visible(request.user, code, on)
    need(request.user, "producers.change_producer", producer, EDITORS)
    identity = request.user.has_perm("producers.identify_producer", producer)
    units = selectors.communes_for(producer, request.user, on=on)
    form = ProducerForm(
        request.POST or None,
        initial=ProducerForm.initial_of(producer),
        units=units,
        identity=identity,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_producer(
                producer=producer,
                actor=request.user,
                on=on,
                seen=request.POST.get("seen"),
                **form.cleaned_data,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "Đã lưu thông tin chủ thể")
            return redirect("producers:producer_detail", code=producer.code)
    context = {
        "form": form,
        "producer": producer,
        "identity": identity,
        "crumbs": _crumbs(producer, "Sửa"),
    }
    return render(request, "producers/producer_form.html", context)


def _visible(user: User, code: str, on: dt.date) -> Producer:
    return get_visible(selectors.visible_to(user, on=on), code=code)


def _crumbs(producer: Producer | None, here: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": "Chủ thể", "url": reverse("producers:producer_list")}]
    if producer is not None:
        url = reverse("producers:producer_detail", kwargs={"code": producer.code})
        crumbs.append({"label": producer.name, "url": url})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs
