from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from documents.models import IssuedDocument
from evaluations.enums import ScoreSheetState
from evaluations.models.council import CouncilMember
from evaluations.models.dossier import Dossier
from evaluations.models.sitting import SessionItem


class ScoreSheet(TimeStamped):
    """Phiếu chấm: one member, one product, one scoring round. Sealed until the chair opens."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="score_sheets")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="score_sheets")
    scoring_round = models.PositiveSmallIntegerField("lượt chấm", default=1)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ScoreSheetState, default=ScoreSheetState.ASSIGNED
    )
    conflict_reason = models.TextField("lý do không chấm", blank=True)
    comment = models.TextField("ý kiến của người đánh giá", blank=True)
    version = models.PositiveIntegerField("lần lưu", default=1)
    declared_at = models.DateTimeField("khai lúc", null=True, blank=True)
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phiếu chấm"
        verbose_name_plural = "phiếu chấm"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member", "scoring_round"], name="score_sheet_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ScoreSheetState.values), name="score_sheet_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ScoreSheetState.SIGNED) | Q(signed_at__isnull=False),
                name="score_sheet_signed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScoreSheetState.RECUSED) | ~Q(conflict_reason=""),
                name="score_sheet_recused_has_reason",
            ),
        ]

    def __str__(self) -> str:
        # No mark, no product: this text reaches logs and the audit.
        return f"Phiếu {self.code}"


class ScoreLine(models.Model):
    """The option chosen for one criterion; keeps its own copy of the maximum.

    ``empty`` is the member's own word that no option holds, where the form lets the box stay
    empty: it counts 0 and is not the same as a criterion nobody has looked at yet.
    """

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="lines")
    criterion = models.CharField("tiêu chí", max_length=20)
    case = models.CharField("trường hợp", max_length=10, blank=True)
    points = models.PositiveSmallIntegerField("điểm")
    max_points = models.PositiveSmallIntegerField("điểm tối đa")
    empty = models.BooleanField("để trống", default=False)

    class Meta:
        verbose_name = "dòng chấm"
        verbose_name_plural = "dòng chấm"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_line_once"),
            models.CheckConstraint(
                condition=Q(points__lte=F("max_points")), name="score_line_within_max"
            ),
            models.CheckConstraint(
                condition=Q(empty=False) | Q(points=0, case=""), name="score_line_empty_is_nought"
            ),
        ]

    def __str__(self) -> str:
        return self.criterion


class Verdict(models.Model):
    """Kết luận của Hội đồng for one product: computed once, frozen with what it rests on.

    ``inputs`` holds sheet digest, regulation, gates and every scoring member's answers; the same
    function over them gives ``result`` again, byte by byte.
    """

    item = models.OneToOneField(SessionItem, on_delete=models.PROTECT, related_name="verdict")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="verdicts")
    total = models.DecimalField("điểm trung bình", max_digits=5, decimal_places=2)
    band = models.PositiveSmallIntegerField("khung điểm")
    stars = models.PositiveSmallIntegerField("hạng sao", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=30)
    inputs = models.JSONField("căn cứ tính", encoder=DjangoJSONEncoder)
    inputs_digest = models.CharField("mã băm căn cứ", max_length=64)
    result = models.JSONField("kết quả tính", encoder=DjangoJSONEncoder)
    note = models.TextField("ý kiến kết luận", blank=True)
    spread_reason = models.TextField("lý do giữ kết quả khi lệch quá mức", blank=True)
    letter = models.OneToOneField(
        IssuedDocument,
        verbose_name="thông báo kết quả",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    concluded_at = models.DateTimeField("kết luận lúc")
    concluded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "kết luận"
        verbose_name_plural = "kết luận"
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=0, total__lte=100), name="verdict_total_range"
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=3, stars__lte=5),
                name="verdict_stars_range",
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__lte=F("band")),
                name="verdict_stars_within_band",
            ),
        ]

    def __str__(self) -> str:
        return f"Kết luận {self.dossier}"
