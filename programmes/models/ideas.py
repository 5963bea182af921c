"""The idea stage before the legal dossier; Decision 26/2026 knows none, provinces keep it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from communes.models import AdministrativeUnit
from producers.enums import ProducerKind
from producers.models import Producer
from products.models import Product, ProductSet
from programmes.enums import CallState, IdeaKind, IdeaState, SurveyOpinion


class IdeaCall(TimeStamped):
    """A province asks for ideas during some weeks of a year."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    unit = models.ForeignKey(
        AdministrativeUnit, verbose_name="tỉnh", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField("tên đợt", max_length=200)
    year = models.PositiveSmallIntegerField("năm")
    opens_on = models.DateField("nhận từ ngày")
    closes_on = models.DateField("nhận đến hết ngày")
    guidance = models.TextField("hướng dẫn", blank=True)
    state = models.CharField(
        "trạng thái", max_length=12, choices=CallState, default=CallState.DRAFT
    )
    published_on = models.DateField("công bố ngày", null=True, blank=True)
    closed_on = models.DateField("đóng sớm ngày", null=True, blank=True)
    closed_reason = models.CharField("lý do đóng sớm", max_length=300, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đợt đăng ký ý tưởng"
        verbose_name_plural = "đợt đăng ký ý tưởng"
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CallState.values), name="idea_call_state_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="idea_call_has_title"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="idea_call_ends_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.DRAFT) | Q(published_on__isnull=False),
                name="idea_call_published_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.CLOSED)
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="idea_call_closed_has_reason",
            ),
            models.UniqueConstraint(fields=["unit", "title"], name="idea_call_title_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def takes_on(self, day: dt.date) -> bool:
        """Whether ideas can be registered on ``day``."""
        return self.state == CallState.PUBLISHED and self.opens_on <= day <= self.closes_on


class ProductIdea(TimeStamped):
    """Phiếu đăng ký ý tưởng sản phẩm: what somebody would make, or would bring into OCOP.

    The maker is a producer of the register, or a household named as it told (``producer`` empty).
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    call = models.ForeignKey(
        IdeaCall, verbose_name="đợt", on_delete=models.PROTECT, related_name="ideas"
    )
    number = models.PositiveSmallIntegerField("số phiếu trong đợt")
    unit = models.ForeignKey(
        AdministrativeUnit, verbose_name="xã, phường", on_delete=models.PROTECT, related_name="+"
    )
    producer = models.ForeignKey(
        Producer,
        verbose_name="chủ thể trong sổ",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ideas",
    )
    producer_name = models.CharField("người đăng ký", max_length=250)
    producer_kind = models.CharField("loại hình", max_length=20, choices=ProducerKind)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    kind = models.CharField("loại phiếu", max_length=10, choices=IdeaKind)
    product_name = models.CharField("tên sản phẩm", max_length=250)
    # Who makes what, folded: the same idea is registered once.
    folded = models.CharField(max_length=520, editable=False)
    # A guess: the set is settled with the product.
    product_set = models.ForeignKey(
        ProductSet,
        verbose_name="bộ sản phẩm (dự kiến)",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    material = models.TextField("nguyên liệu", blank=True)
    labour = models.TextField("lao động", blank=True)
    tradition = models.TextField("nguồn gốc, bản sắc", blank=True)
    scale = models.TextField("quy mô, cơ sở sản xuất", blank=True)
    market = models.TextField("thị trường", blank=True)
    support = models.TextField("nhu cầu hỗ trợ", blank=True)
    state = models.CharField(
        "trạng thái", max_length=14, choices=IdeaState, default=IdeaState.REGISTERED
    )
    registered_on = models.DateField("ngày đăng ký")
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    survey_on = models.DateField("ngày khảo sát", null=True, blank=True)
    survey_people = models.CharField("người khảo sát", max_length=250, blank=True)
    # {heading: {"level": …, "note": …}}
    survey = models.JSONField("nội dung khảo sát", default=dict, blank=True)
    survey_opinion = models.CharField("đề nghị", max_length=10, choices=SurveyOpinion, blank=True)
    survey_note = models.TextField("nhận xét chung", blank=True)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    # Why it was chosen, not chosen or withdrawn.
    reason = models.CharField("lý do", max_length=500, blank=True)
    product = models.ForeignKey(
        Product,
        verbose_name="sản phẩm đã lập",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ideas",
    )

    class Meta:
        verbose_name = "ý tưởng sản phẩm"
        verbose_name_plural = "ý tưởng sản phẩm"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="idea_number_once"),
            models.UniqueConstraint(
                fields=["call", "unit", "folded"],
                condition=~Q(state=IdeaState.WITHDRAWN),
                name="idea_once_per_call",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IdeaState.values), name="idea_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=IdeaKind.values), name="idea_kind_known"),
            models.CheckConstraint(
                condition=Q(producer_kind__in=ProducerKind.values), name="idea_producer_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(product_name="") & ~Q(producer_name=""), name="idea_has_names"
            ),
            models.CheckConstraint(
                condition=Q(survey_opinion__in=["", *SurveyOpinion.values]),
                name="idea_opinion_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[IdeaState.REGISTERED, IdeaState.WITHDRAWN])
                | (Q(survey_on__isnull=False) & ~Q(survey_opinion="")),
                name="idea_surveyed_has_survey",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[IdeaState.SELECTED, IdeaState.NOT_SELECTED])
                | (Q(decided_on__isnull=False) & ~Q(decision_number="")),
                name="idea_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[IdeaState.NOT_SELECTED, IdeaState.WITHDRAWN])
                | ~Q(reason=""),
                name="idea_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=True) | Q(state=IdeaState.SELECTED),
                name="idea_product_only_when_selected",
            ),
        ]

    def __str__(self) -> str:
        return self.product_name
