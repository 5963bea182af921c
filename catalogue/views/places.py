"""Communes: the list, one of them, the map."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from catalogue import selectors
from catalogue.validators import query_text
from common.dates import today
from common.http import page_of
from communes.models import AdministrativeUnit


@require_GET
def commune_list(request: HttpRequest) -> HttpResponse:
    text = query_text(request.GET.get("q"))
    return _found(request, text) if text else _all(request)


def _found(request: HttpRequest, text: str) -> HttpResponse:
    """Units of any day that the text may mean."""
    on = today()
    found = selectors.find_units(text, on=on, seen=selectors.overview(on=on))
    own = selectors.portal_province(on)
    name = own.full_name if own else ""
    context = {
        "text": text,
        "found": [
            ("", [row for row in found if row.province == name]),
            ("Tỉnh, thành phố khác", [row for row in found if row.province != name]),
        ],
        "count": len(found),
        "most": selectors.MOST_FOUND,
    }
    return render(request, "catalogue/commune_found.html", context)


def _all(request: HttpRequest) -> HttpResponse:
    """The communes of the portal's province, then what could not be put into any of today."""
    on = today()
    seen = selectors.overview(on=on)
    counts, valid = seen.counts("place"), selectors.valid_places(seen)
    communes = list(selectors.communes_of_portal(on))
    here = {unit.key for unit in communes}
    others = sorted(
        (place for place in seen.places.values() if place.key not in here),
        key=lambda place: (place.order, place.where),
    )
    context = {
        "rows": [
            {"unit": unit, "valid": valid[unit.key], "known": counts[unit.key]} for unit in communes
        ],
        "with_products": sum(1 for unit in communes if counts[unit.key]),
        "elsewhere": [(place, counts[place.key]) for place in others if place.settled],
        "unsettled": [(place, counts[place.key]) for place in others if not place.settled],
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
    here = selectors.belonging_to(unit, on=on, seen=seen)
    products = selectors.public_products(on).filter(here).order_by("sort_key", "pk")
    page = page_of(request, selectors.with_card(products), size=24)
    producers = selectors.public_producers().filter(here, named=True)
    context = {
        "unit": unit,
        "now": selectors.with_today([unit], on=on, seen=seen)[0],
        "formed": selectors.formed_of(unit, seen=seen),
        "became": selectors.became(unit),
        "page": page,
        "cards": selectors.cards_of(page.object_list, on=on),
        "producers": producers.order_by("sort_key", "pk"),
        "districts": selectors.districts_of(unit),
        "communes": selectors.with_today(selectors.communes_of(unit, on=on), on=on, seen=seen),
        "crumbs": _crumbs(unit),
    }
    return render(request, "catalogue/commune_detail.html", context)


def _crumbs(unit: AdministrativeUnit) -> list[dict[str, str]]:
    over = []
    above = unit.parent
    while above is not None:
        url = reverse("catalogue:commune_detail", args=[above.key])
        over.append({"label": above.full_name, "url": url})
        above = above.parent
    return [
        {"label": "Trang chủ", "url": reverse("home")},
        {"label": "Xã, phường", "url": reverse("catalogue:commune_list")},
        *reversed(over),
        {"label": unit.full_name, "url": ""},
    ]


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
