"""What one member chose, tested against the sheet.

An answer is stored as it is written: the points of one option, or {"case": "b", "points": 3} where
the criterion has two cases. A criterion that is not in the mapping is empty.
"""

from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any

from evaluations.rating.sheet import Choice, Criterion, Sheet

# criterion code → points, or {"case", "points"}
Answers = Mapping[str, Any]


class CaseError(ValueError):
    """What was handed in cannot be rated. `.faults` holds one Vietnamese sentence per fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def shown(value: object) -> str:
    """A value from outside as one short line, safe in a message."""
    text = dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def choice_of(answer: Any) -> Choice:
    """(case, points) of an answer that passed `answers_faults`."""
    if isinstance(answer, Mapping):
        return answer["case"], answer["points"]
    return None, answer


def points_of(answers: Answers, code: str) -> int:
    """Points chosen for one criterion; an empty criterion is 0."""
    answer = answers.get(code)
    return 0 if answer is None else choice_of(answer)[1]


def applies(criterion: Criterion, answers: Answers) -> bool:
    """Whether the criterion is to be scored at all: "Chỉ áp dụng khi có câu chuyện sản phẩm"."""
    needed = criterion.applies_if
    return needed is None or points_of(answers, needed) > 0


def answers_faults(sheet: Sheet, answers: object, *, complete: bool = False) -> list[str]:
    """Why these answers are not a filled-in sheet; an empty list when they are.

    Every answer must be the points of one of the criterion's options, in one of its cases where it
    has any. With `complete` every criterion must be answered unless the form lets its box stay
    empty (it prints no 0-point option) or the criterion does not apply; a draft is tested without.
    One Vietnamese sentence per fault, in the order of the sheet, unknown codes last.
    """
    if not isinstance(answers, Mapping):
        return ['"answers" phải là một đối tượng: mã tiêu chí → điểm.']
    return [fault for _code, fault in located_faults(sheet, answers, complete=complete)]


def located_faults(
    sheet: Sheet, answers: Answers, *, complete: bool = False
) -> list[tuple[str, str]]:
    """The faults of `answers_faults`, each with the code of its criterion.

    Codes that the sheet does not have come back as they were given, "" for what is no text.
    """
    faults = []
    for criterion in sheet.criteria:
        if criterion.code in answers:
            fault = _answer_fault(criterion, answers[criterion.code])
            if fault is not None:
                faults.append((criterion.code, fault))
    faults.extend(
        (
            code if isinstance(code, str) else "",
            f"Phiếu {sheet.code} không có tiêu chí {shown(code)}.",
        )
        for code in answers
        if code not in sheet.by_code
    )
    if complete and not faults:
        faults.extend(
            (
                criterion.code,
                (
                    f"Tiêu chí {criterion.code} chưa chấm; "
                    "phiếu có mức 0 điểm nên không được để trống."
                ),
            )
            for criterion in sheet.criteria
            if criterion.code not in answers
            and not criterion.allow_none
            and applies(criterion, answers)
        )
    return faults


def dependency_faults(sheet: Sheet, answers: Answers) -> list[str]:
    """Points given to criteria that do not apply (5.2 without a story); for the score form.

    The sum of such a sheet is still defined, so `rate` accepts it; a person filling in the form is
    asked to look again. The answers must have passed `answers_faults`.
    """
    return [fault for _code, fault in located_contradictions(sheet, answers)]


def located_contradictions(sheet: Sheet, answers: Answers) -> list[tuple[str, str]]:
    """The sentences of `dependency_faults`, each with the code of its criterion."""
    return [
        (
            criterion.code,
            (
                f"Tiêu chí {criterion.code} chỉ áp dụng khi tiêu chí {criterion.applies_if} "
                f"có điểm; đang chấm {points_of(answers, criterion.code)} điểm."
            ),
        )
        for criterion in sheet.criteria
        if not applies(criterion, answers) and points_of(answers, criterion.code) > 0
    ]


def _answer_fault(criterion: Criterion, answer: Any) -> str | None:
    code = criterion.code
    if not criterion.has_cases:
        return _points_fault(criterion, answer, None)
    if not isinstance(answer, Mapping):
        return (
            f"Tiêu chí {code} có hai trường hợp: phải ghi trường hợp và điểm, "
            f"không nhận {shown(answer)}."
        )
    for key in answer:
        if key not in {"case", "points"}:
            return f"Tiêu chí {code}: không hiểu khóa {shown(key)}, chỉ có case và points."
    if "case" not in answer:
        return f"Tiêu chí {code}: thiếu trường hợp."
    if "points" not in answer:
        return f"Tiêu chí {code}: thiếu điểm."
    case = answer["case"]
    known = [item.code for item in criterion.cases]
    if not isinstance(case, str) or case not in known:
        return (
            f"Tiêu chí {code}: không có trường hợp {shown(case)}; "
            f"phiếu chỉ có trường hợp {' và '.join(known)}."
        )
    return _points_fault(criterion, answer["points"], case)


def _points_fault(criterion: Criterion, points: Any, case: str | None) -> str | None:
    code = criterion.code
    if isinstance(points, Mapping) and case is None:
        return f"Tiêu chí {code} không có trường hợp: chỉ ghi điểm, không nhận {shown(points)}."
    # True is 1 in Python; a mark is a whole number and nothing else.
    if type(points) is not int:
        return f"Tiêu chí {code}: điểm phải là số nguyên, không nhận {shown(points)}."
    if (case, points) in criterion.choices:
        return None
    allowed = ", ".join(
        str(value) for value in sorted({option.points for option in criterion.options_of(case)})
    )
    beside = f" trường hợp {case}" if case is not None else ""
    return (
        f"Tiêu chí {code}{beside}: không có mức {shown(points)} điểm; "
        f"phiếu chỉ có các mức {allowed} điểm."
    )
