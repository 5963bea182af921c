"""The register at a glance: how many public products of each status, stars, group and place.

One statement counts all of it; filters, figures of the home page and lists of places are sums of
its cells, so a count always agrees with the rows it opens. Kept in the cache under the end of the
audit chain: any decision, act or correction makes the next reader count again.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count

from audit.selectors import head
from catalogue.selectors.products import having_words, public_products
from catalogue.validators import query_words
from certificates.enums import CertificateStatus
from communes.enums import UnitLevel
from communes.models import UnitChangeLine

# Names of places change without an audit entry; ten minutes bound what is shown too long.
_KEPT = 600
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


@dataclass(frozen=True, slots=True)
class Cell:
    """So many products are alike in these four."""

    status: str
    stars: int
    group: str
    place: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The cells and the places they name."""

    cells: tuple[Cell, ...]
    places: dict[str, Place]

    def total(self, **chosen: Iterable[object]) -> int:
        """Products that have one of the values of each choice; an empty choice means any."""
        return sum(cell.count for cell in self.cells if _fits(cell, chosen))

    def counts(self, dimension: str, **chosen: Iterable[object]) -> Counter[object]:
        """Products by ``status``, ``stars``, ``group`` or ``place`` under the other choices."""
        others = {name: values for name, values in chosen.items() if name != dimension}
        found: Counter[object] = Counter()
        for cell in self.cells:
            if _fits(cell, others):
                found[getattr(cell, dimension)] += cell.count
        return found

    def unit_ids(self, keys: Iterable[str]) -> set[int]:
        """The units whose products stand under these places."""
        return {pk for key in keys if key in self.places for pk in self.places[key].unit_ids}

    def valid(self) -> int:
        """Products whose stars may be used today."""
        return self.total(status=CertificateStatus.valid)


def _fits(cell: Cell, chosen: dict[str, Iterable[object]]) -> bool:
    return all(not values or getattr(cell, name) in values for name, values in chosen.items())


def version() -> str:
    """Names the present content of the register: the end of the audit chain."""
    return head().last_hash


def kept(name: str, on: dt.date, stamp: str, build: Callable[[], object]) -> object:
    """``build()``, or what it gave for the same day and content of the register."""
    key = f"catalogue:{name}:{on.isoformat()}:{stamp}"
    found = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, _KEPT)
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
    return Overview(tuple(Cell(*cell, count) for cell, count in cells.items()), places)


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
