"""The record of one product: what every page about it shares."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User
from audit.selectors import lines_of
from common.dates import today
from common.http import get_visible
from communes.models import AdministrativeUnit
from producers.models import HeldCertificate
from products import selectors
from products.enums import ProductVerb
from products.forms import ImageForm, PlaceForm
from products.models import Product

EDITORS = (
    "Việc này dành cho người của chủ thể, cán bộ xã, phường và Văn phòng Điều phối của tỉnh"
    " nơi có sản phẩm"
)
KEEPERS = "Việc này dành cho cán bộ xã, phường và Văn phòng Điều phối của tỉnh nơi có sản phẩm"
# A paper this near its end is worth a word.
_SOON = dt.timedelta(days=90)


def visible(user: User, code: str, on: dt.date) -> Product:
    """The product with this code if ``user`` may see it, else 404."""
    return get_visible(selectors.visible_to(user, on=on), code=code)


def crumbs(product: Product | None, here: str = "") -> list[dict[str, str]]:
    """The way to a page about ``product``, or to one about none yet."""
    way = [{"label": "Sản phẩm", "url": reverse("products:product_list")}]
    if product is not None:
        url = reverse("products:product_detail", kwargs={"code": product.code})
        way.append({"label": product.name, "url": url})
    return [*way, {"label": here, "url": ""}] if here else way


def show(request: HttpRequest, product: Product, **bound: forms.Form) -> HttpResponse:
    """The record; ``bound`` are the forms that came back with faults, by their place in it."""
    on = today()
    may_change = request.user.has_perm("products.change_product", product)
    groups = {group.code: group for group in selectors.current_groups()}
    papers = selectors.held_of(product)
    covering = {paper.pk for paper in product.held_certificates.all()}
    context: dict[str, Any] = {
        "product": product,
        "recorded": selectors.recorded_words(product),
        "group": groups.get(product.group_code),
        "images": list(selectors.images_of(product)),
        "variants": selectors.variants_of(product),
        "channels": selectors.channels_of(product),
        "stale_before": on - selectors.STALE_AFTER,
        "papers": [_paper(paper, on) | {"ticked": paper.pk in covering} for paper in papers],
        "covered": bool(covering),
        "crumbs": crumbs(product),
        "may_change": may_change,
        "may_keep": False,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "history": [],
        "image_form": bound.get("image_form") or ImageForm(),
        "faults": next((form for form in bound.values() if form.errors), None),
    }
    if may_change:
        context["history"] = lines_of(selectors.history(product), ProductVerb)
    if request.user.has_perm("products.keep_product", product):
        context |= _for_keepers(request, product, on)
        context["place_form"] = bound.get("place_form") or PlaceForm(
            places=context["places"], initial={"unit": _key(product.current_unit)}
        )
    status = 400 if context["faults"] else 200
    return render(request, "products/product_detail.html", context, status=status)


def _for_keepers(request: HttpRequest, product: Product, on: dt.date) -> dict[str, Any]:
    """What only those need who keep the register: places to choose from, duplicates."""
    around = selectors.visible_to(request.user, on=on)
    settled = product.current_unit_id == product.unit_id
    return {
        "may_keep": True,
        "places": [] if settled else selectors.shared_places([product], on=on),
        "twins": selectors.likely_twins(product, around),
        "distinct": selectors.distinct_from(product, around),
        "absorbed": selectors.absorbed_by(product),
    }


def _key(unit: AdministrativeUnit | None) -> str:
    return unit.key if unit else ""


def _paper(paper: HeldCertificate, on: dt.date) -> dict[str, Any]:
    """A paper and how it stands on ``on``: words and their colour."""
    end = paper.valid_until
    if end is None:
        words, tone = "không ghi hạn", "off"
    elif end < on:
        words, tone = f"đã hết hạn từ {end:%d/%m/%Y}", "bad"
    elif end <= on + _SOON:
        words, tone = f"còn {(end - on).days} ngày, đến hết {end:%d/%m/%Y}", "warn"
    else:
        words, tone = f"đến hết {end:%d/%m/%Y}", "ok"
    return {"paper": paper, "words": words, "tone": tone}
