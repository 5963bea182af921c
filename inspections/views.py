"""Reports of misuse: the public form, and the desk of the office and the inspectors."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.throttling import BaseThrottle

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, page_of, show_refusal
from common.throttle import wait_seconds
from documents.services import stream
from inspections import selectors, services
from inspections.enums import ComplaintState
from inspections.forms import ComplaintForm, HandleForm

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
def complaint_list(request: HttpRequest) -> HttpResponse:
    need(request.user, "inspections.view_complaint", None, OFFICE)
    rows = selectors.complaints_visible_to(request.user, on=today())
    state = request.GET.get("trang-thai", "")
    counts = {value: rows.filter(state=value).count() for value in ComplaintState.values}
    shown = rows.filter(state=state) if state in ComplaintState.values else rows
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
    context = {"page": page_of(request, selectors.waiting_first(shown)), "tabs": tabs}
    return render(request, "inspections/complaint_list.html", context)


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
