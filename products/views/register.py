"""The list, new entries, the record and its changes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import Role
from accounts.selectors import has_role
from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, page_of, show_refusal, table_response, wanted_table
from communes.enums import UnitLevel
from producers.selectors import places_of, registrable_communes
from producers.selectors import visible_to as producers_visible_to
from products import selectors, services
from products.filters import ProductFilterForm
from products.forms import PlaceForm, ProductForm
from products.views.record import EDITORS, KEEPERS, crumbs, show, visible
from products.views.tables import COLUMNS, lines


@login_required
@require_GET
def product_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    rows = selectors.visible_to(request.user, on=on)
    producer = None
    if request.GET.get("chu-the"):
        producers = producers_visible_to(request.user, on=on)
        producer = get_visible(producers, code=request.GET["chu-the"])
        rows = rows.filter(producer=producer)
    form = filter_form(request)
    ticked = request.GET.getlist("ma")
    every = rows.filter(code__in=ticked) if ticked else rows
    rows = form.narrow(every)
    if wanted_table(request):
        return table_response(
            wanted_table(request), title="Sản phẩm", columns=COLUMNS, rows=lines(rows)
        )
    page = page_of(request, selectors.with_first_image(rows))
    chosen = form.chosen()
    context: dict[str, Any] = {
        "form": form,
        "more": form.more(),
        "filtered": any(chosen.values()) or bool(ticked),
        "producer": producer,
        "page": page,
        "kept": [pair for pair in request.GET.items() if pair[0] not in ("trang", "tai")],
        "may_add": request.user.has_perm("products.add_product", producer),
        "may_sort": selectors.may_register(request.user, on=on),
    }
    name_twins(page.object_list, form.pairs, every)
    return render(request, "products/product_list.html", context)


def filter_form(request: HttpRequest) -> ProductFilterForm:
    """The filters as asked for; places are provinces for who sees the whole country."""
    on = today()
    national = has_role(request.user, Role.CENTRAL_OFFICER, Role.ADMINISTRATOR, on=on)
    every = selectors.visible_to(request.user, on=on)
    level = UnitLevel.PROVINCE if national else UnitLevel.COMMUNE
    return ProductFilterForm(request.GET, places=places_of(every, level=level))


def name_twins(shown: Any, pairs: list[selectors.Twin], rows: Any) -> None:
    """Give each product shown ``twins``: which of ``rows`` it may be a duplicate of, and why."""
    by_key = {product.pk: product for product in shown}
    for product in by_key.values():
        product.twins = []
    here = [pair for pair in pairs if by_key.keys() & set(pair.both)]
    if not here:
        return
    known = {row.pk: row for row in rows.filter(pk__in={pk for pair in here for pk in pair.both})}
    for pair in here:
        for mine, other in (pair.both, pair.both[::-1]):
            if mine in by_key and other in known:
                row = known[other]
                same = row.producer_id == by_key[mine].producer_id
                told = {"code": row.code, "name": row.name}
                told["producer"] = "" if same else row.producer.name
                by_key[mine].twins.append(told | {"reason": pair.reason})


@login_required
@require_http_methods(["GET", "POST"])
def product_create(request: HttpRequest) -> HttpResponse:
    on = today()
    need(request.user, "products.add_product", None, EDITORS)
    producers = selectors.registrable_producers(request.user, on=on)
    form = ProductForm(
        request.POST or None,
        initial={"producer": request.GET.get("chu-the", "")},
        units=registrable_communes(request.user, on=on),
        producers=producers,
    )
    if request.method == "POST" and form.is_valid():
        try:
            product = services.register_product(actor=request.user, on=on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã ghi {product.name} vào sổ sản phẩm")
            return redirect("products:product_detail", code=product.code)
    context = {"form": form, "product": None, "crumbs": crumbs(None, "Ghi mới")}
    return render(request, "products/product_form.html", context)


@login_required
@require_GET
def product_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The record; the address of an entry that was merged leads to the one that stayed."""
    try:
        product = visible(request.user, code, today())
    except Http404:
        survivor = selectors.survivor_of(code)
        if survivor is None or not request.user.has_perm("products.view_product", survivor):
            raise
        # Not for ever: a merger can be taken back.
        return redirect("products:product_detail", code=survivor.code)
    return show(request, product)


@login_required
@require_http_methods(["GET", "POST"])
def product_edit(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    product = visible(request.user, code, on)
    need(request.user, "products.change_product", product, EDITORS)
    units = selectors.communes_for(request.user, on=on, producer=product.producer, product=product)
    form = ProductForm(request.POST or None, initial=ProductForm.initial_of(product), units=units)
    if request.method == "POST" and form.is_valid():
        changes = form.cleaned_data
        changes["unit"] = changes["unit"] or product.producer.unit
        try:
            services.change_product(
                product=product,
                actor=request.user,
                on=on,
                seen=request.POST.get("seen"),
                **changes,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "Đã lưu thông tin sản phẩm")
            return redirect("products:product_detail", code=product.code)
    context = {"form": form, "product": product, "crumbs": crumbs(product, "Sửa")}
    return render(request, "products/product_form.html", context)


@login_required
@require_POST
def product_place(request: HttpRequest, code: str) -> HttpResponse:
    """Say in which commune of today the product lies."""
    on = today()
    product = visible(request.user, code, on)
    need(request.user, "products.keep_product", product, KEEPERS)
    form = PlaceForm(request.POST, places=selectors.shared_places([product], on=on))
    if form.is_valid():
        try:
            services.choose_place(
                product=product, unit=form.cleaned_data["unit"], actor=request.user, on=on
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã ghi {product.name} ở {form.cleaned_data['unit']}")
            return redirect("products:product_detail", code=product.code)
    return show(request, product, place_form=form)
