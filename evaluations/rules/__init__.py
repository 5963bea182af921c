"""Who may do what in this room."""

from evaluations.rules import council, dossier

__all__ = ["council", "dossier"]
