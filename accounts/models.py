from typing import Any

import rules
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from accounts.enums import Role, Title
from common.models import Period, TimeStamped, period_constraint
from communes.models import AdministrativeUnit


class User(AbstractUser):
    """A person who signs in. What they may do follows from role assignments and seats."""

    full_name = models.CharField("họ và tên", max_length=120)
    folded_name = models.CharField("họ và tên không dấu", max_length=120, blank=True, db_index=True)
    title = models.CharField("cách gọi", max_length=10, choices=Title, default=Title.NEUTRAL)
    position = models.CharField("chức vụ, đơn vị", max_length=160, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    # Set while the password is one the office handed out: the last day it opens the door.
    one_time_until = models.DateField("mật khẩu một lần đến hết ngày", null=True, blank=True)

    # One name field is enough for Vietnamese names; Django's two are not used.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """Họ và tên."""
        return self.full_name

    def get_short_name(self) -> str:
        """Tên gọi: the last word of a Vietnamese name."""
        return self.full_name.split(" ")[-1] if self.full_name else self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What ``rules.py`` of each room says, and nothing else.

        Neither Django's superuser flag nor its groups open a door here: marks are sealed for
        everybody.
        """
        return self.is_active and bool(rules.has_perm(perm, self, obj))


class RoleAssignment(Period, TimeStamped):
    """Role × place × period. No place means the whole country (centre, administrator)."""

    user = models.ForeignKey(
        User, verbose_name="người dùng", on_delete=models.CASCADE, related_name="role_assignments"
    )
    role = models.CharField("vai trò", max_length=30, choices=Role)
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name="nơi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "phân công vai trò"
        verbose_name_plural = "phân công vai trò"
        constraints = [
            period_constraint("role_assignment_period"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False)
                | Q(
                    role__in=[
                        Role.CENTRAL_OFFICER,
                        Role.ADMINISTRATOR,
                        Role.PRODUCER,
                        Role.COUNCIL,
                        Role.ADVISER,
                    ]
                ),
                name="role_assignment_has_place",
            ),
            # Two, because SQLite has no "nulls not distinct".
            models.UniqueConstraint(
                fields=["user", "role", "unit", "valid_from"], name="role_assignment_once"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "valid_from"],
                condition=Q(unit__isnull=True),
                name="role_assignment_national_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="role_assignment_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
