"""Communes of the portal's province, provinces of any day, and points for the map."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from catalogue.selectors.products import has_word
from catalogue.validators import query_words
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit, UnitChangeLine
from communes.selectors import current_communes, unit_by_code


def portal_province(on: dt.date) -> AdministrativeUnit | None:
    """The province whose office runs the portal; None before the reference data are loaded."""
    code = settings.PORTAL["province_code"]
    return unit_by_code(code, level=UnitLevel.PROVINCE, on=on)


def communes_of_portal(on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The communes of the portal's province today, in Vietnamese order."""
    province = portal_province(on)
    if province is None:
        return AdministrativeUnit.objects.none()
    return current_communes(province=province, on=on)


def named(units: QuerySet[AdministrativeUnit], text: str) -> QuerySet[AdministrativeUnit]:
    """Units in whose name a word begins like each word of ``text``, accents apart."""
    found = Q()
    for word in query_words(text):
        found &= has_word("folded_name", word)
    return units.filter(found)


def provinces_today(on: dt.date) -> dict[int, str]:
    """By key of every province of any day: the name of the province it is part of on ``on``.

    Two statements.
    """
    provinces = AdministrativeUnit.objects.filter(level=UnitLevel.PROVINCE).order_by()
    names = dict(provinces.values_list("pk", "full_name"))
    lines = UnitChangeLine.objects.filter(predecessor__in=names, change__on__lte=on)
    onward = dict(lines.order_by("change__on").values_list("predecessor_id", "successor_id"))
    return {pk: names[_end(pk, onward)] for pk in names}


def _end(start: int, onward: Mapping[int, int]) -> int:
    here, seen = start, {start}
    while here in onward and onward[here] not in seen:
        here = onward[here]
        seen.add(here)
    return here


@dataclass(frozen=True, slots=True)
class Dot:
    """A commune on the map, in the units of the drawing."""

    x: float
    y: float
    r: float
    key: str
    name: str
    count: int


# The two archipelagos stand beside the province with their own frame, at their true bearing only.
_WIDTH, _MARGIN = 640, 24


def map_dots(communes: list[AdministrativeUnit], counts: dict[str, int]) -> tuple[list[Dot], float]:
    """The communes with a point as dots of a drawing 640 wide, and its height.

    A plain plate carrée with the longitude shortened for the middle latitude: one province is
    small enough. Communes with products are drawn last and larger.
    """
    known = [unit for unit in communes if unit.latitude is not None and unit.longitude is not None]
    if not known:
        return [], 0
    lats = [unit.latitude or 0 for unit in known]
    lons = [(unit.longitude or 0) for unit in known]
    squeeze = 0.94  # cos(20°), the middle of the country's north
    wide = max((max(lons) - min(lons)) * squeeze, 0.01)
    scale = (_WIDTH - 2 * _MARGIN) / wide
    height = max((max(lats) - min(lats)) * scale, 1) + 2 * _MARGIN
    dots = []
    for unit in known:
        count = counts.get(unit.key, 0)
        x = _MARGIN + ((unit.longitude or 0) - min(lons)) * squeeze * scale
        y = _MARGIN + (max(lats) - (unit.latitude or 0)) * scale
        radius = 3.0 if not count else min(5 + count**0.5 * 2, 16)
        dots.append(
            Dot(round(x, 1), round(y, 1), round(radius, 1), unit.key, unit.full_name, count)
        )
    return sorted(dots, key=lambda dot: (dot.count > 0, -dot.r)), round(height, 1)
