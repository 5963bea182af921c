"""The classification of each decision: groups (ngành) and product sets (bộ sản phẩm)."""

from django.db import models
from django.db.models import F, Q

from products.enums import Generation


class ProductGroup(models.Model):
    """One of the six groups (ngành) of a decision (Đ2.2, Annex I)."""

    generation = models.CharField("quyết định", max_length=10, choices=Generation.choices)
    code = models.CharField("mã", max_length=10)
    name = models.CharField("tên ngành", max_length=120)
    # I..VI do not sort as text.
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "ngành sản phẩm"
        verbose_name_plural = "ngành sản phẩm"
        ordering = ["-generation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "code"], name="product_group_code_once_per_generation"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="product_group_has_name"),
            models.CheckConstraint(
                condition=Q(generation__in=Generation.values), name="product_group_generation_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductSet(models.Model):
    """One of the product sets (bộ sản phẩm) of a decision; each has its own score sheet.

    `number` is the number on the official form. The sets of 148 and 26 share their numbers, those
    of 1048 do not: `successor` names the set that a product of an old one belongs to today, and is
    empty where no set of the same name exists, so that a person decides.
    """

    generation = models.CharField("quyết định", max_length=10, choices=Generation.choices)
    number = models.PositiveSmallIntegerField("số thứ tự bộ")
    code = models.CharField("mã bộ", max_length=12, unique=True)
    name = models.CharField("tên bộ sản phẩm", max_length=200)
    group = models.ForeignKey(
        ProductGroup, verbose_name="ngành", on_delete=models.PROTECT, related_name="sets"
    )
    subgroup = models.CharField("nhóm", max_length=200, blank=True)
    lead_agency = models.CharField("cơ quan chủ trì quản lý", max_length=200, blank=True)
    # Tourism hands in no samples (Đ6).
    requires_samples = models.BooleanField("phải nộp sản phẩm mẫu", default=True)
    successor = models.ForeignKey(
        "self",
        verbose_name="bộ hiện hành tương ứng",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )

    class Meta:
        verbose_name = "bộ sản phẩm"
        verbose_name_plural = "bộ sản phẩm"
        ordering = ["-generation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "number"], name="product_set_number_once_per_generation"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(number__lte=26), name="product_set_number_1_26"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="product_set_has_name"),
            models.CheckConstraint(
                condition=Q(generation__in=Generation.values), name="product_set_generation_known"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="product_set_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"
