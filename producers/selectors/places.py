"""Where producers lie: as recorded, today, and what may be chosen."""

import datetime as dt

from django.db.models import Q, QuerySet

from accounts.selectors import Person, units_in_scope
from common.dates import vn_date
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import current_communes, descendants, placements, province_of, successors
from producers.models import Producer, ProductionSite
from producers.selectors.scope import EDITORS, in_scope


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
    if producer.current_unit is not None:
        province = province_of(producer.current_unit, on=on)
    else:
        province = province_of(producer.unit, on=on)
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


def candidates_of(unit: AdministrativeUnit, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The communes of ``on`` in which a record of ``unit`` may lie today.

    Of a commune what it went into; of a district what its communes went into; of a province, the
    communes of the province that it is or became.
    """
    if unit.level == UnitLevel.PROVINCE:
        provinces = successors(unit, on=on).order_by().values("pk")
        return current_communes(on=on).filter(parent__in=provinces)
    ids = {unit.pk}
    if unit.level == UnitLevel.DISTRICT:
        ids |= set(descendants([unit]).order_by().values_list("pk", flat=True))
    found = {end for ends in placements(ids, on=on).values() for end in ends}
    return AdministrativeUnit.objects.filter(pk__in=found).select_related("parent")


def in_place(producers: QuerySet[Producer], key: str) -> QuerySet[Producer]:
    """Those in the unit with this key or below it, today or, where that is open, as recorded."""
    here = AdministrativeUnit.objects.filter(
        Q(key=key) | Q(parent__key=key) | Q(parent__parent__key=key)
    )
    return producers.filter(in_scope("", here))


def places_of(producers: QuerySet[Producer], *, level: str) -> QuerySet[AdministrativeUnit]:
    """The communes of these producers, or with level ``province`` the provinces above them."""
    now = producers.order_by().values("current_unit")
    then = producers.order_by().filter(current_unit__isnull=True).values("unit")
    communes = AdministrativeUnit.objects.filter(Q(pk__in=now) | Q(pk__in=then))
    if level == UnitLevel.COMMUNE:
        return communes
    plain = communes.order_by()
    return AdministrativeUnit.objects.filter(
        Q(pk__in=plain.values("pk"))
        | Q(pk__in=plain.values("parent"))
        | Q(pk__in=plain.values("parent__parent")),
        level=level,
    )
