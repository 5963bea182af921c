"""The calendar of working days: everybody of the offices reads it, the administrator keeps it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from common.dates import add_working_days, today, vn_date
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from programmes.forms.calendar import DayForm, RemoveForm
from programmes.models import CalendarDay
from programmes.selectors import calendar as selectors
from programmes.services import calendar as services

STAFF = "Trang này dành cho cán bộ và người được giao việc trong Chương trình OCOP"
KEEPER = "Việc này dành cho quản trị hệ thống"
_TERM = 15


def _year(request: HttpRequest, on: dt.date, entered: list[int]) -> int:
    """The year asked for, if there can be days in it; else this one."""
    asked = request.GET.get("nam", "")
    choices = {*entered, on.year}
    return int(asked) if asked.isdecimal() and int(asked) in choices else on.year


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    need(request.user, "programmes.view_calendar", None, STAFF)
    on = today()
    entered = selectors.years()
    year = _year(request, on, entered)
    url = reverse("programmes:calendar")
    context = {
        "year": year,
        "days": selectors.days_of(year),
        "tabs": [
            {"label": str(one), "url": f"{url}?nam={one}", "count": None, "current": one == year}
            for one in sorted({*entered, on.year})
        ],
        "tet_missing": None if selectors.tet_is_entered(year) else year,
        "may_change": request.user.has_perm("programmes.change_calendar"),
        "on": on,
        "term": _TERM,
        "term_ends": add_working_days(on, _TERM, selectors.working_calendar()),
    }
    return render(request, "programmes/calendar.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def day_add(request: HttpRequest) -> HttpResponse:
    need(request.user, "programmes.change_calendar", None, KEEPER)
    form = DayForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = services.add_day(actor=request.user, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, f"Đã ghi {row} vào lịch; các thời hạn tính lại ngay")
                return _back(row.day)
    return _form(request, form, None, status)


@login_required
@require_http_methods(["GET", "POST"])
def day_change(request: HttpRequest, day: str) -> HttpResponse:
    need(request.user, "programmes.change_calendar", None, KEEPER)
    row = _found(day)
    form = DayForm(request.POST or None, initial=DayForm.initial_of(row))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = services.change_day(row=row, actor=request.user, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, f"Đã sửa {row}; các thời hạn tính lại ngay")
                return _back(row.day)
    return _form(request, form, row, status)


@login_required
@require_http_methods(["GET", "POST"])
def day_remove(request: HttpRequest, day: str) -> HttpResponse:
    need(request.user, "programmes.change_calendar", None, KEEPER)
    row = _found(day)
    form = RemoveForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.remove_day(row=row, actor=request.user, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, f"Đã bỏ {row}; các thời hạn tính lại ngay")
                return _back(row.day)
    context = {"form": form, "row": row, "crumbs": _crumbs(row, "Bỏ khỏi lịch")}
    return render(request, "programmes/calendar_remove.html", context, status=status)


def _found(day: str) -> CalendarDay:
    """The entered day of an address like ``2026-09-02``, or 404."""
    try:
        wanted = dt.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    return get_visible(CalendarDay.objects.all(), day=wanted)


def _back(day: dt.date) -> HttpResponse:
    return redirect(f"{reverse('programmes:calendar')}?nam={day.year}")


def _crumbs(row: CalendarDay | None, label: str) -> list[dict[str, Any]]:
    url = reverse("programmes:calendar")
    if row:
        url = f"{url}?nam={row.day.year}"
    return [{"label": "Ngày nghỉ, ngày làm bù", "url": url}, {"label": label, "url": ""}]


def _form(
    request: HttpRequest, form: DayForm, row: CalendarDay | None, status: int
) -> HttpResponse:
    label = f"Sửa ngày {vn_date(row.day)}" if row else "Thêm ngày"
    context = {"form": form, "row": row, "crumbs": _crumbs(row, label)}
    return render(request, "programmes/calendar_day.html", context, status=status)
