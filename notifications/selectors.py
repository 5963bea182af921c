"""Reading notices."""

import datetime as dt

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import User
from accounts.selectors import is_administrator, visible_people
from notifications.enums import MailState
from notifications.models import Heartbeat, Notice, OutboxMail


def notices_of(user: User) -> QuerySet[Notice]:
    """The notices of ``user``, newest first."""
    return Notice.objects.filter(recipient=user)


def unread_count(user: User) -> int:
    """How many notices ``user`` has not read."""
    return Notice.objects.filter(recipient=user, read_at__isnull=True).count()


def heartbeats() -> QuerySet[Heartbeat]:
    """When each job last ran."""
    return Heartbeat.objects.all()


def mails_for(user: User, *, on: dt.date) -> QuerySet[OutboxMail]:
    """The mails of people whose accounts ``user`` looks after; what did not go out stands first."""
    order = Case(
        When(state=MailState.FAILED, then=Value(0)),
        When(state=MailState.WAITING, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = OutboxMail.objects.select_related("notice__recipient").order_by(order, "-pk")
    if is_administrator(user, on=on):
        return rows
    people = visible_people(user, on=on).order_by().values("pk")
    return rows.filter(notice__recipient__in=people)
