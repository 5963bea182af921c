"""Stars in any of the ways people write them."""

import re
from functools import lru_cache
from typing import NamedTuple

from common.text import fold
from exchange.enums import FaultLevel
from exchange.reading.cells.text import NOTHING, Value, text_of, written


class Stars(NamedTuple):
    """``recognised`` and ``proposed`` are 3 to 5 or ``None``; ``text`` is a fault's sentence."""

    recognised: int | None = None
    proposed: int | None = None
    level: str = ""
    text: str = ""


_FULL = "★⭐✭✮✯*＊🌟"
_HOLLOW = "☆✩✰"
_GLYPHS = re.compile(f"[{_FULL}{_HOLLOW}]")
# What makes a rank a wish: "Tiềm năng 5 sao", "Đề nghị 5 sao", "Trình nâng hạng 4 sao".
_WISH = re.compile(r"\b(?:tiem nang|de nghi|de xuat|trinh|du kien|phan dau|potential|proposed)\b")
_TOKENS = re.compile(r"[0-9]+|[a-z]+")
_ZEROS = re.compile(r"(?<=[0-9])[.,]0+\b")
_NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip
# Words that may stand beside the number without changing it.
_FILLERS = frozenset(
    {
        "sao", "dat", "hang", "san", "pham", "ocop", "xep", "phan", "loai", "star", "stars", "cap",
        "tinh", "huyen", "xa", "quoc", "gia", "trung", "uong", "tw", "duoc", "cong", "nhan", "ket",
        "qua", "nang", "len", "danh", "lai", "so", "muc",
    }
)  # fmt: skip
_RANGE = range(3, 6)


@lru_cache(maxsize=2048, typed=True)
def parse_stars(value: Value) -> Stars:
    """The stars that a cell gives, or proposes; a cell that says neither clearly is a fault."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _checked(int(value), value) if float(value).is_integer() else _unreadable(value)
    text = text_of(value).replace("\ufe0f", "")
    if not text or text.lower() in NOTHING:
        return Stars()
    plain = fold(text)
    wish = _WISH.search(plain)
    if wish is None:
        return _read(text, plain, value)
    before, after = plain[: wish.start()], _WISH.sub(" ", plain[wish.end() :])
    proposed = _read(after, after, value)
    if proposed.recognised is None:
        return proposed if proposed.text else _unreadable(value)
    if not _TOKENS.search(before):
        return Stars(proposed=proposed.recognised)
    reached = _read(before, before, value)
    if reached.recognised is None:
        return _unreadable(value)
    said = f"Ô ghi cả hạng đã đạt và hạng đề nghị: đọc là đạt {reached.recognised} sao."
    return Stars(reached.recognised, proposed.recognised, FaultLevel.LOOK, said)


def _read(text: str, plain: str, value: Value) -> Stars:
    """Stars of a text without wishes: all ways of saying the number have to agree."""
    said: set[int] = set()
    glyphs = _GLYPHS.findall(text)
    if glyphs:
        full = sum(glyph in _FULL for glyph in glyphs)
        # One asterisk after a number is the word "sao": "3*".
        if len(glyphs) > 1 or not any(char.isdigit() for char in plain):
            said.add(full or len(glyphs))
    tokens = _TOKENS.findall(_ZEROS.sub("", plain))
    for place, word in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if word == "nam" and len(following) == 4 and following.isdigit():
            continue  # "3 sao năm 2021": the word is "year", not "five"
        if word.isdigit():
            if not (place and tokens[place - 1] == "nam" and len(word) == 4):
                said.add(int(word[:6]))
        elif word in _NUMBERS:
            said.add(_NUMBERS[word])
        elif word not in _FILLERS:
            return _unreadable(value)
    if len(said) != 1:
        return _unreadable(value)
    return _checked(said.pop(), value)


def _checked(stars: int, value: Value) -> Stars:
    if stars in _RANGE:
        return Stars(recognised=stars)
    said = f"Hạng sao {written(value)} không có trong Chương trình; chỉ có 3, 4 hoặc 5 sao."
    return Stars(level=FaultLevel.ERROR, text=said)


def _unreadable(value: Value) -> Stars:
    said = f"Không hiểu hạng sao {written(value)}; xin ghi 3 sao, 4 sao hoặc 5 sao."
    return Stars(level=FaultLevel.ERROR, text=said)
