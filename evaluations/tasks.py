"""Jobs of the evaluations room."""

import datetime as dt

from celery import shared_task

from common.dates import today


@shared_task(name="evaluations.remind_deadlines")
def remind_deadlines(on: str | None = None) -> dict[str, object]:
    """Remind the holders of deadlines as of ``on`` (ISO day; today unless told)."""
    from evaluations import services  # noqa: PLC0415 -- leaf

    day = dt.date.fromisoformat(on) if on else today()
    return services.remind_deadlines(on=day).as_dict()
