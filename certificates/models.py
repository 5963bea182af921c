from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from certificates.enums import (
    ActionKind,
    DecisionKind,
    DecisionState,
    EntryStatus,
    LadderStep,
    NoticeChannel,
    Origin,
    RevokeGround,
)
from common.codes import new_record_code, new_verify_code
from common.models import TimeStamped
from communes.models import AdministrativeUnit
from documents.models import IssuedDocument, StoredFile
from evaluations.enums import Level
from evaluations.models import Dossier, Verdict
from products.models import Product


class Decision(TimeStamped):
    """A decision of the provincial Chairman (3-4 stars) or the Minister (5 stars).

    Old registers name some decisions without their day: then only ``decided_year`` is known, or
    nothing; nothing is invented.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    kind = models.CharField("loại", max_length=20, choices=DecisionKind)
    level = models.CharField("cấp", max_length=10, choices=Level)
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=DecisionState, default=DecisionState.DRAFT
    )
    number = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    decided_year = models.PositiveSmallIntegerField("năm quyết định", null=True, blank=True)
    authority = models.CharField("cơ quan ban hành", max_length=200)
    signer = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=160, blank=True)
    source = models.CharField("nguồn (sổ cũ)", max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "quyết định"
        verbose_name_plural = "quyết định"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DecisionState.values), name="decision_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DecisionState.DRAFT, DecisionState.DISCARDED])
                | ~Q(source="")
                | (~Q(number="") & Q(decided_on__isnull=False)),
                name="decision_issued_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.CENTRAL, unit__isnull=True)
                | Q(level=Level.PROVINCE, unit__isnull=False),
                name="decision_unit_matches_level",
            ),
            # SQLite has no nulls_distinct=False, so the centre (no unit) has its own.
            models.UniqueConstraint(
                fields=["unit", "authority", "number", "decided_on"],
                condition=~Q(number=""),
                name="decision_number_once",
            ),
            models.UniqueConstraint(
                fields=["authority", "number", "decided_on"],
                condition=~Q(number="") & Q(unit__isnull=True),
                name="decision_number_once_national",
            ),
        ]

    def __str__(self) -> str:
        return f"Quyết định {self.number}" if self.number else "Quyết định (dự thảo)"


class DecisionItem(models.Model):
    """One verdict named in a decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="decision_items")
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField("hạng sao", null=True, blank=True)

    class Meta:
        verbose_name = "sản phẩm trong quyết định"
        verbose_name_plural = "sản phẩm trong quyết định"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "dossier"], name="decision_item_once"),
            models.UniqueConstraint(fields=["verdict"], name="verdict_decided_once"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=3, stars__lte=5),
                name="decision_item_stars_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.stars} sao"


class Certificate(TimeStamped):
    """Giấy chứng nhận: 36 months from its issue (Art. 4.3). Never edited; acts are rows.

    ``ends_earliest`` and ``ends_latest`` are the last day of validity where it is known, else the
    earliest and latest it can be (old registers with only a year); both empty when unknown.
    """

    code = models.CharField("mã xác minh", max_length=16, default=new_verify_code)
    number = models.CharField("số giấy", max_length=60, blank=True)
    # Found by the index "certificate_by_product".
    product = models.ForeignKey(
        Product, db_index=False, on_delete=models.PROTECT, related_name="certificates"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    dossier = models.OneToOneField(
        Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="certificate"
    )
    origin = models.CharField("nguồn gốc", max_length=10, choices=Origin, default=Origin.ISSUED)
    stars = models.PositiveSmallIntegerField("hạng sao")
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    issued_year = models.PositiveSmallIntegerField("năm cấp", null=True, blank=True)
    valid_until = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    ends_earliest = models.DateField("hết hạn sớm nhất", null=True, blank=True)
    ends_latest = models.DateField("hết hạn muộn nhất", null=True, blank=True)
    snapshot = models.JSONField("nội dung lúc cấp", encoder=DjangoJSONEncoder)
    snapshot_digest = models.CharField("mã băm", max_length=64)
    document = models.ForeignKey(
        IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="certificate_code_once"),
            models.CheckConstraint(
                condition=Q(stars__gte=3, stars__lte=5), name="certificate_stars_range"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("issued_on")),
                name="certificate_ends_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | (Q(ends_earliest=F("valid_until")) & Q(ends_latest=F("valid_until"))),
                name="certificate_exact_end",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.RECORDED)
                | (
                    ~Q(number="")
                    & Q(
                        issued_on__isnull=False,
                        valid_until__isnull=False,
                        document__isnull=False,
                        decision__isnull=False,
                    )
                ),
                name="certificate_issued_is_complete",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="certificate_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "-issued_on"], name="certificate_by_product"),
            models.Index(fields=["ends_earliest"], name="certificate_by_end"),
        ]

    def __str__(self) -> str:
        return f"Giấy chứng nhận {self.number or self.code}"


class CertificateAction(models.Model):
    """One act on a certificate. Append only; the status follows from these and the dates."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField("việc", max_length=10, choices=ActionKind)
    effective_on = models.DateField("có hiệu lực từ ngày")
    ground = models.CharField("trường hợp thu hồi", max_length=10, choices=RevokeGround, blank=True)
    basis_on = models.DateField("ngày kết luận, xác nhận", null=True, blank=True)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    reason = models.TextField("lý do")
    successor = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    acted_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "việc trên giấy chứng nhận"
        verbose_name_plural = "việc trên giấy chứng nhận"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ActionKind.values), name="certificate_action_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ActionKind.REPLACE) | Q(successor__isnull=False),
                name="certificate_replace_has_successor",
            ),
            models.CheckConstraint(
                condition=Q(kind=ActionKind.REVOKE, ground__in=RevokeGround.values)
                | (~Q(kind=ActionKind.REVOKE) & Q(ground="")),
                name="certificate_revoke_has_ground",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(kind__in=ActionKind.final),
                name="certificate_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on:%d/%m/%Y}"


class ExpiryNotice(models.Model):
    """Ledger of the expiry ladder: one row per certificate, step and channel, ever."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="expiry_notices"
    )
    step = models.CharField("bậc", max_length=20, choices=LadderStep)
    channel = models.CharField("cách báo", max_length=10, choices=NoticeChannel)
    due_on = models.DateField("đến ngày báo")
    written_on = models.DateField("ngày ghi")

    class Meta:
        verbose_name = "thông báo hết hạn"
        verbose_name_plural = "thông báo hết hạn"
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=LadderStep.values), name="expiry_notice_step_known"
            ),
            models.UniqueConstraint(
                fields=["certificate", "step", "channel"], name="expiry_notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} – {self.step}"


class RegisterEntry(TimeStamped):
    """One line of an old register about a product, kept as it stands there.

    A recognised line whose stars are known also has a ``certificate``; others (proposed, waiting
    for the decision, ended, stars unknown) never count as stars but stay in the history.
    ``printed`` holds the line's cells as text by field; ``fingerprint`` is their digest, so the
    same line again is the same entry.
    """

    code = models.CharField("mã", max_length=12, default=new_record_code)
    # Found by the constraint "register_entry_once".
    product = models.ForeignKey(
        Product, db_index=False, on_delete=models.PROTECT, related_name="register_entries"
    )
    certificate = models.OneToOneField(
        Certificate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="register_entry",
    )
    printed = models.JSONField("như sổ ghi", default=dict)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField("trạng thái", max_length=12, choices=EntryStatus)
    stars = models.PositiveSmallIntegerField("hạng sao", null=True, blank=True)
    proposed_stars = models.PositiveSmallIntegerField("hạng đề nghị", null=True, blank=True)
    score = models.DecimalField("điểm", max_digits=5, decimal_places=2, null=True, blank=True)
    decision_number = models.CharField("quyết định số", max_length=60, blank=True)
    decided_on = models.DateField("ngày ban hành", null=True, blank=True)
    decided_year = models.PositiveSmallIntegerField("năm ban hành", null=True, blank=True)
    authority = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    round_text = models.CharField("năm, đợt", max_length=80, blank=True)
    round_year = models.PositiveSmallIntegerField("năm của đợt", null=True, blank=True)
    notes = models.TextField("ghi chú", blank=True)
    row_key = models.CharField("mã dòng", max_length=40, blank=True)
    source = models.CharField("nguồn", max_length=500)

    class Meta:
        verbose_name = "dòng sổ cũ"
        verbose_name_plural = "dòng sổ cũ"
        ordering = ["decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="register_entry_code_once"),
            models.UniqueConstraint(fields=["product", "fingerprint"], name="register_entry_once"),
            models.CheckConstraint(
                condition=Q(status__in=EntryStatus.values), name="register_entry_status_known"
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=3, stars__lte=5),
                name="register_entry_stars_range",
            ),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True)
                | Q(status=EntryStatus.RECOGNISED, stars__isnull=False),
                name="register_entry_certificate_only_if_recognised",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="register_entry_score_range",
            ),
        ]
        indexes = [models.Index(fields=["status", "stars"], name="register_entry_by_status")]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_status_display()}"
