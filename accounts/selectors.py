"""Who is what, where, on which day."""

import datetime as dt
from collections.abc import Iterable
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from communes.models import AdministrativeUnit, UnitChangeLine

Person = User | AnonymousUser

# Their place is the whole country when no unit is named.
_NATIONAL = (Role.CENTRAL_OFFICER, Role.ADMINISTRATOR)


def is_person(user: Person) -> TypeGuard[User]:
    """Signed in and active."""
    return bool(user.is_authenticated and user.is_active)


def assignments_of(user: User, *, on: dt.date) -> list[RoleAssignment]:
    """The assignments of ``user`` that hold on ``on``, read once per user object and day."""
    # request.user is a lazy wrapper: attributes reach the person inside, __dict__ would not.
    cache: dict[dt.date, list[RoleAssignment]] | None = getattr(user, "_assignments", None)
    if cache is None:
        cache = {}
        user._assignments = cache  # type: ignore[attr-defined]  # noqa: SLF001
    if on not in cache:
        cache[on] = list(
            RoleAssignment.objects.on(on).filter(user=user).select_related("unit", "unit__parent")
        )
    return cache[on]


def roles_of(user: Person, *, on: dt.date) -> frozenset[str]:
    """The roles that ``user`` holds anywhere on ``on``; none for a guest."""
    if not is_person(user):
        return frozenset()
    return frozenset(row.role for row in assignments_of(user, on=on))


def has_role(
    user: Person, *roles: str, on: dt.date, unit: AdministrativeUnit | None = None
) -> bool:
    """Whether ``user`` holds one of ``roles`` on ``on``; with ``unit``, for it or above it.

    A province's officer has the role for each of its communes; the reverse does not hold.
    """
    if not is_person(user):
        return False
    for row in assignments_of(user, on=on):
        if row.role not in roles:
            continue
        if unit is None or row.unit_id is None or row.unit_id in (unit.pk, unit.parent_id):
            return True
    return False


def units_in_scope(
    user: Person, *, on: dt.date, roles: Iterable[str] | None = None
) -> QuerySet[AdministrativeUnit]:
    """The units whose records ``user`` works with on ``on``: own units and what lies below.

    A commune formed by a merger brings along its former communes, so records that still
    carry the old unit stay in sight. All units for national roles without a unit.
    """
    if not is_person(user):
        return AdministrativeUnit.objects.none()
    rows = [row for row in assignments_of(user, on=on) if roles is None or row.role in roles]
    if any(row.unit_id is None and row.role in _NATIONAL for row in rows):
        return AdministrativeUnit.objects.all()
    own = {row.unit_id for row in rows if row.unit_id}
    if not own:
        return AdministrativeUnit.objects.none()
    below = AdministrativeUnit.objects.filter(Q(pk__in=own) | Q(parent__in=own))
    former = UnitChangeLine.objects.filter(
        Q(successor__in=own) | Q(successor__parent__in=own)
    ).values("predecessor")
    return AdministrativeUnit.objects.filter(Q(pk__in=below.values("pk")) | Q(pk__in=former))


def officers_of(unit: AdministrativeUnit, role: str, *, on: dt.date) -> QuerySet[User]:
    """Active users who hold ``role`` for ``unit`` on ``on``."""
    rows = RoleAssignment.objects.on(on).filter(role=role, unit=unit)
    return User.objects.filter(is_active=True, pk__in=rows.values("user_id")).order_by("pk")
