"""Vietnamese text: one normal form to store, one folded form to search, one key to sort by."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping

# Some keyboards write the Icelandic letter, which looks the same.
_D = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})

# Vietnamese dictionary order of letters and, within a letter, of tones (ngang huyền hỏi ngã
# sắc nặng). Neither SQLite nor PostgreSQL in the C locale knows it, so the key is ours.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0302": "^", "\u0306": "u", "\u031b": "+"}
_SHAPED = {("a", "u"): "ă", ("a", "^"): "â", ("e", "^"): "ê", ("o", "^"): "ô"}
_SHAPED |= {("o", "+"): "ơ", ("u", "+"): "ư"}


class _Bare(dict[int, str]):
    """Each character without accents and case, worked out once."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code).translate(_D))
        self[code] = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
        return self[code]


_BARE = _Bare()


def normalise(text: str) -> str:
    """Return ``text`` in NFC with runs of white space as one blank, none at the ends.

    The NUL character, which PostgreSQL can't hold, is dropped.
    """
    return " ".join(unicodedata.normalize("NFC", text.replace("\0", "")).split())


def fold(text: str) -> str:
    """Return ``text`` without accents and case: ``"Mắm  Tôm Đặc"`` → ``"mam tom dac"``.

    Tone placement (hòa/hoà) and Unicode form make no difference. Only for finding and proposing:
    different names can fold to the same text (Ba Tơ, Ba Tô).
    """
    return " ".join(text.translate(_BARE).split())


def plain_text(value: object) -> str:
    """A value as machines and the audit chain keep it: a day in ISO form, nothing as ``""``."""
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def told_changes(
    before: Mapping[str, object], row: object, fields: Iterable[str]
) -> dict[str, list[str]]:
    """Each of ``fields``: what it was in ``before`` and is in ``row``, as :func:`plain_text`."""
    return {field: [plain_text(before[field]), plain_text(getattr(row, field))] for field in fields}


def fingerprint(*texts: object) -> str:
    """64 hexadecimal digits that differ as soon as one of the texts does, and tell none of them."""
    return hashlib.sha256("\n".join(map(str, texts)).encode()).hexdigest()


def upper_first(text: str) -> str:
    """``text`` as a sentence begins."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """``Xã Hoằng Thanh`` inside a sentence: ``xã Hoằng Thanh``."""
    return text[:1].lower() + text[1:]


def sort_key(text: str) -> str:
    """Return a key whose plain string order is the Vietnamese dictionary order of ``text``.

    Letters decide first, tones only between words of equal letters.
    """
    plain = normalise(text).lower()
    return f"{plain.translate(_LETTER_OF)} {plain.translate(_TONE_OF)}"


def _place(char: str) -> tuple[str, str]:
    """Where a character sorts: by its letter, then by its tone."""
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    for mark in marks:
        base = _SHAPED.get((base, _SHAPES.get(mark, "")), base)
    place = _LETTERS.find(base)
    letter = f"{place + 10:02d}" if place >= 0 else f"0{base if base != ' ' else '!'}"
    return letter, next((_TONES[mark] for mark in marks if mark in _TONES), "0")


class _Places(dict[int, str]):
    """One half of :func:`_place` of each character, worked out once."""

    def __init__(self, half: int) -> None:
        super().__init__()
        self._half = half

    def __missing__(self, code: int) -> str:
        self[code] = _place(chr(code))[self._half]
        return self[code]


_LETTER_OF, _TONE_OF = _Places(0), _Places(1)
