"""Who may do what in this room."""

from programmes.rules import calendar

__all__ = ["calendar"]
