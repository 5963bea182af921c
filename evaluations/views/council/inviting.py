"""Before a sitting: hour, place, order of products, the invitation; what each reader has to do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need
from documents.services import render_pdf, stream
from evaluations.enums import SessionMode, SessionState
from evaluations.forms.convening import PlanForm, posted_order
from evaluations.models import Attendance, CouncilSession
from evaluations.selectors.council.declaring import declarations_of
from evaluations.selectors.council.inviting import (
    agenda_lines,
    agenda_of,
    differs,
    invitation_facts,
    notice_of,
)
from evaluations.selectors.council.sittings import items_in, seat_in, sessions_visible_to
from evaluations.services.council.inviting import (
    INVITATION,
    order_agenda,
    plan_sitting,
    send_invitation,
)
from evaluations.views.faults import into_form, status_of
from evaluations.views.files import answer
from evaluations.views.word_invitation import invitation_docx as word
from programmes.selectors.calendar import working_calendar

OFFICE = "Việc này dành cho cán bộ Văn phòng Điều phối"


def _session(request: HttpRequest, code: str, *, office: bool = True) -> CouncilSession:
    seen = sessions_visible_to(request.user, on=today()).select_related("invitation__file")
    row = get_visible(seen, code=code)
    if office:
        need(request.user, "evaluations.invite_session", row, OFFICE)
    return row


@login_required
@require_GET
def session_invitation(request: HttpRequest, session: str) -> HttpResponse:
    """The office's page: plan, order, invitation."""
    return _page(request, _session(request, session))


def _plan_form(session: CouncilSession, data: Any = None) -> PlanForm:
    initial = {
        "starts_at": session.starts_at,
        "place": session.place,
        "minutes_each": session.minutes_each,
    }
    return PlanForm(data, initial=initial)


def _page(
    request: HttpRequest, session: CouncilSession, form: PlanForm | None = None
) -> HttpResponse:
    items = list(items_in(session))
    form = form or _plan_form(session)
    held_on = session.held_on
    context = {
        "session": session,
        "form": form,
        "lines": agenda_lines(session, items),
        "hours": agenda_of(session, len(items)),
        "notice": notice_of(
            session.regulation, sent=today(), held_on=held_on, calendar=working_calendar()
        ),
        "open": session.state == SessionState.CONVENED,
        "written": session.mode == SessionMode.WRITTEN,
        "differs": differs(session, items),
    }
    return render(request, "evaluations/council/invitation.html", context, status=status_of(form))


@login_required
@require_POST
def session_plan(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session)
    form = _plan_form(row, request.POST)
    if form.is_valid():
        try:
            plan_sitting(session=row, actor=request.user, **form.cleaned_data)
        except DomainError as fault:
            into_form(form, fault)
        else:
            messages.success(request, "Đã lưu giờ, nơi họp")
            return redirect("evaluations:session_invitation", row.code)
    return _page(request, row, form)


@login_required
@require_POST
def agenda_order(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session)
    order = posted_order(items_in(row), request.POST)
    order_agenda(session=row, order=order, actor=request.user)
    messages.success(request, "Đã lưu thứ tự; số mẫu đổi theo")
    return redirect("evaluations:session_invitation", row.code)


@login_required
@require_POST
def invitation_send(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session)
    try:
        sent = send_invitation(session=row, actor=request.user, on=today())
    except DomainError as fault:
        if not fault.fields:
            raise
        form = _plan_form(row, {"place": row.place, "minutes_each": row.minutes_each})
        form.is_valid()
        into_form(form, fault)
        return _page(request, row, form)
    assert sent.invitation is not None
    told = f"Đã ban hành giấy mời số {sent.invitation.number} và báo cho mọi thành viên"
    messages.success(request, told)
    return redirect("evaluations:session_invitation", row.code)


# --- the paper ----------------------------------------------------------------------------------


def _facts(request: HttpRequest, row: CouncilSession) -> tuple[dict[str, Any], bool]:
    """What the paper shows: as it was issued, or as a draft for the office; and whether a draft.

    ``?nhap=1`` gives the office a draft of what would be sent now, also after the first one.
    """
    office = request.user.has_perm("evaluations.invite_session", row)
    wanted = office and "nhap" in request.GET
    if row.invitation is not None and not wanted:
        return row.invitation.snapshot, False
    if not office:
        raise Http404
    return invitation_facts(row, list(items_in(row)), number="", on=today()), True


@login_required
@require_GET
def invitation_pdf(request: HttpRequest, session: str) -> HttpResponseBase:
    row = _session(request, session, office=False)
    facts, draft = _facts(request, row)
    name = f"giay-moi-{row.code}.pdf"
    if not draft and row.invitation is not None:
        return stream(row.invitation.file, filename=name, inline=True)
    content = render_pdf(template=INVITATION, context={"snapshot": facts, "draft": draft})
    return answer(content, name)


@login_required
@require_GET
def invitation_docx(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session, office=False)
    facts, draft = _facts(request, row)
    return answer(word(facts, draft=draft), f"giay-moi-{row.code}.docx")


# --- what the page of a sitting shows -----------------------------------------------------------


def before_context(
    user: Any, session: CouncilSession, seats: list[Attendance], *, desk: bool, presiding: bool
) -> dict[str, Any]:
    """For ``council/_before.html``: what a member, the desk and the office have to do before it
    begins, and of the declarations also while it sits.

    ``desk`` and ``presiding`` are what the page knows of the reader already.
    """
    seat = seat_in(user, session, on=today())
    rows = declarations_of(session, seats)
    over = session.state == SessionState.CONCLUDED
    own = next((row for row in rows if seat is not None and row.member.pk == seat.pk), None)
    office = user.has_perm("evaluations.invite_session", session)
    return {
        "before_own": own if own is None or own.declaration or not over else None,
        "before_desk": desk,
        "before_declared": rows if desk else [],
        "before_left": [row.member for row in rows if row.declaration is None and not over],
        "before_office": office,
        "before_open": session.state == SessionState.CONVENED,
        "before_start": presiding or office,
    }
