"""Conflict of interest: one signed declaration per sitting, and a recusal that comes later.

The decision does not regulate it (forms, part 7 no. 6); the council's regulation may. The portal's
rule: who scores declares, before any dossier of the sitting opens for him.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.workflow import require
from documents.services import snapshot_digest
from evaluations.enums import (
    EvaluationVerb,
    ItemState,
    ScoreSheetMove,
    ScoreSheetState,
    SessionState,
)
from evaluations.models import (
    Attendance,
    ConflictDeclaration,
    CouncilMember,
    CouncilSession,
    ScoreSheet,
    SessionItem,
)
from evaluations.selectors.council.declaring import declaration_facts, declaration_of, declares
from evaluations.selectors.council.hints import hints_for
from evaluations.selectors.council.sittings import items_in, seat_in
from evaluations.services.council.locking import lock_session
from evaluations.services.council.scoring import tell_chair
from evaluations.workflow.council import SCORE_SHEET_MOVES

REASON_MAX = 2000


@transaction.atomic
def sign_declaration(
    *, session: CouncilSession, conflicts: Mapping[str, str], actor: User, on: dt.date
) -> ConflictDeclaration:
    """A member declares, for every product of a sitting at once, whether an interest ties him.

    ``conflicts`` holds the reason by the code of the product; no other product ties him. His sheets
    become drafts, or recusals with the reason; who has no sheet and declares a conflict gets a
    recusal, so that he sees neither dossier nor marks of it. What the register hinted at is kept
    with it. Nothing can be taken back; a conflict found later goes through :func:`recuse`.

    Raises:
        DomainError: ``state`` when it was signed before or the sitting is over; ``invalid`` with
            one sentence per field ``r-<code>`` for a missing reason, or for an unknown product.
    """
    row = lock_session(session)
    member = _declaring(row, actor, on)
    list(SessionItem.objects.select_for_update().filter(session=row).order_by("pk"))
    items = list(items_in(row))
    reasons = {code: reason.strip() for code, reason in conflicts.items()}
    _check_reasons(reasons, items)
    facts = declaration_facts(row, member, items, reasons, hints_for(row, member, items), on=on)
    declaration = ConflictDeclaration.objects.create(
        session=row,
        member=member,
        facts=facts,
        facts_digest=snapshot_digest(facts),
        signed_at=now(),
    )
    recused = _apply(declaration, items, reasons)
    record(
        actor=actor,
        verb=EvaluationVerb.SESSION_DECLARED,
        target=row,
        data={
            "member": member.code,
            "products": len(items),
            "conflicts": len(reasons),
            "digest": declaration.facts_digest,
        },
    )
    for sheet, old in recused:
        _record_recusal(sheet, old, actor)
    for item in items:
        if item.code in reasons and item.state == ItemState.SCORING:
            tell_chair(item)
    return declaration


def _declaring(session: CouncilSession, actor: User, on: dt.date) -> CouncilMember:
    if session.state == SessionState.CONCLUDED:
        raise DomainError("Phiên họp đã bế mạc, không ký bản khai được nữa", code="state")
    member = seat_in(actor, session, on=on)
    if member is None or not declares(member):
        raise DomainError("Bản khai dành cho thành viên chấm điểm của phiên họp này", code="state")
    if declaration_of(session, member) is not None:
        raise DomainError("Bản khai của phiên họp này đã ký rồi, không ký lần nữa", code="state")
    if Attendance.objects.filter(session=session, stands_in_for=member).exists():
        raise DomainError("Trong phiên họp này đã có người dự thay bạn", code="state")
    return member


def _check_reasons(reasons: Mapping[str, str], items: list[SessionItem]) -> None:
    unknown = sorted(set(reasons) - {item.code for item in items})
    if unknown:
        raise DomainError("Có sản phẩm không thuộc phiên họp này", code="invalid")
    faults = {}
    for code, reason in reasons.items():
        if not reason:
            faults[f"r-{code}"] = ["Hãy ghi lý do có liên quan"]
        elif len(reason) > REASON_MAX:
            faults[f"r-{code}"] = [f"Lý do dài {len(reason)} chữ cái, nhiều nhất {REASON_MAX}"]
    if faults:
        raise DomainError(next(iter(faults.values()))[0], code="invalid", fields=faults)


def _apply(
    declaration: ConflictDeclaration, items: list[SessionItem], reasons: Mapping[str, str]
) -> list[tuple[ScoreSheet, str]]:
    """Turn the sheets that wait for the declaration; the recusals, each with its old state."""
    standing = {
        (sheet.item_id, sheet.scoring_round): sheet
        for sheet in ScoreSheet.objects.select_for_update()
        .filter(item__in=items, member=declaration.member_id)
        .order_by("pk")
    }
    recused: list[tuple[ScoreSheet, str]] = []
    for item in items:
        sheet = standing.get((item.pk, item.scoring_round))
        if sheet is None and item.code in reasons:
            # No sheet to turn (a chair who doesn't score, a substitute): the recusal alone.
            sheet = ScoreSheet(
                item=item, member=declaration.member, scoring_round=item.scoring_round
            )
        waits = sheet is not None and sheet.state == ScoreSheetState.ASSIGNED
        if sheet is None or not waits or item.state in ItemState.settled:
            continue
        old = sheet.state if sheet.pk else ""
        _turn(sheet, item, reasons.get(item.code, ""), declaration.signed_at)
        if item.code in reasons:
            recused.append((sheet, old))
    return recused


def _turn(sheet: ScoreSheet, item: SessionItem, reason: str, at: dt.datetime) -> None:
    move = ScoreSheetMove.RECUSE if reason else ScoreSheetMove.DECLARE_NONE
    step = require(SCORE_SHEET_MOVES, move, sheet, item_state=item.state, reason=reason)
    sheet.state, sheet.conflict_reason, sheet.declared_at = step.target, reason, at
    sheet.version += 1
    sheet.save()


def _record_recusal(sheet: ScoreSheet, old: str, actor: User) -> None:
    record(
        actor=actor,
        verb=EvaluationVerb.SHEET_DECLARED,
        target=sheet,
        old=old,
        new=sheet.state,
        reason=sheet.conflict_reason,
        data={"conflict": True},
    )


@transaction.atomic
def recuse(*, sheet: ScoreSheet, reason: str, actor: User) -> ScoreSheet:
    """A conflict came to light after the declaration: no reading, no scoring, no counting.

    What he typed before is thrown away. The reason is kept, and shown to the office.

    Raises:
        DomainError: ``state`` without a reason, when the sheet is signed or the product concluded.
    """
    item = (
        SessionItem.objects.select_for_update(of=("self",))
        .select_related("session__regulation", "dossier__product")
        .get(pk=sheet.item_id)
    )
    row = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .select_related("member__user")
        .get(pk=sheet.pk)
    )
    if row.member.user_id != actor.pk:
        raise DomainError("Phiếu này là của thành viên khác")
    if row.scoring_round != item.scoring_round:
        raise DomainError("Phiếu này thuộc lượt chấm trước, không sửa được nữa", code="state")
    step = require(
        SCORE_SHEET_MOVES, ScoreSheetMove.RECUSE, row, item_state=item.state, reason=reason
    )
    row.lines.all().delete()
    old, row.state = row.state, step.target
    row.comment, row.conflict_reason, row.declared_at = "", reason.strip(), now()
    row.version += 1
    row.save(
        update_fields=[
            "state", "declared_at", "conflict_reason", "comment", "version", "updated_at",
        ]
    )  # fmt: skip
    _record_recusal(row, old, actor)
    if item.state == ItemState.SCORING:
        tell_chair(item)
    return row
