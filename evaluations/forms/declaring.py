"""What a declaration of conflict of interest sends: one answer per product, and reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluations.models import SessionItem

NONE, CONFLICT = "none", "conflict"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen and typed for one product; ``fault`` is what is missing, in a sentence."""

    chosen: str = ""
    reason: str = ""
    fault: str = ""
    # The id of the control that the fault is put right with.
    field: str = ""


def posted_declaration(items: Iterable[SessionItem], data: Mapping[str, str]) -> dict[str, Answer]:
    """The answers as they were sent, by the code of the product; what is no choice is none."""
    found = {}
    for item in items:
        sent = data.get(f"c-{item.code}", "")
        chosen = sent if sent in (NONE, CONFLICT) else ""
        reason = data.get(f"r-{item.code}", "").strip()
        fault = field = ""
        if not chosen:
            fault, field = "Hãy chọn có liên quan hay không", f"c-{item.code}-none"
        elif chosen == CONFLICT and not reason:
            fault, field = "Hãy ghi lý do có liên quan", f"r-{item.code}"
        found[item.code] = Answer(chosen, reason, fault, field)
    return found


def conflicts_of(answers: Mapping[str, Answer]) -> dict[str, str]:
    """The reasons of the products that were declared, for the service."""
    return {code: row.reason for code, row in answers.items() if row.chosen == CONFLICT}
