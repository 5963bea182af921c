"""Base classes of models. This package itself has no tables."""

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)


class TimeStamped(models.Model):
    """When the row was made and last written; for people looking, not for rules."""

    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        abstract = True


class PeriodQuerySet(models.QuerySet[M]):
    """Rows that hold from ``valid_from`` to ``valid_to``, both days included."""

    def on(self, day: dt.date) -> Self:
        """Rows that hold on ``day``."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class Period(models.Model):
    """A fact with a first day and, once it has ended, a last day."""

    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True


def period_constraint(name: str) -> models.CheckConstraint:
    """The named constraint of a :class:`Period`: it does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name
    )
