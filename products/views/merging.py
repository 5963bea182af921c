"""Two entries of one product side by side, made one, and taken apart again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from products import selectors, services
from products.forms import MergeForm
from products.models import Product
from products.views.record import KEEPERS, crumbs, visible


@login_required
@require_http_methods(["GET", "POST"])
def product_merge(request: HttpRequest, code: str, other: str) -> HttpResponse:
    on = today()
    keep, absorb = _kept_pair(request, code, other)
    form = MergeForm(request.POST or None, keep=keep, absorb=absorb)
    if request.method == "POST" and form.is_valid():
        try:
            services.merge_products(
                keep=keep, absorb=absorb, take=form.taken(), actor=request.user, on=on
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã gộp {absorb.name} (mã {absorb.code}) vào sản phẩm này")
            return redirect("products:product_detail", code=keep.code)
    context = {
        "form": form,
        "keep": keep,
        "absorb": absorb,
        "decision": selectors.decision_about(keep, absorb),
        "sides": [
            {
                "label": f"{words}: mã {product.code}",
                "product": product,
                "recorded": selectors.recorded_words(product),
                "images": selectors.images_of(product),
                "variants": selectors.variants_of(product),
                "channels": selectors.channels_of(product),
            }
            for words, product in (("Giữ lại", keep), ("Sẽ gộp", absorb))
        ],
        "crumbs": crumbs(keep, "Gộp với sản phẩm trùng"),
    }
    return render(request, "products/product_merge.html", context)


@login_required
@require_POST
def product_distinct(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """The two are not one: proposed no more."""
    one, two = _kept_pair(request, code, other)
    services.mark_distinct(one=one, other=two, actor=request.user)
    messages.success(request, f"Đã ghi không phải một với {two.name} (mã {two.code})")
    return redirect("products:product_detail", code=one.code)


@login_required
@require_POST
def product_reconsider(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """They may be one after all: to be compared again."""
    one, two = _kept_pair(request, code, other)
    services.reconsider(one=one, other=two, actor=request.user)
    messages.success(request, "Đã bỏ ghi nhận không phải một; hãy so lại hai sản phẩm")
    return redirect("products:product_merge", code=one.code, other=two.code)


def _kept_pair(request: HttpRequest, code: str, other: str) -> tuple[Product, Product]:
    """Two products in whose registers the person writes; else 403 or 404."""
    on = today()
    one, two = visible(request.user, code, on), visible(request.user, other, on)
    if one.pk == two.pk:
        raise Http404
    for product in (one, two):
        need(request.user, "products.keep_product", product, KEEPERS)
    return one, two


@login_required
@require_POST
def product_split(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Take the merger of ``other`` into the product back."""
    keep = visible(request.user, code, today())
    need(request.user, "products.keep_product", keep, KEEPERS)
    absorbed = get_visible(selectors.absorbed_by(keep), code=other)
    try:
        row = services.split_product(absorbed=absorbed, actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("products:product_detail", code=keep.code)
    messages.success(request, f"Đã tách {row.name} (mã {row.code}) ra lại")
    return redirect("products:product_detail", code=row.code)
