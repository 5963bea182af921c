"""Planning one import: its workbook read, each line decided, the lines stored."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from certificates.models import Certificate, CertificateAction, RegisterEntry
from common.bulk import insert_rows, nothing_thrown_away
from common.dates import now, today
from common.errors import DomainError
from common.workflow import require
from communes.selectors import Gazetteer, successors
from documents.services.files import read_bytes
from exchange import notices
from exchange.enums import RunMove
from exchange.models import ImportLine, ImportRun
from exchange.reading import Reading, RegisterRow
from exchange.reading.register import read_register
from exchange.services import progress
from exchange.services.planning.decide import Planner
from exchange.services.planning.lines import Draft, apply_choice, count, fingerprint_of, line_of
from exchange.services.planning.picture import lying_in, picture_of, provinces_with
from exchange.workflow import IMPORT_MOVES
from producers.models import Producer
from products.models import Product

# In this year a paper may name communes of before and after 1/7.
_MERGER_YEAR = 2025


@dataclass(slots=True)
class Plan:
    """What a workbook comes to: nothing of it is stored yet."""

    reading: Reading
    drafts: list[Draft]
    stamp: str

    @property
    def counts(self) -> dict[str, Any]:
        """As ``import_register --json`` prints them, without "executed"."""
        return count(self.drafts)

    def lines(self, run: ImportRun) -> list[ImportLine]:
        """The drafts as lines of ``run``, not saved."""
        short: dict[str, str] = {}
        return [line_of(draft, run, short) for draft in self.drafts]


def make_plan(run: ImportRun, content: bytes) -> Plan:
    """Read ``content`` and decide about each line, as ``run`` (saved or not) asks for it.

    Raises:
        DomainError: ``invalid`` with the sentences for the field ``file``.
    """
    on = today()
    told = _teller(run)
    told(0, 0, "Đọc tệp")
    reading = read_register(
        content,
        filename=run.filename,
        sheet=run.sheet or None,
        header_row=run.header_row,
        mapping=run.mapping or None,
        on=on,
    )
    gazetteer = Gazetteer.load(on=on)
    # Read before the register is: what changes in between makes the plan old, never wrong.
    stamp = register_stamp(run)
    province = gazetteer.province_today(run.unit_id) if run.unit_id else None
    drafts = _drafts(reading.rows, gazetteer.full_name(province) if province else "", gazetteer)
    named = {draft.place.province for draft in drafts if draft.place.province is not None}
    picture = picture_of({province} if province else named, gazetteer)
    planner = Planner(drafts, picture, gazetteer, province=province, on=on)
    planner.decide(lambda done, total: told(done, total, "So với sổ trên cổng"))
    return Plan(reading, drafts, stamp)


def _drafts(rows: Sequence[RegisterRow], province_name: str, gazetteer: Gazetteer) -> list[Draft]:
    """``rows`` with their places; ``province_name`` stands where a line leaves it out."""
    drafts = []
    for row in rows:
        day = row.decided_on
        year = row.decided_year or row.round_year
        if day is None and year is not None and year != _MERGER_YEAR:
            day = dt.date(year, 1, 1)
        place = gazetteer.resolve(
            province=row.province or province_name,
            district=row.district,
            commune=row.commune,
            dated=day,
        )
        drafts.append(Draft(row, place, fingerprint_of(row)))
    return drafts


def _teller(run: ImportRun) -> Any:
    def told(done: int, total: int, text: str) -> None:
        if run.pk:
            progress.tell(run, done, total, text)

    return told


@nothing_thrown_away()
def plan_run(run_id: int) -> ImportRun:
    """Make the plan of an import; a second time makes it anew and keeps what people chose.

    A workbook that can't be read is not an error of the job: the import says why.
    """
    run = ImportRun.objects.select_related("file", "unit").get(pk=run_id)
    try:
        plan = make_plan(run, read_bytes(run.file))
    except DomainError as error:
        return _fail(run, error)
    return store_plan(run, plan)


@transaction.atomic
def store_plan(run: ImportRun, plan: Plan, *, why: str = "") -> ImportRun:
    """Put the lines of ``plan`` in the place of the earlier ones; ``why`` is told beside it."""
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    require(IMPORT_MOVES, RunMove.PLAN, row)
    chosen = {
        (line.row, line.values["fingerprint"]): line.choice
        for line in row.lines.exclude(choice="").only("row", "values", "choice")
    }
    row.lines.all().delete()
    lines = plan.lines(row)
    for line in lines:
        choice = chosen.get((line.row, line.values["fingerprint"]), "")
        if choice in line.values.get("choices", ()):
            apply_choice(line, choice)
    insert_rows(lines)
    note_plan(row, plan, lines)
    row.fault = why
    row.marked_file = None
    row.save()
    progress.forget(row)
    return row


def note_plan(row: ImportRun, plan: Plan, lines: list[ImportLine]) -> None:
    """Let ``row`` (not saved here) be planned as ``plan`` and ``lines`` say."""
    row.state = require(IMPORT_MOVES, RunMove.PLAN, row).target
    row.sheet, row.header_row = plan.reading.sheet, plan.reading.header_row
    row.mapping = plan.reading.mapping
    row.counts = count(lines)
    row.register_stamp = plan.stamp
    row.planned_at = now()
    row.busy_since = None


@transaction.atomic
def _fail(run: ImportRun, error: DomainError) -> ImportRun:
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    step = require(IMPORT_MOVES, RunMove.FAIL, row)
    row.state = step.target
    row.fault = " ".join(error.fields.get("file", [])) or error.message
    row.busy_since = None
    row.counts = {}
    row.save(update_fields=["state", "fault", "busy_since", "counts", "updated_at"])
    row.lines.all().delete()
    progress.forget(row)
    notices.failed(row, row.fault)
    return row


def register_stamp(run: ImportRun) -> str:
    """What the register of the import's province looks like now; changes with any change of it."""
    scopes: dict[str, Q] = {"": Q(), "product__": Q(), "certificate__product__": Q()}
    if run.unit is not None:
        current = [unit.pk for unit in successors(run.unit, on=today())]
        records = provinces_with(current if len(current) == 1 else [])
        scopes = {prefix: lying_in(records, prefix) for prefix in scopes}
    seen = [
        rows.order_by().aggregate(number=Count("pk"), last=Max("pk"), moment=Max(moment))
        for rows, moment in (
            (Producer.objects.filter(scopes[""]), "updated_at"),
            (Product.objects.filter(scopes[""]), "updated_at"),
            (RegisterEntry.objects.filter(scopes["product__"]), "updated_at"),
            (Certificate.objects.filter(scopes["product__"]), "updated_at"),
            (CertificateAction.objects.filter(scopes["certificate__product__"]), "acted_at"),
        )
    ]
    text = repr([[str(value) for value in row.values()] for row in seen])
    return hashlib.sha256(text.encode()).hexdigest()
