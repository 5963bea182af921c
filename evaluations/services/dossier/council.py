"""Moves that council and certificates call, each inside the caller's transaction."""

import datetime as dt

from accounts.models import User
from evaluations.enums import DossierMove, Level
from evaluations.models import Dossier
from evaluations.selectors.appraisal import is_reported
from evaluations.services.dossier.moving import make
from evaluations.workflow.appraisal import unreported_fault


def put_in_session(
    *, dossier: Dossier, actor: User, on: dt.date, appraisal_required: bool = False
) -> Dossier:
    """The dossier stands before a sitting. For the council's services, in their transaction.

    ``appraisal_required`` is the regulation's word: then the report of Đ7.3.c has to be there.
    """

    def facts(row: Dossier) -> dict[str, str]:
        assigned, reported = is_reported(row) if appraisal_required else (True, True)
        if reported:
            return {}
        fault = unreported_fault(row.product.name, assigned=assigned, kind=row.kind)
        return {"unreported": fault}

    return make(dossier=dossier, move=DossierMove.PUT_IN_SESSION, actor=actor, on=on, context=facts)


def refer(*, dossier: Dossier, level: str, actor: User, on: dt.date, reason: str) -> Dossier:
    """Written opinions did not settle it: it waits for a meeting at the same ``level`` (Đ7.6.d).

    For the council's services, in their transaction.
    """
    move = DossierMove.REFER_CENTRE if level == Level.CENTRAL else DossierMove.REFER
    return make(dossier=dossier, move=move, actor=actor, on=on, reason=reason)


def conclude(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The council has concluded. For the council's services, in their transaction."""
    return make(dossier=dossier, move=DossierMove.CONCLUDE, actor=actor, on=on, reason=reason)


def decide(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The Chairman has recognised the product (Đ7.3.e). For ``certificates.services``."""
    return make(dossier=dossier, move=DossierMove.DECIDE, actor=actor, on=on, reason=reason)


def forward(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The Chairman has approved 90 points or more (rule 7-14). For ``certificates.services``."""
    return make(dossier=dossier, move=DossierMove.FORWARD, actor=actor, on=on, reason=reason)


def not_recognise(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """No recognition: below 3 stars or gated (Đ4.1.a). For ``certificates.services``."""
    return make(dossier=dossier, move=DossierMove.NOT_RECOGNISE, actor=actor, on=on, reason=reason)
