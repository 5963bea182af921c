"""The papers of a sitting for signing: make, read, countersign, void; the ZIP and single files."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from common.dates import now, today
from common.errors import DomainError
from common.http import get_visible, need
from common.text import fold
from documents.services import stream
from documents.services.docx import DOCX
from evaluations.enums import PackageMove, PackageState, SessionState
from evaluations.forms.package import PackageForm, VoidForm
from evaluations.models import CouncilSession, SessionPackage
from evaluations.selectors.council.package import short_digest
from evaluations.selectors.council.package_inputs import proposed_inputs
from evaluations.selectors.council.package_papers import (
    counted_words,
    papers_of,
    snapshot_of,
)
from evaluations.selectors.council.packages import (
    packages_in,
    packages_visible_to,
    progress_of_package,
)
from evaluations.selectors.council.sittings import sessions_visible_to
from evaluations.services.council.packaging import (
    countersign_package,
    make_package,
    void_package,
)
from evaluations.services.council.word import paper_docx
from evaluations.views.faults import into_form, status_of
from evaluations.workflow.package import PACKAGE_MOVES

READERS = "Bộ văn bản dành cho chủ tịch, thư ký Hội đồng, Văn phòng Điều phối và lãnh đạo tỉnh"
MAKERS = "Việc này dành cho thư ký Hội đồng và Văn phòng Điều phối"
CHAIR = "Việc này dành cho chủ tịch Hội đồng"
DESK = "Việc này dành cho chủ tịch, thư ký Hội đồng và Văn phòng Điều phối"
# Longer than a package of a large sitting takes.
_LONG = dt.timedelta(minutes=10)

CHIPS = {
    PackageState.MAKING: "info",
    PackageState.READY: "warn",
    PackageState.COUNTERSIGNED: "ok",
    PackageState.VOIDED: "off",
    PackageState.FAILED: "bad",
}


def _session(request: HttpRequest, code: str) -> CouncilSession:
    """The sitting, if this person may read its papers and it is over."""
    row: CouncilSession = get_visible(sessions_visible_to(request.user, on=today()), code=code)
    need(request.user, "evaluations.view_package", row, READERS)
    if row.state != SessionState.CONCLUDED:
        raise DomainError(
            "Phiên họp chưa bế mạc; bộ văn bản lập khi mọi sản phẩm đã có kết luận", code="state"
        )
    return row


def _package(request: HttpRequest, session: str, code: str) -> SessionPackage:
    row: SessionPackage = get_visible(
        packages_visible_to(request.user, on=today()), code=code, session__code=session
    )
    need(request.user, "evaluations.view_package", row.session, READERS)
    return row


def package_context(user: Any, session: CouncilSession) -> dict[str, Any]:
    """What the page of a sitting says about its papers; nothing for who may not read them."""
    if session.state != SessionState.CONCLUDED or not user.has_perm(
        "evaluations.view_package", session
    ):
        return {"package_open": False}
    last = next(iter(packages_in(session)), None)
    return {
        "package_open": True,
        "package": last,
        "package_chip": CHIPS[PackageState(last.state)] if last else "",
        "may_make_package": user.has_perm("evaluations.make_package", session),
    }


def _described(package: SessionPackage) -> dict[str, Any]:
    return {
        "row": package,
        "chip": CHIPS[PackageState(package.state)],
        "digest": short_digest(package.facts_digest),
    }


def _standing(user: Any, session: CouncilSession, package: SessionPackage | None) -> dict[str, Any]:
    """What the page shows of the version that stands, and what may be done with it."""
    if package is None or package.state == PackageState.VOIDED:
        return {"standing": None}
    return {
        "standing": _described(package),
        "papers": papers_of(package.facts) if package.file_id else [],
        "counts": package.facts["counts"],
        "counted": counted_words(package.facts["counts"]),
        "may_countersign": package.state in PACKAGE_MOVES[PackageMove.COUNTERSIGN].sources
        and user.has_perm("evaluations.countersign_package", session),
        "may_void": package.state in PACKAGE_MOVES[PackageMove.VOID].sources
        and user.has_perm("evaluations.void_package", session),
    }


def _page(
    request: HttpRequest,
    session: CouncilSession,
    *,
    status: int = 200,
    form: PackageForm | None = None,
    void_form: VoidForm | None = None,
) -> HttpResponse:
    packages = packages_in(session)
    last = packages[0] if packages else None
    context = {"session": session, **_standing(request.user, session, last)}
    if context["standing"] is None and request.user.has_perm("evaluations.make_package", session):
        context["form"] = form or PackageForm(initial=_initial(session))
    context["void_form"] = void_form or VoidForm(prefix="huy")
    context["voided"] = [_described(row) for row in packages if row.state == PackageState.VOIDED]
    return render(request, "evaluations/council/package.html", context, status=status)


def _initial(session: CouncilSession) -> dict[str, Any]:
    proposed: dict[str, Any] = dict(proposed_inputs(session))
    typed = proposed["dated_on"]
    return {**proposed, "dated_on": dt.date.fromisoformat(typed) if typed else None}


@login_required
@require_GET
def package_detail(request: HttpRequest, session: str) -> HttpResponseBase:
    """The version that stands: its progress while it is made, then its papers."""
    row = _session(request, session)
    last = next(iter(packages_in(row)), None)
    if last is not None and last.state == PackageState.MAKING:
        done, total = progress_of_package(last)
        late = now() - last.created_at > _LONG
        context = {"session": row, "package": last, "done": done, "total": total, "late": late}
        part = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
        return render(request, f"evaluations/council/package_busy.html{part}", context)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    return _page(request, row)


@login_required
@require_POST
def package_make(request: HttpRequest, session: str) -> HttpResponse:
    row = _session(request, session)
    need(request.user, "evaluations.make_package", row, MAKERS)
    form = PackageForm(request.POST)
    if form.is_valid():
        try:
            make_package(session=row, inputs=form.inputs(), actor=request.user)
        except DomainError as fault:
            if fault.code == "state":
                raise
            into_form(form, fault)
        else:
            return redirect("evaluations:package_detail", row.code)
    return _page(request, row, status=status_of(form), form=form)


@login_required
@require_POST
def package_countersign(request: HttpRequest, session: str, package: str) -> HttpResponse:
    row = _package(request, session, package)
    need(request.user, "evaluations.countersign_package", row.session, CHAIR)
    countersign_package(package=row, actor=request.user)
    messages.success(request, f"Đã duyệt bộ văn bản, bản {row.version}; Văn phòng đã nhận tin")
    return redirect("evaluations:package_detail", session)


@login_required
@require_POST
def package_void(request: HttpRequest, session: str, package: str) -> HttpResponse:
    row = _package(request, session, package)
    need(request.user, "evaluations.void_package", row.session, DESK)
    form = VoidForm(request.POST, prefix="huy")
    if not form.is_valid():
        return _page(request, row.session, status=400, void_form=form)
    void_package(package=row, reason=form.cleaned_data["reason"], actor=request.user)
    messages.success(request, f"Đã hủy bản {row.version}; có thể lập bản mới")
    return redirect("evaluations:package_detail", session)


@login_required
@require_GET
def package_zip(request: HttpRequest, session: str, package: str) -> FileResponse:
    """All papers in one file; a void version says so in its name."""
    row = _package(request, session, package)
    if row.file is None:
        raise Http404
    void = "-da-huy" if row.state == PackageState.VOIDED else ""
    day = f"{row.session.held_on:%Y%m%d}"
    return stream(row.file, filename=f"trinh-ky-{day}-ban-{row.version}{void}.zip")


@login_required
@require_GET
def package_paper(request: HttpRequest, session: str, package: str, position: int) -> FileResponse:
    """One paper as PDF, as it lies in the ZIP."""
    row = _package(request, session, package)
    document = get_visible(row.documents.select_related("document__file"), position=position)
    return stream(document.document.file, filename=f"{document.name}.pdf", inline=True)


@login_required
@require_GET
def package_word(request: HttpRequest, session: str, package: str, position: int) -> HttpResponse:
    """One paper as a Word file, made again from the frozen facts: the same bytes as in the ZIP."""
    row = _package(request, session, package)
    papers = {paper.position: paper for paper in papers_of(row.facts) if paper.word}
    if row.file is None or position not in papers:
        raise Http404
    paper = papers[position]
    response = HttpResponse(paper_docx(paper, snapshot_of(row.facts, paper)), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{fold(paper.name)}.docx"'
    response["Cache-Control"] = "private, no-store"
    return response
