"""The register of certificates: list, one certificate, its paper, acts on it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from audit.selectors import timeline
from certificates import selectors, services
from certificates.enums import ActionKind, CertificateStatus, CertificateVerb
from certificates.forms import ActForm, CertificateFilterForm, RevokeForm, SurrenderForm
from certificates.models import Certificate
from certificates.views import tables
from certificates.workflow import CERTIFICATE_ACTS
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
from documents.services import stream

# Always offered as a tab, even when empty; the others once there is one.
_MAIN_TABS = (CertificateStatus.IN_FORCE, CertificateStatus.EXPIRING, CertificateStatus.EXPIRED)


@login_required
@require_GET
def certificate_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    rows = selectors.visible_to(request.user, on=on)
    form = CertificateFilterForm(request.GET, places=selectors.places_of(rows))
    chosen = form.chosen()
    rows = selectors.matching(rows, chosen["q"])
    if chosen["sao"]:
        rows = rows.filter(stars=int(chosen["sao"]))
    if chosen["noi"]:
        rows = selectors.made_in(rows, chosen["noi"])
    status = form.status()
    shown = selectors.for_list(rows, on=on)
    if status:
        shown = shown.filter(status=status)
    if kind := wanted_table(request):
        cells = tables.certificate_rows(shown)
        return table_response(
            kind, title="Giấy chứng nhận", columns=tables.CERTIFICATES, rows=cells
        )
    context = {
        "form": form,
        "status": status,
        "filtered": any(chosen.values()),
        "tabs": _tabs(request.GET, selectors.status_counts(on, rows), status),
        "page": page_of(request, shown, whole=partial(selectors.listed, on=on)),
        "sees_decisions": request.user.has_perm("certificates.view_decision"),
    }
    return render(request, "certificates/certificate_list.html", context)


def _tabs(asked: QueryDict, counts: dict[str, int], status: str) -> list[dict[str, Any]]:
    def address(value: str) -> str:
        query = asked.copy()
        query.pop("trang", None)
        query.pop("trang-thai", None)
        if value:
            query["trang-thai"] = value
        return f"?{query.urlencode()}"

    tabs = [("", "Tất cả", sum(counts.values()))]
    tabs += [
        (kind.value, str(kind.label), counts[kind])
        for kind in CertificateStatus
        if counts[kind] or kind in _MAIN_TABS or kind == status
    ]
    return [
        {"label": label, "url": address(value), "count": count, "current": value == status}
        for value, label, count in tabs
    ]


@login_required
@require_GET
def certificate_detail(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    certificate = _visible(request.user, code, on)
    status = certificate.status  # type: ignore[attr-defined]
    context = {
        "certificate": certificate,
        "status": status,
        "facts": certificate.snapshot,
        "sentence": selectors.sentence_of(certificate, status=status, on=on),
        "acts": _possible_acts(request.user, certificate, status),
        "siblings": selectors.siblings_of(certificate, on=on),
        "sees_decision": certificate.decision is not None
        and request.user.has_perm("certificates.view_decision", certificate.decision),
        "history": [
            {"at": entry.at, "title": _label(entry.verb), "note": entry.actor_label}
            for entry in timeline(certificate).reverse()
        ],
        "crumbs": _crumbs(certificate),
    }
    return render(request, "certificates/certificate_detail.html", context)


@login_required
@require_GET
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    certificate = _visible(request.user, code, today())
    need(
        request.user,
        "certificates.download_certificate",
        certificate,
        "Việc này dành cho chủ thể và cơ quan quản lý sản phẩm này",
    )
    if certificate.document is None:
        raise DomainError(
            "Giấy này ghi lại từ sổ cũ, cổng không giữ bản giấy. Hãy hỏi cơ quan đã cấp",
            code="state",
        )
    name = f"giay-chung-nhan-{certificate.number.replace('/', '-')}.pdf"
    return stream(certificate.document.file, filename=name, inline="mo" in request.GET)


@dataclass(frozen=True, slots=True)
class _Act:
    kind: ActionKind
    name: str
    perm: str
    form: type[ActForm]
    service: Callable[..., Any]
    question: str
    effects: tuple[str, ...]
    grave: bool = False


_AUTHORITY = (
    "Việc này dành cho lãnh đạo UBND tỉnh (3, 4 sao) hoặc Bộ Nông nghiệp và Môi trường (5 sao)"
)
_OFFICE = "Việc này dành cho Văn phòng Điều phối của tỉnh nơi có sản phẩm"
_TOLD = "chủ thể và UBND xã, phường nhận thông báo;"
_FINAL = "việc này không sửa được, chỉ có thể cấp giấy mới."
ACTS = {
    act.kind: act
    for act in (
        _Act(
            ActionKind.SUSPEND,
            "suspend",
            "certificates.suspend_certificate",
            ActForm,
            services.suspend_certificate,
            "Tạm đình chỉ giấy chứng nhận của {product}?",
            (
                "trang tra cứu và mã QR báo Tạm đình chỉ;",
                _TOLD,
                "khi khôi phục, thời hạn không kéo dài thêm.",
            ),
            grave=True,
        ),
        _Act(
            ActionKind.RESTORE,
            "restore",
            "certificates.restore_certificate",
            ActForm,
            services.restore_certificate,
            "Khôi phục giấy chứng nhận của {product}?",
            ("trang tra cứu và mã QR báo đúng hiệu lực theo ngày;", _TOLD, "thời hạn giữ nguyên."),
        ),
        _Act(
            ActionKind.REVOKE,
            "revoke",
            "certificates.revoke_certificate",
            RevokeForm,
            services.revoke_certificate,
            "Thu hồi giấy chứng nhận của {product}?",
            ("trang tra cứu và mã QR báo Đã thu hồi kèm lý do;", _TOLD, _FINAL),
            grave=True,
        ),
        _Act(
            ActionKind.SURRENDER,
            "surrender",
            "certificates.surrender_certificate",
            SurrenderForm,
            services.surrender_certificate,
            "Ghi chủ thể trả lại giấy chứng nhận của {product}?",
            ("trang tra cứu và mã QR báo Đã trả lại;", _TOLD, _FINAL),
            grave=True,
        ),
    )
}


@login_required
@require_http_methods(["GET", "POST"])
def certificate_act(request: HttpRequest, code: str, kind: ActionKind) -> HttpResponse:
    on, act = today(), ACTS[kind]
    certificate = _visible(request.user, code, on)
    need(
        request.user,
        act.perm,
        certificate,
        _OFFICE if kind == ActionKind.SURRENDER else _AUTHORITY,
    )
    form = act.form(request.POST or None, initial={"effective_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            act.service(certificate=certificate, actor=request.user, on=on, **form.cleaned_data)
        except DomainError as error:
            if not _is_possible(kind, _visible(request.user, code, on).status):  # type: ignore[attr-defined]
                raise
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã ghi: {CERTIFICATE_ACTS[kind].label.lower()}")
            return redirect("certificates:detail", code=certificate.code)
    context = {
        "certificate": certificate,
        "form": form,
        "act": act,
        "label": CERTIFICATE_ACTS[kind].label,
        "question": act.question.format(product=certificate.product.name),
        "crumbs": _crumbs(certificate, CERTIFICATE_ACTS[kind].label),
    }
    return render(request, "certificates/certificate_act.html", context)


def _is_possible(kind: ActionKind, status: str) -> bool:
    return status in CERTIFICATE_ACTS[kind].sources


def _possible_acts(user: User, certificate: Certificate, status: str) -> list[dict[str, Any]]:
    """Buttons: the acts this state allows, as far as this person may make them."""
    granted: dict[str, bool] = {}
    buttons = []
    for kind, act in ACTS.items():
        if not _is_possible(kind, status):
            continue
        if act.perm not in granted:
            granted[act.perm] = user.has_perm(act.perm, certificate)
        if granted[act.perm]:
            url = reverse(f"certificates:{act.name}", kwargs={"code": certificate.code})
            buttons.append({"label": CERTIFICATE_ACTS[kind].label, "url": url, "grave": act.grave})
    return buttons


def _visible(user: User, code: str, on: dt.date) -> Certificate:
    rows: QuerySet[Certificate] = selectors.for_page(selectors.visible_to(user, on=on), on=on)
    return get_visible(rows, code=code)


def _label(verb: str) -> str:
    return str(CertificateVerb(verb).label)


def _crumbs(certificate: Certificate, here: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": "Giấy chứng nhận", "url": reverse("certificates:list")}]
    url = reverse("certificates:detail", kwargs={"code": certificate.code})
    crumbs.append({"label": certificate.number or certificate.product.name, "url": url})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs
