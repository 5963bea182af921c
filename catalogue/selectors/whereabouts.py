"""Where something is made: today's commune, and what the paper says where that differs."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from common.text import lower_first
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import placements
from producers.models import Producer
from products.models import Product


def in_force(unit: AdministrativeUnit, *, on: dt.date) -> bool:
    """Whether the unit exists on ``on``."""
    return unit.valid_from <= on and (unit.valid_to is None or on <= unit.valid_to)


def place_name(unit: AdministrativeUnit, *, on: dt.date) -> str:
    """``Xã Hoằng Thanh``; what has ended says so, and so does a province in place of a commune."""
    if not in_force(unit, on=on):
        return f"{unit.full_name} (cũ)"
    return unit.full_name if unit.level == UnitLevel.COMMUNE else f"{unit.full_name} (chưa rõ xã)"


def _ways_up(unit: AdministrativeUnit) -> Iterator[AdministrativeUnit]:
    over = unit.parent
    while over is not None:
        yield over
        over = over.parent


def above(unit: AdministrativeUnit) -> str:
    """What stands above a unit fetched with its parents: ``huyện Tây Sơn, tỉnh Bình Định``."""
    return ", ".join(lower_first(over.full_name) for over in _ways_up(unit))


def printed(unit: AdministrativeUnit) -> str:
    """The unit as an address writes it: ``xã Bình Tường, huyện Tây Sơn, tỉnh Bình Định``."""
    return ", ".join(filter(None, (lower_first(unit.full_name), above(unit))))


def top_of(unit: AdministrativeUnit) -> AdministrativeUnit:
    """The province above a unit fetched with its parents; a province itself."""
    return [unit, *_ways_up(unit)][-1]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place of a product or producer, for a page.

    ``unit`` is today's commune, or what the paper names while nobody knows today's. ``recorded``
    is the paper's own text where it says something else. ``candidates`` are the communes into
    which a split one went, while nobody has chosen.
    """

    unit: AdministrativeUnit
    name: str
    where: str
    settled: bool
    recorded: str
    recorded_unit: AdministrativeUnit
    candidates: tuple[AdministrativeUnit, ...] = ()

    @property
    def without_commune(self) -> bool:
        """Whether the paper names no commune that is known."""
        return not self.settled and self.unit.level != UnitLevel.COMMUNE


def whereabouts(row: Product | Producer, *, on: dt.date) -> Whereabouts:
    """Where ``row``, fetched with both units and their parents, lies; statements only if split."""
    recorded, unit = row.unit, row.current_unit or row.unit
    candidates: tuple[AdministrativeUnit, ...] = ()
    if unit.level == UnitLevel.COMMUNE and not in_force(unit, on=on):
        found = placements([unit.pk], on=on)[unit.pk]
        units = AdministrativeUnit.objects.select_related("parent").in_bulk(found)
        candidates = tuple(units[pk] for pk in found)
        if len(candidates) == 1:
            unit, candidates = candidates[0], ()
    paper = row.recorded_place
    if unit.pk != recorded.pk:
        paper = paper or printed(recorded)
    elif unit.level == UnitLevel.COMMUNE or paper.casefold() == printed(unit).casefold():
        paper = ""
    return Whereabouts(
        unit=unit,
        name=place_name(unit, on=on),
        where=above(unit),
        settled=unit.level == UnitLevel.COMMUNE and in_force(unit, on=on),
        recorded=paper,
        recorded_unit=recorded,
        candidates=candidates,
    )
