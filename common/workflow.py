"""State machines as tables: a move is a row, a guard answers with a sentence or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.errors import DomainError

Guard = Callable[..., str | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One move: its label on the button, the states it starts from, where it leads, its guards."""

    label: str
    sources: frozenset[str]
    target: str
    guards: tuple[Guard, ...] = ()


def blocked_reason(table: Mapping[Any, Step], move: Any, obj: Any, **context: Any) -> str | None:
    """Why ``move`` can't be made on ``obj`` now: a sentence, or None when it can.

    ``context`` goes to every guard of the move as keyword arguments.
    """
    step = table[move]
    if obj.state not in step.sources:
        return f"Không thể “{step.label}” khi đang ở bước “{obj.get_state_display()}”"
    for guard in step.guards:
        reason = guard(obj, **context)
        if reason:
            return reason
    return None


def require(table: Mapping[Any, Step], move: Any, obj: Any, **context: Any) -> Step:
    """Return the step of ``move``.

    Raises:
        DomainError: with code ``state`` and the sentence of :func:`blocked_reason`.
    """
    reason = blocked_reason(table, move, obj, **context)
    if reason:
        raise DomainError(reason, code="state")
    return table[move]
