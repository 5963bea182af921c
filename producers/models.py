from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.codes import new_record_code
from common.models import DistinctPair, Period, TimeStamped, pair_constraints, period_constraint
from communes.models import AdministrativeUnit
from documents.models import StoredFile
from producers.enums import Gender, HeldKind, PaperKind, ProducerKind, SiteKind, YesNo


class Producer(TimeStamped):
    """Chủ thể OCOP: who makes the product and answers for it (Decision 26/2026 Art. 2.3)."""

    code = models.CharField("mã", max_length=12, default=new_record_code)
    name = models.CharField("tên chủ thể", max_length=250)
    folded_name = models.CharField(max_length=250, editable=False)
    sort_key = models.CharField(max_length=800, editable=False)
    kind = models.CharField("loại hình", max_length=20, choices=ProducerKind)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    registration_number = models.CharField("số giấy đăng ký", max_length=60, blank=True)
    registered_on = models.DateField("ngày thành lập, đăng ký", null=True, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name="xã, phường",
        on_delete=models.PROTECT,
        related_name="producers",
    )
    # Where ``unit`` lies today; empty while it is split and nobody has chosen, or unknown.
    current_unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name="xã, phường hiện nay",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="producers_now",
    )
    recorded_place = models.CharField("nơi như sổ cũ ghi", max_length=250, blank=True)
    # Old registers leave out some makers: then ``name`` is made up by the portal and says so.
    named = models.BooleanField("có tên trong sổ", default=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name="đã gộp vào",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    website = models.URLField("trang web", blank=True)
    representative = models.CharField("người đại diện theo pháp luật", max_length=120, blank=True)
    representative_position = models.CharField("chức vụ", max_length=120, blank=True)
    representative_gender = models.CharField("giới tính", max_length=10, choices=Gender, blank=True)
    representative_ethnicity = models.CharField("dân tộc", max_length=60, blank=True)
    representative_disability = models.CharField(
        "khuyết tật", max_length=3, choices=YesNo, blank=True
    )
    representative_address = models.CharField("địa chỉ thường trú", max_length=250, blank=True)
    # The day the representative agreed that sensitive data are kept (Luật 91/2025/QH15).
    consent_on = models.DateField("ngày đồng ý cho ghi dữ liệu cá nhân", null=True, blank=True)

    class Meta:
        verbose_name = "chủ thể"
        verbose_name_plural = "chủ thể"
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"], name="producer_in_order_of_name")]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="producer_code_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ProducerKind.values), name="producer_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(representative_gender__in=["", *Gender.values]),
                name="producer_gender_known",
            ),
            models.UniqueConstraint(
                fields=["tax_code"], condition=~Q(tax_code=""), name="producer_tax_code_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="producer_has_name"),
            models.CheckConstraint(
                condition=Q(representative_disability="")
                | Q(representative_disability__in=YesNo.values, consent_on__isnull=False),
                name="producer_disability_needs_consent",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="producer_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProducerMember(Period, TimeStamped):
    """A person who acts for the producer in the portal."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="producer_memberships")

    class Meta:
        verbose_name = "người của chủ thể"
        verbose_name_plural = "người của chủ thể"
        constraints = [
            period_constraint("producer_member_period"),
            models.UniqueConstraint(
                fields=["producer", "user", "valid_from"], name="producer_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.producer}"


class ProductionSite(TimeStamped):
    """A place where a producer grows, makes, keeps or sells."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="sites")
    kind = models.CharField("loại", max_length=12, choices=SiteKind)
    name = models.CharField("tên cơ sở", max_length=160)
    unit = models.ForeignKey(
        AdministrativeUnit, verbose_name="xã, phường", on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    area = models.CharField("diện tích, công suất", max_length=120, blank=True)
    closed_on = models.DateField("ngừng từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "cơ sở"
        verbose_name_plural = "cơ sở"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SiteKind.values), name="site_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="site_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class HeldCertificate(TimeStamped):
    """A certificate or protection that a producer holds besides OCOP: VietGAP, organic, GI …

    Which products it covers is said by ``products.Product.held_certificates``.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    producer = models.ForeignKey(
        Producer, on_delete=models.CASCADE, related_name="held_certificates"
    )
    kind = models.CharField("loại", max_length=16, choices=HeldKind)
    title = models.CharField("tên, tiêu chuẩn", max_length=160, blank=True)
    number = models.CharField("số", max_length=80, blank=True)
    issuer = models.CharField("nơi cấp", max_length=160)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    # Empty: the paper names no end.
    valid_until = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    scope = models.CharField("phạm vi", max_length=250, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "chứng nhận đang có"
        verbose_name_plural = "chứng nhận đang có"
        ordering = ["kind", "-issued_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HeldKind.values), name="held_kind_known"),
            models.CheckConstraint(condition=~Q(issuer=""), name="held_has_issuer"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(valid_until__gte=F("issued_on")),
                name="held_ends_after_issue",
            ),
            models.CheckConstraint(
                condition=~Q(kind=HeldKind.OTHER) | ~Q(title=""), name="held_other_has_title"
            ),
            models.UniqueConstraint(
                fields=["producer", "kind", "number"],
                condition=~Q(number=""),
                name="held_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class Paper(TimeStamped):
    """A paper in the producer's vault: uploaded once, used by dossiers, never changed.

    A renewed paper is a new row that ``replaces`` the old one. What is printed on it (``holder``
    and the like) is written down so that it can be compared with the register.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField("tên tệp", max_length=200)
    kind = models.CharField("loại giấy tờ", max_length=20, choices=PaperKind)
    title = models.CharField("tên giấy tờ", max_length=200)
    number = models.CharField("số", max_length=80, blank=True)
    issuer = models.CharField("nơi cấp", max_length=160, blank=True)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    # Empty: the paper names no end.
    valid_until = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    # Empty: not counted yet, or not to be counted.
    pages = models.PositiveSmallIntegerField("số trang", null=True, blank=True)
    holder = models.CharField("tên chủ thể ghi trên giấy", max_length=250, blank=True)
    holder_address = models.CharField("địa chỉ ghi trên giấy", max_length=250, blank=True)
    holder_tax_code = models.CharField("mã số thuế ghi trên giấy", max_length=20, blank=True)
    product_name = models.CharField("tên sản phẩm ghi trên giấy", max_length=250, blank=True)
    replaces = models.OneToOneField(
        "self",
        verbose_name="thay cho",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    withdrawn_on = models.DateField("rút ngày", null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=250, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "giấy tờ"
        verbose_name_plural = "giấy tờ"
        ordering = ["kind", "-issued_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_kind_known"),
            models.CheckConstraint(condition=~Q(title=""), name="paper_has_title"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(valid_until__gte=F("issued_on")),
                name="paper_ends_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_reason=""),
                name="paper_withdrawn_has_reason",
            ),
            models.UniqueConstraint(
                fields=["producer", "file"],
                condition=Q(withdrawn_on__isnull=True),
                name="paper_file_once",
            ),
        ]
        indexes = [models.Index(fields=["producer", "valid_until"], name="paper_by_end")]

    def __str__(self) -> str:
        return self.title


class PaperPage(models.Model):
    """A small picture of one of the first pages of a paper."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField("trang")
    thumbnail = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ảnh trang giấy"
        verbose_name_plural = "ảnh trang giấy"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_page_once"),
        ]

    def __str__(self) -> str:
        return f"Trang {self.number}"


class DistinctProducers(DistinctPair):
    """Two entries that look like one producer and are two; the portal proposes them no more."""

    first = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "hai chủ thể khác nhau"
        verbose_name_plural = "các cặp chủ thể khác nhau"
        constraints = pair_constraints("distinct_producers")

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
