"""An import without pages and without a person: planned, and written if asked."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from audit.services import record
from common.bulk import insert_rows, nothing_thrown_away
from common.dates import today
from common.errors import DomainError
from common.workflow import require
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from documents.enums import FileKind
from documents.services import store_bytes
from exchange.enums import ExchangeVerb, LineOutcome, RunMove
from exchange.models import ImportRun
from exchange.services.executing import finish, take_turn
from exchange.services.planning import Draft, make_plan, note_plan
from exchange.services.writing import write_lines
from exchange.workflow import IMPORT_MOVES


@dataclass(slots=True)
class Imported:
    """What a workbook came to; ``open_lines`` are those that need a person, with their reason."""

    counts: dict[str, Any]
    executed: bool
    open_lines: list[tuple[int, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As ``import_register --json`` prints it."""
        return {**self.counts, "executed": self.executed}


@nothing_thrown_away()
def import_file(*, content: bytes, filename: str, province: str, execute: bool) -> Imported:
    """Plan a workbook; with ``execute`` write it in the same transaction.

    ``province`` is the key of a unit, "" the whole country. Without ``execute``, or when there is
    nothing to write, nothing stays behind; else an import does, that can be taken back.

    Raises:
        DomainError: ``invalid`` for a file or province that can't be.
    """
    run = ImportRun(filename=filename[-200:], unit=_province(province) if province else None)
    if not execute:
        plan = make_plan(run, content)
        return Imported(plan.counts, executed=False, open_lines=_open(plan.drafts))
    with transaction.atomic():
        # Planned while no other import is at work: the plan can't be old when it is written.
        take_turn()
        plan = make_plan(run, content)
        lines = plan.lines(run)
        written = [line for line in lines if line.outcome in LineOutcome.writes]
        if not written:
            return Imported(plan.counts, executed=True, open_lines=_open(plan.drafts))
        run.file = store_bytes(content=content, kind=FileKind.XLSX)
        run.save()
        record(
            actor=None,
            verb=ExchangeVerb.IMPORT_UPLOADED,
            target=run,
            new=run.state,
            data={"code": run.code, "file": run.file.digest, "unit": province},
        )
        note_plan(run, plan, lines)
        run.state = require(IMPORT_MOVES, RunMove.START, run).target
        write_lines(written, source=run.filename, on=today(), tell=lambda _text: None)
        insert_rows(lines)
        finish(run, None, written)
    return Imported(plan.counts, executed=True, open_lines=_open(plan.drafts))


def _province(key: str) -> AdministrativeUnit:
    unit = AdministrativeUnit.objects.filter(key=key, level=UnitLevel.PROVINCE).first()
    if unit is None:
        raise DomainError(f"Không có tỉnh nào có khóa “{key}”", code="invalid")
    return unit


def _open(drafts: list[Draft]) -> list[tuple[int, str]]:
    closed = (LineOutcome.CREATE, LineOutcome.MATCH, LineOutcome.CHANGE)
    return [(draft.row.number, draft.reason) for draft in drafts if draft.outcome not in closed]
