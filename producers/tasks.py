"""Jobs of the producers room. Each may be run again: it finds nothing left to do."""

from celery import shared_task


@shared_task(name="producers.picture_paper")
def picture_paper(paper_id: int) -> int:
    """Draw the first pages of one paper."""
    from producers import services  # noqa: PLC0415 -- leaf

    return services.draw_pictures(paper_id)


@shared_task(name="producers.picture_papers")
def picture_papers() -> int:
    """Draw what was asked for while no worker answered."""
    from producers import services  # noqa: PLC0415 -- leaf

    return services.draw_pictures()
