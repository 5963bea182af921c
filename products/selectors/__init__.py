"""Reads of the products room."""

from products.selectors.classification import CURRENT, current_groups, current_sets
from products.selectors.parts import (
    STALE_AFTER,
    channels_of,
    held_of,
    image_visible_to,
    images_of,
    public_image,
    variants_of,
    with_first_image,
)
from products.selectors.register import (
    ORDERS,
    absorbed_by,
    history,
    ordered,
    recorded_words,
    search,
    shared_places,
    survivor_of,
    unsettled,
)
from products.selectors.scope import (
    changeable_by,
    communes_for,
    kept_by,
    may_change,
    may_keep,
    may_register,
    registrable_producers,
    visible_to,
)
from products.selectors.twins import Twin, likely_twins, twins_among

__all__ = [
    "CURRENT",
    "ORDERS",
    "STALE_AFTER",
    "Twin",
    "absorbed_by",
    "changeable_by",
    "channels_of",
    "communes_for",
    "current_groups",
    "current_sets",
    "held_of",
    "history",
    "image_visible_to",
    "images_of",
    "kept_by",
    "likely_twins",
    "may_change",
    "may_keep",
    "may_register",
    "ordered",
    "public_image",
    "recorded_words",
    "registrable_producers",
    "search",
    "shared_places",
    "survivor_of",
    "twins_among",
    "unsettled",
    "variants_of",
    "visible_to",
    "with_first_image",
]
