"""Proposed duplicates, two entries side by side, merging and taking apart."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today, vn_date
from common.errors import DomainError
from common.http import get_visible, need
from communes.selectors import in_full
from producers import selectors, services
from producers.enums import MergePart
from producers.models import Producer
from producers.views.lists import ticked
from producers.views.register import REGISTRARS, crumbs_of, visible

_FEW_PRODUCTS = 10
_PAIRS_SHOWN = 25


@login_required
@require_GET
def twins_list(request: HttpRequest) -> HttpResponse:
    """Pairs of the own register that may be one producer, or those said to be two."""
    need(request.user, "producers.add_producer", None, REGISTRARS)
    rows = selectors.editable_by(request.user, on=today())
    settled = request.GET.get("xem") == "khac"
    proposed, decided = selectors.likely_pairs(rows), selectors.distinct_within(rows)
    pages = Paginator(decided if settled else proposed, _PAIRS_SHOWN)
    page = pages.get_page(request.GET.get("trang"))
    here = reverse("producers:twins_list")
    context = {
        "page": page,
        "settled": settled,
        "pairs": _decided(page) if settled else _proposed(page, rows),
        "tabs": [
            {"label": "Cần so", "url": here, "count": len(proposed), "current": not settled},
            {
                "label": "Không phải một",
                "url": f"{here}?xem=khac",
                "count": len(decided),
                "current": settled,
            },
        ],
        "crumbs": crumbs_of(None, "Có thể ghi trùng"),
    }
    return render(request, "producers/twins_list.html", context)


def _proposed(page: Page[Any], rows: QuerySet[Producer]) -> list[dict[str, Any]]:
    found = rows.in_bulk({pk for pair in page for pk in (pair.first, pair.second)})
    return [{"both": (found[pair.first], found[pair.second]), "why": pair.why} for pair in page]


def _decided(page: Page[Any]) -> list[dict[str, Any]]:
    return [{"both": (row.first, row.second), "decision": row} for row in page]


@login_required
@require_POST
def twins_distinct(request: HttpRequest) -> HttpResponse:
    """Two entries are not one: proposed no more."""
    one, other = _posted_pair(request)
    services.mark_distinct(one=one, other=other, actor=request.user)
    messages.success(
        request,
        f"Đã ghi {one.name} và {other.name} không phải một; muốn so lại thì mở mục"
        " “Không phải một”",
    )
    return redirect("producers:twins_list")


@login_required
@require_POST
def twins_reconsider(request: HttpRequest) -> HttpResponse:
    """They may be one after all: to be compared again."""
    one, other = _posted_pair(request)
    services.reconsider(one=one, other=other, actor=request.user)
    messages.success(request, f"Đã bỏ ghi nhận; hãy so lại {one.name} và {other.name}")
    both = QueryDict(mutable=True)
    both.setlist("chon", [one.code, other.code])
    return redirect(f"{reverse('producers:producer_merge')}?{both.urlencode()}")


def _posted_pair(request: HttpRequest) -> tuple[Producer, Producer]:
    """The two producers posted as ``chon``, both of the own register; else 403 or 404."""
    need(request.user, "producers.add_producer", None, REGISTRARS)
    codes = ticked(request.POST)
    if len(codes) != 2:
        raise Http404
    rows = selectors.editable_by(request.user, on=today())
    one, other = (get_visible(rows, code=code) for code in codes)
    return one, other


@login_required
@require_http_methods(["GET", "POST"])
def producer_merge(request: HttpRequest) -> HttpResponse:
    """Two entries side by side; what is picked goes into the one that stays."""
    need(request.user, "producers.add_producer", None, REGISTRARS)
    asked = request.POST if request.method == "POST" else request.GET
    codes = ticked(asked)
    rows = selectors.editable_by(request.user, on=today())
    if len(codes) != 2:
        messages.warning(request, "Để gộp, hãy đánh dấu đúng hai chủ thể")
        return redirect("producers:producer_list")
    left, right = (get_visible(rows, code=code) for code in codes)
    stays = asked.get("giu", "") if asked.get("giu") in codes else codes[0]
    error = ""
    if request.method == "POST":
        keep, absorb = (left, right) if stays == left.code else (right, left)
        try:
            _merge(request, keep, absorb)
        except DomainError as refusal:
            error = refusal.message
        else:
            messages.success(request, f"Đã gộp {absorb.name} vào {keep.name}")
            return redirect("producers:producer_detail", code=keep.code)
    parts = _compared(left, right, asked, stays)
    context = {
        "left": left,
        "right": right,
        "both": [left, right],
        "stays": stays,
        "parts": [part for part in parts if not _empty(part)],
        "empty": [part["label"] for part in parts if _empty(part)],
        "seen": services.stamp_of(left, right),
        "blocked": services.merge_fault(left, right),
        "error": error,
        "decision": selectors.decision_about(left, right),
        "sides": [_belongings(left), _belongings(right)],
        "crumbs": crumbs_of(None, "So và gộp"),
    }
    return render(request, "producers/producer_merge.html", context, status=409 if error else 200)


def _merge(request: HttpRequest, keep: Producer, absorb: Producer) -> None:
    services.merge_producers(
        keep=keep,
        absorb=absorb,
        take=[part for part in MergePart.values if request.POST.get(part) == absorb.code],
        actor=request.user,
        on=today(),
        seen=request.POST.get("seen", ""),
    )


def _compared(
    left: Producer, right: Producer, asked: QueryDict, stays: str
) -> list[dict[str, Any]]:
    """Each part with both texts; picked already: the one that stays, unless it says nothing."""
    keep, absorb = (left, right) if stays == left.code else (right, left)
    parts = []
    for part in MergePart:
        texts = {row.code: _text(part, row) for row in (left, right)}
        usual = absorb.code if texts[absorb.code] and not texts[keep.code] else keep.code
        picked = asked.get(part.value, usual)
        parts.append(
            {
                "name": part.value,
                "label": part.label,
                "left": texts[left.code],
                "right": texts[right.code],
                "differ": _values(part, left) != _values(part, right),
                "picked": picked if picked in texts else usual,
            }
        )
    return parts


def _empty(part: dict[str, Any]) -> bool:
    """Whether neither entry says anything."""
    return not (part["differ"] or part["left"])


def _values(part: str, row: Producer) -> list[Any]:
    return [getattr(row, field) for field in services.PARTS[part]]


def _text(part: str, row: Producer) -> str:
    if part == MergePart.NAME:
        return row.name if row.named else f"{row.name} (tên do cổng đặt)"
    if part == MergePart.KIND:
        return row.get_kind_display()
    if part == MergePart.REGISTRATION:
        day = f"ngày {vn_date(row.registered_on)}" if row.registered_on else ""
        return " ".join(filter(None, (row.registration_number, day)))
    if part == MergePart.PLACE:
        now = f"; nay: {row.current_unit.full_name}" if row.current_unit else "; nay: chưa rõ"
        return f"{row.recorded_place or in_full(row.unit)}{now}"
    if part == MergePart.REPRESENTATIVE:
        who = (row.representative, row.representative_position, row.representative_address)
        return ", ".join(filter(None, who))
    return str(getattr(row, part))


def _belongings(row: Producer) -> dict[str, Any]:
    """What hangs on an entry, so that the person sees what will go over."""
    return {
        "row": row,
        "products": list(row.products.filter(merged_into__isnull=True)[:_FEW_PRODUCTS]),
        "more": max(0, row.products.filter(merged_into__isnull=True).count() - _FEW_PRODUCTS),
        "sites": row.sites.count(),
        "papers": row.held_certificates.count(),
        "people": selectors.members_of(row, on=today()).count(),
    }


@login_required
@require_POST
def producer_split(request: HttpRequest, code: str) -> HttpResponse:
    producer = visible(request.user, code, today())
    need(request.user, "producers.identify_producer", producer, REGISTRARS)
    absorbed = get_visible(selectors.absorbed_by(producer), code=request.POST.get("tach", ""))
    row = services.split_producer(absorbed=absorbed, actor=request.user)
    messages.success(request, f"Đã tách {row.name} (mã {row.code}) ra lại")
    return redirect("producers:producer_detail", code=row.code)
