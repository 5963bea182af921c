"""Written opinions on re-ratings (Đ7.6.d): what they leave open comes before a meeting."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.workflow import require
from evaluations.enums import EvaluationVerb, ItemMove
from evaluations.models import Dossier, SessionItem
from evaluations.notices import council as notices
from evaluations.selectors.council.sittings import office_of
from evaluations.services.council.locking import lock_item
from evaluations.services.dossier import refer
from evaluations.workflow.council import ITEM_MOVES
from notifications.services import queue


@transaction.atomic
def refer_item(*, item: SessionItem, reason: str, actor: User, on: dt.date) -> SessionItem:
    """Opinions that diverge, or are too few: the product waits for a meeting; nothing is concluded.

    The sheets stay as they are and are shown to nobody any more; the dossier may be called before
    another sitting of the same round. The office is told.

    Raises:
        DomainError: ``state`` unless opinions are taken in writing and the product is not settled,
            or without a reason.
    """
    Dossier.objects.select_for_update().get(pk=item.dossier_id)
    row, _count = lock_item(item)
    step = require(ITEM_MOVES, ItemMove.REFER, row, mode=row.session.mode, reason=reason)
    old, row.state = row.state, step.target
    row.save(update_fields=["state", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.ITEM_REFERRED,
        target=row,
        old=old,
        new=row.state,
        reason=reason.strip(),
    )
    level = row.session.council.level
    refer(dossier=row.dossier, level=level, actor=actor, on=on, reason=reason)
    queue(to=office_of(row.session, on=on), **notices.referred(row, reason.strip()))
    return row
