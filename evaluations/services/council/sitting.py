"""A sitting: who is there, opening marks, scoring again, gates, the end."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.workflow import blocked_reason, require
from evaluations.enums import (
    EvaluationVerb,
    ItemMove,
    ItemState,
    ScoreSheetState,
    SessionMove,
)
from evaluations.models import (
    Attendance,
    CouncilMember,
    CouncilSession,
    ScoreSheet,
    SessionItem,
)
from evaluations.notices import council as notices
from evaluations.selectors.council.sittings import (
    attendance_of,
    office_of,
    quorum_of,
    sheet_counts,
)
from evaluations.selectors.criteria import parsed
from evaluations.services.council.scoring import copy_sheets
from evaluations.workflow.council import ITEM_MOVES, SESSION_MOVES, SheetCount
from notifications.services import queue


def lock_session(session: CouncilSession) -> CouncilSession:
    """The sitting, locked, with its regulation and council."""
    return (
        CouncilSession.objects.select_for_update(of=("self",))
        .select_related("regulation", "council__unit", "round")
        .get(pk=session.pk)
    )


def lock_item(item: SessionItem) -> tuple[SessionItem, SheetCount]:
    """A product of a sitting, locked, and how its sheets stand."""
    row = (
        SessionItem.objects.select_for_update(of=("self",))
        .select_related("session__regulation", "session__council__unit", "dossier__product")
        .get(pk=item.pk)
    )
    return row, sheet_counts([row])[row.pk]


@transaction.atomic
def note_attendance(
    *, session: CouncilSession, present: Collection[CouncilMember], actor: User
) -> CouncilSession:
    """Note who is there; whoever is not in ``present`` is absent. May be corrected until the end.

    Somebody who comes late scores what is still sealed. A sheet signed before its member left
    still counts; an unsigned one is neither counted nor waited for.

    Raises:
        DomainError: when the sitting is over, or somebody named has no seat in it.
    """
    row = lock_session(session)
    if row.concluded_at is not None:
        raise DomainError("Phiên họp đã bế mạc, không ghi có mặt được nữa", code="state")
    seats = list(
        Attendance.objects.select_for_update(of=("self",))
        .filter(session=row)
        .select_related("member__user")
    )
    there = {member.pk for member in present}
    if not there <= {seat.member_id for seat in seats}:
        raise DomainError("Có người không có ghế trong phiên họp này", code="invalid")
    changed = [seat for seat in seats if seat.present != (seat.member_id in there)]
    for seat in changed:
        seat.present = seat.member_id in there
    Attendance.objects.bulk_update(changed, ["present"])
    record(
        actor=actor,
        verb=EvaluationVerb.ATTENDANCE_NOTED,
        target=row,
        data={
            "present": sorted(seat.member.user.username for seat in seats if seat.present),
            "absent": sorted(seat.member.user.username for seat in seats if not seat.present),
        },
    )
    return row


@transaction.atomic
def start_session(*, session: CouncilSession, actor: User, on: dt.date) -> CouncilSession:
    """Begin: every product is open for scoring, sealed.

    Raises:
        DomainError: ``state`` before the day, without quorum or (by the regulation) chair.
    """
    row = lock_session(session)
    items = list(SessionItem.objects.select_for_update().filter(session=row))
    step = require(
        SESSION_MOVES,
        SessionMove.START,
        row,
        on=on,
        items=len(items),
        quorum=quorum_of(row, attendance_of(row)),
    )
    old, row.state = row.state, step.target
    row.started_at = now()
    row.save(update_fields=["state", "started_at", "updated_at"])
    for item in items:
        item.state = require(ITEM_MOVES, ItemMove.START, item).target
    SessionItem.objects.bulk_update(items, ["state"])
    record(actor=actor, verb=EvaluationVerb.SESSION_STARTED, target=row, old=old, new=row.state)
    for item in items:
        record(
            actor=actor,
            verb=EvaluationVerb.ITEM_STARTED,
            target=item,
            old=ItemState.WAITING,
            new=item.state,
        )
    return row


@transaction.atomic
def open_item(*, item: SessionItem, actor: User) -> SessionItem:
    """Break the seal: from now on chair and members see each other's marks for this product.

    Raises:
        DomainError: ``state`` while a present member has not signed, or too few sheets are in.
    """
    row, count = lock_item(item)
    require(ITEM_MOVES, ItemMove.OPEN, row, count=count)
    _open(row, actor, count)
    return row


@transaction.atomic
def open_ready_items(*, session: CouncilSession, actor: User) -> list[SessionItem]:
    """Open every product whose sheets are all in; the others stay sealed.

    Not those from which the actor recused himself: somebody else presides over them.

    Raises:
        DomainError: ``state`` when none is ready.
    """
    row = lock_session(session)
    items = list(
        SessionItem.objects.select_for_update(of=("self",))
        .filter(session=row, state=ItemState.SCORING)
        .exclude(pk__in=_recused_by(actor))
        .select_related("session__regulation", "dossier__product")
    )
    counts = sheet_counts(items)
    ready = [
        item
        for item in items
        if not blocked_reason(ITEM_MOVES, ItemMove.OPEN, item, count=counts[item.pk])
    ]
    if not ready:
        raise DomainError("Chưa sản phẩm nào đủ phiếu để mở điểm", code="state")
    for item in ready:
        _open(item, actor, counts[item.pk])
    return ready


def _recused_by(actor: User) -> QuerySet[ScoreSheet, int]:
    recused = ScoreSheet.objects.filter(member__user=actor, state=ScoreSheetState.RECUSED)
    return recused.values_list("item_id", flat=True)


def _open(item: SessionItem, actor: User, count: SheetCount) -> None:
    old, item.state = item.state, ITEM_MOVES[ItemMove.OPEN].target
    item.opened_at = now()
    item.opened_by = actor
    item.save(update_fields=["state", "opened_at", "opened_by", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.ITEM_OPENED,
        target=item,
        old=old,
        new=item.state,
        data={
            "scoring_round": item.scoring_round,
            "signed": count.signed,
            "recused": count.recused,
        },
    )


@transaction.atomic
def rescore_item(*, item: SessionItem, reason: str, actor: User) -> SessionItem:
    """Seal again and score once more: signed sheets are copied as drafts, the old round is kept.

    Members who were absent may score now if they have come.

    Raises:
        DomainError: ``state`` unless the marks are open; without a reason.
    """
    row, _count = lock_item(item)
    step = require(ITEM_MOVES, ItemMove.RESCORE, row, reason=reason)
    sheets = list(
        ScoreSheet.objects.select_for_update()
        .filter(item=row, scoring_round=row.scoring_round)
        .prefetch_related("lines")
        .order_by("pk")
    )
    old, row.state = row.state, step.target
    row.scoring_round += 1
    row.save(update_fields=["state", "scoring_round", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.ITEM_RESCORE,
        target=row,
        old=old,
        new=row.state,
        reason=reason.strip(),
        data={"scoring_round": row.scoring_round},
    )
    copy_sheets(sheets=sheets, scoring_round=row.scoring_round, actor=actor)
    told = Attendance.objects.filter(
        session=row.session_id, member__in=[sheet.member_id for sheet in sheets], present=True
    ).select_related("member__user")
    queue(to=[seat.member.user for seat in told], **notices.rescore(row))
    return row


@transaction.atomic
def record_gates(
    *, item: SessionItem, gates: Collection[str], reason: str, actor: User
) -> SessionItem:
    """Write down which gates of the sheet are triggered (none takes earlier ones back).

    A gate overrides all points: the result is the gate's own outcome and no stars.

    Raises:
        DomainError: ``invalid`` for a gate the sheet does not have or without a reason, ``state``
            unless the product is being scored or open.
    """
    row, _count = lock_item(item)
    if row.state not in (ItemState.SCORING, ItemState.OPENED):
        raise DomainError(
            f"Không ghi điều kiện loại được ở bước “{row.get_state_display()}”", code="state"
        )
    form = parsed(row.dossier.sheet)
    unknown = sorted(set(gates) - form.gates_by_code.keys())
    if unknown:
        raise DomainError(
            f"Phiếu {form.code} không có điều kiện loại {', '.join(unknown)}", code="invalid"
        )
    if not reason.strip():
        raise DomainError(
            "Hãy ghi căn cứ", code="invalid", fields={"reason": ["Ghi căn cứ, văn bản, sự việc"]}
        )
    old = list(row.gates)
    row.gates = [gate.code for gate in form.gates if gate.code in set(gates)]
    row.gate_reason = reason.strip() if row.gates else ""
    row.save(update_fields=["gates", "gate_reason", "updated_at"])
    verb = EvaluationVerb.GATE_RAISED if row.gates else EvaluationVerb.GATE_WITHDRAWN
    record(
        actor=actor,
        verb=verb,
        target=row,
        old=", ".join(old),
        new=", ".join(row.gates),
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def conclude_session(*, session: CouncilSession, actor: User, on: dt.date) -> CouncilSession:
    """End the sitting; the office hears that results wait for a decision (Đ7.3.d, đ).

    Raises:
        DomainError: ``state`` while a product is without conclusion.
    """
    row = lock_session(session)
    states = list(SessionItem.objects.filter(session=row).values_list("state", flat=True))
    open_items = sum(state != ItemState.CONCLUDED for state in states)
    step = require(SESSION_MOVES, SessionMove.CONCLUDE, row, unconcluded=open_items)
    old, row.state = row.state, step.target
    row.concluded_at = now()
    row.save(update_fields=["state", "concluded_at", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.SESSION_CONCLUDED,
        target=row,
        old=old,
        new=row.state,
        data={"products": len(states)},
    )
    queue(to=office_of(row, on=on), **notices.session_concluded(row, len(states)))
    return row
