"""The room while the council sits: who is there, one product at a time, votes, the wall."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, table_response, wanted_table
from evaluations.enums import ItemState
from evaluations.forms.sitting import VoteForm, replace_form
from evaluations.models import CouncilSession
from evaluations.selectors.council.room import now_before
from evaluations.selectors.council.screen import may_look, screen_of, sitting_table
from evaluations.selectors.council.sittings import attendance_of, quorum_of, sessions_visible_to
from evaluations.selectors.council.verdict import result_sentence
from evaluations.selectors.criteria import parsed
from evaluations.services.council.attendance import note_attendance, replace_member
from evaluations.services.council.sitting import start_item
from evaluations.services.council.voting import note_vote
from evaluations.views import tables
from evaluations.views.council.scoring import find_item
from evaluations.views.council.sitting import CHAIR, detail_page, item_rows
from evaluations.views.council.tally import tally_page
from evaluations.views.faults import into_form

DESK = "Việc này dành cho chủ tịch, thư ký Hội đồng và Văn phòng Điều phối"
SEATED = "Việc này dành cho Hội đồng và Văn phòng Điều phối"


def _session(request: HttpRequest, code: str) -> CouncilSession:
    return get_visible(sessions_visible_to(request.user, on=today()), code=code)


@login_required
@require_POST
def attendance_note(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session)
    need(request.user, "evaluations.note_attendance", row, DESK)
    sent = set(request.POST.getlist("present"))
    seats = attendance_of(row)
    there = [seat.member for seat in seats if seat.member.code in sent]
    reasons = {
        seat.member.code: request.POST[f"reason-{seat.member.code}"]
        for seat in seats
        if f"reason-{seat.member.code}" in request.POST
    }
    note_attendance(session=row, present=there, reasons=reasons, actor=request.user)
    messages.success(request, f"Đã ghi {len(there)} người có mặt")
    return redirect("evaluations:session_detail", row.code)


@login_required
@require_POST
def member_replace(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session)
    need(request.user, "evaluations.note_attendance", row, DESK)
    form = replace_form(attendance_of(row), request.POST)
    if form.is_valid():
        try:
            coming = replace_member(session=row, actor=request.user, **form.cleaned_data)
        except DomainError as fault:
            into_form(form, fault)
        else:
            messages.success(request, f"{coming.member.user.full_name} dự thay từ bây giờ")
            return redirect("evaluations:session_detail", row.code)
    return detail_page(request, row, status=400, replace_form=form)


@login_required
@require_POST
def item_start(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item)
    need(request.user, "evaluations.preside_session", row.session, CHAIR)
    start_item(item=row, actor=request.user)
    messages.success(request, f"Đã mở {row} để chấm")
    return redirect("evaluations:session_detail", session)


@login_required
@require_POST
def vote_note(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item, room=True)
    need(request.user, "evaluations.note_attendance", row.session, DESK)
    form = VoteForm(request.POST)
    if form.is_valid():
        try:
            vote = note_vote(item=row, actor=request.user, **form.cleaned_data)
        except DomainError as fault:
            if fault.code == "state":
                raise
            into_form(form, fault)
        else:
            messages.success(request, f"Đã ghi biểu quyết: {vote}")
            return redirect("evaluations:item_tally", session, item)
    return tally_page(request, row, status=400, vote_form=form)


@login_required
@require_GET
def session_tally(request: HttpRequest, session: str) -> HttpResponseBase:
    """Every product with the totals of its members; sealed ones show that they are."""
    row = _session(request, session)
    need(request.user, "evaluations.view_sitting_table", row, SEATED)
    table = sitting_table(request.user, row, on=today())
    if kind := wanted_table(request):
        columns, cells = tables.sitting_columns(table), tables.sitting_rows(table)
        return table_response(kind, title=f"Tổng hợp {row}", columns=columns, rows=cells)
    context = {
        "session": row,
        "table": table,
        "quorum": quorum_of(row),
        "columns": [member.organisation or member.user.full_name for member in table.columns],
        "open_count": sum(line.result is not None for line in table.lines),
    }
    return render(request, "evaluations/council/session_tally.html", context)


def _wall(request: HttpRequest, session: CouncilSession, item: str) -> dict[str, Any]:
    rows = item_rows(request.user, session)
    chosen = next((line for line in rows if line["item"].code == item), None) or now_before(rows)
    context: dict[str, Any] = {
        "session": session,
        "rows": rows,
        "line": chosen,
        "quorum": quorum_of(session),
        "following": item == "",
    }
    if chosen is not None:
        on = today()
        screen = screen_of(request.user, chosen["item"], on=on)
        form = parsed(chosen["item"].dossier.sheet)
        context |= {"screen": screen, "form": form}
        context["hidden"] = not may_look(request.user, chosen["item"], on=on)
        if screen.result is not None:
            result = {**screen.result.as_dict(), "gates": list(screen.result.gates)}
            done = chosen["item"].state == ItemState.CONCLUDED
            context["sentence"] = result_sentence(form, result) if done else ""
    return context


@login_required
@require_GET
def session_screen(request: HttpRequest, session: str) -> HttpResponse:
    """The wall: large, without names, renewed every few seconds; ``?mau=`` holds one product."""
    row = _session(request, session)
    need(request.user, "evaluations.view_sitting_table", row, SEATED)
    context = _wall(request, row, request.GET.get("mau", ""))
    return render(request, "evaluations/council/screen.html", context)
