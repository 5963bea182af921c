"""Who may do what in this room."""

from evaluations.rules import appraisal, council, dossier

__all__ = ["appraisal", "council", "dossier"]
