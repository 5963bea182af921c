"""Writes of the communes room."""

from communes.services.places import settle_places
from communes.services.reference import (
    ChangeRow,
    UnitRow,
    change_key,
    derived,
    load_reference,
    load_units,
    read_changes,
    read_units,
)

__all__ = [
    "ChangeRow",
    "UnitRow",
    "change_key",
    "derived",
    "load_reference",
    "load_units",
    "read_changes",
    "read_units",
    "settle_places",
]
