"""Closed lists of the products room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Generation(TextChoices):
    """Which decision a classification belongs to."""

    QD1048 = "QD1048", _("Quyết định 1048/QĐ-TTg (2019)")
    QD148 = "QD148", _("Quyết định 148/QĐ-TTg (2023)")
    QD26 = "QD26", _("Quyết định 26/2026/QĐ-TTg")


class ImageKind(TextChoices):
    """What a photo shows; inspectors compare labels and packs."""

    PRODUCT = "product", _("Sản phẩm")
    LABEL = "label", _("Nhãn")
    PACK = "pack", _("Bao bì")
    PROCESS = "process", _("Nơi làm, cách làm")


class NetUnit(TextChoices):
    """Units of a net quantity as labels print them (Nghị định 43/2017/NĐ-CP)."""

    GRAM = "g", _("g")
    KILOGRAM = "kg", _("kg")
    MILLILITRE = "ml", _("ml")
    LITRE = "l", _("lít")
    PIECE = "piece", _("cái")
    SET = "set", _("bộ")


class ChannelKind(TextChoices):
    """Where a product is sold."""

    OWN_SHOP = "own_shop", _("Cửa hàng của chủ thể")
    OCOP_POINT = "ocop_point", _("Điểm giới thiệu, bán sản phẩm OCOP")
    SUPERMARKET = "supermarket", _("Siêu thị, cửa hàng tiện lợi")
    MARKET = "market", _("Chợ, đại lý")
    ECOMMERCE = "ecommerce", _("Sàn thương mại điện tử")
    WEBSITE = "website", _("Trang web, mạng xã hội")
    EXPORT = "export", _("Xuất khẩu")


class ProductVerb(TextChoices):
    """Audit verbs of this room."""

    REGISTERED = "product.registered", _("Ghi sản phẩm vào sổ")
    CHANGED = "product.changed", _("Sửa thông tin sản phẩm")
    IMAGE_ADDED = "product.image_added", _("Thêm ảnh sản phẩm")
    IMAGE_REMOVED = "product.image_removed", _("Bỏ ảnh sản phẩm")
    MERGED = "product.merged", _("Gộp sản phẩm trùng")
    SPLIT = "product.split", _("Tách sản phẩm đã gộp")
    DISTINCT = "product.distinct", _("Ghi không phải một với sản phẩm khác")
    RECONSIDERED = "product.reconsidered", _("Xét lại: có thể trùng với sản phẩm khác")
    PLACE_CHOSEN = "product.place_chosen", _("Chọn xã, phường hiện nay")
    VARIANT_ADDED = "product.variant_added", _("Thêm biến thể")
    VARIANT_CHANGED = "product.variant_changed", _("Sửa biến thể")
    VARIANT_REMOVED = "product.variant_removed", _("Bỏ biến thể")
    CHANNEL_ADDED = "product.channel_added", _("Thêm nơi bán")
    CHANNEL_CHANGED = "product.channel_changed", _("Sửa nơi bán")
    CHANNEL_CHECKED = "product.channel_checked", _("Kiểm tra nơi bán")
    CHANNEL_REMOVED = "product.channel_removed", _("Bỏ nơi bán")
    HELD_LINKED = "product.held_linked", _("Nối chứng nhận đang có")
