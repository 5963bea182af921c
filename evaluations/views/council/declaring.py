"""The declaration of a sitting: signing it, reading it, a recusal that comes later."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need
from documents.services import render_pdf
from evaluations.enums import ScoreSheetState, SessionState
from evaluations.forms.council import ReasonForm
from evaluations.forms.declaring import Answer, conflicts_of, posted_declaration
from evaluations.models import (
    ConflictDeclaration,
    CouncilMember,
    CouncilSession,
    ScoreSheet,
    SessionItem,
)
from evaluations.selectors.council.declaring import declaration_of
from evaluations.selectors.council.hints import hints_for
from evaluations.selectors.council.marks import own_sheet
from evaluations.selectors.council.sittings import (
    attendance_of,
    items_in,
    items_visible_to,
    seat_in,
    sessions_visible_to,
)
from evaluations.services.council.declaring import recuse, sign_declaration
from evaluations.views.files import answer as file_answer

DECLARES = "Việc này dành cho thành viên chấm điểm của Hội đồng"
READERS = "Bản khai dành cho chính thành viên ấy, chủ tịch, thư ký Hội đồng và Văn phòng Điều phối"


@login_required
@require_http_methods(["GET", "POST"])
def session_declare(request: HttpRequest, session: str) -> HttpResponse:
    """The declaration to sign; once signed, what was declared."""
    row = get_visible(sessions_visible_to(request.user, on=today()), code=session)
    need(request.user, "evaluations.declare_conflicts", row, DECLARES)
    member = seat_in(request.user, row, on=today())
    assert member is not None
    if request.method == "POST":
        return _sign(request, row, member)
    declaration = declaration_of(row, member)
    if declaration is None:
        return _form_page(request, row, member)
    context = {"session": row, "declaration": declaration, "facts": declaration.facts}
    context["member"] = member
    return render(request, "evaluations/council/declared.html", context)


def _sign(request: HttpRequest, session: CouncilSession, member: CouncilMember) -> HttpResponse:
    answers = posted_declaration(items_in(session), request.POST)
    if any(answer.fault for answer in answers.values()):
        return _form_page(request, session, member, answers, 400)
    conflicts = conflicts_of(answers)
    try:
        sign_declaration(session=session, conflicts=conflicts, actor=request.user, on=today())
    except DomainError as fault:
        if fault.code == "state":
            raise
        return _form_page(request, session, member, _faulty(answers, fault), fault.status)
    said = f"có liên quan tới {len(conflicts)} sản phẩm" if conflicts else "không có liên quan"
    messages.success(request, f"Đã ký bản khai: {said}")
    came_from = SessionItem.objects.filter(session=session, code=request.POST.get("tiep", ""))
    if came_from.exists():
        return redirect("evaluations:item_score", session.code, request.POST["tiep"])
    return redirect("evaluations:session_detail", session.code)


def _faulty(answers: Mapping[str, Answer], fault: DomainError) -> dict[str, Answer]:
    """The answers with the service's sentences at their fields."""
    return {
        code: replace(row, fault=" ".join(fault.fields.get(f"r-{code}", ())), field=f"r-{code}")
        for code, row in answers.items()
    }


def _form_page(
    request: HttpRequest,
    session: CouncilSession,
    member: CouncilMember,
    answers: Mapping[str, Answer] | None = None,
    status: int = 200,
) -> HttpResponse:
    items = list(items_in(session))
    hints = hints_for(session, member, items)
    given = answers or {}
    rows = [
        {"item": item, "hints": hints.get(item.pk, []), "answer": given.get(item.code, Answer())}
        for item in items
    ]
    faults = [
        {"id": row.field, "text": f"{item}, {item.dossier.product.name}: {row.fault}"}
        for item in items
        if (row := given.get(item.code, Answer())).fault
    ]
    context = {
        "session": session,
        "member": member,
        "rows": rows,
        "faults": faults,
        "hinted": len(hints),
        "back_to": request.POST.get("tiep") or request.GET.get("tiep", ""),
        "closed": session.state == SessionState.CONCLUDED,
    }
    return render(request, "evaluations/council/declare.html", context, status=status)


@login_required
@require_GET
def declaration_pdf(request: HttpRequest, session: str, seat: str) -> HttpResponse:
    """A member's declaration as a paper, from its frozen facts; 404 until it is signed."""
    row = get_visible(sessions_visible_to(request.user, on=today()), code=session)
    seats = {found.member.code: found.member for found in attendance_of(row)}
    member = seats.get(seat)
    declaration = member and declaration_of(row, member)
    if member is None or declaration is None:
        raise Http404
    if member.user_id != request.user.pk:
        need(request.user, "evaluations.read_declarations", row, READERS)
    return _paper(row, member, declaration)


def _paper(
    session: CouncilSession, member: CouncilMember, declaration: ConflictDeclaration
) -> HttpResponse:
    context = {
        "snapshot": declaration.facts,
        "signed_at": declaration.signed_at,
        "digest": declaration.facts_digest,
    }
    content = render_pdf(template="evaluations/pdf/conflict_declaration.html", context=context)
    return file_answer(content, f"ban-khai-{session.code}-{member.code}.pdf")


# --- one product --------------------------------------------------------------------------------


def undeclared_answer(
    request: HttpRequest, item: SessionItem, sheet: ScoreSheet
) -> HttpResponse | None:
    """What a member gets instead of the score page: the declaration to sign, or that he doesn't
    score; None for a sheet that he may open.
    """
    if sheet.state == ScoreSheetState.ASSIGNED:
        url = reverse("evaluations:session_declare", args=[item.session.code])
        return redirect(f"{url}?{urlencode({'tiep': item.code})}")
    if sheet.state == ScoreSheetState.RECUSED:
        return _recusal_page(request, item, sheet)
    return None


def _recusal_page(
    request: HttpRequest, item: SessionItem, sheet: ScoreSheet, form: ReasonForm | None = None
) -> HttpResponse:
    context = {"item": item, "session": item.session, "sheet": sheet, "form": form}
    status = 400 if form is not None else 200
    return render(request, "evaluations/council/recused.html", context, status=status)


@login_required
@require_POST
def sheet_declare(request: HttpRequest, session: str, item: str) -> HttpResponse:
    """A conflict that came to light after the declaration."""
    seen = items_visible_to(request.user, on=today())
    row = get_visible(seen, code=item, session__code=session)
    sheet = own_sheet(request.user, row)
    if sheet is None:
        raise PermissionDenied(DECLARES)
    if sheet.state == ScoreSheetState.ASSIGNED:
        url = reverse("evaluations:session_declare", args=[session])
        return redirect(f"{url}?{urlencode({'tiep': item})}")
    form = ReasonForm(request.POST)
    if not form.is_valid() and sheet.state == ScoreSheetState.DRAFT:
        return _recusal_page(request, row, sheet, form)
    reason = form.cleaned_data.get("reason", "")
    recuse(sheet=sheet, reason=reason, actor=request.user)
    messages.success(request, f"Đã ghi: bạn không chấm {row} vì có liên quan")
    return redirect("evaluations:session_detail", session)
