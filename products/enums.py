"""Closed lists of the products room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Generation(TextChoices):
    """Which decision a classification belongs to."""

    QD1048 = "QD1048", _("Quyết định 1048/QĐ-TTg (2019)")
    QD148 = "QD148", _("Quyết định 148/QĐ-TTg (2023)")
    QD26 = "QD26", _("Quyết định 26/2026/QĐ-TTg")


class ProductVerb(TextChoices):
    """Audit verbs of this room."""

    REGISTERED = "product.registered", _("Ghi sản phẩm vào sổ")
    CHANGED = "product.changed", _("Sửa thông tin sản phẩm")
    IMAGE_ADDED = "product.image_added", _("Thêm ảnh sản phẩm")
    IMAGE_REMOVED = "product.image_removed", _("Bỏ ảnh sản phẩm")
