"""Closed lists of the producers room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProducerKind(TextChoices):
    """Who may register (Decision 26/2026 Art. 2.3); MSME companies by their legal form."""

    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COOPERATIVE_GROUP = "cooperative_group", _("Tổ hợp tác")
    LLC = "llc", _("Công ty TNHH")
    JSC = "jsc", _("Công ty cổ phần")
    PRIVATE = "private", _("Doanh nghiệp tư nhân")
    FARM = "farm", _("Trang trại")
    HOUSEHOLD = "household", _("Hộ sản xuất, hộ kinh doanh")
    ASSOCIATION = "association", _("Hội, hiệp hội, trung tâm điều hành (du lịch)")
    # Old registers say "doanh nghiệp" without the form, or nothing; nobody chooses these today.
    ENTERPRISE = "enterprise", _("Doanh nghiệp (sổ cũ không ghi loại)")
    UNKNOWN = "unknown", _("Sổ cũ không ghi loại hình")


class Gender(TextChoices):
    """As Mẫu số 02 asks."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class YesNo(TextChoices):
    """An answer that may also be missing."""

    YES = "yes", _("Có")
    NO = "no", _("Không")


class SiteKind(TextChoices):
    """What happens at a site."""

    GROWING = "growing", _("Vùng trồng, nuôi")
    WORKSHOP = "workshop", _("Xưởng, nơi sản xuất")
    PACKING = "packing", _("Nơi sơ chế, đóng gói")
    STORE = "store", _("Kho")
    SHOP = "shop", _("Cửa hàng, điểm bán")
    TOURISM = "tourism", _("Điểm du lịch")


class HeldKind(TextChoices):
    """What a producer may hold besides the OCOP certificate."""

    VIETGAP = "vietgap", _("VietGAP")
    GLOBALGAP = "globalgap", _("GlobalG.A.P.")
    ORGANIC = "organic", _("Hữu cơ")
    GI = "gi", _("Chỉ dẫn địa lý")
    COLLECTIVE_MARK = "collective", _("Nhãn hiệu tập thể")
    CERTIFICATION_MARK = "certification", _("Nhãn hiệu chứng nhận")
    TRADEMARK = "trademark", _("Nhãn hiệu")
    HACCP = "haccp", _("HACCP")
    ISO22000 = "iso22000", _("ISO 22000")
    GMP = "gmp", _("GMP")
    FOOD_SAFETY = "food_safety", _("Đủ điều kiện an toàn thực phẩm")
    SELF_DECLARED = "self_declared", _("Tự công bố sản phẩm")
    HALAL = "halal", _("Halal")
    OTHER = "other", _("Chứng nhận khác")


class PaperKind(TextChoices):
    """The fifteen rows of evidence of Mẫu số 02, Part III, and what else a producer keeps."""

    BUSINESS = "business", _("Giấy đăng ký kinh doanh")
    CONDITIONS = "conditions", _("Giấy chứng nhận cơ sở đủ điều kiện sản xuất")
    MATERIAL = "material", _("Nguồn gốc nguyên liệu, vùng nguyên liệu, liên kết chuỗi")
    ENVIRONMENT = "environment", _("Bảo vệ môi trường, công nghệ bền vững")
    LABOUR = "labour", _("Sử dụng lao động địa phương")
    GROWTH = "growth", _("Tăng trưởng sản xuất kinh doanh")
    IP = "ip", _("Sở hữu trí tuệ")
    MARKET = "market", _("Phát triển thị trường, quảng bá, xúc tiến thương mại")
    PROMOTION = "promotion", _("Quảng bá sản phẩm")
    STORY = "story", _("Câu chuyện về sản phẩm")
    DECLARATION = "declaration", _("Công bố chất lượng sản phẩm")
    TEST = "test", _("Phiếu kết quả kiểm nghiệm")
    TRACE = "trace", _("Mã số mã vạch, tem truy xuất nguồn gốc")
    QUALITY_SYSTEM = "quality_system", _("Hệ thống quản lý chất lượng")
    AWARD = "award", _("Giải thưởng, bình chọn")
    PHOTO = "photo", _("Ảnh sản phẩm, bao bì, nhãn")
    OTHER = "other", _("Giấy tờ khác")


class MergePart(TextChoices):
    """What is chosen from one of two entries when they are merged."""

    NAME = "name", _("Tên chủ thể")
    KIND = "kind", _("Loại hình")
    TAX_CODE = "tax_code", _("Mã số thuế")
    REGISTRATION = "registration", _("Giấy đăng ký")
    PLACE = "place", _("Nơi ghi trong sổ")
    ADDRESS = "address", _("Địa chỉ")
    PHONE = "phone", _("Điện thoại")
    EMAIL = "email", _("Thư điện tử")
    WEBSITE = "website", _("Trang web")
    REPRESENTATIVE = "representative", _("Người đại diện")


class ProducerVerb(TextChoices):
    """Audit verbs of this room."""

    REGISTERED = "producer.registered", _("Ghi chủ thể vào sổ")
    CHANGED = "producer.changed", _("Sửa thông tin chủ thể")
    MEMBER_ADDED = "producer.member_added", _("Thêm người của chủ thể")
    MEMBER_ENDED = "producer.member_ended", _("Bỏ người của chủ thể")
    MERGED = "producer.merged", _("Gộp chủ thể trùng")
    SPLIT = "producer.split", _("Tách chủ thể đã gộp")
    DISTINCT = "producer.distinct", _("Ghi không phải một với chủ thể khác")
    RECONSIDERED = "producer.reconsidered", _("Xét lại: có thể trùng với chủ thể khác")
    CONSENT_WITHDRAWN = "producer.consent_withdrawn", _("Rút đồng ý, xóa dữ liệu cá nhân nhạy cảm")
    PLACE_CHOSEN = "producer.place_chosen", _("Chọn xã, phường hiện nay")
    SITE_ADDED = "producer.site_added", _("Thêm cơ sở")
    SITE_CHANGED = "producer.site_changed", _("Sửa cơ sở")
    HELD_ADDED = "producer.held_added", _("Thêm chứng nhận đang có")
    HELD_CHANGED = "producer.held_changed", _("Sửa chứng nhận đang có")
    HELD_REMOVED = "producer.held_removed", _("Bỏ chứng nhận đang có")
    PAPER_KEPT = "producer.paper_kept", _("Thêm giấy tờ vào kho")
    PAPER_CHANGED = "producer.paper_changed", _("Sửa giấy tờ trong kho")
    PAPER_WITHDRAWN = "producer.paper_withdrawn", _("Rút giấy tờ khỏi kho")
