"""A request for completion: its points, the replies, what the office makes of them, its slip."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import need, show_refusal
from documents.services import stream
from evaluations.enums import PointVerdict, RequestLevel
from evaluations.forms.requests import JudgeForm, ReplyForm
from evaluations.models import Dossier, SupplementPoint, SupplementRequest
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import province_of
from evaluations.selectors.requests import (
    office_of,
    open_request,
    points_of,
    request_to_judge,
)
from evaluations.services.dossier import judge_points, reply_points
from evaluations.views import writing
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.files import answer
from evaluations.views.moves import COMMUNE, PRODUCER_OR_COMMUNE, PROVINCE
from evaluations.views.word_requests import slip_docx
from evaluations.workflow.dossier import ASSESSMENT_OPEN, FORMS_OPEN, PAPERS_OPEN
from evaluations.workflow.requests import ASSESSMENT, PAPERS, PLACES

VERDICTS = [
    {"value": PointVerdict.SETTLED, "label": PointVerdict.SETTLED.label, "status": "ok"},
    {"value": PointVerdict.OPEN, "label": PointVerdict.OPEN.label, "status": "bad"},
]


def _asked(dossier: Dossier, asked: str) -> SupplementRequest:
    found = next((row for row in dossier.requests.all() if row.code == asked), None)
    if found is None:
        raise Http404
    found.dossier = dossier
    return found


@login_required
@require_GET
@writing.keeps_itself
def dossier_request(request: HttpRequest, code: str, asked: str) -> HttpResponse:
    dossier = find(request, code)
    return _page(request, dossier, _asked(dossier, asked))


@login_required
@require_POST
@writing.keeps_itself
def dossier_request_reply(request: HttpRequest, code: str, asked: str) -> HttpResponse:
    """Keep the replies; a script gets JSON as the other forms that keep themselves."""
    dossier = find(request, code)
    need(request.user, "evaluations.reply_dossier", dossier, PRODUCER_OR_COMMUNE)
    row = _asked(dossier, asked)
    _must_be(row, open_request(dossier), "Yêu cầu này đã được trả lời và gửi lại")
    form = ReplyForm(request.POST, points=points_of(row), version=_version(row))
    status = 400
    if form.is_valid():
        try:
            kept = reply_points(
                dossier=dossier,
                replies=form.replies(),
                actor=request.user,
                on=today(),
                seen=form.cleaned_data["version"],
                by_itself=writing.by_itself(request),
            )
        except DomainError as error:
            return _refused(request, dossier, row, form, error)
        if writing.by_script(request):
            return JsonResponse(_receipt(dossier, kept))
        messages.success(request, "Đã lưu trả lời")
        return redirect("evaluations:dossier_request", code=code, asked=asked)
    if writing.by_script(request):
        return writing.refused_form(form)
    return _page(request, dossier, row, replies=form, status=status)


def _refused(
    request: HttpRequest,
    dossier: Dossier,
    row: SupplementRequest,
    form: ReplyForm,
    error: DomainError,
) -> HttpResponse:
    """The form with its typed text, the sentence, and in a conflict what the other wrote."""
    row = SupplementRequest.objects.get(pk=row.pk)
    row.dossier = dossier
    typed = form.replies()
    other = [
        {
            "name": f"reply_{point.number}",
            "label": f"Trả lời điểm {point.number}",
            "text": point.reply or "(để trống)",
            "values": [point.reply],
        }
        for point in points_of(row)
        if error.code == "conflict" and point.reply != typed[point.number].strip()
    ]
    conflict = error.code == "conflict"
    if writing.by_script(request):
        return writing.refused(
            error.message,
            code=error.code,
            fields=error.fields,
            version=_version(row) if conflict else None,
            other=other,
        )
    show_refusal(form, error)
    if conflict:
        form.let_overwrite(_version(row))
    return _page(request, dossier, row, replies=form, other=other, status=error.status)


def _receipt(dossier: Dossier, row: SupplementRequest) -> dict[str, Any]:
    following = reverse("evaluations:dossier", args=[dossier.code])
    return {"saved_at": _version(row), "version": _version(row), "next": following}


def _version(row: SupplementRequest) -> str:
    return row.updated_at.isoformat()


def _must_be(row: SupplementRequest, wanted: SupplementRequest | None, sentence: str) -> None:
    if wanted is None or wanted.pk != row.pk:
        raise DomainError(sentence, code="state")


@login_required
@require_POST
def dossier_request_judge(request: HttpRequest, code: str, asked: str) -> HttpResponse:
    """The asking office says what is settled."""
    dossier = find(request, code)
    row = _asked(dossier, asked)
    office = COMMUNE if row.level == RequestLevel.COMMUNE else PROVINCE
    serves = "assess_dossier" if row.level == RequestLevel.COMMUNE else "check_dossier"
    need(request.user, f"evaluations.{serves}", dossier, office)
    _must_be(row, request_to_judge(dossier), "Yêu cầu này chưa được trả lời hoặc đã qua bước xét")
    form = JudgeForm(request.POST, points=points_of(row))
    status = 400
    if form.is_valid():
        try:
            judge_points(dossier=dossier, judged=form.judged(), actor=request.user, on=today())
        except DomainError as error:
            show_refusal(form, error)
            status = error.status
        else:
            messages.success(request, "Đã ghi kết quả xét từng điểm")
            return redirect("evaluations:dossier_request", code=code, asked=asked)
    return _page(request, dossier, row, judging=form, status=status)


@login_required
@require_GET
def dossier_request_slip(request: HttpRequest, code: str, asked: str) -> FileResponse:
    """The slip as it was issued."""
    dossier = find(request, code)
    row = _asked(dossier, asked)
    if row.slip is None:
        raise Http404
    name = f"phieu-yeu-cau-{row.number}-{dossier.code}.pdf"
    return stream(row.slip.file, filename=name, inline=True)


@login_required
@require_GET
def dossier_request_slip_docx(request: HttpRequest, code: str, asked: str) -> HttpResponse:
    """The same slip, to be put into the office's own correspondence."""
    dossier = find(request, code)
    row = _asked(dossier, asked)
    if row.slip is None:
        raise Http404
    name = f"phieu-yeu-cau-{row.number}-{dossier.code}.docx"
    return answer(slip_docx(row.slip.snapshot), name)


def _page(
    request: HttpRequest,
    dossier: Dossier,
    row: SupplementRequest,
    *,
    replies: ReplyForm | None = None,
    judging: JudgeForm | None = None,
    other: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    user, points = request.user, points_of(row)
    is_open, to_judge = open_request(dossier), request_to_judge(dossier)
    may_reply = is_open is not None and is_open.pk == row.pk
    may_reply = may_reply and user.has_perm("evaluations.reply_dossier", dossier)
    may_judge = to_judge is not None and to_judge.pk == row.pk
    may_judge = may_judge and user.has_perm("evaluations.judge_dossier", dossier)
    if may_reply and replies is None:
        replies = ReplyForm(None, points=points, version=_version(row))
    if may_judge and judging is None:
        judging = JudgeForm(None, points=points)
    context = {
        **head(dossier),
        "crumbs": crumbs(dossier, f"Yêu cầu bổ sung lần {row.number}"),
        "asked": row,
        "office": office_of(row, province_of(dossier.unit)),
        "lines": [_line(dossier, one, replies, judging, user) for one in points],
        "replies": replies if may_reply else None,
        "judging": judging if may_judge else None,
        "verdicts": VERDICTS,
        "left": [one.number for one in points if not one.reply],
        "part": f"request-{row.code}",
        "other": other or [],
        "saved_at": max(
            (one.replied_at.isoformat() for one in points if one.replied_at), default=""
        ),
    }
    return render(request, "evaluations/dossier_request.html", context, status=status)


def _line(
    dossier: Dossier,
    point: SupplementPoint,
    replies: ReplyForm | None,
    judging: JudgeForm | None,
    user: Any,
) -> dict[str, Any]:
    names = parsed(dossier.sheet).by_code
    url = place_url(dossier, point)
    if url and point.step == ASSESSMENT:
        url = url if user.has_perm("evaluations.assess_dossier", dossier) else ""
    elif url and not user.has_perm("evaluations.change_dossier", dossier):
        url = ""
    return {
        "point": point,
        "place": PLACES.get(point.step, ""),
        "url": url,
        "criterion": names[point.criterion].name if point.criterion in names else "",
        "reply": replies[f"reply_{point.number}"] if replies else None,
        "verdict": judging[f"verdict_{point.number}"] if judging else None,
        "note": judging[f"note_{point.number}"] if judging else None,
    }


def place_url(dossier: Dossier, point: SupplementPoint) -> str:
    """Where a point is put right now; empty while that part can't be written."""
    open_now = {PAPERS: PAPERS_OPEN, ASSESSMENT: ASSESSMENT_OPEN}.get(point.step, FORMS_OPEN)
    if not point.step or dossier.state not in open_now:
        return ""
    url = reverse(f"evaluations:dossier_{point.step}", args=[dossier.code])
    sheet = parsed(dossier.sheet)
    if point.step == "scores" and point.criterion in sheet.by_code:
        anchor = point.criterion.replace(".", "-")
        return f"{url}?phan={sheet.by_code[point.criterion].part}#c-{anchor}"
    return url
