"""Base classes of models. This package itself has no tables."""

import datetime as dt
from typing import Self, TypeVar

from django.conf import settings
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


class DistinctPair(TimeStamped):
    """Two rows of a register of which a person has said that they are not one.

    It stands as long as both are known as they were then: ``first_known`` and ``second_known``
    are fingerprints of what makes them look alike. The subclass adds ``first`` and ``second``, the
    smaller key first.
    """

    first_known = models.CharField(max_length=64)
    second_known = models.CharField(max_length=64)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người ghi",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True


def pair_constraints(name: str) -> list[models.BaseConstraint]:
    """The named constraints of a :class:`DistinctPair`: in order of the keys, and once."""
    return [
        models.CheckConstraint(condition=Q(first__lt=F("second")), name=f"{name}_in_order"),
        models.UniqueConstraint(fields=["first", "second"], name=f"{name}_once"),
    ]
