from django.db import models
from django.db.models import Q

from common.models import TimeStamped
from programmes.enums import DayKind


class CalendarDay(TimeStamped):
    """A day that isn't what its weekday says: a weekday off, or a weekend day worked instead.

    Every term in working days reads these rows, on whatever day it is asked about.
    """

    day = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=10, choices=DayKind)
    name = models.CharField("tên gọi", max_length=120)
    basis = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "ngày trong lịch làm việc"
        verbose_name_plural = "lịch làm việc"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DayKind.values), name="calendar_day_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(basis=""), name="calendar_day_has_name_and_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.day:%d/%m/%Y}"
