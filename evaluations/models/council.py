import decimal

from django.db import models
from django.db.models import Q

from accounts.models import User
from common.codes import new_record_code
from common.models import Period, TimeStamped, period_constraint
from communes.models import AdministrativeUnit
from evaluations.enums import (
    Aggregation,
    Level,
    MinimaTest,
    Rounding,
    RoundState,
    Seat,
)


class CouncilRegulation(Period, TimeStamped):
    """Quy chế hoạt động của Hội đồng: what Decision 26/2026 leaves open (forms, part 7).

    The defaults are the portal's safe reading; each province sets its own text here.
    """

    level = models.CharField("cấp", max_length=10, choices=Level)
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField("số quyết định", max_length=60)
    quorum_percent = models.PositiveSmallIntegerField("tỷ lệ có mặt tối thiểu (%)", default=75)
    quorum_count = models.PositiveSmallIntegerField("số người có mặt tối thiểu", default=0)
    chair_required = models.BooleanField("phải có chủ tịch", default=True)
    substitutes = models.BooleanField("cho người dự khuyết dự thay", default=True)
    files_before_days = models.PositiveSmallIntegerField(
        "gửi hồ sơ trước ngày họp (ngày làm việc)", default=1
    )
    chair_scores = models.BooleanField("chủ tịch cũng chấm điểm", default=True)
    spread_max = models.DecimalField(
        "chênh lệch lớn nhất giữa các phiếu",
        max_digits=5,
        decimal_places=2,
        default=decimal.Decimal(10),
    )
    rescore_max = models.PositiveSmallIntegerField("số lần chấm lại nhiều nhất", default=2)
    aggregation = models.CharField(
        "cách tính điểm chung", max_length=10, choices=Aggregation, default=Aggregation.MEAN
    )
    rounding = models.CharField(
        "làm tròn khi xếp hạng", max_length=10, choices=Rounding, default=Rounding.EXACT
    )
    vote_required = models.BooleanField("biểu quyết trước khi kết luận", default=False)
    # Đ7.6.d: re-ratings in writing, a meeting only for divergent or complex ones.
    written_opinions = models.BooleanField("lấy ý kiến bằng văn bản khi đánh giá lại", default=True)
    written_days = models.PositiveSmallIntegerField(
        "thời hạn cho ý kiến bằng văn bản (ngày làm việc)", default=5
    )
    minima = models.CharField(
        "cách xét mức tối thiểu", max_length=10, choices=MinimaTest, default=MinimaTest.MEAN
    )
    inherit_minima = models.BooleanField("sao cao phải đạt cả mức của sao thấp", default=True)
    extra_rounds = models.BooleanField("cho phép thêm đợt (Điều 5.1)", default=False)
    # Đ7.3.c names the step and leaves its place in the order to the regulation.
    appraisal_required = models.BooleanField(
        "phải có báo cáo của Tổ tư vấn trước khi họp", default=False
    )
    reference = models.TextField("căn cứ", blank=True)

    class Meta:
        verbose_name = "quy chế Hội đồng"
        verbose_name_plural = "quy chế Hội đồng"
        constraints = [
            period_constraint("council_regulation_period"),
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=50, quorum_percent__lte=100),
                name="council_regulation_quorum_range",
            ),
            models.CheckConstraint(
                condition=Q(spread_max__gte=0, spread_max__lte=100),
                name="council_regulation_spread_range",
            ),
            models.CheckConstraint(
                condition=Q(minima__in=MinimaTest.values), name="council_regulation_minima_known"
            ),
            models.CheckConstraint(
                condition=Q(aggregation__in=Aggregation.values, rounding__in=Rounding.values),
                name="council_regulation_result_known",
            ),
            models.CheckConstraint(
                condition=Q(written_days__gte=1, written_days__lte=45),
                name="council_regulation_written_range",
            ),
            # Two each, not one with nulls_distinct=False: SQLite has no such constraint and
            # Django leaves it out there without a word.
            models.UniqueConstraint(fields=["unit", "valid_from"], name="council_regulation_once"),
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(unit__isnull=True),
                name="council_regulation_once_central",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.CENTRAL, unit__isnull=True)
                | Q(level=Level.PROVINCE, unit__isnull=False),
                name="council_regulation_unit_matches_level",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Council(TimeStamped):
    """Hội đồng đánh giá, phân hạng: founded by a decision (Art. 7.3b, 7.4b)."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    level = models.CharField("cấp", max_length=10, choices=Level)
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField("tên", max_length=200)
    decision_number = models.CharField("số quyết định thành lập", max_length=60)
    decided_on = models.DateField("ngày quyết định")

    class Meta:
        verbose_name = "Hội đồng"
        verbose_name_plural = "Hội đồng"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "decision_number", "decided_on"], name="council_once_per_decision"
            ),
            models.UniqueConstraint(
                fields=["decision_number", "decided_on"],
                condition=Q(unit__isnull=True),
                name="council_once_per_central_decision",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.CENTRAL, unit__isnull=True)
                | Q(level=Level.PROVINCE, unit__isnull=False),
                name="council_unit_matches_level",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CouncilMember(Period, TimeStamped):
    """A seat. Only chair, vice chairs and members score (Seat.scoring)."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="council_seats")
    seat = models.CharField("ghế", max_length=10, choices=Seat)
    organisation = models.CharField("cơ quan", max_length=160, blank=True)

    class Meta:
        verbose_name = "thành viên Hội đồng"
        verbose_name_plural = "thành viên Hội đồng"
        constraints = [
            period_constraint("council_member_period"),
            models.UniqueConstraint(
                fields=["council"],
                condition=Q(seat=Seat.CHAIR, valid_to__isnull=True),
                name="council_has_one_chair",
            ),
            models.UniqueConstraint(
                fields=["council", "user"],
                condition=Q(valid_to__isnull=True),
                name="council_member_one_seat",
            ),
            models.CheckConstraint(
                condition=Q(seat__in=Seat.values), name="council_member_seat_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_seat_display()})"


class EvaluationRound(TimeStamped):
    """Đợt đánh giá: proposals before a day, results before a day (Art. 5, rules 5-01…5-06)."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    level = models.CharField("cấp", max_length=10, choices=Level)
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveSmallIntegerField("đợt")
    proposals_before = models.DateField("xã đề nghị trước ngày")
    held_before = models.DateField("tổ chức trước ngày")
    # Extra rounds need an evaluation plan (Art. 5.1 para. 2, rules 5-04 and 5-06).
    plan = models.CharField("kế hoạch đánh giá", max_length=200, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=RoundState, default=RoundState.OPEN
    )

    class Meta:
        verbose_name = "đợt đánh giá"
        verbose_name_plural = "đợt đánh giá"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "number"], name="evaluation_round_once"
            ),
            models.UniqueConstraint(
                fields=["year", "number"],
                condition=Q(unit__isnull=True),
                name="evaluation_round_once_central",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.CENTRAL, unit__isnull=True)
                | Q(level=Level.PROVINCE, unit__isnull=False),
                name="evaluation_round_unit_matches_level",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="evaluation_round_number_positive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="evaluation_round_state_known"
            ),
            models.CheckConstraint(
                condition=Q(held_before__gt=models.F("proposals_before")),
                name="evaluation_round_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(number__lte=2) | ~Q(plan=""), name="evaluation_round_extra_has_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"Đợt {self.number} năm {self.year}"
