"""Opening accounts, giving and ending roles, handing out and changing passwords."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.enums import AccountVerb, Role
from accounts.models import RoleAssignment, User
from accounts.selectors import may_appoint, may_manage
from accounts.validators import place_fault, username_fault
from audit.services import record
from common.codes import new_code
from common.dates import today, vn_date
from common.errors import DomainError
from common.text import fold, normalise
from communes.models import AdministrativeUnit

# A password on paper or in a message opens the door this many days, and only to change it.
ONE_TIME_DAYS = 7


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
    """Make a person who can sign in; without a password they can't until one is set.

    For setting up and seeds: no permission is asked and nothing is recorded. People are added by
    :func:`open_account`.
    """
    full_name = normalise(full_name)
    user = User(
        username=username,
        full_name=full_name,
        folded_name=fold(full_name),
        position=position,
        title=title,
        email=email,
        phone=phone,
    )
    user.set_password(password)
    user.save()
    return user


def one_time_password() -> str:
    """Twelve letters in three groups, 2·10¹⁷ possibilities, good to read out on the telephone."""
    return "-".join(new_code(4) for _ in range(3))


@transaction.atomic
def open_account(
    *,
    username: str,
    full_name: str,
    role: str,
    unit: AdministrativeUnit | None,
    actor: User,
    on: dt.date,
    title: str = "anh/chị",
    position: str = "",
    email: str = "",
    phone: str = "",
    basis: str = "",
) -> tuple[User, str]:
    """Open an account with its first role; returns the person and the one-time password.

    The password is stored nowhere in clear: show it once. It must be changed at the first sign-in.

    Raises:
        DomainError: ``invalid`` for a bad or taken name or a place that doesn't fit the role,
            ``blocked`` when ``actor`` may not give this role there.
    """
    _require_free(username)
    _require_appointable(actor=actor, role=role, unit=unit, on=on)
    user, password = _opened(
        actor=actor,
        on=on,
        username=username,
        full_name=full_name,
        title=title,
        position=position,
        email=email,
        phone=phone,
    )
    grant_role(user=user, role=role, unit=unit, actor=actor, on=on, basis=basis)
    return user, password


@transaction.atomic
def open_first_administrator(*, username: str, full_name: str, on: dt.date) -> tuple[User, str]:
    """Open the account every other one comes from; for whoever has the machine.

    Raises:
        DomainError: when somebody is administrator, or for a bad or taken name.
    """
    held = RoleAssignment.objects.on(on).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if held.exists():
        raise DomainError("Đã có quản trị hệ thống: hãy mở tài khoản ở trang Người dùng")
    _require_free(username)
    user, password = _opened(actor=None, on=on, username=username, full_name=full_name)
    grant_role(user=user, role=Role.ADMINISTRATOR, unit=None, actor=None, on=on)
    return user, password


def _require_free(username: str) -> None:
    fault = username_fault(username)
    if fault is None and User.objects.filter(username__iexact=username).exists():
        fault = f"Tên đăng nhập “{username}” đã có người dùng, hãy chọn tên khác"
    if fault:
        raise DomainError(fault, code="invalid", fields={"username": [fault]})


def _opened(*, actor: User | None, on: dt.date, **facts: str) -> tuple[User, str]:
    password = one_time_password()
    user = create_user(password=password, **facts)
    user.one_time_until = on + dt.timedelta(days=ONE_TIME_DAYS)
    user.save(update_fields=["one_time_until"])
    record(actor=actor, verb=AccountVerb.OPENED, target=user, data={"username": user.username})
    return user, password


@transaction.atomic
def change_account(
    *,
    user: User,
    actor: User,
    on: dt.date,
    full_name: str,
    title: str,
    position: str,
    email: str,
    phone: str,
) -> User:
    """Write the person's name, way of address, position, e-mail and telephone.

    Only the names of the changed fields are recorded: the audit keeps no personal data.
    """
    row = _managed(user, actor=actor, on=on)
    full_name = normalise(full_name)
    new = {
        "full_name": full_name,
        "title": title,
        "position": normalise(position),
        "email": email,
        "phone": phone,
    }
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.folded_name = fold(full_name)
    row.save(update_fields=[*changed, "folded_name"])
    record(actor=actor, verb=AccountVerb.CHANGED, target=row, data={"fields": changed})
    return row


@transaction.atomic
def appoint(
    *,
    user: User,
    role: str,
    unit: AdministrativeUnit | None,
    actor: User,
    on: dt.date,
    basis: str = "",
) -> RoleAssignment:
    """Give ``user`` one more role from ``on``: somebody's decision, within the own scope.

    Raises:
        DomainError: for oneself, for a place that doesn't fit, outside or above the own scope,
            or when the person holds this role there already.
    """
    if user.pk == actor.pk:
        raise DomainError("Không ai tự giao vai trò cho mình")
    _require_appointable(actor=actor, role=role, unit=unit, on=on)
    User.objects.select_for_update().get(pk=user.pk)
    held = RoleAssignment.objects.on(on).filter(user=user, role=role, unit=unit, valid_to=None)
    if held.exists():
        sentence = f"{user} đang giữ vai trò này ở đây"
        raise DomainError(sentence, code="invalid", fields={"unit": [sentence]})
    return grant_role(user=user, role=role, unit=unit, actor=actor, on=on, basis=basis)


@transaction.atomic
def dismiss(*, assignment: RoleAssignment, actor: User, on: dt.date) -> RoleAssignment:
    """End a role of somebody else; ``on`` is its last day.

    Raises:
        DomainError: for oneself, outside the own scope, or as :func:`end_role`.
    """
    if assignment.user_id == actor.pk:
        raise DomainError("Không ai tự thôi vai trò của mình")
    if not may_appoint(actor, role=assignment.role, unit=assignment.unit, on=today()):
        raise DomainError("Vai trò này do quản trị hệ thống giao và cho thôi")
    return end_role(assignment=assignment, actor=actor, on=on)


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
    """Note that ``user`` has the role for ``unit`` from ``on``; twice is the same as once.

    For roles that follow from something else (a seat, a membership): who may do that is asked
    there. A role that was about to end goes on.
    """
    held = RoleAssignment.objects.on(on).filter(user=user, role=role, unit=unit)
    row = held.order_by("valid_to").last()
    if row and row.valid_to is None:
        return row
    if row:
        row.valid_to = None
        row.save(update_fields=["valid_to", "updated_at"])
    else:
        row = RoleAssignment.objects.create(
            user=user, role=role, unit=unit, valid_from=on, basis=basis
        )
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
    if row.valid_to is not None and row.valid_to <= on:
        raise DomainError(f"Vai trò này đã kết thúc ngày {vn_date(row.valid_to)}", code="state")
    if on < row.valid_from:
        sentence = f"Ngày kết thúc phải từ ngày bắt đầu ({vn_date(row.valid_from)}) trở đi"
        raise DomainError(sentence, code="invalid", fields={"on": [sentence]})
    row.valid_to = on
    row.save(update_fields=["valid_to", "updated_at"])
    row.user.__dict__.pop("_assignments", None)
    record(
        actor=actor,
        verb=AccountVerb.ROLE_ENDED,
        target=row,
        old=row.role,
        data={"user": row.user.username, "to": on},
    )
    return row


@transaction.atomic
def issue_password(*, user: User, actor: User, on: dt.date) -> str:
    """Replace the password by a one-time one and return it; the person is signed out everywhere."""
    row = _managed(user, actor=actor, on=on)
    password = one_time_password()
    row.set_password(password)
    row.one_time_until = on + dt.timedelta(days=ONE_TIME_DAYS)
    row.save(update_fields=["password", "one_time_until"])
    user.one_time_until = row.one_time_until
    record(actor=actor, verb=AccountVerb.PASSWORD_ISSUED, target=row)
    return password


@transaction.atomic
def set_own_password(*, user: User, password: str) -> None:
    """Keep the password ``user`` chose; a one-time password has done its work."""
    user.set_password(password)
    user.one_time_until = None
    user.save(update_fields=["password", "one_time_until"])
    record(actor=user, verb=AccountVerb.PASSWORD_CHANGED, target=user)


@transaction.atomic
def remove_second_factor(*, user: User, actor: User, on: dt.date) -> None:
    """Forget authenticator app, keys and recovery codes, for a person whose telephone is lost.

    Where the role asks for two factors the person sets up new ones at the next sign-in.

    Raises:
        DomainError: ``state`` when there is none.
    """
    row = _managed(user, actor=actor, on=on)
    removed, _by_kind = Authenticator.objects.filter(user=row).delete()
    if not removed:
        raise DomainError("Tài khoản này chưa bật xác thực hai lớp", code="state")
    record(actor=actor, verb=AccountVerb.SECOND_FACTOR_REMOVED, target=row)


@transaction.atomic
def deactivate(*, user: User, actor: User, on: dt.date, reason: str) -> User:
    """Shut the account at once: open sessions end, roles and history stay.

    Raises:
        DomainError: without a reason, or when it is shut already.
    """
    row = _managed(user, actor=actor, on=on)
    reason = normalise(reason)
    if not reason:
        sentence = "Hãy ghi lý do tạm khóa"
        raise DomainError(sentence, code="invalid", fields={"reason": [sentence]})
    if not row.is_active:
        raise DomainError("Tài khoản này đang tạm khóa", code="state")
    row.is_active = False
    row.save(update_fields=["is_active"])
    record(actor=actor, verb=AccountVerb.DEACTIVATED, target=row, reason=reason)
    return row


@transaction.atomic
def reactivate(*, user: User, actor: User, on: dt.date) -> User:
    """Open a shut account again.

    Raises:
        DomainError: when it is open.
    """
    row = _managed(user, actor=actor, on=on)
    if row.is_active:
        raise DomainError("Tài khoản này đang mở", code="state")
    row.is_active = True
    row.save(update_fields=["is_active"])
    record(actor=actor, verb=AccountVerb.REACTIVATED, target=row)
    return row


def _managed(user: User, *, actor: User, on: dt.date) -> User:
    """The locked row of ``user``, if it stands below ``actor``."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if not may_manage(actor, row, on=on):
        raise DomainError("Tài khoản này do quản trị hệ thống quản lý")
    return row


def _require_appointable(
    *, actor: User, role: str, unit: AdministrativeUnit | None, on: dt.date
) -> None:
    fault = place_fault(role, unit, on=on)
    if fault:
        raise DomainError(fault, code="invalid", fields={"unit": [fault]})
    if not may_appoint(actor, role=role, unit=unit, on=on):
        raise DomainError("Vai trò này ở nơi này do quản trị hệ thống giao")
