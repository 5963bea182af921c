"""The decisions that set criteria, and their score sheets as published data."""

from django.db import models
from django.db.models import Q

from common.models import Period, TimeStamped, period_constraint
from evaluations.enums import SheetState
from products.models import ProductSet


class RuleVersion(Period):
    """A decision of the Prime Minister that governs rating, with the days it is in force.

    Periods of two versions may overlap: 148 runs beside 26/2026 for sixty days (Đ11).
    """

    code = models.CharField("mã", max_length=10, unique=True)
    number = models.CharField("số, ký hiệu", max_length=60)
    title = models.CharField("trích yếu", max_length=300)
    issued_on = models.DateField("ngày ban hành")
    notes = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "quyết định về Bộ tiêu chí"
        verbose_name_plural = "quyết định về Bộ tiêu chí"
        ordering = ["-valid_from"]
        constraints = [period_constraint("rule_version_period")]

    def __str__(self) -> str:
        return f"Quyết định {self.number}"


class CriteriaSheet(TimeStamped):
    """The score sheet of one product set under one decision.

    `content` is the sheet as JSON, `digest` the SHA-256 of its canonical form; `problems` what
    `check_sheet` found on loading. A published sheet never changes: a database trigger refuses to
    change its code, content and digest or to delete it.
    """

    code = models.CharField("mã phiếu", max_length=12, unique=True)
    rule_version = models.ForeignKey(
        RuleVersion, verbose_name="quyết định", on_delete=models.PROTECT, related_name="sheets"
    )
    product_set = models.ForeignKey(
        ProductSet, verbose_name="bộ sản phẩm", on_delete=models.PROTECT, related_name="sheets"
    )
    content = models.JSONField("nội dung")
    digest = models.CharField("mã băm nội dung", max_length=64)
    state = models.CharField(
        "trạng thái", max_length=10, choices=SheetState.choices, default=SheetState.DRAFT
    )
    problems = models.JSONField("kết quả kiểm tra", default=list, blank=True)
    error_count = models.PositiveSmallIntegerField("số lỗi", default=0)
    reconstructed = models.BooleanField("có giá trị suy ra", default=False)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phiếu chấm điểm"
        verbose_name_plural = "phiếu chấm điểm"
        ordering = ["-rule_version__valid_from", "product_set__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule_version", "product_set"],
                condition=Q(state=SheetState.PUBLISHED),
                name="criteria_sheet_one_published_per_set",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SheetState.values), name="criteria_sheet_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=SheetState.PUBLISHED) | Q(error_count=0),
                name="criteria_sheet_published_is_sound",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=SheetState.PUBLISHED, published_at__isnull=False)
                    | Q(state=SheetState.DRAFT, published_at__isnull=True)
                ),
                name="criteria_sheet_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="criteria_sheet_digest_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return self.code
