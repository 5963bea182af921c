from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from documents.models import IssuedDocument
from evaluations.enums import IntakeVerdict, PointVerdict, RequestLevel
from evaluations.models.dossier import Dossier


class SupplementRequest(TimeStamped):
    """What the commune (returning) or the province asks to be completed, point by point.

    One is open at a time. While it is, the asking office's clock stands still.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="requests")
    level = models.CharField("cấp yêu cầu", max_length=10, choices=RequestLevel)
    number = models.PositiveSmallIntegerField("lần")
    asked_on = models.DateField("ngày yêu cầu")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Empty: the office set no last day; the law has none.
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    note = models.TextField("nội dung chung", blank=True)
    answered_on = models.DateField("ngày gửi bổ sung", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    slip = models.OneToOneField(
        IssuedDocument,
        verbose_name="phiếu yêu cầu",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        verbose_name_plural = "yêu cầu bổ sung"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=RequestLevel.values), name="supplement_request_level_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("asked_on")),
                name="supplement_request_due_after_asked",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                name="supplement_request_answered_after_asked",
            ),
            models.UniqueConstraint(
                fields=["dossier", "level", "number"], name="supplement_request_number_once"
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(answered_on__isnull=True),
                name="supplement_request_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Yêu cầu bổ sung lần {self.number} ({self.get_level_display().lower()})"


class SupplementPoint(models.Model):
    """One numbered thing to complete, its reply, and what the asking office makes of it."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField("số")
    text = models.TextField("cần bổ sung")
    # Where it is put right: a step of the guided dossier, and a criterion of the sheet.
    step = models.CharField("ở phần", max_length=20, blank=True)
    criterion = models.CharField("tiêu chí", max_length=20, blank=True)
    reply = models.TextField("trả lời", blank=True)
    replied_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replied_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    verdict = models.CharField("xét", max_length=10, choices=PointVerdict, blank=True)
    verdict_note = models.TextField("nhận xét", blank=True)

    class Meta:
        verbose_name = "điểm cần bổ sung"
        verbose_name_plural = "điểm cần bổ sung"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="supplement_point_once"),
            models.CheckConstraint(condition=~Q(text=""), name="supplement_point_has_text"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="supplement_point_reply_has_time",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=PointVerdict.values),
                name="supplement_point_verdict_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class IntakeItem(models.Model):
    """One line of the province's check of components and contents (Đ7.3.a, rule 7-06)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="intake_items")
    item = models.CharField("mục", max_length=30)
    verdict = models.CharField("kết quả", max_length=10, choices=IntakeVerdict)
    note = models.TextField("ghi chú", blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField("kiểm tra lúc")

    class Meta:
        verbose_name = "mục kiểm tra tiếp nhận"
        verbose_name_plural = "mục kiểm tra tiếp nhận"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "item"], name="intake_item_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=IntakeVerdict.values), name="intake_item_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return self.item


class DeadlineReminder(models.Model):
    """The ledger of reminders: each step before or after a deadline is sent once.

    ``step`` is in working days before the end: 5, 2, 0; below nought, weeks overdue.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField("hạn")
    step = models.SmallIntegerField("mốc")
    sent_at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "nhắc hạn"
        verbose_name_plural = "nhắc hạn"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "due_on", "step"], name="deadline_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%d/%m/%Y}, mốc {self.step}"
