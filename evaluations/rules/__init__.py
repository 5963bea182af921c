"""Who may do what in this room."""

from evaluations.rules import appraisal, council, dossier, package

__all__ = ["appraisal", "council", "dossier", "package"]
