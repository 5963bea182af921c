"""Opening accounts, giving and ending roles, passwords: what is written, what is refused."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from accounts import services
from accounts.enums import AccountVerb, Role
from accounts.models import RoleAssignment, User
from accounts.selectors import roles_of
from audit.models import AuditEntry
from common.dates import today
from common.errors import DomainError
from communes.models import AdministrativeUnit
from tests.factories import accounts, communes

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def commune() -> AdministrativeUnit:
    return communes.commune("Xã Hoằng Thanh")


@pytest.fixture
def officer() -> User:
    return accounts.province_officer(communes.province())


@pytest.fixture
def administrator() -> User:
    return accounts.user("Đỗ Quản Trị", Role.ADMINISTRATOR)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))


def opened(actor: User, unit: AdministrativeUnit | None, **facts: str) -> tuple[User, str]:
    given = {"username": "binh", "full_name": "Lê  Thị Bình", "role": Role.COMMUNE_OFFICER}
    return services.open_account(actor=actor, unit=unit, on=today(), **(given | facts))


def test_an_account_opens_with_its_first_role_and_a_password_for_once(
    officer: User, commune: AdministrativeUnit
) -> None:
    person, password = opened(officer, commune, basis="QĐ 12/QĐ-UBND")
    person = User.objects.get(pk=person.pk)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", password)
    assert person.check_password(password)
    assert person.one_time_until == today() + WEEK
    assert (person.full_name, person.folded_name) == ("Lê Thị Bình", "le thi binh")
    assert roles_of(person, on=today()) == {Role.COMMUNE_OFFICER}
    assert verbs() == [AccountVerb.OPENED, AccountVerb.ROLE_GRANTED]
    assert password not in "".join(map(str, AuditEntry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"username": "Lê Bình"}, "username"),
        ({"username": "taken"}, "username"),
        ({"role": Role.PROVINCE_OFFICER}, "unit"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_written(
    officer: User, commune: AdministrativeUnit, facts: dict[str, str], field: str
) -> None:
    accounts.user(username="Taken")
    before = User.objects.count()
    with pytest.raises(DomainError) as refused:
        opened(officer, commune, **facts)
    assert list(refused.value.fields) == [field]
    assert User.objects.count() == before
    assert verbs() == []


def test_an_account_with_a_role_outside_the_own_scope_is_refused(officer: User) -> None:
    elsewhere = communes.commune("Phường Vinh Tân", communes.province("Tỉnh Nghệ An", "40"))
    for role, unit in ((Role.COMMUNE_OFFICER, elsewhere), (Role.ADMINISTRATOR, None)):
        with pytest.raises(DomainError, match="do quản trị hệ thống giao"):
            opened(officer, unit, role=role)
    assert not User.objects.filter(username="binh").exists()


def test_a_role_is_given_once(officer: User, commune: AdministrativeUnit) -> None:
    person = accounts.outsider()
    given = {"user": person, "role": Role.COMMUNE_OFFICER, "unit": commune, "on": today()}
    services.appoint(actor=officer, **given)
    with pytest.raises(DomainError, match="đang giữ vai trò này"):
        services.appoint(actor=officer, **given)
    assert services.grant_role(actor=officer, **given) == RoleAssignment.objects.get(user=person)
    assert verbs() == [AccountVerb.ROLE_GRANTED]


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.ADMINISTRATOR])
def test_nobody_appoints_or_dismisses_themselves(
    administrator: User, commune: AdministrativeUnit, role: str
) -> None:
    unit = commune if role == Role.COMMUNE_OFFICER else None
    with pytest.raises(DomainError, match="Không ai tự giao"):
        services.appoint(user=administrator, role=role, unit=unit, actor=administrator, on=today())
    own = RoleAssignment.objects.get(user=administrator)
    with pytest.raises(DomainError, match="Không ai tự thôi"):
        services.dismiss(assignment=own, actor=administrator, on=today())
    assert verbs() == []


def test_a_role_ends_with_its_last_day(officer: User, commune: AdministrativeUnit) -> None:
    person = accounts.commune_officer(commune)
    row = RoleAssignment.objects.get(user=person)
    services.dismiss(assignment=row, actor=officer, on=today())
    person = User.objects.get(pk=person.pk)
    assert roles_of(person, on=today()) == {Role.COMMUNE_OFFICER}
    assert roles_of(person, on=today() + dt.timedelta(days=1)) == set()
    assert verbs() == [AccountVerb.ROLE_ENDED]
    with pytest.raises(DomainError, match="đã kết thúc ngày"):
        services.dismiss(assignment=row, actor=officer, on=today())


def test_an_announced_end_can_come_earlier_and_a_new_grant_cancels_it(
    officer: User, commune: AdministrativeUnit
) -> None:
    person = accounts.commune_officer(commune)
    row = RoleAssignment.objects.get(user=person)
    services.dismiss(assignment=row, actor=officer, on=today() + WEEK)
    services.dismiss(assignment=row, actor=officer, on=today())
    again = services.appoint(user=person, role=row.role, unit=commune, actor=officer, on=today())
    assert (again.pk, again.valid_to) == (row.pk, None)


def test_a_role_does_not_end_before_it_began(officer: User, commune: AdministrativeUnit) -> None:
    person = accounts.commune_officer(commune)
    row = RoleAssignment.objects.get(user=person)
    with pytest.raises(DomainError, match="từ ngày bắt đầu"):
        services.end_role(assignment=row, actor=officer, on=accounts.SINCE - dt.timedelta(days=1))


def test_the_office_does_not_dismiss_its_equals(officer: User) -> None:
    colleague = accounts.province_officer(communes.province(), "Ngô Thị Chi")
    row = RoleAssignment.objects.get(user=colleague)
    with pytest.raises(DomainError, match="do quản trị hệ thống giao"):
        services.dismiss(assignment=row, actor=officer, on=today())


MOVES = {
    "issue_password": {},
    "remove_second_factor": {},
    "deactivate": {"reason": "Chuyển công tác"},
    "reactivate": {},
    "change_account": {
        "full_name": "Tên Khác",
        "title": "chị",
        "position": "",
        "email": "khac@example.vn",
        "phone": "",
    },
}


@pytest.mark.parametrize("move", MOVES)
def test_no_move_reaches_an_account_above_or_the_own_one(
    officer: User, administrator: User, move: str
) -> None:
    leader = accounts.user("Lãnh Đạo", Role.PROVINCE_LEADER, communes.province())
    act = getattr(services, move)
    for actor, target in ((officer, leader), (officer, officer), (administrator, administrator)):
        before = User.objects.values().get(pk=target.pk)
        with pytest.raises(DomainError, match="do quản trị hệ thống quản lý"):
            act(user=target, actor=actor, on=today(), **MOVES[move])
        assert User.objects.values().get(pk=target.pk) == before
    assert verbs() == []


def test_a_new_password_replaces_the_old_one(officer: User, commune: AdministrativeUnit) -> None:
    person = accounts.commune_officer(commune)
    password = services.issue_password(user=person, actor=officer, on=today())
    person = User.objects.get(pk=person.pk)
    assert person.check_password(password)
    assert not person.check_password(accounts.PASSWORD)
    assert person.one_time_until == today() + WEEK
    services.set_own_password(user=person, password="hoa sen trang ho tay")
    person = User.objects.get(pk=person.pk)
    assert person.check_password("hoa sen trang ho tay")
    assert person.one_time_until is None
    assert verbs() == [AccountVerb.PASSWORD_ISSUED, AccountVerb.PASSWORD_CHANGED]


def test_an_account_is_shut_with_a_reason_and_opened_again(
    officer: User, commune: AdministrativeUnit
) -> None:
    person = accounts.commune_officer(commune)
    with pytest.raises(DomainError, match="lý do"):
        services.deactivate(user=person, actor=officer, on=today(), reason="  ")
    services.deactivate(user=person, actor=officer, on=today(), reason="Nghỉ hưu")
    assert not User.objects.get(pk=person.pk).is_active
    with pytest.raises(DomainError, match="đang tạm khóa"):
        services.deactivate(user=person, actor=officer, on=today(), reason="Nghỉ hưu")
    services.reactivate(user=person, actor=officer, on=today())
    assert User.objects.get(pk=person.pk).is_active
    with pytest.raises(DomainError, match="đang mở"):
        services.reactivate(user=person, actor=officer, on=today())
    assert verbs() == [AccountVerb.DEACTIVATED, AccountVerb.REACTIVATED]
    assert AuditEntry.objects.earliest("seq").reason == "Nghỉ hưu"


def test_a_lost_telephone_is_forgotten(officer: User, commune: AdministrativeUnit) -> None:
    person, other = accounts.commune_officer(commune), accounts.commune_officer(commune)
    with pytest.raises(DomainError, match="chưa bật"):
        services.remove_second_factor(user=person, actor=officer, on=today())
    for user in (person, other):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    services.remove_second_factor(user=person, actor=officer, on=today())
    assert list(Authenticator.objects.values_list("user", flat=True)) == [other.pk]
    assert verbs() == [AccountVerb.SECOND_FACTOR_REMOVED]


def test_a_change_notes_which_fields_and_no_personal_data(
    officer: User, commune: AdministrativeUnit
) -> None:
    person = accounts.commune_officer(commune)
    facts = MOVES["change_account"]
    services.change_account(user=person, actor=officer, on=today(), **facts)
    services.change_account(user=person, actor=officer, on=today(), **facts)
    assert User.objects.get(pk=person.pk).folded_name == "ten khac"
    entry = AuditEntry.objects.get()
    assert entry.data == {"fields": ["full_name", "title", "email"]}


def test_the_first_administrator_comes_from_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("create_administrator", "quantri", "--full-name", "Đỗ Quản Trị")
    password = capsys.readouterr().out.split("Mật khẩu một lần: ")[1].split("\n")[0]
    person = User.objects.get(username="quantri")
    assert person.check_password(password)
    assert roles_of(person, on=today()) == {Role.ADMINISTRATOR}
    with pytest.raises(CommandError, match="Đã có quản trị hệ thống"):
        call_command("create_administrator", "hai", "--full-name", "Hai")
    assert verbs() == [AccountVerb.OPENED, AccountVerb.ROLE_GRANTED]


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"role": Role.COMMUNE_OFFICER, "unit": None}, "role_assignment_has_place"),
        ({"role": "king"}, "role_assignment_role_known"),
        (
            {"valid_to": accounts.SINCE - dt.timedelta(days=1)},
            "role_assignment_period",
        ),
    ],
)
def test_the_database_refuses_impossible_roles(
    commune: AdministrativeUnit, facts: dict[str, object], name: str
) -> None:
    given = {"role": Role.PRODUCER, "unit": commune, "valid_from": accounts.SINCE} | facts
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RoleAssignment.objects.create(user=accounts.outsider(), **given)


@pytest.mark.parametrize("placed", [True, False])
def test_the_database_refuses_the_same_role_twice(
    commune: AdministrativeUnit, *, placed: bool
) -> None:
    person = accounts.outsider()
    unit = commune if placed else None
    accounts.give_role(person, Role.PRODUCER, unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        accounts.give_role(person, Role.PRODUCER, unit)
