"""Tax codes and telephone numbers."""

import pytest

from producers.enums import ProducerKind
from producers.validators import (
    is_personal_number,
    normal_phone,
    normal_tax_code,
    phone_fault,
    tax_check_digit,
    tax_code_fault,
)

COMPANY = ProducerKind.LLC


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2800 123 456", "2800123456"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        ("0100109106 - 001", "0100109106-001"),
        ("", ""),
        (" chưa có ", "chưa có"),
    ],
)
def test_a_tax_code_has_one_normal_form(typed: str, stored: str) -> None:
    assert normal_tax_code(typed) == stored


@pytest.mark.parametrize("code", ["0100109106", "0101243150", "0100109106-001", ""])
def test_a_right_tax_code_has_no_fault(code: str) -> None:
    assert tax_code_fault(code, kind=COMPANY) is None


@pytest.mark.parametrize("place", range(10))
def test_one_wrong_digit_is_found(place: int) -> None:
    digits = list("0100109106")
    digits[place] = str((int(digits[place]) + 1) % 10)
    code = "".join(digits)
    right = tax_check_digit(code[:9])
    fault = f"Không có mã số thuế nào bắt đầu bằng {code[:9]}. Hãy xem lại từng chữ số"
    if right is not None:
        fault = (
            f"Mã số thuế {code} sai: sau {code[:9]} chữ số thứ 10 phải là {right}, đang là"
            f" {code[9]}. Hãy xem lại từng chữ số trên giấy đăng ký"
        )
    assert tax_code_fault(code, kind=COMPANY) == fault


def test_nine_digits_whose_check_would_be_ten_belong_to_no_code() -> None:
    # 31·0 + … = 0 mod 11: the tenth digit would be 10.
    assert tax_check_digit("000000000") is None
    assert tax_code_fault("0000000000", kind=COMPANY) == (
        "Không có mã số thuế nào bắt đầu bằng 000000000. Hãy xem lại từng chữ số"
    )


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        ("280214733", COMPANY, "Mã số thuế phải có 10 hoặc 13 chữ số, đang có 9"),
        ("038085001234", COMPANY, "Mã số thuế phải có 10 hoặc 13 chữ số, đang có 12"),
        (
            "28021473",
            ProducerKind.HOUSEHOLD,
            "Mã số thuế phải có 10 hoặc 13 chữ số (hộ, cá nhân: hoặc 12 số định danh), đang có 8",
        ),
        ("28O2147330", COMPANY, "Mã số thuế chỉ gồm chữ số, đang có “28O2147330”"),
        (
            "２８０２１４７３３０",
            COMPANY,
            "Mã số thuế chỉ gồm chữ số, đang có “２８０２１４７３３０”",
        ),
    ],
)
def test_a_wrong_tax_code_is_told_with_what_was_found(code: str, kind: str, sentence: str) -> None:
    assert tax_code_fault(code, kind=kind) == sentence


@pytest.mark.parametrize(
    "kind", [ProducerKind.HOUSEHOLD, ProducerKind.FARM, ProducerKind.COOPERATIVE_GROUP]
)
def test_a_person_may_have_the_identity_number_as_tax_code(kind: str) -> None:
    assert tax_code_fault("038085001234", kind=kind) is None


def test_only_twelve_digits_are_a_personal_number() -> None:
    codes = ("038085001234", "0100109106", "0100109106-001", "")
    assert [is_personal_number(code) for code in codes] == [True, False, False, False]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("(0237) 3852-246", "02373852246"),
        ("1900 1234", "19001234"),
        ("", ""),
    ],
)
def test_a_right_telephone_number_is_stored_as_digits(typed: str, stored: str) -> None:
    assert normal_phone(typed) == stored
    assert phone_fault(stored) is None


@pytest.mark.parametrize(
    ("phone", "found"),
    [
        ("091234567", "đang có 9"),
        ("091234567890", "đang có 12"),
        ("912345678", "đang có 9"),
        ("gọi anh Ba", "đang có “gọi anh Ba”"),
    ],
)
def test_a_wrong_telephone_number_is_told_with_what_was_found(phone: str, found: str) -> None:
    assert phone_fault(phone) == (
        f"Số điện thoại phải có 10 hoặc 11 chữ số và bắt đầu bằng 0, {found}"
    )
