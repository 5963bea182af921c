"""Writes of the evaluations room."""

from evaluations.services.dossier import conclude, decide, forward, not_recognise, put_in_session
from evaluations.services.intake import open_dossier

__all__ = [
    "conclude",
    "decide",
    "forward",
    "not_recognise",
    "open_dossier",
    "put_in_session",
]
