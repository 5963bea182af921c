"""The same for many products at once: ticked ones, or all that the filters find."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from producers.selectors import visible_to as producers_visible_to
from products import selectors, services
from products.forms import GroupForm, PlaceForm, SetForm
from products.models import Product
from products.views.record import EDITORS, crumbs
from products.views.register import filter_form

# What can be done with many, and the words of its button.
JOBS = {
    "bo": "Xếp bộ sản phẩm",
    "nganh": "Xếp ngành",
    "noi": "Chọn xã, phường hiện nay",
}
_TWO = 2


@login_required
@require_http_methods(["GET", "POST"])
def product_bulk(request: HttpRequest) -> HttpResponse:
    need(request.user, "products.add_product", None, EDITORS)
    asked = request.POST if request.method == "POST" else request.GET
    job, rows = asked.get("viec", ""), _asked_for(request, asked)
    count = rows.count()
    if not count:
        return _back(request, asked, "Chưa chọn sản phẩm nào. Hãy đánh dấu ở đầu dòng")
    if job == "tai":
        return redirect(_list_address(asked, _codes(rows)) + "&tai=xlsx")
    if job == "gop":
        return _to_merger(request, asked, rows, count)
    if job not in JOBS:
        return _back(request, asked, "Chưa chọn việc cần làm với các sản phẩm đã đánh dấu")
    mine = selectors.changeable_by(rows, request.user, on=today())
    if job == "noi":
        mine = selectors.kept_by(rows, request.user, on=today())
    found = list(mine[: services.MOST_AT_ONCE + 1])
    if not found:
        return _back(request, asked, "Các sản phẩm đã chọn không thuộc nơi anh/chị giữ sổ")
    if len(found) > services.MOST_AT_ONCE:
        sentence = f"Mỗi lần làm nhiều nhất {services.MOST_AT_ONCE} sản phẩm. Hãy lọc hẹp hơn"
        return _back(request, asked, sentence)
    if request.method == "POST":
        # What was counted before somebody merged or moved some of them.
        count = len(set(asked.getlist("chon")))
    return _confirm(request, job, found, left_out=count - len(found))


def _confirm(
    request: HttpRequest, job: str, found: list[Product], *, left_out: int
) -> HttpResponse:
    """Say what will happen to how many; on POST do it to exactly those that were counted."""
    form, places = _form_of(job, request, found)
    if request.method == "POST" and left_out:
        form.is_valid()
        form.add_error(
            None,
            f"{left_out} sản phẩm vừa được người khác gộp hoặc chuyển đi nên chưa ghi gì."
            " Số ở dưới đã được đếm lại",
        )
    elif request.method == "POST" and form.is_valid():
        try:
            changed = _do(job, found, form, request)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"{JOBS[job]}: đã ghi {changed} sản phẩm")
            return redirect("products:product_list")
    context = {
        "form": form,
        "job": job,
        "title": JOBS[job],
        "products": found,
        "left_out": left_out,
        "sorted": sum(1 for product in found if product.product_set_id),
        "places": places,
        "crumbs": crumbs(None, JOBS[job]),
    }
    return render(request, "products/product_bulk.html", context)


def _form_of(job: str, request: HttpRequest, found: list[Product]) -> tuple[forms.Form, list[Any]]:
    data = request.POST if request.method == "POST" else None
    if job == "noi":
        places = selectors.shared_places(found, on=today())
        return PlaceForm(data, places=places), places
    return (SetForm(data) if job == "bo" else GroupForm(data)), []


def _do(job: str, found: list[Product], form: forms.Form, request: HttpRequest) -> int:
    on, facts = today(), form.cleaned_data
    if job == "noi":
        return services.choose_places(products=found, unit=facts["unit"], actor=request.user, on=on)
    return services.sort_products(products=found, actor=request.user, on=on, **facts)


def _asked_for(request: HttpRequest, asked: QueryDict) -> QuerySet[Product]:
    rows = selectors.visible_to(request.user, on=today())
    if request.method == "GET" and asked.get("tat-ca"):
        if asked.get("chu-the"):
            producers = producers_visible_to(request.user, on=today())
            rows = rows.filter(producer=get_visible(producers, code=asked["chu-the"]))
        return filter_form(request).narrow(rows)
    return rows.filter(code__in=asked.getlist("chon"))


def _codes(rows: QuerySet[Product]) -> list[str]:
    return list(rows.values_list("code", flat=True))


def _to_merger(
    request: HttpRequest, asked: QueryDict, rows: QuerySet[Product], count: int
) -> HttpResponse:
    if count != _TWO:
        sentence = f"Mỗi lần gộp đúng hai sản phẩm, đang chọn {count}"
        return _back(request, asked, sentence)
    keep, absorb = rows.order_by("pk")
    return redirect("products:product_merge", code=keep.code, other=absorb.code)


def _list_address(asked: QueryDict, codes: list[str] | None = None) -> str:
    """The list again, with its filters or with exactly the products ``codes``."""
    query = asked.copy()
    for name in ("viec", "chon", "tat-ca"):
        query.pop(name, None)
    if codes is not None and not asked.get("tat-ca"):
        query.setlist("ma", codes)
    return f"{reverse('products:product_list')}?{query.urlencode()}"


def _back(request: HttpRequest, asked: QueryDict, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    if request.method == "POST":
        return redirect("products:product_list")
    return redirect(_list_address(asked))
