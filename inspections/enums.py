"""Closed lists of the inspections room."""

from django.db.models import TextChoices


class ComplaintState(TextChoices):
    """A report of misuse waits until somebody has looked into it and answered."""

    RECEIVED = "received", "Đã nhận, chờ xem xét"
    HANDLED = "handled", "Đã xử lý"


class ComplaintMove(TextChoices):
    """What can happen to a report."""

    HANDLE = "handle", "Ghi kết quả xử lý"


class InspectionVerb(TextChoices):
    """Audit verbs of this room."""

    COMPLAINT_FILED = "complaint.filed", "Nhận phản ánh"
    COMPLAINT_HANDLED = "complaint.handled", "Xử lý phản ánh"
