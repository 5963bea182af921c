"""Reading notices."""

from django.db.models import QuerySet

from accounts.models import User
from notifications.models import Heartbeat, Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """The notices of ``user``, newest first."""
    return Notice.objects.filter(recipient=user)


def unread_count(user: User) -> int:
    """How many notices ``user`` has not read."""
    return Notice.objects.filter(recipient=user, read_at__isnull=True).count()


def heartbeats() -> QuerySet[Heartbeat]:
    """When each job last ran."""
    return Heartbeat.objects.all()
