"""Notices and mails: written with the change, sent once, retried, never lost, never a header."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEntry
from common.errors import DomainError
from notifications import services
from notifications.enums import MailState, NoticeVerb
from notifications.models import Notice, OutboxMail
from notifications.services import Message
from tests.factories import accounts

pytestmark = pytest.mark.django_db


class Refusing(BaseEmailBackend):
    """A mail server that does not answer; counts how often it was asked."""

    asked = 0

    def send_messages(self, email_messages: Any) -> int:
        Refusing.asked += len(email_messages)
        raise ConnectionRefusedError(111, "Connection refused")


@pytest.fixture
def refusing(settings: Any) -> type[Refusing]:
    Refusing.asked = 0
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    return Refusing


@pytest.fixture
def binh() -> User:
    return accounts.user("Lê Thị Bình", email="binh@example.vn")


def told(*people: User, **more: Any) -> int:
    given = {"kind": "x", "subject": "Hồ sơ được trả lại", "body": "Thiếu phiếu kiểm nghiệm."}
    return services.queue(to=people, **(given | more))


def later(minutes: int) -> None:
    """Let the waiting mails' next try lie ``minutes`` earlier."""
    for row in OutboxMail.objects.exclude(next_try_at=None):
        row.next_try_at -= dt.timedelta(minutes=minutes)
        row.save()


def test_a_mail_goes_out_once(binh: User) -> None:
    assert told(binh, url="/lam-viec/ho-so/ABC/") == 1
    assert [services.deliver(), services.deliver()] == [1, 0]
    sent = mail.outbox[0]
    assert (len(mail.outbox), sent.subject, sent.to) == (
        1,
        "Hồ sơ được trả lại",
        ["binh@example.vn"],
    )
    assert sent.body == "Thiếu phiếu kiểm nghiệm.\n\nhttp://127.0.0.1:8000/lam-viec/ho-so/ABC/"
    row = OutboxMail.objects.get()
    assert (row.state, row.attempts, row.error) == (MailState.SENT, 1, "")


def test_who_has_no_address_gets_the_notice_and_no_mail() -> None:
    told(accounts.user("An"))
    assert (Notice.objects.count(), OutboxMail.objects.count()) == (1, 0)


def test_a_shut_account_is_told_nothing(binh: User) -> None:
    binh.is_active = False
    assert told(binh) == 0
    assert not Notice.objects.exists()


def test_the_rows_exist_exactly_when_the_change_does(binh: User) -> None:
    with transaction.atomic():
        told(binh)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not OutboxMail.objects.exists()


def test_sending_is_woken_after_commit_only(
    binh: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        told(binh)
        assert mail.outbox == []
    assert len(mail.outbox) == 1


def test_a_broker_that_is_down_loses_nothing(
    binh: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from ocop_portal.celery import app

    before = (app.conf.task_always_eager, app.conf.broker_url)
    app.conf.task_always_eager, app.conf.broker_url = False, "redis://127.0.0.1:1/0"
    try:
        with django_capture_on_commit_callbacks(execute=True):
            told(binh)
    finally:
        app.conf.task_always_eager, app.conf.broker_url = before
    assert OutboxMail.objects.get().state == MailState.WAITING
    assert services.deliver() == 1


def test_a_refused_mail_is_tried_again_later_and_given_up_in_the_end(
    binh: User, refusing: type[Refusing]
) -> None:
    told(binh)
    for attempt in range(1, services.MAX_ATTEMPTS + 1):
        before = timezone.now()
        assert services.deliver() == 0
        row = OutboxMail.objects.get()
        assert row.attempts == refusing.asked == attempt
        assert "Connection refused" in row.error
        wait = row.next_try_at - before
        assert dt.timedelta(minutes=2**attempt) <= wait < dt.timedelta(minutes=2**attempt + 1)
        services.deliver()
        assert refusing.asked == attempt, "not before its time"
        assert (row.state == MailState.FAILED) is (attempt == services.MAX_ATTEMPTS)
        later(2**attempt + 1)
    services.deliver()
    assert refusing.asked == services.MAX_ATTEMPTS


def test_a_server_that_comes_back_gets_the_mail(
    binh: User, settings: Any, refusing: type[Refusing]
) -> None:
    told(binh)
    services.deliver()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later(3)
    assert services.deliver() == 1
    assert OutboxMail.objects.get().error == ""


def test_an_address_that_is_none_does_not_stop_the_mails_behind_it(binh: User) -> None:
    told(accounts.user("An", email="an@example.vn\nBcc: all@example.vn"), binh)
    assert services.deliver() == 1
    assert [message.to for message in mail.outbox] == [["binh@example.vn"]]
    assert OutboxMail.objects.exclude(notice__recipient=binh).get().error != ""


def test_a_name_with_a_line_break_becomes_no_header(binh: User) -> None:
    told(binh, subject="Mắm tôm\r\nBcc: all@example.vn\n\nNội dung giả")
    services.deliver()
    message = mail.outbox[0]
    assert message.subject == "Mắm tôm Bcc: all@example.vn Nội dung giả"
    assert message.recipients() == ["binh@example.vn"]
    assert "\nBcc:" not in message.message().as_string()


def test_a_keyed_notice_is_written_once_per_person(binh: User) -> None:
    chi = accounts.user("Chi", email="chi@example.vn")
    assert told(binh, key="expiry-180-ABC") == 1
    assert told(binh, chi, key="expiry-180-ABC") == 1
    assert told(binh, chi, key="expiry-90-ABC") == 2
    assert told(binh) == told(binh) == 1, "without a key every call tells"
    assert Notice.objects.filter(recipient=binh).count() == 4
    with (
        pytest.raises(IntegrityError, match=r"notice_key_once|notice\.recipient_id"),
        transaction.atomic(),
    ):
        Notice.objects.create(recipient=binh, kind="x", key="expiry-180-ABC", subject="x")


def test_the_same_person_twice_is_told_once(binh: User) -> None:
    assert told(binh, User.objects.get(pk=binh.pk)) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_many_different_notices_cost_the_same_few_statements(
    rows: int, django_assert_num_queries: Any
) -> None:
    people = [accounts.user(f"Người {n}", email=f"n{n}@example.vn") for n in range(rows)]
    messages = [Message(user, f"Hạn {user}", "x", key=f"k{user.pk}") for user in people]
    # known keys, savepoint, notices, mails, release
    with django_assert_num_queries(5):
        assert services.queue_many(kind="x", messages=messages) == rows
    assert services.queue_many(kind="x", messages=messages * 2) == 0


def test_a_mail_given_up_can_be_sent_again_to_the_address_of_today(
    binh: User, refusing: type[Refusing], settings: Any
) -> None:
    told(binh)
    row = OutboxMail.objects.get()
    with pytest.raises(DomainError, match="không gửi được"):
        services.retry(mail=row, actor=binh)
    OutboxMail.objects.update(state=MailState.FAILED, attempts=6, next_try_at=timezone.now())
    User.objects.filter(pk=binh.pk).update(email="moi@example.vn")
    services.retry(mail=row, actor=binh)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.deliver() == 1
    assert mail.outbox[0].to == ["moi@example.vn"]
    assert AuditEntry.objects.get().verb == NoticeVerb.MAIL_RETRIED


def test_the_database_refuses_a_sent_mail_without_its_time(binh: User) -> None:
    told(binh)
    with pytest.raises(IntegrityError, match="outbox_mail_sent_has_time"), transaction.atomic():
        OutboxMail.objects.update(state=MailState.SENT)
    with pytest.raises(IntegrityError, match="outbox_mail_state_known"), transaction.atomic():
        OutboxMail.objects.update(state="lost")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_two_workers_send_nothing_twice() -> None:
    people = [accounts.user(f"Người {n}", email=f"n{n}@example.vn") for n in range(12)]
    told(*people)
    mail.outbox.clear()
    OutboxMail.objects.update(state=MailState.WAITING, sent_at=None)
    counts: list[int] = []

    def work() -> None:
        counts.append(services.deliver())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == len(mail.outbox) == 12


def test_the_beat_is_noted_once_per_name() -> None:
    from notifications.models import Heartbeat
    from notifications.tasks import heartbeat

    heartbeat()
    first = Heartbeat.objects.get().beat_at
    heartbeat()
    assert Heartbeat.objects.get(name="beat").beat_at > first


def test_reading_marks_only_ones_own(binh: User) -> None:
    chi = accounts.user("Chi", Role.COUNCIL)
    told(binh, chi)
    theirs = Notice.objects.get(recipient=chi)
    assert services.mark_read(user=binh, notice_pk=theirs.pk) == 0
    assert services.mark_read(user=binh) == 1
    assert Notice.objects.get(pk=theirs.pk).read_at is None
