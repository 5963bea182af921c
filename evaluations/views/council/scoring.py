"""One product before one member: declaring, filling in the sheet, signing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible
from common.workflow import blocked_reason
from evaluations.enums import ItemState, ScoreSheetMove, ScoreSheetState
from evaluations.forms.council import (
    ReasonForm,
    field_of,
    posted_answers,
    sent_version,
    value_of,
)
from evaluations.models import ScoreLine, ScoreSheet, SessionItem
from evaluations.rating import Criterion, Sheet
from evaluations.selectors.appraisal import reported_facts
from evaluations.selectors.council.marks import own_sheet, progress_of
from evaluations.selectors.council.sittings import items_visible_to, with_room
from evaluations.selectors.criteria import parsed
from evaluations.services.council.scoring import (
    EMPTY,
    declare_no_conflict,
    recuse,
    save_answers,
    sign_sheet,
)
from evaluations.workflow.council import SCORE_SHEET_MOVES

SCORER = "Việc này dành cho thành viên chấm điểm của Hội đồng"


def find_item(request: HttpRequest, session: str, item: str, *, room: bool = False) -> SessionItem:
    """The product at this address, if the person may see its sitting; ``room`` with its seats."""
    seen = items_visible_to(request.user, on=today())
    if room:
        seen = with_room(seen)
    return get_visible(seen, code=item, session__code=session)


def _own(request: HttpRequest, item: SessionItem) -> ScoreSheet:
    sheet = own_sheet(request.user, item)
    if sheet is None:
        raise PermissionDenied(SCORER)
    return sheet


def _chosen(line: ScoreLine | None, typed: Any) -> str | None:
    """The value of the radio to tick: what was just typed, else what is stored."""
    if typed is not None:
        if typed == EMPTY:
            return ""
        if isinstance(typed, dict):
            return value_of(str(typed["case"]), typed["points"])
        return str(typed)
    if line is None:
        return None
    return "" if line.empty else value_of(line.case, line.points)


def _choices(criterion: Criterion) -> list[dict[str, Any]]:
    names = {case.code: case.name for case in criterion.cases}
    return [
        {
            "value": value_of(option.case or "", option.points),
            "points": option.points,
            "label": _option_words(option.label, option.case, names),
            "star": option.star,
        }
        for option in criterion.options
    ]


def _option_words(label: str, case: str | None, names: dict[str, str]) -> str:
    if case is None:
        return label
    return f"Trường hợp {case}{': ' + names[case] if names.get(case) else ''}. {label}"


def criteria_parts(
    form: Sheet,
    lines: dict[str, ScoreLine],
    own_marks: dict[str, int],
    typed: dict[str, Any],
    errors: dict[str, list[str]],
) -> list[dict[str, Any]]:
    """The form part by part, each criterion with its options and what is chosen.

    The producer's own mark stands beside a criterion only once the member has chosen.
    """
    parts = []
    for part in form.parts:
        rows: list[dict[str, Any]] = []
        for criterion in part.criteria:
            line = lines.get(criterion.code)
            chosen = _chosen(line, typed.get(criterion.code))
            choices = _choices(criterion)
            rows.append(
                {
                    "criterion": criterion,
                    "field": field_of(criterion.code),
                    "id": f"tc-{criterion.code.replace('.', '-')}",
                    "choices": choices,
                    "chosen": chosen,
                    "points": line.points if line else None,
                    "words": _words_of(choices, chosen),
                    "done": line is not None and not errors.get(field_of(criterion.code)),
                    "error": " ".join(errors.get(field_of(criterion.code), ())),
                    "self": own_marks.get(criterion.code) if line else None,
                    "empty": "Không mức nào ở trên, để trống (0 điểm)"
                    if criterion.allow_none
                    else "",
                }
            )
        done = sum(row["done"] for row in rows)
        parts.append({"part": part, "rows": rows, "done": done, "count": len(rows)})
    return parts


def _words_of(choices: list[dict[str, Any]], chosen: str | None) -> str:
    if chosen == "":
        return "Để trống"
    return next((str(row["label"]) for row in choices if row["value"] == chosen), "")


def score_context(
    item: SessionItem,
    sheet: ScoreSheet,
    *,
    typed: dict[str, Any] | None = None,
    fault: DomainError | None = None,
) -> dict[str, Any]:
    """Everything the score page and its total bar show of one member's sheet."""
    form = parsed(item.dossier.sheet)
    lines = list(sheet.lines.all())
    own_marks = {row.criterion: row.points for row in item.dossier.self_scores.all()}
    errors = fault.fields if fault else {}
    by_code = {line.criterion: line for line in lines}
    items = list(item.session.items.order_by("position").values_list("position", "code"))
    progress = progress_of(form, lines, item.session.regulation)
    return {
        "item": item,
        "session": item.session,
        "sheet": sheet,
        "form": form,
        "progress": progress,
        "parts": criteria_parts(form, by_code, own_marks, typed or {}, errors),
        "papers": list(item.dossier.papers.all()),
        "appraisal": reported_facts(item.dossier),
        "fault": fault,
        "comment": sheet.comment,
        "frozen": sheet.state != ScoreSheetState.DRAFT or item.state != ItemState.SCORING,
        "previous": next((row for row in reversed(items) if row[0] < item.position), None),
        "following": next((row for row in items if row[0] > item.position), None),
        "count": len(items),
    }


@login_required
@require_GET
def item_score(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item)
    sheet = _own(request, row)
    if sheet.state in (ScoreSheetState.ASSIGNED, ScoreSheetState.RECUSED):
        return _declare_page(request, row, sheet, ReasonForm())
    context = score_context(row, sheet)
    wanted = request.GET.get("giay", "")
    papers = context["papers"]
    first = papers[0] if papers else None
    context["paper"] = next((paper for paper in papers if paper.code == wanted), first)
    return render(request, "evaluations/council/score.html", context)


def _declare_page(
    request: HttpRequest, item: SessionItem, sheet: ScoreSheet, form: ReasonForm
) -> HttpResponse:
    there = item.session.attendance.filter(member=sheet.member_id, present=True).exists()
    known = {"item_state": item.state, "present": there}
    blocked = blocked_reason(SCORE_SHEET_MOVES, ScoreSheetMove.DECLARE_NONE, sheet, **known)
    context = {
        "item": item,
        "session": item.session,
        "sheet": sheet,
        "form": form,
        "blocked": blocked,
        "recused": sheet.state == ScoreSheetState.RECUSED,
    }
    status = 400 if form.is_bound else 200
    return render(request, "evaluations/council/score_declare.html", context, status=status)


@login_required
@require_POST
def sheet_declare(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item)
    sheet = _own(request, row)
    if request.POST.get("conflict") == "no":
        declare_no_conflict(sheet=sheet, actor=request.user)
        return redirect("evaluations:item_score", session, item)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _declare_page(request, row, sheet, form)
    recuse(sheet=sheet, reason=form.cleaned_data["reason"], actor=request.user)
    messages.success(request, f"Đã ghi: bạn không chấm {row} vì có liên quan")
    return redirect("evaluations:session_detail", session)


def _again(
    request: HttpRequest,
    item: SessionItem,
    answers: dict[str, Any],
    fault: DomainError,
) -> HttpResponse:
    """The same page with everything typed, the sentence, and the version that now stands."""
    if fault.code == "state":
        raise fault
    sheet = _own(request, item)
    context = score_context(item, sheet, typed=answers, fault=fault)
    context["comment"] = request.POST.get("comment", sheet.comment)
    papers = context["papers"]
    context["paper"] = papers[0] if papers else None
    template = "evaluations/council/score.html"
    if getattr(request, "htmx", False):
        # The version stays as the window knows it: its next save must be refused as well.
        context["stale"] = fault.code == "conflict"
        template += "#total"
    return render(request, template, context, status=fault.status)


@login_required
@require_POST
def sheet_save(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item)
    sheet = _own(request, row)
    answers = posted_answers(parsed(row.dossier.sheet), request.POST)
    try:
        saved = save_answers(
            sheet=sheet,
            answers=answers,
            comment=request.POST.get("comment"),
            version=sent_version(request.POST),
            actor=request.user,
        )
    except DomainError as fault:
        return _again(request, row, answers, fault)
    if getattr(request, "htmx", False):
        context = total_context(row, saved)
        return render(request, "evaluations/council/score.html#total", context)
    messages.success(request, "Đã lưu phiếu")
    return redirect("evaluations:item_score", session, item)


def total_context(item: SessionItem, sheet: ScoreSheet) -> dict[str, Any]:
    """What the bar at the foot shows after a save."""
    form = parsed(item.dossier.sheet)
    return {
        "item": item,
        "session": item.session,
        "sheet": sheet,
        "form": form,
        "progress": progress_of(form, sheet.lines.all(), item.session.regulation),
        "saved": True,
    }


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
            sheet = save_answers(
                sheet=sheet,
                answers=answers,
                comment=request.POST.get("comment"),
                version=version,
                actor=request.user,
            )
            version = sheet.version
        sign_sheet(sheet=sheet, version=version, actor=request.user)
    except DomainError as fault:
        return _again(request, row, answers, fault)
    messages.success(request, f"Đã ký phiếu {row}")
    return redirect("evaluations:session_detail", session)
