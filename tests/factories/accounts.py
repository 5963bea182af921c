"""People who sign in, with the roles they hold."""

import datetime as dt
import itertools

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.services import create_user
from communes.models import AdministrativeUnit

SINCE = dt.date(2020, 1, 1)
PASSWORD = "mat-khau-thu-2026"
_numbers = itertools.count(1)


def user(
    full_name: str = "Nguyễn Văn An",
    role: str = "",
    unit: AdministrativeUnit | None = None,
    *,
    username: str = "",
    email: str = "",
    valid_from: dt.date = SINCE,
    valid_to: dt.date | None = None,
) -> User:
    """A person; with ``role``, who holds it for ``unit`` from ``valid_from``."""
    person = create_user(
        username=username or f"nguoi{next(_numbers)}",
        full_name=full_name,
        password=PASSWORD,
        email=email,
    )
    if role:
        give_role(person, role, unit, valid_from=valid_from, valid_to=valid_to)
    return person


def give_role(
    person: User,
    role: str,
    unit: AdministrativeUnit | None = None,
    *,
    valid_from: dt.date = SINCE,
    valid_to: dt.date | None = None,
) -> RoleAssignment:
    """One more role, written past the services: no audit entry of its own."""
    person.__dict__.pop("_assignments", None)
    return RoleAssignment.objects.create(
        user=person, role=role, unit=unit, valid_from=valid_from, valid_to=valid_to
    )


def commune_officer(unit: AdministrativeUnit, full_name: str = "Lê Thị Bình") -> User:
    """Bình, officer of one commune."""
    return user(full_name, Role.COMMUNE_OFFICER, unit)


def province_officer(unit: AdministrativeUnit, full_name: str = "Nguyễn Văn Thái") -> User:
    """An officer of the coordination office of one province."""
    return user(full_name, Role.PROVINCE_OFFICER, unit)


def outsider() -> User:
    """Dũng, who signs in and holds no role."""
    return user("Phạm Văn Dũng")
