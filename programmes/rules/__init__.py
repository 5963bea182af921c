"""Who may do what in this room."""

from programmes.rules import calendar, ideas

__all__ = ["calendar", "ideas"]
