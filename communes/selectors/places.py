"""Where old places lie today, for many records at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from communes.enums import UnitLevel
from communes.models import UnitChangeLine
from communes.selectors.units import units_on

# Above this, reading a whole table once is cheaper than naming its rows.
_MANY = 500

Lines = dict[int, set[int]]


def placements(unit_ids: Iterable[int], *, on: dt.date) -> dict[int, tuple[int, ...]]:
    """For each unit the communes of ``on`` it went into, in Vietnamese order; itself if in force.

    One when the place is clear, several when the unit was split: a person chooses. None for a
    province or a district; an island district without communes became a special zone. The
    number of statements doesn't depend on the number of ids.
    """
    wanted = set(unit_ids)
    lines = _lines_from(wanted, on)
    reached = {pk: everything_after(pk, lines) for pk in wanted}
    everything = set().union(*reached.values())
    communes = units_on(on).filter(level=UnitLevel.COMMUNE)
    if len(everything) <= _MANY:
        communes = communes.filter(pk__in=everything)
    order = {pk: place for place, pk in enumerate(communes.values_list("pk", flat=True))}
    return {
        pk: tuple(sorted((end for end in ends if end in order), key=order.__getitem__))
        for pk, ends in reached.items()
    }


def everything_after(unit: int, lines: Lines) -> set[int]:
    """``unit`` and everything that came of it over ``lines``."""
    reached, frontier = {unit}, {unit}
    while frontier:
        frontier = {end for pk in frontier for end in lines.get(pk, ())} - reached
        reached |= frontier
    return reached


def _lines_from(ids: set[int], on: dt.date) -> Lines:
    """The lines of change up to ``on`` that lead on from ``ids``, step by step or all at once."""
    rows = UnitChangeLine.objects.filter(change__on__lte=on).order_by()
    pairs = rows.values_list("predecessor_id", "successor_id")
    lines: Lines = defaultdict(set)
    frontier, known = set(ids), set(ids)
    while frontier:
        whole = len(frontier) > _MANY
        found = list(pairs if whole else pairs.filter(predecessor__in=frontier))
        for before, after in found:
            lines[before].add(after)
        if whole:
            break
        frontier = {after for _, after in found} - known
        known |= frontier
    return lines
