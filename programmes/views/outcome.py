"""What becomes of ideas: choosing many at once, printed papers, a product from a chosen one."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from common.dates import today
from common.errors import DomainError
from common.http import need, show_refusal
from common.text import lower_first
from documents.services import render_pdf
from products.models import Product
from programmes.enums import IdeaKind, IdeaState
from programmes.forms.ideas import ChoosingForm, IdeaForm, TakeUpForm
from programmes.models import IdeaCall, ProductIdea
from programmes.selectors import ideas as selectors
from programmes.services import choosing as services
from programmes.views import calls
from programmes.views.ideas import MAKER, crumbs, survey_lines, visible_idea


def _answer(content: bytes, filename: str) -> HttpResponse:
    """A paper made for this answer alone, kept by nobody."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def idea_choose(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    call = calls.visible_call(request.user, code)
    need(request.user, "programmes.keep_call", call, calls.OFFICE)
    form = ChoosingForm(
        request.POST or None, initial={"decided_on": on}, ideas=selectors.to_decide(call)
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            data = form.cleaned_data
            try:
                rows = services.decide_ideas(
                    call=call,
                    choices=form.choices(),
                    number=data["number"],
                    decided_on=data["decided_on"],
                    actor=request.user,
                    on=on,
                )
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                chosen = sum(row.state == IdeaState.SELECTED for row in rows)
                said = f"Đã ghi kết quả {len(rows)} ý tưởng, chọn {chosen}; người đăng ký được báo"
                messages.success(request, said)
                return redirect("programmes:call_detail", code=call.code)
    counts = selectors.counts_of(ProductIdea.objects.filter(call=call))
    context = {
        "form": form,
        "call": call,
        "unsurveyed": counts[IdeaState.REGISTERED],
        "crumbs": calls.crumbs(call, "Chọn ý tưởng"),
    }
    return render(request, "programmes/idea_choose.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def idea_take_up(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    idea = visible_idea(request.user, code)
    need(request.user, "programmes.take_up_idea", idea, MAKER)
    if idea.state != IdeaState.SELECTED:
        where = idea.get_state_display()
        raise DomainError(f"Ý tưởng đang ở bước “{where}”, chưa lập sản phẩm", code="state")
    form = TakeUpForm(
        request.POST or None,
        idea=idea,
        products=selectors.linkable_products(idea, request.user, on=on),
        producers=selectors.producers_of(idea.call, request.user, on=on),
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                product = _take_up(request, idea, form.cleaned_data, on)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, f"{product} đã có trong sổ; mở hồ sơ khi sẵn sàng")
                return redirect("products:product_detail", code=product.code)
    context = {"form": form, "idea": idea, "crumbs": crumbs(idea, "Lập sản phẩm")}
    return render(request, "programmes/idea_take_up.html", context, status=status)


def _take_up(request: HttpRequest, idea: ProductIdea, data: dict[str, Any], on: dt.date) -> Product:
    if data["product"] is not None:
        return services.link_idea(idea=idea, product=data["product"], actor=request.user)
    return services.take_up_idea(
        idea=idea,
        name=data["name"],
        product_set=data["product_set"],
        producer=data.get("producer"),
        actor=request.user,
        on=on,
    )


@login_required
@require_GET
def idea_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu đăng ký ý tưởng sản phẩm, to be signed."""
    idea = visible_idea(request.user, code)
    texts = [
        (str(field.label), getattr(idea, name))
        for name, field in IdeaForm.base_fields.items()
        if name in IdeaForm.IDEA
    ]
    snapshot = {
        "idea": idea,
        "body": idea.producer_name,
        "place": idea.unit.name,
        "date": idea.registered_on.isoformat(),
        "sheet": "Biểu 01" if idea.kind == IdeaKind.NEW else "Biểu 02",
        "texts": texts,
        "survey": survey_lines(idea),
        "signer_title": "NGƯỜI ĐĂNG KÝ",
        "signer_name": "",
    }
    content = render_pdf(template="programmes/pdf/idea.html", context={"snapshot": snapshot})
    return _answer(content, f"phieu-y-tuong-{idea.number}-{idea.code}.pdf")


@login_required
@require_GET
def idea_list_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The list that goes with the province's decision: surveyed and decided ideas."""
    call = calls.visible_call(request.user, code)
    need(request.user, "programmes.keep_call", call, calls.OFFICE)
    content = render_pdf(
        template="programmes/pdf/idea_list.html", context={"snapshot": _list_facts(call)}
    )
    return _answer(content, f"danh-sach-y-tuong-{call.code}.pdf")


def _list_facts(call: IdeaCall) -> dict[str, Any]:
    rows = selectors.for_list(ProductIdea.objects.filter(call=call)).order_by("number")
    place = call.unit
    return {
        "parent": f"Ủy ban nhân dân {lower_first(place.full_name)}",
        "body": settings.PORTAL["office"],
        "place": place.name,
        "date": today().isoformat(),
        "call": call,
        "chosen": [row for row in rows if row.state == IdeaState.SELECTED],
        "refused": [row for row in rows if row.state == IdeaState.NOT_SELECTED],
        "waiting": [row for row in rows if row.state == IdeaState.SURVEYED],
        "signer_title": "THỦ TRƯỞNG CƠ QUAN THAM MƯU",
        "signer_name": "",
    }
