"""The appraisal of one dossier: writing it beside the evidence, its tests, its report."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import need, show_refusal
from documents.services import render_pdf
from evaluations.enums import AppraisalState
from evaluations.forms.appraisal import (
    AppraisalForm,
    ReopenForm,
    ReportForm,
    ResultForm,
    TestForm,
    finding_of,
)
from evaluations.models import Appraisal, Dossier, RequestedTest
from evaluations.selectors import appraisal as selectors
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import assessment_of, papers_in_order, province_of
from evaluations.services.appraisal import reopen_appraisal, report_appraisal, save_appraisal
from evaluations.services.testing import answer_test, request_test
from evaluations.views import writing
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.files import answer
from evaluations.views.moves import PROVINCE
from evaluations.views.word_appraisal import report_docx
from evaluations.workflow.appraisal import BY_NAME, article_of, missing_of

WRITER = "Việc này dành cho người được giao thẩm định hồ sơ này"


def found(request: HttpRequest, code: str) -> tuple[Dossier, Appraisal]:
    """The dossier and its appraisal; 404 for who may not read it: nobody else is to know."""
    dossier = find(request, code)
    row = selectors.appraisal_of(dossier)
    if row is None or not request.user.has_perm("evaluations.view_appraisal", dossier):
        raise Http404
    row.dossier = dossier
    return dossier, row


@login_required
@require_http_methods(["GET", "POST"])
@writing.keeps_itself
def dossier_appraisal(request: HttpRequest, code: str) -> HttpResponse:
    """The form for who writes it; what it says for everybody else who may read it."""
    dossier, row = found(request, code)
    if request.method != "POST":
        return _page(request, dossier, row)
    need(request.user, "evaluations.write_appraisal", dossier, WRITER)
    form = AppraisalForm(request.POST, appraisal=row, criteria=parsed(dossier.sheet).criteria)
    if not form.is_valid():
        if writing.by_script(request):
            return writing.refused_form(form)
        return _page(request, dossier, row, form=form, status=400)
    try:
        kept = save_appraisal(
            appraisal=row,
            version=form.cleaned_data["version"],
            actor=request.user,
            on=today(),
            by_itself=writing.by_itself(request),
            **form.said(),
        )
    except DomainError as error:
        return _refused(request, dossier, form, error)
    onward = reverse("evaluations:dossier_appraisal_report", args=[code])
    if not writing.by_itself(request):
        messages.success(request, "Đã lưu thẩm định")
    if writing.by_script(request):
        told = {"saved_at": kept.updated_at.isoformat(), "version": kept.version, "next": onward}
        return JsonResponse(told)
    return redirect(onward)


def _refused(
    request: HttpRequest, dossier: Dossier, form: AppraisalForm, error: DomainError
) -> HttpResponse:
    """The form with its typed text, the sentence, and in a conflict what the other wrote."""
    row = Appraisal.objects.get(dossier=dossier)
    row.dossier = dossier
    conflict = error.code == "conflict"
    if error.code == "state" and not writing.by_script(request):
        raise error
    other = _other(form, row) if conflict else []
    if writing.by_script(request):
        return writing.refused(
            error.message,
            code=error.code,
            fields=error.fields,
            version=row.version if conflict else None,
            other=other,
        )
    show_refusal(form, error)
    if conflict:
        form.let_overwrite(row.version)
    return _page(request, dossier, row, form=form, other=other, status=error.status)


def _other(form: AppraisalForm, row: Appraisal) -> list[dict[str, Any]]:
    """The fields whose stored text is another than the typed one."""
    stored = {name: (one.label, getattr(row, name)) for name, one in BY_NAME.items()}
    stored |= {
        finding_of(code): (f"Nhận xét tiêu chí {code}", row.findings.get(code, ""))
        for code in form.codes
    }
    day = row.survey_on.isoformat() if row.survey_on else ""
    typed_day = form.cleaned_data["survey_on"]
    typed = {**form.cleaned_data, "survey_on": typed_day.isoformat() if typed_day else ""}
    stored["survey_on"] = ("Ngày khảo sát", day)
    return [
        {"name": name, "label": label, "text": text or "(để trống)", "values": [text]}
        for name, (label, text) in stored.items()
        if text != typed[name].replace("\r\n", "\n").strip()
    ]


def _page(
    request: HttpRequest,
    dossier: Dossier,
    row: Appraisal,
    *,
    form: AppraisalForm | None = None,
    asking: TestForm | None = None,
    answering: tuple[int, ResultForm] | None = None,
    reopening: ReopenForm | None = None,
    other: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    may_write = request.user.has_perm("evaluations.write_appraisal", dossier)
    writes = may_write and row.state == AppraisalState.ASSIGNED
    writes = writes and not selectors.marking_begun(dossier)
    if writes and form is None:
        form = AppraisalForm(None, appraisal=row, criteria=parsed(dossier.sheet).criteria)
    papers = papers_in_order(dossier)
    context = {
        **head(dossier),
        "crumbs": crumbs(dossier, "Thẩm định"),
        "appraisal": row,
        "article": article_of(dossier.kind),
        "team": selectors.team_of(row),
        "form": form if writes else None,
        "criteria": _criteria(dossier, row, form) if writes else [],
        "papers": papers,
        "paper": papers[0] if papers else None,
        "commune": selectors.commune_words(assessment_of(dossier)),
        "tests": _tests(dossier, row, answering) if writes else [],
        "asking": (asking or TestForm()) if writes else None,
        "missing": missing_of(row),
        "facts": None if writes else facts_of(dossier, row),
        "reopening": _reopening(request, dossier, row, reopening),
        "may_assign": request.user.has_perm("evaluations.assign_appraisal", dossier),
        "other": other or [],
    }
    return render(request, "evaluations/dossier_appraisal.html", context, status=status)


def _criteria(
    dossier: Dossier, row: Appraisal, form: AppraisalForm | None
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Part by part, each criterion with its evidence and the field for the remark."""
    rows = selectors.criteria_of(dossier, row)
    parts = []
    for part in parsed(dossier.sheet).parts:
        own = [one for one in rows if one["criterion"].part == part.code]
        for one in own:
            one["field"] = form[finding_of(one["criterion"].code)] if form else None
        parts.append((part, own))
    return parts


def _reopening(
    request: HttpRequest, dossier: Dossier, row: Appraisal, form: ReopenForm | None
) -> ReopenForm | None:
    if row.state != AppraisalState.REPORTED or selectors.marking_begun(dossier):
        return None
    if not request.user.has_perm("evaluations.reopen_appraisal", dossier):
        return None
    return form or ReopenForm()


def facts_of(dossier: Dossier, row: Appraisal) -> dict[str, Any]:
    """What the report shows: frozen once reported, before that as it would read today."""
    if row.snapshot is not None:
        return row.snapshot
    day = today()
    facts = selectors.report_facts(
        dossier, row, number=row.report_number, signer=row.signer, on=day
    )
    return {**facts, "date": day.isoformat()}


# --- tests ----------------------------------------------------------------------------------------


def _tests(
    dossier: Dossier, row: Appraisal, answering: tuple[int, ResultForm] | None
) -> list[tuple[RequestedTest, ResultForm]]:
    """Each test asked for with the form for its result."""
    rows = row.tests.select_related("paper__paper")
    return [(one, _result_form(dossier, one, answering)) for one in rows]


def _result_form(
    dossier: Dossier, test: RequestedTest, answering: tuple[int, ResultForm] | None
) -> ResultForm:
    if answering and answering[0] == test.number:
        return answering[1]
    paper = test.paper.code if test.paper else None
    return ResultForm(
        None,
        papers=papers_in_order(dossier),
        prefix=f"kn{test.number}",
        initial={"result": test.result, "result_on": test.result_on, "paper": paper},
    )


@login_required
@require_POST
def dossier_appraisal_test(request: HttpRequest, code: str) -> HttpResponse:
    dossier, row = found(request, code)
    need(request.user, "evaluations.write_appraisal", dossier, WRITER)
    form = TestForm(request.POST)
    if not form.is_valid():
        return _page(request, dossier, row, asking=form, status=400)
    try:
        request_test(appraisal=row, actor=request.user, on=today(), **form.cleaned_data)
    except DomainError as error:
        show_refusal(form, error)
        return _page(request, dossier, row, asking=form, status=error.status)
    messages.success(request, "Đã đề nghị kiểm nghiệm; chủ thể và Văn phòng Điều phối nhận tin")
    return redirect(_tests_of(code))


@login_required
@require_POST
def dossier_appraisal_result(request: HttpRequest, code: str, number: int) -> HttpResponse:
    dossier, row = found(request, code)
    need(request.user, "evaluations.write_appraisal", dossier, WRITER)
    test = row.tests.filter(number=number).first()
    if test is None:
        raise Http404
    form = ResultForm(request.POST, papers=papers_in_order(dossier), prefix=f"kn{number}")
    status = 400
    if form.is_valid():
        try:
            answer_test(test=test, actor=request.user, on=today(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
            status = error.status
        else:
            messages.success(request, f"Đã ghi kết quả kiểm nghiệm {number}")
            return redirect(_tests_of(code))
    return _page(request, dossier, row, answering=(number, form), status=status)


def _tests_of(code: str) -> str:
    return f"{reverse('evaluations:dossier_appraisal', args=[code])}#kiem-nghiem"


# --- the report -----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@writing.keeps_itself
def dossier_appraisal_report(request: HttpRequest, code: str) -> HttpResponse:
    """The report as it will be frozen; POST hands it to the chair."""
    dossier, row = found(request, code)
    need(request.user, "evaluations.write_appraisal", dossier, WRITER)
    if row.state == AppraisalState.REPORTED and request.method == "GET":
        return redirect("evaluations:dossier_appraisal", code=code)
    lead = next((one for one in selectors.team_of(row) if one.leads), None)
    signer = row.signer or (lead.user.full_name if lead else "")
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        initial={"version": row.version, "signer": signer, "number": row.report_number},
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                report_appraisal(appraisal=row, actor=request.user, on=today(), **form.cleaned_data)
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã gửi báo cáo thẩm định tới Chủ tịch Hội đồng")
                return redirect("evaluations:dossier_appraisal", code=code)
    context = {
        **head(dossier),
        "crumbs": crumbs(dossier, "Báo cáo thẩm định"),
        "appraisal": row,
        "form": form,
        "facts": facts_of(dossier, row),
        "missing": missing_of(row),
        "untested": [one.number for one in row.tests.all() if not one.result],
        "article": article_of(dossier.kind),
        "province": province_of(dossier.unit),
    }
    return render(request, "evaluations/dossier_appraisal_report.html", context, status=status)


@login_required
@require_POST
def dossier_appraisal_reopen(request: HttpRequest, code: str) -> HttpResponse:
    dossier, row = found(request, code)
    need(request.user, "evaluations.reopen_appraisal", dossier, PROVINCE)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, dossier, row, reopening=form, status=400)
    reason = form.cleaned_data["reason"]
    reopen_appraisal(appraisal=row, reason=reason, actor=request.user, on=today())
    messages.success(request, "Đã mở lại thẩm định; người thẩm định nhận tin")
    return redirect("evaluations:dossier_appraisal", code=code)


@login_required
@require_GET
def dossier_appraisal_paper(request: HttpRequest, code: str, kind: str = "pdf") -> HttpResponse:
    """The report as a paper: of the frozen text once reported, else a draft for who may read it."""
    dossier, row = found(request, code)
    facts, draft = facts_of(dossier, row), row.snapshot is None
    if kind == "docx":
        content = report_docx(facts, draft=draft)
    else:
        context = {"snapshot": facts, "draft": draft}
        content = render_pdf(template="evaluations/pdf/appraisal_report.html", context=context)
    return answer(content, f"bao-cao-tham-dinh-{dossier.code}.{kind}")
