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
from django.db.models.functions import Coalesce

from audit.selectors import last_about
from catalogue.selectors.products import having_words, public_products
from catalogue.selectors.whereabouts import above, in_force, place_name
from catalogue.validators import query_words
from certificates.enums import CertificateStatus
from certificates.models import Certificate, Decision
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import placements
from producers.models import Producer
from products.models import Product

# Names of places change without an audit entry; ten minutes bound what is shown too long.
_KEPT = 600
# A few answers each process keeps for itself, by the same keys.
_MOST_AT_HAND = 32
_at_hand: dict[str, tuple[float, object]] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today, or (not ``settled``) what the papers name while nobody knows today's.

    ``label`` tells namesakes apart.
    """

    key: str
    name: str
    label: str
    where: str
    order: str
    settled: bool
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
    # An import writes many records under one entry about itself.
    return last_about(Certificate, Decision, Product, Producer, "exchange.importrun")


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
        having_words(public_products(on), words)
        .order_by()
        .values_list(
            "rating_status",
            "rating_stars",
            "group_code",
            Coalesce("current_unit_id", "unit_id"),
        )
        .annotate(n=Count("pk"))
    )
    lying = _todays({row[3] for row in rows}, on)
    members: dict[int, set[int]] = {}
    for pk, unit in lying.items():
        members.setdefault(unit.pk, set()).add(pk)
    names = Counter(place_name(unit, on=on) for unit in {u.pk: u for u in lying.values()}.values())
    places = {unit.key: _place(unit, members[unit.pk], names, on=on) for unit in lying.values()}
    cells: Counter[tuple[str, int, str, str]] = Counter()
    for status, stars, group, pk, count in rows:
        cells[(status, stars, group, lying[pk].key)] += count
    alike: tuple[Cell, ...] = tuple((*cell, count) for cell, count in cells.items())
    return Overview(alike, places, _sums(alike))


def _place(
    unit: AdministrativeUnit, members: Iterable[int], names: Mapping[str, int], *, on: dt.date
) -> Place:
    name, where = place_name(unit, on=on), above(unit)
    return Place(
        key=unit.key,
        name=name,
        label=f"{name}, {where}" if names[name] > 1 and where else name,
        where=where,
        order=unit.sort_key,
        settled=unit.level == UnitLevel.COMMUNE and in_force(unit, on=on),
        unit_ids=tuple(sorted(members)),
    )


def _todays(ids: set[int], on: dt.date) -> dict[int, AdministrativeUnit]:
    """The units with these keys; one that ended since and went into one commune as that commune.

    So a place is right on the day a change takes effect, before anybody settles the records.
    """
    known = AdministrativeUnit.objects.select_related("parent__parent")
    units = known.in_bulk(ids)
    ended = {
        pk
        for pk, unit in units.items()
        if unit.level == UnitLevel.COMMUNE and not in_force(unit, on=on)
    }
    if not ended:
        return units
    onward = {pk: found[0] for pk, found in placements(ended, on=on).items() if len(found) == 1}
    later = known.in_bulk(set(onward.values()) - set(units)) | units
    return {pk: later[onward.get(pk, pk)] for pk in units}
