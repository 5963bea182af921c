"""Closed lists of the accounts room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from communes.enums import UnitLevel


class Role(TextChoices):
    """What somebody is for a place during a period (docs/roles.md)."""

    PRODUCER = "producer", _("Chủ thể")
    COMMUNE_OFFICER = "commune_officer", _("Cán bộ xã, phường")
    PROVINCE_OFFICER = "province_officer", _("Cán bộ Văn phòng Điều phối")
    PROVINCE_LEADER = "province_leader", _("Lãnh đạo UBND tỉnh")
    COUNCIL = "council", _("Thành viên Hội đồng")
    ADVISER = "adviser", _("Thành viên Tổ tư vấn")
    CENTRAL_OFFICER = "central_officer", _("Cán bộ OCOP Trung ương")
    INSPECTOR = "inspector", _("Thành viên đoàn kiểm tra")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Title(TextChoices):
    """How the portal addresses a person (look and words, section 5)."""

    NEUTRAL = "anh/chị", _("anh/chị")
    MR = "anh", _("anh")
    MRS = "chị", _("chị")


class AccountVerb(TextChoices):
    """Audit verbs of this room."""

    OPENED = "account.opened", _("Mở tài khoản")
    CHANGED = "account.changed", _("Sửa thông tin")
    ROLE_GRANTED = "account.role_granted", _("Giao vai trò")
    ROLE_ENDED = "account.role_ended", _("Kết thúc vai trò")
    PASSWORD_ISSUED = "account.password_issued", _("Cấp mật khẩu một lần")
    PASSWORD_CHANGED = "account.password_changed", _("Đổi mật khẩu")
    SECOND_FACTOR_REMOVED = "account.second_factor_removed", _("Gỡ xác thực hai lớp")
    DEACTIVATED = "account.deactivated", _("Tạm khóa")
    REACTIVATED = "account.reactivated", _("Mở lại")


# The place each role is for; None means the whole country.
PLACES_OF_ROLE: dict[str, tuple[UnitLevel | None, ...]] = {
    Role.PRODUCER: (UnitLevel.COMMUNE,),
    Role.COMMUNE_OFFICER: (UnitLevel.COMMUNE,),
    Role.PROVINCE_OFFICER: (UnitLevel.PROVINCE,),
    Role.PROVINCE_LEADER: (UnitLevel.PROVINCE,),
    Role.INSPECTOR: (UnitLevel.PROVINCE,),
    Role.COUNCIL: (UnitLevel.PROVINCE, None),
    Role.ADVISER: (UnitLevel.PROVINCE, None),
    Role.CENTRAL_OFFICER: (None,),
    Role.ADMINISTRATOR: (None,),
}

# What a province's office may give, in its own communes; everything else the administrator gives.
BELOW_PROVINCE = (Role.COMMUNE_OFFICER, Role.PRODUCER)


# Province, council, centre and administrators work with sealed marks and decisions: in
# production they need a second factor (docs/decisions/0001).
TWO_FACTOR_ROLES = (
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_LEADER,
    Role.COUNCIL,
    Role.ADVISER,
    Role.CENTRAL_OFFICER,
    Role.ADMINISTRATOR,
)
