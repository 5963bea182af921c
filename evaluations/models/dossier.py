from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from communes.models import AdministrativeUnit
from documents.models import StoredFile
from evaluations.enums import DossierKind, DossierMove, DossierState
from evaluations.models.criteria import CriteriaSheet
from producers.models import Paper
from products.models import Product


class Dossier(TimeStamped):
    """Hồ sơ đăng ký đánh giá, phân hạng of one product (Decision 26/2026 Art. 6)."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="dossiers")
    unit = models.ForeignKey(
        AdministrativeUnit, verbose_name="xã, phường", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("lần đăng ký", max_length=10, choices=DossierKind)
    state = models.CharField(
        "trạng thái", max_length=20, choices=DossierState, default=DossierState.DRAFT
    )
    sheet = models.ForeignKey(
        CriteriaSheet, verbose_name="phiếu chấm", on_delete=models.PROTECT, related_name="dossiers"
    )
    round = models.ForeignKey(
        "evaluations.EvaluationRound",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dossiers",
    )
    # Of 90 points and more at the province: the round in which the centre takes it up (Đ7.4).
    central_round = models.ForeignKey(
        "evaluations.EvaluationRound",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="central_dossiers",
    )
    # Mẫu số 01 and 02 as filled in; forms.py is their schema, a filing freezes them.
    registration = models.JSONField("Mẫu số 01", default=dict, encoder=DjangoJSONEncoder)
    report = models.JSONField("Mẫu số 02", default=dict, encoder=DjangoJSONEncoder)
    # Counts saves; `saves` holds the version and the moment of each part's last save, so a second
    # tab that would overwrite a newer text gets a sentence, and tabs on different parts don't.
    version = models.PositiveIntegerField("lần lưu", default=1)
    saves = models.JSONField("lần lưu từng phần", default=dict, encoder=DjangoJSONEncoder)
    # Re-rating only: the last day of the certificate in hand (rule 7-21 counts from it).
    expires_on = models.DateField("giấy chứng nhận đang có hết hạn ngày", null=True, blank=True)
    filed_on = models.DateField("ngày nộp", null=True, blank=True)
    proposed_on = models.DateField("ngày xã đề nghị", null=True, blank=True)
    received_on = models.DateField("ngày tỉnh tiếp nhận", null=True, blank=True)
    commune_receipt = models.CharField("phiếu số (xã)", max_length=60, blank=True)
    province_receipt = models.CharField("phiếu số (tỉnh)", max_length=60, blank=True)
    product_number = models.CharField("mã số sản phẩm", max_length=30, blank=True)
    # The five samples of Đ6.2.d as the province got them.
    samples_received = models.PositiveSmallIntegerField("số mẫu đã nhận", null=True, blank=True)
    samples_on = models.DateField("ngày nhận mẫu", null=True, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DossierState.values), name="dossier_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DossierKind.values), name="dossier_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DossierState.DRAFT, DossierState.WITHDRAWN])
                | Q(filed_on__isnull=False),
                name="dossier_filed_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        DossierState.ACCEPTED,
                        DossierState.IN_SESSION,
                        DossierState.CONCLUDED,
                        DossierState.DECIDED,
                        DossierState.FORWARDED,
                        DossierState.AT_CENTRE,
                        DossierState.SENT_BACK,
                    ]
                )
                | Q(round__isnull=False),
                name="dossier_accepted_has_round",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DossierState.AT_CENTRE, DossierState.SENT_BACK])
                | Q(central_round__isnull=False),
                name="dossier_at_centre_has_round",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DossierKind.RERATING) | Q(expires_on__isnull=False),
                name="dossier_rerating_has_expiry",
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=~Q(state__in=DossierState.closed),
                name="dossier_one_open_per_product",
            ),
            models.CheckConstraint(
                condition=Q(samples_received__isnull=True, samples_on__isnull=True)
                | Q(samples_received__isnull=False, samples_on__isnull=False),
                name="dossier_samples_have_day",
            ),
            models.UniqueConstraint(
                fields=["product_number"],
                condition=~Q(product_number=""),
                name="dossier_product_number_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="dossier_by_unit_state"),
            models.Index(fields=["round", "state"], name="dossier_by_round_state"),
        ]

    def __str__(self) -> str:
        return f"Hồ sơ {self.product} ({self.get_kind_display()})"


class _WithPapers(models.Manager["DossierPaper"]):
    """A use says nothing without its paper."""

    def get_queryset(self) -> models.QuerySet["DossierPaper"]:
        return super().get_queryset().select_related("paper__file")


class DossierPaper(TimeStamped):
    """The use of a paper of the producer's vault in a dossier, and which criteria it proves.

    What it was at each filing is frozen in the submission, by digest.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="uses")
    criteria = models.JSONField("tiêu chí chứng minh", default=list, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = _WithPapers()

    class Meta:
        verbose_name = "giấy tờ trong hồ sơ"
        verbose_name_plural = "giấy tờ trong hồ sơ"
        ordering = ["paper__kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "paper"], name="dossier_paper_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file(self) -> StoredFile:
        """The bytes; a paper's never change."""
        return self.paper.file

    @property
    def kind(self) -> str:
        """Which row of Mẫu số 02 it belongs to."""
        return self.paper.kind

    @property
    def title(self) -> str:
        """What people call it."""
        return self.paper.title

    @property
    def filename(self) -> str:
        """As it was uploaded."""
        return self.paper.filename

    def get_kind_display(self) -> str:
        """The kind in words, as the form of the paper says it."""
        return self.paper.get_kind_display()


class SelfScore(models.Model):
    """The producer's own mark for one criterion (Mẫu số 02, Part III)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="self_scores")
    criterion = models.CharField("tiêu chí", max_length=20)
    case = models.CharField("trường hợp", max_length=10, blank=True)
    # Empty: something is explained already, and not marked yet.
    points = models.PositiveSmallIntegerField("điểm", null=True, blank=True)
    max_points = models.PositiveSmallIntegerField("điểm tối đa")
    explanation = models.TextField("thuyết minh", blank=True)

    class Meta:
        verbose_name = "điểm tự chấm"
        verbose_name_plural = "điểm tự chấm"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "criterion"], name="self_score_once"),
            models.CheckConstraint(
                condition=Q(points__lte=models.F("max_points")), name="self_score_within_max"
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=False) | ~Q(explanation=""),
                name="self_score_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class DossierSubmission(models.Model):
    """What was filed, frozen: forms, self-score, digests of the papers."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField("lần nộp")
    snapshot = models.JSONField("nội dung lúc nộp", encoder=DjangoJSONEncoder)
    digest = models.CharField("mã băm", max_length=64)
    filed_at = models.DateTimeField("nộp lúc")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lần nộp"
        verbose_name_plural = "lần nộp"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossier_submission_once")
        ]

    def __str__(self) -> str:
        return f"Lần nộp {self.number}"


class CommuneAssessment(TimeStamped):
    """Mẫu số 03: four contents, free text, no points (Art. 7.2, rules 7-04 and 7-05)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="assessment")
    material = models.TextField("1. Về sử dụng nguyên liệu địa phương", blank=True)
    labour = models.TextField("2. Về sử dụng lao động địa phương", blank=True)
    idea = models.TextField("3. Nguồn gốc ý tưởng sản phẩm", blank=True)
    identity = models.TextField("4. Bản sắc, trí tuệ địa phương", blank=True)
    report_number = models.CharField("số báo cáo", max_length=60, blank=True)
    letter_number = models.CharField("số văn bản đề nghị", max_length=60, blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    # The chairman's meeting with the units concerned, where one was held (Đ7.2.a para. 2).
    meeting_on = models.DateField("ngày họp", null=True, blank=True)
    meeting_place = models.CharField("nơi họp", max_length=160, blank=True)
    meeting_people = models.TextField("thành phần dự họp", blank=True)
    meeting_conclusion = models.TextField("kết luận cuộc họp", blank=True)
    # Frozen when the commune proposes: Mẫu số 03 as it left the commune.
    snapshot = models.JSONField("nội dung lúc đề nghị", null=True, encoder=DjangoJSONEncoder)
    digest = models.CharField("mã băm", max_length=64, blank=True)

    class Meta:
        verbose_name = "đánh giá của xã, phường"
        verbose_name_plural = "đánh giá của xã, phường"

    def __str__(self) -> str:
        return f"Mẫu 03 – {self.dossier}"


class DossierEvent(models.Model):
    """One move of a dossier. Deadlines and "who holds it since when" are computed from these."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="events")
    move = models.CharField("việc", max_length=20, choices=DossierMove)
    from_state = models.CharField("từ", max_length=20, choices=DossierState)
    to_state = models.CharField("đến", max_length=20, choices=DossierState)
    on = models.DateField("ngày")
    at = models.DateTimeField("lúc")
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "bước của hồ sơ"
        verbose_name_plural = "bước của hồ sơ"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_move_display()} {self.on:%d/%m/%Y}"
