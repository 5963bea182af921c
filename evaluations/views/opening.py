"""A new dossier: for which product, then which of the three registrations."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.dates import today, vn_date
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from common.text import lower_first
from evaluations.enums import DossierKind
from evaluations.forms.dossier import OpenForm
from evaluations.models import Dossier
from evaluations.selectors import opening
from evaluations.services.intake import open_dossier
from evaluations.views.dossiers import crumbs
from evaluations.views.moves import PRODUCER_OR_COMMUNE
from evaluations.workflow.kinds import NEEDS
from products.models import Product
from products.selectors import search
from products.selectors import visible_to as products_visible_to

_SIZE = 25
# With so few products a box to search in is only in the way.
_FEW = 10
_BEGIN = {
    DossierKind.FIRST: "Lập hồ sơ lần đầu",
    DossierKind.UPGRADE: "Nâng hạng sao",
    DossierKind.RERATING: "Đánh giá lại",
}


@login_required
@require_http_methods(["GET", "POST"])
def dossier_create(request: HttpRequest) -> HttpResponse:
    """Which registration to begin for ``?san-pham=``; without one, for which product."""
    on = today()
    if request.method == "GET" and "san-pham" not in request.GET:
        return _products(request)
    products = products_visible_to(request.user, on=on)
    product = get_visible(products, code=request.GET.get("san-pham", ""))
    need(request.user, "evaluations.add_dossier", product, PRODUCER_OR_COMMUNE)
    (row,) = opening.candidates(Product.objects.filter(pk=product.pk), on=on)
    proposal = row.proposal
    form = OpenForm(
        request.POST or None,
        initial={"kind": proposal.kind, "expires_on": proposal.expires_on},
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                new = open_dossier(product=product, actor=request.user, on=on, **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã lập hồ sơ; phiếu đăng ký đã điền sẵn từ sổ")
                return redirect("evaluations:dossier_registration", code=new.code)
    context = {
        "form": form,
        "product": product,
        "crumbs": crumbs(None, "Lập hồ sơ mới"),
        "running": row.running,
        "proposal": proposal,
        "proposed": DossierKind(proposal.kind).label if proposal.kind else "",
        "needs": NEEDS,
    }
    return render(request, "evaluations/dossier_create.html", context, status=status)


def _products(request: HttpRequest) -> HttpResponse:
    on = today()
    need(request.user, "evaluations.begin_dossier", None, PRODUCER_OR_COMMUNE)
    every = opening.openable_by(request.user, on=on)
    text = request.GET.get("q", "").strip()
    found = opening.candidates(search(every, text), on=on)
    page = Paginator(found, _SIZE).get_page(request.GET.get("trang"))
    products = opening.products_of(page.object_list, every)
    context = {
        "crumbs": crumbs(None, "Lập hồ sơ mới"),
        "page": page,
        "rows": [_line(one, products[one.key], on) for one in page.object_list],
        "text": text,
        "searches": bool(text) or len(found) > _FEW,
        "may_add": request.user.has_perm("products.add_product", None),
    }
    return render(request, "evaluations/dossier_begin.html", context)


def _line(row: opening.Candidate, product: Product, on: dt.date) -> dict[str, Any]:
    """One product: what it has, why this and nothing else, and the one thing to do."""
    held = row.held
    ends = vn_date(held.ends_on) if held and held.ends_on else ""
    note = f"{product.packaging} · " if product.packaging else ""
    line: dict[str, Any] = {
        "product": product,
        "due": f"{held.stars} sao" if held else "Chưa có sao",
        "due_note": f"hết hạn {ends}" if ends else "chưa rõ hạn" if held else "",
        "tone": "warn" if row.running is None and row.proposal.is_due(on) else "",
        "note": f"{note}{product.producer.name}",
    }
    return line | (_under_way(row.running) if row.running else _act(row, product))


def _under_way(dossier: Dossier) -> dict[str, str]:
    url = reverse("evaluations:dossier", args=[dossier.code])
    if dossier.state in opening.SENT_UP:
        why = "Tỉnh đã đề nghị Trung ương đánh giá; có kết quả rồi mới lập hồ sơ khác"
        return {"why": why, "action": "Mở hồ sơ đã gửi", "url": url}
    kind, state = lower_first(dossier.get_kind_display()), lower_first(dossier.get_state_display())
    return {"why": f"Hồ sơ {kind}: {state}", "action": "Mở hồ sơ đang làm", "url": url}


def _act(row: opening.Candidate, product: Product) -> dict[str, str]:
    record = reverse("products:product_detail", args=[product.code])
    if not row.proposal.now:
        return {"why": row.proposal.reason, "action": "", "url": record}
    if opening.set_today(product) is None:
        return {
            "why": "Chưa xếp bộ theo Quyết định 26/2026/QĐ-TTg; xếp bộ rồi mới lập hồ sơ",
            "action": "Xếp bộ sản phẩm",
            "url": reverse("products:product_edit", args=[product.code]),
        }
    if product.current_unit is None:
        return {
            "why": f"{product.unit.full_name} đã chia vào nhiều nơi; chọn xã, phường hiện nay rồi"
            " mới lập hồ sơ",
            "action": "Chọn xã, phường",
            "url": record,
        }
    return {
        "why": row.proposal.reason if row.held else "Chưa có hồ sơ nào đang làm",
        "action": _BEGIN[DossierKind(row.proposal.kind)],
        "url": f"{reverse('evaluations:dossier_create')}?san-pham={product.code}",
    }
