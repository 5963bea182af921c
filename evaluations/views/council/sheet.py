"""What the score page shows of a member's sheet: criteria, proof, bar, the look before signing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from common.errors import DomainError
from common.templatetags.vi import vn_time
from evaluations.enums import ItemState, ScoreSheetState
from evaluations.forms.scoring import field_of, value_of
from evaluations.models import ScoreLine, ScoreSheet, SessionItem
from evaluations.rating import EFFECT_LABELS, Criterion, Gate, Sheet
from evaluations.selectors.council.desk import (
    Desk,
    Proof,
    by_criterion,
    dependents_of,
    desk_of,
    proofs_of,
    sits_out,
)
from evaluations.selectors.council.marks import answers_of
from evaluations.selectors.council.progress import progress_of
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import explanations_of
from evaluations.services.council.scoring import EMPTY

SCORE = "evaluations/council/score.html"
_EMPTY = "Không đạt mức nào: để trống, 0 điểm"
_MUST = "Bắt buộc chọn một mức, không để trống."
_CASES = "Chọn một trong hai trường hợp."


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of the sheet are built from, read once."""

    form: Sheet
    lines: Mapping[str, ScoreLine]
    own_marks: Mapping[str, int | None]
    words: Mapping[str, str]
    proofs: Mapping[str, list[Proof]]
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)


def stored_value(line: ScoreLine) -> str:
    """The value of the radio that stands for a line."""
    return "" if line.empty else value_of(line.case, line.points)


def _chosen(line: ScoreLine | None, typed: Any) -> str | None:
    """The value of the radio to tick: what was just typed, else what is stored."""
    if typed is None:
        return stored_value(line) if line else None
    if typed == EMPTY:
        return ""
    if isinstance(typed, dict):
        return value_of(str(typed["case"]), typed["points"])
    return str(typed)


def _groups(criterion: Criterion, base: str) -> list[dict[str, Any]]:
    """The options; for a criterion with two cases, those of each case."""
    names = {case.code: case.name for case in criterion.cases}
    found: dict[str | None, list[dict[str, Any]]] = {}
    for option in criterion.options:
        found.setdefault(option.case, []).append(
            {
                "value": value_of(option.case or "", option.points),
                "points": option.points,
                "label": option.label,
                "star": option.star,
            }
        )
    return [
        {
            "case": case or "",
            "name": names.get(case, "") if case else "",
            "id": f"{base}-{case}" if case else base,
            "choices": choices,
        }
        for case, choices in found.items()
    ]


def _words_of(groups: Iterable[dict[str, Any]], chosen: str | None) -> str:
    if chosen == "":
        return "Để trống"
    for group in groups:
        for choice in group["choices"]:
            if choice["value"] == chosen:
                case = f"Trường hợp {group['case']}. " if group["case"] else ""
                return f"{case}{choice['label']}"
    return ""


def _row(criterion: Criterion, known: Known, out: Mapping[str, str]) -> dict[str, Any]:
    code, name = criterion.code, field_of(criterion.code)
    line = known.lines.get(code)
    base = f"tc-{code.replace('.', '-')}"
    groups = _groups(criterion, base)
    chosen = _chosen(line, known.typed.get(code))
    cases, empty = len(groups) > 1, _EMPTY if criterion.allow_none else ""
    groups[0]["error"] = " ".join(known.errors.get(name, ()))
    # With two cases "left empty" stands below both.
    groups[0]["empty"] = "" if cases else empty
    if cases:  # the form says so itself, as a rule
        groups[0]["hint"] = "" if criterion.notes else _CASES
    else:
        groups[0]["hint"] = "" if criterion.allow_none else _MUST
    depends = dependents_of(known.form).get(code)
    return {
        "criterion": criterion,
        "field": name,
        "id": base,
        "groups": groups,
        "cases": cases,
        "chosen": chosen,
        "case": (chosen or "").rpartition(":")[0],
        "points": line.points if line else None,
        "words": _words_of(groups, chosen),
        "done": line is not None and not known.errors.get(name),
        # The producer's own mark only once the member has chosen: it must not lead him.
        "self": known.own_marks.get(code) if line else None,
        "empty": empty,
        "out": out.get(code, ""),
        "leads_to": field_of(depends.code) if depends else "",
        "proofs": known.proofs.get(code, []),
        "explained": known.words.get(code, ""),
        "gates": [gate for gate in known.form.gates if gate.criterion == code],
    }


def criteria_parts(known: Known) -> list[dict[str, Any]]:
    """The form part by part, each criterion with its options, what is chosen and its proof."""
    out = sits_out(known.form, answers_of(known.lines.values()))
    parts = []
    for part in known.form.parts:
        rows = [_row(criterion, known, out) for criterion in part.criteria]
        done = sum(row["done"] for row in rows)
        parts.append({"part": part, "rows": rows, "done": done, "count": len(rows)})
    return parts


def gate_words(gate: Gate) -> dict[str, str]:
    """A gate as the page says it."""
    return {
        "code": gate.code,
        "criterion": gate.criterion or "",
        "effect": EFFECT_LABELS[gate.effect],
        "conditions": "; ".join(gate.conditions),
    }


def _frozen_words(item: SessionItem, sheet: ScoreSheet) -> str:
    """Why nothing can be chosen, for a sheet that was not signed."""
    if sheet.state != ScoreSheetState.DRAFT:
        return ""
    if item.state == ItemState.WAITING:
        return "Sản phẩm chưa tới lượt chấm: đọc hồ sơ được, chưa chọn điểm được."
    if item.state != ItemState.SCORING:
        return "Sản phẩm đã qua bước chấm điểm; phiếu này chưa ký nên không tính vào kết quả."
    return ""


def score_context(
    item: SessionItem,
    sheet: ScoreSheet,
    *,
    typed: dict[str, Any] | None = None,
    fault: DomainError | None = None,
) -> dict[str, Any]:
    """Everything the score page shows of one member's sheet."""
    form = parsed(item.dossier.sheet)
    lines = {line.criterion: line for line in sheet.lines.all()}
    proofs = proofs_of(item.dossier, on=item.session.held_on)
    known = Known(
        form=form,
        lines=lines,
        own_marks={row.criterion: row.points for row in item.dossier.self_scores.all()},
        words=explanations_of(item.dossier),
        proofs=by_criterion(proofs),
        typed=typed or {},
        errors=fault.fields if fault else {},
    )
    why_frozen = _frozen_words(item, sheet)
    return {
        **bar_context(item, sheet, lines.values()),
        "desk": desk_of(sheet, item),
        "parts": criteria_parts(known),
        "proofs": proofs,
        "proof": proofs[0] if proofs else None,
        "gates": [gate_words(gate) for gate in form.gates],
        "raised": [gate_words(form.gates_by_code[code]) for code in item.gates],
        "stored": stored_json(sheet, lines.values()),
        "fault": fault,
        "comment": sheet.comment,
        "frozen": sheet.state != ScoreSheetState.DRAFT or item.state != ItemState.SCORING,
        "why_frozen": why_frozen,
    }


def bar_context(item: SessionItem, sheet: ScoreSheet, lines: Iterable[ScoreLine]) -> dict[str, Any]:
    """What the bar at the foot shows."""
    form = parsed(item.dossier.sheet)
    return {
        "item": item,
        "session": item.session,
        "sheet": sheet,
        "form": form,
        "progress": progress_of(form, lines, item.session.regulation),
    }


def stored(sheet: ScoreSheet, lines: Iterable[ScoreLine]) -> dict[str, str]:
    """What the server holds, by the name of the input: for the script that keeps what is typed."""
    return {
        **{field_of(line.criterion): stored_value(line) for line in lines},
        "comment": sheet.comment,
    }


def stored_json(sheet: ScoreSheet, lines: Iterable[ScoreLine]) -> str:
    """The same for a data attribute."""
    return json.dumps(stored(sheet, lines), ensure_ascii=False)


def kept_answer(
    item: SessionItem, sheet: ScoreSheet, lines: Iterable[ScoreLine], sent: Iterable[str]
) -> dict[str, Any]:
    """What the script hears after a save: receipt by the server's clock, the bar, own marks.

    ``sent`` are the criteria just saved; of those the producer's own mark may be shown now.
    """
    lines = list(lines)
    context = bar_context(item, sheet, lines)
    answered = {line.criterion for line in lines}
    own = item.dossier.self_scores.filter(criterion__in=answered & set(sent), points__isnull=False)
    return {
        "version": sheet.version,
        "clock": vn_time(sheet.updated_at),
        "stored": stored(sheet, lines),
        "own": {field_of(row.criterion): row.points for row in own},
        "missing": [field_of(code) for code in context["progress"].missing],
        # Without the request: the menu of the page costs statements that nobody sees here.
        "bar": render_to_string(f"{SCORE}#total", context),
    }


def look_context(item: SessionItem, sheet: ScoreSheet) -> dict[str, Any]:
    """What is read once more before signing: total, band, what holds back, boxes left empty."""
    form = parsed(item.dossier.sheet)
    lines = {line.criterion: line for line in sheet.lines.all()}
    desk: Desk = desk_of(sheet, item)
    known = Known(form=form, lines=lines, own_marks={}, words={}, proofs={})
    parts = criteria_parts(known)
    rows = [row for block in parts for row in block["rows"]]
    return {
        **bar_context(item, sheet, lines.values()),
        "desk": desk,
        "parts": parts,
        "empty": [row["criterion"] for row in rows if row["chosen"] == ""],
        "raised": [gate_words(form.gates_by_code[code]) for code in item.gates],
        "back": reverse("evaluations:item_score", args=[item.session.code, item.code]),
    }
