"""What a unit was formed of and what became of it, and how old and new names are found."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from catalogue.selectors.overview import Overview
from catalogue.selectors.places import provinces_today
from catalogue.selectors.products import lying_in, recorded_counts
from catalogue.selectors.whereabouts import above, in_force, top_of
from common.text import fold
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit, UnitChange, UnitChangeLine
from communes.selectors import (
    answers_for,
    current_communes,
    placements,
    same_body,
    search_units,
)
from producers.selectors import in_scope

# As many names as one page of answers shows.
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that went into another or took another in; ``whole`` is about the one that ended.

    ``products`` counts those whose papers name the unit, ``unsettled`` those of them whose commune
    of today nobody knows.
    """

    unit: AdministrativeUnit
    where: str
    whole: bool
    products: int = 0
    unsettled: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one unit on one day, and the text that ordered it.

    ``groups`` are its parts under what stands above them.
    """

    on: dt.date
    legal_basis: str
    unit: AdministrativeUnit
    parts: tuple[Part, ...]

    @property
    def groups(self) -> list[tuple[str, list[Part]]]:
        """The parts by what stands above them, in the order of the parts."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.where, []).append(part)
        return list(found.items())


def formed_of(unit: AdministrativeUnit, *, seen: Overview) -> list[Step]:
    """The steps that made ``unit``, newest first; statements by the number of steps."""
    lines = _walk(unit, "successor", "predecessor")
    counts = recorded_counts({line.predecessor_id for line in lines})
    unsettled = seen.counts("place")
    steps: dict[tuple[UnitChange, AdministrativeUnit], list[Part]] = defaultdict(list)
    for line in lines:
        part = line.predecessor
        known = counts.get(part.pk, 0)
        steps[line.change, line.successor].append(
            Part(part, above(part), line.whole, known, unsettled[part.key] if known else 0)
        )
    found = [_step(change, made, parts) for (change, made), parts in steps.items()]
    return sorted(found, key=lambda step: (step.on, step.unit.sort_key), reverse=True)


def became(unit: AdministrativeUnit) -> list[Step]:
    """The steps by which ``unit`` went into others, oldest first; statements by their number."""
    steps: dict[tuple[dt.date, str, AdministrativeUnit], list[Part]] = defaultdict(list)
    for line in _walk(unit, "predecessor", "successor"):
        key = (line.change.on, line.change.legal_basis, line.predecessor)
        steps[key].append(Part(line.successor, above(line.successor), line.whole))
    found = [Step(on, basis, gone, _in_order(parts)) for (on, basis, gone), parts in steps.items()]
    return sorted(found, key=lambda step: (step.on, step.unit.sort_key))


def _step(change: UnitChange, made: AdministrativeUnit, parts: list[Part]) -> Step:
    return Step(change.on, change.legal_basis, made, _in_order(parts))


def _in_order(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (not part.whole, part.unit.sort_key)))


def _walk(unit: AdministrativeUnit, start: str, end: str) -> list[UnitChangeLine]:
    """Every line of change reached from ``unit`` in one direction."""
    lines = UnitChangeLine.objects.select_related(
        "change", "predecessor__parent__parent", "successor__parent__parent"
    ).order_by("pk")
    found: list[UnitChangeLine] = []
    seen, frontier = {unit.pk}, {unit.pk}
    while frontier:
        rows = list(lines.filter(**{f"{start}__in": frontier}))
        found += rows
        frontier = {getattr(row, f"{end}_id") for row in rows} - seen
        seen |= frontier
    return found


def place_facts(key: str) -> AdministrativeUnit | None:
    """The unit with this key and what stands above it."""
    return AdministrativeUnit.objects.filter(key=key).select_related("parent__parent").first()


def belonging_to(unit: AdministrativeUnit, *, on: dt.date, seen: Overview) -> Q:
    """The condition that a product or producer stands on the page of ``unit``.

    Of a commune or province of today: what lies there. Of a unit that has ended: what the papers
    name there.
    """
    if in_force(unit, on=on) and unit.level == UnitLevel.COMMUNE:
        return lying_in(seen.unit_ids([unit.key]) | {unit.pk})
    if in_force(unit, on=on):
        return in_scope("", answers_for([unit.pk]))
    if unit.level != UnitLevel.PROVINCE:
        return Q(unit=unit) | Q(unit__parent=unit)
    names = same_body([unit.pk]).order_by()
    return Q(unit__in=names) | Q(unit__parent__in=names) | Q(unit__parent__parent__in=names)


def districts_of(unit: AdministrativeUnit) -> QuerySet[AdministrativeUnit]:
    """The former districts of a province, in Vietnamese order."""
    if unit.level != UnitLevel.PROVINCE:
        return AdministrativeUnit.objects.none()
    return AdministrativeUnit.objects.filter(
        parent__in=same_body([unit.pk]).order_by(), level=UnitLevel.DISTRICT
    )


def communes_of(unit: AdministrativeUnit, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The communes of a former district, or those of today of a province of today."""
    if unit.level == UnitLevel.PROVINCE and in_force(unit, on=on):
        return current_communes(province=unit, on=on)
    if unit.level != UnitLevel.DISTRICT:
        return AdministrativeUnit.objects.none()
    return AdministrativeUnit.objects.filter(parent=unit).select_related("parent__parent")


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit of any day, told apart by what stands above it, and where it lies today.

    ``today`` are the communes into which an ended one went, ``province`` the province of today,
    ``products`` how many stand under it in the overview.
    """

    unit: AdministrativeUnit
    where: str
    ended: bool
    today: tuple[AdministrativeUnit, ...]
    province: str
    products: int


def find_units(text: str, *, on: dt.date, seen: Overview) -> list[FoundUnit]:
    """Units of any day that ``text`` may mean, best first, at most :data:`MOST_FOUND`.

    Words after a comma narrow by what stands above: ``Tân Thành, Kim Sơn``.
    """
    name, *over = (part.strip() for part in text.split(","))
    rows = list(search_units(name)[: MOST_FOUND * (4 if any(over) else 1)])
    wanted = [fold(part) for part in over if part]
    rows = [row for row in rows if all(part in fold(above(row)) for part in wanted)]
    return with_today(rows[:MOST_FOUND], on=on, seen=seen)


def with_today(
    rows: Iterable[AdministrativeUnit], *, on: dt.date, seen: Overview
) -> list[FoundUnit]:
    """Units fetched with their parents, and where they lie on ``on``; few statements for all."""
    units, counts = list(rows), seen.counts("place")
    ended = [unit.pk for unit in units if not in_force(unit, on=on)]
    ways = placements(ended, on=on) if ended else {}
    provinces = provinces_today(on) if ended else {}
    goals = AdministrativeUnit.objects.select_related("parent").in_bulk(
        {pk for found in ways.values() for pk in found}
    )
    return [
        FoundUnit(
            unit=unit,
            where=above(unit),
            ended=unit.pk in ways,
            today=tuple(goals[pk] for pk in ways.get(unit.pk, ())),
            province=provinces.get(top_of(unit).pk, top_of(unit).full_name),
            products=counts[unit.key],
        )
        for unit in units
    ]
