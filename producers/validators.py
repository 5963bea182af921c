"""Pure checks of what identifies a producer: tax codes, telephone numbers, the core of a name."""

import re
from functools import lru_cache

from producers.enums import ProducerKind

_SEPARATORS = re.compile(r"[\s.\-–()/]+")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_COMPANY, _PERSON, _BRANCH = 10, 12, 13
_PHONE = re.compile(r"0\d{9,10}|1[89]00\d{4,6}")

# Who pays taxes as a person. Since 01/07/2025 the 12-digit personal number stands in for the tax
# code of individuals and business households (Luật Quản lý thuế 38/2019/QH14 Art. 35.7).
PERSONAL_KINDS = frozenset(
    {
        ProducerKind.HOUSEHOLD,
        ProducerKind.FARM,
        ProducerKind.COOPERATIVE_GROUP,
        ProducerKind.UNKNOWN,  # may be a household
    }
)

NEEDS_CONSENT = (
    "Dân tộc, khuyết tật là dữ liệu cá nhân nhạy cảm: chỉ ghi khi người đại diện đã đồng ý"
    " (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). Ghi ngày đồng ý, hoặc để trống hai mục này"
)


def normal_tax_code(text: str) -> str:
    """Digits without separators; the three of a dependent unit after a hyphen.

    ``"2800 123 456-001"`` → ``"2800123456-001"``. Text that is no code comes back stripped only.
    """
    digits = _SEPARATORS.sub("", text)
    if digits.isdigit() and len(digits) == _BRANCH:
        return f"{digits[:_COMPANY]}-{digits[_COMPANY:]}"
    return digits if digits.isdigit() else text.strip()


def tax_check_digit(first_nine: str) -> int | None:
    """The tenth digit that belongs to the first nine; None where no such code is ever given."""
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, first_nine, strict=True))
    digit = 10 - total % 11
    return digit if digit < 10 else None


def tax_code_fault(code: str, *, kind: str) -> str | None:
    """What is wrong with a tax code in its normal form, or None. An empty code is no fault."""
    digits = code.replace("-", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        return f"Mã số thuế chỉ gồm chữ số, đang có “{code}”"
    personal = kind in PERSONAL_KINDS
    lengths = (_COMPANY, _PERSON, _BRANCH) if personal else (_COMPANY, _BRANCH)
    if len(digits) not in lengths:
        allowed = "10 hoặc 13 chữ số"
        if personal:
            allowed += " (hộ, cá nhân: hoặc 12 số định danh)"
        return f"Mã số thuế phải có {allowed}, đang có {len(digits)}"
    if len(digits) == _PERSON:
        return None
    right = tax_check_digit(digits[:9])
    if right is None:
        return f"Không có mã số thuế nào bắt đầu bằng {digits[:9]}. Hãy xem lại từng chữ số"
    if right != int(digits[9]):
        return (
            f"Mã số thuế {code} sai: sau {digits[:9]} chữ số thứ 10 phải là {right}, đang là"
            f" {digits[9]}. Hãy xem lại từng chữ số trên giấy đăng ký"
        )
    return None


def is_personal_number(code: str) -> bool:
    """Whether the tax code is a person's identity number, which must not be shown around."""
    return len(code) == _PERSON and code.isdigit()


def normal_phone(text: str) -> str:
    """Digits only, the country code written as the leading 0: ``"+84 912 345 678"``."""
    digits = _SEPARATORS.sub("", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    return digits


def phone_fault(phone: str) -> str | None:
    """What is wrong with a telephone number in its normal form, or None. Empty is no fault."""
    if not phone or _PHONE.fullmatch(phone):
        return None
    found = f"đang có {len(phone)}" if phone.isdigit() else f"đang có “{phone}”"
    return f"Số điện thoại phải có 10 hoặc 11 chữ số và bắt đầu bằng 0, {found}"


# Folded words that offices shorten, as they are written out.
_SHORT = {
    "htx": "hop tac xa",
    "lhhtx": "lien hiep hop tac xa",
    "tht": "to hop tac",
    "ctcp": "cong ty co phan",
    "cty": "cong ty",
    "cp": "co phan",
    "tnhh": "trach nhiem huu han",
    "mtv": "mot thanh vien",
    "tv": "thanh vien",
    "dntn": "doanh nghiep tu nhan",
    "dn": "doanh nghiep",
    "hkd": "ho kinh doanh",
    "sxkd": "san xuat kinh doanh",
    "sx": "san xuat",
    "kd": "kinh doanh",
    "dv": "dich vu",
    "tm": "thuong mai",
    "xk": "xuat khau",
    "xnk": "xuat nhap khau",
    "nn": "nong nghiep",
    "cb": "che bien",
    "va": "",
}
_HOUSEHOLD = (
    "ho san xuat kinh doanh",
    "ho kinh doanh",
    "ho san xuat",
    "ho gia dinh",
    "ho ",
    "co so ",
)
_FORMS = (
    "lien hiep hop tac xa",
    "hop tac xa",
    "to hop tac",
    "cong ty trach nhiem huu han mot thanh vien",
    "cong ty trach nhiem huu han hai thanh vien tro len",
    "cong ty trach nhiem huu han",
    "cong ty co phan",
    "cong ty",
    "doanh nghiep tu nhan",
    "doanh nghiep",
    "trang trai",
    "co so san xuat kinh doanh",
    "co so san xuat",
    *(form.strip() for form in _HOUSEHOLD),
)
_FORMS_BY_WORD: dict[str, list[str]] = {}
for _form in _FORMS:
    _FORMS_BY_WORD.setdefault(_form.partition(" ")[0], []).append(f"{_form} ")

# What many names have in common: it doesn't tell one from another.
_GENERAL = frozenset(
    {
        "che",
        "bien",
        "cong",
        "nghe",
        "dau",
        "tu",
        "dich",
        "vu",
        "hai",
        "kinh",
        "doanh",
        "nong",
        "lam",
    }
    | {"nghiep", "phat", "trien", "san", "xuat", "nhap", "khau", "thuc", "pham", "thuong", "mai"}
    | {"lam", "thuy", "tieu", "thu", "tong", "hop"}
)
_NO_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=32768)
def core_name(folded: str) -> str:
    """A folded name without its legal form and with short forms written out; only for proposing.

    ``"htx dv nong nghiep tan tien"`` → ``"dich vu nong nghiep tan tien"``. A name that is nothing
    but a form comes back whole.
    """
    name = _written_out(folded)
    for form in _FORMS_BY_WORD.get(name.partition(" ")[0], ()):
        if name.startswith(form):
            return name.removeprefix(form)
    return name


def own_words(core: str) -> str:
    """What is left of a core name without the words that many have; only for proposing."""
    return " ".join(word for word in core.split() if word not in _GENERAL)


def is_persons_name(folded: str) -> bool:
    """Whether the folded name is that of a household: what follows is then a person's name."""
    return _written_out(folded).startswith(_HOUSEHOLD)


@lru_cache(maxsize=32768)
def _written_out(folded: str) -> str:
    words = (_SHORT.get(word, word) for word in _NO_WORD.sub(" ", folded).split())
    return " ".join(word for word in words if word)
