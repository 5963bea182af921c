"""A sitting: its beginning, opening marks, scoring again, gates, the end."""

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
from evaluations.services.council.attendance import pass_on_sheets
from evaluations.services.council.locking import lock_item, lock_session
from evaluations.services.council.scoring import copy_sheets
from evaluations.workflow.council import ITEM_MOVES, SESSION_MOVES, SheetCount
from notifications.services import queue


@transaction.atomic
def start_session(
    *, session: CouncilSession, actor: User, on: dt.date, one_by_one: bool = False
) -> CouncilSession:
    """Begin: every product is open for scoring, sealed; ``one_by_one`` the chair opens each later.

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
    record(actor=actor, verb=EvaluationVerb.SESSION_STARTED, target=row, old=old, new=row.state)
    if not one_by_one:
        _start(items, row, actor)
    return row


@transaction.atomic
def start_item(*, item: SessionItem, actor: User) -> SessionItem:
    """Open one product for scoring, sealed, while the council sits.

    Raises:
        DomainError: ``state`` unless the council sits, has its quorum and the product waits.
    """
    row, _count = lock_item(item)
    _start([row], row.session, actor)
    return row


def _start(items: list[SessionItem], session: CouncilSession, actor: User) -> None:
    quorum = quorum_of(session)
    for item in items:
        step = require(ITEM_MOVES, ItemMove.START, item, session_state=session.state, quorum=quorum)
        old, item.state = item.state, step.target
        record(actor=actor, verb=EvaluationVerb.ITEM_STARTED, target=item, old=old, new=item.state)
    SessionItem.objects.bulk_update(items, ["state"])


@transaction.atomic
def open_item(*, item: SessionItem, actor: User) -> SessionItem:
    """Break the seal: from now on chair and members see each other's marks for this product.

    Raises:
        DomainError: ``state`` while a present member has not signed, or too few sheets are in.
    """
    row, count = lock_item(item)
    require(ITEM_MOVES, ItemMove.OPEN, row, count=count, quorum=quorum_of(row.session))
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
    counts, quorum = sheet_counts(items), quorum_of(row)
    ready = [
        item
        for item in items
        if not blocked_reason(ITEM_MOVES, ItemMove.OPEN, item, count=counts[item.pk], quorum=quorum)
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
    step = require(
        ITEM_MOVES,
        ItemMove.RESCORE,
        row,
        reason=reason,
        again=row.scoring_round - 1,
        most=row.session.regulation.rescore_max,
    )
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
    pass_on_sheets(row)
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
    open_items = sum(state not in ItemState.settled for state in states)
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
