"""Cells as text."""

import datetime as dt
import unicodedata
from functools import lru_cache

# What a spreadsheet cell holds when it is read.
Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

# Zero-width characters and soft hyphens that copying from web pages leaves behind.
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
# Our own exports put an apostrophe before these, so that no spreadsheet program runs the text.
_FORMULA = ("'=", "'+", "'-", "'@")
# Placeholders that people type into cells they have nothing for.
DASHES = frozenset({"-", "–", "—", "--", "...", "…", ".", "/", "?", "_"})
NOTHING = DASHES | {
    "không", "không có", "không rõ", "không ghi", "chưa có", "chưa rõ", "n/a", "na", "x",
}  # fmt: skip


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """``text`` in NFC, runs of white space as one blank, without unseen characters.

    A leading apostrophe before ``= + - @``, as exports put it there, is taken off.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if not text.isprintable():
            text = text.translate(_UNSEEN)
    text = " ".join(text.split())
    return text[1:] if text.startswith(_FORMULA) else text


def text_of(value: Value) -> str:
    """``value`` as a person reads it in the sheet: 3.0 is ``3``, a day is ``05/08/2021``."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, float):
        # Whole numbers are stored as floats; 92.4 is written with our decimal comma.
        return str(int(value)) if value.is_integer() else repr(round(value, 6)).replace(".", ",")
    if isinstance(value, dt.date):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value)


def written(value: Value) -> str:
    """``value`` in quotation marks for a sentence, cut where it is long."""
    text = text_of(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
