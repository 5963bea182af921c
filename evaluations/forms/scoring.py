"""What the score sheet sends: radios named after their criterion, and the version it was read with.

A form only tells the words apart; whether points are an option of the sheet is the service's word.
"""

from collections.abc import Mapping
from typing import Any

from evaluations.rating import Sheet
from evaluations.services.council.scoring import EMPTY

# What the script sends for an answer that is taken back: the criterion waits again.
TAKEN_BACK = "-"


def field_of(code: str) -> str:
    """The name of the inputs of one criterion."""
    return f"c-{code}"


def value_of(case: str, points: int) -> str:
    """An option as its radio sends it: ``3``, or ``b:3`` where the criterion has cases."""
    return f"{case}:{points}" if case else str(points)


def posted_answers(sheet: Sheet, data: Mapping[str, str]) -> dict[str, Any]:
    """Answers as a form sent them, for ``services.scoring.save_answers``.

    A criterion without any value sent is left out (a browser sends nothing for radios nobody
    touched). Whatever is not an option stays as it was sent, so that the refusal can quote it.
    """
    found: dict[str, Any] = {}
    for name, text in data.items():
        if name.startswith("c-"):
            code = name.removeprefix("c-")
            found[code] = _answer(text, has_cases=_has_cases(sheet, code))
    return found


def _has_cases(sheet: Sheet, code: str) -> bool:
    criterion = sheet.by_code.get(code)
    return criterion is not None and criterion.has_cases


def _answer(text: str, *, has_cases: bool) -> Any:
    if text == TAKEN_BACK:
        return None
    if text == "":
        return EMPTY
    case, colon, points = text.rpartition(":")
    number: Any = points
    # Ten digits and more are no mark; int() of a very long text is slow.
    if points.isascii() and points.isdigit() and len(points) < 10:
        number = int(points)
    if not has_cases:
        return text if colon else number
    return {"case": case, "points": number}


def sent_version(data: Mapping[str, str]) -> int:
    """The version a form was shown with; 0, which is never current, when it is unreadable."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
