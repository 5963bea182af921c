"""Writes of the communes room."""

from communes.services.places import settle_places
from communes.services.reference import (
    AliasRow,
    ChangeRow,
    UnitRow,
    change_key,
    derived,
    load_aliases,
    load_reference,
    load_units,
    read_aliases,
    read_changes,
    read_units,
)

__all__ = [
    "AliasRow",
    "ChangeRow",
    "UnitRow",
    "change_key",
    "derived",
    "load_aliases",
    "load_reference",
    "load_units",
    "read_aliases",
    "read_changes",
    "read_units",
    "settle_places",
]
