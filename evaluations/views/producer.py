"""The guided dossier: Mẫu 01, Mẫu 02, self-score, papers, check and file."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from common.workflow import blocked_reason
from evaluations.enums import DossierMove
from evaluations.forms.dossier import EntriesForm, PaperForm, answer_value, input_name, read_scores
from evaluations.models import Dossier
from evaluations.rating import Criterion, Part
from evaluations.selectors import dossier as selectors
from evaluations.selectors.criteria import parsed
from evaluations.services.intake import save_registration, save_report, save_self_scores
from evaluations.services.papers import add_paper, remove_paper
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.moves import PRODUCER_OR_COMMUNE
from evaluations.workflow.dossier import DOSSIER_MOVES, FORMS_OPEN, PAPERS_OPEN
from evaluations.workflow.forms26 import (
    REGISTRATION,
    REPORT,
    REPORT_GENERAL,
    REPORT_PLAN,
    REPORT_RESULTS,
    Entry,
    asked,
)
from evaluations.workflow.windows import late_warning

STEPS = (
    ("registration", "Phiếu đăng ký", "Mẫu số 01"),
    ("report", "Báo cáo tự đánh giá", "Mẫu số 02, phần I, II, IV"),
    ("scores", "Tự chấm điểm", "Mẫu số 02, phần III"),
    ("papers", "Giấy tờ", ""),
    ("check", "Kiểm tra và nộp", ""),
)


def _mine(request: HttpRequest, code: str) -> Dossier:
    dossier = find(request, code)
    need(request.user, "evaluations.change_dossier", dossier, PRODUCER_OR_COMMUNE)
    return dossier


def _must_be_open(dossier: Dossier, states: frozenset[str]) -> None:
    if dossier.state not in states:
        raise DomainError(
            f"Hồ sơ đang ở bước “{dossier.get_state_display()}” nên không sửa phần này được",
            code="state",
        )


def step_url(dossier: Dossier, step: str) -> str:
    """Address of one step of the guided form."""
    return reverse(f"evaluations:dossier_{step}", args=[dossier.code])


def guide(dossier: Dossier, current: str, label: str) -> dict[str, Any]:
    """Steps left, prediction and what is missing right."""
    faults = selectors.filing_faults(dossier)
    wrong = {fault.step for fault in faults}
    answers = selectors.answers_of(dossier)
    notes = {
        "scores": f"{len(answers)} trên {len(parsed(dossier.sheet).criteria)} tiêu chí",
        "papers": f"{len(dossier.papers.all())} giấy tờ",
        "check": f"Còn {len(faults)} việc" if faults else "Đủ để nộp",
    }
    return {
        **head(dossier),
        "crumbs": crumbs(dossier, label),
        "steps": [
            {
                "label": name,
                "note": notes.get(step, note),
                "url": step_url(dossier, step),
                "state": ("fix" if wrong else "done")
                if step == "check"
                else ("" if step in wrong else "done"),
                "current": step == current,
            }
            for step, name, note in STEPS
        ],
        "faults": faults,
        "fixes": [
            {"title": fault.text, "url": step_url(dossier, fault.step), "link": "Sửa"}
            for fault in faults[:4]
        ],
        "result": selectors.prediction(dossier),
        "sheet": parsed(dossier.sheet),
        "bands": [(band.star, band.min) for band in parsed(dossier.sheet).bands],
    }


def _entries_page(
    request: HttpRequest,
    code: str,
    *,
    step: str,
    entries: tuple[Entry, ...],
    groups: tuple[tuple[str, tuple[Entry, ...]], ...],
    save: Any,
    following: str,
) -> HttpResponse:
    """Mẫu 01 or Mẫu 02: show, save, and go on to the next step."""
    dossier = _mine(request, code)
    _must_be_open(dossier, FORMS_OPEN)
    stored: Mapping[str, Any] = getattr(dossier, step)
    form = EntriesForm(
        request.POST or None,
        entries=asked(entries, kind=dossier.kind, samples=selectors.needs_samples(dossier)),
        stored=stored,
        version=dossier.version,
    )
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            save(
                dossier=dossier,
                data=form.entries_data(stored),
                actor=request.user,
                on=today(),
                version=form.cleaned_data["version"],
            )
        except DomainError as error:
            show_refusal(form, error)
            status = error.status
            if error.code == "conflict":
                form.let_overwrite(dossier.version)
        else:
            messages.success(request, "Đã lưu")
            return redirect(step_url(dossier, following))
    label = next(name for key, name, _note in STEPS if key == step)
    context = {
        **guide(dossier, step, label),
        "form": form,
        "groups": [(title, form.group(part)) for title, part in groups],
        "saved_at": dossier.saves.get(step, {}).get("at", ""),
    }
    return render(request, f"evaluations/dossier_{step}.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def dossier_registration(request: HttpRequest, code: str) -> HttpResponse:
    return _entries_page(
        request,
        code,
        step="registration",
        entries=REGISTRATION,
        groups=(("", REGISTRATION),),
        save=save_registration,
        following="report",
    )


@login_required
@require_http_methods(["GET", "POST"])
def dossier_report(request: HttpRequest, code: str) -> HttpResponse:
    return _entries_page(
        request,
        code,
        step="report",
        entries=REPORT,
        groups=(
            ("Phần I. Thông tin chung", REPORT_GENERAL),
            ("Phần II. Kết quả thực hiện phương án sản xuất kinh doanh", REPORT_RESULTS),
            ("Phần IV. Kế hoạch sản xuất, kinh doanh", REPORT_PLAN),
        ),
        save=save_report,
        following="scores",
    )


# --- self-score -----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def dossier_scores(request: HttpRequest, code: str) -> HttpResponse:
    dossier = _mine(request, code)
    _must_be_open(dossier, FORMS_OPEN)
    parts = parsed(dossier.sheet).parts
    place = next((n for n, part in enumerate(parts) if part.code == request.GET.get("phan")), 0)
    part = parts[place]
    answers, words = selectors.answers_of(dossier), selectors.explanations_of(dossier)
    errors: dict[str, list[str]] = {}
    status, version = 200, dossier.version
    if request.method == "POST":
        given, said = read_scores(request.POST, part.criteria)
        others = {row for row in answers if row not in {item.code for item in part.criteria}}
        answers = {**{row: answers[row] for row in others}, **given}
        words = {**words, **said}
        sent = request.POST.get("version", "")
        try:
            save_self_scores(
                dossier=dossier,
                answers=answers,
                explanations=words,
                actor=request.user,
                on=today(),
                version=int(sent) if sent.isascii() and sent.isdigit() else 0,
            )
        except DomainError as error:
            errors, status = error.fields or {"": [error.message]}, error.status
        else:
            messages.success(request, f"Đã lưu phần {part.code}")
            return redirect(_after_scores(dossier, parts, place))
    context = {
        **guide(dossier, "scores", "Tự chấm điểm"),
        **_part_context(dossier, parts, place, answers, words, errors),
        "version": version,
        "saved_at": dossier.saves.get("scores", {}).get("at", ""),
    }
    return render(request, "evaluations/dossier_scores.html", context, status=status)


def _after_scores(dossier: Dossier, parts: tuple[Part, ...], place: int) -> str:
    if place + 1 < len(parts):
        return f"{step_url(dossier, 'scores')}?phan={parts[place + 1].code}"
    return step_url(dossier, "papers")


def _part_context(
    dossier: Dossier,
    parts: tuple[Part, ...],
    place: int,
    answers: Mapping[str, Any],
    words: Mapping[str, str],
    errors: Mapping[str, list[str]],
) -> dict[str, Any]:
    part, papers = parts[place], selectors.papers_in_order(dossier)
    url = step_url(dossier, "scores")
    rows = [
        {
            "criterion": item,
            "name": input_name(item.code),
            "id": f"c-{item.code.replace('.', '-')}",
            "choices": _choices(item),
            "value": _value(item, answers, dossier),
            "empty": "Để trống, 0 điểm" if item.allow_none or item.applies_if else "",
            "hint": _hint(item),
            "words": words.get(item.code, ""),
            "error": " ".join(errors.get(item.code, ())),
            "papers": [paper for paper in papers if item.code in paper.criteria],
        }
        for item in part.criteria
    ]
    return {
        "part": part,
        "rows": rows,
        "part_marks": selectors.marked_sheet(parsed(dossier.sheet), answers, part.code),
        "error_items": [
            {"id": f"c-{code.replace('.', '-')}" if code else "", "text": text}
            for code, texts in errors.items()
            for text in texts
        ],
        "tabs": [
            {
                "label": f"Phần {one.code}",
                "url": f"{url}?phan={one.code}",
                "count": None,
                "current": one.code == part.code,
            }
            for one in parts
        ],
        "before": parts[place - 1] if place else None,
        "after": parts[place + 1] if place + 1 < len(parts) else None,
        "scores_url": url,
    }


def _choices(item: Criterion) -> list[dict[str, Any]]:
    cases = {case.code: case.name or f"Trường hợp {case.code}" for case in item.cases}
    return [
        {
            "value": answer_value(
                {"case": option.case, "points": option.points} if option.case else option.points
            ),
            "points": option.points,
            "label": f"{cases[option.case]}: {option.label}" if option.case else option.label,
            "star": option.star,
        }
        for option in item.options
    ]


def _value(item: Criterion, answers: Mapping[str, Any], dossier: Dossier) -> str | None:
    """What is chosen; an untouched criterion has nothing chosen, a saved empty one its box."""
    if item.code in answers:
        return answer_value(answers[item.code])
    return "" if "scores" in dossier.saves else None


def _hint(item: Criterion) -> str:
    notes = list(item.notes)
    if item.applies_if:
        notes.append(f"Chỉ áp dụng khi tiêu chí {item.applies_if} có điểm")
    if item.evidence:
        notes.append(f"Giấy tờ chứng minh: {item.evidence}")
    return ". ".join(note.rstrip(".") for note in notes)


# --- papers ---------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def dossier_papers(request: HttpRequest, code: str) -> HttpResponse:
    dossier = _mine(request, code)
    _must_be_open(dossier, PAPERS_OPEN)
    chosen = [request.GET["tieu-chi"]] if "tieu-chi" in request.GET else []
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        sheet=parsed(dossier.sheet),
        chosen=chosen,
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                add_paper(
                    dossier=dossier,
                    upload=given.pop("file"),
                    actor=request.user,
                    on=today(),
                    **given,
                )
            except DomainError as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, "Đã thêm giấy tờ")
                return redirect(step_url(dossier, "papers"))
    context = {
        **guide(dossier, "papers", "Giấy tờ"),
        "form": form,
        "papers": selectors.papers_in_order(dossier),
        "only_papers": dossier.state not in FORMS_OPEN,
    }
    return render(request, "evaluations/dossier_papers.html", context, status=status)


@login_required
@require_POST
def dossier_paper_remove(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    dossier = _mine(request, code)
    row = get_visible(dossier.papers.all(), code=paper)
    remove_paper(paper=row, actor=request.user, on=today())
    messages.success(request, f"Đã bỏ “{row.title}” khỏi hồ sơ")
    return redirect(step_url(dossier, "papers"))


# --- check and file -------------------------------------------------------------------------------


@login_required
@require_GET
def dossier_check(request: HttpRequest, code: str) -> HttpResponse:
    dossier = _mine(request, code)
    _must_be_open(dossier, FORMS_OPEN)
    facts = selectors.move_context(dossier, DossierMove.FILE, on=today())
    context = {
        **guide(dossier, "check", "Kiểm tra và nộp"),
        "blocked": blocked_reason(DOSSIER_MOVES, DossierMove.FILE, dossier, **facts),
        "late": late_warning(today(), dossier.expires_on),
        "all_fixes": _by_step(dossier, selectors.filing_faults(dossier)),
        "advice": [
            {
                "status": "warn",
                "title": item.text,
                "url": step_url(dossier, item.step),
                "link": "Thêm giấy tờ",
            }
            for item in selectors.advice(dossier)
        ],
    }
    return render(request, "evaluations/dossier_check.html", context)


def _by_step(dossier: Dossier, faults: list[selectors.Fault]) -> list[dict[str, Any]]:
    names = {step: name for step, name, _note in STEPS}
    return [
        {
            "title": fault.text,
            "url": step_url(dossier, fault.step),
            "link": f"Mở bước {names[fault.step]}",
        }
        for fault in faults
    ]
