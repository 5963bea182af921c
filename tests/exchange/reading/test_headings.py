"""Sub-headings: which unit they name, and that other headings name none."""

import pytest

from exchange.reading.headings import Headings, places_in, read_heading


@pytest.mark.parametrize(
    ("text", "level", "name"),
    (
        ("I. TỈNH THANH HÓA (51 sản phẩm)", "province", "Tỉnh Thanh Hóa"),
        ("XXXV. THÀNH PHỐ ĐÀ NẴNG (4 sản phẩm)", "province", "Thành phố Đà Nẵng"),
        ("XLVIII. THÀNH PHỐ HỒ CHÍ MINH (2 sản phẩm)", "province", "Thành phố Hồ Chí Minh"),
        ("C. TỈNH CÀ MAU", "province", "Tỉnh Cà Mau"),
        ("THANH HÓA", "province", "Thanh Hóa"),
        ("X. LÀO CAI", "province", "Lào Cai"),
        ("BÀ RỊA - VŨNG TÀU: 12 sản phẩm", "province", "Bà Rịa - Vũng Tàu"),
        ("Thanh Hoa province", "province", "Thanh Hoa province"),
        ("1. Huyện Nga Sơn", "district", "Huyện Nga Sơn"),
        ("I. HUYỆN NGA SƠN: 3 sản phẩm", "district", "Huyện Nga Sơn"),
        ("5. Thạch Thành", "district", "Thạch Thành"),
        ("1. TP.Hội An", "district", "TP.Hội An"),
        ("6. TX Điện Bàn", "district", "TX Điện Bàn"),
        ("1. Thành phố Bắc Kạn", "district", "Thành phố Bắc Kạn"),
        ("2. Yen Son District", "district", "Yen Son District"),
        ("2. Tuyen Quang City", "district", "Tuyen Quang City"),
        ("H. Nông Sơn", "district", "H. Nông Sơn"),
        ("Không ghi huyện", "district", ""),
        ("19. Không ghi huyện", "district", ""),
        ("Chưa rõ xã", "commune", ""),
        ("1.1. Xã Hoằng Thanh", "commune", "Xã Hoằng Thanh"),
        ("2. PHƯỜNG HẠC THÀNH", "commune", "Phường Hạc Thành"),
        ("X. Thạch Kim", "commune", "X. Thạch Kim"),
        ("TT Hà Lam", "commune", "TT Hà Lam"),
        ("A. SẢN PHẨM 4 SAO", "", "SẢN PHẨM 4 SAO"),
        ("I. Nhóm thực phẩm", "", "Nhóm thực phẩm"),
        ("ĐỢT 1 NĂM 2021", "", "ĐỢT 1 NĂM 2021"),
        ("Những sản phẩm còn lại", "", "Những sản phẩm còn lại"),
        ("", "", ""),
    ),
)
def test_what_a_heading_names(text, level, name):
    assert read_heading(text, "", "", "") == (level, name)


def test_a_city_within_its_province_is_a_district():
    headings = Headings()
    headings.take("II. TỈNH THỪA THIÊN HUẾ (6 sản phẩm)")
    headings.take("1. Thành phố Huế")
    assert (headings.province, headings.district) == ("Tỉnh Thừa Thiên Huế", "Thành phố Huế")
    headings.take("III. THÀNH PHỐ HUẾ")
    assert headings.district == "Thành phố Huế"
    others = Headings()
    others.take("I. THÀNH PHỐ HUẾ")
    assert (others.province, others.district) == ("Thành phố Huế", "")


def test_a_bare_name_is_a_province_where_provinces_are_numbered_so():
    headings = Headings()
    headings.take("I. CAO BẰNG")
    headings.take("1. Hà Nam")
    assert (headings.province, headings.district) == ("Cao Bằng", "Hà Nam")
    headings.take("II. BẮC KẠN")
    assert (headings.province, headings.district) == ("Bắc Kạn", "")


def test_number_of_a_heading_in_its_own_cell():
    headings = Headings()
    headings.take("THANH HÓA", mark="I")
    headings.take("Nga Sơn", mark="1")
    assert (headings.province, headings.district) == ("Thanh Hóa", "Nga Sơn")


def test_a_higher_heading_ends_the_lower_ones():
    headings = Headings()
    for text in ("I. TỈNH NGHỆ AN", "1. Huyện Yên Thành", "1.1. Xã Minh Thành"):
        headings.take(text)
    assert (headings.district, headings.commune) == ("Huyện Yên Thành", "Xã Minh Thành")
    headings.take("2. Không ghi huyện")
    assert (headings.province, headings.district, headings.commune) == ("Tỉnh Nghệ An", "", "")


def test_a_group_heading_changes_only_the_group():
    headings = Headings(province="Tỉnh Nghệ An")
    headings.take("A. NHÓM ĐỒ UỐNG")
    assert (headings.group, headings.province) == ("II", "Tỉnh Nghệ An")
    headings.take("B. SẢN PHẨM KHÁC")
    assert headings.group == ""


@pytest.mark.parametrize("name", ["BẮC NINH", "ĐỒNG NAI", "QUẢNG NINH"])
def test_a_province_that_became_a_city_in_2026_is_no_district(name):
    headings = Headings()
    headings.take("IV. TỈNH CAO BẰNG")
    headings.take(f"V. THÀNH PHỐ {name} (30 sản phẩm)")
    assert (headings.province, headings.district) == (f"Thành phố {name.title()}", "")


def test_bac_ninh_numbered_as_a_district_is_the_city_of_before():
    headings = Headings()
    headings.take("II. TỈNH BẮC NINH")
    headings.take("1. Thành phố Bắc Ninh")
    assert (headings.province, headings.district) == ("Tỉnh Bắc Ninh", "Thành phố Bắc Ninh")
    alone = Headings()
    alone.take("1. Thành phố Bắc Ninh")
    assert (alone.province, alone.district) == ("", "Thành phố Bắc Ninh")


@pytest.mark.parametrize(
    ("address", "units"),
    (
        (
            "thôn Yên Viên, xã An Hòa, huyện Vĩnh Bảo, thành phố Hải Phòng",
            {
                "commune": "xã An Hòa",
                "district": "huyện Vĩnh Bảo",
                "province": "thành phố Hải Phòng",
            },
        ),
        (
            "12 Trần Phú - P. Sơn Phong - TP Hội An - Quảng Nam",
            {"commune": "P. Sơn Phong", "district": "TP Hội An", "province": "Quảng Nam"},
        ),
        ("xã Nga Sơn, tỉnh Thanh Hóa", {"commune": "xã Nga Sơn", "province": "tỉnh Thanh Hóa"}),
        ("TP. Vinh", {"district": "TP. Vinh"}),
        ("Thái Bình", {}),
        ("Khu phố 3", {}),
        ("", {}),
    ),
)
def test_units_of_an_address(address, units):
    assert places_in(address) == units
