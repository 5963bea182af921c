"""What the pages show: results with their filters, the home page's figures, one product."""

from __future__ import annotations

import datetime as dt
import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from catalogue.enums import CLASS_OF_GROUP, STARS, Group
from catalogue.selectors.overview import Overview, Place, kept, overview, version
from catalogue.selectors.products import (
    Card,
    cards_of,
    public_products,
    with_card,
)
from catalogue.selectors.register import register_page
from catalogue.selectors.search import Query, filtered, near, ordered
from certificates.enums import CertificateStatus
from certificates.selectors import current_certificates
from products.models import Product

PAGE_SIZE = 24
NEAR_SHOWN = 12
PLACES_SHOWN = 12
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """The filters with the number of rows each value gives under the other choices."""

    status: list[Choice]
    stars: list[Choice]
    group: list[Choice]
    place: list[Choice]
    places_left: int


def _in_order(query: Query, *, on: dt.date, seen: Overview, stamp: str) -> array[int]:
    """The keys of all rows of ``query`` in their order; made once while the register stays."""

    def build() -> array[int]:
        rows = ordered(filtered(query, on=on, seen=seen), query)
        return array("q", rows.values_list("pk", flat=True))

    name = hashlib.sha256(repr(query).encode()).hexdigest()[:32]
    found = kept(f"rows-{name}", on, stamp, build)
    assert isinstance(found, array)
    return found


def with_keys(keys: Iterable[int], *, on: dt.date) -> list[Product]:
    """The public products with these keys, in this order, ready for cards; two statements."""
    wanted = list(keys)
    rows = {row.pk: row for row in with_card(public_products(on).filter(pk__in=wanted))}
    return [rows[key] for key in wanted if key in rows]


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of results.

    ``hidden`` products fit but for their status; ``near`` holds what is nearly the query when
    nothing is it.
    """

    page: Page[int]
    cards: list[Card]
    total: int
    hidden: int
    facets: Facets
    places: dict[str, Place]
    near: list[Card]
    near_words: tuple[str, ...]


def search_page(query: Query, *, number: str | None, on: dt.date) -> Cards:
    """The page ``number`` (the nearest one if there is none) of what ``query`` asks for.

    At most eight statements, however many products there are.
    """
    stamp = version()
    seen = overview(on=on, text=query.text, stamp=stamp)
    chosen = query.chosen()
    total = seen.total(**chosen)
    keys = _in_order(query, on=on, seen=seen, stamp=stamp) if total else array("q")
    page = Paginator(keys, PAGE_SIZE).get_page(number)
    cards = cards_of(with_keys(page.object_list, on=on), on=on, words=query.words) if total else []
    nearly: list[Card] = []
    words: tuple[str, ...] = ()
    if query.words and not seen.cells:
        found, words = near(query, on=on, stamp=stamp)
        nearly = cards_of(with_card(found)[:NEAR_SHOWN], on=on, words=words)
    others = {name: values for name, values in chosen.items() if name != "status"}
    return Cards(
        page=page,
        cards=cards,
        total=total,
        hidden=seen.total(**others) - total,
        facets=facets_of(seen, query),
        places=seen.places,
        near=nearly,
        near_words=words,
    )


def found_rows(query: Query, *, on: dt.date) -> Iterator[dict[str, Any]]:
    """Everything ``query`` finds as rows of the register, a thousand in memory at a time."""
    stamp = version()
    seen = overview(on=on, text=query.text, stamp=stamp)
    keys = _in_order(query, on=on, seen=seen, stamp=stamp)
    for first in range(0, len(keys), _AT_ONCE):
        yield from register_page(keys[first : first + _AT_ONCE], on=on)


def facets_of(seen: Overview, query: Query) -> Facets:
    """Values of each filter; a value without rows stays where it is one of a short fixed list."""
    chosen = query.chosen()
    by_status = seen.counts("status", **chosen)
    by_stars = seen.counts("stars", **chosen)
    by_group = seen.counts("group", **chosen)
    status = [
        Choice(value, str(CertificateStatus(value).label), by_status[value], value in query.status)
        for value in CertificateStatus.values
        if by_status[value] or value in query.status or value in _ALWAYS
    ]
    stars = [
        Choice(str(star), f"{star} sao", by_stars[star], star in query.stars) for star in STARS
    ]
    group = [
        Choice(value, str(Group(value).label), by_group[value], value in query.group)
        for value in Group.values
    ]
    place, left = _place_choices(seen, query)
    return Facets(status, stars, group, place, left)


_ALWAYS = (CertificateStatus.IN_FORCE, CertificateStatus.EXPIRING, CertificateStatus.EXPIRED)


def _place_choices(seen: Overview, query: Query) -> tuple[list[Choice], int]:
    counts = seen.counts("place", **query.chosen())
    chosen = [key for key in query.place if key in seen.places]
    others = sorted(
        (key for key in counts if key not in chosen),
        key=lambda key: (-counts[key], seen.places[str(key)].order),
    )
    shown = [*chosen, *map(str, others[:PLACES_SHOWN])]
    choices = [Choice(key, seen.places[key].label, counts[key], key in chosen) for key in shown]
    return choices, max(len(others) - PLACES_SHOWN, 0)


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One of the six groups on the home page."""

    code: str
    label: str
    css: str
    count: int


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """The counts of the home page, all of products whose stars may be used today."""

    valid: int
    producers: int
    places: int
    stars: list[tuple[int, int]]
    groups: list[GroupFigure]
    top: list[tuple[Place, int]]
    known: int


def valid_places(seen: Overview) -> Counter[object]:
    """Products whose stars may be used today, by place."""
    return seen.counts("place", status=CertificateStatus.valid)


def home_figures(*, on: dt.date) -> HomeFigures:
    """Counts from the overview, and the producers behind the valid products: three statements."""
    stamp = version()
    seen = overview(on=on, stamp=stamp)

    def count_producers() -> int:
        rows = current_certificates(on).order_by().values("product__producer").distinct()
        return rows.count()

    producers = kept("producers", on, stamp, count_producers)
    assert isinstance(producers, int)
    valid = CertificateStatus.valid
    stars = seen.counts("stars", status=valid)
    groups = seen.counts("group", status=valid)
    by_place = valid_places(seen)
    top = sorted(by_place, key=lambda key: (-by_place[key], seen.places[str(key)].order))
    return HomeFigures(
        valid=seen.valid(),
        producers=producers,
        places=sum(1 for key in by_place if seen.places[str(key)].settled),
        stars=[(star, stars[star]) for star in sorted(STARS)],
        groups=[
            GroupFigure(code, str(Group(code).label), CLASS_OF_GROUP[code], groups[code])
            for code in Group.values
        ],
        top=[(seen.places[str(key)], by_place[key]) for key in top[:PLACES_SHOWN]],
        known=seen.total(),
    )


def newest(*, on: dt.date, count: int = 4) -> list[Card]:
    """The products recognised last whose stars may be used today; four statements."""

    def build() -> list[int]:
        rows = current_certificates(on).filter(issued_on__isnull=False)
        ordered_rows = rows.order_by("-issued_on", "product__sort_key", "product_id")
        return list(ordered_rows.values_list("product_id", flat=True)[:count])

    keys = kept(f"newest-{count}", on, version(), build)
    assert isinstance(keys, list)
    return cards_of(with_keys(keys, on=on), on=on)


def product_page(code: str, *, on: dt.date) -> Product | None:
    """A public product with what its page names; None for any other code."""
    rows = with_card(public_products(on)).select_related(
        "producer", "unit__parent__parent", "current_unit__parent", "product_set__group"
    )
    return rows.filter(code=code).first()
