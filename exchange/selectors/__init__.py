"""Reads of the exchange room."""

from exchange.selectors.lines import (
    faulty_lines,
    left_out,
    lines_for_page,
    lines_like,
    lines_of,
    narrowed,
    provinces_in,
    to_choose,
    unchosen,
    undecided_places,
)
from exchange.selectors.register import provinces_to_take, register_lines, sees_country
from exchange.selectors.runs import (
    LOOKING_ROLES,
    WRITING_ROLES,
    awaiting_marks,
    for_list,
    provinces_to_import,
    visible_to,
    writes_in,
)

__all__ = [
    "LOOKING_ROLES",
    "WRITING_ROLES",
    "awaiting_marks",
    "faulty_lines",
    "for_list",
    "left_out",
    "lines_for_page",
    "lines_like",
    "lines_of",
    "narrowed",
    "provinces_in",
    "provinces_to_import",
    "provinces_to_take",
    "register_lines",
    "sees_country",
    "to_choose",
    "unchosen",
    "undecided_places",
    "visible_to",
    "writes_in",
]
