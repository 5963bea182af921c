"""The list of dossiers, and how much each place holds and how much of it is late."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from common.dates import today
from common.http import page_of, table_response, wanted_table
from communes.models import AdministrativeUnit
from evaluations.forms.listing import DossierFilterForm
from evaluations.models import Dossier
from evaluations.selectors import dossier as selectors
from evaluations.selectors import listing
from evaluations.selectors.clock import holder_of, holders_of
from evaluations.views import tables
from evaluations.views.dossiers import TONES, crumbs
from programmes.selectors.calendar import working_calendar

_SIZE = 25


@login_required
@require_GET
def dossier_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    visible = selectors.visible_to(request.user, on=on)
    waiting = selectors.dossiers_waiting_for(request.user, on)
    units = AdministrativeUnit.objects.filter(pk__in=visible.order_by().values("unit"))
    form = DossierFilterForm(request.GET, units=units.select_related(None))
    chosen = form.chosen()
    mine = request.GET.get("cho") == "toi"
    rows = _narrowed(waiting if mine else selectors.for_list(visible), chosen)
    keys = listing.by_deadline(rows, on=on) if chosen["xep"] == "han" else None
    if kind := wanted_table(request):
        ordered = (
            rows.iterator(chunk_size=tables.AT_ONCE) if keys is None else listing.in_turn(keys)
        )
        cells = tables.dossier_rows(ordered, on=on)
        return table_response(kind, title="Hồ sơ", columns=tables.DOSSIERS, rows=cells)
    page = _page(request, rows, keys)
    context = {
        "form": form,
        "filtered": any(value for name, value in chosen.items() if name != "xep"),
        "more": bool(chosen["buoc"] or chosen["xa"] or chosen["xep"]),
        "mine": mine,
        "tabs": _tabs(mine, chosen["han"], visible.count(), waiting.count()),
        "page": page,
        "rows": _rows(page),
        "heads": _heads(request, chosen["xep"]),
        "begins": not page.object_list and request.user.has_perm("evaluations.begin_dossier"),
    }
    return render(request, "evaluations/dossier_list.html", context)


def _narrowed(rows: QuerySet[Dossier], chosen: dict[str, Any]) -> QuerySet[Dossier]:
    rows = selectors.search(rows, chosen["q"])
    if chosen["giu"]:
        rows = listing.at_station(rows, chosen["giu"])
    if chosen["buoc"]:
        rows = rows.filter(state=chosen["buoc"])
    if chosen["xa"]:
        rows = rows.filter(unit=chosen["xa"])
    if chosen["han"]:
        rows = listing.with_deadline(rows, chosen["han"], on=today())
    if chosen["xep"] == "tu":
        return listing.by_time_held(rows)
    return listing.by_place(rows) if chosen["xep"] == "o" else rows


def _page(request: HttpRequest, rows: QuerySet[Dossier], keys: list[int] | None) -> Page[Any]:
    if keys is None:
        page: Page[Any] = page_of(request, rows.values("pk"), _SIZE)
        keys_here = [row["pk"] for row in page.object_list]
    else:
        page = Paginator(keys, _SIZE).get_page(request.GET.get("trang"))
        keys_here = list(page.object_list)
    page.object_list = list(listing.in_turn(keys_here))
    return page


def _tabs(mine: bool, due: str, visible: int, waiting: int) -> list[dict[str, Any]]:
    url = reverse("evaluations:dossier_list")
    whole = not mine and not due
    return [
        {"label": "Tất cả", "url": url, "count": visible, "current": whole},
        {"label": "Chờ tôi", "url": f"{url}?cho=toi", "count": waiting, "current": mine},
        {
            "label": "Quá hạn",
            "url": f"{url}?han=qua&xep=han",
            "count": None,
            "current": not mine and due == listing.OVERDUE,
        },
        {
            "label": "Sắp đến hạn",
            "url": f"{url}?han=sap&xep=han",
            "count": None,
            "current": not mine and due == listing.SOON,
        },
        {
            "label": "Thời hạn",
            "url": reverse("evaluations:dossier_terms"),
            "count": None,
            "current": False,
        },
    ]


def _rows(page: Iterable[Dossier]) -> list[dict[str, Any]]:
    on, calendar = today(), working_calendar()
    return [
        {
            "dossier": dossier,
            "tone": TONES[dossier.state],
            "holder": holder_of(dossier, on=on, calendar=calendar),
        }
        for dossier in page
    ]


def _heads(request: HttpRequest, chosen: str) -> list[dict[str, Any]]:
    """The three columns one can order by, each with the address that does."""
    heads = []
    for order, label in (("o", "Đang ở"), ("tu", "Từ ngày"), ("han", "Hạn")):
        query = request.GET.copy()
        query.pop("trang", None)
        query["xep"] = "" if order == chosen else order
        heads.append({"label": label, "url": f"?{query.urlencode()}", "current": order == chosen})
    return heads


@login_required
@require_GET
def dossier_terms(request: HttpRequest) -> HttpResponseBase:
    on = today()
    open_ones = listing.open_ones(selectors.visible_to(request.user, on=on))
    held = holders_of(open_ones, on=on)
    communes = listing.held_by_commune(open_ones, held)
    if kind := wanted_table(request):
        return table_response(
            kind,
            title="Hồ sơ xã, phường đang giữ",
            columns=tables.HELD,
            rows=tables.held_rows(communes),
        )
    stations = listing.held_by_station(held.values())
    context = {
        "on": on,
        "crumbs": crumbs(None, "Thời hạn"),
        "stations": stations,
        "communes": communes,
        "count": sum(row.count for row in stations),
        "overdue": sum(row.overdue for row in stations),
        "reads_calendar": request.user.has_perm("programmes.view_calendar"),
    }
    return render(request, "evaluations/dossier_terms.html", context)
