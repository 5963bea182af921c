"""What a round has received, for the report to the Chairman (Đ7.3.a, rule 7-06)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common.dates import today
from common.http import get_visible, page_of, table_response, wanted_table
from common.spreadsheets import Column
from common.text import lower_first
from documents.services import render_pdf
from evaluations.models import Dossier, EvaluationRound
from evaluations.selectors.council.rounds import rounds_visible_to
from evaluations.selectors.intake import received_for, summary_of
from evaluations.views.files import answer

RECEIVED = (
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Xã, phường", 28),
    Column("Lần đăng ký", 14),
    Column("Xã đề nghị", 12),
    Column("Tỉnh tiếp nhận", 12),
    Column("Phiếu số (tỉnh)", 24),
    Column("Kiểm tra thành phần, nội dung", 30),
    Column("Mục còn thiếu", 60),
    Column("Sản phẩm mẫu", 10),
    Column("Lần yêu cầu bổ sung", 10),
    Column("Bước", 28),
)


def _cells(dossier: Dossier) -> tuple[object, ...]:
    check = summary_of(dossier)
    return (
        dossier.product.name,
        dossier.product.producer.name,
        dossier.unit.full_name,
        str(dossier.get_kind_display()),
        dossier.proposed_on,
        dossier.received_on,
        dossier.province_receipt,
        check.words if dossier.received_on else "",
        "; ".join(f"{line.text}: {note}" for line, note in check.lacking),
        check.samples if check.samples_needed else None,
        sum(row.level == "province" for row in dossier.requests.all()),
        str(dossier.get_state_display()),
    )


def _rows(dossiers: Iterable[Dossier]) -> Iterator[tuple[object, ...]]:
    return (_cells(one) for one in dossiers)


@login_required
@require_GET
def round_intake(request: HttpRequest, code: str) -> HttpResponseBase:
    row = get_visible(rounds_visible_to(request.user, on=today()), code=code)
    dossiers = received_for(row)
    if kind := wanted_table(request):
        title = f"Hồ sơ đã nhận {row}"
        return table_response(kind, title=title, columns=RECEIVED, rows=_rows(dossiers))
    page = page_of(request, dossiers)
    context = {
        "round": row,
        "page": page,
        "rows": [{"dossier": one, "summary": summary_of(one)} for one in page],
        **_counts(dossiers),
    }
    return render(request, "evaluations/round_intake.html", context)


def _counts(dossiers: Iterable[Dossier]) -> dict[str, int]:
    rows = list(dossiers)
    checks = [summary_of(one) for one in rows if one.received_on]
    return {
        "total": len(rows),
        "received": len(checks),
        "complete": sum(not one.left and not one.lacking for one in checks),
        "wanting": sum(bool(one.lacking) for one in checks),
        "accepted": sum(one.round_id is not None for one in rows),
    }


@login_required
@require_GET
def round_intake_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The list as a paper of today, to be signed; nothing of it is kept."""
    row = get_visible(rounds_visible_to(request.user, on=today()), code=code)
    content = render_pdf(
        template="evaluations/pdf/round_intake.html",
        context={"snapshot": _facts(row, list(received_for(row)), on=today())},
    )
    return answer(content, f"ho-so-da-nhan-dot-{row.number}-{row.year}.pdf")


def _facts(row: EvaluationRound, dossiers: list[Dossier], *, on: dt.date) -> dict[str, Any]:
    place = row.unit
    people = f"Ủy ban nhân dân {lower_first(place.full_name)}" if place else ""
    return {
        "parent": people,
        "body": settings.PORTAL["office"] if place else "Cơ quan tham mưu",
        "place": place.name if place else "Hà Nội",
        "date": on.isoformat(),
        "to": f"Chủ tịch {people}" if place else "Lãnh đạo Bộ",
        "round": str(row),
        "proposals_before": row.proposals_before,
        "held_before": row.held_before,
        "cells": [_cells(one) for one in dossiers],
        "signer_title": "THỦ TRƯỞNG CƠ QUAN THAM MƯU",
        **_counts(dossiers),
    }
