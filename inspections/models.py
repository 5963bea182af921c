from django.db import models
from django.db.models import Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from documents.models import StoredFile
from inspections.enums import ComplaintState
from products.models import Product


class Complaint(TimeStamped):
    """What somebody reports about the use of the stars on a product. The reporter may stay unknown.

    ``certificate_code`` is what was typed: a code that doesn't exist is worth looking into, too.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints"
    )
    certificate_code = models.CharField("mã dưới tem", max_length=40, blank=True)
    text = models.TextField("nội dung")
    contact = models.CharField("liên hệ", max_length=160, blank=True)
    photo = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=ComplaintState, default=ComplaintState.RECEIVED
    )
    answer = models.TextField("kết quả xử lý", blank=True)
    handled_at = models.DateTimeField("xử lý lúc", null=True, blank=True)
    handled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "phản ánh"
        verbose_name_plural = "phản ánh"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ComplaintState.values), name="complaint_state_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="complaint_has_text"),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.RECEIVED)
                | (~Q(answer="") & Q(handled_at__isnull=False, handled_by__isnull=False)),
                name="complaint_handled_has_answer",
            ),
        ]

    def __str__(self) -> str:
        # Nothing of the text or the reporter: this reaches the audit and the logs.
        return f"Phản ánh {self.code}"
