"""The self-score: Mẫu số 02, part III, one part of the sheet at a time."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from common.dates import today
from common.errors import DomainError
from common.text import normalise
from evaluations.forms.dossier import answer_value, input_name, read_scores
from evaluations.models import Dossier
from evaluations.rating import Criterion, Part
from evaluations.selectors import dossier as selectors
from evaluations.selectors.criteria import parsed
from evaluations.services.intake import save_self_scores
from evaluations.views import writing
from evaluations.views.advice import criterion_anchor
from evaluations.views.guide import guide, mine, must_be_open, step_url
from evaluations.workflow.dossier import FORMS_OPEN


@login_required
@require_http_methods(["GET", "POST"])
@writing.keeps_itself
def dossier_scores(request: HttpRequest, code: str) -> HttpResponse:
    dossier = mine(request, code)
    must_be_open(dossier, FORMS_OPEN)
    parts = parsed(dossier.sheet).parts
    place = next((n for n, part in enumerate(parts) if part.code == request.GET.get("phan")), 0)
    part = parts[place]
    answers, words = selectors.answers_of(dossier), selectors.explanations_of(dossier)
    errors: dict[str, list[str]] = {}
    sent = writing.Sent()
    if request.method == "POST":
        given, said = read_scores(request.POST, part.criteria)
        try:
            row = _save(request, dossier, part, given, said)
        except DomainError as error:
            errors, sent = (
                error.fields or {"": [error.message]},
                _refused(request, code, part, error),
            )
        else:
            onward = _after_scores(dossier, parts, place)
            return writing.done(request, row, "scores", onward, f"Đã lưu phần {part.code}")
        own = {item.code for item in part.criteria}
        answers = {code: answer for code, answer in answers.items() if code not in own} | given
        words = {**words, **said}
    if sent.answer is not None:
        return sent.answer
    context = {
        **guide(dossier, "scores", "Tự chấm điểm"),
        **_part_context(dossier, parts, place, answers, words, errors),
        "version": dossier.version,
        "saved_at": dossier.saves.get(f"scores-{part.code}", {}).get("at", ""),
        "other": sent.other,
    }
    return render(request, "evaluations/dossier_scores.html", context, status=sent.status)


def _save(
    request: HttpRequest, dossier: Dossier, part: Part, given: Any, said: Mapping[str, str]
) -> Dossier:
    version = request.POST.get("version", "")
    return save_self_scores(
        dossier=dossier,
        answers=given,
        explanations=said,
        part=part.code,
        actor=request.user,
        on=today(),
        version=int(version) if version.isascii() and version.isdigit() else 0,
        by_itself=writing.by_itself(request),
    )


def _refused(request: HttpRequest, code: str, part: Part, error: DomainError) -> writing.Sent:
    """The refusal, with the marks of the other window where they differ."""
    now = mine(request, code)
    other = _other_marks(request, now, part) if error.code == "conflict" else []
    if not writing.by_script(request):
        return writing.Sent(None, error.status, other)
    named = {input_name(code): texts for code, texts in error.fields.items()}
    told = DomainError(error.message, code=error.code, fields=named)
    return writing.Sent(writing.refused_rule(told, now, other))


def _other_marks(request: HttpRequest, dossier: Dossier, part: Part) -> list[dict[str, Any]]:
    given, said = read_scores(request.POST, part.criteria)
    answers, words = selectors.answers_of(dossier), selectors.explanations_of(dossier)
    found = []
    for item in part.criteria:
        mark, text = answer_value(answers.get(item.code)), words.get(item.code, "")
        if mark != answer_value(given.get(item.code)):
            chosen = next((one for one in _choices(item) if one["value"] == mark), None)
            shown = f"{chosen['points']} điểm: {chosen['label']}" if chosen else "(chưa chấm)"
            found.append(_other(input_name(item.code), item, shown, mark))
        if text != normalise(said.get(item.code, "")):
            label = text or "(để trống)"
            found.append(_other(f"w_{item.code}", item, f"Thuyết minh: {label}", text))
    return found


def _other(name: str, item: Criterion, shown: str, value: str) -> dict[str, Any]:
    label = f"{item.code} {item.name}"
    return {"name": name, "label": label, "text": shown, "values": [value] if value else []}


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
    part, url = parts[place], step_url(dossier, "scores")
    return {
        "part": part,
        "rows": _rows(dossier, part, answers, words, errors),
        "part_marks": selectors.marked_sheet(parsed(dossier.sheet), answers, part.code),
        "error_items": [
            {"id": criterion_anchor(code) if code else "", "text": text}
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


def _rows(
    dossier: Dossier,
    part: Part,
    answers: Mapping[str, Any],
    words: Mapping[str, str],
    errors: Mapping[str, list[str]],
) -> list[dict[str, Any]]:
    papers = selectors.papers_in_order(dossier)
    return [
        {
            "criterion": item,
            "name": input_name(item.code),
            "id": criterion_anchor(item.code),
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
    return "" if dossier.saves.get(f"scores-{item.part}", {}).get("pressed") else None


def _hint(item: Criterion) -> str:
    notes = list(item.notes)
    if item.applies_if:
        notes.append(f"Chỉ áp dụng khi tiêu chí {item.applies_if} có điểm")
    if item.evidence:
        notes.append(f"Giấy tờ chứng minh: {item.evidence}")
    return ". ".join(note.rstrip(".") for note in notes)
