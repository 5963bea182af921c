"""Communes of the portal's province, what each was formed from, and points for the map."""

import datetime as dt
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
    """The communes of the portal's province today, in Vietnamese order; two statements."""
    province = portal_province(on)
    if province is None:
        return AdministrativeUnit.objects.none()
    return current_communes(on=on).filter(parent=province)


def named(units: QuerySet[AdministrativeUnit], text: str) -> QuerySet[AdministrativeUnit]:
    """Units in whose name a word begins like each word of ``text``, accents apart."""
    found = Q()
    for word in query_words(text):
        found &= has_word("folded_name", word)
    return units.filter(found)


@dataclass(frozen=True, slots=True)
class Origin:
    """One unit that went into another, or into which another went."""

    unit: AdministrativeUnit
    whole: bool
    on: dt.date
    legal_basis: str


def lineage_of(unit: AdministrativeUnit) -> tuple[list[Origin], list[Origin]]:
    """What a unit was formed from, and what it became; two statements."""
    lines = UnitChangeLine.objects.select_related("change").order_by("change__on", "pk")
    before = lines.filter(successor=unit).select_related("predecessor__parent")
    after = lines.filter(predecessor=unit).select_related("successor__parent")
    return (
        [_origin(line, line.predecessor) for line in before],
        [_origin(line, line.successor) for line in after],
    )


def _origin(line: UnitChangeLine, unit: AdministrativeUnit) -> Origin:
    return Origin(unit, line.whole, line.change.on, line.change.legal_basis)


def place_facts(key: str) -> AdministrativeUnit | None:
    """The unit with this key and what stands above it."""
    return AdministrativeUnit.objects.filter(key=key).select_related("parent__parent").first()


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
