"""Names: short forms written out, folded, printed."""

import unicodedata

import pytest

from communes.validators import expand_kind, fold_name, official_case, read_name


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("TX nghi Sơn", "thị xã nghi Sơn"),
        ("TX. Nghi Sơn", "thị xã Nghi Sơn"),
        ("TP.Vinh", "thành phố Vinh"),
        ("tp  Vinh", "thành phố Vinh"),
        ("TT Hà Lam", "thị trấn Hà Lam"),
        ("P. Hạc Thành", "phường Hạc Thành"),
        ("P15", "phường 15"),
        ("Q.1", "quận 1"),
        ("X. Hoằng Thanh", "xã Hoằng Thanh"),
        ("H. Nông Sơn", "huyện Nông Sơn"),
        ("T. Thanh Hóa", "tỉnh Thanh Hóa"),
        ("ĐK Lý Sơn", "đặc khu Lý Sơn"),
        ("xãBình Tường", "xã Bình Tường"),
        ("Xã Hoằng Thanh", "Xã Hoằng Thanh"),
        ("Hà Nội", "Hà Nội"),
        ("Phú Quốc", "Phú Quốc"),
        ("H'Ra", "H'Ra"),
        ("Xanh", "Xanh"),
    ],
)
def test_short_forms_are_written_out_and_names_left_alone(text, full):
    assert expand_kind(text) == full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phường B'Lao", "phuong B’lao"),
        ("Xã N'Thôn Hạ", "Xã N' Thôn Hạ"),
        ("Xã Hoà An", "Xã Hòa An"),
        ("Xã Chân Mây - Lăng Cô", "xã Chân Mây–Lăng Cô"),
    ],
)
def test_spellings_of_one_name_fold_alike(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("thị xã NGHI SƠN", "Thị xã Nghi Sơn"),
        ("ba tơ", "Ba Tơ"),
        ("phường b'lao", "Phường B'Lao"),
    ],
)
def test_official_case_is_that_of_print(text, printed):
    assert official_case(text) == printed


@pytest.mark.parametrize(
    ("text", "kind", "keys"),
    [
        ("Xa Nga Son", "xã", ("nga son", "xa nga son")),
        ("quan hoa", "quận", ("hoa", "quan hoa")),  # or huyện Quan Hóa: both are looked for
        ("Gia Loc district", "", ("gia loc", "gia loc district")),
        ("My Bang Commune", "xã", ("mi bang", "mi bang commune")),
        ("huyện đảo Lý Sơn", "huyện", ("lí sơn", "huyêṇ đaỏ lí sơn")),
        ("P. 04", "phường", ("4", "phương̀ 4")),
        ("Ðắk Nông", "", ("đăḱ nông",)),
    ],
)
def test_a_printed_name_is_taken_apart_into_kind_and_keys(text, kind, keys):
    found = read_name(text)
    assert found.kind == kind
    assert [unicodedata.normalize("NFC", key) for key in found.keys] == [
        unicodedata.normalize("NFC", key) for key in keys
    ]
