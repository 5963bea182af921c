"""Pure text work on names of administrative units: short forms, exact keys, the folded form."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from common.text import fold, normalise

_APOSTROPHES = re.compile(r"['’ʼ‘`]\s*")
_DASHES = str.maketrans(dict.fromkeys("-–—‑", " "))
# The Icelandic and the African letter look like Đ on the screen and come from old fonts.
_LOOK_ALIKE = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# "Mĩ" and "Mỹ", "Quí" and "Quý" are one syllable in two spellings; "uy" and "ui" are two.
_Y_AS_I = re.compile(r"^([hklmst]|qu)y$")
# "TX nghi Sơn", "TP.Vinh", "xãBình Tường": the short form, or the kind glued to a capital letter.
_SHORT_FORMS = (
    (re.compile(r"^(?:tp|t\.p)(?:\.\s*|\s+)", re.IGNORECASE), "thành phố "),
    (re.compile(r"^(?:tx|t\.x)(?:\.\s*|\s+)", re.IGNORECASE), "thị xã "),
    (re.compile(r"^(?:tt|t\.t)(?:\.\s*|\s+)", re.IGNORECASE), "thị trấn "),
    (re.compile(r"^(?:đk|đ\.k)(?:\.\s*|\s+)", re.IGNORECASE), "đặc khu "),
    (re.compile(r"^p(?:\.\s*|(?=\d)|\s+)", re.IGNORECASE), "phường "),
    (re.compile(r"^x(?:\.\s*|\s+)", re.IGNORECASE), "xã "),
    (re.compile(r"^h(?:\.\s*|\s+)", re.IGNORECASE), "huyện "),
    (re.compile(r"^q(?:\.\s*|(?=\d)|\s+)", re.IGNORECASE), "quận "),
    (re.compile(r"^t(?:\.\s*|\s+)", re.IGNORECASE), "tỉnh "),
)
_KINDS = (
    "Tỉnh",
    "Thành phố",
    "Quận",
    "Huyện",
    "Thị xã",
    "Xã",
    "Phường",
    "Thị trấn",
    "Đặc khu",
)
_GLUED = re.compile(
    r"^((?i:tỉnh|thành phố|quận|huyện|thị xã|xã|phường|thị trấn|đặc khu))\.?(?=[A-ZÀ-ỸĐ])"
)
_KIND_FIRST = re.compile(rf"^({'|'.join(_KINDS)})(?: đảo)?\s+(?=\S)", re.IGNORECASE)
_PLAIN_KINDS = {fold(kind): kind.casefold() for kind in _KINDS}
_PLAIN_KIND_FIRST = re.compile(rf"^({'|'.join(_PLAIN_KINDS)})\s+(?=\S)", re.IGNORECASE)
# A district is a quận or a huyện, a town a thị trấn or a thị xã: these words name no kind.
_ENGLISH_KINDS = {
    "province": "tỉnh",
    "city": "thành phố",
    "district": "",
    "town": "",
    "commune": "xã",
    "ward": "phường",
    "township": "thị trấn",
    "special zone": "đặc khu",
}
_ENGLISH_KIND_LAST = re.compile(rf"\s+({'|'.join(_ENGLISH_KINDS)})$", re.IGNORECASE)


# "oà" → "òa" and so on: open oa, oe and uy bear the mark on the first vowel; "quý" isn't open uy.
_TONE_FIRST = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize(
        "NFC", first + tone + second
    )
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
_OPEN_SYLLABLE = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_FIRST)})(?!\w)")


@dataclass(frozen=True, slots=True)
class UnitName:
    """A printed name of a unit, taken apart.

    ``kind`` is "xã", "thành phố" … or empty; ``keys`` are the exact forms to look for, without
    the kind first; ``folded`` the same without accents; ``plain`` says that the text has no
    accent at all, so that its missing accents say nothing.
    """

    kind: str
    keys: tuple[str, ...]
    folded: tuple[str, ...]
    plain: bool


def fold_name(text: str) -> str:
    """Fold a unit's name for finding it: no accents, case, apostrophes or hyphens with blanks.

    ``"Phường B'Lao"`` → ``"phuong blao"``; ``"Chân Mây - Lăng Cô"`` → ``"chan may lang co"``.
    """
    return fold(_APOSTROPHES.sub("", text.translate(_LOOK_ALIKE)).translate(_DASHES))


def name_key(text: str) -> str:
    """The form in which two spellings of one name are equal and two names are not.

    Case, Unicode form, place of the tone mark (Hoà, Hòa), i for y (Mĩ, Mỹ), apostrophes, hyphens
    and zeros before a number make no difference; accents do: Ba Tơ and Ba Tô have two keys.
    """
    text = _APOSTROPHES.sub("", normalise(text).translate(_LOOK_ALIKE)).translate(_DASHES)
    return " ".join(_syllable_key(word) for word in text.casefold().split())


@lru_cache(maxsize=20_000)
def _syllable_key(word: str) -> str:
    """Letters, then the tone mark: its place inside the syllable says nothing."""
    if word.isdecimal():
        return str(int(word))
    marked = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in marked if char in _TONES)
    letters = unicodedata.normalize("NFC", "".join(char for char in marked if char not in _TONES))
    return _Y_AS_I.sub(r"\1i", letters) + tones


@lru_cache(maxsize=50_000)
def read_name(text: str) -> UnitName:
    """Take a printed name apart: ``"TX. Nghi Sơn"`` is the thị xã whose name is Nghi Sơn.

    Understands short forms, a kind glued to the name, and English ("Gia Loc district"). Where a
    name itself begins with such a word ("Phường Đúc"), the whole text is a second key.
    """
    full = expand_kind(text)
    plain = full.isascii()
    kind, bare = _split_kind(full)
    both = (bare,) if bare == full else (bare, full)
    keys = tuple(name_key(name) for name in both)
    return UnitName(kind=kind, keys=keys, folded=tuple(fold(key) for key in keys), plain=plain)


def _split_kind(full: str) -> tuple[str, str]:
    if first := _KIND_FIRST.match(full):
        return first[1].casefold(), full[first.end() :]
    if last := _ENGLISH_KIND_LAST.search(full):
        return _ENGLISH_KINDS[last[1].casefold()], full[: last.start()]
    if full.isascii() and (first := _PLAIN_KIND_FIRST.match(full)):
        return _PLAIN_KINDS[first[1].casefold()], full[first.end() :]
    return "", full


def without_kind(text: str) -> str:
    """The name alone: ``"TT. Dương Đông"`` → ``"Dương Đông"``."""
    return _split_kind(expand_kind(text))[1]


def expand_kind(text: str) -> str:
    """Write out a short form of the kind at the start: ``"TX. Vinh"`` → ``"thị xã Vinh"``.

    Understands TP, TX, TT, P., X., H., Q., T., ĐK with or without dot, and a kind glued to the
    name. A text without short form comes back only normalised.
    """
    text = normalise(text)
    for pattern, kind in _SHORT_FORMS:
        longer = pattern.sub(kind, text, count=1)
        if longer != text:
            return longer
    return _GLUED.sub(r"\1 ", text)


def official_case(text: str) -> str:
    """Write ``text`` the way names are printed: ``"thị xã NGHI SƠN"`` → ``"Thị xã Nghi Sơn"``.

    The tone mark stands as in the resolutions: Hoà becomes Hòa, Thuỷ becomes Thủy.
    """
    text = _OPEN_SYLLABLE.sub(lambda open_: _TONE_FIRST[open_[0]], normalise(text).lower())
    for kind in _KINDS:
        if text.casefold().startswith(kind.casefold() + " "):
            return f"{kind} {text[len(kind) + 1 :].title()}"
    return text.title()
