"""The steps of an import that a person takes: columns, choices, write, undo, discard."""

import json
from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.http import need, page_of, show_refusal
from common.workflow import require
from exchange import selectors, services
from exchange.enums import RunMove
from exchange.forms import ColumnsForm, SheetForm
from exchange.models import ImportLine, ImportRun
from exchange.reading.layout import LAYOUT
from exchange.services.columns import Look, look
from exchange.views.rows import plan_rows
from exchange.views.runs import OFFICE, crumbs, done, visible_run
from exchange.workflow import IMPORT_MOVES

_PER_PAGE = 25


def _mine(request: HttpRequest, code: str, move: RunMove) -> ImportRun:
    """The import, which this person may write with and which stands where ``move`` starts."""
    run = visible_run(request.user, code)
    need(request.user, "exchange.write_run", run, OFFICE)
    require(IMPORT_MOVES, move, run)
    return run


@login_required
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, code: str) -> HttpResponse:
    """Which sheet, which header row, what each column holds."""
    run = _mine(request, code, RunMove.REMAP)
    sheet_form = SheetForm(request.POST if request.method == "POST" else request.GET or None)
    seen = _seen(run, sheet_form)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=[column.number for column in seen.columns],
        fields=[(field.key, field.title) for field in LAYOUT],
        required=[field.key for field in LAYOUT if field.required],
        mapping=seen.mapping,
    )
    if request.method == "POST" and not sheet_form.errors and form.is_valid():
        try:
            services.map_columns(
                run=run,
                actor=request.user,
                sheet=seen.sheet,
                header_row=seen.header_row,
                mapping=form.mapping(),
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            return done(request, run, "Đang đọc lại tệp theo các cột anh chị chọn")
    context = {
        "run": run,
        "seen": seen,
        "sheet_form": sheet_form,
        "form": form,
        "rows": [(column, form[f"cot-{column.number}"]) for column in seen.columns],
        "crumbs": crumbs(run, "Các cột"),
    }
    return render(request, "exchange/run_columns.html", context)


def _seen(run: ImportRun, form: SheetForm) -> Look:
    """The sheet and row asked for; those of the import when there are none such."""
    if form.is_valid():
        asked = form.cleaned_data
        try:
            return look(run, sheet=asked["trang_tinh"], header_row=asked["dong"])
        except DomainError as error:
            form.add_error("dong", error.message)
    return look(run)


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """The lines that the portal will not decide: one question each, saved together."""
    run = _mine(request, code, RunMove.START)
    lines = selectors.to_choose(run)
    if request.method == "POST":
        choices = _choices(request, lines)
        count = services.choose(run=run, actor=request.user, choices=choices)
        left = selectors.unchosen(run).count()
        rest = f"; còn {left} dòng chờ chọn" if left else "; không còn dòng nào chờ chọn"
        messages.success(request, f"Đã lưu lựa chọn cho {count} dòng{rest}")
        return redirect(request.get_full_path() if left else reverse("exchange:run", args=[code]))
    alike = Counter(_key(options) for options in lines.order_by().values_list("options", flat=True))
    ordered = lines.order_by(Case(When(choice="", then=0), default=1), "row")
    page = page_of(request, selectors.lines_for_page(ordered), size=_PER_PAGE)
    rows = plan_rows(run, page)
    context = {
        "run": run,
        "page": page,
        "rows": [(row, alike[_key(row.line.options)]) for row in rows],
        "open": lines.filter(choice="").count(),
        "crumbs": crumbs(run, "Chọn"),
    }
    return render(request, "exchange/run_choose.html", context)


def _key(options: Any) -> str:
    return json.dumps(options, sort_keys=True)


def _choices(request: HttpRequest, lines: QuerySet[ImportLine]) -> dict[int, str]:
    """Line → value as ticked; "the same for all" reaches every line with the same options.

    What was ticked for a line itself counts more than what reaches it from another.
    """
    ticked = {
        int(name.removeprefix("d-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("d-") and name.removeprefix("d-").isdecimal()
    }
    spread: dict[int, str] = {}
    for line in lines.filter(pk__in=ticked).select_related("run"):
        if f"cung-{line.pk}" in request.POST:
            same = selectors.lines_like(line).values_list("pk", flat=True)
            spread |= dict.fromkeys(same, ticked[line.pk])
    own = lines.filter(pk__in=ticked).values_list("pk", "choice")
    changed = {pk: ticked[pk] for pk, choice in own if ticked[pk] != choice}
    return spread | changed


@login_required
@require_http_methods(["GET", "POST"])
def execute(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, saying what will be written; then write."""
    run = _mine(request, code, RunMove.START)
    if request.method == "POST":
        services.start(run=run, actor=request.user)
        return redirect("exchange:run", code=run.code)
    context = {
        "run": run,
        "question": f"Ghi {run.filename} vào sổ?",
        "intro": "Khi anh chị ghi:",
        "effects": _effects(run),
        "submit": "Ghi vào sổ",
        "crumbs": crumbs(run, "Ghi vào sổ"),
    }
    return render(request, "exchange/run_confirm.html", context)


def _effects(run: ImportRun) -> list[str]:
    counts = run.counts
    told = {
        "create": "{} dòng được ghi mới: chủ thể, sản phẩm chưa có được thêm vào sổ; dòng “công"
        " nhận” có hạng sao hiện ở trang công khai;",
        "change": "{} dòng đã có được sửa, đúng như cột trước → sau ở trang xem;",
        "match": "{} dòng đã có được giữ nguyên;",
        "skip": "{} dòng được bỏ qua;",
        "choose": "{} dòng chưa chọn không được ghi; đưa lại đúng tệp này để ghi sau;",
        "error": "{} dòng lỗi không được ghi; sửa trong tệp rồi đưa lại;",
    }
    said = [text.format(counts[name]) for name, text in told.items() if counts.get(name)]
    return [
        *said,
        "mọi dòng được ghi trong một lần: hoặc đủ, hoặc không dòng nào;",
        "ghi xong vẫn rút lại được cả lần, khi chưa có ai dùng tới những gì đã ghi.",
    ]


@login_required
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take back everything that this import wrote, or say why that can't be."""
    run = _mine(request, code, RunMove.UNDO)
    if request.method == "POST":
        services.undo_run(run=run, actor=request.user)
        return done(request, run, f"Đã rút lại lần ghi {run.filename}; sổ như trước khi ghi")
    context = {
        "run": run,
        "blockers": services.undo_blockers(run),
        "question": f"Rút lại lần ghi {run.filename}?",
        "intro": "Khi anh chị rút lại:",
        "effects": _taken_back(run),
        "submit": "Rút lại cả lần ghi",
        "grave": True,
        "crumbs": crumbs(run, "Rút lại"),
    }
    return render(request, "exchange/run_confirm.html", context)


def _taken_back(run: ImportRun) -> list[str]:
    told = {
        "create": "{} dòng đã ghi mới ra khỏi sổ, cùng chủ thể, sản phẩm và giấy chứng nhận chỉ do"
        " lần ghi này thêm vào;",
        "change": "{} dòng đã sửa trở lại như trước;",
    }
    said = [text.format(run.counts[name]) for name, text in told.items() if run.counts.get(name)]
    return [
        *said,
        "trang công khai không còn những gì bị rút lại; tệp và kế hoạch vẫn xem được.",
    ]


@login_required
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Put the workbook aside: nothing of it was written, nothing will be."""
    run = _mine(request, code, RunMove.DISCARD)
    if request.method == "POST":
        services.discard(run=run, actor=request.user)
        messages.success(request, f"Đã bỏ {run.filename}; không có gì được ghi vào sổ")
        return redirect("exchange:run_list")
    context = {
        "run": run,
        "question": f"Bỏ tệp {run.filename}?",
        "intro": "Khi anh chị bỏ:",
        "effects": [
            "không có gì được ghi vào sổ;",
            "những dòng anh chị đã chọn không còn hiệu lực;",
            "tệp vẫn còn trong danh sách để xem lại; muốn ghi thì đưa tệp lên lần nữa.",
        ],
        "submit": "Bỏ tệp này",
        "crumbs": crumbs(run, "Bỏ"),
    }
    return render(request, "exchange/run_confirm.html", context)
