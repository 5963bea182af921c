"""Checks of single values of this room."""

import datetime as dt

from common.dates import is_working_day, vn_date
from programmes.enums import DayKind

_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday_name(day: dt.date) -> str:
    """ "thứ Hai" … "Chủ nhật"."""
    return _NAMES[day.weekday()]


def day_fault(day: dt.date, kind: str) -> str | None:
    """Why a day can't be entered as off or worked: it is that already by its weekday."""
    ordinary = is_working_day(day)
    if kind == DayKind.OFF and not ordinary:
        return (
            f"{vn_date(day)} là {weekday_name(day)}, vốn đã là ngày nghỉ. Ngày lễ trùng cuối tuần"
            " thì ghi ngày nghỉ bù"
        )
    if kind == DayKind.WORKED and ordinary:
        return (
            f"{vn_date(day)} là {weekday_name(day)}, vốn đã là ngày làm việc. Làm bù chỉ ghi cho"
            " thứ Bảy, Chủ nhật"
        )
    return None
