from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.codes import new_record_code
from common.models import DistinctPair, TimeStamped, pair_constraints
from communes.models import AdministrativeUnit
from documents.models import StoredFile
from producers.models import HeldCertificate, Producer
from products.enums import ChannelKind, ImageKind, NetUnit
from products.models.classification import ProductSet


class Product(TimeStamped):
    """A product (or tourism service) of one producer. Its stars come from certificates."""

    code = models.CharField("mã", max_length=12, default=new_record_code)
    name = models.CharField("tên sản phẩm", max_length=250)
    # Folded name, producer and commune in one column: the search reads only this.
    search_text = models.TextField(editable=False)
    folded_name = models.CharField(max_length=250, editable=False)
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
    # Where ``unit`` lies today; empty while it is split and nobody has chosen, or unknown.
    current_unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name="xã, phường hiện nay",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products_now",
    )
    recorded_place = models.CharField("nơi như sổ cũ ghi", max_length=250, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name="đã gộp vào",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    held_certificates = models.ManyToManyField(
        HeldCertificate, verbose_name="chứng nhận đang có", blank=True, related_name="products"
    )
    description = models.TextField("mô tả", blank=True)
    story = models.TextField("câu chuyện sản phẩm", blank=True)
    packaging = models.CharField("quy cách đóng gói", max_length=250, blank=True)

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"], name="product_in_order_of_name")]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="product_code_once"),
            models.UniqueConstraint(
                fields=["producer", "folded_name", "packaging"],
                condition=Q(merged_into__isnull=True),
                name="product_once_per_producer",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="product_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="product_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductImage(TimeStamped):
    """A photo of the product or its pack; public once the product is."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    kind = models.CharField("loại ảnh", max_length=10, choices=ImageKind, default=ImageKind.PRODUCT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # At most 480 px a side, for lists and cards.
    thumbnail = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    caption = models.CharField("chú thích", max_length=160, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "ảnh sản phẩm"
        verbose_name_plural = "ảnh sản phẩm"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "file"], name="product_image_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ImageKind.values), name="product_image_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.caption or f"Ảnh {self.product}"


class ProductVariant(TimeStamped):
    """One way the product is sold: a flavour, a size, a pack. Part of what the stars cover."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    name = models.CharField("tên biến thể", max_length=160)
    folded_name = models.CharField(max_length=160, editable=False)
    net_quantity = models.DecimalField(
        "khối lượng, thể tích tịnh", max_digits=9, decimal_places=3, null=True, blank=True
    )
    net_unit = models.CharField("đơn vị", max_length=6, choices=NetUnit, blank=True)
    packaging = models.CharField("bao gói", max_length=160, blank=True)
    barcode = models.CharField("mã vạch (GTIN)", max_length=14, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    stopped_on = models.DateField("ngừng bán từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "biến thể"
        verbose_name_plural = "biến thể"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "folded_name", "net_quantity", "net_unit"],
                name="product_variant_once",
            ),
            models.UniqueConstraint(
                fields=["product", "folded_name"],
                condition=Q(net_quantity__isnull=True),
                name="product_variant_once_unmeasured",
            ),
            models.UniqueConstraint(
                fields=["barcode"], condition=~Q(barcode=""), name="product_variant_barcode_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="product_variant_has_name"),
            models.CheckConstraint(
                # Named twice: a comparison with NULL is unknown, and a CHECK lets unknown pass.
                condition=Q(net_quantity__isnull=True, net_unit="")
                | Q(
                    net_quantity__isnull=False,
                    net_quantity__gt=0,
                    net_unit__in=NetUnit.values,
                ),
                name="product_variant_quantity_has_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SalesChannel(TimeStamped):
    """Where the product is sold, and the day somebody last looked that it is."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField("loại", max_length=12, choices=ChannelKind)
    name = models.CharField("tên nơi bán", max_length=160)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    url = models.URLField("đường dẫn", max_length=300, blank=True)
    checked_on = models.DateField("đã kiểm tra ngày", null=True, blank=True)
    checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "nơi bán"
        verbose_name_plural = "nơi bán"
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChannelKind.values), name="sales_channel_kind_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="sales_channel_has_name"),
            models.UniqueConstraint(
                fields=["product", "kind", "name", "url"], name="sales_channel_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DistinctProducts(DistinctPair):
    """Two entries that look like one product and are two; the portal proposes them no more."""

    first = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "hai sản phẩm khác nhau"
        verbose_name_plural = "các cặp sản phẩm khác nhau"
        constraints = pair_constraints("distinct_products")

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
