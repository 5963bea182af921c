"""The machine of an import as a table of moves."""

from common.workflow import Step
from exchange.enums import RunMove, RunState

IMPORT_MOVES = {
    RunMove.PLAN: Step(
        str(RunMove.PLAN.label),
        frozenset({RunState.UPLOADED, RunState.PLANNED, RunState.UNREADABLE}),
        RunState.PLANNED,
    ),
    RunMove.FAIL: Step(
        str(RunMove.FAIL.label),
        frozenset({RunState.UPLOADED, RunState.PLANNED}),
        RunState.UNREADABLE,
    ),
    RunMove.START: Step(
        str(RunMove.START.label), frozenset({RunState.PLANNED}), RunState.EXECUTING
    ),
    RunMove.FINISH: Step(str(RunMove.FINISH.label), frozenset({RunState.EXECUTING}), RunState.DONE),
    # The job died or the register changed under the plan: nothing was written.
    RunMove.GIVE_BACK: Step(
        str(RunMove.GIVE_BACK.label), frozenset({RunState.EXECUTING}), RunState.PLANNED
    ),
    RunMove.UNDO: Step(str(RunMove.UNDO.label), frozenset({RunState.DONE}), RunState.UNDONE),
    RunMove.DISCARD: Step(
        str(RunMove.DISCARD.label),
        frozenset({RunState.PLANNED, RunState.UNREADABLE}),
        RunState.DISCARDED,
    ),
}
