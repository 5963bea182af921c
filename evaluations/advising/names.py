"""Whether two spellings name the same producer, product or place, and how far apart they are."""

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from common.names import producer_key, product_key
from common.text import fold, normalise
from evaluations.advising.facts import Register
from producers.enums import ProducerKind


class Gap(IntEnum):
    """How far apart two names are; the larger, the more there is to explain."""

    NONE = 0
    ACCENTS = 1  # the same letters with other accents: a typing error, or another name
    FORMER = 2  # a place under the name it had before communes were merged
    OTHER = 3


def _gap(one: str, other: str) -> Gap:
    if one == other:
        return Gap.NONE
    return Gap.ACCENTS if fold(one) == fold(other) else Gap.OTHER


# --- producers ------------------------------------------------------------------------------------

# A household is registered under a person's name, and papers name the one or the other.
_OF_PERSONS = (
    "hộ sản xuất kinh doanh",
    "hộ kinh doanh cá thể",
    "hộ kinh doanh",
    "hộ sản xuất",
    "hộ gia đình",
    "cơ sở sản xuất kinh doanh",
    "cơ sở sản xuất",
    "cơ sở",
    "trang trại",
    "tổ hợp tác",
    "ông",
    "bà",
    "hộ",
)
_PERSONAL = frozenset({ProducerKind.HOUSEHOLD, ProducerKind.FARM})


def _person(key: str) -> str:
    for form in _OF_PERSONS:
        if key.startswith(f"{form} "):
            return _person(key.removeprefix(f"{form} "))
    return key


def producer_gap(printed: str, register: Register) -> Gap:
    """How far ``printed`` is from the register's name of the producer.

    HTX and hợp tác xã, CTCP and công ty cổ phần are one. A household's paper may name the person.
    """
    key, known = producer_key(printed), producer_key(register.producer_name)
    gap = _gap(key, known)
    if gap == Gap.NONE or register.producer_kind not in _PERSONAL:
        return gap
    people = {_person(known), _person(producer_key(register.representative))} - {""}
    return min([gap, *(_gap(_person(key), person) for person in people)])


def person_gap(one: str, other: str) -> Gap:
    """How far two names of a person are apart; "Ông", "Bà" before them say nothing."""
    return _gap(_person(product_key(one)), _person(product_key(other)))


# --- products -------------------------------------------------------------------------------------

_PACK = re.compile(
    r"\b(?:(?:chai|hũ|gói|hộp|túi|lon|lọ|bao|thùng|can|vỉ|hộp giấy|chai thủy tinh) )?"
    r"\d+ ?(?:ml|l|lít|g|gr|gam|kg|cl)\b(?: ?(?:chai|hũ|gói|hộp|túi|lon|lọ))?"
)
_LIST = re.compile(r"[,;/]| và ")


@lru_cache(maxsize=4096)
def _bare_product(name: str) -> str:
    return " ".join(_PACK.sub(" ", product_key(name)).split())


def product_gap(printed: str, name: str) -> Gap:
    """How far the product on a paper is from ``name``; packs and sizes say nothing.

    A paper for several products ("Mắm tôm; Mắm tép") names each of them.
    """
    bare = _bare_product(name)
    parts = [printed, *_LIST.split(printed)]
    return min(_gap(_bare_product(part), bare) for part in parts if _bare_product(part) or not bare)


# --- numbers --------------------------------------------------------------------------------------

_TAX_DIGITS = 10


def same_tax_code(one: str, other: str) -> bool:
    """Whether both belong to one taxpayer: separators and the unit behind the ten digits aside."""
    left, right = digits(one), digits(other)
    if len(left) == len(right):
        return left == right
    return min(len(left), len(right)) == _TAX_DIGITS and left[:_TAX_DIGITS] == right[:_TAX_DIGITS]


def digits(text: str) -> str:
    """Only the figures."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def same_number(one: str, other: str) -> bool:
    """Whether two numbers of a paper are one, whatever stands before them ("Số:", "GCN")."""
    left, right = (re.sub(r"[^0-9a-z]", "", fold(text)) for text in (one, other))
    if left == right:
        return True
    figures = digits(left), digits(right)
    return figures[0] == figures[1] != "" and (left.endswith(right) or right.endswith(left))


# --- places ---------------------------------------------------------------------------------------

# Commas, dashes, and blanks before a unit's kind ("Thôn 3 xã Các Sơn tỉnh Thanh Hóa"); "thị xã" and
# "hợp tác xã" hold together, a "tỉnh lộ" is a road.
_SPLIT = re.compile(
    r"[,;\n]|\s[-–]\s"
    r"|(?<!thị)(?<!tác)\s(?=xã\s)"
    r"|\s(?=(?:phường|thị trấn|đặc khu|thị xã|thành phố|quận|(?:huyện|tỉnh)(?! lộ))\s)"
)
_COMMUNE = re.compile(r"(?:xã|phường|thị trấn|đặc khu|x\.|p\.|tt\.)\s*(?=\w)")
_ABOVE = re.compile(
    r"(?:tỉnh(?! lộ)|thành phố|huyện(?! lộ)|quận|thị xã|t\.|tp\.?|tx\.?|h\.|q\.)\s*(?=\w)"
)
_LOCAL_SHORT = {
    "tdp": "tổ dân phố",
    "kp": "khu phố",
    "sn": "số nhà",
    "đ": "đường",
    "t": "thôn",
}


def _lower(text: str) -> str:
    # Line by line: normalise() takes line breaks for blanks, and they part an address.
    return "\n".join(normalise(line) for line in text.splitlines()).lower()


def _names(units: Iterable[str]) -> set[str]:
    """Names of units without their kind, as keys."""
    found = set()
    for unit in units:
        text = normalise(unit).lower()
        match = _COMMUNE.match(text) or _ABOVE.match(text)
        found.add(product_key(text[match.end() :] if match else text))
    return found - {""}


def _nearest(key: str, known: set[str]) -> Gap:
    return min((_gap(key, name) for name in known), default=Gap.OTHER)


def _local(parts: Iterable[str]) -> str:
    words = product_key(" ".join(parts)).split()
    return " ".join(_LOCAL_SHORT.get(word, word) for word in words)


class _Address:
    """An address in its parts: commune and province where they are named, and what is within."""

    def __init__(self, text: str, register: Register) -> None:
        communes = _names(register.communes)
        former = _names(register.former_communes)
        provinces = _names(register.provinces)
        self.commune: Gap | None = None
        self.province: Gap | None = None
        local = []
        for piece in _SPLIT.split(_lower(text)):
            part = piece.strip().rstrip(".")
            if not part:
                continue
            if match := _COMMUNE.match(part):
                self.commune = _commune_gap(product_key(part[match.end() :]), communes, former)
            elif match := _ABOVE.match(part):
                key = product_key(part[match.end() :])
                if part.startswith(("tỉnh", "t.")):
                    self.province = _nearest(key, provinces) if provinces else None
            elif (key := product_key(part)) in provinces:
                self.province = Gap.NONE
            elif key in communes | former and self.commune is None:
                self.commune = _commune_gap(key, communes, former)
            else:
                local.append(part)
        self.local = _local(local)


def _commune_gap(key: str, communes: set[str], former: set[str]) -> Gap:
    if not communes:
        return Gap.NONE
    today = _nearest(key, communes)
    if today == Gap.NONE:
        return today
    before = _nearest(key, former)
    if before == Gap.NONE:
        return Gap.FORMER
    return min(today, before)


def _within(one: str, other: str) -> bool:
    return f" {one} " in f" {other} "


def address_gap(printed: str, register: Register, known: str = "") -> Gap:
    """How far a printed address is from ``known`` (by default the register's) in its commune.

    Compared part by part: the commune with its name of today and those before the mergers, the
    province where it is named, and what lies within the commune, where both say something. An
    address that only says less is no other one; districts ended in 2025 and say nothing.
    """
    one = _Address(printed, register)
    other = _Address(known or register.address, register)
    gaps = [gap for gap in (one.commune, one.province) if gap is not None]
    if one.local and other.local:
        fits = _within(one.local, other.local) or _within(other.local, one.local)
        gaps.append(Gap.NONE if fits else _gap(one.local, other.local))
    return max(gaps, default=Gap.NONE)
