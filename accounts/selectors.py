"""Who is what, where, on which day."""

import datetime as dt
from collections.abc import Iterable
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from accounts.enums import BELOW_PROVINCE, Role
from accounts.models import RoleAssignment, User
from audit.models import AuditEntry
from common.text import fold
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import (
    answers_for,
    current_communes,
    current_provinces,
    same_body,
    units_on,
)

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

    A province's officer has the role for each of its communes; the reverse does not hold. A
    role goes on when its place changes name or kind, and holds for what was merged into it.
    """
    if not is_person(user):
        return False
    rows = [row for row in assignments_of(user, on=on) if row.role in roles]
    if unit is None:
        return bool(rows)
    if any(row.unit_id is None or row.unit_id in (unit.pk, unit.parent_id) for row in rows):
        return True
    # Asked only when a name has ended: today's places are each other's parent or they aren't.
    if any(row.unit and row.unit.valid_to for row in rows) or (rows and unit.valid_to):
        return unit.pk in _covered(user, frozenset(row.unit_id for row in rows if row.unit_id))
    return False


def _covered(user: User, places: frozenset[int]) -> frozenset[int]:
    """What roles for ``places`` cover, read once per user object: lists ask row by row."""
    cache: dict[frozenset[int], frozenset[int]] | None = getattr(user, "_covered", None)
    if cache is None:
        cache = {}
        user._covered = cache  # type: ignore[attr-defined]  # noqa: SLF001
    if places not in cache:
        cache[places] = frozenset(answers_for(places).order_by().values_list("pk", flat=True))
    return cache[places]


def units_in_scope(
    user: Person, *, on: dt.date, roles: Iterable[str] | None = None
) -> QuerySet[AdministrativeUnit]:
    """The units whose records ``user`` works with on ``on``: own units and what lies below.

    A place brings along its earlier and later records and everything that was merged into it, so
    records that still carry an old unit stay in sight. All units for national roles without a
    unit. No statement of its own beyond the assignments: the units are a subquery.
    """
    if not is_person(user):
        return AdministrativeUnit.objects.none()
    rows = [row for row in assignments_of(user, on=on) if roles is None or row.role in roles]
    if any(row.unit_id is None and row.role in _NATIONAL for row in rows):
        return AdministrativeUnit.objects.all()
    return answers_for(row.unit_id for row in rows if row.unit_id)


def officers_of(unit: AdministrativeUnit, role: str, *, on: dt.date) -> QuerySet[User]:
    """Active users who hold ``role`` for ``unit`` on ``on``, under whatever name it had then."""
    rows = RoleAssignment.objects.on(on).filter(role=role, unit__in=same_body([unit.pk]))
    return User.objects.filter(is_active=True, pk__in=rows.values("user_id")).order_by("pk")


# --- people, for those who keep accounts ---------------------------------------------------------


def keeps_people(user: Person, *, on: dt.date) -> bool:
    """Whether ``user`` opens accounts and gives roles: administrators and province offices."""
    return is_administrator(user, on=on) or has_role(user, Role.PROVINCE_OFFICER, on=on)


def is_administrator(user: Person, *, on: dt.date) -> bool:
    """Whether ``user`` is an administrator of the whole portal on ``on``."""
    return is_person(user) and any(
        row.role == Role.ADMINISTRATOR and row.unit_id is None
        for row in assignments_of(user, on=on)
    )


def _office_scope(user: Person, on: dt.date) -> QuerySet[AdministrativeUnit]:
    return units_in_scope(user, on=on, roles=[Role.PROVINCE_OFFICER])


def visible_people(user: Person, *, on: dt.date) -> QuerySet[User]:
    """The accounts ``user`` may look up: all, or those with a role, now or once, in the province.

    Each carries ``current_roles``: its assignments on ``on`` with their places.
    """
    if is_administrator(user, on=on):
        rows = User.objects.all()
    elif has_role(user, Role.PROVINCE_OFFICER, on=on):
        here = RoleAssignment.objects.filter(unit__in=_office_scope(user, on).values("pk"))
        rows = User.objects.filter(pk__in=here.values("user"))
    else:
        return User.objects.none()
    current = RoleAssignment.objects.on(on).select_related("unit__parent").order_by("pk")
    return rows.prefetch_related(
        Prefetch("role_assignments", queryset=current, to_attr="current_roles")
    ).order_by("folded_name", "username")


def search_people(rows: QuerySet[User], text: str) -> QuerySet[User]:
    """Those of ``rows`` whose name, with or without accents, or sign-in name holds every word."""
    for word in fold(text).split():
        rows = rows.filter(Q(folded_name__contains=word) | Q(username__icontains=word))
    return rows


def with_role(rows: QuerySet[User], role: str, *, on: dt.date) -> QuerySet[User]:
    """Those of ``rows`` who hold ``role`` on ``on``."""
    held = RoleAssignment.objects.on(on).filter(role=role)
    return rows.filter(pk__in=held.values("user"))


def may_appoint(user: Person, *, role: str, unit: AdministrativeUnit | None, on: dt.date) -> bool:
    """Whether ``user`` may give or end ``role`` for ``unit``: never above or outside the own scope.

    The province's office gives what lies below it, in its communes (former ones included).
    """
    if is_administrator(user, on=on):
        return True
    if role not in BELOW_PROVINCE or unit is None or unit.level != UnitLevel.COMMUNE:
        return False
    return _office_scope(user, on).filter(pk=unit.pk).exists()


def may_manage(user: Person, person: User, *, on: dt.date) -> bool:
    """Whether ``user`` may change, lock or hand a new password to ``person``: never to oneself.

    A password lets one act as the other, so every role the person holds or will hold must be one
    that ``user`` could give; a role of a producer's member without place counts as below.
    """
    if user.pk == person.pk:
        return False
    if is_administrator(user, on=on):
        return True
    if not visible_people(user, on=on).filter(pk=person.pk).exists():
        return False
    held = RoleAssignment.objects.filter(user=person).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
    below = Q(role__in=BELOW_PROVINCE, unit__in=_office_scope(user, on).values("pk"))
    below &= Q(unit__level=UnitLevel.COMMUNE)
    return not held.exclude(below | Q(role=Role.PRODUCER, unit__isnull=True)).exists()


def appointable_roles(user: Person, *, on: dt.date) -> tuple[Role, ...]:
    """The roles that ``user`` may give somewhere."""
    if is_administrator(user, on=on):
        return tuple(Role)
    return BELOW_PROVINCE if has_role(user, Role.PROVINCE_OFFICER, on=on) else ()


def appointable_provinces(user: Person, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The provinces in whose places ``user`` may give roles."""
    provinces = current_provinces(on)
    if is_administrator(user, on=on):
        return provinces
    return provinces.filter(pk__in=_office_scope(user, on).values("pk"))


def appointable_places(
    user: Person, province: AdministrativeUnit, *, on: dt.date
) -> QuerySet[AdministrativeUnit]:
    """The communes of today in ``province``; for administrators the province itself first."""
    places = current_communes(province=province, on=on)
    if is_administrator(user, on=on):
        places = places | units_on(on).filter(pk=province.pk)
        return places.order_by("-level", "sort_key", "key")
    return places.order_by("sort_key", "key")


def all_assignments(person: User) -> QuerySet[RoleAssignment]:
    """Every assignment ``person`` ever had, newest first."""
    return (
        RoleAssignment.objects.filter(user=person)
        .select_related("unit__parent")
        .order_by("-valid_from", "-pk")
    )


def history_of(person: User) -> QuerySet[AuditEntry]:
    """What the portal noted about the account and the roles of ``person``, newest first."""
    ours = Q(target_type="accounts.user", target_id=str(person.pk))
    pks = [
        str(pk) for pk in RoleAssignment.objects.filter(user=person).values_list("pk", flat=True)
    ]
    roles = Q(target_type="accounts.roleassignment", target_id__in=pks)
    return AuditEntry.objects.filter(ours | roles).order_by("-seq")
