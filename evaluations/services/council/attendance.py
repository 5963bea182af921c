"""Who is there, who came or left while the council sat, who stands in for somebody."""

from collections.abc import Collection, Mapping

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.workflow import require
from evaluations.enums import (
    EvaluationVerb,
    ItemState,
    ScoreSheetMove,
    ScoreSheetState,
    Seat,
    SessionMode,
    SessionState,
)
from evaluations.models import (
    Attendance,
    CouncilMember,
    CouncilSession,
    ScoreLine,
    ScoreSheet,
    SessionItem,
)
from evaluations.notices import council as notices
from evaluations.selectors.council.declaring import declared_for
from evaluations.services.council.locking import lock_session
from evaluations.workflow.council import SCORE_SHEET_MOVES
from notifications.services import queue


def _lock_seats(session: CouncilSession) -> list[Attendance]:
    if session.concluded_at is not None:
        raise DomainError("Phiên họp đã bế mạc, không ghi có mặt được nữa", code="state")
    if session.mode == SessionMode.WRITTEN:
        # Đ7.6.d: every seat is asked for its opinion, none has to come.
        raise DomainError("Lấy ý kiến bằng văn bản không điểm danh", code="state")
    return list(
        Attendance.objects.select_for_update(of=("self",))
        .filter(session=session)
        .select_related("member__user")
        .order_by("pk")
    )


@transaction.atomic
def note_attendance(
    *,
    session: CouncilSession,
    present: Collection[CouncilMember],
    actor: User,
    reasons: Mapping[str, str] | None = None,
) -> CouncilSession:
    """Note who is there; whoever is not in ``present`` is absent. May be corrected until the end.

    Somebody who comes late scores what is still sealed. A sheet signed before its member left
    still counts; an unsigned one is neither counted nor waited for. While the council sits the
    time of coming and leaving is kept. ``reasons`` holds why somebody is absent, by the code of the
    seat; seats not named keep theirs.

    Raises:
        DomainError: when the sitting is over, somebody named has no seat in it, or has somebody
            standing in for him.
    """
    row = lock_session(session)
    seats = _lock_seats(row)
    there = {member.pk for member in present}
    if not there <= {seat.member_id for seat in seats}:
        raise DomainError("Có người không có ghế trong phiên họp này", code="invalid")
    replaced = {seat.stands_in_for_id for seat in seats}
    for seat in seats:
        if seat.member_id in there & replaced:
            raise DomainError(
                f"{seat.member.user.full_name} đã có người dự thay trong phiên họp này",
                code="state",
            )
        _note(seat, row, here=seat.member_id in there)
        if reasons is not None and seat.member.code in reasons:
            seat.absence_reason = reasons[seat.member.code].strip()[:200]
        if seat.present:
            seat.absence_reason = ""
    Attendance.objects.bulk_update(seats, ["present", "arrived_at", "left_at", "absence_reason"])
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


def _note(seat: Attendance, session: CouncilSession, *, here: bool) -> None:
    if seat.present == here:
        return
    seat.present = here
    if session.state != SessionState.SITTING:
        return
    if here:
        # Whoever comes back was never away for the minutes: the first coming stays.
        seat.arrived_at, seat.left_at = seat.arrived_at or now(), None
    else:
        seat.left_at = now()


@transaction.atomic
def replace_member(
    *,
    session: CouncilSession,
    member: CouncilMember,
    substitute: CouncilMember,
    reason: str,
    actor: User,
) -> Attendance:
    """Somebody with a substitute's seat stands in, for this sitting, for a member who is absent.

    What the member has signed counts; every sheet he has not signed passes to the substitute, who
    declares his interests and scores it anew. Marks of an unsigned sheet are thrown away.

    Raises:
        DomainError: ``state`` where the regulation knows no substitutes, the member is present, is
            the chair, or is replaced already; ``invalid`` without a reason or a free substitute.
    """
    row = lock_session(session)
    if not row.regulation.substitutes:
        raise DomainError("Quy chế không cho người dự khuyết dự thay", code="state")
    if not reason.strip():
        raise DomainError("Hãy ghi lý do", code="invalid", fields={"reason": ["Hãy ghi lý do"]})
    seats = {seat.member_id: seat for seat in _lock_seats(row)}
    gone, coming = seats.get(member.pk), seats.get(substitute.pk)
    if gone is None or coming is None:
        raise DomainError("Có người không có ghế trong phiên họp này", code="invalid")
    _check_replacing(gone, coming, list(seats.values()))
    coming.stands_in_for = member
    coming.absence_reason = ""
    _note(coming, row, here=True)
    coming.save(
        update_fields=["stands_in_for", "present", "arrived_at", "absence_reason", "updated_at"]
    )
    gone.absence_reason = reason.strip()[:200]
    gone.save(update_fields=["absence_reason", "updated_at"])
    items = list(
        SessionItem.objects.select_for_update()
        .filter(session=row)
        .exclude(state__in=ItemState.settled)
        .order_by("pk")
    )
    moved = sum(_pass_on(item, coming) for item in items)
    record(
        actor=actor,
        verb=EvaluationVerb.MEMBER_REPLACED,
        target=row,
        reason=reason.strip(),
        data={
            "member": member.user.username,
            "substitute": substitute.user.username,
            "sheets": moved,
        },
    )
    queue(to=[substitute.user], **notices.stands_in(row, member, moved))
    return coming


def _check_replacing(gone: Attendance, coming: Attendance, seats: list[Attendance]) -> None:
    name = gone.member.user.full_name
    if gone.member.seat == Seat.CHAIR:
        raise DomainError(
            "Chủ tịch Hội đồng không có người dự thay; quy chế định ai chủ trì khi chủ tịch vắng",
            code="state",
        )
    if gone.present:
        raise DomainError(f"{name} đang có mặt; hãy ghi vắng rồi cử người dự thay", code="state")
    if any(seat.stands_in_for_id == gone.member_id for seat in seats):
        raise DomainError(f"{name} đã có người dự thay trong phiên họp này", code="state")
    if gone.member.seat not in Seat.scoring:
        raise DomainError(f"Ghế của {name} không chấm điểm", code="invalid")
    if coming.member.seat != Seat.SUBSTITUTE or coming.stands_in_for_id is not None:
        raise DomainError(
            f"{coming.member.user.full_name} không phải người dự khuyết đang chờ", code="invalid"
        )


def pass_on_sheets(item: SessionItem) -> None:
    """After another scoring round began: give the sheets of replaced members to who stands in."""
    for row in Attendance.objects.filter(session=item.session_id, stands_in_for__isnull=False):
        _pass_on(item, row)


def _pass_on(item: SessionItem, coming: Attendance) -> bool:
    """Whether a sheet of the current round passed to the substitute."""
    sheet = (
        ScoreSheet.objects.select_for_update()
        .filter(
            item=item,
            member=coming.stands_in_for_id,
            scoring_round=item.scoring_round,
            state__in=(ScoreSheetState.ASSIGNED, ScoreSheetState.DRAFT),
        )
        .first()
    )
    if sheet is None:
        return False
    sheet.state = require(SCORE_SHEET_MOVES, ScoreSheetMove.REPLACE, sheet).target
    sheet.comment = ""
    sheet.version += 1
    sheet.save(update_fields=["state", "comment", "version", "updated_at"])
    ScoreLine.objects.filter(sheet=sheet).delete()
    ScoreSheet.objects.get_or_create(
        item=item,
        member=coming.member,
        scoring_round=item.scoring_round,
        defaults=declared_for(item, coming.member),
    )
    return True
