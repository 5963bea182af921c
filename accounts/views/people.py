"""Pages of those who keep accounts: look up, open, change, give and end roles."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import selectors, services
from accounts.enums import AccountVerb
from accounts.forms import EndForm, NewPersonForm, PeopleFilterForm, PersonForm, PostForm
from accounts.models import RoleAssignment, User
from accounts.views import tables
from common.dates import today
from common.errors import DomainError
from common.http import (
    get_visible,
    need,
    page_of,
    show_refusal,
    table_response,
    wanted_table,
)
from communes.models import AdministrativeUnit

KEEPERS = "Việc này dành cho quản trị hệ thống và Văn phòng Điều phối của tỉnh"
ABOVE = (
    "Việc này dành cho quản trị hệ thống: tài khoản có vai trò ngoài phần việc của anh/chị,"
    " hoặc là tài khoản của chính anh/chị"
)
NATIONAL = "ca-nuoc"  # stands for "no place" in addresses


def visible_person(request: HttpRequest, username: str) -> User:
    """The account, for those who keep people: others are told whose work it is."""
    need(request.user, "accounts.keep_people", None, KEEPERS)
    return get_visible(selectors.visible_people(request.user, on=today()), username=username)


def crumbs_of(person: User | None, here: str = "") -> list[dict[str, str]]:
    """Where a people page stands."""
    crumbs = [{"label": "Người dùng", "url": reverse("accounts:person_list")}]
    if person is not None:
        url = reverse("accounts:person_detail", kwargs={"username": person.username})
        crumbs.append({"label": str(person), "url": url})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs


@login_required
@require_GET
def person_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    need(request.user, "accounts.keep_people", None, KEEPERS)
    form = PeopleFilterForm(request.GET)
    chosen = form.chosen()
    rows = selectors.search_people(selectors.visible_people(request.user, on=on), chosen["q"])
    if chosen["vai"]:
        rows = selectors.with_role(rows, chosen["vai"], on=on)
    if kind := wanted_table(request):
        cells = tables.people_rows(rows)
        return table_response(kind, title="Người dùng", columns=tables.PEOPLE, rows=cells)
    context = {"form": form, "filtered": any(chosen.values()), "page": page_of(request, rows)}
    return render(request, "accounts/person_list.html", context)


@login_required
@require_GET
def person_detail(request: HttpRequest, username: str) -> HttpResponse:
    on = today()
    person = visible_person(request, username)
    rows = []
    for row in selectors.all_assignments(person):
        may_end = (
            person != request.user
            and (row.valid_to is None or row.valid_to > on)
            and selectors.may_appoint(request.user, role=row.role, unit=row.unit, on=on)
        )
        place = row.unit.key if row.unit else NATIONAL
        rows.append({"row": row, "place": place, "may_end": may_end, "over": _is_over(row, on)})
    context = {
        "person": person,
        "rows": rows,
        "may_manage": request.user.has_perm("accounts.manage_person", person),
        "history": [
            {"at": entry.at, "title": AccountVerb(entry.verb).label, "note": _note(entry)}
            for entry in selectors.history_of(person)[:50]
        ],
        "crumbs": crumbs_of(person),
    }
    return render(request, "accounts/person_detail.html", context)


def _is_over(row: RoleAssignment, on: dt.date) -> bool:
    return row.valid_to is not None and row.valid_to < on


def _note(entry: Any) -> str:
    role = AccountVerb(entry.verb) in (AccountVerb.ROLE_GRANTED, AccountVerb.ROLE_ENDED)
    what = entry.target_label.rsplit(" – ", 1)[-1] if role else entry.reason
    place = entry.data.get("unit") or ""
    return " · ".join(filter(None, [what, place, entry.actor_label]))


def chosen_province(request: HttpRequest, on: dt.date) -> dict[str, Any]:
    """Whose communes the role form offers: ``?tinh=``, else the province of the portal."""
    provinces = list(selectors.appointable_provinces(request.user, on=on))
    wanted = request.GET.get("tinh") or request.POST.get("tinh")
    codes = {unit.code: unit for unit in provinces}
    own = codes.get(settings.PORTAL["province_code"], provinces[0] if provinces else None)
    return {"provinces": provinces, "province": codes.get(wanted or "", own)}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def person_create(request: HttpRequest) -> HttpResponse:
    on = today()
    need(request.user, "accounts.keep_people", None, KEEPERS)
    context = chosen_province(request, on)
    form = NewPersonForm(
        request.POST or None, actor=request.user, province=context["province"], on=on
    )
    if request.method == "POST" and form.is_valid():
        try:
            person, password = services.open_account(actor=request.user, on=on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            shown = {
                "person": person,
                "password": password,
                "crumbs": crumbs_of(person, "Mật khẩu"),
            }
            return render(request, "accounts/password_issued.html", shown)
    context |= {"form": form, "crumbs": crumbs_of(None, "Mở tài khoản")}
    return render(request, "accounts/person_create.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, username: str) -> HttpResponse:
    person = visible_person(request, username)
    need(request.user, "accounts.manage_person", person, ABOVE)
    form = PersonForm(request.POST or None, initial=PersonForm.initial_of(person))
    if request.method == "POST" and form.is_valid():
        services.change_account(user=person, actor=request.user, on=today(), **form.cleaned_data)
        messages.success(request, f"Đã lưu thông tin của {form.cleaned_data['full_name']}")
        return redirect("accounts:person_detail", username=username)
    context = {"form": form, "person": person, "crumbs": crumbs_of(person, "Sửa thông tin")}
    return render(request, "accounts/person_edit.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def role_grant(request: HttpRequest, username: str) -> HttpResponse:
    on = today()
    person = visible_person(request, username)
    if person == request.user:
        need(request.user, "accounts.manage_person", person, "Không ai tự giao vai trò cho mình")
    context = chosen_province(request, on)
    form = PostForm(request.POST or None, actor=request.user, province=context["province"], on=on)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.appoint(user=person, actor=request.user, on=on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã giao vai trò {row.get_role_display()} cho {person}")
            return redirect("accounts:person_detail", username=username)
    context |= {"form": form, "person": person, "crumbs": crumbs_of(person, "Giao vai trò")}
    return render(request, "accounts/role_grant.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def role_end(request: HttpRequest, username: str, role: str, place: str) -> HttpResponse:
    on = today()
    person = visible_person(request, username)
    row = _assignment(person, role, place, on)
    sentence = "Vai trò này do quản trị hệ thống giao và cho thôi"
    if person == request.user:
        need(request.user, "accounts.manage_person", person, "Không ai tự thôi vai trò của mình")
    need(request.user, "accounts.appoint", (row.role, row.unit), sentence)
    form = EndForm(request.POST or None, initial={"on": on})
    if request.method == "POST" and form.is_valid():
        try:
            services.dismiss(assignment=row, actor=request.user, on=form.cleaned_data["on"])
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã ghi ngày thôi vai trò {row.get_role_display()}")
            return redirect("accounts:person_detail", username=username)
    context = {
        "form": form,
        "person": person,
        "row": row,
        "crumbs": crumbs_of(person, "Thôi vai trò"),
    }
    return render(request, "accounts/role_end.html", context)


def _assignment(person: User, role: str, place: str, on: dt.date) -> RoleAssignment:
    for row in selectors.all_assignments(person):
        unit: AdministrativeUnit | None = row.unit
        same = row.role == role and (unit.key if unit else NATIONAL) == place
        if same and not _is_over(row, on):
            return row
    raise Http404
