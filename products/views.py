"""Pages of the register of products."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from audit.selectors import lines_of
from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, page_of, show_refusal
from documents.services import stream
from producers.selectors import registrable_communes
from producers.selectors import visible_to as producers_visible_to
from products import selectors, services
from products.enums import ProductVerb
from products.forms import ImageForm, ProductFilterForm, ProductForm
from products.models import Product

EDITORS = (
    "Việc này dành cho người của chủ thể, cán bộ xã, phường và Văn phòng Điều phối của tỉnh"
    " nơi có sản phẩm"
)


@login_required
@require_GET
def product_list(request: HttpRequest) -> HttpResponse:
    on = today()
    rows = selectors.visible_to(request.user, on=on)
    producer = None
    if request.GET.get("chu-the"):
        producers = producers_visible_to(request.user, on=on)
        producer = get_visible(producers, code=request.GET["chu-the"])
        rows = rows.filter(producer=producer)
    form = ProductFilterForm(request.GET)
    chosen = form.chosen()
    rows = selectors.search(rows, chosen["q"])
    if chosen["nganh"]:
        rows = rows.filter(group_code=chosen["nganh"])
    context = {
        "form": form,
        "filtered": any(chosen.values()),
        "producer": producer,
        "page": page_of(request, rows),
        "may_add": request.user.has_perm("products.add_product", producer),
    }
    return render(request, "products/product_list.html", context)


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
    context = {"form": form, "product": None, "crumbs": _crumbs(None, "Ghi mới")}
    return render(request, "products/product_form.html", context)


@login_required
@require_GET
def product_detail(request: HttpRequest, code: str) -> HttpResponse:
    return _detail(request, _visible(request.user, code, today()), ImageForm())


@login_required
@require_http_methods(["GET", "POST"])
def product_edit(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    product = _visible(request.user, code, on)
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
    context = {"form": form, "product": product, "crumbs": _crumbs(product, "Sửa")}
    return render(request, "products/product_form.html", context)


@login_required
@require_POST
def product_image_add(request: HttpRequest, code: str) -> HttpResponse:
    product = _visible(request.user, code, today())
    need(request.user, "products.change_product", product, EDITORS)
    form = ImageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_image(
                product=product,
                upload=form.cleaned_data["file"],
                caption=form.cleaned_data["caption"],
                actor=request.user,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "Đã thêm ảnh")
            return redirect("products:product_detail", code=product.code)
    return _detail(request, product, form)


@login_required
@require_POST
def product_image_remove(request: HttpRequest, code: str) -> HttpResponse:
    rows = selectors.image_visible_to(request.user, on=today())
    image = get_visible(rows.select_related("product__producer"), code=code)
    need(request.user, "products.change_product", image.product, EDITORS)
    services.remove_image(image=image, actor=request.user)
    messages.success(request, "Đã bỏ ảnh")
    return redirect("products:product_detail", code=image.product.code)


@login_required
@require_GET
def image(request: HttpRequest, code: str) -> FileResponse:
    """The photo itself, to those who may see the product."""
    row = get_visible(selectors.image_visible_to(request.user, on=today()), code=code)
    return stream(row.file, filename=f"{row.code}.jpg", inline=True)


def _visible(user: User, code: str, on: dt.date) -> Product:
    return get_visible(selectors.visible_to(user, on=on), code=code)


def _detail(request: HttpRequest, product: Product, image_form: ImageForm) -> HttpResponse:
    may_change = request.user.has_perm("products.change_product", product)
    groups = {group.code: group for group in selectors.current_groups()}
    context = {
        "product": product,
        "group": groups.get(product.group_code),
        "images": selectors.images_of(product),
        "image_form": image_form,
        "may_change": may_change,
        "history": lines_of(selectors.history(product), ProductVerb) if may_change else [],
        "crumbs": _crumbs(product),
    }
    return render(request, "products/product_detail.html", context)


def _crumbs(product: Product | None, here: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": "Sản phẩm", "url": reverse("products:product_list")}]
    if product is not None:
        url = reverse("products:product_detail", kwargs={"code": product.code})
        crumbs.append({"label": product.name, "url": url})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs
