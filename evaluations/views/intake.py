"""The province's check of one dossier, and the table from which many are accepted at once."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.enums import Role
from accounts.selectors import has_role
from common.dates import today
from common.errors import DomainError
from common.http import need, page_of, show_refusal
from evaluations.advising import Severity
from evaluations.enums import DossierState, IntakeVerdict
from evaluations.forms.intake import AcceptManyForm
from evaluations.forms.requests import IntakeForm
from evaluations.models import Dossier, EvaluationRound, IntakeItem
from evaluations.selectors.advising import findings_of
from evaluations.selectors.council.rounds import rounds_visible_to
from evaluations.selectors.dossier import assessment_of, needs_samples
from evaluations.selectors.intake import summary_of, waiting_intake
from evaluations.selectors.requests import intake_lines, intake_rows, unjudged
from evaluations.services.checking import check_intake
from evaluations.services.dossier import accept_dossiers
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.moves import PROVINCE
from evaluations.workflow.intake import HINTS, PARTS

VERDICTS = [
    {"value": IntakeVerdict.OK, "label": "Đạt", "status": "ok"},
    {"value": IntakeVerdict.LACKING, "label": "Thiếu", "status": "bad"},
    {"value": IntakeVerdict.WAIVED, "label": "Không áp dụng", "status": "off"},
]
_ALL = "dat-het"


@login_required
@require_http_methods(["GET", "POST"])
def dossier_intake(request: HttpRequest, code: str) -> HttpResponse:
    dossier = find(request, code)
    need(request.user, "evaluations.check_dossier", dossier, PROVINCE)
    samples, rows = needs_samples(dossier), intake_rows(dossier)
    lines = intake_lines(dossier, samples=samples)
    hints = _hints(dossier)
    form = IntakeForm(
        request.POST or None,
        lines=lines,
        rows=rows,
        samples=samples,
        initial={
            "version": _version(rows.values()),
            "samples": dossier.samples_received,
            "samples_on": dossier.samples_on,
        },
    )
    status = 200
    if request.method == "POST":
        if request.POST.get("lam") == _ALL:
            form = _all_well(request, dossier, form, hints)
        elif (status := _kept(request, dossier, form)) == 302:
            return redirect("evaluations:dossier_intake", code=code)
    context = {
        **head(dossier),
        "crumbs": crumbs(dossier, "Kiểm tra hồ sơ"),
        "form": form,
        "parts": [
            (name, [_line(dossier, form, rows, hints, line) for line in lines if line.part == part])
            for part, name in PARTS.items()
        ],
        "verdicts": VERDICTS,
        "samples": samples,
        "summary": summary_of(dossier),
        "open": dossier.state == DossierState.RECEIVED,
    }
    return render(request, "evaluations/dossier_intake.html", context, status=status)


def _kept(request: HttpRequest, dossier: Dossier, form: IntakeForm) -> int:
    """302 once it is kept; else the status of the page that shows why not."""
    if not form.is_valid():
        return 400
    try:
        check_intake(
            dossier=dossier,
            judged=form.judged(),
            samples=form.cleaned_data.get("samples"),
            samples_on=form.cleaned_data.get("samples_on"),
            seen=form.cleaned_data["version"],
            actor=request.user,
            on=today(),
        )
    except DomainError as error:
        show_refusal(form, error)
        if error.code == "conflict":
            form.let_overwrite(_version(dossier.intake_items.all()))
        return error.status
    messages.success(request, "Đã lưu kết quả kiểm tra")
    return 302


def _all_well(
    request: HttpRequest, dossier: Dossier, form: IntakeForm, hints: dict[str, list[str]]
) -> IntakeForm:
    """The form as it was typed, empty lines in order, save those the co-pilot has a word about."""
    data = request.POST.copy()
    for line in form.lines:
        if not data.get(f"verdict_{line.item}") and line.item not in hints:
            data[f"verdict_{line.item}"] = IntakeVerdict.OK
    rows = intake_rows(dossier)
    return IntakeForm(data, lines=form.lines, rows=rows, samples=needs_samples(dossier), initial={})


def _version(rows: Iterable[IntakeItem]) -> str:
    moments = [row.checked_at for row in rows]
    return max(moments).isoformat() if moments else ""


def _hints(dossier: Dossier) -> dict[str, list[str]]:
    """What the co-pilot found, by line: what blocks or is at risk, and names that differ."""
    found: dict[str, list[str]] = {}
    for one in findings_of(dossier, on=today()):
        item = HINTS.get(one.code)
        if item and (one.severity != Severity.ADVICE or item == "names"):
            found.setdefault(item, []).append(one.text)
    return found


def _line(
    dossier: Dossier,
    form: IntakeForm,
    rows: dict[str, IntakeItem],
    hints: dict[str, list[str]],
    line: Any,
) -> dict[str, Any]:
    return {
        "line": line,
        "verdict": form[f"verdict_{line.item}"],
        "note": form[f"note_{line.item}"],
        "hints": hints.get(line.item, []),
        "known": _known(dossier, line.item),
        "row": rows.get(line.item),
    }


def _known(dossier: Dossier, item: str) -> str:
    """What the portal knows about a line without anybody's judgement."""
    if item == "letter":
        assessment = assessment_of(dossier)
        if assessment is None:
            return ""
        return f"Số {assessment.letter_number}, {assessment.signer} ký"
    if item == "annex":
        return f"{len(dossier.papers.all())} giấy tờ trong hồ sơ"
    if item == "samples":
        return f"Phiếu đăng ký ghi {dossier.registration.get('samples') or 0}"
    if item == "sheet":
        return str(dossier.registration.get("classification", ""))
    return ""


# --- many at once ---------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def intake_list(request: HttpRequest) -> HttpResponse:
    on = today()
    if not has_role(request.user, Role.PROVINCE_OFFICER, on=on):
        raise PermissionDenied(PROVINCE)
    waiting = waiting_intake(request.user, on=on)
    rounds = rounds_visible_to(request.user, on=on).filter(state="open")
    form = AcceptManyForm(request.POST or None, dossiers=waiting, rounds=rounds)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                done = accept_dossiers(
                    dossiers=form.cleaned_data["dossiers"],
                    evaluation_round=form.cleaned_data["round"],
                    actor=request.user,
                    on=on,
                )
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, f"Đã đưa {len(done)} hồ sơ vào đợt")
                return redirect("evaluations:intake_list")
    page = page_of(request, waiting)
    chosen = set(request.POST.getlist("dossiers"))
    rows = [_row(dossier, rounds, chosen) for dossier in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "ready": any(row["ready"] for row in rows),
        "rounds": rounds,
    }
    return render(request, "evaluations/intake_list.html", context, status=status)


def _row(dossier: Dossier, rounds: QuerySet[EvaluationRound], chosen: set[str]) -> dict[str, Any]:
    fits = sorted(
        (
            one
            for one in rounds
            if dossier.proposed_on and dossier.proposed_on < one.proposals_before
        ),
        key=lambda one: one.proposals_before,
    )
    return {
        "dossier": dossier,
        "summary": summary_of(dossier),
        "round": fits[0] if fits else None,
        "ready": dossier.state == DossierState.RECEIVED,
        "unjudged": unjudged(dossier),
        "chosen": dossier.code in chosen,
    }
