"""The record page of a dossier, with the moves of the signed-in person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from common.dates import today
from common.errors import DomainError
from common.http import (
    get_visible,
    need,
    show_refusal,
)
from common.text import lower_first
from common.workflow import blocked_reason
from evaluations.enums import DossierMove, DossierState
from evaluations.models import Dossier
from evaluations.rating import Part, Sheet
from evaluations.selectors import dossier as selectors
from evaluations.selectors.advising import move_context
from evaluations.selectors.clock import commune_deadline, holder_of
from evaluations.selectors.criteria import parsed
from evaluations.selectors.rounds import round_ahead
from evaluations.views.advice import advice_panel
from evaluations.views.clock import LookBack, ball, look_back
from evaluations.views.moves import ACTIONS, Action
from evaluations.views.office import office_panels
from evaluations.workflow.dossier import (
    DOSSIER_MOVES,
    FORMS_OPEN,
    PAPERS_OPEN,
)
from programmes.selectors.calendar import working_calendar

# Status of the chip and ribbon of each state: icon, word and colour go together.
TONES: dict[str, str] = {
    DossierState.DRAFT: "off",
    DossierState.FILED: "info",
    DossierState.RETURNED: "halt",
    DossierState.PROPOSED: "info",
    DossierState.RECEIVED: "info",
    DossierState.SUPPLEMENT: "halt",
    DossierState.ACCEPTED: "info",
    DossierState.IN_SESSION: "info",
    DossierState.CONCLUDED: "info",
    DossierState.DECIDED: "ok",
    DossierState.FORWARDED: "ok",
    DossierState.AT_CENTRE: "info",
    DossierState.SENT_BACK: "info",
    DossierState.NOT_RECOGNISED: "bad",
    DossierState.WITHDRAWN: "off",
}


def find(request: HttpRequest, code: str) -> Dossier:
    """The dossier with everything the pages show, or 404."""
    rows = selectors.for_record(selectors.visible_to(request.user, on=today()))
    return get_visible(rows, code=code)


def crumbs(dossier: Dossier | None, label: str = "") -> list[dict[str, str]]:
    """Where a page stands."""
    rows = [{"label": "Hồ sơ", "url": reverse("evaluations:dossier_list")}]
    if dossier:
        url = reverse("evaluations:dossier", args=[dossier.code])
        rows.append({"label": dossier.product.name, "url": url})
    if label:
        rows.append({"label": label, "url": ""})
    return rows


def head(dossier: Dossier) -> dict[str, Any]:
    """What every page of one dossier shows on top: state, who holds it, the commune's days."""
    on, calendar = today(), working_calendar()
    holder = holder_of(dossier, on=on, calendar=calendar)
    return {
        "dossier": dossier,
        "tone": TONES[dossier.state],
        "holder": holder,
        "ball": ball(dossier, holder),
        "clock": commune_deadline(dossier, on, calendar=calendar),
    }


@login_required
@require_GET
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    row = find(request, code)
    past = look_back(request.GET, row, on=today())
    return record_page(request, row, past=past, status=past.status)


def record_page(
    request: HttpRequest,
    dossier: Dossier,
    *,
    refused: tuple[str, forms.Form] | None = None,
    past: LookBack | None = None,
    status: int = 200,
) -> HttpResponse:
    """The record; ``refused`` is a move with its form as it was sent and refused.

    ``past`` is the day that somebody looks back to.
    """
    sheet = parsed(dossier.sheet)
    answers = selectors.answers_of(dossier)
    assessment = selectors.assessment_of(dossier)
    actions = _actions(request.user, dossier, assessment, refused)
    context = {
        **head(dossier),
        "past": past or LookBack(),
        "past_ball": ball(dossier, past.holder) if past and past.holder else None,
        "reads_calendar": request.user.has_perm("programmes.view_calendar"),
        "crumbs": [*crumbs(None), {"label": dossier.product.name, "url": ""}],
        "sheet": sheet,
        "result": selectors.prediction(dossier),
        "answered": len(answers),
        "parts": _parts(sheet, answers),
        "papers": selectors.papers_in_order(dossier),
        "assessment": assessment,
        "advised": advice_panel(dossier, request.user),
        **office_panels(request.user, dossier),
        "history": _history(dossier),
        "actions": actions,
        "not_yet": {item["action"].move for item in actions if item["blocked"]},
        "may_write": dossier.state in FORMS_OPEN
        and request.user.has_perm("evaluations.change_dossier", dossier),
        "may_add_papers": dossier.state in PAPERS_OPEN
        and request.user.has_perm("evaluations.change_dossier", dossier),
        "is_commune": request.user.has_perm("evaluations.assess_dossier", dossier),
    }
    return render(request, "evaluations/dossier_detail.html", context, status=status)


def _parts(sheet: Sheet, answers: dict[str, Any]) -> list[tuple[Part, int, int]]:
    return [(part, *selectors.marked_sheet(sheet, answers, part.code)) for part in sheet.parts]


def _history(dossier: Dossier) -> list[dict[str, Any]]:
    events = sorted(dossier.events.all(), key=lambda event: -event.pk)
    rows = [
        {
            "at": event.on,
            "title": f"{event.get_move_display()}"
            + (f" ({event.actor.full_name})" if event.actor else ""),
            "note": event.reason,
        }
        for event in events
    ]
    return [*rows, {"at": dossier.created_at, "title": "Lập hồ sơ", "note": ""}]


def _actions(
    user: User | Any,
    dossier: Dossier,
    assessment: Any,
    refused: tuple[str, forms.Form] | None,
) -> list[dict[str, Any]]:
    """The moves that start from this state and belong to ``user``, with why they can't be made."""
    found = []
    for move, action in ACTIONS.items():
        tried = refused is not None and refused[0] == move
        here = dossier.state in DOSSIER_MOVES[move].sources
        if move == DossierMove.FILE or not (here or tried):
            continue
        if not user.has_perm(action.perm, dossier):
            continue
        facts = move_context(dossier, move, on=today(), assessment=assessment)
        found.append(
            {
                "action": action,
                "form": refused[1] if tried and refused else action.bound(dossier, None),
                "url": reverse(action.url, args=[dossier.code]),
                "blocked": blocked_reason(DOSSIER_MOVES, move, dossier, **facts),
                "open": tried,
            }
        )
    return found


def make_move(request: HttpRequest, code: str, move: str) -> HttpResponse:
    """Make ``move`` today, or show the record again with what was typed and the sentence."""
    action = ACTIONS[move]
    row = get_visible(selectors.visible_to(request.user, on=today()), code=code)
    need(request.user, action.perm, row, action.who)
    form = action.bound(row, request.POST)
    status = 400
    if form.is_valid():
        try:
            done = action.act(row, request.user, form.cleaned_data)
        except DomainError as error:
            if action.form is None:
                raise
            show_refusal(form, error)
            status = error.status
        else:
            messages.success(request, _told(action, done))
            return redirect("evaluations:dossier", code=code)
    return record_page(request, find(request, code), refused=(move, form), status=status)


def _told(action: Action, done: Dossier) -> str:
    """What was done, and to whom it matters the round that a proposal goes into."""
    ahead = ""
    if "{ahead}" in action.done:
        ahead = f"{round_ahead(done.unit, on=today()).sentence}."
    return action.done.format(row=done, unit=lower_first(done.unit.full_name), ahead=ahead)


def _mover(move: str) -> Any:
    @login_required
    @require_POST
    def view(request: HttpRequest, code: str) -> HttpResponse:
        return make_move(request, code, move)

    view.__module__, view.__name__ = __name__, f"dossier_{move}"
    return view


MOVE_VIEWS = {move: _mover(move) for move, action in ACTIONS.items() if not action.page}
