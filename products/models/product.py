from django.db import models
from django.db.models import Q

from common.codes import new_record_code
from common.models import TimeStamped
from communes.models import AdministrativeUnit
from documents.models import StoredFile
from producers.models import Producer
from products.models.classification import ProductSet


class Product(TimeStamped):
    """A product (or tourism service) of one producer. Its stars come from certificates."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    name = models.CharField("tên sản phẩm", max_length=250)
    # Folded name, producer and commune in one column: the search reads only this.
    search_text = models.TextField(editable=False)
    folded_name = models.CharField(max_length=250, db_index=True, editable=False)
    sort_key = models.CharField(max_length=800, editable=False)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="products")
    product_set = models.ForeignKey(
        ProductSet,
        verbose_name="bộ sản phẩm",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
    )
    # Where only the group (ngành) is known, as in old registers.
    group_code = models.CharField("ngành", max_length=10, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name="xã, phường",
        on_delete=models.PROTECT,
        related_name="products",
    )
    description = models.TextField("mô tả", blank=True)
    story = models.TextField("câu chuyện sản phẩm", blank=True)
    packaging = models.CharField("quy cách đóng gói", max_length=250, blank=True)

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "folded_name", "packaging"], name="product_once_per_producer"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="product_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ProductImage(TimeStamped):
    """A photo of the product or its pack; public once the product is."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField("chú thích", max_length=160, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "ảnh sản phẩm"
        verbose_name_plural = "ảnh sản phẩm"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "file"], name="product_image_once")
        ]

    def __str__(self) -> str:
        return self.caption or f"Ảnh {self.product}"
