"""What belongs to a product: photos, variants, places of sale, certificates that cover it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from documents.services import stream
from products import selectors, services
from products.forms import ChannelForm, HeldForm, ImageForm, VariantForm
from products.models import Product, ProductImage, ProductVariant, SalesChannel
from products.views.record import EDITORS, crumbs, show, visible


@login_required
@require_POST
def product_image_add(request: HttpRequest, code: str) -> HttpResponse:
    product = _changeable(request, code)
    form = ImageForm(request.POST, request.FILES)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            services.add_image(
                product=product,
                upload=facts["file"],
                kind=facts["kind"],
                caption=facts["caption"],
                actor=request.user,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "Đã thêm ảnh")
            return redirect("products:product_detail", code=product.code)
    return show(request, product, image_form=form)


@login_required
@require_POST
def product_image_remove(request: HttpRequest, code: str) -> HttpResponse:
    image = _image(request, code)
    need(request.user, "products.change_product", image.product, EDITORS)
    services.remove_image(image=image, actor=request.user)
    messages.success(request, "Đã bỏ ảnh")
    return redirect("products:product_detail", code=image.product.code)


@login_required
@require_GET
def image(request: HttpRequest, code: str) -> FileResponse:
    """The photo itself, to those who may see the product."""
    row = _image(request, code)
    return stream(row.file, filename=f"{row.code}.jpg", inline=True)


@login_required
@require_GET
def thumbnail(request: HttpRequest, code: str) -> FileResponse:
    """The small photo for lists; photos from before there were small ones come whole."""
    row = _image(request, code)
    return stream(row.thumbnail or row.file, filename=f"{row.code}-nho.jpg", inline=True)


@login_required
@require_http_methods(["GET", "POST"])
def variant_add(request: HttpRequest, code: str) -> HttpResponse:
    product = _changeable(request, code)
    form = VariantForm(request.POST or None)

    def write(facts: dict[str, Any]) -> str:
        row = services.add_variant(product=product, actor=request.user, **facts)
        return f"Đã thêm biến thể {row.name}"

    return _part_page(request, product, form, write, "Thêm biến thể", "bien-the")


@login_required
@require_http_methods(["GET", "POST"])
def variant_edit(request: HttpRequest, code: str) -> HttpResponse:
    variant = _part(request, ProductVariant, code)
    form = VariantForm(request.POST or None, initial=VariantForm.initial_of(variant))

    def write(facts: dict[str, Any]) -> str:
        services.change_variant(variant=variant, actor=request.user, **facts)
        return "Đã lưu biến thể"

    return _part_page(request, variant.product, form, write, "Sửa biến thể", "bien-the")


@login_required
@require_POST
def variant_move(request: HttpRequest, code: str) -> HttpResponse:
    variant = _part(request, ProductVariant, code)
    up = request.POST.get("huong") == "len"
    services.move_variant(variant=variant, up=up, actor=request.user)
    return _back(variant.product, "bien-the")


@login_required
@require_POST
def variant_stop(request: HttpRequest, code: str) -> HttpResponse:
    """No longer sold from today, or sold again."""
    variant = _part(request, ProductVariant, code)
    stopped_on = None if request.POST.get("ban-lai") else today()
    services.change_variant(variant=variant, actor=request.user, stopped_on=stopped_on)
    words = "đã ngừng bán" if stopped_on else "được bán lại"
    messages.success(request, f"Đã ghi {variant.name} {words} từ hôm nay")
    return _back(variant.product, "bien-the")


@login_required
@require_POST
def variant_remove(request: HttpRequest, code: str) -> HttpResponse:
    variant = _part(request, ProductVariant, code)
    services.remove_variant(variant=variant, actor=request.user)
    messages.success(request, f"Đã bỏ biến thể {variant.name}")
    return _back(variant.product, "bien-the")


@login_required
@require_http_methods(["GET", "POST"])
def channel_add(request: HttpRequest, code: str) -> HttpResponse:
    product = _changeable(request, code)
    form = ChannelForm(request.POST or None)

    def write(facts: dict[str, Any]) -> str:
        row = services.add_channel(product=product, actor=request.user, **facts)
        return f"Đã thêm nơi bán {row.name}"

    return _part_page(request, product, form, write, "Thêm nơi bán", "noi-ban")


@login_required
@require_http_methods(["GET", "POST"])
def channel_edit(request: HttpRequest, code: str) -> HttpResponse:
    channel = _part(request, SalesChannel, code)
    form = ChannelForm(request.POST or None, initial=ChannelForm.initial_of(channel))

    def write(facts: dict[str, Any]) -> str:
        services.change_channel(channel=channel, actor=request.user, **facts)
        return "Đã lưu nơi bán"

    return _part_page(request, channel.product, form, write, "Sửa nơi bán", "noi-ban")


@login_required
@require_POST
def channel_check(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody has looked today: the product is sold there."""
    channel = _part(request, SalesChannel, code)
    services.check_channel(channel=channel, actor=request.user, on=today())
    messages.success(request, f"Đã ghi hôm nay thấy bán ở {channel.name}")
    return _back(channel.product, "noi-ban")


@login_required
@require_POST
def channel_remove(request: HttpRequest, code: str) -> HttpResponse:
    channel = _part(request, SalesChannel, code)
    services.remove_channel(channel=channel, actor=request.user)
    messages.success(request, f"Đã bỏ nơi bán {channel.name}")
    return _back(channel.product, "noi-ban")


@login_required
@require_POST
def product_held(request: HttpRequest, code: str) -> HttpResponse:
    """Tick which of the producer's certificates cover the product."""
    product = _changeable(request, code)
    form = HeldForm(request.POST, papers=selectors.held_of(product))
    if form.is_valid():
        services.link_held(product=product, held=form.cleaned_data["held"], actor=request.user)
        messages.success(request, "Đã lưu chứng nhận của sản phẩm")
        return _back(product, "chung-nhan")
    return show(request, product, held_form=form)


def _changeable(request: HttpRequest, code: str) -> Product:
    product = visible(request.user, code, today())
    need(request.user, "products.change_product", product, EDITORS)
    return product


def _image(request: HttpRequest, code: str) -> ProductImage:
    rows = selectors.image_visible_to(request.user, on=today())
    return get_visible(rows.select_related("file", "thumbnail", "product__producer"), code=code)


def _part(request: HttpRequest, model: Any, code: str) -> Any:
    """The variant or place of sale of a product that the person may change."""
    products = selectors.visible_to(request.user, on=today()).order_by().values("pk")
    rows = model.objects.filter(product__in=products).select_related("product__producer")
    row = get_visible(rows, code=code)
    need(request.user, "products.change_product", row.product, EDITORS)
    return row


def _part_page(
    request: HttpRequest,
    product: Product,
    form: forms.Form,
    write: Callable[[dict[str, Any]], str],
    title: str,
    place: str,
) -> HttpResponse:
    """A form on a page of its own; ``write`` gives the words that say what was done."""
    if request.method == "POST" and form.is_valid():
        try:
            done = write(form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, done)
            return _back(product, place)
    context = {
        "form": form,
        "product": product,
        "title": title,
        "place": place,
        "crumbs": crumbs(product, title),
    }
    return render(request, "products/part_form.html", context)


def _back(product: Product, place: str) -> HttpResponse:
    answer = redirect("products:product_detail", code=product.code)
    answer["Location"] += f"#{place}"
    return answer
