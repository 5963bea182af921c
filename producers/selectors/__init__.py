"""Reads of the producers room."""

from producers.selectors.places import (
    communes_for,
    in_place,
    place_today,
    places_of,
    registrable_communes,
    unit_fault,
)
from producers.selectors.register import history, search
from producers.selectors.scope import (
    EDITORS,
    READERS,
    edits_unit,
    in_scope,
    is_editor,
    members_of,
    memberships,
    visible_to,
)

__all__ = [
    "EDITORS",
    "READERS",
    "communes_for",
    "edits_unit",
    "history",
    "in_place",
    "in_scope",
    "is_editor",
    "members_of",
    "memberships",
    "place_today",
    "places_of",
    "registrable_communes",
    "search",
    "unit_fault",
    "visible_to",
]
