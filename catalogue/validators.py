"""Pure text work of the catalogue: words of a query, parts of a name."""

import re
from dataclasses import dataclass

from common.text import fold, normalise

MOST_LETTERS = 100
MOST_WORDS = 8
_WORD = re.compile(r"[0-9a-z]+")
_RUN = re.compile(r"(\s+)")


def query_text(text: str | None) -> str:
    """The typed query in the form it is kept: one line, at most 100 letters, no NUL."""
    return normalise((text or "").replace("\x00", " ")[: MOST_LETTERS * 4])[:MOST_LETTERS]


def query_words(text: str) -> tuple[str, ...]:
    """The folded words of a query, each once, at most eight: ``"Mắm  tôm"`` → ``mam, tom``."""
    return tuple(dict.fromkeys(_WORD.findall(fold(text))))[:MOST_WORDS]


def has_accents(text: str) -> bool:
    """Whether the query was typed with accents (or đ), so that these may decide."""
    return fold(text) != normalise(text).casefold()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a name; ``hit`` says that the query found it."""

    text: str
    hit: bool


def parts_of(name: str, words: tuple[str, ...]) -> tuple[Part, ...]:
    """``name`` in pieces, neighbouring words that begin like one of ``words`` joined."""
    if not words:
        return (Part(name, hit=False),)
    pieces = _RUN.split(name)
    hits = [any(token.startswith(words) for token in _WORD.findall(fold(p))) for p in pieces]
    for place in range(1, len(pieces) - 1):
        if not pieces[place].strip():
            hits[place] = hits[place - 1] and hits[place + 1]
    joined: list[Part] = []
    for text, hit in zip(pieces, hits, strict=True):
        if joined and joined[-1].hit == hit:
            joined[-1] = Part(joined[-1].text + text, hit)
        else:
            joined.append(Part(text, hit))
    return tuple(joined)
