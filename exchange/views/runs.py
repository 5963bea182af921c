"""The list of imports, one import at each of its steps, and its files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import User
from accounts.selectors import is_administrator
from common.dates import now, today
from common.errors import DomainError
from common.http import (
    get_visible,
    need,
    page_of,
    show_refusal,
    table_response,
    wanted_table,
)
from documents.services import stream
from exchange import selectors, services
from exchange.enums import RunState
from exchange.forms import LARGEST_UPLOAD, LineFilterForm, UploadForm
from exchange.models import ImportLine, ImportRun
from exchange.reading.container import MOST_ROWS
from exchange.services.progress import read
from exchange.views import tables
from exchange.views.rows import Filters, groups_of, plan_rows, provinces_of, tiles_of

OFFICE = "Việc này dành cho Văn phòng Điều phối của tỉnh, cho sổ của tỉnh mình"
READERS = "Việc này dành cho Văn phòng Điều phối, lãnh đạo tỉnh và cơ quan Trung ương"
# A job that has not been heard of for so long is given back soon (tasks.give_back_stale).
_LONG = 600


def visible_run(user: User, code: str) -> ImportRun:
    """The import, else 403 for who has no part in imports and 404 for who may not see this one."""
    need(user, "exchange.view_run", None, READERS)
    rows = selectors.visible_to(user, on=today())
    found: ImportRun = get_visible(
        rows.select_related("unit", "started_by", "executed_by", "file", "marked_file"), code=code
    )
    return found


def crumbs(run: ImportRun, here: str = "") -> list[dict[str, str]]:
    """Where a page of ``run`` stands."""
    trail = [{"label": "Nhập liệu", "url": reverse("exchange:run_list")}]
    trail.append({"label": run.filename, "url": reverse("exchange:run", args=[run.code])})
    return [*trail, {"label": here, "url": ""}] if here else trail


@login_required
@require_http_methods(["GET", "POST"])
def run_list(request: HttpRequest) -> HttpResponseBase:
    """What was brought in so far, and the place to bring in the next workbook."""
    on = today()
    need(request.user, "exchange.view_run", None, READERS)
    runs = selectors.for_list(selectors.visible_to(request.user, on=on))
    if kind := wanted_table(request):
        cells = tables.run_rows(runs)
        return table_response(kind, title="Các lần nhập", columns=tables.RUNS, rows=cells)
    may_write = request.user.has_perm("exchange.write_run")
    posted = request.method == "POST"
    if posted:
        need(request.user, "exchange.write_run", None, OFFICE)
    form = None
    if may_write:
        form = UploadForm(
            request.POST if posted else None,
            request.FILES if posted else None,
            provinces=selectors.provinces_to_import(request.user, on=on),
            national=is_administrator(request.user, on=on),
        )
    if posted and form is not None and form.is_valid():
        try:
            run = services.upload_workbook(
                actor=request.user, upload=form.cleaned_data["file"], unit=form.province()
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("exchange:run", code=run.code)
    context = {
        "form": form,
        "page": page_of(request, runs),
        "max_bytes": LARGEST_UPLOAD,
        "max_rows": MOST_ROWS,
    }
    return render(request, "exchange/run_list.html", context)


@login_required
@require_GET
def run_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """One import: its progress while a job is at work, else its plan or what came of it."""
    run = visible_run(request.user, code)
    if run.state in RunState.busy:
        context = {"run": run, "progress": read(run), "late": _is_late(run), "crumbs": crumbs(run)}
        part = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
        return render(request, f"exchange/run_busy.html{part}", context)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    if kind := wanted_table(request):
        lines = _narrowed(run, LineFilterForm(request.GET).chosen())
        title = f"Từng dòng của {run.filename.removesuffix('.xlsx')}"
        return table_response(kind, title=title, columns=tables.LINES, rows=tables.line_rows(lines))
    return render(request, "exchange/run_detail.html", _plan(request, run))


def _is_late(run: ImportRun) -> bool:
    since = run.busy_since or run.created_at
    return (now() - since).total_seconds() > _LONG


def _narrowed(run: ImportRun, chosen: dict[str, str]) -> QuerySet[ImportLine]:
    return selectors.narrowed(
        selectors.lines_of(run),
        text=chosen["q"],
        outcome=chosen["viec"],
        place=chosen["xa"],
        stars=chosen["sao"],
        status=chosen["muc"],
        province=chosen["tinh"],
        faulty=bool(chosen["o"]),
    )


def _plan(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    chosen = LineFilterForm(request.GET).chosen()
    lines = _narrowed(run, chosen)
    filters = Filters(request.GET, chosen)
    page = page_of(request, selectors.lines_for_page(lines), size=50)
    planned = run.state == RunState.PLANNED
    may_write = request.user.has_perm("exchange.write_run", run)
    return {
        "run": run,
        "counts": run.counts,
        "writes": run.counts.get("create", 0) + run.counts.get("change", 0),
        "tiles": tiles_of(run, filters),
        "groups": groups_of(run, filters),
        "provinces": provinces_of(run, filters),
        "chosen": chosen,
        "faulty": filters.tile("o", "co", "Có ô cần xem", selectors.faulty_lines(run).count()),
        "pills": filters.pills(),
        "kept": [(name, value) for name, value in chosen.items() if value and name != "q"],
        "page": page,
        "rows": plan_rows(run, page),
        "unchosen": selectors.unchosen(run).count() if planned else 0,
        "undecided": selectors.undecided_places(run).count() if planned else 0,
        "left": selectors.left_out(run).count() if run.state == RunState.DONE else 0,
        "may_write": may_write,
        "crumbs": crumbs(run),
    }


@login_required
@require_GET
def original(request: HttpRequest, code: str) -> FileResponse:
    """The workbook as it was brought."""
    run = visible_run(request.user, code)
    return stream(run.file, filename=run.filename)


@login_required
@require_GET
def marked(request: HttpRequest, code: str) -> FileResponse:
    """The copy of the workbook in which each doubtful cell is coloured and explained."""
    run = visible_run(request.user, code)
    if run.marked_file is None:
        raise DomainError(
            "Bản đánh dấu đang được làm, thường mất dưới một phút. Hãy mở lại sau", code="state"
        )
    return stream(run.marked_file, filename=f"{run.filename.removesuffix('.xlsx')} - danh dau.xlsx")


def done(request: HttpRequest, run: ImportRun, sentence: str) -> HttpResponse:
    """Say what happened and go back to the import."""
    messages.success(request, sentence)
    return redirect("exchange:run", code=run.code)
