"""Who may look up, appoint and manage whom: never above, never outside, never oneself."""

import datetime as dt

import pytest

from accounts.enums import PLACES_OF_ROLE, Role
from accounts.models import User
from accounts.selectors import (
    appointable_places,
    appointable_provinces,
    appointable_roles,
    may_manage,
    search_people,
    visible_people,
    with_role,
)
from accounts.validators import place_fault, username_fault
from common.dates import today
from communes.enums import UnitLevel
from tests.factories import accounts, communes
from tests.factories.accounts import SINCE

pytestmark = pytest.mark.django_db


class Stage:
    """Thanh Hóa with two communes, Nghệ An with one, and people in all of them."""

    def __init__(self) -> None:
        self.province = communes.province()
        self.here = communes.commune("Xã Hoằng Thanh", self.province)
        self.there = communes.commune("Phường Nghi Sơn", self.province)
        self.other_province = communes.province("Tỉnh Nghệ An", "40")
        self.elsewhere = communes.commune("Phường Vinh Tân", self.other_province)
        self.administrator = accounts.user("Đỗ Quản Trị", Role.ADMINISTRATOR)
        self.officer = accounts.province_officer(self.province)

    def person(self, name: str) -> User:
        yesterday = today() - dt.timedelta(days=1)
        month = today() + dt.timedelta(days=30)
        # Each: the roles (role, place, first day, last day) of one kind of person.
        kinds = {
            "commune_officer": [(Role.COMMUNE_OFFICER, self.here)],
            "producer_with_place": [(Role.PRODUCER, self.here)],
            "commune_officer_and_member": [
                (Role.COMMUNE_OFFICER, self.here),
                (Role.PRODUCER, None),
            ],
            "former_commune_officer": [(Role.COMMUNE_OFFICER, self.here, SINCE, yesterday)],
            "moved_to_other_province": [
                (Role.COMMUNE_OFFICER, self.here, SINCE, yesterday),
                (Role.COMMUNE_OFFICER, self.elsewhere),
            ],
            "moves_up_next_month": [
                (Role.COMMUNE_OFFICER, self.here),
                (Role.PROVINCE_LEADER, self.province, month),
            ],
            "commune_officer_with_seat": [
                (Role.COMMUNE_OFFICER, self.here),
                (Role.COUNCIL, None),
            ],
            "colleague": [(Role.PROVINCE_OFFICER, self.province)],
            "leader": [(Role.PROVINCE_LEADER, self.province)],
            "officer_of_other_province": [(Role.COMMUNE_OFFICER, self.elsewhere)],
            "national_council": [(Role.COUNCIL, None)],
            "administrator": [(Role.ADMINISTRATOR, None)],
            "nobody": [],
        }
        person = accounts.user("Người Được Xem")
        for role, unit, *days in kinds[name]:
            first, last = [*days, None, None][:2]
            accounts.give_role(person, role, unit, valid_from=first or SINCE, valid_to=last)
        return person


@pytest.fixture
def stage() -> Stage:
    return Stage()


# name: (the province's officer sees, manages)
OFFICER = {
    "commune_officer": (True, True),
    "producer_with_place": (True, True),
    "commune_officer_and_member": (True, True),
    "former_commune_officer": (True, True),
    "moved_to_other_province": (True, False),
    "moves_up_next_month": (True, False),
    "commune_officer_with_seat": (True, False),
    "colleague": (True, False),
    "leader": (True, False),
    "officer_of_other_province": (False, False),
    "national_council": (False, False),
    "administrator": (False, False),
    "nobody": (False, False),
}


@pytest.mark.parametrize("who", OFFICER)
def test_the_office_manages_only_whom_it_could_appoint(stage: Stage, who: str) -> None:
    person = stage.person(who)
    sees, manages = OFFICER[who]
    assert stage.officer.has_perm("accounts.view_person", person) is sees
    assert (person in visible_people(stage.officer, on=today())) is sees
    assert stage.officer.has_perm("accounts.manage_person", person) is manages


@pytest.mark.parametrize("who", OFFICER)
def test_the_administrator_manages_everybody_else(stage: Stage, who: str) -> None:
    person = stage.person(who)
    assert stage.administrator.has_perm("accounts.view_person", person)
    assert stage.administrator.has_perm("accounts.manage_person", person)


@pytest.mark.parametrize("who", OFFICER)
def test_nobody_else_sees_or_manages_anybody(stage: Stage, who: str) -> None:
    looking = [
        accounts.commune_officer(stage.here, "Mai"),
        accounts.user("Lãnh", Role.PROVINCE_LEADER, stage.province),
        accounts.user("Trung Ương", Role.CENTRAL_OFFICER),
        accounts.outsider(),
    ]
    person = stage.person(who)
    for user in looking:
        assert not user.has_perm("accounts.keep_people")
        assert not user.has_perm("accounts.view_person", person)
        assert not user.has_perm("accounts.manage_person", person)
        assert list(visible_people(user, on=today())) == []


def test_nobody_manages_the_own_account(stage: Stage) -> None:
    for user in (stage.administrator, stage.officer):
        assert user.has_perm("accounts.view_person", user)
        assert not user.has_perm("accounts.manage_person", user)


@pytest.mark.parametrize("role", list(Role))
def test_the_office_appoints_below_itself_in_its_own_communes(stage: Stage, role: str) -> None:
    former = communes.commune("Xã Hoằng Trường", communes.district())
    communes.change(stage.here, former)
    below = role in (Role.COMMUNE_OFFICER, Role.PRODUCER)
    found = {
        unit.full_name if unit else None
        for unit in (stage.here, stage.there, former, stage.province, stage.elsewhere, None)
        if stage.officer.has_perm("accounts.appoint", (role, unit))
    }
    assert found == ({"Xã Hoằng Thanh", "Phường Nghi Sơn", "Xã Hoằng Trường"} if below else set())
    assert stage.administrator.has_perm("accounts.appoint", (role, stage.elsewhere))


def test_an_office_whose_officer_left_appoints_no_more(stage: Stage) -> None:
    yesterday = today() - dt.timedelta(days=1)
    left = accounts.user("Cũ", Role.PROVINCE_OFFICER, stage.province, valid_to=yesterday)
    assert not left.has_perm("accounts.appoint", (Role.COMMUNE_OFFICER, stage.here))
    assert appointable_roles(left, on=today()) == ()


def test_an_administrator_of_one_place_is_none_of_the_portal(stage: Stage) -> None:
    local = accounts.user("Quản Trị Xã", Role.ADMINISTRATOR, stage.here)
    assert not local.has_perm("accounts.keep_people")
    assert not may_manage(local, stage.officer, on=today())


def test_the_form_offers_what_may_be_given(stage: Stage) -> None:
    on = today()
    ended = communes.commune("Xã Cũ", stage.province, valid_to=on - dt.timedelta(days=1))
    assert appointable_roles(stage.officer, on=on) == (Role.COMMUNE_OFFICER, Role.PRODUCER)
    assert appointable_roles(stage.administrator, on=on) == tuple(Role)
    assert list(appointable_provinces(stage.officer, on=on)) == [stage.province]
    assert set(appointable_provinces(stage.administrator, on=on)) == {
        stage.province,
        stage.other_province,
    }
    assert list(appointable_places(stage.officer, stage.province, on=on)) == [
        stage.here,
        stage.there,
    ]
    offered = list(appointable_places(stage.administrator, stage.province, on=on))
    assert offered == [stage.province, stage.here, stage.there]
    assert ended not in offered


def test_people_are_found_without_accents_and_by_role(stage: Stage) -> None:
    binh = accounts.commune_officer(stage.here, "Lê Thị Bình")
    accounts.commune_officer(stage.there, "Đỗ Văn Bính")
    rows = visible_people(stage.officer, on=today())
    assert list(search_people(rows, "le binh")) == [binh]
    assert list(search_people(rows, binh.username.upper())) == [binh]
    assert {person.full_name for person in search_people(rows, "BÍNH")} == {
        "Lê Thị Bình",
        "Đỗ Văn Bính",
    }
    assert list(search_people(rows, "%")) == []
    assert set(with_role(rows, Role.PROVINCE_OFFICER, on=today())) == {stage.officer}


def test_the_superuser_flag_opens_no_door(stage: Stage) -> None:
    person = accounts.outsider()
    person.is_superuser = person.is_staff = True
    person.save()
    assert not person.has_perm("accounts.keep_people")
    assert not person.has_perm("accounts.manage_person", stage.officer)
    assert not person.has_perm("accounts.view_user")


def test_a_shut_account_has_no_permission(stage: Stage) -> None:
    stage.officer.is_active = False
    assert not stage.officer.has_perm("accounts.keep_people")


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("binh", True),
        ("binh.hoangthanh", True),
        ("xa_12-a", True),
        ("b", False),
        ("Binh", False),
        ("bình", False),
        ("1binh", False),
        ("binh hoang", False),
        ("moi", False),
        ("a" * 31, False),
        ("binh/../x", False),
        ("binh\n", False),
    ],
)
def test_names_to_sign_in_with(name: str, *, good: bool) -> None:
    assert (username_fault(name) is None) is good


@pytest.mark.parametrize("role", list(Role))
def test_each_role_takes_only_places_of_its_level(stage: Stage, role: str) -> None:
    units = {None: None, UnitLevel.COMMUNE: stage.here, UnitLevel.PROVINCE: stage.province}
    fitting = {
        level for level, unit in units.items() if place_fault(role, unit, on=today()) is None
    }
    assert fitting == set(PLACES_OF_ROLE[role])


def test_a_unit_that_has_ended_takes_nobody(stage: Stage) -> None:
    ended = communes.commune("Xã Hoằng Trường", communes.district())
    assert place_fault(Role.COMMUNE_OFFICER, ended, on=today()) == (
        "Xã Hoằng Trường là đơn vị hành chính đến hết ngày 30/06/2025, hãy chọn đơn vị hiện nay"
    )
