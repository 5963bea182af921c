"""The machine of an import as a table of moves."""

from common.workflow import Step
from exchange.enums import RunMove, RunState


def _step(move: RunMove, sources: set[RunState], target: RunState) -> Step:
    return Step(str(move.label), frozenset(sources), target)


IMPORT_MOVES = {
    RunMove.PLAN: _step(
        RunMove.PLAN, {RunState.UPLOADED, RunState.PLANNED, RunState.UNREADABLE}, RunState.PLANNED
    ),
    RunMove.FAIL: _step(
        RunMove.FAIL,
        {RunState.UPLOADED, RunState.PLANNED, RunState.UNREADABLE},
        RunState.UNREADABLE,
    ),
    RunMove.REMAP: _step(RunMove.REMAP, {RunState.PLANNED, RunState.UNREADABLE}, RunState.UPLOADED),
    RunMove.START: _step(RunMove.START, {RunState.PLANNED}, RunState.EXECUTING),
    RunMove.FINISH: _step(RunMove.FINISH, {RunState.EXECUTING}, RunState.DONE),
    # The job died or the register changed under the plan: nothing was written.
    RunMove.GIVE_BACK: _step(RunMove.GIVE_BACK, {RunState.EXECUTING}, RunState.PLANNED),
    RunMove.UNDO: _step(RunMove.UNDO, {RunState.DONE}, RunState.UNDONE),
    RunMove.DISCARD: _step(
        RunMove.DISCARD, {RunState.PLANNED, RunState.UNREADABLE}, RunState.DISCARDED
    ),
}
