"""Opening and closing evaluation rounds (Đ5)."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from common.workflow import require
from communes.models import AdministrativeUnit
from evaluations.enums import EvaluationVerb, Level, RoundMove, RoundState
from evaluations.models import EvaluationRound
from evaluations.selectors.council.sittings import regulation_for, seated_at
from evaluations.workflow.council import ROUND_MOVES, ROUNDS_BY_LAW, round_dates


@transaction.atomic
def open_round(
    *,
    level: str,
    unit: AdministrativeUnit | None,
    year: int,
    number: int,
    actor: User,
    on: dt.date,
    proposals_before: dt.date | None = None,
    held_before: dt.date | None = None,
    plan: str = "",
) -> EvaluationRound:
    """Open a round; from now on the office may accept dossiers into it.

    Round 1 and 2 take the days of Article 5 (5-02, 5-03, 5-05); earlier days may be given, later
    ones not. More rounds need a regulation that foresees them, a plan, and both days (5-04, 5-06).

    Raises:
        DomainError: ``invalid`` for days out of order or later than the law's, ``state`` when the
            round exists or the regulation foresees no extra rounds.
    """
    if (level == Level.CENTRAL) != (unit is None):
        raise DomainError(
            "Cấp tỉnh phải có tỉnh, thành phố; cấp Trung ương không có", code="invalid"
        )
    if number > ROUNDS_BY_LAW:
        _check_extra(level, unit, plan, on)
    by_law = round_dates(level, year, number)
    if by_law is not None:
        proposals_before = proposals_before or by_law.proposals_before
        held_before = held_before or by_law.held_before
        if proposals_before > by_law.proposals_before or held_before > by_law.held_before:
            raise DomainError(
                f"Đợt {number} nhận đề nghị trước {by_law.proposals_before:%d/%m/%Y} và tổ chức "
                f"trước {by_law.held_before:%d/%m/%Y} (Điều 5); không lùi muộn hơn được",
                code="invalid",
            )
    if proposals_before is None or held_before is None:
        raise DomainError("Đợt thêm phải ghi rõ hai ngày", code="invalid")
    if held_before <= proposals_before:
        raise DomainError(
            "Ngày tổ chức phải sau ngày nhận đề nghị",
            code="invalid",
            fields={"held_before": ["Chọn ngày muộn hơn ngày nhận đề nghị"]},
        )
    if EvaluationRound.objects.filter(
        seated_at(unit), level=level, year=year, number=number
    ).exists():
        raise DomainError(f"Đợt {number} năm {year} đã mở rồi", code="state")
    row = EvaluationRound.objects.create(
        level=level,
        unit=unit,
        year=year,
        number=number,
        proposals_before=proposals_before,
        held_before=held_before,
        plan=plan,
        state=RoundState.OPEN,
    )
    record(
        actor=actor,
        verb=EvaluationVerb.ROUND_OPENED,
        target=row,
        new=RoundState.OPEN,
        data={"proposals_before": proposals_before, "held_before": held_before, "plan": plan},
    )
    return row


def _check_extra(level: str, unit: AdministrativeUnit | None, plan: str, on: dt.date) -> None:
    regulation = regulation_for(level, unit, on=on)
    if regulation is None or not regulation.extra_rounds:
        raise DomainError(
            "Mỗi năm có hai đợt; muốn thêm đợt thì quy chế của Hội đồng phải cho phép (Điều 5)",
            code="state",
        )
    if not plan.strip():
        raise DomainError(
            "Đợt thêm phải có kế hoạch đánh giá (Điều 5)",
            code="invalid",
            fields={"plan": ["Ghi số, ngày của kế hoạch"]},
        )


@transaction.atomic
def close_round(*, round: EvaluationRound, actor: User, on: dt.date) -> EvaluationRound:  # noqa: A002
    """Close a round: no dossier is accepted into it any more; those in it go on.

    Raises:
        DomainError: ``state`` when it is closed already.
    """
    row = EvaluationRound.objects.select_for_update().get(pk=round.pk)
    step = require(ROUND_MOVES, RoundMove.CLOSE, row)
    row.state = step.target
    row.save(update_fields=["state", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.ROUND_CLOSED,
        target=row,
        old=RoundState.OPEN,
        new=row.state,
        data={"on": on},
    )
    return row
