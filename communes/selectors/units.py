"""Reading administrative units. What depends on a day takes it as ``on``."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from common.text import normalise
from communes.enums import CONTINUING_KINDS, UnitLevel
from communes.models import AdministrativeUnit, UnitAlias, UnitChangeLine
from communes.validators import expand_kind, fold_name, official_case, without_kind

Units = QuerySet[AdministrativeUnit]


def units_on(day: dt.date) -> Units:
    """Every unit in force on ``day``, all levels."""
    return AdministrativeUnit.objects.on(day)


def current_provinces(on: dt.date) -> Units:
    """The provinces and centrally run cities in force on ``on``, in Vietnamese order."""
    return units_on(on).filter(level=UnitLevel.PROVINCE)


def current_communes(*, province: AdministrativeUnit | None = None, on: dt.date) -> Units:
    """The communes, wards, townships and special zones in force on ``on``.

    ``province`` may be any record of the province (before or after a renaming); until 30/6/2025
    the communes hang below its districts and are found as well. ``parent`` is fetched along.
    """
    communes = units_on(on).filter(level=UnitLevel.COMMUNE).select_related("parent")
    if province is None:
        return communes
    ids = _same_provinces({province.pk})
    return communes.filter(Q(parent__in=ids) | Q(parent__parent__in=ids))


def unit_by_code(code: str, *, level: str, on: dt.date) -> AdministrativeUnit | None:
    """The unit of ``level`` that carries the statistical code on ``on``; ``None`` if none does."""
    return units_on(on).filter(level=level, code=code).select_related("parent").first()


def successors(unit: AdministrativeUnit, *, on: dt.date) -> Units:
    """The units in force on ``on`` into which ``unit`` went; the unit itself if still in force.

    More than one when the unit was split: the caller must let a person choose. Empty for a
    district, which ended without successor on 30/6/2025 (see ``descendants``).
    """
    reached = _follow({unit.pk}, forward=True, until=on)
    return units_on(on).filter(pk__in=reached).select_related("parent")


def in_full(unit: AdministrativeUnit) -> str:
    """The unit with those above it: ``Xã Bình Tường, Huyện Tây Sơn, Tỉnh Bình Định``.

    For units that came with their ``parent__parent``.
    """
    names, above = [unit.full_name], unit.parent
    while above is not None:
        names.append(above.full_name)
        above = above.parent
    return ", ".join(names)


def predecessors(unit: AdministrativeUnit) -> Units:
    """The units of which ``unit`` was made, and those before them; newest first."""
    reached = _follow({unit.pk}, forward=False) - {unit.pk}
    return (
        AdministrativeUnit.objects.filter(pk__in=reached)
        .select_related("parent__parent")
        .order_by("-valid_from", "sort_key", "key")
    )


def lineage(units: Iterable[AdministrativeUnit]) -> Units:
    """``units`` with all their predecessors: what a commune answers for today."""
    return AdministrativeUnit.objects.filter(
        pk__in=_follow({unit.pk for unit in units}, forward=False)
    )


def descendants(units: Iterable[AdministrativeUnit], *, on: dt.date | None = None) -> Units:
    """``units`` and everything below them, on any day or only what is in force on ``on``.

    A province that only changed name or kind counts as one with its earlier and later record.
    Units it took over by a merger do not: for these start from ``lineage``.
    """
    ids = _same_provinces({unit.pk for unit in units})
    below = AdministrativeUnit.objects.filter(
        Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    )
    return below if on is None else below.on(on)


def province_of(unit: AdministrativeUnit, *, on: dt.date) -> AdministrativeUnit:
    """The province above ``unit`` (or ``unit``), as it was called on ``on``.

    If the province was not in force on that day, the record nearest above the unit comes back.
    """
    top = unit
    while top.parent is not None:
        top = top.parent
    if top.valid_from <= on and (top.valid_to is None or on <= top.valid_to):
        return top
    return current_provinces(on).filter(pk__in=_same_provinces({top.pk})).first() or top


def records_of(province: AdministrativeUnit) -> Units:
    """All records of a province: itself, and as it was called before and after a renaming."""
    return AdministrativeUnit.objects.filter(pk__in=_same_provinces({province.pk}))


def search_units(text: str, *, level: str | None = None, on: dt.date | None = None) -> Units:
    """Units that ``text`` may mean, best first; only proposals, a person or exact match decides.

    Without accents and with short forms (TX, TP., TT, P., X., H.), under today's, former and
    everyday names (Sài Gòn, huyện Lộc Hà), or a code. Exact spelling comes first, then the same
    letters, then names in which every word begins like one of the text, then such names of
    another kind (the thị trấn that became a phường); units still in force before ended ones.
    Namesakes are told apart by the district and province they lie in, fetched along. Empty for
    empty text.
    """
    plain = normalise(text)
    words = fold_name(expand_kind(plain)).split()
    found = AdministrativeUnit.objects.select_related("parent__parent")
    if not words:
        return found.none()
    if level is not None:
        found = found.filter(level=level)
    if on is not None:
        found = found.on(on)
    named = _words_begin(words)
    bare = fold_name(without_kind(plain)).split()
    matching = named | _words_begin(bare)
    matching |= Q(pk__in=UnitAlias.objects.filter(named).values("unit"))
    if plain.isdigit() and len(plain) > 1:
        matching |= Q(code=plain)
    phrase = " ".join(words)
    whole = Q(folded_name=phrase) | Q(folded_name__endswith=f" {phrase}")
    printed = official_case(expand_kind(plain))
    rank = Case(
        When(Q(name=printed) | Q(full_name=printed), then=Value(0)),
        When(whole | Q(pk__in=UnitAlias.objects.filter(whole).values("unit")), then=Value(1)),
        When(Q(name__startswith=printed) | Q(full_name__startswith=printed), then=Value(2)),
        When(folded_name__startswith=phrase, then=Value(3)),
        When(named, then=Value(4)),
        When(folded_name__endswith=f" {' '.join(bare)}", then=Value(5)),
        default=Value(6),
        output_field=IntegerField(),
    )
    ended = Case(
        When(valid_to__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.filter(matching).order_by(rank, ended, "sort_key", "key")


def _words_begin(words: list[str]) -> Q:
    """Every one of ``words`` begins a word of the folded name."""
    named = Q()
    for word in words:
        named &= Q(folded_name__startswith=word) | Q(folded_name__contains=f" {word}")
    return named


def _follow(ids: set[int], *, forward: bool, until: dt.date | None = None) -> set[int]:
    """``ids`` and everything reached over change lines; one query a step, few steps in fact."""
    start, end = ("predecessor", "successor") if forward else ("successor", "predecessor")
    reached, frontier = set(ids), set(ids)
    while frontier:
        lines = UnitChangeLine.objects.filter(**{f"{start}__in": frontier})
        if until is not None:
            lines = lines.filter(change__on__lte=until)
        frontier = set(lines.order_by().values_list(f"{end}_id", flat=True)) - reached
        reached |= frontier
    return reached


def _same_provinces(ids: set[int]) -> set[int]:
    """``ids`` and the other records of the provinces among them."""
    reached, frontier = set(ids), set(ids)
    while frontier:
        pairs = (
            UnitChangeLine.objects.filter(
                Q(predecessor__in=frontier) | Q(successor__in=frontier),
                successor__level=UnitLevel.PROVINCE,
                change__kind__in=CONTINUING_KINDS,
            )
            .order_by()
            .values_list("predecessor_id", "successor_id")
        )
        frontier = {pk for pair in pairs for pk in pair} - reached
        reached |= frontier
    return reached
