"""Giving and ending roles."""

import datetime as dt

from django.db import transaction

from accounts.enums import AccountVerb
from accounts.models import RoleAssignment, User
from audit.services import record
from common.errors import DomainError
from communes.models import AdministrativeUnit


def create_user(
    *,
    username: str,
    full_name: str,
    password: str | None = None,
    position: str = "",
    title: str = "anh/chị",
    email: str = "",
    phone: str = "",
) -> User:
    """Make a person who can sign in; without a password they can't until one is set."""
    user = User(
        username=username,
        full_name=full_name,
        position=position,
        title=title,
        email=email,
        phone=phone,
    )
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    unit: AdministrativeUnit | None,
    actor: User | None,
    on: dt.date,
    basis: str = "",
) -> RoleAssignment:
    """Give ``user`` the role for ``unit`` from ``on``; the same grant twice changes nothing."""
    held = RoleAssignment.objects.on(on).filter(user=user, role=role, unit=unit).first()
    if held:
        return held
    row = RoleAssignment.objects.create(user=user, role=role, unit=unit, valid_from=on, basis=basis)
    user.__dict__.pop("_assignments", None)
    record(
        actor=actor,
        verb=AccountVerb.ROLE_GRANTED,
        target=row,
        new=role,
        data={"user": user.username, "unit": unit.full_name if unit else None, "from": on},
    )
    return row


@transaction.atomic
def end_role(*, assignment: RoleAssignment, actor: User, on: dt.date) -> RoleAssignment:
    """End the assignment; ``on`` is its last day.

    Raises:
        DomainError: when it has ended already or would end before it began.
    """
    row = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if row.valid_to is not None:
        raise DomainError("Vai trò này đã kết thúc", code="state")
    if on < row.valid_from:
        raise DomainError("Ngày kết thúc phải từ ngày bắt đầu trở đi", code="invalid")
    row.valid_to = on
    row.save(update_fields=["valid_to", "updated_at"])
    record(
        actor=actor,
        verb=AccountVerb.ROLE_ENDED,
        target=row,
        old=row.role,
        data={"user": row.user.username, "to": on},
    )
    return row
