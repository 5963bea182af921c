"""Closed lists of the notifications room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailState(TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", _("Chờ gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")


class NoticeVerb(TextChoices):
    """Audit verbs of this room."""

    MAIL_RETRIED = "mail.retried", _("Gửi lại thư")
