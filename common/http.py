"""What every view begins with: find what the person may see, check what they may do."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import is_aware, localtime

from common.dates import today
from common.errors import DomainError
from common.spreadsheets import Column, csv_lines, xlsx_table
from common.text import fold

M = TypeVar("M", bound=Model)


def get_visible(queryset: QuerySet[M], **lookup: Any) -> M:
    """The one row of ``queryset`` (already narrowed by ``visible_to``), else 404."""
    return get_object_or_404(queryset, **lookup)


def need(user: Any, perm: str, obj: object, sentence: str) -> None:
    """Refuse with 403 and ``sentence`` ("Việc này dành cho …") unless ``user`` has ``perm``."""
    if not user.has_perm(perm, obj):
        raise PermissionDenied(sentence)


def page_of(
    request: HttpRequest,
    queryset: QuerySet[M],
    size: int = 25,
    *,
    whole: Callable[[QuerySet[M, Any]], QuerySet[M]] | None = None,
) -> Page[M]:
    """The page asked for by ``?trang=``; a wrong number gives the nearest page, never an error.

    ``whole`` reads the rows with the given keys, in the same order and with all that is shown:
    then only a page's rows are joined and annotated, and all others merely put in order.
    """
    asked = request.GET.get("trang")
    if whole is None:
        return Paginator(queryset, size).get_page(asked)
    page: Page[Any] = Paginator(queryset.values("pk"), size).get_page(asked)
    page.object_list = whole(cast("QuerySet[M, Any]", page.object_list))
    return page


def show_refusal(form: BaseForm, error: DomainError) -> None:
    """Put a service's refusal into the bound ``form``: at its fields, or above all of them.

    What the person typed stays in the form.
    """
    known = {name: texts for name, texts in error.fields.items() if name in form.fields}
    for name, texts in known.items():
        for text in texts:
            form.add_error(name, text)
    if not known:
        form.add_error(None, error.message)


def sent_on(request: HttpRequest, url: str) -> HttpResponse:
    """Go to ``url``; a script that showed the progress of sending is told where to go."""
    if request.headers.get("x-requested-with") == "fetch":
        return JsonResponse({"url": url})
    return redirect(url)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wanted_table(request: HttpRequest) -> str:
    """``"xlsx"`` or ``"csv"`` when the list is asked for as a file by ``?tai=``, else ``""``."""
    kind = request.GET.get("tai", "")
    return kind if kind in ("xlsx", "csv") else ""


def table_response(
    kind: str, *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """A list as the file ``kind``; ``rows`` are the rows of the list exactly as filtered.

    The file is named after ``title`` and the day; dates are real dates in XLSX and dd/mm/yyyy in
    CSV.
    """
    name = f"{fold(title).replace(' ', '-')}-{today():%Y%m%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(
            xlsx_table(title=title, columns=columns, rows=rows),
            as_attachment=True,
            filename=name,
            content_type=XLSX,
        )
    lines = csv_lines(_as_text(columns, rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_text(
    columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> Iterable[Iterable[object]]:
    yield [column.header for column in columns]
    for row in rows:
        yield [_day(cell) if isinstance(cell, dt.date) else cell for cell in row]


def _day(cell: dt.date) -> str:
    if not isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}"
    return f"{localtime(cell) if is_aware(cell) else cell:%d/%m/%Y %H:%M}"
