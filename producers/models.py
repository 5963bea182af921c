from django.db import models
from django.db.models import Q

from accounts.models import User
from common.codes import new_record_code
from common.models import Period, TimeStamped, period_constraint
from communes.models import AdministrativeUnit
from producers.enums import Gender, ProducerKind


class Producer(TimeStamped):
    """Chủ thể OCOP: who makes the product and answers for it (Decision 26/2026 Art. 2.3)."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    name = models.CharField("tên chủ thể", max_length=250)
    folded_name = models.CharField(max_length=250, db_index=True, editable=False)
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
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    website = models.URLField("trang web", blank=True)
    representative = models.CharField("người đại diện theo pháp luật", max_length=120, blank=True)
    representative_position = models.CharField("chức vụ", max_length=120, blank=True)
    representative_gender = models.CharField("giới tính", max_length=10, choices=Gender, blank=True)
    representative_ethnicity = models.CharField("dân tộc", max_length=60, blank=True)
    representative_address = models.CharField("địa chỉ thường trú", max_length=250, blank=True)

    class Meta:
        verbose_name = "chủ thể"
        verbose_name_plural = "chủ thể"
        ordering = ["sort_key", "pk"]
        constraints = [
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
