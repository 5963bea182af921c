"""Founding councils and seating members."""

import datetime as dt

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from accounts.services import grant_role
from audit.services import record
from common.errors import DomainError
from communes.models import AdministrativeUnit
from evaluations.enums import (
    EvaluationVerb,
    Level,
    Seat,
)
from evaluations.models import (
    Council,
    CouncilMember,
)
from evaluations.selectors.council.sittings import seated_at


def check_place(level: str, unit: AdministrativeUnit | None) -> None:
    """Refuse a level that doesn't go with the place."""
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
    check_place(level, unit)
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
