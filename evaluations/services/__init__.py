"""Writes of the evaluations room."""

from evaluations.services.council.packaging import ask_for_packages, draw_package
from evaluations.services.criteria import load_reference, load_sheet, publish_sheet
from evaluations.services.dossier import (
    conclude,
    decide,
    forward,
    not_recognise,
    put_in_session,
    send_back,
)
from evaluations.services.intake import open_dossier
from evaluations.services.reminding import remind_deadlines

__all__ = [
    "ask_for_packages",
    "conclude",
    "decide",
    "draw_package",
    "forward",
    "load_reference",
    "load_sheet",
    "not_recognise",
    "open_dossier",
    "publish_sheet",
    "put_in_session",
    "remind_deadlines",
    "send_back",
]
