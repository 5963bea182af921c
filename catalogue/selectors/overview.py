"""The register at a glance: how many public products of each status, stars, group and place.

One statement counts all of it; filters, figures of the home page and lists of places are sums of
its cells, so a count always agrees with the rows it opens. Kept in the cache under the last audit
entry about the register: any decision, act or correction makes the next reader count again.
"""

import datetime as dt
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count

from audit.selectors import last_about
from catalogue.selectors.products import having_words, public_products
from catalogue.validators import query_words
from certificates.enums import CertificateStatus
from certificates.models import Certificate, Decision
from communes.enums import UnitLevel
from communes.models import UnitChangeLine
from producers.models import Producer
from products.models import Product

# Names of places change without an audit entry; ten minutes bound what is shown too long.
_KEPT = 600
# A few answers each process keeps for itself, by the same keys.
_MOST_AT_HAND = 32
_at_hand: dict[str, tuple[float, object]] = {}
# Renamings before 2025 and the reorganisation of 1/7/2025: nothing took more steps.
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today, or a former unit that can't be told to be one of them."""

    key: str
    name: str
    order: str
    former: bool
    province: str
    unit_ids: tuple[int, ...]


# Status, stars, group, place, and how many products are alike in these four.
Cell = tuple[str, int, str, str, int]
DIMENSIONS = {"status": 0, "stars": 1, "group": 2, "place": 3}


@dataclass(frozen=True, slots=True)
class Overview:
    """The cells, their sums by each dimension, and the places they name."""

    cells: tuple[Cell, ...]
    places: dict[str, Place]
    sums: dict[str, Counter[object]]

    def total(self, **chosen: Collection[object]) -> int:
        """Products that have one of the values of each choice; an empty choice means any."""
        return self._counts("status", chosen).total()

    def counts(self, dimension: str, **chosen: Collection[object]) -> Counter[object]:
        """Products by ``status``, ``stars``, ``group`` or ``place`` under the other choices."""
        others = {name: values for name, values in chosen.items() if name != dimension}
        return self._counts(dimension, others)

    def _counts(self, dimension: str, chosen: Mapping[str, Collection[object]]) -> Counter[object]:
        conditions = [
            (DIMENSIONS[name], frozenset(values)) for name, values in chosen.items() if values
        ]
        if not conditions:
            return self.sums[dimension].copy()
        own = DIMENSIONS[dimension]
        found: Counter[object] = Counter()
        for cell in self.cells:
            if all(cell[place] in values for place, values in conditions):
                found[cell[own]] += cell[-1]
        return found

    def unit_ids(self, keys: Iterable[str]) -> set[int]:
        """The units whose products stand under these places."""
        return {pk for key in keys if key in self.places for pk in self.places[key].unit_ids}

    def valid(self) -> int:
        """Products whose stars may be used today."""
        return self.total(status=CertificateStatus.valid)


def _sums(cells: Iterable[Cell]) -> dict[str, Counter[object]]:
    sums: dict[str, Counter[object]] = {name: Counter() for name in DIMENSIONS}
    for cell in cells:
        for name, place in DIMENSIONS.items():
            sums[name][cell[place]] += cell[-1]
    return sums


def version() -> str:
    """Names the present content of the register: the last audit entry about any part of it."""
    return last_about(Certificate, Decision, Product, Producer)


def kept(name: str, on: dt.date, stamp: str, build: Callable[[], object]) -> object:
    """``build()``, or what it gave for the same day and content of the register."""
    key = f"catalogue:{name}:{on.isoformat()}:{stamp}"
    if stamp and key in _at_hand:
        until, found = _at_hand[key]
        if until > time.monotonic():
            return found
    found = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, _KEPT)
    # Unpacking what the cache holds costs more than all the rest of a page.
    _at_hand[key] = (time.monotonic() + _KEPT, found)
    while len(_at_hand) > _MOST_AT_HAND:
        del _at_hand[next(iter(_at_hand))]
    return found


def overview(*, on: dt.date, text: str = "", stamp: str = "") -> Overview:
    """The overview of all public products, or of those that ``text`` finds."""
    words = query_words(text)
    digest = hashlib.sha256(" ".join(words).encode()).hexdigest()[:32]
    found = kept(f"cells-{digest}", on, stamp or version(), lambda: _count(on, words))
    assert isinstance(found, Overview)
    return found


def _count(on: dt.date, words: tuple[str, ...]) -> Overview:
    rows = list(
        having_words(public_products(on), words)  # type: ignore[misc]
        .order_by()
        .values_list(
            "rating_status",
            "rating_stars",
            "group_code",
            "unit_id",
            "unit__key",
            "unit__full_name",
            "unit__sort_key",
            "unit__level",
            "unit__valid_to",
            "unit__parent__level",
            "unit__parent__full_name",
        )
        .annotate(n=Count("pk"))
    )
    own: dict[int, Place] = {}
    ended: set[int] = set()
    for _status, _stars, _group, pk, key, name, order, level, last, above, parent, _n in rows:
        former = last is not None and last < on
        province = parent if above == UnitLevel.PROVINCE else ""
        own[pk] = Place(key, f"{name} (cũ)" if former else name, order, former, province, (pk,))
        if former and level == UnitLevel.COMMUNE:
            ended.add(pk)
    own |= _places_of_today(ended, on)
    members: dict[str, set[int]] = {}
    for pk, place in own.items():
        members.setdefault(place.key, set()).add(pk)
    places = {
        place.key: Place(
            place.key,
            place.name,
            place.order,
            place.former,
            place.province,
            tuple(sorted(members[place.key])),
        )
        for place in own.values()
    }
    cells: Counter[tuple[str, int, str, str]] = Counter()
    for row in rows:
        cells[(row[0], row[1], row[2], own[row[3]].key)] += row[-1]
    alike: tuple[Cell, ...] = tuple((*cell, count) for cell, count in cells.items())
    return Overview(alike, places, _sums(alike))


def _places_of_today(ended: set[int], on: dt.date) -> dict[int, Place]:
    """The commune of ``on`` into which each former one went; left out where it was split."""
    at = {pk: pk for pk in ended}
    found: dict[int, Place] = {}
    for _step in range(_MOST_STEPS):
        if not at:
            break
        lines = (
            UnitChangeLine.objects.filter(predecessor__in=set(at.values()), change__on__lte=on)
            .order_by()
            .values_list(
                "predecessor_id",
                "successor_id",
                "successor__key",
                "successor__full_name",
                "successor__sort_key",
                "successor__valid_to",
                "successor__parent__full_name",
            )
        )
        ways: dict[int, list[tuple[object, ...]]] = {}
        for line in lines:
            ways.setdefault(line[0], []).append(line[1:])
        onward: dict[int, int] = {}
        for start, here in at.items():
            into = ways.get(here, [])
            if len(into) != 1:
                continue
            pk, key, name, order, last, province = into[0]
            if isinstance(last, dt.date) and last < on:
                assert isinstance(pk, int)
                onward[start] = pk
            else:
                found[start] = Place(
                    str(key),
                    str(name),
                    str(order),
                    former=False,
                    province=str(province),
                    unit_ids=(),
                )
        at = onward
    return found
