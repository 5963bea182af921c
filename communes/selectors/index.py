"""All units in memory by name and place: what the gazetteer looks things up in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from communes.enums import CONTINUING_KINDS, UnitLevel
from communes.models import AdministrativeUnit, UnitAlias, UnitChangeLine
from communes.selectors.places import Lines, everything_after
from communes.validators import UnitName, name_key, read_name

# What can be looked up below a place. "Then" are the communes below a district, up to 30/6/2025;
# "now" those that lie directly in a province, since 1/7/2025.
PROVINCE, DISTRICT, THEN, NOW = "province", "district", "then", "now"
COUNTRY = 0  # a place of its own; ids of units start at 1

Place = tuple[str, int, str]  # what, in which unit, under which key


class Entry(NamedTuple):
    """One unit as the index knows it."""

    pk: int
    level: str
    full_name: str
    parent: int | None
    valid_from: dt.date
    valid_to: dt.date | None
    order: str

    @property
    def kind(self) -> str:
        """The kind in small letters: "xã", "thành phố"."""
        return read_name(self.full_name).kind


class Alias(NamedTuple):
    """Another name of a unit; ``gone`` when the place itself ended before our books' last day."""

    unit: int
    district: str
    source: str
    gone: bool


@dataclass(slots=True)
class Names:
    """Units by exact key and by folded key."""

    exact: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))
    folded: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, scope: int, name: UnitName, pk: int) -> None:
        """Let the unit be found below ``scope`` as ``what``."""
        self.exact[what, scope, name.keys[0]].append(pk)
        self.folded[what, scope, name.folded[0]].append(pk)


class UnitIndex:
    """Every unit, alias and line of change up to ``on``, read in three statements."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        rows = AdministrativeUnit.objects.order_by().values_list(
            "pk", "level", "full_name", "parent_id", "valid_from", "valid_to", "sort_key"
        )
        self.entries = {row[0]: Entry(*row) for row in rows}
        self.lines: Lines = defaultdict(set)
        self._renamed: Lines = defaultdict(set)
        self._read_lines()
        self.names = Names()
        for entry in self.entries.values():
            for what, scope in self._places(entry):
                self.names.add(what, scope, read_name(entry.full_name), entry.pk)
        self.aliases: dict[Place, list[Alias]] = defaultdict(list)
        self._read_aliases()

    def _read_lines(self) -> None:
        lines = UnitChangeLine.objects.filter(change__on__lte=self.on).order_by()
        for before, after, kind in lines.values_list(
            "predecessor_id", "successor_id", "change__kind"
        ):
            self.lines[before].add(after)
            if kind in CONTINUING_KINDS and self.entries[after].level == UnitLevel.PROVINCE:
                self._renamed[before].add(after)
                self._renamed[after].add(before)

    def _read_aliases(self) -> None:
        rows = UnitAlias.objects.order_by("pk").values_list(
            "unit_id", "name", "district", "source", "valid_to"
        )
        for unit, name, district, source, valid_to in rows:
            alias = Alias(unit, name_key(district) and read_name(district).keys[0], source,
                          valid_to is not None)  # fmt: skip
            for what, scope in self._places(self.entries[unit]):
                if what == THEN and self.entries[scope].level == UnitLevel.DISTRICT:
                    continue  # kept once, below the province
                self.aliases[what, scope, read_name(name).keys[0]].append(alias)

    def _places(self, entry: Entry) -> Iterator[tuple[str, int]]:
        """Below which units the entry is looked up, and as what."""
        if entry.parent is None:
            yield PROVINCE, COUNTRY
            return
        above = self.entries[entry.parent]
        if entry.level == UnitLevel.DISTRICT:
            yield DISTRICT, above.pk
        elif above.level == UnitLevel.DISTRICT:
            yield THEN, above.pk
            if above.parent is not None:
                yield THEN, above.parent
        else:
            yield NOW, above.pk

    @cached_property
    def country(self) -> Names:
        """Districts and communes by name in the whole country; made when first asked for."""
        names = Names()
        for entry in self.entries.values():
            for what, scope in self._places(entry):
                if what != PROVINCE and self.entries[scope].level == UnitLevel.PROVINCE:
                    names.add(what, COUNTRY, read_name(entry.full_name), entry.pk)
        return names

    def same_province(self, ids: Iterable[int]) -> set[int]:
        """``ids`` with the records before and after a mere renaming."""
        reached = set(ids)
        for pk in ids:
            reached |= everything_after(pk, self._renamed)
        return reached

    @cached_property
    def former_provinces(self) -> dict[int, set[int]]:
        """For each province the provinces that were merged into it."""
        made_of: dict[int, set[int]] = defaultdict(set)
        for before, afters in self.lines.items():
            if self.entries[before].level == UnitLevel.PROVINCE:
                for after in afters:
                    made_of[after].add(before)
        return made_of

    def in_force(self, entry: Entry) -> bool:
        """Whether the unit is there on the day of the index."""
        return entry.valid_from <= self.on and (entry.valid_to is None or self.on <= entry.valid_to)

    def today(self, pk: int, level: str) -> tuple[int, ...]:
        """What the unit is on the day of the index, in Vietnamese order."""
        found = (self.entries[end] for end in everything_after(pk, self.lines))
        ends = [entry for entry in found if entry.level == level and self.in_force(entry)]
        return tuple(entry.pk for entry in sorted(ends, key=lambda entry: (entry.order, entry.pk)))
