"""Names of producers and products: one key to match by, one to propose by."""

from typing import NamedTuple, Self

from rapidfuzz.distance import Levenshtein

from common.names import loose_key, producer_key, product_key
from exchange.reading.cells.decisions import fold_number

__all__ = ["LooseName", "decision_key", "loose_key", "near", "producer_key", "product_key"]


def decision_key(number: str) -> str:
    """Equal for two spellings of a decision's number; only unique with authority and year."""
    return fold_number(number)


def near(one: str, other: str) -> bool:
    """Whether two names may be one, misspelt: for proposing to a person, never for deciding.

    One word with a wrong letter or two, other accents, other blanks. Names that differ in a
    number or in a single letter ("loại A", "loại B") are two.
    """
    return LooseName.of(one).is_near(LooseName.of(other))


class LooseName(NamedTuple):
    """A name made ready for being compared with many."""

    words: list[str]
    joined: str

    @classmethod
    def of(cls, name: str) -> Self:
        """``name`` by its :func:`loose_key`."""
        words = loose_key(name).split()
        return cls(words, "".join(words))

    def is_near(self, other: "LooseName") -> bool:
        """As :func:`near`."""
        words, others = self.words, other.words
        if self.joined == other.joined:
            return words == others or _numbers(words) == _numbers(others)
        if len(words) != len(others):
            return False
        different = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
        if len(different) != 1 or _numbers(words) != _numbers(others):
            return False
        a, b = different[0]
        if min(len(a), len(b)) < 2:
            return False
        allowed = 1 if max(len(a), len(b)) <= 4 else 2
        return bool(Levenshtein.distance(a, b, score_cutoff=allowed) <= allowed)


def _numbers(words: list[str]) -> list[str]:
    return sorted(word for word in words if any(char.isdigit() for char in word))
