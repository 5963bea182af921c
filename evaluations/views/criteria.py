"""Score sheets of the decisions: looked at, held against the sheet before, published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from common.http import get_visible, need, page_of
from evaluations.enums import SheetState
from evaluations.models import CriteriaSheet
from evaluations.rating import EFFECT_LABELS, compare
from evaluations.selectors.criteria import comparable, parsed, sheets_for_list
from evaluations.services.criteria import publish_sheet

READERS = "Việc này dành cho Văn phòng Điều phối, Trung ương và quản trị hệ thống"
PUBLISHERS = "Việc này dành cho cán bộ OCOP Trung ương và quản trị hệ thống"


@login_required
@require_GET
def criteria_list(request: HttpRequest) -> HttpResponse:
    need(request.user, "evaluations.view_criteria", None, READERS)
    context = {"page": page_of(request, sheets_for_list(), size=40)}
    return render(request, "evaluations/criteria_list.html", context)


@login_required
@require_GET
def criteria_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet whole; ``?so=`` names the sheet it is held against, by default the one before."""
    need(request.user, "evaluations.view_criteria", None, READERS)
    sheet = get_visible(
        CriteriaSheet.objects.select_related("rule_version", "product_set"), code=code
    )
    others = comparable(sheet)
    wanted = request.GET.get("so", "")
    other = next((row for row in others if row.code == wanted), others[0] if others else None)
    form = parsed(sheet)
    context = {
        "sheet": sheet,
        "form": form,
        "others": others,
        "other": other,
        "changes": compare(parsed(other), form) if other else [],
        "gates": [(gate, EFFECT_LABELS.get(gate.effect, gate.effect)) for gate in form.gates],
        "may_publish": sheet.state == SheetState.DRAFT
        and request.user.has_perm("evaluations.publish_criteria"),
    }
    return render(request, "evaluations/criteria_sheet.html", context)


@login_required
@require_POST
def criteria_publish(request: HttpRequest, code: str) -> HttpResponse:
    need(request.user, "evaluations.publish_criteria", None, PUBLISHERS)
    sheet = get_visible(CriteriaSheet.objects.all(), code=code)
    publish_sheet(sheet=sheet, actor=request.user)
    messages.success(request, f"Đã công bố phiếu {sheet.code}")
    return redirect("evaluations:criteria_sheet", sheet.code)
