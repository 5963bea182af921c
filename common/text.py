"""Vietnamese text: one normal form to store, one folded form to search, one key to sort by."""

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_D = str.maketrans({"đ": "d", "Đ": "D"})

# Vietnamese dictionary order of letters and, within a letter, of tones (ngang huyền hỏi ngã
# sắc nặng). Neither SQLite nor PostgreSQL in the C locale knows it, so the key is ours.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0302": "^", "\u0306": "u", "\u031b": "+"}
_SHAPED = {("a", "u"): "ă", ("a", "^"): "â", ("e", "^"): "ê", ("o", "^"): "ô"}
_SHAPED |= {("o", "+"): "ơ", ("u", "+"): "ư"}


def normalise(text: str) -> str:
    """Return ``text`` in NFC with runs of white space as one blank, none at the ends."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return ``text`` without accents and case: ``"Mắm  Tôm Đặc"`` → ``"mam tom dac"``.

    Tone placement (hòa/hoà) and Unicode form make no difference. Only for finding and proposing:
    different names can fold to the same text (Ba Tơ, Ba Tô).
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _BLANKS.sub(" ", bare.casefold()).strip()


def lower_first(text: str) -> str:
    """``Xã Hoằng Thanh`` inside a sentence: ``xã Hoằng Thanh``."""
    return text[:1].lower() + text[1:]


def sort_key(text: str) -> str:
    """Return a key whose plain string order is the Vietnamese dictionary order of ``text``.

    Letters decide first, tones only between words of equal letters.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in normalise(text).lower():
        decomposed = unicodedata.normalize("NFD", char)
        base, marks = decomposed[0], decomposed[1:]
        for mark in marks:
            base = _SHAPED.get((base, _SHAPES.get(mark, "")), base)
        place = _LETTERS.find(base)
        letters.append(f"{place + 10:02d}" if place >= 0 else f"0{base if base != ' ' else '!'}")
        tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), "0"))
    return "".join(letters) + " " + "".join(tones)
