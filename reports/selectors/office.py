"""Work of the inspector and of the administrator."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from inspections.enums import ComplaintState
from inspections.selectors import complaints_visible_to
from notifications.enums import MailState
from notifications.models import OutboxMail
from reports.selectors.workrow import WorkRow, since


def complaints(user: User, *, on: dt.date) -> list[WorkRow]:
    """Reports of misuse nobody has answered; one statement."""
    waiting = complaints_visible_to(user, on=on).filter(state=ComplaintState.RECEIVED)
    return [
        WorkRow(
            title="Xem xét phản ánh của người dân",
            note=str(row),
            url=reverse("inspections:complaint_detail", args=[row.code]),
            action="Xem",
            **since(timezone.localdate(row.created_at), on=on),  # type: ignore[arg-type]
        )
        for row in waiting
    ]


def failures(*, on: dt.date) -> list[WorkRow]:
    """Mails that could not be sent after all tries; one statement."""
    failed = OutboxMail.objects.filter(state=MailState.FAILED).order_by("created_at")
    days = [timezone.localdate(at) for at in failed.values_list("created_at", flat=True)]
    if not days:
        return []
    return [
        WorkRow(
            title=f"Gửi lại {len(days)} thư chưa tới nơi",
            note="Người nhận vẫn thấy thông báo trên cổng",
            url=reverse("notifications:outbox"),
            action="Xem thư",
            **since(days[0], on=on, verb="Gửi hỏng"),  # type: ignore[arg-type]
        )
    ]
