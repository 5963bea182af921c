"""Pure checks of names to sign in with and of places that a role may have."""

import datetime as dt
import re

from accounts.enums import PLACES_OF_ROLE, Role
from common.dates import vn_date
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,29}")
_RESERVED = {"moi"}  # names that stand in addresses themselves
_WORDS = {UnitLevel.COMMUNE: "một xã, phường", UnitLevel.PROVINCE: "một tỉnh, thành phố"}


def username_fault(username: str) -> str | None:
    """Why ``username`` can't be given to a new account, or None."""
    if username in _RESERVED:
        return f"Tên đăng nhập “{username}” đã dành riêng, hãy chọn tên khác"
    if not _USERNAME.fullmatch(username):
        return (
            "Tên đăng nhập có 2 đến 30 chữ thường không dấu, chữ số, dấu chấm hoặc gạch,"
            " bắt đầu bằng chữ. Ví dụ: binh.hoangthanh"
        )
    return None


def place_fault(role: str, unit: AdministrativeUnit | None, *, on: dt.date) -> str | None:
    """Why ``role`` can't be given for ``unit`` from ``on``, or None."""
    allowed = PLACES_OF_ROLE[role]
    label = str(Role(role).label)
    level = UnitLevel(unit.level) if unit is not None else None
    if level not in allowed:
        if allowed == (None,):
            return f"“{label}” là vai trò cả nước, để trống nơi"
        wanted = " hoặc ".join(_WORDS[item] for item in allowed if item is not None)
        return f"“{label}” cần {wanted}"
    if unit is not None and unit.valid_to is not None and unit.valid_to < on:
        return (
            f"{unit.full_name} là đơn vị hành chính đến hết ngày {vn_date(unit.valid_to)},"
            " hãy chọn đơn vị hiện nay"
        )
    return None
