"""Jobs of the products room: they only wake the services."""

from celery import shared_task

from common.dates import today


@shared_task(name="products.refresh_places")
def refresh_places() -> int:
    """Let producers and products follow the units that changed today; how many moved.

    May come late or twice: what lies right already stays.
    """
    from producers import services as producers  # noqa: PLC0415 -- leaf
    from products import services as products  # noqa: PLC0415 -- leaf

    on = today()
    return producers.refresh_places(on) + products.refresh_places(on=on)
