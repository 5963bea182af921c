"""Moves of a dossier, by who makes them; nothing else writes its state."""

from evaluations.services.dossier.centre import (
    reevaluate_dossier,
    send_back,
    take_up_dossiers,
)
from evaluations.services.dossier.commune import (
    answer_supplement,
    propose_dossier,
    propose_dossiers,
)
from evaluations.services.dossier.council import (
    conclude,
    decide,
    forward,
    not_recognise,
    put_in_session,
    refer,
)
from evaluations.services.dossier.moving import lock_dossier
from evaluations.services.dossier.producer import file_dossier, withdraw_dossier
from evaluations.services.dossier.province import accept_dossier, accept_dossiers, receive_dossier
from evaluations.services.dossier.replies import judge_points, reply_points
from evaluations.services.dossier.requests import ask_supplement, return_dossier

__all__ = [
    "accept_dossier",
    "accept_dossiers",
    "answer_supplement",
    "ask_supplement",
    "conclude",
    "decide",
    "file_dossier",
    "forward",
    "judge_points",
    "lock_dossier",
    "not_recognise",
    "propose_dossier",
    "propose_dossiers",
    "put_in_session",
    "receive_dossier",
    "reevaluate_dossier",
    "refer",
    "reply_points",
    "return_dossier",
    "send_back",
    "take_up_dossiers",
    "withdraw_dossier",
]
