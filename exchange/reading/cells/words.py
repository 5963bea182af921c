"""Columns of words: kind of producer, group, status, score, round."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from certificates.enums import EntryStatus
from common.text import fold
from exchange.enums import FaultLevel
from exchange.reading.cells.text import NOTHING, Value, text_of, written
from producers.enums import ProducerKind


class Word(NamedTuple):
    """A member of a closed list, "" when the cell says nothing; ``text`` is a fault."""

    value: str = ""
    level: str = ""
    text: str = ""


class Score(NamedTuple):
    """Points of 100; ``text`` is a fault."""

    value: Decimal | None = None
    level: str = ""
    text: str = ""


# --- Kind of producer --------------------------------------------------------------------------

# The beginning of a name, folded and ended by a blank, in not more than three words.
_FORMS = {
    ProducerKind.COOPERATIVE: ("lien hiep hop ", "lien hiep htx ", "hop tac xa ", "htx "),
    ProducerKind.COOPERATIVE_GROUP: ("to hop ", "tht "),
    ProducerKind.JSC: ("cong ty co ", "cong ty cp ", "cty co ", "cty cp ", "ctcp ", "ct cp "),
    ProducerKind.LLC: (
        "cong ty tnhh ", "cong ty trach ", "cty tnhh ", "cty trach ", "tnhh ", "ct tnhh ",
    ),
    ProducerKind.PRIVATE: ("doanh nghiep tu ", "dn tu ", "dntn "),
    ProducerKind.ENTERPRISE: ("cong ty ", "cty ", "doanh nghiep "),
    ProducerKind.FARM: ("trang trai ",),
    ProducerKind.HOUSEHOLD: ("ho ", "hkd "),
    ProducerKind.ASSOCIATION: ("hoi ", "hiep hoi ", "trung tam ", "ban quan ly "),
}  # fmt: skip
_FORM_WORDS = 3
# Ends of names in English sources.
_ENGLISH = (
    ("cooperative", ProducerKind.COOPERATIVE),
    ("joint stock company", ProducerKind.JSC),
    ("jsc", ProducerKind.JSC),
    ("company limited", ProducerKind.LLC),
    ("co., ltd", ProducerKind.LLC),
    ("company", ProducerKind.ENTERPRISE),
)
# What a "Loại hình" cell says beside the forms above.
_KIND_CELLS: dict[str, str] = {
    "": "",
    "dn": ProducerKind.ENTERPRISE,
    "ho": ProducerKind.HOUSEHOLD,
    "hkd": ProducerKind.HOUSEHOLD,
    "co so": ProducerKind.HOUSEHOLD,
    "co so san xuat": ProducerKind.HOUSEHOLD,
    "co so sxkd": ProducerKind.HOUSEHOLD,
    "co so san xuat kinh doanh": ProducerKind.HOUSEHOLD,
    "ca nhan": ProducerKind.HOUSEHOLD,
    "tht": ProducerKind.COOPERATIVE_GROUP,
    "hoi": ProducerKind.ASSOCIATION,
    "hoi, hiep hoi, trung tam dieu hanh (du lich)": ProducerKind.ASSOCIATION,
    "trach nhiem huu han": ProducerKind.LLC,
    "co phan": ProducerKind.JSC,
}
# The portal's own words, as its exports and templates print them.
_KIND_CELLS |= {fold(str(kind.label)): kind for kind in ProducerKind}
_KIND_CELLS[fold(str(ProducerKind.UNKNOWN.label))] = ""
_COMPANIES = frozenset(
    {ProducerKind.LLC, ProducerKind.JSC, ProducerKind.PRIVATE, ProducerKind.ENTERPRISE}
)


def kind_of_name(producer: str) -> str:
    """The kind that a producer's own name says; "" when it says none."""
    kind = _form_of(" ".join(producer.split(None, _FORM_WORDS)[:_FORM_WORDS]))
    if kind or not producer.isascii():
        return kind
    bare = producer.lower().rstrip(" .")
    return next((str(kind) for end, kind in _ENGLISH if bare.endswith(end)), "")


@lru_cache(maxsize=8192)
def _form_of(beginning: str) -> str:
    plain = f"{fold(beginning)} "
    if plain.startswith(("ho ", "hoi ")) and not beginning.lower().startswith(("hộ", "hội")):
        return ""  # a person: Hồ Văn An
    return next((str(kind) for kind, starts in _FORMS.items() if plain.startswith(starts)), "")


def parse_kind(value: Value, producer: str) -> Word:
    """The kind that cell and name say together; where they contradict, the name's form counts."""
    return _kind(value, kind_of_name(producer))


@lru_cache(maxsize=2048, typed=True)
def _kind(value: Value, named: str) -> Word:
    text = text_of(value)
    plain = fold(text)
    known = _KIND_CELLS.get(plain)
    silent = known == "" or text.lower() in NOTHING or plain.startswith("khac")
    said = "" if silent else known or _form_of(text)
    if not said or said == named:
        if said or silent:
            return Word(named)
        return Word(named, FaultLevel.LOOK, f"Không biết loại hình {written(value)}.")
    if not named or (said in _COMPANIES and named == ProducerKind.ENTERPRISE):
        return Word(said)
    if said == ProducerKind.ENTERPRISE and named in _COMPANIES:
        return Word(named)
    label = ProducerKind(named).label
    return Word(
        named, FaultLevel.LOOK, f"Ô ghi {written(value)} nhưng tên chủ thể là {label}: theo tên."
    )


# --- Group -------------------------------------------------------------------------------------

# The six groups of Decision 26/2026 (Annex I) and the names that the lists of 2019 and 2023 gave
# them; cloth and decoration are crafts since 2023.
_GROUPS = {
    "thuc pham": "I",
    "do uong": "II",
    "duoc lieu va san pham tu duoc lieu": "III",
    "duoc lieu": "III",
    "san pham tu duoc lieu": "III",
    "thao duoc": "III",
    "duoc lieu san pham tu duoc lieu": "III",
    "thu cong my nghe": "IV",
    "hang thu cong my nghe": "IV",
    "vai va may mac": "IV",
    "vai may mac": "IV",
    "luu niem noi that trang tri": "IV",
    "thu cong my nghe trang tri": "IV",
    "thu cong my nghe gia dung trang tri": "IV",
    "sinh vat canh": "V",
    "dich vu du lich cong dong du lich sinh thai va diem du lich": "VI",
    "dich vu du lich": "VI",
    "du lich": "VI",
    "du lich cong dong": "VI",
    "dich vu du lich nong thon ban hang": "VI",
    "dich vu du lich cong dong va diem du lich": "VI",
    "i": "I", "ii": "II", "iii": "III", "iv": "IV", "v": "V", "vi": "VI",
}  # fmt: skip
_GROUP_LEAD = re.compile(r"^(?:(?:nhom|nganh)(?: hang| san pham)*|[ivx]+(?= [a-z]{2})|\d(?= )) *")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1024, typed=True)
def parse_group(value: Value) -> Word:
    """The group's code, I to VI."""
    plain = _NO_LETTERS.sub(" ", fold(text_of(value))).strip()
    if not plain:
        return Word()
    code = _GROUPS.get(plain) or _GROUPS.get(_GROUP_LEAD.sub("", plain)) or ""
    if not code:
        twice = _GROUP_LEAD.sub("", _GROUP_LEAD.sub("", plain))
        code = _GROUPS.get(twice, "")
    if code:
        return Word(code)
    said = f"Nhóm {written(value)} không có trong sáu nhóm sản phẩm của Chương trình."
    return Word(level=FaultLevel.LOOK, text=said)


# --- Status ------------------------------------------------------------------------------------

# How a note begins that says what became of the recognition; only the beginning counts, because
# further on notes speak of other products and other years.
_STATUS_STARTS: tuple[tuple[str, str], ...] = (
    ("da thu hoi", EntryStatus.REVOKED),
    ("bi thu hoi", EntryStatus.REVOKED),
    ("thu hoi", EntryStatus.REVOKED),
    ("da dua khoi danh sach", EntryStatus.DELISTED),
    ("da dua ra khoi danh sach", EntryStatus.DELISTED),
    ("dua ra khoi danh sach", EntryStatus.DELISTED),
    ("dua khoi danh sach", EntryStatus.DELISTED),
    ("da het han", EntryStatus.EXPIRED),
    ("het han", EntryStatus.EXPIRED),
    ("het hieu luc", EntryStatus.EXPIRED),
    ("da het hieu luc", EntryStatus.EXPIRED),
    ("het thoi han", EntryStatus.EXPIRED),
    ("hoi dong da cham", EntryStatus.SCORED),
    ("da cham, cho quyet dinh", EntryStatus.SCORED),
    ("cho quyet dinh", EntryStatus.SCORED),
)
# Long enough for the first sentence.
_NOTES_READ = 120
_DELISTED = re.compile(r"dua (?:ra )?khoi danh sach")
_STATUS_CELLS = {
    "cong nhan": EntryStatus.RECOGNISED,
    "da cong nhan": EntryStatus.RECOGNISED,
    "duoc cong nhan": EntryStatus.RECOGNISED,
    "con hieu luc": EntryStatus.RECOGNISED,
    "con han": EntryStatus.RECOGNISED,
    "sap het han": EntryStatus.RECOGNISED,
    "de nghi": EntryStatus.PROPOSED,
}


@lru_cache(maxsize=8192)
def status_of_notes(notes: str) -> str:
    """What the notes begin with: revoked, delisted, expired, scored; "" otherwise."""
    plain = fold(notes[:_NOTES_READ])
    found = next((status for start, status in _STATUS_STARTS if plain.startswith(start)), "")
    if found == EntryStatus.EXPIRED and _DELISTED.search(re.split(r"\.\s", plain, maxsplit=1)[0]):
        return EntryStatus.DELISTED
    return found


@lru_cache(maxsize=1024, typed=True)
def parse_status(value: Value) -> Word:
    """The status that a column of its own gives."""
    text = text_of(value)
    plain = fold(text)
    if not plain or plain in NOTHING:
        return Word()
    found = _STATUS_CELLS.get(plain) or status_of_notes(text)
    if found:
        return Word(found)
    return Word(level=FaultLevel.LOOK, text=f"Không hiểu tình trạng {written(value)}.")


# --- Score -------------------------------------------------------------------------------------

_POINTS = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:diem)?(?:\s*/\s*100(?:\s*diem)?)?")


@lru_cache(maxsize=4096, typed=True)
def parse_score(value: Value) -> Score:
    """Points as a number or as text with a decimal comma."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = Decimal(repr(value))
    else:
        text = text_of(value)
        if not text or text.lower() in NOTHING:
            return Score()
        match = _POINTS.fullmatch(fold(text))
        if match is None:
            said = f"Điểm {written(value)} không phải một số; để trống."
            return Score(level=FaultLevel.LOOK, text=said)
        number = Decimal(match[1].replace(",", "."))
    if number.is_nan() or not 0 <= number <= 100:
        said = f"Điểm {written(value)} nằm ngoài thang 0 đến 100."
        return Score(level=FaultLevel.ERROR, text=said)
    rounded = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if abs(rounded - number) > Decimal("0.000001"):
        shown = str(rounded).replace(".", ",")
        said = f"Điểm {written(value)} có hơn hai chữ số lẻ: ghi {shown}."
        return Score(rounded, FaultLevel.LOOK, said)
    return Score(rounded)


# --- Round -------------------------------------------------------------------------------------

_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# Texts that name a span or a limit, not the year of a round.
_SPAN = re.compile(
    r"\b(?:den|tu|truoc|sau|giai doan|until|since|before|after)\b|\d{4}\s*[-–/]\s*\d{2}(?!\d)"
)


@lru_cache(maxsize=2048)
def year_of_round(text: str) -> int | None:
    """The year of a round where exactly one is named: ``đợt 1 - năm 2020``."""
    years = set(_YEARS.findall(text))
    if len(years) != 1 or _SPAN.search(fold(text)):
        return None
    return int(years.pop())
