"""From one cell to one value: every function answers the same for the same cell."""

from exchange.reading.cells.days import Day, parse_day
from exchange.reading.cells.decisions import DecisionText, join_days, parse_decision
from exchange.reading.cells.stars import Stars, parse_stars
from exchange.reading.cells.text import DASHES, Value, clean, text_of, written
from exchange.reading.cells.words import (
    Score,
    Word,
    kind_of_name,
    parse_group,
    parse_kind,
    parse_score,
    parse_status,
    status_of_notes,
    year_of_round,
)

__all__ = [
    "DASHES",
    "Day",
    "DecisionText",
    "Score",
    "Stars",
    "Value",
    "Word",
    "clean",
    "join_days",
    "kind_of_name",
    "parse_day",
    "parse_decision",
    "parse_group",
    "parse_kind",
    "parse_score",
    "parse_stars",
    "parse_status",
    "status_of_notes",
    "text_of",
    "written",
    "year_of_round",
]
