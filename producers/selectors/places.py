"""Where producers lie: as recorded, today, and what may be chosen."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.selectors import Person, units_in_scope
from common.dates import vn_date
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import (
    current_communes,
    descendants,
    lineage,
    placements,
    province_of,
    successors,
)
from producers.models import Producer, ProductionSite
from producers.selectors.scope import EDITORS, in_scope

# Producers, or products: whatever is recorded in one unit and lies in one today.
Placed = TypeVar("Placed", bound=Model)


def registrable_communes(user: Person, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The communes of today in which ``user`` may register producers and products."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    return current_communes(on=on).filter(pk__in=scope)


def communes_for(producer: Producer, user: Person, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """What ``user`` may choose as the producer's commune: own communes of today, and the present.

    The present one may be a former commune: the paper was made out there.
    """
    ids = registrable_communes(user, on=on).order_by().values("pk")
    return AdministrativeUnit.objects.filter(Q(pk__in=ids) | Q(pk=producer.unit_id))


def site_communes(
    producer: Producer, site: ProductionSite | None, *, on: dt.date
) -> QuerySet[AdministrativeUnit]:
    """Where a site may lie: the communes of today of the producer's province, and the present."""
    present = {site.unit_id} if site else set()
    province = province_of(producer.current_unit or producer.unit, on=on)
    provinces = successors(province, on=on).order_by().values("pk")
    return AdministrativeUnit.objects.filter(
        Q(pk__in=current_communes(on=on).filter(parent__in=provinces).order_by().values("pk"))
        | Q(pk__in=present)
    ).select_related("parent")


def unit_fault(unit: AdministrativeUnit, *, on: dt.date) -> str | None:
    """Why nothing new can be entered in ``unit`` on ``on``: a sentence, or None.

    A province is let through, and a district on a day when it existed: old registers name no
    commune at times.
    """
    if unit.valid_from > on or (unit.valid_to is not None and unit.valid_to < on):
        if unit.level == UnitLevel.DISTRICT:
            return f"{unit.full_name} là cấp huyện. Hãy chọn xã, phường"
        return f"{unit.full_name} không phải đơn vị hành chính của ngày {vn_date(on)}"
    return None


def place_today(unit: AdministrativeUnit, *, on: dt.date) -> AdministrativeUnit | None:
    """The one commune of ``on`` into which ``unit`` went; itself while in force, else None."""
    if unit.level != UnitLevel.COMMUNE:
        return None
    if unit.valid_from <= on and (unit.valid_to is None or on <= unit.valid_to):
        return unit
    found = placements([unit.pk], on=on)[unit.pk]
    return AdministrativeUnit.objects.get(pk=found[0]) if len(found) == 1 else None


def candidates_of(unit: AdministrativeUnit, *, on: dt.date) -> list[AdministrativeUnit]:
    """The communes of ``on`` in which a record of ``unit`` may lie today."""
    return candidates_by_unit([unit], on=on)[unit.pk]


def candidates_by_unit(
    units: Iterable[AdministrativeUnit], *, on: dt.date
) -> dict[int, list[AdministrativeUnit]]:
    """For each unit the communes of ``on`` in which its records may lie, in Vietnamese order.

    Of a commune what it went into; of a district what its communes went into; of a province all
    communes of the province that it is or became. Statements grow with the provinces only.
    """
    below: dict[int, set[int]] = {unit.pk: {unit.pk} for unit in units}
    districts = [unit.pk for unit in units if unit.level == UnitLevel.DISTRICT]
    lines = AdministrativeUnit.objects.filter(parent__in=districts, level=UnitLevel.COMMUNE)
    for pk, district in lines.order_by().values_list("pk", "parent_id"):
        below[district].add(pk)
    ends = placements({pk for ids in below.values() for pk in ids}, on=on)
    reached = {pk: {end for each in ids for end in ends[each]} for pk, ids in below.items()}
    for unit in units:
        if unit.level == UnitLevel.PROVINCE:
            provinces = successors(unit, on=on).order_by().values("pk")
            communes = current_communes(on=on).filter(parent__in=provinces)
            reached[unit.pk] = set(communes.order_by().values_list("pk", flat=True))
    everything = {end for ids in reached.values() for end in ids}
    found = AdministrativeUnit.objects.filter(pk__in=everything).select_related("parent")
    return {pk: [end for end in found if end.pk in ids] for pk, ids in reached.items()}


def in_place(rows: QuerySet[Placed], key: str) -> QuerySet[Placed]:
    """Those that lie in the unit with this key or below it.

    Where the place of today is open, those that may lie there: recorded in what it was made of.
    """
    made_of = lineage(AdministrativeUnit.objects.filter(key=key))
    return rows.filter(in_scope("", descendants(made_of)))


def places_of(rows: QuerySet[Any], *, level: str) -> QuerySet[AdministrativeUnit]:
    """The communes of these rows, or with level ``province`` the provinces above them.

    Units in force come first, then the former ones under which open rows are recorded.
    """
    lie_in = rows.order_by().values_list(Coalesce("current_unit", "unit"))
    found = AdministrativeUnit.objects.filter(pk__in=lie_in)
    if level != UnitLevel.COMMUNE:
        plain = found.order_by()
        found = AdministrativeUnit.objects.filter(
            Q(pk__in=plain.values("pk"))
            | Q(pk__in=plain.values("parent"))
            | Q(pk__in=plain.values("parent__parent")),
            level=level,
        )
    return found.order_by(F("valid_to").desc(nulls_first=True), "sort_key", "key")
