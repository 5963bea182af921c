"""Calling a sitting; taking a product of written opinions out to a meeting."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need
from evaluations.forms.convening import ConveneForm
from evaluations.forms.council import ReasonForm
from evaluations.models import Council, CouncilRegulation, CouncilSession
from evaluations.selectors.appraisal import unreported
from evaluations.selectors.council.inviting import compositions, notice_of
from evaluations.selectors.council.rounds import WAITING, dossiers_in, rounds_visible_to
from evaluations.selectors.council.sittings import (
    councils_visible_to,
    items_visible_to,
    regulation_for,
    seated_at,
)
from evaluations.services.council.convening import convene_session
from evaluations.services.council.written import refer_item
from evaluations.views.council.rounds import OFFICE
from evaluations.views.faults import into_form, status_of
from programmes.selectors.calendar import working_calendar

CHAIR = "Việc này dành cho chủ tịch Hội đồng"


@login_required
@require_http_methods(["GET", "POST"])
def session_convene(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    row = get_visible(rounds_visible_to(request.user, on=on), code=code)
    need(request.user, "evaluations.run_rounds", row, OFFICE)
    waiting = dossiers_in(row).filter(state__in=WAITING)
    councils = councils_visible_to(request.user, on=on).filter(seated_at(row.unit), level=row.level)
    regulation = regulation_for(row.level, row.unit, on=on)
    form = ConveneForm(
        request.POST or None,
        councils=councils,
        dossiers=waiting,
        written=regulation is None or regulation.written_opinions,
    )
    if form.is_valid():
        try:
            session = convene_session(round=row, actor=request.user, on=on, **form.cleaned_data)
        except DomainError as fault:
            into_form(form, fault)
        else:
            _tell(request, session)
            return redirect("evaluations:session_invitation", session.code)
    context = {"round": row, "form": form, "waiting": waiting, "councils": councils}
    context |= _about(regulation, councils)
    context["unreported"] = unreported(waiting)
    return render(
        request, "evaluations/council/session_convene.html", context, status=status_of(form)
    )


def _about(regulation: CouncilRegulation | None, councils: QuerySet[Council]) -> dict[str, Any]:
    """What the page says of the council and of the notice that the regulation asks for."""
    if regulation is None:
        return {"regulation": None, "compositions": []}
    on = today()
    return {
        "regulation": regulation,
        "compositions": compositions(councils, regulation, on=on),
        "notice": notice_of(regulation, sent=on, held_on=on, calendar=working_calendar()),
    }


def _tell(request: HttpRequest, session: CouncilSession) -> None:
    messages.success(request, f"Đã triệu tập {session}; các thành viên đã nhận thông báo")
    notice = notice_of(
        session.regulation, sent=today(), held_on=session.held_on, calendar=working_calendar()
    )
    if notice.short:
        messages.warning(
            request,
            f"Quy chế cần gửi hồ sơ trước ngày họp {notice.wanted} ngày làm việc; "
            f"gửi giấy mời hôm nay chỉ còn {max(notice.days, 0)}",
        )


@login_required
@require_POST
def item_refer(request: HttpRequest, session: str, item: str) -> HttpResponse:
    """Written opinions did not settle it: the product comes before a meeting (Đ7.6.d)."""
    seen = items_visible_to(request.user, on=today())
    row = get_visible(seen, code=item, session__code=session)
    need(request.user, "evaluations.preside_session", row, CHAIR)
    form = ReasonForm(request.POST, prefix="dua-ra-hop")
    if not form.is_valid():
        messages.error(request, "Hãy ghi lý do đưa ra phiên họp")
        return redirect("evaluations:item_tally", session, item)
    refer_item(item=row, reason=form.cleaned_data["reason"], actor=request.user, on=today())
    messages.success(request, f"Đã đưa {row} ra phiên họp; Văn phòng đã nhận thông báo")
    return redirect("evaluations:session_detail", session)
