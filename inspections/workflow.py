"""The machine of a report of misuse."""

from typing import Any

from common.workflow import Step
from inspections.enums import ComplaintMove, ComplaintState


def has_answer(_complaint: Any, *, answer: str = "", **_: Any) -> str | None:
    """What was found and done stands in the record."""
    return None if answer.strip() else "Ghi đã xem xét thế nào và làm gì"


COMPLAINT_MOVES: dict[str, Step] = {
    ComplaintMove.HANDLE: Step(
        str(ComplaintMove.HANDLE.label),
        frozenset({ComplaintState.RECEIVED}),
        ComplaintState.HANDLED,
        (has_answer,),
    ),
}
