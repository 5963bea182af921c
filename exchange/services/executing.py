"""Writing an import into the register: all of it in one transaction, or nothing."""

import hashlib
import logging
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.bulk import nothing_thrown_away, read_rows, update_rows
from common.dates import now, today
from common.errors import DomainError
from common.workflow import require
from documents.services import canonical_json
from exchange import notices, tasks
from exchange.enums import ExchangeVerb, LineOutcome, RunMove, RunState
from exchange.models import ImportLine, ImportRun
from exchange.services import progress
from exchange.services.planning import plan_run, register_stamp
from exchange.services.runs import give_back
from exchange.services.writing import write_lines
from exchange.workflow import IMPORT_MOVES

log = logging.getLogger(__name__)

_CHANGED = (
    "Sổ trên cổng đã thay đổi sau khi lập kế hoạch, nên chưa ghi gì. Kế hoạch đã được lập lại theo"
    " sổ mới; xin xem lại rồi bấm ghi."
)
_REFUSED = "Chưa ghi gì vào sổ."
_BROKEN = "Có lỗi khi ghi nên chưa ghi gì vào sổ. Xin bấm ghi lại; nếu vẫn lỗi, báo quản trị."


@transaction.atomic
def start(*, run: ImportRun, actor: User) -> ImportRun:
    """Have a planned import written by a job, which tells ``actor`` when it is done.

    Raises:
        DomainError: ``state`` when it isn't planned, or nothing is there to write.
    """
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    step = require(IMPORT_MOVES, RunMove.START, row)
    if not row.lines.filter(outcome__in=LineOutcome.writes).exists():
        raise DomainError("Kế hoạch không có dòng nào để ghi", code="state")
    row.state = step.target
    row.busy_since = now()
    row.executed_by = actor
    row.fault = ""
    row.save(update_fields=["state", "busy_since", "executed_by", "fault", "updated_at"])
    tasks.execute_import.delay_on_commit(run_id=row.pk, actor_id=actor.pk)
    return row


@nothing_thrown_away()
def execute_run(run_id: int, actor_id: int | None) -> ImportRun:
    """Write what was planned, in one transaction; whatever stops it, nothing is written.

    If the register changed since the plan, the plan is made anew and nothing is written. Two
    imports follow each other; the second then finds the register changed. An import that isn't
    waiting to be written is left alone, so the job may come twice.
    """
    actor = User.objects.get(pk=actor_id) if actor_id else None
    try:
        with transaction.atomic():
            take_turn()
            row = ImportRun.objects.select_for_update().get(pk=run_id)
            if row.state != RunState.EXECUTING:
                return row
            if row.register_stamp == register_stamp(row):
                _write(row, actor)
                return row
    except (DomainError, IntegrityError) as error:
        log.warning("Import %s was given back", run_id, exc_info=True)
        why = f"{_REFUSED} {error.message}." if isinstance(error, DomainError) else _CHANGED
        return _return(run_id, why)
    except Exception:
        _return(run_id, _BROKEN)
        raise
    return _return(run_id, _CHANGED)


def take_turn() -> None:
    """Wait until no other import is being written or taken back; ours is then the only one."""
    ImportRun.objects.select_for_update().order_by("pk").first()


def _return(run_id: int, why: str) -> ImportRun:
    """Give the import back, planned anew."""
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run_id)
        if row.state == RunState.EXECUTING:
            give_back(row, why)
    row = plan_run(run_id)
    ImportRun.objects.filter(pk=run_id).update(fault=why)
    row.fault = why
    return row


def _write(row: ImportRun, actor: User | None) -> None:
    planned = row.lines.filter(outcome__in=LineOutcome.writes).order_by("row")
    lines = list(read_rows(planned, "id", "row", "values"))
    write_lines(
        lines,
        source=row.filename,
        on=today(),
        tell=lambda text: progress.tell(row, 0, len(lines), text),
    )
    update_rows(lines, ["product", "producer", "entry", "done"])
    finish(row, actor, lines)
    progress.forget(row)


def finish(row: ImportRun, actor: User | None, lines: list[ImportLine]) -> None:
    """Note that ``lines`` were written; the one audit entry of the import stands for them all."""
    row.state = require(IMPORT_MOVES, RunMove.FINISH, row).target
    row.busy_since = None
    row.executed_by = actor
    row.executed_at = now()
    row.save()
    notices.executed(row)
    record(
        actor=actor,
        verb=ExchangeVerb.IMPORT_EXECUTED,
        target=row,
        old=RunState.EXECUTING,
        new=row.state,
        data={"code": row.code, "counts": row.counts, "lines": _digest(lines)},
    )


def _digest(lines: list[ImportLine]) -> str:
    """SHA-256 of what was written, line by line: which record, and with what content."""
    told: list[Any] = [
        [line.row, line.values["fingerprint"], line.product_id, line.entry_id] for line in lines
    ]
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()
