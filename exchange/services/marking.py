"""The office's own workbook with the plan written into it, made by a job."""

import logging
from collections.abc import Iterator

from common.errors import DomainError
from documents.enums import FileKind
from documents.services import store_bytes
from documents.services.files import read_bytes
from exchange.enums import LineOutcome, RunState
from exchange.models import ImportLine, ImportRun
from exchange.reading.marks import LineNote, Note, mark

log = logging.getLogger(__name__)

_CHUNK = 1000


def mark_run(run_id: int) -> None:
    """Make the marked copy of a planned or written import anew.

    A copy of a plan that was made anew meanwhile is thrown away: another job marks that one.
    """
    states = (RunState.PLANNED, RunState.DONE)
    run = ImportRun.objects.select_related("file").filter(pk=run_id, state__in=states).first()
    if run is None:
        return
    try:
        content = mark(
            read_bytes(run.file),
            sheet=run.sheet,
            header_row=run.header_row or 0,
            notes=_notes(run),
            lines=_lines(run),
        )
    except DomainError as error:
        log.warning("Import %s can't be marked: %s", run_id, error.message)
        return
    file = store_bytes(content=content, kind=FileKind.XLSX)
    ImportRun.objects.filter(pk=run_id, planned_at=run.planned_at).update(marked_file=file)


def _each(run: ImportRun) -> Iterator[ImportLine]:
    lines = run.lines.order_by("row").only("row", "outcome", "reason", "faults")
    return lines.iterator(chunk_size=_CHUNK)


def _notes(run: ImportRun) -> Iterator[Note]:
    for line in _each(run):
        for fault in line.faults:
            yield line.row, fault["column"], fault["level"], fault["text"]


def _lines(run: ImportRun) -> Iterator[LineNote]:
    for line in _each(run):
        yield line.row, str(LineOutcome(line.outcome).label), line.reason
