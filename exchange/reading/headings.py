"""Sub-headings of a register: the province, district or commune of the rows below."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from common.text import fold
from exchange.reading.cells.words import parse_group


class Heading(NamedTuple):
    """What a heading names: ``level`` is province, district, commune, or "" for other headings."""

    level: str
    name: str


# The 63 provinces of before 1/7/2025 (the 34 of today are among them), folded. Needed to know
# that "I. THANH HÓA" without a level is a province; which unit it is, ``communes`` decides.
_PROVINCES = frozenset(
    {
        "an giang", "ba ria vung tau", "bac giang", "bac kan", "bac lieu", "bac ninh", "ben tre",
        "binh dinh", "binh duong", "binh phuoc", "binh thuan", "ca mau", "can tho", "cao bang",
        "da nang", "dak lak", "dak nong", "dien bien", "dong nai", "dong thap", "gia lai",
        "ha giang", "ha nam", "ha noi", "ha tinh", "hai duong", "hai phong", "hau giang",
        "hoa binh", "ho chi minh", "hung yen", "khanh hoa", "kien giang", "kon tum", "lai chau",
        "lam dong", "lang son", "lao cai", "long an", "nam dinh", "nghe an", "ninh binh",
        "ninh thuan", "phu tho", "phu yen", "quang binh", "quang nam", "quang ngai", "quang ninh",
        "quang tri", "soc trang", "son la", "tay ninh", "thai binh", "thai nguyen", "thanh hoa",
        "thua thien hue", "hue", "tien giang", "tra vinh", "tuyen quang", "vinh long",
        "vinh phuc", "yen bai",
    }
)  # fmt: skip
# Cities that are provinces; all others are districts.
_CITIES = frozenset(
    {"ha noi", "ho chi minh", "hai phong", "da nang", "can tho", "hue", "dong nai", "quang ninh"}
)
# A city within its province until 2025 and a province of its own since 2026: numbered like one.
_CITY_TWICE = "bac ninh"

_ROMAN = re.compile(r"^(?P<mark>[IVXLC]+)\s*(?:[.)/:–-]\s*|\s+(?=\S{3}))")
_LEAD = re.compile(r"^(?P<mark>\d+(?:\.\d+)*|[A-GK])\s*(?:[.)/:–-]\s*|\s+)")
_COUNT = re.compile(
    r"\s*[(\[:;,–-]*\s*(?:gồm |có |tổng |cộng )*\d+\s*(?:sản phẩm|sản phâm|sp\b).*$|\s*\(\d+\)$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:khong|chua) (?:ghi|ro|co|xac dinh)(?: ten| thong tin)? (\w+)")
# Headings of other kinds; with accents, because many districts are called Nam.
_OTHER = re.compile(
    r"\b(?:sản phẩm|nhóm|ngành|đợt|năm|sao|danh sách|hạng|cấp|phụ lục|kết quả|quyết định)\b|\d{3}"
)
# With accents: a product may be a "Tinh dầu" or a "Xà phòng". Bare letters count only in texts
# that have no accents at all.
_LEVELS = (
    ("province", ("tỉnh ",)),
    ("commune", ("xã ", "phường ", "thị trấn ", "đặc khu ")),
    ("district", ("huyện ", "thị xã ", "quận ")),
    ("city", ("thành phố ",)),
)
_PLAIN_LEVELS = tuple(
    (level, tuple(f"{fold(word)} " for word in words)) for level, words in _LEVELS
)
_SHORT_LEVELS = (
    ("province", ("t. ",)),
    ("commune", ("x. ", "p. ", "p.", "tt. ", "tt ")),
    ("district", ("h. ", "h.", "tx ", "tx. ", "tx.", "q. ")),
    ("city", ("tp ", "tp. ", "tp.")),
)
_ENGLISH = (
    ("province", (" province",)),
    ("district", (" district", " town")),
    ("city", (" city",)),
    ("commune", (" commune", " ward")),
)
_LEVEL_WORDS = (
    "Thành phố",
    "Thị trấn",
    "Đặc khu",
    "Thị xã",
    "Phường",
    "Huyện",
    "Quận",
    "Tỉnh",
    "Xã",
)
_LONGEST = 60
_PARTS = re.compile(r"\s*[,;]\s*|\s+[-–]\s+")


@dataclass(slots=True)
class Headings:
    """Where the rows below stand; ``take`` a heading as it comes."""

    province: str = ""
    district: str = ""
    commune: str = ""
    group: str = ""
    _style: str = ""

    def take(self, text: str, *, mark: str = "") -> None:
        """Note what a heading names; a heading of another kind changes nothing but the group."""
        heading = read_heading(text, mark, self.province, self._style)
        if heading.level == "province":
            self.province, self.district, self.commune = heading.name, "", ""
            self._style = style_of(text, mark)
        elif heading.level == "district":
            self.district, self.commune = heading.name, ""
        elif heading.level == "commune":
            self.commune = heading.name
        else:
            self.group = parse_group(_bare(text)[0]).value


def style_of(text: str, mark: str = "") -> str:
    """How a heading is numbered: roman, number, letter or "" for not at all."""
    if not mark:
        _, mark = _bare(text)
    if not mark:
        return ""
    if mark[0].isdigit():
        return "number"
    return "roman" if set(mark.rstrip(".) ").upper()) <= set("IVXLC") else "letter"


@lru_cache(maxsize=4096)
def read_heading(text: str, mark: str, province: str, province_style: str) -> Heading:
    """What ``text`` names under ``province``; ``mark`` is its number where it has its own cell."""
    name, own_mark = _bare(text)
    plain = fold(name)
    if nothing := _NOTHING.match(plain):
        level = {"tinh": "province", "xa": "commune", "phuong": "commune"}.get(
            nothing[1], "district"
        )
        return Heading(level, "")
    if len(name) > _LONGEST or not name:
        return Heading("", name)
    level = _level(name)
    if level == "city":
        bare = re.sub(r"^(?:thanh pho|tp)[ .]*| city$", "", plain)
        # Huế was a city of its province until it became one itself on 1/1/2025.
        within = bool(province) and fold(province).endswith(bare)
        numbered = style_of(text, mark) == (province_style or "roman")
        known = bare in _CITIES or (bare == _CITY_TWICE and numbered)
        level = "province" if known and not within else "district"
    elif not level:
        level = _bare_level(name, own_mark or mark, style_of(text, mark), province, province_style)
    return Heading(level, _written(name)) if level else Heading("", name)


def names_place(text: str, *, numbered: bool) -> bool:
    """Whether what stands in the name's column is a unit: ``Huyện Nga Sơn``.

    Short forms and texts without accents only count where the row has no number of a product.
    """
    name, _ = _bare(text)
    if len(name) > _LONGEST:
        return False
    return bool(_starting(name.lower(), _LEVELS) if numbered else _level(name))


@lru_cache(maxsize=8192)
def places_in(address: str) -> dict[str, str]:
    """The units that an address names with their level: ``thôn 2, xã An Hòa, huyện Vĩnh Bảo``.

    A last part without a level is the province, if a province is called so.
    """
    parts = [part.strip(" .") for part in _PARTS.split(address) if part.strip(" .")]
    found: dict[str, str] = {}
    for place, part in enumerate(parts):
        level, last = _level(part), place == len(parts) - 1
        bare = re.sub(r"^(?:thanh pho|tp)[ .]*", "", fold(part))
        if last and len(parts) > 1 and not level and bare in _PROVINCES:
            level = "province"
        elif level == "city":
            level = "province" if last and bare in _CITIES else "district"
        if level:
            found.setdefault(level, part)
    return found


def _level(name: str) -> str:
    lower = name.lower()
    level = _starting(lower, _LEVELS) or _starting(lower, _SHORT_LEVELS)
    if level or not name.isascii():
        return level
    english = next((level for level, ends in _ENGLISH if lower.endswith(ends)), "")
    return english or _starting(lower, _PLAIN_LEVELS)


def _starting(lower: str, levels: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((level for level, words in levels if lower.startswith(words)), "")


def _bare_level(name: str, mark: str, style: str, province: str, province_style: str) -> str:
    """A name without its level: a province by its name, else a district if it is numbered."""
    key = re.sub(r"[^a-z]+", " ", fold(name)).strip()
    if key in _PROVINCES and (not province or style == province_style):
        return "province"
    other = _OTHER.search(name.lower()) or parse_group(name).value
    return "district" if mark and not other else ""


def _bare(text: str) -> tuple[str, str]:
    """The text without its number in front and its count behind, and the number."""
    text = _COUNT.sub("", text).strip()
    for pattern in (_ROMAN, _LEAD):
        if match := pattern.match(text):
            rest = text[match.end() :].strip(" .")
            # "X. Thạch Kim" is a commune, "X. TỈNH QUẢNG NAM" and "X. LÀO CAI" number ten.
            if match["mark"] == "X" and not _level(rest) and fold(rest) not in _PROVINCES:
                return text, ""
            return rest, match["mark"]
    return text.strip(" ."), ""


def _written(name: str) -> str:
    """``TỈNH THANH HÓA`` as ``Tỉnh Thanh Hóa``; mixed case stays as it is."""
    if not name.isupper():
        return name
    name = name.title()
    for word in _LEVEL_WORDS:
        if name.lower().startswith(f"{word.lower()} "):
            return word + name[len(word) :]
    return name
