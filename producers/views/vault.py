"""The vault of a producer's papers: list, add, look, change, renew, withdraw."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import (
    get_visible,
    need,
    page_of,
    sent_on,
    show_refusal,
    table_response,
    wanted_table,
)
from common.middleware import own_address, takes_papers
from common.spreadsheets import Column
from documents.services import paper_rules, stream
from producers import selectors, services
from producers.forms import PaperDetailsForm, PaperFilterForm, UploadForm, WithdrawPaperForm
from producers.models import Paper, Producer
from producers.views.register import EDITORS, crumbs_of, visible

_COLUMNS = (
    Column("Mã", 12),
    Column("Loại giấy tờ", 34),
    Column("Tên giấy tờ", 44),
    Column("Số", 20),
    Column("Nơi cấp", 34),
    Column("Ngày cấp", 12),
    Column("Có giá trị đến hết ngày", 14),
    Column("Tình trạng", 22),
    Column("Số trang", 9),
    Column("Dùng trong số hồ sơ", 12),
    Column("SHA-256", 66),
)


@login_required
@require_GET
def paper_list(request: HttpRequest, code: str) -> HttpResponseBase:
    on = today()
    producer = _mine(request, code)
    form = PaperFilterForm(request.GET)
    chosen = form.chosen()
    rows = selectors.narrowed_papers(selectors.papers_of(producer), chosen, on=on)
    rows = selectors.with_uses(rows)
    kind = wanted_table(request)
    if kind:
        lines = _lines(rows.iterator(chunk_size=500), on)
        return table_response(kind, title=f"Giấy tờ {producer}", columns=_COLUMNS, rows=lines)
    page = page_of(request, rows.prefetch_related("pictures"))
    context = {
        "producer": producer,
        "form": form,
        "filtered": any(chosen.values()),
        "page": page,
        "papers": [_shown(paper, on) for paper in page],
        "ending": selectors.ending_by(
            producer.papers.all(), on + dt.timedelta(days=selectors.ENDING)
        ).count(),
        "crumbs": crumbs_of(producer, "Kho giấy tờ"),
    }
    return render(request, "producers/paper_list.html", context)


def _shown(paper: Any, on: dt.date) -> dict[str, Any]:
    """A paper with what a row says beside it."""
    tone, words = selectors.standing_of(paper, on=on)
    return {
        "paper": paper,
        "tone": tone,
        "words": words,
        "unsaid": selectors.unsaid(paper),
        "picture": next(iter(paper.pictures.all()), None),
    }


def _lines(rows: Iterable[Any], on: dt.date) -> Iterator[tuple[Any, ...]]:
    for paper in rows:
        yield (
            paper.code,
            paper.get_kind_display(),
            paper.title,
            paper.number,
            paper.issuer,
            paper.issued_on,
            paper.valid_until,
            selectors.standing_of(paper, on=on).words,
            paper.pages,
            paper.dossiers,
            paper.file.digest,
        )


@takes_papers
@login_required
@require_http_methods(["GET", "POST"])
def paper_add(request: HttpRequest, code: str) -> HttpResponse:
    """File first: once it is stored, nothing that follows can lose it."""
    producer = _mine(request, code)
    form = UploadForm(_sent(request), initial={"kind": request.GET.get("loai") or "other"})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            received = services.receive(uploads=request.FILES.getlist("file"), actor=request.user)
            known = producer.papers.filter(file=received.file, withdrawn_on=None).first()
            paper = known or services.keep_paper(
                producer=producer,
                file=received.file,
                filename=received.filename,
                kind=form.cleaned_data["kind"],
                title="",
                actor=request.user,
            )
        except DomainError as error:
            show_refusal(form, error)
            status = error.status
        else:
            return _received(request, paper, known=known is not None)
    context = {"form": form, "producer": producer, "crumbs": _crumbs(producer, "Thêm giấy tờ")}
    return _upload_page(request, form, context, status)


def _received(request: HttpRequest, paper: Paper, *, known: bool) -> HttpResponse:
    if known:
        messages.info(request, f"Tệp này đã có trong kho với tên “{paper.title}”")
        return sent_on(request, _url("paper_detail", paper))
    messages.success(request, "Đã giữ tệp trong kho. Ghi tiếp số, nơi cấp, hạn theo giấy")
    return sent_on(request, _url("paper_edit", paper))


def _upload_page(
    request: HttpRequest, form: Form, context: dict[str, Any], status: int
) -> HttpResponse:
    told = {**context, **paper_rules(), "form": form}
    return render(request, "producers/paper_add.html", told, status=status)


@login_required
@require_GET
def paper_detail(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    return _detail(request, *_one(request, code, paper))


def _detail(
    request: HttpRequest,
    producer: Producer,
    paper: Any,
    withdrawal: WithdrawPaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = today()
    context = {
        **_shown(paper, on),
        "producer": producer,
        "pictures": paper.pictures.all(),
        "uses": selectors.shown_uses(paper, request.user, on=on),
        "newer": Paper.objects.filter(replaces=paper).first(),
        "withdrawal": withdrawal or WithdrawPaperForm(),
        "usable": paper.withdrawn_on is None,
        "crumbs": _crumbs(producer, paper.title),
    }
    return render(request, "producers/paper_detail.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def paper_edit(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """``?ve=`` names the page of this portal to go back to."""
    producer, row = _one(request, code, paper)
    back = own_address(request, request.build_absolute_uri(request.GET.get("ve") or "/"))
    back = back if "ve" in request.GET else _url("paper_detail", row)
    form = PaperDetailsForm(_sent(request), initial=PaperDetailsForm.initial_of(row))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.change_paper(
                    paper=row,
                    actor=request.user,
                    on=today(),
                    seen=request.POST.get("seen"),
                    **form.cleaned_data,
                )
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
                row.refresh_from_db()
            else:
                messages.success(request, "Đã lưu giấy tờ")
                return redirect(back or _url("paper_detail", row))
    context = {
        **_shown(row, today()),
        "form": form,
        "producer": producer,
        "back": back,
        "pictures": row.pictures.all(),
        "crumbs": _crumbs(producer, "Ghi theo giấy"),
    }
    return render(request, "producers/paper_edit.html", context, status=status)


@takes_papers
@login_required
@require_http_methods(["GET", "POST"])
def paper_renew(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """The new paper stands beside the old one, which dossiers keep until they change over."""
    producer, row = _one(request, code, paper)
    form = UploadForm(_sent(request), initial={"kind": row.kind})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            received = services.receive(uploads=request.FILES.getlist("file"), actor=request.user)
            new = services.renew_paper(
                paper=row,
                file=received.file,
                filename=received.filename,
                actor=request.user,
                on=today(),
            )
        except DomainError as error:
            show_refusal(form, error)
            status = error.status
        else:
            messages.success(request, "Đã thêm bản mới. Ghi số và hạn mới theo giấy")
            return sent_on(request, _url("paper_edit", new))
    crumbs = _crumbs(producer, "Thay bằng bản mới")
    context = {"producer": producer, "old": row, "crumbs": crumbs}
    return _upload_page(request, form, context, status)


@login_required
@require_POST
def paper_withdraw(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    producer, row = _one(request, code, paper)
    form = WithdrawPaperForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw_paper(
                paper=row, reason=form.cleaned_data["reason"], actor=request.user, on=today()
            )
        except DomainError as error:
            show_refusal(form, error)
            return _detail(request, producer, row, form, status=error.status)
        messages.success(request, f"Đã rút “{row.title}” khỏi kho")
        return redirect("producers:paper_list", code=producer.code)
    return _detail(request, producer, row, form, status=400)


@login_required
@require_GET
def paper_file(request: HttpRequest, code: str, paper: str) -> FileResponse:
    """``?xem=1`` opens it in the page instead of saving it."""
    _producer, row = _one(request, code, paper)
    return stream(row.file, filename=row.filename, inline="xem" in request.GET)


@login_required
@require_GET
def paper_picture(request: HttpRequest, code: str, paper: str, number: int) -> FileResponse:
    _producer, row = _one(request, code, paper)
    picture = get_visible(row.pictures.select_related("thumbnail"), number=number)
    return stream(picture.thumbnail, filename=f"{row.code}-{number}.jpg", inline=True)


@login_required
@require_POST
def held_to_vault(request: HttpRequest, code: str, held: str) -> HttpResponse:
    producer = _mine(request, code)
    row = get_visible(selectors.held_by(producer), code=held)
    paper = services.take_held(held=row, actor=request.user)
    messages.success(request, f"“{paper.title}” đã có trong kho giấy tờ")
    return redirect(_url("paper_detail", paper))


def _mine(request: HttpRequest, code: str) -> Producer:
    """The producer, if its vault is this person's to keep: 404 or 403 otherwise."""
    producer = visible(request.user, code, today())
    need(request.user, "producers.change_producer", producer, EDITORS)
    return producer


def _one(request: HttpRequest, code: str, paper: str) -> tuple[Producer, Any]:
    producer = _mine(request, code)
    rows: QuerySet[Paper] = selectors.papers_of(producer)
    return producer, get_visible(rows, code=paper)


def _sent(request: HttpRequest) -> Any:
    """What was sent, also when it is a file and nothing else."""
    return request.POST if request.method == "POST" else None


def _url(name: str, paper: Paper) -> str:
    return reverse(f"producers:{name}", args=[paper.producer.code, paper.code])


def _crumbs(producer: Producer, here: str) -> list[dict[str, str]]:
    url = reverse("producers:paper_list", args=[producer.code])
    return [*crumbs_of(producer), {"label": "Kho giấy tờ", "url": url}, {"label": here, "url": ""}]
