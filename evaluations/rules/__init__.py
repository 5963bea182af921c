"""Who may do what in this room."""

from evaluations.rules import appraisal, council, criteria, dossier, package

__all__ = ["appraisal", "council", "criteria", "dossier", "package"]
