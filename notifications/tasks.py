"""Jobs of the notifications room: they only wake the service."""

from celery import shared_task


@shared_task(name="notifications.deliver_waiting")
def deliver_waiting() -> int:
    """Send the mails whose time has come."""
    from notifications.services import deliver  # noqa: PLC0415 -- leaf

    return deliver()


@shared_task(name="notifications.heartbeat")
def heartbeat() -> None:
    """Show /readyz that beat and worker are alive."""
    from notifications.services import beat  # noqa: PLC0415 -- leaf

    beat(name="beat")
