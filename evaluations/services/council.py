"""Founding councils, seating members, setting the regulation, calling a sitting."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from accounts.services import grant_role
from audit.services import record
from common.errors import DomainError
from communes.models import AdministrativeUnit
from evaluations.enums import (
    DossierState,
    EvaluationVerb,
    Level,
    MinimaTest,
    Seat,
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
from evaluations.selectors.council import members_of, regulation_for, seated_at
from evaluations.services.dossier import put_in_session
from notifications.services import queue

DEFAULT_SPREAD = Decimal(10)


def _check_place(level: str, unit: AdministrativeUnit | None) -> None:
    if (level == Level.CENTRAL) != (unit is None):
        raise DomainError(
            "Cấp tỉnh phải có tỉnh, thành phố; cấp Trung ương không có", code="invalid"
        )


@transaction.atomic
def found_council(
    *,
    level: str,
    unit: AdministrativeUnit | None,
    name: str,
    decision_number: str,
    decided_on: dt.date,
    actor: User,
    on: dt.date,
) -> Council:
    """Record the decision that founds a council (Đ7.3.b, Đ7.4.b; rules 7-07 and 7-16).

    Raises:
        DomainError: ``invalid`` for a decision of a day to come or one recorded before.
    """
    _check_place(level, unit)
    if decided_on > on:
        raise DomainError("Ngày quyết định chưa tới", code="invalid", fields={"decided_on": [""]})
    same = Council.objects.filter(
        seated_at(unit), level=level, decision_number=decision_number, decided_on=decided_on
    )
    if same.exists():
        raise DomainError(f"Quyết định {decision_number} đã được ghi", code="invalid")
    council = Council.objects.create(
        level=level,
        unit=unit,
        name=name,
        decision_number=decision_number,
        decided_on=decided_on,
    )
    record(
        actor=actor,
        verb=EvaluationVerb.COUNCIL_FOUNDED,
        target=council,
        data={"decision": decision_number, "decided_on": decided_on},
    )
    return council


@transaction.atomic
def seat_member(
    *,
    council: Council,
    user: User,
    seat: str,
    actor: User,
    on: dt.date,
    organisation: str = "",
) -> CouncilMember:
    """Give somebody a seat from ``on``; the role that opens the council's pages comes with it.

    Sittings called before stay as they were called.

    Raises:
        DomainError: ``invalid`` for a second chair, or a second seat of one person.
    """
    council = Council.objects.select_for_update().get(pk=council.pk)
    running = CouncilMember.objects.filter(council=council, valid_to__isnull=True)
    if running.filter(user=user).exists():
        raise DomainError(f"{user.full_name} đã có ghế trong Hội đồng này", code="invalid")
    if seat == Seat.CHAIR and running.filter(seat=Seat.CHAIR).exists():
        raise DomainError("Hội đồng đã có chủ tịch", code="invalid")
    member = CouncilMember.objects.create(
        council=council, user=user, seat=seat, organisation=organisation, valid_from=on
    )
    # Without a place: a seat opens the dossiers of a sitting, never those of a province.
    grant_role(
        user=user, role=Role.COUNCIL, unit=None, actor=actor, on=on, basis=council.decision_number
    )
    record(
        actor=actor,
        verb=EvaluationVerb.MEMBER_SEATED,
        target=member,
        new=seat,
        data={"council": council.code, "user": user.username, "from": on},
    )
    return member


@transaction.atomic
def end_seat(*, member: CouncilMember, actor: User, on: dt.date) -> CouncilMember:
    """End a seat; ``on`` is its last day. Signed sheets stay and count.

    Raises:
        DomainError: when the seat has ended or would end before it began.
    """
    row = CouncilMember.objects.select_for_update().get(pk=member.pk)
    if row.valid_to is not None:
        raise DomainError("Ghế này đã kết thúc", code="state")
    if on < row.valid_from:
        raise DomainError("Ngày kết thúc phải từ ngày bắt đầu trở đi", code="invalid")
    row.valid_to = on
    row.save(update_fields=["valid_to", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.SEAT_ENDED,
        target=row,
        old=row.seat,
        data={"user": row.user.username, "to": on},
    )
    return row


@transaction.atomic
def set_regulation(
    *,
    level: str,
    unit: AdministrativeUnit | None,
    number: str,
    valid_from: dt.date,
    actor: User,
    quorum_percent: int = 75,
    chair_required: bool = True,
    spread_max: Decimal = DEFAULT_SPREAD,
    minima: str = MinimaTest.MEAN,
    inherit_minima: bool = True,
    chair_scores: bool = True,
    extra_rounds: bool = False,
    appraisal_required: bool = False,
    reference: str = "",
) -> CouncilRegulation:
    """Record a council's regulation (Đ7.3.b, rule 7-07); it ends the one before on the day before.

    Sittings called under the old text keep it. The regulation says what the decision leaves to
    the province: quorum, chair, spread, how minima are tested, extra rounds,
    whether a dossier needs the advisers' report before a sitting.

    Raises:
        DomainError: ``invalid`` when it would begin before, or with, the one in force.
    """
    _check_place(level, unit)
    before = (
        CouncilRegulation.objects.select_for_update()
        .filter(seated_at(unit), level=level)
        .order_by("-valid_from")
        .first()
    )
    if before is not None and valid_from <= before.valid_from:
        raise DomainError(
            f"Quy chế {before.number} có hiệu lực từ {before.valid_from:%d/%m/%Y}; "
            "quy chế mới phải bắt đầu sau ngày ấy",
            code="invalid",
            fields={"valid_from": ["Chọn ngày muộn hơn"]},
        )
    if before is not None and before.valid_to is None:
        before.valid_to = valid_from - dt.timedelta(days=1)
        before.save(update_fields=["valid_to", "updated_at"])
    row = CouncilRegulation.objects.create(
        level=level,
        unit=unit,
        number=number,
        valid_from=valid_from,
        quorum_percent=quorum_percent,
        chair_required=chair_required,
        spread_max=spread_max,
        minima=minima,
        inherit_minima=inherit_minima,
        chair_scores=chair_scores,
        extra_rounds=extra_rounds,
        appraisal_required=appraisal_required,
        reference=reference,
    )
    record(
        actor=actor,
        verb=EvaluationVerb.REGULATION_SET,
        target=row,
        old=before.number if before else "",
        new=number,
        data={
            "from": valid_from,
            "quorum_percent": quorum_percent,
            "chair_required": chair_required,
            "spread_max": spread_max,
            "minima": minima,
            "inherit_minima": inherit_minima,
            "chair_scores": chair_scores,
            "extra_rounds": extra_rounds,
            "appraisal_required": appraisal_required,
        },
    )
    return row


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
) -> CouncilSession:
    """Call a sitting: the dossiers go before the council; one sheet per scoring member and product.

    The regulation in force on ``held_on`` is the sitting's for good. Seats are those of that day.
    Members are told.

    Raises:
        DomainError: when council and round are not of one level and place, the day is past or not
            before the round's last day (5-02, 5-03, 5-05), no regulation is in force, the council
            lacks a chair, a dossier is not an accepted one of this round, or the regulation asks
            for a report (Đ7.3.c) that is not there.
    """
    round_ = EvaluationRound.objects.select_for_update().get(pk=round.pk)
    locked = list(
        Dossier.objects.select_for_update()
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
    session = CouncilSession.objects.create(
        council=council,
        round=round_,
        regulation=regulation,
        held_on=held_on,
        place=place,
        state=SessionState.CONVENED,
    )
    Attendance.objects.bulk_create(Attendance(session=session, member=member) for member in members)
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
        data={"council": council.code, "held_on": held_on, "dossiers": len(items)},
    )
    queue(to=[member.user for member in members], **notices.convened(session, len(items)))
    return session


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
    astray = [d for d in locked if d.round_id != round_.pk or d.state != DossierState.ACCEPTED]
    if astray or len(locked) != len(wanted):
        names = ", ".join(dossier.code for dossier in astray)
        raise DomainError(
            f"Chỉ đưa ra phiên họp hồ sơ đã vào đợt và chưa qua phiên nào: {names}", code="state"
        )
