"""Machines of the evaluations room as tables of moves, and the pure rules around them."""

from evaluations.workflow.dossier import DOSSIER_MOVES, HOLDERS

__all__ = ["DOSSIER_MOVES", "HOLDERS"]
