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


@shared_task(name="evaluations.make_package")
def make_package(package_id: int) -> None:
    """Draw the papers of a sitting for signing; may come twice, goes on from where it stopped."""
    from evaluations import services  # noqa: PLC0415 -- leaf

    services.draw_package(package_id)


@shared_task(name="evaluations.make_packages")
def make_packages() -> int:
    """Ask again for packages whose job never came or died half-way."""
    from evaluations import services  # noqa: PLC0415 -- leaf

    return services.ask_for_packages()
