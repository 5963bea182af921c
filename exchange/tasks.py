"""Jobs of the exchange room. Each may be run again: it finds nothing left to do."""

import datetime as dt

from celery import shared_task

from common.dates import now
from exchange.models import ImportRun
from exchange.selectors import awaiting_marks

# A marked copy of 20,000 rows takes about a minute.
_PATIENCE = dt.timedelta(minutes=10)


@shared_task(name="exchange.plan_import")
def plan_import(run_id: int) -> None:
    """Read the workbook and say what would happen to each line; then mark a copy of it."""
    from exchange import services  # noqa: PLC0415 -- leaf

    if not ImportRun.objects.filter(pk=run_id).exists():
        return
    services.plan_run(run_id)
    mark_workbook.delay(run_id=run_id)


@shared_task(name="exchange.execute_import")
def execute_import(run_id: int, actor_id: int) -> None:
    """Write what was planned, all of it or nothing."""
    from exchange import services  # noqa: PLC0415 -- leaf

    if not ImportRun.objects.filter(pk=run_id).exists():
        return
    services.execute_run(run_id, actor_id)
    mark_workbook.delay(run_id=run_id)


@shared_task(name="exchange.mark_workbook")
def mark_workbook(run_id: int) -> None:
    """Make the copy of the office's workbook in which each doubtful cell is marked."""
    from exchange import services  # noqa: PLC0415 -- leaf

    services.mark_run(run_id)


@shared_task(name="exchange.give_back_stale")
def give_back_stale() -> int:
    """Give back the imports whose job died; make the marked copies that are missing."""
    from exchange import services  # noqa: PLC0415 -- leaf

    for run in awaiting_marks(now() - _PATIENCE):
        mark_workbook.delay(run_id=run.pk)
    return len(services.give_back_stale(now()))
