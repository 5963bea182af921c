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
    # Old registers name some producers without their kind; nobody chooses it today.
    UNKNOWN = "unknown", _("Sổ cũ không ghi loại hình")


class Gender(TextChoices):
    """As Mẫu số 02 asks."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class ProducerVerb(TextChoices):
    """Audit verbs of this room."""

    REGISTERED = "producer.registered", _("Ghi chủ thể vào sổ")
    CHANGED = "producer.changed", _("Sửa thông tin chủ thể")
    MEMBER_ADDED = "producer.member_added", _("Thêm người của chủ thể")
    MEMBER_ENDED = "producer.member_ended", _("Bỏ người của chủ thể")
