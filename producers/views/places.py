"""Choosing where producers lie today: one, or several of one former unit at once."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import need
from communes.models import AdministrativeUnit
from communes.selectors import in_full
from producers import selectors, services
from producers.forms import PlaceForm
from producers.models import Producer
from producers.views.lists import found, meant
from producers.views.register import (
    FEW_PLACES,
    REGISTRARS,
    crumbs_of,
    shown,
    visible,
)

_NAMES_SHOWN = 8
_GROUPS_SHOWN = 50


@login_required
@require_POST
def place_choose(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    producer = visible(request.user, code, on)
    need(request.user, "producers.identify_producer", producer, REGISTRARS)
    form = PlaceForm(request.POST, units=AdministrativeUnit.objects.all())
    if not form.is_valid():
        return shown(request, producer, place=form)
    unit = form.cleaned_data["xa"]
    services.choose_place(producer=producer, unit=unit, actor=request.user, on=on)
    messages.success(request, f"Đã ghi: nay thuộc {unit.full_name}")
    return redirect("producers:producer_detail", code=producer.code)


@login_required
@require_http_methods(["GET", "POST"])
def places_choose(request: HttpRequest) -> HttpResponse:
    """What was ticked, by recorded unit, with the communes to choose from; then the choice."""
    on = today()
    need(request.user, "producers.add_producer", None, REGISTRARS)
    asked = request.POST if request.method == "POST" else request.GET
    rows = meant(request, asked, on=on)
    editable = selectors.editable_by(request.user, on=on).order_by().values("pk")
    open_rows = rows.filter(current_unit__isnull=True, pk__in=editable)
    groups = _groups(list(open_rows), asked, on=on)
    error = ""
    if request.method == "POST":
        try:
            count = _choose(request, groups, on=on)
        except DomainError as refusal:
            error = refusal.message
        else:
            messages.success(request, f"Đã chọn xã, phường hiện nay cho {count} chủ thể")
            return redirect(f"{reverse('producers:producer_list')}?{_filters(request, asked, on)}")
    total = rows.count()
    context = {
        "groups": groups[:_GROUPS_SHOWN],
        "later": max(0, len(groups) - _GROUPS_SHOWN),
        "total": total,
        "passed": total - sum(len(group["rows"]) for group in groups),
        "hidden": _selection(asked),
        "error": error,
        "crumbs": crumbs_of(None, "Chọn xã, phường hiện nay"),
    }
    return render(request, "producers/places_choose.html", context, status=409 if error else 200)


def _selection(asked: QueryDict) -> list[tuple[str, str]]:
    """What was ticked and filtered, to be sent along with the choice."""
    own = ("csrfmiddlewaretoken", "xa-", "so-")
    return [
        (name, value) for name in asked for value in asked.getlist(name) if not name.startswith(own)
    ]


def _filters(request: HttpRequest, asked: QueryDict, on: dt.date) -> str:
    _rows, form = found(request, asked, on=on)
    query = QueryDict(mutable=True)
    query.update(form.filters())
    return query.urlencode()


def _groups(rows: list[Producer], asked: QueryDict, *, on: dt.date) -> list[dict[str, Any]]:
    """The producers by recorded unit; a unit of which nobody knows anything leads nowhere."""
    by_unit: dict[int, list[Producer]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    units = [members[0].unit for members in by_unit.values()]
    candidates_by_unit = selectors.candidates_by_unit(units, on=on)
    groups = []
    for unit in units:
        members, candidates = by_unit[unit.pk], candidates_by_unit[unit.pk]
        if candidates:
            groups.append(
                {
                    "unit": unit,
                    "recorded": in_full(unit),
                    "rows": members,
                    "rest": len(members) - _NAMES_SHOWN,
                    "candidates": candidates,
                    "few": len(candidates) <= FEW_PLACES,
                    "picked": asked.get(f"xa-{unit.key}", ""),
                }
            )
    return sorted(groups, key=lambda group: -len(group["rows"]))


def _choose(request: HttpRequest, groups: list[dict[str, Any]], *, on: dt.date) -> int:
    """Write what was chosen; a group that is not what the person saw is refused."""
    choices = []
    for group in groups:
        key = group["unit"].key
        if not group["picked"]:
            continue
        if request.POST.get(f"so-{key}") != str(len(group["rows"])):
            raise DomainError(
                f"Số chủ thể ghi {group['unit'].full_name} đã khác lúc mở trang. Hãy xem lại rồi"
                " chọn",
                code="conflict",
            )
        unit = next((unit for unit in group["candidates"] if unit.key == group["picked"]), None)
        if unit is None:
            raise DomainError(
                f"Hãy chọn xã, phường có trong danh sách của {group['unit'].full_name}",
                code="state",
            )
        choices.append((group["rows"], unit))
    if not choices:
        raise DomainError("Chưa chọn xã, phường nào", code="state")
    return services.choose_places(choices=choices, actor=request.user, on=on)
