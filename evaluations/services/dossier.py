"""Moves of a dossier. The one place that writes its state.

``put_in_session`` and ``conclude`` are called by the council's services, ``decide``, ``forward``
and ``not_recognise`` by ``certificates.services``, each inside the caller's transaction.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import now, today, vn_date
from common.errors import DomainError
from common.workflow import require
from documents.services import canonical_json, next_number, snapshot_digest
from evaluations.enums import DossierMove, EvaluationVerb
from evaluations.models import (
    CommuneAssessment,
    Dossier,
    DossierEvent,
    DossierSubmission,
    EvaluationRound,
)
from evaluations.notices import dossier as notices
from evaluations.notices.dossier import Letter
from evaluations.selectors.clock import commune_deadline
from evaluations.selectors.dossier import (
    assessment_missing,
    commune_people,
    filing_faults,
    is_own_round,
    producers_people,
    province_of,
    province_people,
)
from evaluations.selectors.papers import assessment_snapshot, submission_snapshot
from evaluations.workflow.dossier import DOSSIER_MOVES
from evaluations.workflow.numbers import product_number, receipt_number
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
    DossierMove.CONCLUDE: EvaluationVerb.DOSSIER_CONCLUDED,
    DossierMove.DECIDE: EvaluationVerb.DOSSIER_DECIDED,
    DossierMove.FORWARD: EvaluationVerb.DOSSIER_FORWARDED,
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


def _check_day(dossier: Dossier, on: dt.date) -> None:
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
    if len(reason) > REASON_MAX:
        fault = f"Nội dung dài {len(reason)} chữ cái, nhiều nhất {REASON_MAX}"
        raise DomainError(fault, code="invalid", fields={"reason": [fault]})


def _move(
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
    _check_day(row, on)
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


def _tell(dossier: Dossier, *, people: Iterable[User], letter: Letter, actor: User | None) -> None:
    """A notice for everybody concerned but the one who did it."""
    queue(
        kind=letter.kind,
        to=[person for person in people if actor is None or person.pk != actor.pk],
        subject=letter.subject,
        body=letter.body,
        url=letter.url,
        target=dossier,
    )


def _freeze(dossier: Dossier, *, actor: User, on: dt.date) -> DossierSubmission:
    snapshot = json.loads(canonical_json(submission_snapshot(dossier, on=on)))
    return DossierSubmission.objects.create(
        dossier=dossier,
        number=dossier.submissions.count() + 1,
        snapshot=snapshot,
        digest=snapshot_digest(snapshot),
        filed_at=now(),
        filed_by=actor,
    )


def _receipt(dossier: Dossier, *, office: str, on: dt.date) -> str:
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


# --- producer and commune -------------------------------------------------------------------------


@transaction.atomic
def file_dossier(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The producer (or the commune officer for the producer) files with the commune (Đ7.1).

    Freezes forms, self-score and digests of the papers, gives the commune's receipt number at the
    first filing, starts or resumes the fifteen working days and tells the commune's officers.

    Raises:
        DomainError: ``state``, with what is missing or the window of a re-rating (rule 7-21).
    """

    def changes(row: Dossier) -> dict[str, Any]:
        if row.filed_on:
            return {}
        return {"filed_on": on, "commune_receipt": _receipt(row, office="commune", on=on)}

    row = _move(
        dossier=dossier,
        move=DossierMove.FILE,
        actor=actor,
        on=on,
        context=lambda row: {"missing": [fault.text for fault in filing_faults(row)]},
        changes=changes,
    )
    _freeze(row, actor=actor, on=on)
    clock = commune_deadline(row, on)
    _tell(
        row,
        people=commune_people(row, on=on),
        letter=notices.filed(row, on=on, deadline=clock.deadline if clock else None),
        actor=actor,
    )
    return row


@transaction.atomic
def return_dossier(*, dossier: Dossier, reason: str, actor: User, on: dt.date) -> Dossier:
    """The commune gives the dossier back to be completed; its fifteen days stand still.

    Raises:
        DomainError: ``invalid`` on the field ``reason`` when nothing is said; ``state``.
    """
    row = _move(dossier=dossier, move=DossierMove.RETURN, actor=actor, on=on, reason=reason)
    _tell(
        row,
        people=producers_people(row, on=on),
        letter=notices.returned(row, on=on, reason=reason.strip()),
        actor=actor,
    )
    return row


@transaction.atomic
def withdraw_dossier(*, dossier: Dossier, reason: str, actor: User, on: dt.date) -> Dossier:
    """The producer takes the dossier back; possible until it stands in a round. Ends it.

    Raises:
        DomainError: ``invalid`` on ``reason`` when a filed dossier is withdrawn without words.
    """
    seen = dossier.filed_on is not None
    row = _move(dossier=dossier, move=DossierMove.WITHDRAW, actor=actor, on=on, reason=reason)
    if seen:
        people = {user.pk: user for user in commune_people(row, on=on)}
        if row.proposed_on:
            people |= {user.pk: user for user in province_people(row, on=on)}
        letter = notices.withdrawn(row, on=on, reason=reason.strip())
        _tell(row, people=people.values(), letter=letter, actor=actor)
    return row


@transaction.atomic
def propose_dossier(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The commune issues Mẫu số 03 and its letter and sends the dossier up (Đ7.2.b, rule 7-05).

    Freezes Mẫu số 03. ``proposed_on`` decides the round (rules 5-02, 5-03).

    Raises:
        DomainError: ``state``, naming what Mẫu số 03 lacks.
    """
    row = _move(
        dossier=dossier,
        move=DossierMove.PROPOSE,
        actor=actor,
        on=on,
        context=lambda row: {
            "missing": assessment_missing(CommuneAssessment.objects.filter(dossier=row).first())
        },
        changes=lambda _row: {"proposed_on": on},
    )
    assessment = CommuneAssessment.objects.select_for_update().get(dossier=row)
    snapshot = json.loads(canonical_json(assessment_snapshot(row, assessment, on=on)))
    assessment.snapshot, assessment.digest = snapshot, snapshot_digest(snapshot)
    assessment.save(update_fields=["snapshot", "digest", "updated_at"])
    _tell(row, people=province_people(row, on=on), letter=notices.proposed(row, on=on), actor=actor)
    return row


@transaction.atomic
def answer_supplement(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The commune sends the completed dossier back to the province; freezes it once more."""
    row = _move(
        dossier=dossier, move=DossierMove.ANSWER_SUPPLEMENT, actor=actor, on=on, reason=reason
    )
    _freeze(row, actor=actor, on=on)
    letter = notices.supplement_sent(row, on=on)
    _tell(row, people=province_people(row, on=on), letter=letter, actor=actor)
    return row


# --- province -------------------------------------------------------------------------------------


@transaction.atomic
def receive_dossier(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The provincial office takes the proposed dossier in and gives its own receipt number."""
    return _move(
        dossier=dossier,
        move=DossierMove.RECEIVE,
        actor=actor,
        on=on,
        changes=lambda row: {
            "received_on": on,
            "province_receipt": _receipt(row, office="province", on=on),
        },
    )


@transaction.atomic
def ask_supplement(*, dossier: Dossier, reason: str, actor: User, on: dt.date) -> Dossier:
    """The province asks commune and producer to complete the dossier (Đ7.3.a, rule 7-06).

    Raises:
        DomainError: ``invalid`` on the field ``reason`` when nothing is said; ``state``.
    """
    row = _move(dossier=dossier, move=DossierMove.ASK_SUPPLEMENT, actor=actor, on=on, reason=reason)
    people = {user.pk: user for user in commune_people(row, on=on)}
    people |= {user.pk: user for user in producers_people(row, on=on)}
    letter = notices.supplement_asked(row, on=on, reason=reason.strip())
    _tell(row, people=people.values(), letter=letter, actor=actor)
    return row


@transaction.atomic
def accept_dossier(
    *,
    dossier: Dossier,
    evaluation_round: EvaluationRound,
    actor: User,
    on: dt.date,
) -> Dossier:
    """Put the dossier into an evaluation round; gives the product number of Annex II.

    Raises:
        DomainError: ``state``: a closed round, another province's, or a proposal made too late
            for it (rules 5-02, 5-03).
    """
    entered = EvaluationRound.objects.select_for_update(of=("self",)).get(pk=evaluation_round.pk)

    def changes(row: Dossier) -> dict[str, Any]:
        number = next_number(kind="product_number", year=entered.year, unit=row.unit)
        return {
            "round": entered,
            "product_number": product_number(
                province=province_of(row.unit).code,
                commune=row.unit.code,
                number=number,
                year=entered.year,
            ),
        }

    row = _move(
        dossier=dossier,
        move=DossierMove.ACCEPT,
        actor=actor,
        on=on,
        context=lambda row: {"evaluation_round": entered, "own_round": is_own_round(row, entered)},
        changes=changes,
    )
    people = {user.pk: user for user in commune_people(row, on=on)}
    people |= {user.pk: user for user in producers_people(row, on=on)}
    _tell(row, people=people.values(), letter=notices.accepted(row, on=on), actor=actor)
    return row


# --- called by the council and the certificates ---------------------------------------------------


def put_in_session(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The dossier stands before a sitting. For the council's services, in their transaction."""
    return _move(dossier=dossier, move=DossierMove.PUT_IN_SESSION, actor=actor, on=on)


def conclude(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The council has concluded. For the council's services, in their transaction."""
    return _move(dossier=dossier, move=DossierMove.CONCLUDE, actor=actor, on=on, reason=reason)


def decide(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The Chairman has recognised the product (Đ7.3.e). For ``certificates.services``."""
    return _move(dossier=dossier, move=DossierMove.DECIDE, actor=actor, on=on, reason=reason)


def forward(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """The Chairman has approved 90 points or more (rule 7-14). For ``certificates.services``."""
    return _move(dossier=dossier, move=DossierMove.FORWARD, actor=actor, on=on, reason=reason)


def not_recognise(*, dossier: Dossier, actor: User, on: dt.date, reason: str = "") -> Dossier:
    """No recognition: below 3 stars or gated (Đ4.1.a). For ``certificates.services``."""
    return _move(dossier=dossier, move=DossierMove.NOT_RECOGNISE, actor=actor, on=on, reason=reason)
