"""Home, results, product, producer, photos."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET
from rest_framework.throttling import BaseThrottle

from catalogue import selectors
from catalogue.enums import CLASS_OF_GROUP, DRAWING_OF_SET, Sort, Tone
from catalogue.selectors import Cards, Query
from certificates.enums import CertificateStatus
from certificates.selectors import sentence_of
from common.dates import today
from common.http import page_of, table_response, wanted_table
from common.spreadsheets import Column
from common.throttle import wait_seconds
from documents.services import stream
from products.models import Product

# Tried words of the home page: real names of the province's products.
EXAMPLES = ("mam tom", "chiếu cói", "mật ong", "nem chua")
FILES_A_MINUTE = 20
# The names of the filters in the address, by dimension.
PARAMETERS = {"status": "hieu-luc", "stars": "sao", "group": "nhom", "place": "xa"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    on = today()
    context = {
        "figures": selectors.home_figures(on=on),
        "newest": selectors.newest(on=on),
        "examples": EXAMPLES,
        "valid_query": _valid_query(),
    }
    return render(request, "catalogue/home.html", context)


def _valid_query() -> str:
    """The filter "stars may be used today", for links from figures to their rows."""
    query = QueryDict(mutable=True)
    query.setlist(PARAMETERS["status"], [str(value) for value in CertificateStatus.valid])
    return query.urlencode()


@require_GET
def product_list(request: HttpRequest) -> HttpResponseBase:
    query = _query_of(request.GET)
    on = today()
    if kind := wanted_table(request):
        return _table(request, kind, query)
    found = selectors.search_page(query, number=request.GET.get("trang"), on=on)
    context = {
        "query": query,
        "found": found,
        "page": found.page,
        "picked": _picked(request.GET, found),
        "clear": f"?{_address(request.GET, keep=('q',))}",
        "sorts": [
            {"value": value, "label": label, "chosen": value == query.sort}
            for value, label in Sort.choices
            if query.words or value != Sort.MATCH
        ],
        "ended": _ended(request.GET, found),
    }
    return render(request, "catalogue/product_list.html", context)


def _table(request: HttpRequest, kind: str, query: Query) -> HttpResponseBase:
    """What the query finds as a file; making a workbook is work, so not for machines."""
    wait = wait_seconds(
        f"table:{BaseThrottle().get_ident(request)}", limit=FILES_A_MINUTE, seconds=60
    )
    if wait:
        answer = render(request, "errors/429.html", {"retry_after": wait}, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    rows = selectors.found_rows(query, on=today())
    return table_response(
        kind,
        title="Sản phẩm OCOP",
        columns=[Column(words, 24) for _name, words in selectors.FIELDS],
        rows=(tuple(row[name] for name, _words in selectors.FIELDS) for row in rows),
    )


def _query_of(params: QueryDict) -> Query:
    return selectors.parsed(
        text=params.get("q"),
        status=params.getlist("hieu-luc"),
        stars=params.getlist("sao"),
        group=params.getlist("nhom"),
        place=params.getlist("xa"),
        sort=params.get("sap-xep"),
    )


def _address(params: QueryDict, *, keep: tuple[str, ...]) -> str:
    kept = QueryDict(mutable=True)
    for name in keep:
        if params.get(name):
            kept[name] = params[name]  # type: ignore[assignment]
    return kept.urlencode()


def _picked(params: QueryDict, found: Cards) -> list[dict[str, str]]:
    """The chosen filters as pills; each address leaves one of them out."""
    facets = {
        "status": found.facets.status,
        "stars": found.facets.stars,
        "group": found.facets.group,
        "place": found.facets.place,
    }
    pills = []
    for dimension, choices in facets.items():
        name = PARAMETERS[dimension]
        for choice in choices:
            if not choice.checked:
                continue
            rest = params.copy()
            rest.setlist(name, [value for value in params.getlist(name) if value != choice.value])
            rest.pop("trang", None)
            pills.append({"label": choice.label, "url": f"?{rest.urlencode()}"})
    return pills


def _ended(params: QueryDict, found: Cards) -> dict[str, object] | None:
    """How many products the filter of status hides, and the address that shows them."""
    if not found.hidden:
        return None
    rest = params.copy()
    rest.setlist(PARAMETERS["status"], [])
    rest.pop("trang", None)
    return {"count": found.hidden, "url": f"?{rest.urlencode()}"}


@require_GET
def product_detail(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    product = selectors.product_page(code, on=on)
    if product is None:
        survivor = selectors.survivor_of(selectors.public_products(on), code)
        if survivor is None:
            raise Http404
        return redirect("catalogue:product_detail", code=survivor.code, permanent=True)
    certificates = selectors.certificates_of(product, on=on)
    card = selectors.cards_of([product], on=on)[0]
    speaking = next(row for row in certificates if row.code == card.certificate)
    context = {
        "product": product,
        "card": card,
        "certificate": speaking,
        "decision": speaking.decision,
        "packaging": speaking.snapshot["product"].get("packaging", ""),
        "sentence": sentence_of(speaking, status=card.status, on=on),
        "events": selectors.star_history(certificates),
        "images": list(product.images.all()),
        "place": selectors.whereabouts(product, on=on),
        "crumbs": _product_crumbs(product),
    }
    return render(request, "catalogue/product_detail.html", context)


def _product_crumbs(product: Product) -> list[dict[str, str]]:
    crumbs = [
        {"label": "Trang chủ", "url": reverse("home")},
        {"label": "Sản phẩm", "url": reverse("catalogue:product_list")},
    ]
    if product.product_set:
        group = product.product_set.group
        url = f"{reverse('catalogue:product_list')}?nhom={group.code}"
        crumbs.append({"label": group.name, "url": url})
    return [*crumbs, {"label": product.name, "url": ""}]


@require_GET
def producer_detail(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    producers = selectors.public_producers().select_related(
        "unit__parent__parent", "current_unit__parent"
    )
    producer = producers.filter(code=code).first()
    if producer is None:
        survivor = selectors.survivor_of(producers, code)
        if survivor is None:
            raise Http404
        return redirect("catalogue:producer_detail", code=survivor.code, permanent=True)
    products = selectors.public_products(on).filter(producer=producer).order_by("sort_key", "pk")
    page = page_of(request, selectors.with_card(products), size=24)
    context = {
        "producer": producer,
        "place": selectors.whereabouts(producer, on=on),
        "page": page,
        "cards": selectors.cards_of(page.object_list, on=on),
    }
    return render(request, "catalogue/producer_detail.html", context)


@require_GET
def image(_request: HttpRequest, code: str) -> FileResponse:
    return _photo(code, small=False)


@require_GET
def thumbnail(_request: HttpRequest, code: str) -> FileResponse:
    return _photo(code, small=True)


def _photo(code: str, *, small: bool) -> FileResponse:
    photo = selectors.public_image(code)
    if photo is None:
        raise Http404
    # Photos of before thumbnails were made have only the one file.
    file = (small and photo.thumbnail) or photo.file
    answer = stream(file, filename=f"{photo.code}", inline=True)
    # A photo never changes under its code; it may be taken off, so not for ever.
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def drawing_of(product: Product) -> dict[str, str]:
    """Class and drawing that stand for a product without a photo."""
    known = product.product_set
    return {
        "group": CLASS_OF_GROUP.get(product.group_code, "g1"),
        "sub": DRAWING_OF_SET.get(known.code, "") if known else "",
    }


def tone_of(status: str) -> str:
    """Class of a status."""
    return str(Tone.of_status[CertificateStatus(status)])
