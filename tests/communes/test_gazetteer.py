"""What printed addresses mean, on the country as the committed files tell it."""

import csv
import datetime as dt
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communes.enums import UnitLevel
from communes.models import AdministrativeUnit, UnitAlias
from communes.selectors import Gazetteer
from communes.validators import fold_name, read_name

ON = dt.date(2026, 11, 21)
BEFORE, MERGER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
# The addresses of 480 lines of real registers, with what a careful reader made of each: the
# communes of today by code. Nothing differs; a line that has to differ would be named here.
ADDRESSES = Path(__file__).parent / "data" / "addresses.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


@pytest.fixture(scope="module")
def units(country, django_db_blocker):
    with django_db_blocker.unblock():
        return {
            unit.pk: unit
            for unit in AdministrativeUnit.objects.select_related("parent__parent").order_by()
        }


@pytest.fixture(scope="module")
def gazetteer(country, django_db_blocker):
    with django_db_blocker.unblock():
        return Gazetteer.load(on=ON)


@pytest.fixture
def read(gazetteer, units):
    """Resolve "commune, district, province" and tell it in names."""

    def run(text, **more):
        *below, province = (part.strip() for part in text.split(","))
        commune, district = [*below, ""][:2] if below else ("", "")
        found = gazetteer.resolve(province=province, district=district, commune=commune, **more)
        recorded = units[found.recorded].full_name if found.recorded else None
        current = [units[pk].full_name for pk in found.current]
        return found.outcome, recorded, current

    return run


def addresses():
    with ADDRESSES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_real_addresses_mean_what_a_careful_reader_made_of_them(gazetteer, units):
    outcomes = Counter()
    differences = []
    for row in addresses():
        found = gazetteer.resolve(
            province=row["province"], district=row["district"], commune=row["commune"]
        )
        outcomes[found.outcome] += int(row["rows"])
        codes = sorted(units[pk].code for pk in found.current)
        if row["outcome"] != found.outcome or (row["commune"] and codes != row["codes"].split()):
            differences.append((row, found.outcome, codes, found.reason))
    assert differences == []
    assert outcomes == {"resolved": 211, "ambiguous": 5, "not_found": 12, "none": 252}


def test_the_full_address_of_every_former_commune_is_that_commune(gazetteer, units):
    wrong = []
    for unit in units.values():
        if unit.level != UnitLevel.COMMUNE or unit.valid_to != BEFORE:
            continue
        found = gazetteer.resolve(
            province=unit.parent.parent.full_name,
            district=unit.parent.full_name,
            commune=unit.full_name,
        )
        if found.recorded != unit.pk or found.outcome not in ("resolved", "ambiguous"):
            wrong.append((unit.full_name, unit.parent.full_name, found))
    assert wrong == []


def test_a_commune_of_today_is_itself_unless_a_former_namesake_lies_elsewhere(gazetteer, units):
    outcomes = Counter()
    for unit in units.values():
        if unit.level == UnitLevel.COMMUNE and unit.valid_to is None:
            address = {"province": unit.parent.full_name, "district": "", "commune": unit.full_name}
            found = gazetteer.resolve(**address)
            outcomes[found.outcome] += 1
            assert found.current in ((unit.pk,), ())
            assert found.current or unit.pk in found.proposals
            assert gazetteer.resolve(**address, dated=MERGER).current == (unit.pk,)
    assert outcomes == {"resolved": 3134, "not_found": 187}


@pytest.mark.parametrize(
    ("text", "recorded", "current"),
    [
        ("xã Hoằng Thành, huyện Hoằng Hóa, Thanh Hóa", "Xã Hoằng Thành", "Xã Hoằng Lộc"),
        ("Xã Hoằng Thành, H. Hoằng Hoá, tỉnh Thanh Hoá", "Xã Hoằng Thành", "Xã Hoằng Lộc"),
        ("xãBình Tường, Tây Sơn, Bình Định", "Xã Bình Tường", "Xã Bình Phú"),
        ("xã Bình Tường, huyện Tây Sơn, Gia Lai", "Xã Bình Tường", "Xã Bình Phú"),
        ("TT Khe Sanh, H.Hướng Hóa, T. Quảng Trị", "Thị trấn Khe Sanh", "Xã Khe Sanh"),
        ("P04, TP. Cao Lãnh, Đồng Tháp", "Phường 4", "Phường Cao Lãnh"),
        ("xã Mĩ Thọ, huyện Cao Lãnh, Đồng Tháp", "Xã Mỹ Thọ", "Xã Mỹ Thọ"),
        ("thị trấn Mường Tè, huyện Mường Tè, Lai Châu", "Thị trấn Mường Tè", "Xã Bum Tở"),
        ("xã Phú Vinh, huyện Định Quán, Đồng Nai", "Xã Phú Vinh", "Xã Phú Vinh"),
        ("My Bang Commune, Yen Son District, Tuyen Quang", "Xã Mỹ Bằng", "Phường Mỹ Lâm"),
    ],
)
def test_spellings_short_forms_and_wrong_kinds_are_understood(read, text, recorded, current):
    assert read(text) == ("resolved", recorded, [current])


@pytest.mark.parametrize(
    ("province", "recorded", "today"),
    [
        ("TP. Hà Nội", "Thành phố Hà Nội", "Thành phố Hà Nội"),
        ("Hà Tây", "Thành phố Hà Nội", "Thành phố Hà Nội"),
        ("TPHCM", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Sài Gòn", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("tỉnh Bà Rịa - Vũng Tàu", "Tỉnh Bà Rịa - Vũng Tàu", "Thành phố Hồ Chí Minh"),
        ("Thừa Thiên-Huế", "Tỉnh Thừa Thiên Huế", "Thành phố Huế"),
        ("TP Huế", "Thành phố Huế", "Thành phố Huế"),
        ("Bắc Cạn", "Tỉnh Bắc Kạn", "Tỉnh Thái Nguyên"),
        ("Đắc Lắc", "Tỉnh Đắk Lắk", "Tỉnh Đắk Lắk"),
        ("Ðắk Nông", "Tỉnh Đắk Nông", "Tỉnh Lâm Đồng"),
        ("KONTUM", "Tỉnh Kon Tum", "Tỉnh Quảng Ngãi"),
        ("Hai Duong", "Tỉnh Hải Dương", "Thành phố Hải Phòng"),
    ],
)
def test_provinces_are_found_under_their_former_and_everyday_names(
    gazetteer, units, province, recorded, today
):
    found = gazetteer.resolve(province=province, district="", commune="")
    assert (found.outcome, found.current) == ("none", ())
    assert units[found.recorded].full_name == recorded
    assert units[found.province].full_name == today


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        ("Mường Tè, huyện Mường Tè, Lai Châu", "Huyện Mường Tè"),  # xã and thị trấn of that name
        ("xã Hoang Thanh, huyện Hoằng Hóa, Thanh Hóa", "Huyện Hoằng Hóa"),  # accents count
        ("xã An Hòa, huyện Vĩnh Bảo, Hải Phòng", "Huyện Vĩnh Bảo"),  # gone before 2025
        ("xã Cao Lãnh, Cao Lãnh, Đồng Tháp", "Tỉnh Đồng Tháp"),  # city and district of that name
        ("xã Nga Thủy, huyện Hoàng Hóa, Thanh Hóa", "Tỉnh Thanh Hóa"),  # not in Hoằng Hóa
        ("xã Không Có, Thanh Hóa", "Tỉnh Thanh Hóa"),
    ],
)
def test_what_a_paper_leaves_open_is_not_decided(read, text, recorded):
    commune, *_, province = text.split(",")
    district = text.split(",")[1] if text.count(",") == 2 else ""
    assert read(f"{commune}, {district}, {province}") == ("not_found", recorded, [])


def test_proposals_name_what_a_person_may_choose_from(gazetteer, units):
    found = gazetteer.resolve(
        province="Thanh Hóa", district="huyện Hoằng Hóa", commune="xã Hoang Thanh"
    )
    proposed = [(units[pk].full_name, units[pk].parent.full_name) for pk in found.proposals]
    assert proposed == [
        ("Xã Hoằng Thành", "Huyện Hoằng Hóa"),
        ("Xã Hoằng Thanh", "Huyện Hoằng Hóa"),
        ("Xã Hoằng Thanh", "Tỉnh Thanh Hóa"),
    ]
    assert found.reason == (
        "Huyện Hoằng Hóa đến 30/6/2025 không có xã Hoang Thanh; có thể đã sắp xếp trước đó."
    )


@pytest.mark.parametrize(
    ("text", "recorded", "reason"),
    [
        (
            "xã Thạch Kim, huyện Lộc Hà, Hà Tĩnh",
            "Xã Thạch Kim",
            (
                "Khớp tên xã; huyện Lộc Hà: nhập vào huyện Thạch Hà và thành phố Hà Tĩnh"
                " từ 1/1/2025 (theo Cục Thống kê)."
            ),
        ),
        (
            "xã Sơn Trà, huyện Hương Sơn, Hà Tĩnh",
            "Xã Mỹ Long",
            "Danh mục cũ của Cục Thống kê: mã 18202 là Xã Sơn Trà, Huyện Hương Sơn.",
        ),
        (
            "xã Dân Quyền, , Phú Thọ",
            "Xã Dân Quyền",
            "Không ghi huyện; tên xã chỉ có một trong tỉnh, ở huyện Tam Nông.",
        ),
        (
            "xã Quý Lộc, huyện Quý Lộc, Thanh Hóa",
            "Thị trấn Quý Lộc",
            (
                "Danh mục đến 30/6/2025 không có huyện Quý Lộc; tên xã chỉ có một trong tỉnh,"
                " ở huyện Yên Định."
            ),
        ),
        (
            "xã Hoằng Thái, huyện Hoàng Hóa, Thanh Hóa",
            "Xã Hoằng Thái",
            (
                "Danh mục đến 30/6/2025 không có huyện Hoàng Hóa; tên xã chỉ có một trong tỉnh,"
                " ở huyện Hoằng Hóa."
            ),
        ),
        (
            "thị trấn Dương Đông, huyện Phú Quốc, Kiên Giang",
            "Phường Dương Đông",
            (
                "Khớp tên xã và huyện; giấy tờ ghi thị trấn, danh mục ghi phường;"
                " huyện nay là thành phố Phú Quốc."
            ),
        ),
    ],
)
def test_a_district_or_name_gone_before_2025_is_followed_with_its_reason(
    gazetteer, units, text, recorded, reason
):
    commune, district, province = (part.strip() for part in text.split(","))
    found = gazetteer.resolve(province=province, district=district, commune=commune)
    assert (found.outcome, units[found.recorded].full_name) == ("resolved", recorded)
    assert found.reason == reason


def test_a_name_in_several_districts_stays_open_without_a_district(gazetteer, units):
    several = gazetteer.resolve(province="Thanh Hóa", district="", commune="phường Phú Sơn")
    assert (several.outcome, several.current) == ("not_found", ())
    assert {units[pk].parent.full_name for pk in several.proposals} == {
        "Thành phố Thanh Hóa",
        "Thị xã Bỉm Sơn",
        "Thị xã Nghi Sơn",
        "Huyện Quan Hóa",
    }
    assert several.reason == "Không ghi huyện; tên xã có ở nhiều huyện trong tỉnh."


def test_the_day_of_the_paper_decides_for_a_commune_of_today_never_for_a_former_one(read):
    address = "phường Ngọc Hà, , Hà Nội"
    assert read(address) == ("not_found", "Thành phố Hà Nội", [])
    assert read(address, dated=MERGER) == ("resolved", "Phường Ngọc Hà", ["Phường Ngọc Hà"])
    assert read(address, dated=BEFORE) == ("not_found", "Thành phố Hà Nội", [])


def test_without_a_province_there_are_only_proposals(gazetteer, units):
    found = gazetteer.resolve(province="", district="Nga Sơn", commune="xã Nga Thủy")
    assert (found.outcome, found.recorded, found.province) == ("not_found", None, None)
    assert [units[pk].full_name for pk in found.proposals] == ["Xã Nga Thủy"]
    nothing = gazetteer.resolve(province="", district="", commune="")
    assert (nothing.outcome, nothing.recorded) == ("none", None)
    strange = gazetteer.resolve(province="Thanh Hà", district="", commune="xã Nga Thủy")
    assert (strange.outcome, strange.reason) == (
        "not_found",
        "Danh mục không có tỉnh, thành phố “Thanh Hà”.",
    )


def test_an_alias_without_district_holds_where_no_district_is_printed(units):
    dien_lu = next(unit for unit in units.values() if unit.full_name == "Xã Điền Lư")
    UnitAlias.objects.create(unit=dien_lu, name="Xã Mường Lư", folded_name="", source="Sách xã")
    found = Gazetteer.load(on=ON).resolve(province="Thanh Hóa", district="", commune="xã Mường Lư")
    assert (found.recorded, found.reason) == (dien_lu.pk, "Sách xã.")


def test_as_of_a_day_before_the_merger_communes_are_what_they_were(units):
    then = Gazetteer.load(on=BEFORE)
    old = then.resolve(province="Thanh Hóa", district="Nga Sơn", commune="xã Nga Thủy")
    assert (old.outcome, old.current) == ("resolved", (old.recorded,))
    new = then.resolve(province="Thanh Hóa", district="", commune="phường Hạc Thành")
    assert (new.outcome, new.current) == ("not_found", ())


def test_an_island_district_lies_in_its_special_zone(read):
    assert read(", huyện đảo Lý Sơn, Quảng Ngãi") == ("none", "Huyện Lý Sơn", ["Đặc khu Lý Sơn"])


def test_loading_takes_three_statements_and_resolving_none(django_assert_num_queries):
    with django_assert_num_queries(3):
        fresh = Gazetteer.load(on=ON)
        fresh.resolve(province="Thanh Hóa", district="Nga Sơn", commune="xã Nga Thủy")
        fresh.resolve(province="", district="Nga Sơn", commune="xã Nga Thủy")


def test_twenty_thousand_addresses_take_a_few_seconds_at_most(former):
    # Measured at half a second on an idle machine; the bound only catches a change of order.
    fresh = Gazetteer.load(on=ON)
    begun = time.process_time()
    for unit in former * 2:
        fresh.resolve(province="Thanh Hóa", district=unit.parent.name, commune=unit.full_name)
    assert time.process_time() - begun < 5


def test_pairs_that_differ_only_by_accents_are_never_taken_for_each_other(gazetteer, units):
    alike = {}
    for unit in units.values():
        if unit.level == UnitLevel.COMMUNE and unit.valid_to is None:
            alike.setdefault((unit.parent_id, fold_name(unit.name)), []).append(unit)
    pairs = [group for group in alike.values() if len({unit.name for unit in group}) > 1]
    assert len(pairs) == 10
    assert sum(len({unit.kind for unit in pair}) == 1 for pair in pairs) == 8
    for pair in pairs:
        for unit in pair:
            address = {"province": unit.parent.full_name, "district": "", "dated": MERGER}
            exact = gazetteer.resolve(commune=unit.full_name, **address)
            assert exact.current == (unit.pk,)
            bare = fold_name(unit.name)
            if bare in {other.name.lower() for other in pair}:
                continue  # Thanh An is a name as it stands
            for text in (f"xã {bare}", bare.title()):
                open_ = gazetteer.resolve(commune=text, **address)
                assert open_.outcome == "not_found"
                assert {unit.pk for unit in pair} <= set(open_.proposals)


@pytest.fixture(scope="module")
def former(units):
    return [
        unit
        for unit in units.values()
        if unit.level == UnitLevel.COMMUNE and unit.valid_to == BEFORE
    ]


@given(data=st.data())
def test_a_name_with_one_other_accent_never_means_the_commune(gazetteer, units, former, data):
    unit = data.draw(st.sampled_from(former))
    letters = unicodedata.normalize("NFD", unit.name)
    marks = [place for place, char in enumerate(letters) if unicodedata.combining(char)]
    assume(marks)
    place = data.draw(st.sampled_from(marks))
    mark = data.draw(st.sampled_from(["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]))
    text = f"xã {letters[:place]}{mark}{letters[place + 1 :]}"
    assume(read_name(text).keys[0] != read_name(unit.full_name).keys[0])
    found = gazetteer.resolve(
        province=units[unit.parent.parent_id].full_name,
        district=unit.parent.full_name,
        commune=text,
    )
    assert found.recorded != unit.pk
    if found.outcome == "resolved" and "Danh mục cũ" not in found.reason:
        assert read_name(units[found.recorded].full_name).keys[0] == read_name(text).keys[0]
