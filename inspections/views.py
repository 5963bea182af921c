"""Reports of misuse: the public form, and the desk of the office and the inspectors."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.throttling import BaseThrottle

from common.dates import today
from common.errors import DomainError
from common.http import (
    get_visible,
    need,
    page_of,
    show_refusal,
    table_response,
    wanted_table,
)
from common.spreadsheets import Column
from common.throttle import wait_seconds
from documents.services import stream
from inspections import selectors, services
from inspections.enums import ComplaintState
from inspections.forms import ComplaintForm, HandleForm
from inspections.models import Complaint

REPORTS_AN_HOUR = 10
OFFICE = "Việc này dành cho Văn phòng Điều phối và đoàn kiểm tra"


@never_cache
@require_http_methods(["GET", "POST"])
def complaint_form(request: HttpRequest) -> HttpResponse:
    form = ComplaintForm(initial={"certificate_code": request.GET.get("ma", "")[:40]})
    if request.method == "POST":
        form = ComplaintForm(request.POST, request.FILES)
        if form.is_machine():
            return redirect("inspections:complaint_sent")
        refused = _throttled(request)
        if refused:
            return refused
        if form.is_valid() and _filed(form):
            return redirect("inspections:complaint_sent")
    status = 400 if form.errors else 200
    return render(request, "inspections/complaint_form.html", {"form": form}, status=status)


def _throttled(request: HttpRequest) -> HttpResponse | None:
    who = BaseThrottle().get_ident(request)
    wait = wait_seconds(f"complaint:{who}", limit=REPORTS_AN_HOUR, seconds=3600)
    if not wait:
        return None
    message = f"Từ địa chỉ mạng này đã gửi {REPORTS_AN_HOUR} phản ánh trong một giờ."
    context = {"message": message, "retry_after": wait}
    answer = render(request, "errors/429.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def _filed(form: ComplaintForm) -> bool:
    given = form.cleaned_data
    try:
        services.file_complaint(
            text=given["text"],
            certificate_code=given["certificate_code"],
            contact=given["contact"],
            photo=given["photo"],
            on=today(),
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True


@require_GET
def complaint_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "inspections/complaint_sent.html")


@login_required
@require_GET
def complaint_list(request: HttpRequest) -> HttpResponseBase:
    need(request.user, "inspections.view_complaint", None, OFFICE)
    rows = selectors.complaints_visible_to(request.user, on=today())
    state = request.GET.get("trang-thai", "")
    shown = selectors.waiting_first(
        rows.filter(state=state) if state in ComplaintState.values else rows
    )
    if kind := wanted_table(request):
        return table_response(kind, title="Phản ánh", columns=COMPLAINTS, rows=_cells(shown))
    counts = {value: rows.filter(state=value).count() for value in ComplaintState.values}
    url = reverse("inspections:complaint_list")
    tabs = [{"label": "Tất cả", "url": url, "count": sum(counts.values()), "current": not state}]
    tabs += [
        {
            "label": label,
            "url": f"{url}?trang-thai={value}",
            "count": counts[value],
            "current": state == value,
        }
        for value, label in ComplaintState.choices
    ]
    context = {"page": page_of(request, shown, whole=selectors.listed), "tabs": tabs}
    return render(request, "inspections/complaint_list.html", context)


COMPLAINTS = (
    Column("Mã", 14),
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Xã, phường", 28),
    Column("Mã trên tem", 16),
    Column("Gửi lúc", 18),
    Column("Nội dung", 60),
    Column("Tình trạng", 16),
    Column("Xử lý lúc", 18),
    Column("Kết quả xử lý", 60),
)


def _cells(rows: QuerySet[Complaint]) -> Iterator[tuple[object, ...]]:
    """The list for the desk; how to reach the sender stays on the page of the report."""
    for row in rows.iterator(chunk_size=1000):
        product = row.product
        yield (
            row.code,
            product.name if product else "",
            product.producer.name if product else "",
            (product.current_unit or product.unit).full_name if product else "",
            row.certificate_code,
            row.created_at,
            row.text,
            str(row.get_state_display()),
            row.handled_at,
            row.answer,
        )


@login_required
@require_GET
def complaint_detail(request: HttpRequest, code: str) -> HttpResponse:
    rows = selectors.complaints_visible_to(request.user, on=today())
    context = {"complaint": get_visible(rows, code=code), "form": HandleForm()}
    return render(request, "inspections/complaint_detail.html", context)


@login_required
@require_POST
def complaint_handle(request: HttpRequest, code: str) -> HttpResponse:
    rows = selectors.complaints_visible_to(request.user, on=today())
    complaint = get_visible(rows, code=code)
    need(request.user, "inspections.handle_complaint", complaint, OFFICE)
    form = HandleForm(request.POST)
    if not form.is_valid():
        context = {"complaint": complaint, "form": form}
        return render(request, "inspections/complaint_detail.html", context, status=400)
    services.handle_complaint(
        complaint=complaint, answer=form.cleaned_data["answer"], actor=request.user
    )
    messages.success(request, "Đã ghi kết quả xử lý phản ánh")
    return redirect("inspections:complaint_detail", code=code)


@login_required
@require_GET
def complaint_photo(request: HttpRequest, code: str) -> FileResponse:
    rows = selectors.complaints_visible_to(request.user, on=today())
    complaint = get_visible(rows, code=code)
    if complaint.photo is None:
        raise Http404
    return stream(complaint.photo, filename=f"phan-anh-{complaint.code}", inline=True)
