"""Planning an import: what is to be done with each line, and why."""

from exchange.services.planning.lines import Draft, apply_choice, count, printed_of
from exchange.services.planning.runs import (
    Plan,
    make_plan,
    note_plan,
    plan_run,
    register_stamp,
    store_plan,
)

__all__ = [
    "Draft",
    "Plan",
    "apply_choice",
    "count",
    "make_plan",
    "note_plan",
    "plan_run",
    "printed_of",
    "register_stamp",
    "store_plan",
]
