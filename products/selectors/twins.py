"""Entries that may be one product written down twice. They are proposals: a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from products.models import Product

# Of 100: how alike two names without accents must be. Names of one producer differ in a word
# ("mắm tép", "mắm tép chua"), so they must be nearer than the names of two producers.
_NEAR_NAME, _NEAR_PRODUCER, _SAME_PLACE_PRODUCER = 90, 88, 70


@dataclass(frozen=True, slots=True)
class Twin:
    """Two products by primary key, the smaller first, and why they may be one."""

    first: int
    second: int
    reason: str

    @property
    def both(self) -> tuple[int, int]:
        """The two primary keys."""
        return self.first, self.second


@dataclass(frozen=True, slots=True)
class _Line:
    pk: int
    name: str
    producer: int
    producer_name: str
    place: int


def twins_among(products: QuerySet[Product]) -> list[Twin]:
    """The pairs among ``products`` that may be one product; one statement however many rows."""
    lines = [
        _Line(pk, name, producer, producer_name, today or recorded)
        for pk, name, producer, producer_name, today, recorded in products.order_by().values_list(
            "pk",
            "folded_name",
            "producer_id",
            "producer__folded_name",
            "current_unit_id",
            "unit_id",
        )
    ]
    return sorted([*_of_one_producer(lines), *_of_two(lines)], key=lambda twin: twin.both)


def likely_twins(product: Product, among: QuerySet[Product]) -> list[tuple[Product, str]]:
    """The products of ``among`` that may be ``product`` written down again, each with why."""
    near = among.filter(Q(producer=product.producer_id) | Q(folded_name=product.folded_name))
    rows = {row.pk: row for row in near}
    rows[product.pk] = product
    pairs = twins_among(Product.objects.filter(pk__in=rows))
    found = []
    for pair in pairs:
        if product.pk in pair.both:
            other = pair.second if pair.first == product.pk else pair.first
            found.append((rows[other], pair.reason))
    return found


def _of_one_producer(lines: list[_Line]) -> Iterator[Twin]:
    for group in _groups(lines, "producer"):
        for one, other in combinations(group, 2):
            if one.name == other.name:
                yield _twin(one, other, "cùng chủ thể, cùng tên")
            elif fuzz.ratio(one.name, other.name, score_cutoff=_NEAR_NAME):
                yield _twin(one, other, "cùng chủ thể, tên gần giống")


def _of_two(lines: list[_Line]) -> Iterator[Twin]:
    for group in _groups(lines, "name"):
        for one, other in combinations(group, 2):
            if one.producer == other.producer:
                continue
            bar = _SAME_PLACE_PRODUCER if one.place == other.place else _NEAR_PRODUCER
            if fuzz.ratio(one.producer_name, other.producer_name, score_cutoff=bar):
                yield _twin(one, other, "cùng tên, chủ thể gần giống")


def _groups(lines: Iterable[_Line], by: str) -> Iterator[list[_Line]]:
    groups: dict[object, list[_Line]] = defaultdict(list)
    for line in lines:
        groups[getattr(line, by)].append(line)
    return (group for group in groups.values() if len(group) > 1)


def _twin(one: _Line, other: _Line, reason: str) -> Twin:
    return Twin(min(one.pk, other.pk), max(one.pk, other.pk), reason)
