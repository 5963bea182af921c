"""Calling a sitting."""

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import add_working_days, vn_date
from common.errors import DomainError
from evaluations.enums import (
    DossierKind,
    EvaluationVerb,
    Seat,
    SessionMode,
    SessionState,
)
from evaluations.models import (
    Attendance,
    Council,
    CouncilMember,
    CouncilRegulation,
    CouncilSession,
    Dossier,
    EvaluationRound,
    ScoreSheet,
    SessionItem,
)
from evaluations.notices import council as notices
from evaluations.selectors.council.rounds import waits_in
from evaluations.selectors.council.sittings import members_of, regulation_for
from evaluations.services.dossier import put_in_session
from notifications.services import queue
from programmes.selectors.calendar import working_calendar


@transaction.atomic
def convene_session(
    *,
    council: Council,
    round: EvaluationRound,  # noqa: A002 -- the word of the field
    held_on: dt.date,
    place: str,
    dossiers: Sequence[Dossier],
    actor: User,
    on: dt.date,
    starts_at: dt.time | None = None,
    mode: str = SessionMode.MEETING,
) -> CouncilSession:
    """Call a sitting: the dossiers go before the council; one sheet per scoring member and product.

    The regulation in force on ``held_on`` is the sitting's for good. Seats are those of that day.
    Members are told. In writing (Đ7.6.d) nobody has to come: every seat counts as present, opinions
    are given from ``held_on`` until the end of as many working days as the regulation names.

    Raises:
        DomainError: when council and round are not of one level and place, the day is past or not
            before the round's last day (5-02, 5-03, 5-05), no regulation is in force, the council
            lacks a chair, a dossier is not an accepted one of this round, or the regulation asks
            for a report (Đ7.3.c) that is not there; in writing also when the regulation knows no
            written opinions, a dossier is not a re-rating, or the last opinion would be due on or
            after the round's last day.
    """
    round_ = EvaluationRound.objects.select_for_update().get(pk=round.pk)
    locked = list(
        Dossier.objects.select_for_update(of=("self",))
        .select_related("product")
        .filter(pk__in={dossier.pk for dossier in dossiers})
        .order_by("pk")
    )
    wanted = [dossier.pk for dossier in dossiers]
    by_pk = {dossier.pk: dossier for dossier in locked}
    members = members_of(council, on=held_on)
    regulation = regulation_for(council.level, council.unit, on=held_on)
    _check_sitting(council, round_, held_on, members, locked, wanted, on)
    if regulation is None:
        raise DomainError(
            "Chưa có quy chế hoạt động của Hội đồng vào ngày họp (Điều 7.3.b)", code="state"
        )
    written = mode == SessionMode.WRITTEN
    answers_until = None
    if written:
        answers_until = _answers_until(regulation, round_, held_on, locked)
    session = CouncilSession.objects.create(
        council=council,
        round=round_,
        regulation=regulation,
        held_on=held_on,
        place=place,
        starts_at=None if written else starts_at,
        mode=mode,
        answers_until=answers_until,
        order_seed=secrets.token_hex(8),
        state=SessionState.CONVENED,
    )
    Attendance.objects.bulk_create(
        # Substitutes come in for somebody who is away; in writing nobody is.
        Attendance(
            session=session, member=member, present=written and member.seat != Seat.SUBSTITUTE
        )
        for member in members
    )
    items = SessionItem.objects.bulk_create(
        SessionItem(session=session, dossier=by_pk[pk], position=position)
        for position, pk in enumerate(wanted, start=1)
    )
    ScoreSheet.objects.bulk_create(
        ScoreSheet(item=item, member=member)
        for item in items
        for member in members
        if member.seat in Seat.scoring and (member.seat != Seat.CHAIR or regulation.chair_scores)
    )
    for dossier in locked:
        put_in_session(
            dossier=dossier,
            actor=actor,
            on=on,
            appraisal_required=regulation.appraisal_required,
        )
    record(
        actor=actor,
        verb=EvaluationVerb.SESSION_CONVENED,
        target=session,
        new=SessionState.CONVENED,
        data={"council": council.code, "held_on": held_on, "mode": mode, "dossiers": len(items)},
    )
    queue(to=[member.user for member in members], **notices.convened(session, len(items)))
    return session


def _answers_until(
    regulation: CouncilRegulation,
    round_: EvaluationRound,
    held_on: dt.date,
    dossiers: Sequence[Dossier],
) -> dt.date:
    """The last day for written opinions."""
    if not regulation.written_opinions:
        raise DomainError("Quy chế không cho lấy ý kiến bằng văn bản", code="state")
    others = [row.product.name for row in dossiers if row.kind != DossierKind.RERATING]
    if others:
        fault = (
            "Chỉ hồ sơ đánh giá lại được lấy ý kiến bằng văn bản (Điều 7.6.d); "
            f"phải họp: {', '.join(others)}"
        )
        raise DomainError(fault, code="invalid", fields={"dossiers": [fault]})
    until = add_working_days(held_on, regulation.written_days, working_calendar())
    if until >= round_.held_before:
        fault = (
            f"Ý kiến được gửi đến hết {vn_date(until)}, không trước "
            f"{vn_date(round_.held_before)} (Điều 5)"
        )
        raise DomainError(fault, code="invalid", fields={"held_on": [fault]})
    return until


def _check_sitting(
    council: Council,
    round_: EvaluationRound,
    held_on: dt.date,
    members: Sequence[CouncilMember],
    locked: Sequence[Dossier],
    wanted: Sequence[int],
    on: dt.date,
) -> None:
    if (council.level, council.unit_id) != (round_.level, round_.unit_id):
        raise DomainError("Hội đồng và đợt đánh giá không cùng cấp, cùng nơi", code="invalid")
    if held_on < on:
        raise DomainError(
            f"Ngày họp {held_on:%d/%m/%Y} đã qua", code="invalid", fields={"held_on": ["Đã qua"]}
        )
    if held_on >= round_.held_before:
        raise DomainError(
            f"{round_} phải tổ chức trước ngày {round_.held_before:%d/%m/%Y} (Điều 5)",
            code="invalid",
            fields={"held_on": [f"Chọn ngày trước {round_.held_before:%d/%m/%Y}"]},
        )
    if not any(member.seat == Seat.CHAIR for member in members):
        raise DomainError("Hội đồng chưa có chủ tịch vào ngày họp", code="state")
    if not wanted:
        raise DomainError("Hãy chọn ít nhất một hồ sơ", code="invalid")
    if len(set(wanted)) != len(wanted):
        raise DomainError("Có hồ sơ được chọn hai lần", code="invalid")
    astray = [dossier for dossier in locked if not waits_in(dossier, round_)]
    if astray or len(locked) != len(wanted):
        names = ", ".join(dossier.code for dossier in astray)
        raise DomainError(
            f"Chỉ đưa ra phiên họp hồ sơ đã vào đợt và chưa qua phiên nào: {names}", code="state"
        )
