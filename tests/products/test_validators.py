"""Barcodes, quantities and addresses: what is right passes, what is wrong gets a sentence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.validators import (
    address_fault,
    gtin_check_digit,
    gtin_fault,
    normal_gtin,
    quantity_fault,
    quantity_of,
)

DIGITS = st.sampled_from("0123456789")
BODIES = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda size: st.text(DIGITS, min_size=size, max_size=size)
)


# Printed on real packs and in the standard's own examples.
@pytest.mark.parametrize(
    "code", ["96385074", "036000291452", "8934563138165", "4006381333931", "10614141000415"]
)
def test_a_barcode_of_a_real_pack_is_taken(code: str) -> None:
    assert gtin_fault(code) is None


@given(BODIES.filter(lambda body: int(body) > 0))
def test_every_number_with_its_check_digit_is_taken(body: str) -> None:
    assert gtin_fault(f"{body}{gtin_check_digit(body)}") is None


@given(BODIES.filter(lambda body: int(body) > 0), st.data())
def test_one_wrong_digit_is_always_found(body: str, data: st.DataObject) -> None:
    code = f"{body}{gtin_check_digit(body)}"
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(DIGITS.filter(lambda digit: digit != code[place]))
    assert gtin_fault(f"{code[:place]}{other}{code[place + 1 :]}") is not None


@given(BODIES)
def test_zeros_in_front_change_no_check_digit(body: str) -> None:
    # So a UPC of 12 digits is the same trade item as its EAN of 13.
    assert gtin_check_digit(f"0{body}") == gtin_check_digit(body)


@given(BODIES, st.sampled_from([" ", "-", ".", " - "]))
def test_blanks_and_hyphens_do_not_matter(body: str, between: str) -> None:
    assert normal_gtin(between.join(body)) == body


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", None),
        ("89345631381", "Mã vạch phải có 8, 12, 13 hoặc 14 chữ số, đang có 11"),
        ("893456313816X", "Mã vạch chỉ gồm chữ số, đang có “893456313816X”"),
        ("٨٩٣٤٥٦٣١", "Mã vạch chỉ gồm chữ số, đang có “٨٩٣٤٥٦٣١”"),
        ("00000000", "Mã vạch không thể toàn số 0"),
        (
            "8934563138164",
            (
                "Mã vạch 8934563138164 sai số kiểm tra: số cuối là 4, theo các số đứng trước"
                " phải là 5. Hãy xem lại từng chữ số dưới vạch"
            ),
        ),
    ],
)
def test_a_wrong_barcode_is_told_what_is_wrong(code: str, sentence: str | None) -> None:
    assert gtin_fault(code) == sentence


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500", "500"),
        ("0,5", "0.5"),
        (" 1,25 ", "1.25"),
        ("1.250", "1250"),
        ("1.250,75", "1250.75"),
        ("1 250", "1250"),
        ("0.5", None),
        ("1.25", None),
        ("12.5000", None),
        ("-3", None),
        ("1e3", None),
        ("500g", None),
        ("", None),
        (",5", None),
    ],
)
def test_a_quantity_is_read_the_vietnamese_way(text: str, number: str | None) -> None:
    assert quantity_of(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", None),
        ("0,005", None),
        ("999.999,999", None),
        ("0.5", "Viết số, phần lẻ sau dấu phẩy, ví dụ 500 hoặc 0,5; đang có “0.5”"),
        ("0", "Khối lượng, thể tích phải lớn hơn 0"),
        ("1.000.000", "Khối lượng, thể tích phải nhỏ hơn 1.000.000. Hãy chọn đơn vị lớn hơn"),
        ("0,0005", "Phần lẻ có nhiều nhất 3 chữ số. Hãy chọn đơn vị nhỏ hơn"),
    ],
)
def test_a_wrong_quantity_is_told_what_is_wrong(text: str, sentence: str | None) -> None:
    assert quantity_fault(text) == sentence


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("", True),
        ("https://ocop.vn/mam-tep", True),
        ("http://www.facebook.com/mamtep", True),
        ("ocop.vn", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://ocop.vn", False),
        ("https://", False),
        ("https://localhost/", False),
        ("https://[ocop.vn", False),
        ("//ocop.vn", False),
    ],
)
def test_only_web_addresses_are_taken(url: str, *, fine: bool) -> None:
    assert (address_fault(url) is None) is fine
