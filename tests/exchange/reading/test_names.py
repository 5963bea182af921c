"""Keys of names: equal for spellings of one name, different for two names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.reading.names import decision_key, loose_key, near, producer_key, product_key


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("Mật ong  Hưởng Hoa", "MẬT ONG HƯỞNG HOA "),
        ("Trà Hoà Bình", "trà Hòa Bình"),
        ("Thuý Quỳnh", "Thúy Quỳnh"),
        ("Giò khoẻ", "Giò khỏe"),
        ("Qúy phi", "Quý phi"),
        ("Gạo “Cái quạt mo”", 'Gạo "Cái quạt mo"'),
        ("Bột sữa – vị mặn", "Bột sữa - vị mặn"),
        ("Dưa\u00a0lưới", "Dưa lưới"),
        ("Ðông trùng", "Đông trùng"),
        ("Muối & tiêu", "Muối và tiêu"),
    ),
)
def test_spellings_of_one_product_have_one_key(one, other):
    assert product_key(one) == product_key(other)
    assert product_key(unicodedata.normalize("NFD", one)) == product_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("Trà hoa", "Trà hòa"),
        ("Ba Tơ", "Ba Tô"),
        ("Gạo ST24", "Gạo ST25"),
        ("Nước mắm 40°N", "Nước mắm 40N"),
        ("Rượu 1,5 lít", "Rượu 15 lít"),
    ),
)
def test_two_names_have_two_keys(one, other):
    assert product_key(one) != product_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("HTX Xoài Mỹ Xương", "Hợp tác xã xoài Mỹ Xương"),
        ("CTCP Chè", "Công ty cổ phần Chè"),
        ("Công ty CP Chè", "Công ty Cổ phần chè"),
        ("Công ty TNHH MTV An", "Công ty trách nhiệm hữu hạn một thành viên An"),
        ("Công ty TNHH 1 thành viên An", "Công ty TNHH một thành viên An"),
        ("Cty TNHH XNK Việt", "Công ty TNHH xuất nhập khẩu Việt"),
        ("HTX SXKD DV NN Thụy", "HTX sản xuất kinh doanh dịch vụ nông nghiệp Thụy"),
        ("Công ty TNHH TM-DV An", "Công ty TNHH thương mại dịch vụ An"),
        ("DNTN Bùi Thanh Tú", "Doanh nghiệp Tư Nhân Bùi Thanh Tú"),
        ("THT sen", "Tổ hợp tác Sen"),
    ),
)
def test_short_forms_in_names_of_producers_are_written_out(one, other):
    assert producer_key(one) == producer_key(other)


def test_public_register_has_as_many_producers_as_its_readme_counts(truth):
    producers = {row["producer"] for row in truth.values() if row["producer"]}
    assert (len(producers), len({producer_key(name) for name in producers})) == (275, 273)


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("Đèn lồng Dé Latana", "Đèn lồng Dé Lantana"),
        ("Yến tinh chế sấy thô", "Yến tinh chế sấy khô"),
        ("Công ty Mon Beauty", "Công ty Mom Beauty"),
        ("Nano Curmin", "Nano Curcumin"),
        ("Cà phê bột", "Càphê bột"),
        ("Ba Tơ", "Ba Tô"),
        ("Mắm tôm", "mam tom"),
    ),
)
def test_names_that_may_be_one_are_proposed(one, other):
    assert near(one, other)
    assert near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("Gạo ST24", "Gạo ST25"),
        ("Trà loại A", "Trà loại B"),
        ("Mứt chanh dây", "Mứt chanh leo"),
        ("Bột sữa vị mặn", "Bột sữa vị ngọt"),
        ("Nước mắm", "Nước mắm cốt"),
        ("Cam Vinh", "Bưởi Phúc"),
    ),
)
def test_names_that_are_two_are_not_proposed(one, other):
    assert not near(one, other)


def test_number_of_a_decision_by_its_key():
    assert decision_key("715/QĐ – UBND") == decision_key("Số 715/QD-UBND") == "715/qd-ubnd"
    assert decision_key("Quyết định số 377") == decision_key("377")


@given(st.text())
def test_keys_are_stable_and_ignore_unicode_form(name):
    key = producer_key(name)
    assert producer_key(key) == key
    assert product_key(unicodedata.normalize("NFD", name)) == product_key(name)
    assert loose_key(unicodedata.normalize("NFD", name)) == loose_key(name)


@given(st.text(), st.text())
def test_nearness_goes_both_ways(one, other):
    assert near(one, one)
    assert near(one, other) == near(other, one)
