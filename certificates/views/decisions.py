"""Decisions: what waits for one, drafts, issuing; and telling a negative result."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role
from audit.selectors import timeline
from certificates import selectors, services
from certificates.enums import CertificateVerb, DecisionKind, DecisionState
from certificates.forms import DecisionForm, IssueForm
from certificates.models import Decision
from certificates.validators import term_end
from certificates.views import tables
from common.dates import today, vn_date
from common.errors import DomainError
from common.http import (
    get_visible,
    need,
    page_of,
    show_refusal,
    table_response,
    wanted_table,
)
from communes.models import AdministrativeUnit
from evaluations.enums import Level

OFFICE = "Việc này dành cho Văn phòng Điều phối của tỉnh"
CENTRE = "Việc này dành cho cán bộ OCOP Trung ương"
LEADER = "Việc này dành cho lãnh đạo UBND tỉnh"
READERS = "Việc này dành cho Văn phòng Điều phối và lãnh đạo UBND tỉnh"


@login_required
@require_GET
def decision_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    need(request.user, "certificates.view_decision", None, READERS)
    rows = selectors.decisions_for_list(selectors.decisions_visible_to(request.user, on=on))
    if kind := wanted_table(request):
        cells = tables.decision_rows(rows)
        return table_response(kind, title="Quyết định", columns=tables.DECISIONS, rows=cells)
    may_draft = request.user.has_perm("certificates.draft_decision")
    waiting = []
    if may_draft:
        level, unit = _office_of(request.user, on)
        waiting = selectors.awaiting_decision(unit, level=level)
    context = {
        "page": page_of(request, rows),
        "may_draft": may_draft,
        "waiting": len(waiting),
    }
    return render(request, "certificates/decision_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decision_create(request: HttpRequest) -> HttpResponse:
    on = today()
    need(request.user, "certificates.draft_decision", None, OFFICE)
    level, unit = _office_of(request.user, on)
    waiting = selectors.awaiting_decision(unit, level=level)
    central = level == Level.CENTRAL
    codes = {verdict.dossier.code: verdict.dossier for verdict in waiting}
    form = DecisionForm(request.POST or None, codes=list(codes))
    if request.method == "POST" and form.is_valid():
        try:
            decision = services.draft_decision(
                kind=form.cleaned_data["kind"],
                level=level,
                unit=unit,
                dossiers=[codes[code] for code in form.cleaned_data["dossiers"]],
                actor=request.user,
                on=on,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            who = "lãnh đạo Bộ" if central else "lãnh đạo UBND tỉnh"
            messages.success(request, f"Đã soạn dự thảo; {who} ban hành")
            return redirect("certificates:decision_detail", code=decision.code)
    context = {
        "form": form,
        "kinds": [(kind, [row for row in waiting if row.way == kind]) for kind in DecisionKind],  # type: ignore[attr-defined]
        "unrecognised": [row for row in waiting if row.way is None],  # type: ignore[attr-defined]
        "central": central,
        "chosen": form.data.getlist("dossiers") if form.is_bound else list(codes),  # type: ignore[attr-defined]
        "crumbs": _crumbs(None, "Soạn dự thảo"),
    }
    return render(request, "certificates/decision_form.html", context)


@login_required
@require_GET
def decision_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    decision = _visible(request.user, code)
    items, recorded = selectors.items_of(decision), selectors.recorded_under(decision)
    if kind := wanted_table(request):
        cells = tables.decided_rows(items, recorded)
        return table_response(
            kind, title=f"Sản phẩm theo {decision}", columns=tables.DECIDED, rows=cells
        )
    draft = decision.state == DecisionState.DRAFT
    context = {
        "decision": decision,
        "items": items,
        "recorded": recorded,
        "may_issue": draft and request.user.has_perm("certificates.issue_decision", decision),
        "may_discard": draft and request.user.has_perm("certificates.discard_decision", decision),
        "history": [
            {
                "at": entry.at,
                "title": CertificateVerb(entry.verb).label,
                "note": entry.actor_label,
            }
            for entry in timeline(decision).reverse()
        ],
        "crumbs": _crumbs(decision),
    }
    return render(request, "certificates/decision_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decision_issue(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    decision = _visible(request.user, code)
    need(request.user, "certificates.issue_decision", decision, LEADER)
    signer = {"signer": request.user.full_name, "decided_on": on, "signer_title": "CHỦ TỊCH"}
    form = IssueForm(request.POST or None, initial=signer)
    if request.method == "POST" and form.is_valid():
        try:
            issued = services.issue_decision(
                decision=decision, actor=request.user, on=on, **form.cleaned_data
            )
        except DomainError as error:
            if _visible(request.user, code).state != DecisionState.DRAFT:
                raise
            show_refusal(form, error)
        else:
            messages.success(request, _said(issued))
            return redirect("certificates:decision_detail", code=decision.code)
    elif decision.state != DecisionState.DRAFT:
        raise DomainError(f"{decision} không còn là dự thảo", code="state")
    items = list(selectors.items_of(decision))
    context = {
        "decision": decision,
        "items": items,
        "form": form,
        "effects": _effects(decision, len(items), on),
        "crumbs": _crumbs(decision, "Ban hành"),
    }
    return render(request, "certificates/decision_issue.html", context)


def _effects(decision: Decision, count: int, on: dt.date) -> list[str]:
    if decision.kind == DecisionKind.APPROVE_RESULT:
        return [
            f"{count} hồ sơ chuyển sang “Đã phê duyệt kết quả, đề nghị Trung ương”;",
            "chưa cấp giấy chứng nhận: từ 90 điểm trở lên do Bộ trưởng công nhận (Điều 7.3.e);",
            "việc này không sửa được, chỉ có thể ra quyết định mới.",
        ]
    return [
        f"{count} sản phẩm được công nhận và có giấy chứng nhận mang số kế tiếp của tỉnh;",
        f"giấy có giá trị 36 tháng; nếu ký hôm nay thì đến hết ngày {vn_date(term_end(on))};",
        "giấy cũ còn giá trị của cùng sản phẩm chuyển sang “Đã thay thế”;",
        "mã QR và trang tra cứu báo hạng sao mới; chủ thể và xã, phường nhận thông báo;",
        "việc này không sửa được, chỉ có thể ra quyết định mới.",
    ]


def _said(decision: Decision) -> str:
    if decision.kind == DecisionKind.APPROVE_RESULT:
        return f"Đã ban hành {decision}; hồ sơ chờ gửi Trung ương"
    return f"Đã ban hành {decision} và cấp {decision.certificates.count()} giấy chứng nhận"


@login_required
@require_POST
def decision_discard(request: HttpRequest, code: str) -> HttpResponse:
    decision = _visible(request.user, code)
    need(request.user, "certificates.discard_decision", decision, OFFICE)
    services.discard_decision(decision=decision, actor=request.user, on=today())
    messages.success(request, "Đã bỏ dự thảo; các sản phẩm lại chờ quyết định")
    return redirect("certificates:decision_list")


@login_required
@require_http_methods(["GET", "POST"])
def not_recognised(request: HttpRequest, code: str) -> HttpResponse:
    """Tell a negative result: a page that asks, and its POST."""
    need(request.user, "certificates.close_dossier", None, OFFICE)
    level, unit = _office_of(request.user, today())
    verdict = selectors.latest_verdict(code, unit=unit, level=level)
    if verdict is None:
        raise Http404
    need(request.user, "certificates.close_dossier", verdict.dossier, OFFICE)
    if request.method == "POST":
        services.close_not_recognised(dossier=verdict.dossier, actor=request.user, on=today())
        messages.success(request, f"Đã thông báo kết quả của {verdict.dossier.product.name}")
        return redirect("certificates:decision_create")
    context = {
        "verdict": verdict,
        "effects": [
            "hồ sơ khép lại ở bước “Không đạt để công nhận”, không có quyết định, không có giấy;",
            "chủ thể và xã, phường đọc được thông báo kết quả của Hội đồng và lý do;",
            "chủ thể có thể nộp hồ sơ mới cho đợt sau.",
        ],
        "crumbs": _crumbs(None, "Thông báo không đạt"),
    }
    return render(request, "certificates/not_recognised.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def result_send_back(request: HttpRequest, code: str) -> HttpResponse:
    """The centre sends a result under 5 stars back: a page that asks, and its POST."""
    need(request.user, "certificates.send_back_result", None, CENTRE)
    verdict = selectors.latest_verdict(code, unit=None, level=Level.CENTRAL)
    if verdict is None:
        raise Http404
    if request.method == "POST":
        services.send_back_result(dossier=verdict.dossier, actor=request.user, on=today())
        messages.success(request, f"Đã trả kết quả {verdict.dossier.product.name} về tỉnh")
        return redirect("certificates:decision_create")
    context = {
        "verdict": verdict,
        "effects": [
            "hồ sơ về tỉnh; tỉnh và chủ thể nhận tin (Điều 7.4.g);",
            "Chủ tịch tỉnh công nhận 3, 4 sao theo kết quả của Trung ương, hoặc cho đánh giá lại;",
            "kết quả và thông báo của Hội đồng Trung ương được giữ nguyên.",
        ],
        "crumbs": _crumbs(None, "Trả kết quả về tỉnh"),
    }
    return render(request, "certificates/send_back.html", context)


def _office_of(user: User, on: dt.date) -> tuple[str, AdministrativeUnit | None]:
    """The level and province whose councils' results ``user`` turns into decisions."""
    unit = selectors.offices_of(user, Role.PROVINCE_OFFICER, on=on).first()
    if unit is not None:
        return Level.PROVINCE, unit
    if has_role(user, Role.CENTRAL_OFFICER, on=on):
        return Level.CENTRAL, None
    raise PermissionDenied(OFFICE)


def _visible(user: User, code: str) -> Decision:
    rows = selectors.decisions_visible_to(user, on=today())
    return get_visible(rows.select_related("unit", "issued_by"), code=code)


def _crumbs(decision: Decision | None, here: str = "") -> list[dict[str, Any]]:
    crumbs = [
        {"label": "Giấy chứng nhận", "url": reverse("certificates:list")},
        {"label": "Quyết định", "url": reverse("certificates:decision_list")},
    ]
    if decision is not None:
        url = reverse("certificates:decision_detail", kwargs={"code": decision.code})
        crumbs.append({"label": str(decision), "url": url})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs
