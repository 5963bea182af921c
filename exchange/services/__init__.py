"""Data in: the demo province, and the workbooks of offices."""

from exchange.services.commanding import Imported, import_file
from exchange.services.demo import STAGES, seed_demo
from exchange.services.executing import execute_run, start
from exchange.services.marking import mark_run
from exchange.services.planning import make_plan, plan_run
from exchange.services.runs import choose, discard, give_back_stale, map_columns, upload_workbook
from exchange.services.undoing import undo_blockers, undo_run

__all__ = [
    "STAGES",
    "Imported",
    "choose",
    "discard",
    "execute_run",
    "give_back_stale",
    "import_file",
    "make_plan",
    "map_columns",
    "mark_run",
    "plan_run",
    "seed_demo",
    "start",
    "undo_blockers",
    "undo_run",
    "upload_workbook",
]
