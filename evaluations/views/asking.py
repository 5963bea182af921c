"""Asking for what is missing: the commune's return and the province's request, point by point."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.dates import today
from common.errors import DomainError
from common.http import need, show_refusal
from common.templatetags.ui import faults_of
from common.workflow import blocked_reason
from evaluations.advising import Finding
from evaluations.enums import DossierMove, RequestLevel
from evaluations.forms.requests import AskForm, PointForm, edited, sent_points
from evaluations.models import Dossier
from evaluations.rating import Sheet
from evaluations.selectors.advising import findings_of
from evaluations.selectors.criteria import parsed
from evaluations.selectors.requests import due_by_default, suggestions
from evaluations.services import dossier as services
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.moves import COMMUNE, PROVINCE
from evaluations.workflow.dossier import DOSSIER_MOVES
from evaluations.workflow.requests import PLACES, Point
from programmes.selectors.calendar import working_calendar


@dataclass(frozen=True, slots=True)
class Ask:
    """One of the two ways to ask."""

    move: str
    level: str
    perm: str
    who: str
    title: str
    words: str
    told: str
    done: str
    service: Callable[..., Dossier]


RETURN = Ask(
    DossierMove.RETURN,
    RequestLevel.COMMUNE,
    "evaluations.return_dossier",
    COMMUNE,
    "Trả chủ thể bổ sung",
    "Trả hồ sơ",
    "Chủ thể nhận phiếu yêu cầu, sửa hồ sơ, trả lời từng điểm rồi nộp lại. Thời hạn 15 ngày làm"
    " việc tạm dừng từ hôm nay.",
    "Đã trả hồ sơ cho chủ thể bổ sung",
    services.return_dossier,
)
SUPPLEMENT = Ask(
    DossierMove.ASK_SUPPLEMENT,
    RequestLevel.PROVINCE,
    "evaluations.ask_supplement_dossier",
    PROVINCE,
    "Yêu cầu bổ sung",
    "Gửi yêu cầu",
    "Xã, phường và chủ thể nhận phiếu yêu cầu và trả lời từng điểm; xã, phường gửi lại hồ sơ khi"
    " đã đủ. Mỗi lần chỉ có một yêu cầu đang mở.",
    "Đã yêu cầu xã, phường và chủ thể bổ sung",
    services.ask_supplement,
)


@login_required
@require_http_methods(["GET", "POST"])
def dossier_return(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, code, RETURN)


@login_required
@require_http_methods(["GET", "POST"])
def dossier_ask(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, code, SUPPLEMENT)


def _page(request: HttpRequest, code: str, ask: Ask) -> HttpResponse:
    dossier = find(request, code)
    need(request.user, ask.perm, dossier, ask.who)
    on = today()
    offers = _offers(dossier, on)
    if request.method == "GET":
        if dossier.state not in DOSSIER_MOVES[ask.move].sources:
            raise DomainError(str(blocked_reason(DOSSIER_MOVES, ask.move, dossier)), code="state")
        kept = suggestions(dossier, ask.level)
        due = due_by_default(ask.level, on, working_calendar())
        points = [one.point for one in kept] or [Point("")]
        return _show(request, dossier, ask, AskForm(initial={"due_on": due}), points, offers)
    points = sent_points(request.POST)
    changed = edited(points, request.POST.get("lam", ""), [point for point, _why in offers])
    if changed is None:
        return _send(request, dossier, ask, points, offers)
    typed = {name: request.POST.get(name, "") for name in ("due_on", "note")}
    return _show(request, dossier, ask, AskForm(initial=typed), changed, offers)


def _send(
    request: HttpRequest,
    dossier: Dossier,
    ask: Ask,
    points: list[Point],
    offers: list[tuple[Point, str]],
) -> HttpResponse:
    sheet, form, status = parsed(dossier.sheet), AskForm(request.POST), 400
    rows = [
        PointForm(request.POST, place=place, sheet=sheet, point=point)
        for place, point in enumerate(points)
    ]
    if all([form.is_valid(), *(row.is_valid() for row in rows)]):
        try:
            ask.service(
                dossier=dossier,
                points=points,
                due_on=form.cleaned_data["due_on"],
                note=form.cleaned_data["note"],
                actor=request.user,
                on=today(),
            )
        except DomainError as error:
            show_refusal(form, error)
            status = error.status
        else:
            messages.success(request, ask.done)
            return redirect("evaluations:dossier", code=dossier.code)
    return _show(request, dossier, ask, form, points, offers, rows=rows, status=status)


def _show(
    request: HttpRequest,
    dossier: Dossier,
    ask: Ask,
    form: AskForm,
    points: list[Point],
    offers: list[tuple[Point, str]],
    *,
    rows: list[PointForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = parsed(dossier.sheet)
    shown = rows or [
        PointForm(None, place=place, sheet=sheet, point=point) for place, point in enumerate(points)
    ]
    said = {point.text for point in points}
    context = {
        **head(dossier),
        "crumbs": crumbs(dossier, ask.title),
        "ask": ask,
        "form": form,
        "rows": shown,
        "faults": [fault for one in [form, *shown] for fault in faults_of(one)],
        "offers": [
            (place, point, why)
            for place, (point, why) in enumerate(offers)
            if point.text not in said
        ],
    }
    return render(request, "evaluations/dossier_ask.html", context, status=status)


def _offers(dossier: Dossier, on: dt.date) -> list[tuple[Point, str]]:
    """What the co-pilot found, as points that can be taken over, with the article of law."""
    sheet = parsed(dossier.sheet)
    return [(_point(one, sheet), one.reference) for one in findings_of(dossier, on=on)]


def _point(finding: Finding, sheet: Sheet) -> Point:
    codes: list[Any] = [finding.subject, *finding.criteria]
    criterion = next((code for code in codes if code in sheet.by_code), "")
    text = f"{finding.text}. {finding.remedy}" if finding.remedy else finding.text
    return Point(text, finding.step if finding.step in PLACES else "", criterion)
