"""Entries that may be one producer twice: only proposals, a person compares and decides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from communes.enums import UnitLevel
from communes.models import UnitChangeLine
from producers.enums import ProducerKind
from producers.models import HeldCertificate, Producer
from producers.selectors.distinct import distinct_among
from producers.validators import core_name, is_persons_name, own_words

# From here on, two names of companies or cooperatives look like one name spelt in two ways.
_NEAR = 90
# And so near have to be the words that no other name shares.
_NEAR_OWN = 84
# A telephone that more entries share is an office's, not a producer's.
_OFFICE = 3
# A misspelt twin still has one of so many of the longest words.
_TELLING = 3
# In alphabetical order a misspelt name stands near its twin, read from the front or from behind.
_NEIGHBOURS = 8

# Kinds that old registers tell apart badly.
_COMPANIES = (ProducerKind.LLC, ProducerKind.JSC, ProducerKind.PRIVATE)
_ALIKE = {frozenset({ProducerKind.ENTERPRISE, company}) for company in _COMPANIES} | {
    frozenset({ProducerKind.HOUSEHOLD, ProducerKind.FARM})
}

SAME_NAME = "Tên giống nhau, chỉ khác cách ghi"
NEAR_NAME = "Tên gần giống nhau"
SAME_PHONE = "Cùng số điện thoại"


@dataclass(frozen=True, slots=True)
class Twins:
    """Two keys, the smaller first, and why they may be one."""

    first: int
    second: int
    why: str


@dataclass(frozen=True, slots=True)
class _Entry:
    pk: int
    core: str
    own: str
    person: bool
    kind: str
    tax_code: str
    phone: str
    province: int | None


def likely_pairs(producers: QuerySet[Producer]) -> list[Twins]:
    """The pairs among ``producers`` that may be one: equal or near name in one province, or phone.

    Two with different tax codes are two, and so are two of which somebody said so; a name that the
    portal made up says nothing.
    """
    entries = list(_entries(producers))
    found: dict[tuple[int, int], str] = {}
    for why, pairs in (
        (SAME_NAME, _alike(entries)),
        (SAME_PHONE, _one_phone(entries)),
        (NEAR_NAME, _near(entries)),
    ):
        for one, other in pairs:
            if not _are_two(one, other):
                found.setdefault((min(one.pk, other.pk), max(one.pk, other.pk)), why)
    two = distinct_among(found)
    return [Twins(*pair, why) for pair, why in found.items() if pair not in two]


def likely_twins(producer: Producer, producers: QuerySet[Producer]) -> list[Twins]:
    """Those of ``producers`` that may be ``producer`` again."""
    entries = {entry.pk: entry for entry in _entries(producers.filter(_may_resemble(producer)))}
    here = entries.pop(producer.pk, None)
    if here is None:
        return []
    found = []
    phones = [entry for entry in entries.values() if here.phone and entry.phone == here.phone]
    for entry in entries.values():
        if _are_two(here, entry):
            continue
        if _one_name(here, entry):
            found.append(Twins(here.pk, entry.pk, SAME_NAME))
        elif entry in phones and len(phones) < _OFFICE:
            found.append(Twins(here.pk, entry.pk, SAME_PHONE))
        elif _looks_like(here, entry):
            found.append(Twins(here.pk, entry.pk, NEAR_NAME))
    two = distinct_among([_ordered(twins) for twins in found])
    return [twins for twins in found if _ordered(twins) not in two]


def _ordered(twins: Twins) -> tuple[int, int]:
    return min(twins.first, twins.second), max(twins.first, twins.second)


def _may_resemble(producer: Producer) -> Q:
    """Those worth a closer look: the entry itself, its telephone, or one of its telling words."""
    core = core_name(producer.folded_name)
    words = sorted((own_words(core) or core).split(), key=len, reverse=True)[:_TELLING]
    found = Q(pk=producer.pk)
    if producer.phone:
        found |= Q(phone=producer.phone)
    for word in words:
        found |= Q(folded_name__contains=word)
    return found


def ids_of(pairs: Iterable[Twins]) -> set[int]:
    """Every entry that stands in one of the pairs."""
    return {pk for pair in pairs for pk in (pair.first, pair.second)}


def same_products(keep: Producer, absorb: Producer) -> list[str]:
    """Names of the live products that both have in the same packaging."""
    ours = keep.products.filter(merged_into__isnull=True)
    theirs = absorb.products.filter(merged_into__isnull=True)
    known = set(ours.values_list("folded_name", "packaging"))
    return [
        row.name for row in theirs.order_by("sort_key") if (row.folded_name, row.packaging) in known
    ]


def same_papers(keep: Producer, absorb: Producer) -> list[HeldCertificate]:
    """The numbered certificates of ``absorb`` that ``keep`` holds too."""
    known = set(keep.held_certificates.exclude(number="").values_list("kind", "number"))
    return [row for row in absorb.held_certificates.all() if (row.kind, row.number) in known]


def _entries(producers: QuerySet[Producer]) -> Iterator[_Entry]:
    today = _provinces_today()
    rows = producers.order_by().values_list(
        "pk",
        "folded_name",
        "named",
        "kind",
        "tax_code",
        "phone",
        "current_unit__parent_id",
        "unit__parent__parent_id",
        "unit__parent_id",
        "unit_id",
    )
    for pk, folded, named, kind, tax_code, phone, *places in rows.iterator(chunk_size=5000):
        province = next((place for place in places if place), None)
        yield _Entry(
            pk=pk,
            core=core_name(folded) if named else "",
            own=own_words(core_name(folded)) if named else "",
            person=is_persons_name(folded),
            kind=kind,
            tax_code=tax_code,
            phone=phone,
            province=today.get(province, province) if province else None,
        )


def _provinces_today() -> dict[int, int]:
    """For each province of before the one it is part of at last; none was ever split."""
    lines = dict(
        UnitChangeLine.objects.filter(successor__level=UnitLevel.PROVINCE).values_list(
            "predecessor_id", "successor_id"
        )
    )
    ends = {}
    for start in lines:
        end = start
        while end in lines:
            end = lines[end]
        ends[start] = end
    return ends


def _are_two(one: _Entry, other: _Entry) -> bool:
    """Two tax codes are two taxpayers; a cooperative and a company of one name are two."""
    if one.tax_code and other.tax_code:
        return True
    if one.kind == other.kind or ProducerKind.UNKNOWN in (one.kind, other.kind):
        return False
    return frozenset({one.kind, other.kind}) not in _ALIKE


def _one_name(one: _Entry, other: _Entry) -> bool:
    return bool(one.core) and (one.core, one.province) == (other.core, other.province)


def _looks_like(one: _Entry, other: _Entry) -> bool:
    """Near spelling; not of people's names, nor of names that differ in a number."""
    if one.person or other.person or one.province != other.province or not one.core:
        return False
    if one.own and one.own == other.own:
        return _within(one.core, other.core) or _within(other.core, one.core)
    return (
        fuzz.ratio(one.core, other.core, score_cutoff=_NEAR) >= _NEAR
        and fuzz.ratio(one.own, other.own, score_cutoff=_NEAR_OWN) >= _NEAR_OWN
        and _numbers(one.core) == _numbers(other.core)
    )


def _within(short: str, long: str) -> bool:
    """Whether one name is the other with words left out."""
    return set(short.split()) <= set(long.split())


def _numbers(text: str) -> list[str]:
    return [word for word in text.split() if not word.isalpha()]


def _alike(entries: list[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    groups: dict[tuple[str, int | None], list[_Entry]] = defaultdict(list)
    for entry in entries:
        if entry.core:
            groups[entry.core, entry.province].append(entry)
    for group in groups.values():
        yield from combinations(group, 2)


def _one_phone(entries: list[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    groups: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if entry.phone:
            groups[entry.phone].append(entry)
    for group in groups.values():
        if len(group) <= _OFFICE:
            yield from combinations(group, 2)


def _near(entries: list[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    for reading in (_forwards, _backwards, _own):
        ordered = sorted(entries, key=lambda entry: (entry.province or 0, reading(entry)))
        for place, entry in enumerate(ordered):
            for other in ordered[place + 1 : place + 1 + _NEIGHBOURS]:
                if _looks_like(entry, other):
                    yield entry, other


def _forwards(entry: _Entry) -> str:
    return entry.core


def _backwards(entry: _Entry) -> str:
    return entry.core[::-1]


def _own(entry: _Entry) -> str:
    return entry.own
