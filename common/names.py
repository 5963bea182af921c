"""Names of people's firms and goods: one key by which two spellings are the same name."""

import re
import unicodedata
from functools import lru_cache

from common.text import fold, normalise

# Zero-width characters and soft hyphens that copying from web pages leaves behind.
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_TONES = "\u0300\u0301\u0309\u0303\u0323"
# "hòa" and "hoà", "thúy" and "thuý": the tone on the last vowel of the pair.
_PAIRS = {
    unicodedata.normalize("NFC", f"{first}{tone}{second}"): unicodedata.normalize(
        "NFC", f"{first}{second}{tone}"
    )
    for tone in _TONES
    for first, second in ("oa", "oe", "uy")
}
_PAIR = re.compile("|".join(_PAIRS))
_NO_WORD = re.compile(r"[^\w%°+]+|_")
_GLUED = re.compile(r"\b(tm|dv|sx|kd|xk|nk|nn)(?=(?:tm|dv|sx|kd|xk|nk|nn)\b)")
# Short forms in the names of producers, one word each.
_SHORT = {
    "htx": "hợp tác xã",
    "lhhtx": "liên hiệp hợp tác xã",
    "tht": "tổ hợp tác",
    "ctcp": "công ty cổ phần",
    "cty": "công ty",
    "ct": "công ty",
    "cp": "cổ phần",
    "tnhh": "trách nhiệm hữu hạn",
    "mtv": "một thành viên",
    "dntn": "doanh nghiệp tư nhân",
    "dn": "doanh nghiệp",
    "hkd": "hộ kinh doanh",
    "sxkd": "sản xuất kinh doanh",
    "sx": "sản xuất",
    "kd": "kinh doanh",
    "tm": "thương mại",
    "dv": "dịch vụ",
    "xnk": "xuất nhập khẩu",
    "xk": "xuất khẩu",
    "nk": "nhập khẩu",
    "nn": "nông nghiệp",
}
_ONE_MEMBER = re.compile(r"\b1 thành viên\b")


@lru_cache(maxsize=32768)
def product_key(name: str) -> str:
    """Equal for two spellings of one name: case, Unicode form, tone placement, dashes, quotes.

    Accents count: Trà Hoa and Trà Hoà stay two names.
    """
    return " ".join(filter(None, map(_key_of_word, name.split())))


# Names are made of few different words.
@lru_cache(maxsize=32768)
def _key_of_word(word: str) -> str:
    text = normalise(word.translate(_UNSEEN)).lower().replace("ð", "đ").replace("&", " và ")
    return " ".join(_NO_WORD.sub(" ", _PAIR.sub(lambda pair: _PAIRS[pair[0]], text)).split())


@lru_cache(maxsize=32768)
def producer_key(name: str) -> str:
    """As ``product_key``, with the usual short forms written out: HTX, CTCP, TNHH, MTV, XNK."""
    words = _GLUED.sub(r"\1 ", product_key(name)).split()
    return _ONE_MEMBER.sub("một thành viên", " ".join([_SHORT.get(word, word) for word in words]))


@lru_cache(maxsize=32768)
def loose_key(name: str) -> str:
    """The name without accents, with short forms written out: only for proposing."""
    return fold(producer_key(name))
