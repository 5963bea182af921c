"""Pure checks of what a variant and a place of sale say: barcodes, quantities, addresses."""

import re
from decimal import Decimal
from urllib.parse import urlsplit

_SEPARATORS = re.compile(r"[\s.\-–]+")
_GTIN_LENGTHS = (8, 12, 13, 14)
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
MOST_WHOLE_DIGITS, MOST_DECIMALS = 6, 3


def normal_gtin(text: str) -> str:
    """Digits without the blanks and hyphens that people print between them."""
    digits = _SEPARATORS.sub("", text)
    return digits if digits.isascii() and digits.isdigit() else text.strip()


def gtin_check_digit(body: str) -> int:
    """The last digit that belongs to the digits before it (GS1 General Specifications, 7.9)."""
    # From the right: 3, 1, 3, 1 …; so one rule serves all lengths.
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return -total % 10


def gtin_fault(code: str) -> str | None:
    """What is wrong with a barcode number in its normal form, or None. Empty is no fault."""
    if not code:
        return None
    if not (code.isascii() and code.isdigit()):
        return f"Mã vạch chỉ gồm chữ số, đang có “{code}”"
    if len(code) not in _GTIN_LENGTHS:
        return f"Mã vạch phải có 8, 12, 13 hoặc 14 chữ số, đang có {len(code)}"
    if int(code) == 0:
        return "Mã vạch không thể toàn số 0"
    right = gtin_check_digit(code[:-1])
    if right != int(code[-1]):
        return (
            f"Mã vạch {code} sai số kiểm tra: số cuối là {code[-1]}, theo các số đứng trước phải"
            f" là {right}. Hãy xem lại từng chữ số dưới vạch"
        )
    return None


def quantity_of(text: str) -> Decimal | None:
    """The number that ``text`` writes the Vietnamese way, ``"1.250"`` or ``"0,5"``; else None."""
    found = _NUMBER.fullmatch("".join(text.split()))
    if found is None:
        return None
    whole, part = found.group(1).replace(".", ""), found.group(2) or ""
    return Decimal(f"{whole}.{part}") if part else Decimal(whole)


def quantity_fault(text: str) -> str | None:
    """What is wrong with a quantity as typed, or None. Empty is no fault."""
    if not text.strip():
        return None
    number = quantity_of(text)
    if number is None:
        return f"Viết số, phần lẻ sau dấu phẩy, ví dụ 500 hoặc 0,5; đang có “{text.strip()}”"
    if number == 0:
        return "Khối lượng, thể tích phải lớn hơn 0"
    if number >= 10**MOST_WHOLE_DIGITS:
        return "Khối lượng, thể tích phải nhỏ hơn 1.000.000. Hãy chọn đơn vị lớn hơn"
    if number.normalize().as_tuple().exponent < -MOST_DECIMALS:  # type: ignore[operator]
        return f"Phần lẻ có nhiều nhất {MOST_DECIMALS} chữ số. Hãy chọn đơn vị nhỏ hơn"
    return None


def address_fault(url: str) -> str | None:
    """Why ``url`` is no address that a browser may open, or None. Empty is no fault.

    Only http and https: a link of another kind could run something on the reader's machine.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", None
    if parts is None or parts.scheme not in ("http", "https") or "." not in host:
        return "Đường dẫn phải bắt đầu bằng https:// hoặc http:// và có tên trang, ví dụ https://ocop.vn"
    return None
