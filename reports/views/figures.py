"""The report of a place and the rows behind a figure, both to take away too."""

import contextlib
import datetime as dt

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from certificates.enums import CertificateStatus
from certificates.selectors.figures import STARS, Slice
from common.dates import today
from common.http import page_of, table_response, wanted_table
from reports import selectors
from reports.views import tables

OFFICE = "Việc này dành cho Văn phòng Điều phối, lãnh đạo tỉnh và cơ quan Trung ương"
# The chart: twelve bars on 720 units, up to 150 high.
_STEP, _BAR, _LEFT, _FLOOR, _HIGH = 57, 36, 46, 190, 150


def _allowed(request: HttpRequest, on: dt.date) -> None:
    if not selectors.may_report(request.user, on=on):
        raise PermissionDenied(OFFICE)


@login_required
@require_GET
def report(request: HttpRequest) -> HttpResponseBase:
    on = today()
    _allowed(request, on)
    recorded = request.GET.get("don-vi") == selectors.RECORDED
    figures = selectors.figures_for(request.user, recorded=recorded, on=on)
    if kind := wanted_table(request):
        lines = selectors.figure_lines(figures)
        return table_response(kind, title="Báo cáo OCOP", columns=tables.FIGURES, rows=lines)
    context = {
        "on": on,
        "figures": figures,
        "bars": _bars(figures),
        "views": [
            {"label": "Đơn vị hiện nay", "url": "?#theo-noi", "current": not recorded},
            {
                "label": "Đơn vị lúc ghi",
                "url": f"?don-vi={selectors.RECORDED}#theo-noi",
                "current": recorded,
            },
        ],
        "most": selectors.MOST_PLACES,
        "expiring_url": selectors.address(Slice(status=(CertificateStatus.EXPIRING,))),
        "valid_url": selectors.address(Slice(status=tuple(CertificateStatus.valid))),
    }
    return render(request, "reports/report.html", context)


def _bars(figures: selectors.Figures) -> list[dict[str, object]]:
    most = max((one.value for one in figures.months), default=0) or 1
    bars: list[dict[str, object]] = []
    for place, one in enumerate(figures.months):
        height = round(one.value / most * _HIGH, 1)
        x = _LEFT + place * _STEP
        bars.append(
            {
                "x": x,
                "y": round(_FLOOR - height, 1),
                "width": _BAR,
                "height": height,
                "middle": x + _BAR // 2,
                "value": one.value,
                "label": one.label,
                "top": round(_FLOOR - height - 6, 1),
            }
        )
    return bars


@login_required
@require_GET
def report_rows(request: HttpRequest) -> HttpResponseBase:
    on = today()
    _allowed(request, on)
    chosen = _slice(request.GET)
    rows = selectors.report_rows(request.user, chosen, on=on)
    if kind := wanted_table(request):
        cells = tables.certificate_rows(rows)
        return table_response(kind, title="Dòng báo cáo OCOP", columns=tables.ROWS, rows=cells)
    context = {
        "on": on,
        "page": page_of(request, rows),
        "labels": {value: str(label) for value, label in CertificateStatus.choices},
        "chosen": chosen,
        "statuses": [str(CertificateStatus(value).label) for value in chosen.status],
        "crumbs": [
            {"label": "Báo cáo", "url": reverse("reports:report")},
            {"label": "Các dòng đã đếm", "url": ""},
        ],
    }
    return render(request, "reports/rows.html", context)


def _slice(params: QueryDict) -> Slice:
    """What the address asks for; what isn't known is left out."""
    stars = params.get("sao", "")
    month = None
    with contextlib.suppress(ValueError):
        month = dt.date.fromisoformat(f"{params.get('thang', '')}-01")
    known = set(params.getlist("trang-thai"))
    return Slice(
        status=tuple(value for value in CertificateStatus.values if value in known),
        stars=int(stars) if stars in {str(star) for star in STARS} else None,
        group=params.get("nganh"),
        unit=params.get("noi"),
        recorded=params.get("don-vi") == selectors.RECORDED,
        unsettled=params.get("chua-xep") == "1",
        month=month,
    )
