"""How a move of a dossier is made: lock, check, change, event, audit; nothing else writes state."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from accounts.models import User
from audit.services import record
from common.dates import now, today, vn_date
from common.errors import DomainError
from common.workflow import require
from documents.services import canonical_json, next_number, snapshot_digest
from evaluations.enums import DossierMove, EvaluationVerb
from evaluations.models import Dossier, DossierEvent, DossierSubmission
from evaluations.notices.dossier import Letter
from evaluations.selectors.dossier import province_of
from evaluations.selectors.papers import submission_snapshot
from evaluations.workflow.dossier import DOSSIER_MOVES
from evaluations.workflow.numbers import receipt_number
from notifications.services import queue

_VERBS: dict[str, str] = {
    DossierMove.FILE: EvaluationVerb.DOSSIER_FILED,
    DossierMove.RETURN: EvaluationVerb.DOSSIER_RETURNED,
    DossierMove.PROPOSE: EvaluationVerb.DOSSIER_PROPOSED,
    DossierMove.RECEIVE: EvaluationVerb.DOSSIER_RECEIVED,
    DossierMove.ASK_SUPPLEMENT: EvaluationVerb.SUPPLEMENT_ASKED,
    DossierMove.ANSWER_SUPPLEMENT: EvaluationVerb.SUPPLEMENT_SENT,
    DossierMove.ACCEPT: EvaluationVerb.DOSSIER_ACCEPTED,
    DossierMove.PUT_IN_SESSION: EvaluationVerb.DOSSIER_IN_SESSION,
    DossierMove.REFER_CENTRE: EvaluationVerb.DOSSIER_REFERRED,
    DossierMove.REFER: EvaluationVerb.DOSSIER_REFERRED,
    DossierMove.CONCLUDE: EvaluationVerb.DOSSIER_CONCLUDED,
    DossierMove.DECIDE: EvaluationVerb.DOSSIER_DECIDED,
    DossierMove.FORWARD: EvaluationVerb.DOSSIER_FORWARDED,
    DossierMove.TAKE_UP: EvaluationVerb.DOSSIER_TAKEN_UP,
    DossierMove.SEND_BACK: EvaluationVerb.DOSSIER_SENT_BACK,
    DossierMove.REEVALUATE: EvaluationVerb.DOSSIER_REEVALUATED,
    DossierMove.NOT_RECOGNISE: EvaluationVerb.DOSSIER_NOT_RECOGNISED,
    DossierMove.WITHDRAW: EvaluationVerb.DOSSIER_WITHDRAWN,
}
# Without the words a person writes, these moves would leave the other side guessing.
_NEED_WORDS = (DossierMove.RETURN, DossierMove.ASK_SUPPLEMENT, DossierMove.WITHDRAW)
REASON_MAX = 4_000

Changes = Callable[[Dossier], dict[str, Any]]


def lock_dossier(dossier: Dossier) -> Dossier:
    """The dossier as it stands now, its row locked until the transaction ends."""
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("product__producer", "product__product_set", "unit__parent", "sheet")
        .get(pk=dossier.pk)
    )


def check_day(dossier: Dossier, on: dt.date) -> None:
    """Refuse a day after today or before the dossier's latest step."""
    if on > today():
        raise DomainError(f"Ngày {vn_date(on)} ở sau hôm nay {vn_date(today())}", code="invalid")
    last = DossierEvent.objects.filter(dossier=dossier).order_by("-pk").first()
    if last is not None and on < last.on:
        raise DomainError(
            f"Ngày {vn_date(on)} ở trước bước gần nhất của hồ sơ, ngày {vn_date(last.on)}",
            code="invalid",
        )


def _check_words(dossier: Dossier, move: str, reason: str) -> None:
    step = DOSSIER_MOVES[move]
    if move in _NEED_WORDS and dossier.state in step.sources:
        fault = step.guards[0](dossier, reason=reason)
        if fault:
            raise DomainError(fault, code="invalid", fields={"reason": [fault]})
    # What is asked for is bounded point by point (workflow.requests).
    if move not in (DossierMove.RETURN, DossierMove.ASK_SUPPLEMENT) and len(reason) > REASON_MAX:
        fault = f"Nội dung dài {len(reason)} chữ cái, nhiều nhất {REASON_MAX}"
        raise DomainError(fault, code="invalid", fields={"reason": [fault]})


def make(
    *,
    dossier: Dossier,
    move: str,
    actor: User | None,
    on: dt.date,
    reason: str = "",
    context: Callable[[Dossier], dict[str, Any]] | None = None,
    changes: Changes | None = None,
) -> Dossier:
    """Lock, check, change, and write the event and the audit entry of one move.

    ``context`` gives the guards what they ask for, ``changes`` the columns to set beside the
    state; both get the locked row. Returns that row.
    """
    row = lock_dossier(dossier)
    reason = reason.strip()
    _check_words(row, move, reason)
    given = {"on": on, "reason": reason, **(context(row) if context else {})}
    step = require(DOSSIER_MOVES, move, row, **given)
    check_day(row, on)
    columns = changes(row) if changes else {}
    old = row.state
    for name, value in columns.items():
        setattr(row, name, value)
    row.state = step.target
    row.save(update_fields=["state", *columns, "updated_at"])
    DossierEvent.objects.create(
        dossier=row,
        move=move,
        from_state=old,
        to_state=row.state,
        on=on,
        at=now(),
        actor=actor,
        reason=reason,
    )
    record(
        actor=actor,
        verb=_VERBS[move],
        target=row,
        old=old,
        new=row.state,
        reason=reason,
        data={"on": on, **{name: str(value) for name, value in columns.items()}},
    )
    return row


def tell(dossier: Dossier, *, people: Iterable[User], letter: Letter, actor: User | None) -> None:
    """A notice for everybody concerned but the one who did it."""
    queue(
        kind=letter.kind,
        to=[person for person in people if actor is None or person.pk != actor.pk],
        subject=letter.subject,
        body=letter.body,
        url=letter.url,
        target=dossier,
    )


def freeze(dossier: Dossier, *, actor: User, on: dt.date) -> DossierSubmission:
    """Keep what is handed in as it stands (Đ7.2 para. 2: it has the value of the paper)."""
    snapshot = json.loads(canonical_json(submission_snapshot(dossier, on=on)))
    return DossierSubmission.objects.create(
        dossier=dossier,
        number=dossier.submissions.count() + 1,
        snapshot=snapshot,
        digest=snapshot_digest(snapshot),
        filed_at=now(),
        filed_by=actor,
    )


def receipt(dossier: Dossier, *, office: str, on: dt.date) -> str:
    """A receipt number of Mẫu số 01; one counter per office and year."""
    province = province_of(dossier.unit)
    unit = dossier.unit if office == "commune" else province
    return receipt_number(
        settings.OCOP_RECEIPT_PATTERN,
        number=next_number(kind=f"receipt_{office}", year=on.year, unit=unit),
        province=province.code,
        commune=dossier.unit.code,
        on=on,
    )


def each_of(dossiers: Iterable[Dossier], act: Callable[[Dossier], Dossier]) -> list[Dossier]:
    """``act`` on each, locked in the order of their keys, inside the caller's transaction.

    Raises:
        DomainError: ``invalid`` for no dossier at all; the first refusal, its product named.
    """
    rows = sorted(dossiers, key=lambda row: row.pk)
    if not rows:
        raise DomainError("Chọn ít nhất một hồ sơ", code="invalid")
    done = []
    for row in rows:
        try:
            done.append(act(row))
        except DomainError as refused:
            raise DomainError(
                f"{row.product.name}: {refused.message}", code=refused.code
            ) from refused
    return done
