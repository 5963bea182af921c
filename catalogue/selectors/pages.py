"""What the pages show: results with their filters, the home page's figures, one product."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from catalogue.enums import CLASS_OF_GROUP, STARS, Group
from catalogue.selectors.overview import Overview, Place, kept, overview, version
from catalogue.selectors.products import (
    Card,
    cards_of,
    public_products,
    with_card,
    with_recognition,
)
from catalogue.selectors.search import Query, filtered, near, ordered
from certificates.enums import CertificateStatus
from certificates.selectors import current_certificates
from products.models import Product

PAGE_SIZE = 24
NEAR_SHOWN = 12
PLACES_SHOWN = 12


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


def _counted(rows: QuerySet[Product], total: int) -> Paginator[Product]:
    """A paginator told how many rows there are: the overview knows, no statement is needed."""
    pager = Paginator(rows, PAGE_SIZE)
    pager.__dict__["count"] = total
    return pager


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of results. ``near`` holds what is nearly the query when nothing is it."""

    page: Page[Product]
    cards: list[Card]
    total: int
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
    rows = with_card(ordered(filtered(query, on=on, seen=seen), query))
    page = _counted(rows, total).get_page(number)
    cards = cards_of(page.object_list, on=on, words=query.words) if total else []
    nearly: list[Card] = []
    words: tuple[str, ...] = ()
    if query.words and not seen.cells:
        found, words = near(query, on=on, stamp=stamp)
        nearly = cards_of(with_card(found)[:NEAR_SHOWN], on=on, words=words)
    return Cards(page, cards, total, facets_of(seen, query), seen.places, nearly, words)


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
    choices = [Choice(key, seen.places[key].name, counts[key], key in chosen) for key in shown]
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
        places=sum(1 for key in by_place if not seen.places[str(key)].former),
        stars=[(star, stars[star]) for star in sorted(STARS)],
        groups=[
            GroupFigure(code, str(Group(code).label), CLASS_OF_GROUP[code], groups[code])
            for code in Group.values
        ],
        top=[(seen.places[str(key)], by_place[key]) for key in top[:PLACES_SHOWN]],
        known=seen.total(),
    )


def newest(*, on: dt.date, count: int = 4) -> list[Card]:
    """The products recognised last whose stars may be used today; two statements."""
    rows = with_recognition(public_products(on)).filter(stars_now__isnull=False)  # type: ignore[misc]
    rows = rows.filter(rating_since__isnull=False).order_by("-rating_since", "sort_key", "pk")  # type: ignore[misc]
    return cards_of(with_card(rows)[:count], on=on)


def product_page(code: str, *, on: dt.date) -> Product | None:
    """A public product with what its page names; None for any other code."""
    rows = with_card(public_products(on)).select_related(
        "producer", "unit__parent__parent", "product_set__group"
    )
    return rows.filter(code=code).first()
