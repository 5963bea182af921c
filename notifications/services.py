"""Writing notices and sending mail. Knows no business kind: the calling app brings the words."""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Model, Q

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from notifications.enums import MailState, NoticeVerb
from notifications.models import Heartbeat, Notice, OutboxMail
from notifications.tasks import deliver_waiting

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
_BATCH = 100


def _clean_subject(subject: str) -> str:
    """One line: a name with a line break must not become a mail header."""
    return " ".join(subject.split())[:250]


def queue(
    *,
    kind: str,
    to: Iterable[User],
    subject: str,
    body: str,
    url: str = "",
    target: Model | None = None,
    key: str | None = None,
) -> int:
    """Write one notice per person and a waiting mail for those with an address.

    With ``key`` a person gets the notice once however often this is called. Rows are written
    in the caller's transaction; sending starts after its commit. Returns how many notices are new.
    """
    people = {user.pk: user for user in to if user.is_active}
    if key is not None and people:
        told = Notice.objects.filter(key=key, recipient__in=people).values_list(
            "recipient_id", flat=True
        )
        for pk in told:
            people.pop(pk, None)
    if not people:
        return 0
    with transaction.atomic():
        notices = Notice.objects.bulk_create(
            [
                Notice(
                    recipient=user,
                    kind=kind,
                    key=key,
                    subject=_clean_subject(subject),
                    body=body,
                    url=url,
                    target_type=target._meta.label_lower if target else "",  # noqa: SLF001
                    target_id=str(target.pk) if target else "",
                )
                for user in people.values()
            ]
        )
        mails = [
            OutboxMail(notice=notice, to=people[notice.recipient_id].email)
            for notice in notices
            if people[notice.recipient_id].email
        ]
        OutboxMail.objects.bulk_create(mails)
        if mails:
            transaction.on_commit(wake_mailer, robust=True)
    return len(notices)


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to be written by :func:`queue_many`; ``target`` is the label and key of a row."""

    recipient: User
    subject: str
    body: str
    url: str = ""
    target: tuple[str, str] = ("", "")
    key: str | None = None


def queue_many(*, kind: str, messages: Sequence[Message]) -> int:
    """Write different notices to many people; the same few statements however many there are.

    Like :func:`queue`: a keyed message reaches its person once ever, mails wait in the outbox.
    """
    keys = {message.key for message in messages if message.key is not None}
    told: set[tuple[int, str | None]] = set()
    if keys:
        people = {message.recipient.pk for message in messages if message.key is not None}
        told = set(
            Notice.objects.filter(recipient__in=people, key__in=keys).values_list(
                "recipient_id", "key"
            )
        )
    fresh: dict[object, Message] = {}
    for number, message in enumerate(messages):
        who = (message.recipient.pk, message.key)
        if message.recipient.is_active and who not in told:
            fresh.setdefault(who if message.key is not None else number, message)
    if not fresh:
        return 0
    with transaction.atomic():
        notices = Notice.objects.bulk_create(
            [
                Notice(
                    recipient=message.recipient,
                    kind=kind,
                    key=message.key,
                    subject=_clean_subject(message.subject),
                    body=message.body,
                    url=message.url,
                    target_type=message.target[0],
                    target_id=message.target[1],
                )
                for message in fresh.values()
            ]
        )
        mails = [
            OutboxMail(notice=notice, to=message.recipient.email)
            for notice, message in zip(notices, fresh.values(), strict=True)
            if message.recipient.email
        ]
        OutboxMail.objects.bulk_create(mails)
        if mails:
            transaction.on_commit(wake_mailer, robust=True)
    return len(notices)


def wake_mailer() -> None:
    """Ask a worker to send now. The beat asks every minute anyway, so failing here is harmless."""
    try:
        deliver_waiting.delay()
    except Exception:  # the broker is down: the rows wait
        log.warning("Chưa gọi được tiến trình gửi thư; thư đã nằm trong hàng chờ", exc_info=True)


def deliver(*, limit: int = _BATCH) -> int:
    """Send waiting mails whose time has come; returns how many went out.

    Each mail is its own transaction with its row locked, so two workers never send one twice;
    a worker killed between sending and commit may send that one mail again.
    """
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now())
    waiting = OutboxMail.objects.filter(due, state=MailState.WAITING).order_by("pk")
    sent = 0
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            mail = (
                OutboxMail.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, state=MailState.WAITING)
                .first()
            )
            if mail:
                sent += _send(mail)
    return sent


def _send(mail: OutboxMail) -> int:
    notice = mail.notice
    text = f"{notice.body}\n\n{settings.PORTAL['base_url']}{notice.url}".strip()
    mail.attempts += 1
    try:
        EmailMessage(subject=notice.subject, body=text, to=[mail.to]).send()
    # ValueError: an address that is none. It must not stop the mails behind it.
    except (SMTPException, OSError, ValueError) as error:
        mail.error = str(error)[:2000] or type(error).__name__
        mail.next_try_at = now() + dt.timedelta(minutes=2**mail.attempts)
        if mail.attempts >= MAX_ATTEMPTS:
            mail.state = MailState.FAILED
    else:
        mail.state, mail.sent_at, mail.error = MailState.SENT, now(), ""
    mail.save()
    return int(mail.state == MailState.SENT)


@transaction.atomic
def retry(*, mail: OutboxMail, actor: User) -> OutboxMail:
    """Put a mail that was given up back into the queue, to the person's address of today.

    Raises:
        DomainError: ``state`` unless it was given up; ``invalid`` when the person has no address.
    """
    row = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if row.state != MailState.FAILED:
        raise DomainError("Chỉ gửi lại được thư không gửi được", code="state")
    if not row.notice.recipient.email:
        raise DomainError("Người nhận không còn địa chỉ thư điện tử", code="invalid")
    row.to = row.notice.recipient.email
    row.state, row.attempts, row.next_try_at = MailState.WAITING, 0, None
    row.save(update_fields=["to", "state", "attempts", "next_try_at", "updated_at"])
    record(
        actor=actor,
        verb=NoticeVerb.MAIL_RETRIED,
        target=row,
        old=MailState.FAILED,
        new=MailState.WAITING,
    )
    transaction.on_commit(wake_mailer, robust=True)
    return row


def mark_read(*, user: User, notice_pk: int | None = None) -> int:
    """Mark one notice of ``user``, or all, as read; returns how many were unread."""
    unread = Notice.objects.filter(recipient=user, read_at__isnull=True)
    if notice_pk is not None:
        unread = unread.filter(pk=notice_pk)
    return unread.update(read_at=now())


def beat(*, name: str) -> None:
    """Note that the job ``name`` ran now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now()})
