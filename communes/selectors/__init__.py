"""Reads of the communes room."""

from communes.selectors.bodies import answers_for, same_body
from communes.selectors.gazetteer import Gazetteer, Resolution
from communes.selectors.places import placements
from communes.selectors.units import (
    current_communes,
    current_provinces,
    descendants,
    in_full,
    lineage,
    predecessors,
    province_of,
    records_of,
    search_units,
    successors,
    unit_by_code,
    units_on,
)

__all__ = [
    "Gazetteer",
    "Resolution",
    "answers_for",
    "current_communes",
    "current_provinces",
    "descendants",
    "in_full",
    "lineage",
    "placements",
    "predecessors",
    "province_of",
    "records_of",
    "same_body",
    "search_units",
    "successors",
    "unit_by_code",
    "units_on",
]
