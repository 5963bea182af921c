"""Pure text work on names of administrative units: short forms and the folded form."""

import re

from common.text import fold, normalise

_APOSTROPHES = re.compile(r"['’ʼ‘`]\s*")
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


def fold_name(text: str) -> str:
    """Fold a unit's name for finding it: no accents, case, apostrophes or hyphens with blanks.

    ``"Phường B'Lao"`` → ``"phuong blao"``; ``"Chân Mây - Lăng Cô"`` → ``"chan may lang co"``.
    """
    return fold(_APOSTROPHES.sub("", text).replace("-", " ").replace("–", " "))


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
    """Write ``text`` the way names are printed: ``"thị xã NGHI SƠN"`` → ``"Thị xã Nghi Sơn"``."""
    for kind in _KINDS:
        if text.casefold().startswith(kind.casefold() + " "):
            return f"{kind} {text[len(kind) + 1 :].title()}"
    return text.title()
