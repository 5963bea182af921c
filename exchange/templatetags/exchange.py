"""States and outcomes of an import in words and in one of the six tones of the house."""

from django import template

from certificates.enums import EntryStatus
from exchange.enums import LineOutcome, PlaceOutcome, RunState

register = template.Library()

_STATES = {
    RunState.UPLOADED: "info",
    RunState.UNREADABLE: "bad",
    RunState.PLANNED: "warn",
    RunState.EXECUTING: "info",
    RunState.DONE: "ok",
    RunState.UNDONE: "off",
    RunState.DISCARDED: "off",
}
_OUTCOMES = {
    LineOutcome.CREATE: "ok",
    LineOutcome.MATCH: "off",
    LineOutcome.CHANGE: "info",
    LineOutcome.SKIP: "off",
    LineOutcome.ERROR: "bad",
    LineOutcome.CHOOSE: "warn",
}
# What stands in the register afterwards is said in the past tense.
_WRITTEN = {
    LineOutcome.CREATE: "Đã ghi mới",
    LineOutcome.CHANGE: "Đã sửa",
    LineOutcome.MATCH: "Giữ nguyên",
    LineOutcome.SKIP: "Bỏ qua",
    LineOutcome.ERROR: "Chưa ghi: lỗi",
    LineOutcome.CHOOSE: "Chưa ghi: chưa chọn",
}
_PLACES = {
    PlaceOutcome.RESOLVED: "ok",
    PlaceOutcome.AMBIGUOUS: "warn",
    PlaceOutcome.NOT_FOUND: "warn",
    PlaceOutcome.NONE: "off",
}


@register.filter
def run_tone(state: str) -> str:
    """The tone of an import's state."""
    return _STATES[RunState(state)]


@register.filter
def outcome_tone(outcome: str) -> str:
    """The tone of what the plan does with a line."""
    return _OUTCOMES[LineOutcome(outcome)]


@register.filter
def outcome_words(outcome: str, state: str) -> str:
    """What happens to a line, or happened once the import is done; taken back when undone."""
    if state == RunState.DONE:
        return _WRITTEN[LineOutcome(outcome)]
    return str(LineOutcome(outcome).label)


@register.filter
def place_tone(place: str) -> str:
    """The tone of what became of the commune of a line."""
    return _PLACES[PlaceOutcome(place)]


@register.filter
def entry_words(status: str) -> str:
    """The status of a line of a register in words."""
    return str(EntryStatus(status).label) if status in EntryStatus.values else status
