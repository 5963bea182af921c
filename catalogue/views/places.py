"""Communes: the list, one of them, the map."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from catalogue import selectors
from catalogue.validators import query_text
from common.dates import today
from common.http import page_of
from common.text import fold


@require_GET
def commune_list(request: HttpRequest) -> HttpResponse:
    on = today()
    text = query_text(request.GET.get("q"))
    seen = selectors.overview(on=on)
    counts = seen.counts("place")
    valid = selectors.valid_places(seen)
    communes = list(selectors.communes_of_portal(on))
    here = {unit.key for unit in communes}
    others = [place for place in seen.places.values() if place.key not in here]
    rows = [
        {
            "key": unit.key,
            "name": unit.full_name,
            "valid": valid[unit.key],
            "known": counts[unit.key],
        }
        for unit in communes
        if fold(text) in fold(unit.full_name)
    ]
    elsewhere = [
        {
            "key": place.key,
            "name": place.name,
            "province": place.province,
            "known": counts[place.key],
        }
        for place in sorted(others, key=lambda place: place.order)
        if fold(text) in fold(place.name)
    ]
    context = {
        "text": text,
        "rows": rows,
        "with_products": sum(1 for row in rows if row["known"]),
        "elsewhere": elsewhere,
        "province": communes[0].parent if communes else None,
    }
    return render(request, "catalogue/commune_list.html", context)


@require_GET
def commune_detail(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    unit = selectors.place_facts(code)
    if unit is None:
        raise Http404
    seen = selectors.overview(on=on)
    ids = seen.unit_ids([unit.key]) or {unit.pk}
    products = selectors.public_products(on).filter(unit__in=ids).order_by("sort_key", "pk")
    page = page_of(request, selectors.with_card(products), size=24)
    before, after = selectors.lineage_of(unit)
    name = selectors.place_name(unit, on=on)
    context = {
        "unit": unit,
        "name": name,
        "province": selectors.province_name(unit),
        "ended": unit.valid_to is not None and unit.valid_to < on,
        "before": before,
        "after": after,
        "basis": before[0] if before else None,
        "page": page,
        "cards": selectors.cards_of(page.object_list, on=on),
        "producers": selectors.public_producers().filter(unit__in=ids).order_by("sort_key", "pk"),
        "crumbs": [
            {"label": "Trang chủ", "url": reverse("home")},
            {"label": "Xã, phường", "url": reverse("catalogue:commune_list")},
            {"label": name, "url": ""},
        ],
    }
    return render(request, "catalogue/commune_detail.html", context)


@require_GET
def province_map(request: HttpRequest) -> HttpResponse:
    on = today()
    seen = selectors.overview(on=on)
    counts = {str(key): count for key, count in selectors.valid_places(seen).items()}
    communes = list(selectors.communes_of_portal(on))
    dots, height = selectors.map_dots(communes, counts)
    rows = sorted(
        (
            {"key": unit.key, "name": unit.full_name, "count": counts.get(unit.key, 0)}
            for unit in communes
            if counts.get(unit.key)
        ),
        key=lambda row: -int(str(row["count"])),
    )
    context = {
        "dots": dots,
        "height": height,
        "rows": rows,
        "communes": len(communes),
        "province": communes[0].parent if communes else None,
        "on": on,
    }
    return render(request, "catalogue/map.html", context)
