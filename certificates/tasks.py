"""Jobs of the certificates room."""

import datetime as dt

from celery import shared_task

from common.dates import today


@shared_task(name="certificates.flag_expiring")
def flag_expiring(on: str | None = None) -> dict[str, object]:
    """Write the steps of the expiry ladder due on ``on`` (ISO day; today unless told)."""
    from certificates import services  # noqa: PLC0415 -- leaf

    day = dt.date.fromisoformat(on) if on else today()
    return services.flag_expiring(on=day).as_dict()


@shared_task(name="certificates.tell_of_papers")
def tell_of_papers(on: str | None = None) -> int:
    """The month's notices about papers that end; ``on`` as above."""
    from certificates import services  # noqa: PLC0415 -- leaf

    return services.tell_of_papers(on=dt.date.fromisoformat(on) if on else today())
