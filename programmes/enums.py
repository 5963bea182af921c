"""Closed lists of the programmes room. Stored values never change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayKind(TextChoices):
    """How a day differs from the ordinary week, Monday to Friday."""

    OFF = "off", _("Nghỉ")
    WORKED = "worked", _("Làm bù")


class ProgrammeVerb(TextChoices):
    """Audit verbs of this room."""

    DAY_ADDED = "calendar.day_added", _("Thêm ngày vào lịch làm việc")
    DAY_CHANGED = "calendar.day_changed", _("Sửa ngày trong lịch làm việc")
    DAY_REMOVED = "calendar.day_removed", _("Bỏ ngày khỏi lịch làm việc")
