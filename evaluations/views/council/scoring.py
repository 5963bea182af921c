"""One product before one member: filling in the sheet, looking once more, signing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible
from common.workflow import blocked_reason
from evaluations.enums import ScoreSheetMove, ScoreSheetState
from evaluations.forms.scoring import posted_answers, sent_version
from evaluations.models import ScoreSheet, SessionItem
from evaluations.rating import dependency_faults
from evaluations.selectors.appraisal import commune_words, reported_facts
from evaluations.selectors.council.desk import Desk, desk_of, to_keep_answers
from evaluations.selectors.council.marks import answers_of, is_present, own_sheet
from evaluations.selectors.council.sittings import items_visible_to, with_room
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import answers_of as self_marks
from evaluations.selectors.dossier import assessment_of
from evaluations.services.council.scoring import keep_answers, sign_sheet
from evaluations.views.council.declaring import undeclared_answer
from evaluations.views.council.sheet import (
    SCORE,
    kept_answer,
    look_context,
    score_context,
    stored,
)
from evaluations.workflow.council import SCORE_SHEET_MOVES

SCORER = "Việc này dành cho thành viên chấm điểm của Hội đồng"
# What is read on demand, and its heading.
REFERENCES = {
    "tu-cham": "Điểm tự chấm của chủ thể",
    "xa": "Đánh giá của xã, phường (Mẫu số 03)",
    "tham-dinh": "Báo cáo thẩm định",
}


def find_item(request: HttpRequest, session: str, item: str, *, room: bool = False) -> SessionItem:
    """The product at this address, if the person may see its sitting; ``room`` with its seats."""
    seen = items_visible_to(request.user, on=today())
    if room:
        seen = with_room(seen)
    return get_visible(seen, code=item, session__code=session)


def _item_to_save(request: HttpRequest, session: str, item: str) -> SessionItem:
    """The same with no more than a save needs: PostgreSQL takes longer to plan the joins of the
    page than to keep an answer.
    """
    seen = to_keep_answers(items_visible_to(request.user, on=today()))
    return get_visible(seen, code=item, session__code=session)


def _own(request: HttpRequest, item: SessionItem) -> ScoreSheet:
    sheet = own_sheet(request.user, item)
    if sheet is None:
        raise PermissionDenied(SCORER)
    if sheet.state == ScoreSheetState.REPLACED:
        raise DomainError("Người khác dự thay bạn trong phiên này, phiếu đã đóng", code="state")
    sheet.item = item
    return sheet


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "fetch"


@never_cache
@login_required
@require_GET
def item_score(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item)
    sheet = _own(request, row)
    if (instead := undeclared_answer(request, row, sheet)) is not None:
        return instead
    return render(request, SCORE, score_context(row, sheet))


@login_required
@require_GET
def item_reference(request: HttpRequest, session: str, item: str, what: str) -> HttpResponse:
    """What others said of the product, when the member asks for it; a page, or only its text for
    the script.
    """
    row = find_item(request, session, item)
    sheet = _own(request, row)
    if (instead := undeclared_answer(request, row, sheet)) is not None:
        return instead
    if what not in REFERENCES:
        raise Http404
    context: dict[str, Any] = {
        "item": row,
        "session": row.session,
        "what": what,
        "title": REFERENCES[what],
    }
    if what == "tu-cham":
        form, given = parsed(row.dossier.sheet), self_marks(row.dossier)
        context["marks"] = [(one, given.get(one.code)) for one in form.criteria]
    elif what == "xa":
        assessment = assessment_of(row.dossier)
        context |= {"assessment": assessment, "words": commune_words(assessment)}
    else:
        context["facts"] = reported_facts(row.dossier)
    page = "evaluations/council/score_reference.html"
    return render(request, f"{page}#text" if _by_script(request) else page, context)


# --- saving ---------------------------------------------------------------------------------------


@login_required
@require_POST
def sheet_save(request: HttpRequest, session: str, item: str) -> HttpResponse:
    """Keep what the form carries. The script sends what changed and is answered in JSON:

    200 as :func:`kept_answer`; 409 ``{code, message}``, for ``conflict`` with what now stands;
    400 ``{code, message, fields}``. The button goes where ``next`` says.
    """
    row = _item_to_save(request, session, item)
    sheet = _own(request, row)
    answers = posted_answers(parsed(row.dossier.sheet), request.POST)
    try:
        kept = keep_answers(
            sheet=sheet,
            answers=answers,
            comment=request.POST.get("comment"),
            version=sent_version(request.POST),
            actor=request.user,
        )
    except DomainError as fault:
        if _by_script(request):
            return JsonResponse(_told(request, row, fault), status=fault.status)
        return _again(request, find_item(request, session, item), answers, fault)
    if _by_script(request):
        return JsonResponse(kept_answer(row, kept.sheet, kept.lines, answers))
    return _after_save(request, row, kept.sheet)


def _told(request: HttpRequest, item: SessionItem, fault: DomainError) -> dict[str, Any]:
    told: dict[str, Any] = {"code": fault.code, "message": fault.message, "fields": fault.fields}
    if fault.code == "conflict":
        sheet = _own(request, item)
        told |= {"version": sheet.version, "stored": stored(sheet, sheet.lines.all())}
    return told


def _again(
    request: HttpRequest, item: SessionItem, answers: dict[str, Any], fault: DomainError
) -> HttpResponse:
    """The same page with everything typed, the sentence, and the version that now stands."""
    if fault.code == "state":
        raise fault
    sheet = _own(request, item)
    context = score_context(item, sheet, typed=answers, fault=fault)
    context["comment"] = request.POST.get("comment", sheet.comment)
    return render(request, SCORE, context, status=fault.status)


def _after_save(request: HttpRequest, item: SessionItem, sheet: ScoreSheet) -> HttpResponse:
    wanted = request.POST.get("next")
    if wanted == "ky":
        return redirect("evaluations:item_look", item.session.code, item.code)
    messages.success(request, f"Đã lưu phiếu {item}")
    if wanted == "sau":
        return _onward(item, desk_of(sheet, item))
    return redirect("evaluations:item_score", item.session.code, item.code)


def _onward(item: SessionItem, desk: Desk) -> HttpResponse:
    """To the member's next product that waits for him, else back to the sitting."""
    if desk.next_waiting is None:
        return redirect("evaluations:session_detail", item.session.code)
    return redirect("evaluations:item_score", item.session.code, desk.next_waiting.code)


# --- signing --------------------------------------------------------------------------------------


@never_cache
@login_required
@require_GET
def item_look(request: HttpRequest, session: str, item: str) -> HttpResponse:
    """The whole sheet once more, and the button that signs it."""
    row = find_item(request, session, item)
    sheet = _own(request, row)
    if (instead := undeclared_answer(request, row, sheet)) is not None:
        return instead
    context = look_context(row, sheet)
    context["blocked"] = blocked_reason(
        SCORE_SHEET_MOVES,
        ScoreSheetMove.SIGN,
        sheet,
        item_state=row.state,
        present=is_present(sheet, row),
        missing=() if row.gates else context["progress"].missing,
        contradictions=dependency_faults(context["form"], answers_of(sheet.lines.all())),
    )
    return render(request, "evaluations/council/score_look.html", context)


@login_required
@require_POST
def sheet_sign(request: HttpRequest, session: str, item: str) -> HttpResponse:
    """Keep what the form carries, then sign; without JavaScript that is one press."""
    row = find_item(request, session, item)
    sheet = _own(request, row)
    answers = posted_answers(parsed(row.dossier.sheet), request.POST)
    version = sent_version(request.POST)
    try:
        if answers or "comment" in request.POST:
            kept = keep_answers(
                sheet=sheet,
                answers=answers,
                comment=request.POST.get("comment"),
                version=version,
                actor=request.user,
            )
            # What another window saved meanwhile is signed only by somebody who has seen it.
            version = kept.sheet.version if kept.changed else version
        signed = sign_sheet(sheet=sheet, version=version, actor=request.user)
    except DomainError as fault:
        return _again(request, row, answers, fault)
    messages.success(request, f"Đã ký phiếu {row}")
    if request.POST.get("next") == "sau":
        return _onward(row, desk_of(signed, row))
    return redirect("evaluations:session_detail", session)
