from django.db import models
from django.db.models import Q

from accounts.models import User
from common.models import TimeStamped
from notifications.enums import MailState


class Notice(models.Model):
    """One message for one person, in the portal. ``key`` makes a repeated job harmless."""

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("loại", max_length=60)
    key = models.CharField("khóa chống trùng", max_length=160, null=True, blank=True)
    subject = models.CharField("tiêu đề", max_length=250)
    body = models.TextField("nội dung", blank=True)
    url = models.CharField("địa chỉ", max_length=250, blank=True)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at", "-pk"]
        constraints = [
            # NULL keys are all different: only keyed notices are written once.
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_key_once")
        ]
        indexes = [
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class OutboxMail(TimeStamped):
    """A mail to send: a row first, so a lost broker or mail server loses nothing."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="mail")
    to = models.EmailField("tới")
    state = models.CharField(
        "trạng thái", max_length=10, choices=MailState, default=MailState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    next_try_at = models.DateTimeField("thử lại lúc", null=True, blank=True)
    error = models.TextField("lỗi", blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thư chờ gửi"
        verbose_name_plural = "thư chờ gửi"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="outbox_mail_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False),
                name="outbox_mail_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="outbox_mail_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.notice.subject}"


class Heartbeat(models.Model):
    """When a job last ran; /readyz reads it."""

    name = models.CharField(max_length=60, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at}"
