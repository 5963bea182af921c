"""The steps of an import that a person takes before anything is written, and the lost ones."""

import datetime as dt
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.workflow import require
from communes.models import AdministrativeUnit
from documents.enums import FileKind
from documents.services import store_bytes
from exchange import notices, tasks
from exchange.enums import ExchangeVerb, RunMove, RunState
from exchange.models import ImportLine, ImportRun
from exchange.reading.workbook import open_workbook
from exchange.services import progress
from exchange.services.planning import apply_choice, count
from exchange.workflow import IMPORT_MOVES

# Longer than any job may take (CELERY_TASK_TIME_LIMIT).
STALE = dt.timedelta(minutes=40)
_LONGEST_NAME = 200
_GIVEN_BACK = "Việc ghi bị dừng giữa chừng, chưa ghi gì vào sổ. Anh chị có thể bấm ghi lại."


def upload_workbook(
    *, actor: User, upload: "UploadedFile[Any]", unit: AdministrativeUnit | None
) -> ImportRun:
    """Take in a workbook for the register of ``unit`` (None: the country) and have it planned.

    What is no safe workbook is refused before anything is stored. A file that was written before
    is read as it was then, by the columns that somebody named: nothing new comes of it.

    Raises:
        DomainError: ``invalid`` with the sentences for the field ``file``.
    """
    filename = shown_name(str(upload.name or ""))
    content = upload.read()
    open_workbook(content, filename=filename)
    file = store_bytes(content=content, kind=FileKind.XLSX)
    with transaction.atomic():
        before: Any = (
            ImportRun.objects.filter(file=file, unit=unit, state=RunState.DONE)
            .order_by("-pk")
            .values("sheet", "header_row", "mapping")
            .first()
        )
        run = ImportRun.objects.create(
            file=file,
            filename=filename,
            unit=unit,
            started_by=actor,
            busy_since=now(),
            **(before or {}),
        )
        record(
            actor=actor,
            verb=ExchangeVerb.IMPORT_UPLOADED,
            target=run,
            new=RunState.UPLOADED,
            data={"code": run.code, "file": file.digest, "unit": unit.full_name if unit else ""},
        )
        tasks.plan_import.delay_on_commit(run_id=run.pk)
    return run


def shown_name(name: str) -> str:
    """The last part of a path, without control characters: it is shown to people."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return "".join(char for char in bare if char.isprintable())[-_LONGEST_NAME:] or "không tên"


@transaction.atomic
def map_columns(
    *,
    run: ImportRun,
    actor: User,  # noqa: ARG001 -- every write names who asks
    sheet: str,
    header_row: int | None,
    mapping: Mapping[str, int],
) -> ImportRun:
    """Have the import planned again from another sheet, header or other columns."""
    row = _locked(run)
    step = require(IMPORT_MOVES, RunMove.REMAP, row)
    row.state = step.target
    row.sheet, row.header_row, row.mapping = sheet, header_row, dict(mapping)
    row.busy_since = now()
    row.fault = ""
    row.save(
        update_fields=[
            "state",
            "sheet",
            "header_row",
            "mapping",
            "busy_since",
            "fault",
            "updated_at",
        ]
    )
    tasks.plan_import.delay_on_commit(run_id=row.pk)
    return row


@transaction.atomic
def choose(
    *,
    run: ImportRun,
    actor: User,  # noqa: ARG001 -- every write names who asks
    choices: Mapping[int, str],
) -> int:
    """Note what was chosen for lines (key → value, "" takes it back); returns how many changed.

    A line then comes to what follows from the choice, and the counts with it.

    Raises:
        DomainError: ``invalid`` for a value that the line doesn't offer; ``state`` when nothing
            may be chosen any more.
    """
    row = _locked(run)
    require(IMPORT_MOVES, RunMove.START, row)
    changed = []
    for line in row.lines.filter(pk__in=list(choices)).order_by("pk"):
        choice = choices[line.pk]
        if choice == line.choice:
            continue
        if choice and choice not in line.values.get("choices", ()):
            raise DomainError(
                f"Dòng {line.row} không có lựa chọn này. Hãy tải lại trang", code="invalid"
            )
        apply_choice(line, choice)
        changed.append(line)
    ImportLine.objects.bulk_update(
        changed,
        ["choice", "outcome", "values", "product", "producer", "entry"],
        batch_size=100,
    )
    if changed:
        row.counts = count(list(row.lines.only("outcome", "place", "values")))
        row.save(update_fields=["counts", "updated_at"])
    return len(changed)


@transaction.atomic
def discard(*, run: ImportRun, actor: User) -> ImportRun:
    """Put the workbook aside: nothing of it was written; its lines go, the file stays."""
    row = _locked(run)
    step = require(IMPORT_MOVES, RunMove.DISCARD, row)
    old, row.state = row.state, step.target
    row.busy_since = None
    row.save(update_fields=["state", "busy_since", "updated_at"])
    row.lines.all().delete()
    record(
        actor=actor,
        verb=ExchangeVerb.IMPORT_DISCARDED,
        target=row,
        old=old,
        new=row.state,
        data={"code": row.code},
    )
    return row


def give_back_stale(moment: dt.datetime) -> list[int]:
    """Give back the imports whose job died before ``moment``; returns their keys.

    One that was being written is planned still and nothing of it was written; one that was being
    read is read again. A job that is alive holds its row and is left alone.
    """
    found = ImportRun.objects.filter(state__in=RunState.busy, busy_since__lt=moment - STALE)
    given = []
    for pk in list(found.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = (
                ImportRun.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, state__in=RunState.busy)
                .first()
            )
            if row is None:
                continue
            if row.state == RunState.EXECUTING:
                give_back(row, _GIVEN_BACK)
            else:
                row.busy_since = moment
                row.save(update_fields=["busy_since", "updated_at"])
                tasks.plan_import.delay_on_commit(run_id=row.pk)
            given.append(pk)
    return given


def give_back(row: ImportRun, why: str) -> None:
    """Return a locked import that was being written to where it can be written again."""
    step = require(IMPORT_MOVES, RunMove.GIVE_BACK, row)
    row.state = step.target
    row.busy_since = None
    row.fault = why
    row.save(update_fields=["state", "busy_since", "fault", "updated_at"])
    progress.forget(row)
    notices.failed(row, why)


def _locked(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update().get(pk=run.pk)
