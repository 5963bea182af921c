"""Giving dossiers to the people who appraise them, and the lists of who has what."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role
from common.dates import today
from common.errors import DomainError
from common.http import (
    get_visible,
    need,
    page_of,
    show_refusal,
    table_response,
    wanted_table,
)
from common.spreadsheets import Column
from evaluations.enums import AppraisalState, DossierKind
from evaluations.forms.appraisal import BulkForm, TeamForm
from evaluations.models import Appraisal, Dossier, EvaluationRound
from evaluations.selectors import appraisal as selectors
from evaluations.selectors.council.rounds import rounds_visible_to
from evaluations.services.appraisal import assign_appraisal, assign_appraisals
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.moves import PROVINCE
from evaluations.workflow.appraisal import APPRAISED_IN

APPRAISALS = (
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Xã, phường", 28),
    Column("Lần đăng ký", 14),
    Column("Người thẩm định", 36),
    Column("Giao ngày", 12),
    Column("Hạn báo cáo", 12),
    Column("Ngày khảo sát", 12),
    Column("Kiểm nghiệm đề nghị", 10),
    Column("Kiểm nghiệm có kết quả", 10),
    Column("Số báo cáo", 20),
    Column("Ngày báo cáo", 12),
)


def _team(appraisal: Appraisal | None) -> str:
    rows = appraisal.members.all() if appraisal else ()
    return ", ".join(row.user.full_name for row in rows)


def _cells(dossier: Dossier, row: Appraisal | None) -> tuple[object, ...]:
    tests = list(row.tests.all()) if row else []
    return (
        dossier.product.name,
        dossier.product.producer.name,
        dossier.unit.full_name,
        str(dossier.get_kind_display()),
        _team(row),
        row.assigned_on if row else None,
        row.due_on if row else None,
        row.survey_on if row else None,
        len(tests) if row else None,
        sum(bool(one.result) for one in tests) if row else None,
        row.report_number if row and row.reported_on else "",
        row.reported_on if row else None,
    )


# --- one dossier ----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def dossier_appraisal_assign(request: HttpRequest, code: str) -> HttpResponse:
    dossier, on = find(request, code), today()
    need(request.user, "evaluations.assign_appraisal", dossier, PROVINCE)
    row = selectors.appraisal_of(dossier)
    people = selectors.eligible(dossier, on=on)
    team = selectors.team_of(row) if row else []
    lead = next((one.user.username for one in team if one.leads), "")
    form = TeamForm(
        request.POST if request.method == "POST" else None,
        people=people,
        loads=selectors.loads_of(people),
        notes=_why_not(dossier, people),
        initial={
            "members": [one.user.username for one in team],
            "lead": lead,
            "due_on": row.due_on if row else None,
        },
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                _assign(dossier, form, request.user, on)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã giao thẩm định; người được giao nhận tin")
                return redirect("evaluations:dossier", code=code)
    context = {
        **head(dossier),
        "crumbs": crumbs(dossier, "Giao thẩm định"),
        "appraisal": row,
        "form": form,
        "people": people,
    }
    return render(request, "evaluations/dossier_appraisal_assign.html", context, status=status)


def _why_not(dossier: Dossier, people: Iterable[User]) -> dict[int, str]:
    """Beside the name of somebody with an interest, that he can't be chosen."""
    return dict.fromkeys(selectors.conflicts_of(dossier, people), "có liên quan, không giao được")


def _assign(dossier: Dossier, form: TeamForm, actor: Any, on: dt.date) -> None:
    members = list(form.cleaned_data["members"])
    assign_appraisal(
        dossier=dossier,
        lead=form.cleaned_data["lead"] or members[0],
        members=members,
        due_on=form.cleaned_data["due_on"],
        actor=actor,
        on=on,
    )


# --- lists ----------------------------------------------------------------------------------------


@login_required
@require_GET
def appraisal_list(request: HttpRequest) -> HttpResponseBase:
    """What was given to this person."""
    on = today()
    if not has_role(request.user, Role.ADVISER, Role.PROVINCE_OFFICER, on=on):
        raise PermissionDenied("Việc này dành cho thành viên Tổ tư vấn")
    rows = selectors.appraisals_of(request.user)
    if kind := wanted_table(request):
        cells = (_cells(row.dossier, row) for row in rows)
        return table_response(kind, title="Thẩm định", columns=APPRAISALS, rows=cells)
    context = {"page": page_of(request, rows), "on": on}
    return render(request, "evaluations/appraisal_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def round_appraisals(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who appraises which dossier of a round; the office gives many at once."""
    on = today()
    round_ = get_visible(rounds_visible_to(request.user, on=on), code=code)
    may_run = request.user.has_perm("evaluations.run_rounds", round_) and round_.unit is not None
    if request.method == "POST":
        need(request.user, "evaluations.run_rounds", round_, PROVINCE)
    dossiers = selectors.round_dossiers(round_)
    if kind := wanted_table(request):
        title = f"Thẩm định {round_}"
        return table_response(kind, title=title, columns=APPRAISALS, rows=_table(dossiers))
    form = _bulk_form(request, round_, dossiers, on) if may_run else None
    status = 200
    if request.method == "POST" and form is not None:
        status = _given(request, form, on)
        if status == 302:
            return redirect("evaluations:round_appraisals", code)
    page = page_of(request, dossiers)
    chosen = set(request.POST.getlist("dossiers"))
    rows = [_row(one, chosen, on) for one in page]
    context = {
        "round": round_,
        "form": form,
        "page": page,
        "rows": rows,
        "choosing": form is not None and any(row["ready"] for row in rows),
        "counts": selectors.counts_of(round_),
    }
    return render(request, "evaluations/round_appraisals.html", context, status=status)


def _table(dossiers: Iterable[Dossier]) -> Iterator[tuple[object, ...]]:
    return (_cells(one, selectors.appraisal_of(one)) for one in dossiers)


def _bulk_form(
    request: HttpRequest, round_: EvaluationRound, dossiers: Any, on: dt.date
) -> BulkForm:
    people = selectors.people_for(round_.unit, DossierKind.RERATING, on=on)
    return BulkForm(
        request.POST if request.method == "POST" else None,
        people=people,
        loads=selectors.loads_of(people),
        notes=dict.fromkeys(
            selectors.office_of(round_.unit, on=on), "cơ quan tham mưu, chủ trì đánh giá lại"
        ),
        dossiers=dossiers,
    )


def _given(request: HttpRequest, form: BulkForm, on: dt.date) -> int:
    """302 once they are given; else the status of the page that shows why not."""
    if not form.is_valid():
        return 400
    try:
        done = assign_appraisals(actor=request.user, on=on, **form.cleaned_data)
    except DomainError as error:
        show_refusal(form, error)
        return error.status
    messages.success(request, f"Đã giao thẩm định {len(done)} hồ sơ; người được giao nhận tin")
    return 302


def _row(dossier: Dossier, chosen: set[str], on: dt.date) -> dict[str, Any]:
    row = selectors.appraisal_of(dossier)
    here = dossier.state in APPRAISED_IN
    waits = row is None or row.state == AppraisalState.ASSIGNED
    return {
        "dossier": dossier,
        "appraisal": row,
        "team": _team(row),
        "ready": here and row is None,
        "changeable": here and waits,
        "chosen": dossier.code in chosen,
        "overdue": row is not None and waits and row.due_on is not None and row.due_on < on,
    }
