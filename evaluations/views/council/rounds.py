"""Pages of the office: rounds, councils and seats, the regulation, calling a sitting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, page_of, table_response, wanted_table
from communes.models import AdministrativeUnit
from evaluations.enums import RoundMove
from evaluations.forms.council import (
    CouncilForm,
    RoundForm,
    SeatForm,
)
from evaluations.forms.regulation import RegulationForm
from evaluations.models import CouncilMember, CouncilRegulation
from evaluations.selectors.council.rounds import (
    annotate_dossier_count,
    dossiers_in,
    rounds_visible_to,
)
from evaluations.selectors.council.sittings import (
    councils_visible_to,
    members_of,
    place_of_office,
    regulation_for,
    seated_at,
    sessions_visible_to,
)
from evaluations.services.council.founding import end_seat, found_council, seat_member
from evaluations.services.council.regulation import set_regulation
from evaluations.services.rounds import close_round, open_round
from evaluations.views import tables
from evaluations.views.faults import into_form, status_of
from evaluations.workflow.council import ROUND_MOVES

OFFICE = "Việc này dành cho cán bộ Văn phòng Điều phối"


def _place(request: HttpRequest) -> tuple[str, AdministrativeUnit | None]:
    """The level and place this officer works for."""
    place = place_of_office(request.user, on=today())
    if place is None:
        raise PermissionDenied(OFFICE)
    return place


@login_required
@require_GET
def round_list(request: HttpRequest) -> HttpResponseBase:
    rounds = annotate_dossier_count(rounds_visible_to(request.user, on=today()))
    may_open = request.user.has_perm("evaluations.run_rounds")
    if not may_open and not rounds.exists():
        need(request.user, "evaluations.run_rounds", None, OFFICE)
    if kind := wanted_table(request):
        cells = tables.round_rows(rounds)
        return table_response(kind, title="Đợt đánh giá", columns=tables.ROUNDS, rows=cells)
    context = {"page": page_of(request, rounds), "may_open": may_open}
    return render(request, "evaluations/round_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def round_open(request: HttpRequest) -> HttpResponse:
    need(request.user, "evaluations.run_rounds", None, OFFICE)
    level, unit = _place(request)
    form = RoundForm(request.POST or None, initial={"year": today().year})
    if form.is_valid():
        try:
            row = open_round(
                level=level, unit=unit, actor=request.user, on=today(), **form.cleaned_data
            )
        except DomainError as fault:
            into_form(form, fault)
        else:
            messages.success(request, f"Đã mở {row}")
            return redirect("evaluations:round_detail", row.code)
    context = {"form": form, "unit": unit}
    return render(request, "evaluations/round_open.html", context, status=status_of(form))


@login_required
@require_GET
def round_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    on = today()
    row = get_visible(annotate_dossier_count(rounds_visible_to(request.user, on=on)), code=code)
    if kind := wanted_table(request):
        cells = tables.entered_rows(dossiers_in(row))
        return table_response(kind, title=f"Hồ sơ {row}", columns=tables.ENTERED, rows=cells)
    sessions = sessions_visible_to(request.user, on=on).filter(round=row)
    context = {
        "round": row,
        "page": page_of(request, dossiers_in(row)),
        "sessions": sessions,
        "may_run": request.user.has_perm("evaluations.run_rounds", row),
        "is_open": row.state in ROUND_MOVES[RoundMove.CLOSE].sources,
    }
    return render(request, "evaluations/round_detail.html", context)


@login_required
@require_POST
def round_close(request: HttpRequest, code: str) -> HttpResponse:
    row = get_visible(rounds_visible_to(request.user, on=today()), code=code)
    need(request.user, "evaluations.run_rounds", row, OFFICE)
    close_round(round=row, actor=request.user, on=today())
    messages.success(request, f"Đã khép {row}; không nhận thêm hồ sơ")
    return redirect("evaluations:round_detail", row.code)


@login_required
@require_GET
def council_list(request: HttpRequest) -> HttpResponseBase:
    need(request.user, "evaluations.run_council", None, OFFICE)
    level, unit = _place(request)
    councils = councils_visible_to(request.user, on=today())
    if kind := wanted_table(request):
        cells = tables.council_rows(councils)
        return table_response(kind, title="Hội đồng", columns=tables.COUNCILS, rows=cells)
    context = {
        "page": page_of(request, councils),
        "regulation": regulation_for(level, unit, on=today()),
    }
    return render(request, "evaluations/council/council_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def council_found(request: HttpRequest) -> HttpResponse:
    need(request.user, "evaluations.run_council", None, OFFICE)
    level, unit = _place(request)
    form = CouncilForm(request.POST or None)
    if form.is_valid():
        try:
            council = found_council(
                level=level, unit=unit, actor=request.user, on=today(), **form.cleaned_data
            )
        except DomainError as fault:
            into_form(form, fault)
        else:
            messages.success(request, f"Đã ghi {council}")
            return redirect("evaluations:council_detail", council.code)
    return render(
        request, "evaluations/council/council_found.html", {"form": form}, status=status_of(form)
    )


@login_required
@require_http_methods(["GET", "POST"])
def council_detail(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    council = get_visible(councils_visible_to(request.user, on=on), code=code)
    may_run = request.user.has_perm("evaluations.run_council", council)
    form = SeatForm(request.POST or None)
    if request.method == "POST":
        need(request.user, "evaluations.run_council", council, OFFICE)
    if form.is_valid():
        try:
            member = seat_member(
                council=council,
                user=form.person(),
                seat=form.cleaned_data["seat"],
                organisation=form.cleaned_data["organisation"],
                actor=request.user,
                on=on,
            )
        except DomainError as fault:
            into_form(form, fault)
        else:
            messages.success(request, f"Đã cử {member}")
            return redirect("evaluations:council_detail", council.code)
    context = {
        "council": council,
        "members": members_of(council, on=on),
        "form": form if may_run else None,
    }
    return render(
        request, "evaluations/council/council_detail.html", context, status=status_of(form)
    )


@login_required
@require_POST
def seat_end(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    council = get_visible(councils_visible_to(request.user, on=today()), code=code)
    need(request.user, "evaluations.run_council", council, OFFICE)
    member = get_visible(CouncilMember.objects.filter(council=council), code=seat)
    end_seat(member=member, actor=request.user, on=today())
    messages.success(request, f"{member.user.full_name} thôi ghế từ hết hôm nay")
    return redirect("evaluations:council_detail", council.code)


@login_required
@require_http_methods(["GET", "POST"])
def regulation_set(request: HttpRequest) -> HttpResponse:
    need(request.user, "evaluations.run_council", None, OFFICE)
    level, unit = _place(request)
    rows = CouncilRegulation.objects.filter(seated_at(unit), level=level).order_by("-valid_from")
    current = regulation_for(level, unit, on=today())
    form = RegulationForm(request.POST) if request.POST else RegulationForm.like(current)
    if form.is_valid():
        try:
            row = set_regulation(level=level, unit=unit, actor=request.user, **form.cleaned_data)
        except DomainError as fault:
            into_form(form, fault)
        else:
            messages.success(request, f"Đã ghi quy chế {row.number}")
            return redirect("evaluations:regulation_set")
    context = {"form": form, "rows": rows, "current": current}
    return render(
        request, "evaluations/council/regulation_set.html", context, status=status_of(form)
    )
