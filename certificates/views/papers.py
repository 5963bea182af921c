"""Papers of vaults that have to be renewed, in the own places or of the own producer."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from certificates import selectors
from common.dates import today
from common.http import need, page_of, table_response, wanted_table
from common.spreadsheets import Column
from producers.models import Paper
from producers.selectors import standing_of

_WHO = "Việc này dành cho người của chủ thể, cán bộ xã, phường và Văn phòng Điều phối của tỉnh"
_COLUMNS = (
    Column("Chủ thể", 36),
    Column("Xã, phường", 24),
    Column("Loại giấy tờ", 34),
    Column("Tên giấy tờ", 44),
    Column("Số", 20),
    Column("Có giá trị đến hết ngày", 14),
    Column("Tình trạng", 22),
    Column("Đang dùng cho", 40),
)


@login_required
@require_GET
def papers_ending(request: HttpRequest) -> HttpResponseBase:
    """``?han=het`` shows those that ended, ``?han=sap`` those still good; ``?tai=`` the list."""
    on = today()
    need(request.user, "certificates.view_papers_ending", None, _WHO)
    rows = selectors.papers_ending(request.user, on=on)
    ended = rows.filter(valid_until__lt=on)
    coming = rows.filter(valid_until__gte=on)
    chosen = request.GET.get("han", "")
    shown = {"het": ended, "sap": coming}.get(chosen, rows)
    kind = wanted_table(request)
    if kind:
        lines = _lines(shown, on)
        return table_response(kind, title="Giấy tờ hết hạn", columns=_COLUMNS, rows=lines)
    page = page_of(request, shown)
    context = {
        "page": page,
        "papers": [(paper, standing_of(paper, on=on), _rests(paper)) for paper in page],
        "tabs": _tabs(chosen, {"": rows.count(), "het": ended.count(), "sap": coming.count()}),
    }
    return render(request, "certificates/papers_ending.html", context)


def _tabs(chosen: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    here = reverse("certificates:papers_ending")
    words = {"": "Tất cả", "het": "Đã hết hạn, còn dùng", "sap": "Hết hạn trong 90 ngày"}
    return [
        {
            "label": words[value],
            "url": f"{here}?han={value}" if value else here,
            "count": count,
            "current": value == chosen or (not value and chosen not in words),
        }
        for value, count in counts.items()
    ]


def _rests(paper: Any) -> str:
    """What rests on the paper."""
    found = [
        "hồ sơ đang làm" if paper.holds_dossier else "",
        "giấy chứng nhận OCOP còn hiệu lực" if paper.holds_certificate else "",
    ]
    return ", ".join(filter(None, found))


def _lines(rows: QuerySet[Paper], on: dt.date) -> Iterator[tuple[Any, ...]]:
    for paper in rows.iterator(chunk_size=1000):
        producer = paper.producer
        yield (
            producer.name,
            (producer.current_unit or producer.unit).full_name,
            paper.get_kind_display(),
            paper.title,
            paper.number,
            paper.valid_until,
            standing_of(paper, on=on).words,
            _rests(paper),
        )
