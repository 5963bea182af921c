"""Levels and kinds of administrative units, and what can happen to one."""

from django.db.models import TextChoices


class UnitLevel(TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class UnitKind(TextChoices):
    """The kind in the official name; each belongs to one level (see ``KINDS_OF_LEVEL``)."""

    PROVINCE = "province", "Tỉnh"
    CENTRAL_CITY = "central_city", "Thành phố trực thuộc trung ương"
    URBAN_DISTRICT = "urban_district", "Quận"
    RURAL_DISTRICT = "rural_district", "Huyện"
    TOWN = "town", "Thị xã"
    CITY = "city", "Thành phố thuộc tỉnh"
    COMMUNE = "commune", "Xã"
    WARD = "ward", "Phường"
    TOWNSHIP = "township", "Thị trấn"
    SPECIAL_ZONE = "special_zone", "Đặc khu"


KINDS_OF_LEVEL: dict[UnitLevel, tuple[UnitKind, ...]] = {
    UnitLevel.PROVINCE: (UnitKind.PROVINCE, UnitKind.CENTRAL_CITY),
    UnitLevel.DISTRICT: (
        UnitKind.URBAN_DISTRICT,
        UnitKind.RURAL_DISTRICT,
        UnitKind.TOWN,
        UnitKind.CITY,
    ),
    UnitLevel.COMMUNE: (
        UnitKind.COMMUNE,
        UnitKind.WARD,
        UnitKind.TOWNSHIP,
        UnitKind.SPECIAL_ZONE,
    ),
}


class ChangeKind(TextChoices):
    MERGE = "merge", "Nhập"
    SPLIT = "split", "Tách"
    RENAME = "rename", "Đổi tên"
    RECLASSIFY = "reclassify", "Đổi loại hình"
    UNCHANGED = "unchanged", "Giữ nguyên"


# After these the unit is the same place and the same body of government under another record.
CONTINUING_KINDS = (ChangeKind.RENAME, ChangeKind.RECLASSIFY, ChangeKind.UNCHANGED)
