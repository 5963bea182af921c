"""The guided dossier: Mẫu 01 and Mẫu 02."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from evaluations.forms.dossier import EntriesForm
from evaluations.selectors import dossier as selectors
from evaluations.services.intake import save_registration, save_report
from evaluations.views import writing
from evaluations.views.guide import STEPS, guide, mine, must_be_open, step_url
from evaluations.workflow.dossier import FORMS_OPEN
from evaluations.workflow.forms26 import (
    REGISTRATION,
    REPORT_GENERAL,
    REPORT_PLAN,
    REPORT_RESULTS,
    Entry,
    asked,
)

_EXTRA = tuple(entry for entry in REPORT_RESULTS if entry.only)
_RESULTS = tuple(entry for entry in REPORT_RESULTS if not entry.only)


def _entries_page(
    request: HttpRequest,
    code: str,
    *,
    step: str,
    groups: tuple[tuple[str, tuple[Entry, ...]], ...],
    save: Any,
    following: str,
) -> HttpResponse:
    """Mẫu 01 or Mẫu 02: show, save, and go on to the next step."""
    dossier = mine(request, code)
    must_be_open(dossier, FORMS_OPEN)
    entries = [entry for _title, part in groups for entry in part]
    form = EntriesForm(
        request.POST or None,
        entries=asked(entries, kind=dossier.kind, samples=selectors.needs_samples(dossier)),
        stored=getattr(dossier, step),
        version=dossier.version,
    )
    sent = writing.take(
        request,
        dossier,
        form,
        part=step,
        stored=lambda: getattr(dossier, step),
        save=save,
        onward=step_url(dossier, following),
        said="Đã lưu",
    )
    if sent.answer is not None:
        return sent.answer
    context = {
        **guide(dossier, step, next(name for key, name, _note in STEPS if key == step)),
        "form": form,
        "groups": [(title, fields) for title, part in groups if (fields := form.group(part))],
        "part": step,
        "saved_at": dossier.saves.get(step, {}).get("at", ""),
        "other": sent.other,
    }
    return render(request, f"evaluations/dossier_{step}.html", context, status=sent.status)


@login_required
@require_http_methods(["GET", "POST"])
@writing.keeps_itself
def dossier_registration(request: HttpRequest, code: str) -> HttpResponse:
    return _entries_page(
        request,
        code,
        step="registration",
        groups=(("", REGISTRATION),),
        save=save_registration,
        following="report",
    )


@login_required
@require_http_methods(["GET", "POST"])
@writing.keeps_itself
def dossier_report(request: HttpRequest, code: str) -> HttpResponse:
    return _entries_page(
        request,
        code,
        step="report",
        groups=(
            # What only this kind of registration asks for stands first (6-02, 6-03).
            ("Nội dung riêng của lần đăng ký này", _EXTRA),
            ("Phần I. Thông tin chung", REPORT_GENERAL),
            ("Phần II. Kết quả thực hiện phương án sản xuất kinh doanh", _RESULTS),
            ("Phần IV. Kế hoạch sản xuất, kinh doanh", REPORT_PLAN),
        ),
        save=save_report,
        following="scores",
    )
