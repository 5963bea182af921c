"""Entries that may be one product written down twice. They are proposals: a person decides."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from itertools import product as product_of

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from producers.models import Producer
from producers.selectors import likely_pairs
from products.models import Product
from products.selectors.distinct import distinct_among

# Of 100: how alike two names without accents must be. Names of one producer differ in a word
# ("mắm tép", "mắm tép chua").
_NEAR_NAME = 90


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
    named: bool
    place: int


def twins_among(products: QuerySet[Product]) -> list[Twin]:
    """The pairs among ``products`` that may be one product and of which nobody said they are two.

    Few statements however many rows.
    """
    lines = [
        _Line(pk, name, producer, named, today or recorded)
        for pk, name, producer, named, today, recorded in products.order_by().values_list(
            "pk", "folded_name", "producer_id", "producer__named", "current_unit_id", "unit_id"
        )
    ]
    pairs = [*_of_one_producer(lines), *_of_near_producers(lines), *_of_unnamed(lines)]
    two = distinct_among({twin.both for twin in pairs})
    return sorted((twin for twin in pairs if twin.both not in two), key=lambda twin: twin.both)


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
    for group in _groups(lines, lambda line: line.producer):
        for one, other in combinations(group, 2):
            if one.name == other.name:
                yield _twin(one, other, "cùng chủ thể, cùng tên")
            elif fuzz.ratio(one.name, other.name, score_cutoff=_NEAR_NAME):
                yield _twin(one, other, "cùng chủ thể, tên gần giống")


def _of_near_producers(lines: list[_Line]) -> Iterator[Twin]:
    """One name at two entries that may be one producer, as the room below proposes them."""
    shelves: dict[int, dict[str, list[_Line]]] = defaultdict(lambda: defaultdict(list))
    for group in _groups(lines, lambda line: line.name):
        if len({line.producer for line in group}) > 1:
            for line in group:
                shelves[line.producer][line.name].append(line)
    if not shelves:
        return
    for pair in likely_pairs(Producer.objects.filter(pk__in=shelves)):
        mine, theirs = shelves[pair.first], shelves[pair.second]
        for name in mine.keys() & theirs.keys():
            for one, other in product_of(mine[name], theirs[name]):
                yield _twin(one, other, "cùng tên, chủ thể gần giống")


def _of_unnamed(lines: list[_Line]) -> Iterator[Twin]:
    """One name in one place, where an old register doesn't say who makes one of them."""
    for group in _groups(lines, lambda line: (line.name, line.place)):
        for one, other in combinations(group, 2):
            if one.producer != other.producer and not (one.named and other.named):
                yield _twin(one, other, "cùng tên, cùng nơi, sổ cũ không ghi chủ thể")


def _groups(lines: Iterable[_Line], by: Callable[[_Line], object]) -> Iterator[list[_Line]]:
    groups: dict[object, list[_Line]] = defaultdict(list)
    for line in lines:
        groups[by(line)].append(line)
    return (group for group in groups.values() if len(group) > 1)


def _twin(one: _Line, other: _Line, reason: str) -> Twin:
    return Twin(min(one.pk, other.pk), max(one.pk, other.pk), reason)
