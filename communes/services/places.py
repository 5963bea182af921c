"""Keeping the commune of today beside the recorded one."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Case, Q, QuerySet, Value, When

from common.bulk import batches
from communes.selectors import placements

# Pairs in one UPDATE: well below SQLite's limit of 1,000 terms in one expression.
_BATCH = 200

Pair = tuple[int, int | None]


@transaction.atomic
def settle_places(rows: QuerySet[Any], *, on: dt.date) -> int:
    """Write ``current_unit`` where it follows from ``unit``; returns how many rows changed.

    For any model with these two fields. A unit with one successor on ``on`` gets it; what a person
    chose stays while it is still one of the successors, and is followed onward when it became
    another unit later. Where nothing follows (split and not chosen, or only a district or province
    known) the field is emptied or stays empty. The second run writes nothing.
    """
    known = rows.filter(unit__isnull=False).order_by()
    pairs = set(known.values_list("unit_id", "current_unit_id").distinct())
    ids = {pk for pair in pairs for pk in pair if pk is not None}
    places = placements(ids, on=on)
    targets = {pair: _target(pair, places) for pair in pairs}
    moves = {pair: to for pair, to in targets.items() if to is not None and to != pair[1]}
    emptied = [pair for pair, to in targets.items() if to is None and pair[1] is not None]
    changed = 0
    for batch in batches(moves, _BATCH):
        arms = [When(_is(pair), then=Value(moves[pair])) for pair in batch]
        place = Case(*arms, output_field=BigIntegerField())
        changed += known.filter(_any(batch)).update(current_unit=place)
    for batch in batches(emptied, _BATCH):
        changed += known.filter(_any(batch)).update(current_unit=None)
    return changed


def _target(pair: Pair, places: dict[int, tuple[int, ...]]) -> int | None:
    """The current unit that follows for records with this ``unit`` and ``current_unit``."""
    unit, current = pair
    possible = places[unit]
    if current is None or current in possible:
        return current or _only(possible)
    onward = places[current]
    if not possible:  # only a district or province known: what a person knew better stays
        return _only(onward)
    return _only([pk for pk in onward if pk in possible] or possible)


def _only(places: Iterable[int]) -> int | None:
    found = list(places)
    return found[0] if len(found) == 1 else None


def _is(pair: Pair) -> Q:
    unit, current = pair
    if current is None:
        return Q(unit=unit, current_unit__isnull=True)
    return Q(unit=unit, current_unit=current)


def _any(pairs: Iterable[Pair]) -> Q:
    return Q(*(_is(pair) for pair in pairs), _connector=Q.OR)
