"""Reading units by day, over changes, down the tree."""

import datetime as dt

import pytest

from communes import selectors
from communes.enums import ChangeKind, UnitLevel
from communes.models import AdministrativeUnit
from tests.factories import communes as make

BEFORE, AFTER = make.LAST_OLD, make.MERGER
CITY_DAY = dt.date(2026, 4, 30)

pytestmark = pytest.mark.django_db


def names(units):
    return [unit.full_name for unit in units]


def city_later():
    """A province that becomes a city on 30/4/2026, and one of its communes a ward."""
    province = make.province("Tỉnh Đồng Nai", "75", valid_from=AFTER)
    commune = make.commune("Xã Long Thành", province)
    other = make.commune("Xã Phú Lý", province)
    for unit in (province, commune):
        unit.valid_to = CITY_DAY - dt.timedelta(days=1)
        unit.save(update_fields=["valid_to"])
    city = make.province("Thành phố Đồng Nai", "75", valid_from=CITY_DAY)
    ward = make.commune("Phường Long Thành", city, code=commune.code, valid_from=CITY_DAY)
    for new, old in ((city, province), (ward, commune)):
        make.change(new, old, kind=ChangeKind.RECLASSIFY, on=CITY_DAY)
    return province, city, commune, ward, other


def test_a_unit_is_in_force_on_its_first_and_last_day_and_not_outside():
    unit = make.commune(parent=make.district())
    days = (make.OPENING, BEFORE, make.OPENING - dt.timedelta(days=1), AFTER)
    assert [unit in selectors.units_on(day) for day in days] == [True, True, False, False]


def test_a_unit_still_in_force_is_its_own_successor():
    unit = make.commune()
    assert list(selectors.successors(unit, on=AFTER)) == [unit]


def test_successors_of_a_split_commune_are_all_of_them():
    old = make.commune("Xã Hoằng Yến", make.district())
    one, two, stranger = (make.commune(f"Xã Hoằng {part}") for part in ("Thanh", "Tiến", "Châu"))
    make.change(one, parts=(old,))
    make.change(two, parts=(old,))
    make.change(stranger, make.commune("Xã Hoằng Đạt", old.parent))
    assert list(selectors.successors(old, on=AFTER)) == [one, two]
    assert list(selectors.successors(old, on=BEFORE)) == [old]


def test_successors_follow_one_change_after_another_up_to_the_day():
    _, _, commune, ward, _ = city_later()
    old = make.commune("Xã Long Đức", make.district("Huyện Long Thành", commune.parent))
    make.change(commune, old)
    assert list(selectors.successors(old, on=AFTER)) == [commune]
    assert list(selectors.successors(old, on=CITY_DAY)) == [ward]
    assert list(selectors.predecessors(ward)) == [commune, old]


def test_lineage_holds_the_units_and_all_they_were_made_of():
    old = make.commune("Xã Hoằng Yến", make.district())
    new = make.commune()
    make.change(new, old)
    make.commune("Xã Hoằng Đạt", old.parent)
    assert set(selectors.lineage([new])) == {new, old}


def test_communes_below_a_district_belong_to_its_province():
    make.commune("Xã Nghi Lộc", make.province("Tỉnh Nghệ An", "40"))
    old = make.commune("Xã Hoằng Yến", make.district())
    new = make.commune()
    thanh_hoa = make.province()
    assert list(selectors.current_communes(province=thanh_hoa, on=BEFORE)) == [old]
    assert list(selectors.current_communes(province=thanh_hoa, on=AFTER)) == [new]
    assert selectors.current_communes(on=AFTER).count() == 2


def test_a_province_become_a_city_keeps_its_communes():
    province, city, commune, ward, other = city_later()
    for unit in (province, city):
        assert set(selectors.current_communes(province=unit, on=CITY_DAY)) == {ward, other}
        assert set(selectors.current_communes(province=unit, on=AFTER)) == {commune, other}
        assert set(selectors.descendants([unit], on=CITY_DAY)) == {city, ward, other}
    assert selectors.province_of(other, on=AFTER) == province
    assert selectors.province_of(other, on=CITY_DAY) == city


def test_province_of_a_province_is_itself():
    thanh_hoa = make.province()
    assert selectors.province_of(thanh_hoa, on=AFTER) == thanh_hoa


def test_descendants_of_a_merged_province_leave_out_what_it_took_over():
    lam_dong = make.province("Tỉnh Lâm Đồng", "68", valid_from=AFTER)
    dak_nong = make.province("Tỉnh Đắk Nông", "67", valid_to=BEFORE)
    make.change(lam_dong, dak_nong)
    make.commune("Xã Đắk Wil", make.district("Huyện Cư Jút", dak_nong))
    present = make.commune("Xã Cư Jút", lam_dong)
    assert set(selectors.descendants([lam_dong])) == {lam_dong, present}
    whole = selectors.descendants(selectors.lineage([lam_dong]))
    assert whole.count() == 5


def test_unit_by_code_asks_level_and_day():
    make.commune("Xã Cũ", make.district(), code="16654")
    new = make.commune("Xã Mới", code="16654")
    assert selectors.unit_by_code("16654", level=UnitLevel.COMMUNE, on=AFTER) == new
    assert selectors.unit_by_code("16654", level=UnitLevel.PROVINCE, on=AFTER) is None


def test_search_puts_the_exact_spelling_first_and_ended_units_last():
    ended = make.commune("Xã Ba Tơ", make.district())
    present = make.commune("Xã Ba Tơ")
    accentless = make.commune("Xã Ba Tô")
    longer = make.commune("Xã Ba Tơ Hạ")
    assert list(selectors.search_units("Ba Tơ")) == [present, ended, accentless, longer]
    assert list(selectors.search_units("ba tơ", on=AFTER)) == [present, accentless, longer]


def test_search_matches_beginnings_of_words_not_middles():
    make.commune("Xã Sa Bình")
    found = make.commune("Xã Bình Sa")
    assert list(selectors.search_units("x. binh s")) == [
        found,
        AdministrativeUnit.objects.get(full_name="Xã Sa Bình"),
    ]
    assert list(selectors.search_units("inh")) == []


@pytest.mark.parametrize("text", ["", "   ", "'"])
def test_search_for_nothing_finds_nothing(text):
    make.commune()
    assert list(selectors.search_units(text)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_one_query_whatever_their_length(rows, django_assert_num_queries):
    for number in range(rows):
        make.commune(f"Xã Hoằng {number}")
    with django_assert_num_queries(1):
        assert len([unit.parent.name for unit in selectors.current_communes(on=AFTER)]) == rows
    with django_assert_num_queries(1):
        assert len([u.parent.name for u in selectors.search_units("hoang", on=AFTER)]) == rows
    thanh_hoa = make.province()
    with django_assert_num_queries(2):
        found = selectors.current_communes(province=thanh_hoa, on=AFTER)
        assert len([unit.parent.name for unit in found]) == rows
