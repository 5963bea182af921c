"""The table of one product: sealed, then open; what the chair does with it; the result's letter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need
from common.workflow import blocked_reason
from documents.services import stream
from evaluations.enums import ItemMove, ItemState
from evaluations.forms.council import ConcludeForm, GateForm, ReasonForm
from evaluations.forms.sitting import VoteForm
from evaluations.models import SessionItem, Verdict
from evaluations.rating import EFFECT_LABELS, Sheet
from evaluations.selectors.council.marks import Tally, tally_for
from evaluations.selectors.council.room import vote_of, voters_of
from evaluations.selectors.council.sittings import quorum_of
from evaluations.selectors.council.verdict import held_back_lines, result_sentence
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import visible_to as dossiers_visible_to
from evaluations.services.council.sitting import open_item, record_gates, rescore_item
from evaluations.services.council.verdict import conclude_item
from evaluations.views.council.scoring import find_item
from evaluations.views.council.sitting import CHAIR, item_rows
from evaluations.views.faults import into_form
from evaluations.workflow.council import ITEM_MOVES

SEATED = "Việc này dành cho thành viên Hội đồng không có liên quan tới sản phẩm"


def heat_rows(tally: Tally) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Rows and sum line as the component of the table takes them."""
    rows = [
        {
            "code": row.criterion.code,
            "name": row.criterion.name,
            "cells": row.cells,
            "mean": row.mean,
            "spread": row.spread,
        }
        for row in tally.rows
    ]
    if tally.result is None:
        return rows, None
    total = {
        "cells": [{"value": column.total, "flag": column.flagged} for column in tally.columns],
        "mean": tally.result.total,
        "spread": tally.result.spread,
        "flag": tally.result.spread_exceeded,
    }
    return rows, total


def result_context(tally: Tally, form: Sheet) -> dict[str, Any]:
    """What the sheets come to, in words; nothing of it while sealed."""
    if tally.result is None:
        return {"result": None, "exceeded": False}
    result: dict[str, Any] = {**tally.result.as_dict(), "gates": list(tally.result.gates)}
    return {
        "result": result,
        "sentence": result_sentence(form, result),
        "held_back": held_back_lines(form, result),
        "outcome": EFFECT_LABELS.get(result["outcome"], ""),
        "exceeded": bool(result["spread_exceeded"]),
    }


def tally_context(request: HttpRequest, item: SessionItem) -> dict[str, Any]:
    """Everything the table's page shows this reader."""
    by_spread = request.GET.get("xep") != "phieu"
    tally = tally_for(request.user, item, on=today(), by_spread=by_spread)
    form = parsed(item.dossier.sheet)
    quorum = quorum_of(item.session)
    items = item_rows(request.user, item.session)
    count = next(line["count"] for line in items if line["item"].pk == item.pk)
    rows, total = heat_rows(tally)
    return {
        "item": item,
        "session": item.session,
        "form": form,
        "tally": tally,
        "columns": [column.label for column in tally.columns],
        "heat": rows,
        "total": total,
        "by_spread": by_spread,
        "count": count,
        **result_context(tally, form),
        "waiting_for": [
            column.label
            for column in tally.columns
            if column.present and not column.signed and not column.recused
        ],
        "quorum": quorum,
        "items": items,
        "presiding": request.user.has_perm("evaluations.preside_session", item),
        "open_blocked": blocked_reason(ITEM_MOVES, ItemMove.OPEN, item, count=count, quorum=quorum),
        "again_blocked": blocked_reason(
            ITEM_MOVES,
            ItemMove.RESCORE,
            item,
            again=item.scoring_round - 1,
            most=item.session.regulation.rescore_max,
            reason="có",
        ),
        "may_desk": request.user.has_perm("evaluations.note_attendance", item.session),
        **_voting(item),
        "gates_open": item.state in (ItemState.SCORING, ItemState.OPENED),
        "gate_texts": [form.gates_by_code[code] for code in item.gates],
        "gate_form": GateForm(sheet=form, initial={"gates": item.gates}),
        "conclude_form": ConcludeForm(),
        "rescore_form": ReasonForm(prefix="cham-lai"),
    }


def _voting(item: SessionItem) -> dict[str, Any]:
    """The vote of the current scoring round, while one can be noted or was."""
    if item.state in ItemState.sealed:
        return {}
    return {"vote": vote_of(item), "voters": voters_of(item), "vote_form": VoteForm()}


def tally_page(
    request: HttpRequest, item: SessionItem, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a product's table; ``more`` takes the place of what it would show."""
    context = tally_context(request, item) | more
    # Said at the label; the service is the one that asks for it.
    context["conclude_form"].fields["spread_reason"].required = context["exceeded"]
    return render(request, "evaluations/council/tally.html", context, status=status)


@login_required
@require_GET
def item_tally(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item, room=True)
    need(request.user, "evaluations.view_tally", row, SEATED)
    return tally_page(request, row)


@login_required
@require_POST
def item_open(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item, room=True)
    need(request.user, "evaluations.preside_session", row, CHAIR)
    open_item(item=row, actor=request.user)
    messages.success(request, f"Đã mở điểm {row}")
    return redirect("evaluations:item_tally", session, item)


@login_required
@require_POST
def item_rescore(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item, room=True)
    need(request.user, "evaluations.preside_session", row, CHAIR)
    form = ReasonForm(request.POST, prefix="cham-lai")
    if not form.is_valid():
        return tally_page(request, row, status=400, rescore_form=form)
    rescore_item(item=row, reason=form.cleaned_data["reason"], actor=request.user)
    messages.success(request, f"Đã mở lượt chấm lại {row}; các thành viên đã nhận thông báo")
    return redirect("evaluations:item_tally", session, item)


@login_required
@require_POST
def item_gates(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item, room=True)
    need(request.user, "evaluations.preside_session", row, CHAIR)
    form = GateForm(request.POST, sheet=parsed(row.dossier.sheet))
    if not form.is_valid():
        return tally_page(request, row, status=400, gate_form=form)
    record_gates(item=row, actor=request.user, **form.cleaned_data)
    messages.success(request, "Đã ghi điều kiện loại")
    return redirect("evaluations:item_tally", session, item)


@login_required
@require_POST
def item_conclude(request: HttpRequest, session: str, item: str) -> HttpResponse:
    row = find_item(request, session, item, room=True)
    need(request.user, "evaluations.preside_session", row, CHAIR)
    form = ConcludeForm(request.POST)
    if not form.is_valid():
        return tally_page(request, row, status=400, conclude_form=form)
    try:
        conclude_item(item=row, actor=request.user, on=today(), **form.cleaned_data)
    except DomainError as fault:
        if row.state != ItemState.OPENED:
            raise
        into_form(form, fault)
        return tally_page(request, row, status=fault.status, conclude_form=form)
    messages.success(request, f"Hội đồng đã kết luận {row}")
    return redirect("evaluations:item_tally", session, item)


@login_required
@require_GET
def result_letter(request: HttpRequest, session: str, item: str) -> FileResponse:
    """The letter as it was issued, for whoever may see the dossier."""
    verdict = get_visible(
        Verdict.objects.select_related("letter__file", "item__session__council__unit"),
        item__code=item,
        item__session__code=session,
    )
    dossiers = dossiers_visible_to(request.user, on=today())
    if not dossiers.filter(pk=verdict.dossier_id).exists() or verdict.letter is None:
        raise Http404
    return stream(verdict.letter.file, filename=f"thong-bao-{item}.pdf", inline=True)
