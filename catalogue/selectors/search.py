"""Finding: words without accents, filters, orders, and what is nearly what was typed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalogue.enums import STARS, Group, Sort
from catalogue.selectors.overview import Overview, kept
from catalogue.selectors.products import (
    has_word,
    having_words,
    lying_in,
    public_products,
    with_recognition,
)
from catalogue.validators import has_accents, query_text, query_words
from certificates.enums import CertificateStatus
from common.text import fold
from products.models import Product

_CLOSE_ENOUGH = 0.6  # one slip in a word of three letters, two in one of five
_LONG_WORD = 4


@dataclass(frozen=True, slots=True)
class Query:
    """What a visitor asked for; values that don't exist were left out."""

    text: str = ""
    status: tuple[str, ...] = ()
    stars: tuple[int, ...] = ()
    group: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    sort: str = Sort.STARS
    words: tuple[str, ...] = field(default=())

    def chosen(self) -> dict[str, tuple[object, ...]]:
        """The filters by dimension of the overview."""
        return {
            "status": self.status,
            "stars": self.stars,
            "group": self.group,
            "place": self.place,
        }


def parsed(
    *,
    text: str | None,
    status: Iterable[str] = (),
    stars: Iterable[str] = (),
    group: Iterable[str] = (),
    place: Iterable[str] = (),
    sort: str | None = None,
) -> Query:
    """A query from what stands in the address; what isn't known is dropped, never an error."""
    wording = query_text(text)
    words = query_words(wording)
    known = {str(star): star for star in STARS}
    default = Sort.MATCH if words else Sort.STARS
    order = sort if sort in Sort.values and (words or sort != Sort.MATCH) else default
    return Query(
        text=wording,
        status=tuple(value for value in CertificateStatus.values if value in set(status)),
        stars=tuple(known[value] for value in known if value in set(stars)),
        group=tuple(value for value in Group.values if value in set(group)),
        place=tuple(dict.fromkeys(place))[:50],
        sort=order,
        words=words,
    )


def filtered(query: Query, *, on: dt.date, seen: Overview) -> QuerySet[Product]:
    """The products that ``query`` asks for, in no order yet; ``seen`` is its overview."""
    rows = restrict(public_products(on), query)
    return rows.filter(lying_in(seen.unit_ids(query.place))) if query.place else rows


def restrict(products: QuerySet[Product], query: Query) -> QuerySet[Product]:
    """Those with the words, status, stars and group of ``query``; places are left to the caller."""
    rows = having_words(products, query.words)
    if query.status:
        rows = rows.filter(rating_status__in=query.status)  # type: ignore[misc]
    if query.stars:
        rows = rows.filter(rating_stars__in=query.stars)  # type: ignore[misc]
    if query.group:
        rows = rows.filter(group_code__in=query.group)
    return rows


def ordered(products: QuerySet[Product], query: Query) -> QuerySet[Product]:
    """In the order asked for; products whose stars are valid today before the others."""
    valid_first = Case(
        When(rating_status__in=CertificateStatus.valid, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    match query.sort:
        case Sort.NAME:
            return products.order_by("sort_key", "pk")
        case Sort.NEW:
            recent = with_recognition(products)
            return recent.order_by(F("rating_since").desc(nulls_last=True), "sort_key", "pk")
        case Sort.MATCH:
            return products.order_by(match_rank(query), valid_first, "sort_key", "pk")
        case _:
            return products.order_by(valid_first, "-rating_stars", "sort_key", "pk")  # type: ignore[misc]


def match_rank(query: Query) -> Case:
    """How well a name fits: the accents as typed, the phrase, its words, then the rest."""
    phrase = fold(query.text)
    ways: list[When] = []
    if has_accents(query.text):
        spelt = Q()
        # SQLite compares letters with accents by case; names are written in these three ways.
        for form in {query.text, query.text.lower(), query.text.capitalize(), query.text.title()}:
            spelt |= Q(name__contains=form)
        ways.append(When(spelt, then=Value(0)))
    ways.append(When(folded_name__startswith=phrase, then=Value(1)))
    ways.append(When(has_word("folded_name", phrase), then=Value(2)))
    in_name = Q()
    for word in query.words:
        in_name &= has_word("folded_name", word)
    ways.append(When(in_name, then=Value(3)))
    return Case(*ways, default=Value(4), output_field=IntegerField())


def vocabulary(*, on: dt.date, stamp: str) -> frozenset[str]:
    """Every word by which a public product can be found."""

    def build() -> frozenset[str]:
        texts = public_products(on).order_by().values_list("search_text", flat=True)
        return frozenset(word for text in texts.iterator() for word in query_all_words(text))

    found = kept("words", on, stamp, build)
    assert isinstance(found, frozenset)
    return found


def query_all_words(text: str) -> list[str]:
    """The words of a folded text, without the bound of a query."""
    return "".join(char if char.isalnum() else " " for char in text).split()


def corrected(words: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    """Each word as the register knows it: itself if known, else the nearest within reach."""
    spelt = []
    for word in words:
        if word not in known:
            hit = process.extractOne(
                word, known, scorer=OSA.normalized_similarity, score_cutoff=_CLOSE_ENOUGH
            )
            spelt.append(str(hit[0]) if hit else word)
        else:
            spelt.append(word)
    return tuple(dict.fromkeys(spelt))


def near(query: Query, *, on: dt.date, stamp: str) -> tuple[QuerySet[Product], tuple[str, ...]]:
    """Products nearly like the query, nearest first, and the words they were found by.

    For when nothing has all the words: slips are corrected by the words of the register, and half
    of the letters must be found, names counting double in the order.
    """
    words = corrected(query.words, vocabulary(on=on, stamp=stamp))
    found: Combinable = Value(0)
    weight: Combinable = Value(0)
    for word in words:
        spelt = word if len(word) >= _LONG_WORD else f"{word} "
        anywhere = has_word("search_text", spelt) | Q(search_text__endswith=f" {word}")
        in_name = has_word("folded_name", spelt) | Q(folded_name__endswith=f" {word}")
        found = found + _weigh(anywhere, len(word))
        weight = weight + _weigh(in_name, len(word))
    rows = (
        public_products(on)
        .annotate(letters=found, in_name=weight)
        .filter(letters__gt=0, letters__gte=sum(map(len, words)) / 2)
        .order_by(F("letters") * -1 - F("in_name"), "sort_key", "pk")
    )
    return rows, words


def _weigh(condition: Q, letters: int) -> Case:
    return Case(When(condition, then=Value(letters)), default=Value(0), output_field=IntegerField())
