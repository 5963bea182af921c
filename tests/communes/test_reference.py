"""The country as the committed files tell it. The files are loaded once for this module."""

import datetime as dt

import pytest
from django.core.management import call_command

from communes import selectors, services
from communes.enums import ChangeKind, UnitKind, UnitLevel
from communes.models import AdministrativeUnit, UnitChange, UnitChangeLine

YEAR_END = dt.date(2024, 12, 31)
BEFORE = dt.date(2025, 6, 30)
AFTER = dt.date(2025, 7, 1)
TODAY = dt.date(2026, 11, 21)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def counts(units):
    kinds = units.order_by().values_list("kind", flat=True)
    return {kind: list(kinds).count(kind) for kind in set(kinds)}


def province(code, on=AFTER):
    return selectors.unit_by_code(code, level=UnitLevel.PROVINCE, on=on)


def commune(code, on):
    return selectors.unit_by_code(code, level=UnitLevel.COMMUNE, on=on)


def names(units):
    return [unit.full_name for unit in units]


def test_34_provinces_and_3321_communes_from_1_july_2025():
    assert counts(selectors.current_provinces(AFTER)) == {
        UnitKind.PROVINCE: 28,
        UnitKind.CENTRAL_CITY: 6,
    }
    assert counts(selectors.current_communes(on=AFTER)) == {
        UnitKind.COMMUNE: 2621,
        UnitKind.WARD: 687,
        UnitKind.SPECIAL_ZONE: 13,
    }
    assert selectors.units_on(AFTER).count() == 34 + 3321


def test_63_provinces_and_three_levels_the_day_before():
    assert selectors.current_provinces(YEAR_END).count() == 63
    assert selectors.current_provinces(BEFORE).count() == 63
    levels = selectors.units_on(BEFORE).order_by().values_list("level", flat=True)
    assert {level: list(levels).count(level) for level in set(levels)} == {
        UnitLevel.PROVINCE: 63,
        UnitLevel.DISTRICT: 696,
        UnitLevel.COMMUNE: 10035,
    }


def test_thanh_hoa_has_147_communes_and_19_wards():
    assert counts(selectors.current_communes(province=province("38"), on=AFTER)) == {
        UnitKind.COMMUNE: 147,
        UnitKind.WARD: 19,
    }
    assert selectors.current_communes(province=province("38"), on=BEFORE).count() == 547


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("19", {UnitKind.COMMUNE: 77, UnitKind.WARD: 15}),
        ("08", {UnitKind.COMMUNE: 117, UnitKind.WARD: 7}),
        ("68", {UnitKind.COMMUNE: 103, UnitKind.WARD: 20, UnitKind.SPECIAL_ZONE: 1}),
    ],
)
def test_merged_provinces_have_their_communes(code, kinds):
    assert counts(selectors.current_communes(province=province(code), on=AFTER)) == kinds


def test_thai_nguyen_is_made_of_thai_nguyen_and_bac_kan():
    assert names(selectors.predecessors(province("19"))) == ["Tỉnh Bắc Kạn", "Tỉnh Thái Nguyên"]
    bac_kan = province("06", BEFORE)
    assert names(selectors.successors(bac_kan, on=AFTER)) == ["Tỉnh Thái Nguyên"]
    assert names(selectors.successors(bac_kan, on=BEFORE)) == ["Tỉnh Bắc Kạn"]
    assert province("06") is None


def test_hue_is_a_province_until_2024_and_a_city_from_2025():
    assert province("46", YEAR_END).full_name == "Tỉnh Thừa Thiên Huế"
    assert province("46", dt.date(2025, 1, 1)).full_name == "Thành phố Huế"
    assert province("46", AFTER) == province("46", dt.date(2025, 1, 1))
    change = UnitChange.objects.get(lines__successor=province("46"))
    assert (change.kind, change.legal_basis) == (
        ChangeKind.RECLASSIFY,
        "Nghị quyết 175/2024/QH15",
    )


def test_communes_of_hue_are_found_under_either_name():
    former = selectors.current_communes(province=province("46", YEAR_END), on=YEAR_END)
    assert former.count() == 133
    assert set(former) == set(selectors.current_communes(province=province("46"), on=YEAR_END))
    some = former.select_related("parent__parent").get(full_name="Xã Lộc Bổn")
    assert selectors.province_of(some, on=YEAR_END).full_name == "Tỉnh Thừa Thiên Huế"
    assert selectors.province_of(some, on=BEFORE).full_name == "Thành phố Huế"


def test_nine_cities_and_709_wards_after_the_changes_of_2026():
    assert counts(selectors.current_provinces(TODAY)) == {
        UnitKind.PROVINCE: 25,
        UnitKind.CENTRAL_CITY: 9,
    }
    assert counts(selectors.current_communes(on=TODAY)) == {
        UnitKind.COMMUNE: 2599,
        UnitKind.WARD: 709,
        UnitKind.SPECIAL_ZONE: 13,
    }


@pytest.mark.parametrize(
    ("code", "day", "wards"),
    [("75", dt.date(2026, 4, 30), 10), ("22", dt.date(2026, 9, 1), 0),
     ("24", dt.date(2026, 9, 20), 12)],
)  # fmt: skip
def test_a_province_become_a_city_is_called_as_on_the_day_and_keeps_its_communes(code, day, wards):
    eve = day - dt.timedelta(days=1)
    before, after = province(code, eve), province(code, day)
    assert (before.kind, after.kind) == (UnitKind.PROVINCE, UnitKind.CENTRAL_CITY)
    here = selectors.current_communes(province=before, on=eve)
    now = selectors.current_communes(province=after, on=day)
    assert here.count() == now.count()
    assert set(now.values_list("parent", flat=True)) == {after.pk}
    assert now.filter(kind=UnitKind.WARD).count() - here.filter(kind=UnitKind.WARD).count() == wards
    some = now.filter(valid_from=AFTER).first()
    assert selectors.province_of(some, on=eve) == before
    assert selectors.province_of(some, on=day) == after


def test_a_commune_become_a_ward_is_followed_from_before_the_merger():
    lines = selectors.placements([commune("26317", BEFORE).pk], on=TODAY)
    (place,) = next(iter(lines.values()))
    ward = AdministrativeUnit.objects.get(pk=place)
    assert (ward.full_name, ward.parent.full_name) == ("Phường Dầu Giây", "Thành phố Đồng Nai")


def test_codes_keep_their_leading_zeros():
    widths = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}
    for level, width in widths.items():
        codes = AdministrativeUnit.objects.filter(level=level).values_list("code", flat=True)
        assert {len(code) for code in codes} == {width}
    assert province("01").full_name == "Thành phố Hà Nội"
    assert commune("00004", AFTER).full_name == "Phường Ba Đình"


def test_a_code_given_again_names_another_unit_each_day():
    assert commune("00004", BEFORE).full_name == "Phường Trúc Bạch"
    assert commune("00004", AFTER).full_name == "Phường Ba Đình"


def test_441_communes_were_split_and_their_lines_are_partial():
    partial = UnitChangeLine.objects.filter(predecessor__level=UnitLevel.COMMUNE, whole=False)
    assert partial.values("predecessor").distinct().count() == 441
    van_khe = commune("09013", BEFORE)
    assert names(selectors.successors(van_khe, on=AFTER)) == [
        "Xã Mê Linh",
        "Xã Ô Diên",
        "Xã Tiến Thắng",
        "Xã Yên Lãng",
    ]


def test_127_communes_stayed_as_they_were():
    stayed = UnitChangeLine.objects.filter(change__kind=ChangeKind.UNCHANGED)
    assert stayed.count() == 127
    assert set(stayed.values_list("whole", flat=True)) == {True}


def test_every_former_commune_went_somewhere_and_every_present_one_came_from_somewhere():
    communes = AdministrativeUnit.objects.filter(level=UnitLevel.COMMUNE)
    assert not communes.filter(valid_to=BEFORE, lines_out=None).exists()
    assert not communes.filter(valid_from=AFTER, lines_in=None).exists()


def test_namesakes_in_merged_provinces_follow_their_own_district():
    thoi_lai, long_phu = commune("31268", BEFORE), commune("31666", BEFORE)
    assert thoi_lai.full_name == long_phu.full_name == "Xã Tân Thạnh"
    assert names(selectors.successors(thoi_lai, on=AFTER)) == ["Xã Trường Thành"]
    assert names(selectors.successors(long_phu, on=AFTER)) == ["Xã Tân Thạnh"]


def test_island_districts_without_communes_became_special_zones():
    ly_son = selectors.unit_by_code("536", level=UnitLevel.DISTRICT, on=BEFORE)
    assert names(selectors.successors(ly_son, on=AFTER)) == ["Đặc khu Lý Sơn"]


def test_each_new_commune_names_the_resolution_of_its_province():
    hoang_thanh = selectors.current_communes(province=province("38"), on=AFTER).get(
        full_name="Xã Hoằng Thanh"
    )
    change = UnitChange.objects.distinct().get(lines__successor=hoang_thanh)
    assert (change.on, change.kind, change.legal_basis) == (
        AFTER,
        ChangeKind.MERGE,
        "Nghị quyết 1686/NQ-UBTVQH15",
    )


def test_search_without_accents_proposes_both_ba_to():
    found = names(selectors.search_units("ba to", level=UnitLevel.COMMUNE, on=AFTER))
    assert found[:2] == ["Xã Ba Tô", "Xã Ba Tơ"]
    assert names(selectors.search_units("Ba Tơ", level=UnitLevel.COMMUNE, on=AFTER))[0] == (
        "Xã Ba Tơ"
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("TX nghi Sơn", "Thị xã Nghi Sơn"),
        ("TP.Vinh", "Thành phố Vinh"),
        ("H. Nông Cống", "Huyện Nông Cống"),
        ("TT Hà Lam", "Thị trấn Hà Lam"),
        ("xãBình Tường", "Xã Bình Tường"),
        ("P. Phường Đúc", "Phường Phường Đúc"),
        ("ĐÔNG SƠN", "Phường Đông Sơn"),
        ("chan may lang co", "Xã Chân Mây - Lăng Cô"),
        ("phuong b’lao", "Phường B'Lao"),
        ("TX Thái Hoà", "Thị xã Thái Hòa"),
        ("thị trấn Dương Đông", "Phường Dương Đông"),
        ("xã Hoằng", "Xã Hoằng Châu"),
    ],
)
def test_search_understands_short_forms_and_spellings(text, first):
    assert names(selectors.search_units(text))[0] == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sài Gòn", ["Phường Sài Gòn", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"]),
        ("dac lac", ["Tỉnh Đắk Lắk", "Tỉnh Đắk Lắk"]),
        ("tinh ha tay", ["Thành phố Hà Nội"]),
        ("H. Lộc Hà", ["Thành phố Hà Tĩnh", "Huyện Thạch Hà"]),
        ("quan 9", ["Thành phố Thủ Đức"]),
    ],
)
def test_search_finds_former_and_everyday_names(text, found):
    assert names(selectors.search_units(text))[: len(found)] == found


def test_search_shows_namesakes_with_the_district_that_tells_them_apart():
    found = selectors.search_units("Xã Xuân Lộc", on=BEFORE)[:9]
    places = [(unit.full_name, unit.parent.full_name) for unit in found]
    assert len(set(places)) == len(places) > 1
    assert {name for name, _ in places[:2]} == {"Xã Xuân Lộc"}


def test_search_by_code_finds_every_unit_that_carried_it():
    assert names(selectors.search_units("00004")) == ["Phường Ba Đình", "Phường Trúc Bạch"]


def test_provinces_come_in_vietnamese_order():
    found = names(selectors.current_provinces(AFTER))
    assert found[:5] == [
        "Tỉnh An Giang",
        "Tỉnh Bắc Ninh",
        "Tỉnh Cà Mau",
        "Tỉnh Cao Bằng",
        "Thành phố Cần Thơ",
    ]


def test_descendants_of_a_province_are_its_units_of_every_time():
    thanh_hoa = province("38")
    below = selectors.descendants([thanh_hoa])
    assert counts(below)[UnitKind.PROVINCE] == 1
    assert below.filter(level=UnitLevel.COMMUNE).count() == 547 + 166
    assert selectors.descendants([thanh_hoa], on=AFTER).count() == 1 + 166


def test_second_load_writes_nothing_and_reads_four_tables(django_assert_num_queries):
    with django_assert_num_queries(12):  # six for savepoints, six reads
        written = services.load_reference()
    assert set(written.values()) == {0}


def test_command_says_that_nothing_is_to_do(capsys):
    call_command("seed_communes")
    assert capsys.readouterr().out == "Đơn vị hành chính: đã đủ, không ghi gì.\n"


def test_present_points_lie_in_the_country():
    points = selectors.current_communes(on=AFTER).values_list("latitude", "longitude")
    assert None not in {number for point in points for number in point}
    assert all(8 < lat < 24 and 102 < lon < 115 for lat, lon in points)
