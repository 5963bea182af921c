"""In which order a member is given the products of a sitting.

Whoever scores twenty samples one after the other is kinder or more tired at the end: with one
order for everybody the same products would always come last. So each member goes his own way,
drawn once for the sitting; lists of chair and office keep the agenda.
"""

from collections.abc import Iterable
from hashlib import sha256


def order_of(seed: str, member: str, items: Iterable[str]) -> list[str]:
    """The codes ``items``, given in the order of the agenda, in the order of one member.

    The same ``seed`` and ``member`` give the same order on every machine, and a product that is
    added or taken out does not move the others about. Without a seed, as in sittings called before
    there was one, the agenda.
    """
    codes = list(items)
    if not seed:
        return codes
    return sorted(codes, key=lambda code: (_drawn(seed, member, code), code))


def _drawn(seed: str, member: str, code: str) -> str:
    return sha256(f"{seed}/{member}/{code}".encode()).hexdigest()
