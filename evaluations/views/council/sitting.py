"""The sitting: the list for each role, the page of one, its moves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.http import get_visible, need, page_of, table_response, wanted_table
from common.workflow import blocked_reason
from evaluations.enums import (
    ItemMove,
    ItemState,
    ScoreSheetState,
    SessionMode,
    SessionMove,
    SessionState,
)
from evaluations.forms.sitting import replace_form
from evaluations.models import CouncilMember, CouncilSession, SessionItem
from evaluations.selectors.council.marks import own_sheet_states
from evaluations.selectors.council.sittings import (
    annotate_progress,
    attendance_of,
    items_in,
    quorum_of,
    seat_in,
    sessions_visible_to,
    sheet_counts,
)
from evaluations.services.council.sitting import conclude_session, open_ready_items, start_session
from evaluations.views import tables
from evaluations.views.council.inviting import before_context
from evaluations.views.council.package import package_context
from evaluations.workflow.council import ITEM_MOVES, SESSION_MOVES, Quorum, SheetCount
from evaluations.workflow.order import order_of

CHAIR = "Việc này dành cho chủ tịch Hội đồng"

# The words on a product in a list, by the state of the reader's own sheet.
OWN_SHEET: dict[str | None, tuple[str, str]] = {
    ScoreSheetState.ASSIGNED: ("warn", "Chờ khai có liên quan hay không"),
    ScoreSheetState.RECUSED: ("off", "Tôi không chấm, có liên quan"),
    ScoreSheetState.DRAFT: ("warn", "Tôi đang chấm"),
    ScoreSheetState.SIGNED: ("ok", "Tôi đã ký"),
}


def item_chip(item: SessionItem, count: SheetCount) -> dict[str, str]:
    """Status, icon and words of a product in a list: who signed, never what."""
    if item.state == ItemState.WAITING:
        return {"status": "off", "icon": "circle", "words": "Chưa chấm"}
    if item.state == ItemState.SCORING:
        words = f"Niêm phong, {count.signed}/{count.expected} phiếu"
        return {"status": "info", "icon": "lock-fill", "words": words}
    if item.state == ItemState.OPENED:
        return {"status": "warn", "icon": "unlock-fill", "words": "Đã mở, chờ kết luận"}
    if item.state == ItemState.REFERRED:
        return {"status": "halt", "icon": "people", "words": "Đã đưa ra phiên họp"}
    stars = item.verdict.stars
    words = f"Đã kết luận: {stars} sao" if stars else "Đã kết luận: không đạt 3 sao"
    return {"status": "ok", "icon": "check-circle-fill", "words": words}


def item_rows(user: Any, session: CouncilSession) -> list[dict[str, Any]]:
    """The products of a sitting for a list, in order of their numbers; four statements."""
    items = list(items_in(session))
    counts, own = sheet_counts(items), own_sheet_states(user, items)
    return [
        {
            "item": item,
            "count": counts[item.pk],
            "chip": item_chip(item, counts[item.pk]),
            "own": own.get(item.pk),
            "own_status": OWN_SHEET.get(own.get(item.pk), ("", ""))[0],
            "own_words": OWN_SHEET.get(own.get(item.pk), ("", ""))[1],
        }
        for item in items
    ]


@login_required
@require_GET
def session_list(request: HttpRequest) -> HttpResponseBase:
    sessions = annotate_progress(sessions_visible_to(request.user, on=today()))
    if kind := wanted_table(request):
        cells = tables.session_rows(sessions)
        return table_response(kind, title="Phiên họp", columns=tables.SESSIONS, rows=cells)
    context = {
        "page": page_of(request, sessions),
        "may_run": request.user.has_perm("evaluations.run_council"),
    }
    return render(request, "evaluations/council/session_list.html", context)


def _may_open(line: dict[str, Any], quorum: Quorum) -> bool:
    """Whether every sheet that a product waits for is in, and the room has its quorum."""
    known = {"count": line["count"], "quorum": quorum}
    return not blocked_reason(ITEM_MOVES, ItemMove.OPEN, line["item"], **known)


def _in_own_order(
    lines: list[dict[str, Any]], session: CouncilSession, seat: CouncilMember | None
) -> list[dict[str, Any]]:
    """The products that a member scores, in the order in which his desk gives them."""
    if seat is None:
        return lines
    by_code = {line["item"].code: line for line in lines}
    return [by_code[code] for code in order_of(session.order_seed, seat.code, by_code)]


def detail_context(user: Any, session: CouncilSession) -> dict[str, Any]:
    """Everything the page of a sitting shows this person."""
    attendance = attendance_of(session)
    quorum = quorum_of(session, attendance)
    rows = item_rows(user, session)
    unconcluded = sum(line["item"].state not in ItemState.settled for line in rows)
    start = {"on": today(), "items": len(rows), "quorum": quorum}
    may_desk = user.has_perm("evaluations.note_attendance", session)
    presiding = user.has_perm("evaluations.preside_session", session)
    seat = seat_in(user, session, on=today())
    return {
        "session": session,
        "rows": rows,
        "attendance": attendance,
        "stood_in_for": {seat.stands_in_for_id for seat in attendance if seat.stands_in_for_id},
        "replace_form": replace_form(attendance) if session.regulation.substitutes else None,
        "quorum": quorum,
        "concluded": len(rows) - unconcluded,
        "mine": _in_own_order([line for line in rows if line["own"]], session, seat),
        "mine_left": sum(line["own"] in ("assigned", "draft") for line in rows),
        "may_note": may_desk
        and session.state != SessionState.CONCLUDED
        and session.mode != SessionMode.WRITTEN,
        "may_table": user.has_perm("evaluations.view_sitting_table", session),
        "presiding": presiding,
        "start_blocked": blocked_reason(SESSION_MOVES, SessionMove.START, session, **start),
        "end_blocked": blocked_reason(
            SESSION_MOVES, SessionMove.CONCLUDE, session, unconcluded=unconcluded
        ),
        "ready": sum(_may_open(line, quorum) for line in rows),
        **before_context(user, session, attendance, desk=may_desk, presiding=presiding),
        **package_context(user, session),
    }


def detail_page(
    request: HttpRequest, session: CouncilSession, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a sitting; ``more`` takes the place of what it would show."""
    context = detail_context(request.user, session) | more
    return render(request, "evaluations/council/session_detail.html", context, status=status)


@login_required
@require_GET
def session_detail(request: HttpRequest, session: str) -> HttpResponseBase:
    row = get_visible(sessions_visible_to(request.user, on=today()), code=session)
    if kind := wanted_table(request):
        cells = tables.cells(item_rows(request.user, row))
        return table_response(kind, title=str(row), columns=tables.ITEMS, rows=cells)
    return detail_page(request, row)


@login_required
@require_POST
def session_start(request: HttpRequest, session: str) -> HttpResponse:
    row = get_visible(sessions_visible_to(request.user, on=today()), code=session)
    need(request.user, "evaluations.start_session", row, CHAIR)
    one_by_one = "one_by_one" in request.POST
    start_session(session=row, actor=request.user, on=today(), one_by_one=one_by_one)
    now = "mở từng sản phẩm để chấm" if one_by_one else "các thành viên có thể chấm điểm"
    begun = "Đã bắt đầu lấy ý kiến" if row.answers_until else "Phiên họp đã khai mạc"
    messages.success(request, f"{begun}; {now}")
    return redirect("evaluations:session_detail", row.code)


@login_required
@require_POST
def session_conclude(request: HttpRequest, session: str) -> HttpResponse:
    row = get_visible(sessions_visible_to(request.user, on=today()), code=session)
    need(request.user, "evaluations.preside_session", row, CHAIR)
    conclude_session(session=row, actor=request.user, on=today())
    messages.success(request, "Phiên họp đã bế mạc; Văn phòng đã nhận thông báo")
    return redirect("evaluations:session_detail", row.code)


@login_required
@require_POST
def items_open(request: HttpRequest, session: str) -> HttpResponse:
    row = get_visible(sessions_visible_to(request.user, on=today()), code=session)
    need(request.user, "evaluations.preside_session", row, CHAIR)
    opened = open_ready_items(session=row, actor=request.user)
    messages.success(request, f"Đã mở điểm {len(opened)} sản phẩm")
    return redirect("evaluations:session_detail", row.code)
