"""Roles keep their place when it changes its name, its kind, or takes others over."""

import datetime as dt

import pytest

from accounts import selectors
from accounts.enums import Role
from communes.enums import ChangeKind
from tests.factories import accounts as people
from tests.factories import communes as make

BEFORE, AFTER = make.LAST_OLD, make.MERGER
CITY_DAY = dt.date(2026, 4, 30)
LATER = dt.date(2026, 11, 21)

pytestmark = pytest.mark.django_db


def renamed(unit, name, *, parent=None, on=CITY_DAY):
    """``unit`` under ``name`` from ``on``, and its children in force below the new record."""
    unit.valid_to = on - dt.timedelta(days=1)
    unit.save(update_fields=["valid_to"])
    if parent is None:
        new = make.province(name, unit.code, valid_from=on)
        unit.children.filter(valid_to=None).update(parent=new)
    else:
        new = make.commune(name, parent, unit.code, valid_from=on)
    make.change(new, unit, kind=ChangeKind.RECLASSIFY, on=on)
    return new


def user_with(role, unit):
    return people.user(role=role, unit=unit)


class Country:
    """Đồng Nai took over Bình Phước in 2025 and became a city in 2026, a commune of it a ward."""

    def __init__(self):
        self.old = make.province("Tỉnh Đồng Nai", "75", valid_to=BEFORE)
        self.taken = make.province("Tỉnh Bình Phước", "70", valid_to=BEFORE)
        self.province = make.province("Tỉnh Đồng Nai", "75", valid_from=AFTER)
        make.change(self.province, self.old, self.taken)
        self.district = make.district("Huyện Lộc Ninh", self.taken)
        self.former = make.commune("Xã Lộc Thái", self.district)
        self.commune = make.commune("Xã Lộc Ninh", self.province)
        make.change(self.commune, self.former)
        self.quiet = make.commune("Xã Phú Lý", self.province)
        self.stranger = make.commune("Xã Nga Sơn", make.province())
        self.city = renamed(self.province, "Thành phố Đồng Nai")
        self.ward = renamed(self.commune, "Phường Lộc Ninh", parent=self.city)
        for unit in vars(self).values():
            unit.refresh_from_db()


@pytest.fixture
def country():
    return Country()


ALL = {"old", "taken", "province", "district", "former", "commune", "quiet", "city", "ward"}


def seen(country, user, on=LATER):
    rows = set(selectors.units_in_scope(user, on=on))
    return {name for name, unit in vars(country).items() if unit in rows}


@pytest.mark.parametrize("place", ["province", "city"])
def test_a_province_office_sees_its_places_of_every_time(country, place):
    office = user_with(Role.PROVINCE_OFFICER, getattr(country, place))
    assert seen(country, office) == ALL


@pytest.mark.parametrize("place", ["commune", "ward"])
def test_a_commune_officer_sees_the_commune_of_every_time(country, place):
    officer = user_with(Role.COMMUNE_OFFICER, getattr(country, place))
    assert seen(country, officer) == {"former", "commune", "ward"}


def test_a_role_does_not_pass_to_the_province_that_took_its_place_over(country):
    office = user_with(Role.PROVINCE_OFFICER, country.taken)
    assert seen(country, office) == {"taken", "district", "former"}


@pytest.mark.parametrize("place", ["province", "city"])
def test_a_province_role_holds_for_its_communes_of_every_time(country, place):
    office = user_with(Role.PROVINCE_OFFICER, getattr(country, place))
    held = {
        name
        for name, unit in vars(country).items()
        if selectors.has_role(office, Role.PROVINCE_OFFICER, on=LATER, unit=unit)
    }
    assert held == ALL
    assert not selectors.has_role(office, Role.COMMUNE_OFFICER, on=LATER, unit=country.ward)


def test_a_role_is_asked_without_statement_while_no_name_has_ended(
    country, django_assert_num_queries
):
    office = user_with(Role.PROVINCE_OFFICER, country.city)
    earlier = user_with(Role.PROVINCE_OFFICER, country.province)
    for user in (office, earlier):
        selectors.assignments_of(user, on=LATER)
    with django_assert_num_queries(0):
        assert selectors.has_role(office, Role.PROVINCE_OFFICER, on=LATER, unit=country.ward)
        assert not selectors.has_role(
            office, Role.PROVINCE_OFFICER, on=LATER, unit=country.stranger
        )
    with django_assert_num_queries(1):  # however many rows ask
        assert selectors.has_role(earlier, Role.PROVINCE_OFFICER, on=LATER, unit=country.ward)
        assert selectors.has_role(earlier, Role.PROVINCE_OFFICER, on=LATER, unit=country.former)


def test_the_scope_takes_one_statement_with_the_rows_it_filters(country, django_assert_num_queries):
    office = user_with(Role.PROVINCE_OFFICER, country.province)
    selectors.assignments_of(office, on=LATER)
    with django_assert_num_queries(1):
        assert selectors.units_in_scope(office, on=LATER).count() == len(ALL)


def test_officers_are_found_whichever_record_their_role_names(country):
    first = user_with(Role.COMMUNE_OFFICER, country.commune)
    second = user_with(Role.COMMUNE_OFFICER, country.ward)
    user_with(Role.COMMUNE_OFFICER, country.quiet)
    for unit in (country.commune, country.ward):
        found = selectors.officers_of(unit, Role.COMMUNE_OFFICER, on=LATER)
        assert list(found) == [first, second]


def test_an_office_appoints_in_its_communes_under_the_new_name(country):
    office = user_with(Role.PROVINCE_OFFICER, country.province)
    assert list(selectors.appointable_provinces(office, on=LATER)) == [country.city]
    places = selectors.appointable_places(office, country.city, on=LATER)
    assert set(places) == {country.ward, country.quiet}
    may = {
        name
        for name in ("ward", "quiet", "stranger")
        if selectors.may_appoint(
            office, role=Role.COMMUNE_OFFICER, unit=getattr(country, name), on=LATER
        )
    }
    assert may == {"ward", "quiet"}
