"""The council's regulation: what the decision leaves to the province, by dated versions."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from communes.models import AdministrativeUnit
from evaluations.enums import EvaluationVerb
from evaluations.models import CouncilRegulation
from evaluations.selectors.council.sittings import seated_at
from evaluations.services.council.founding import check_place


@transaction.atomic
def set_regulation(
    *,
    level: str,
    unit: AdministrativeUnit | None,
    number: str,
    valid_from: dt.date,
    actor: User,
    **rules: Any,
) -> CouncilRegulation:
    """Record a council's regulation (Đ7.3.b, rule 7-07); it ends the one before on the day before.

    ``rules`` are fields of :class:`CouncilRegulation`, those left out by default. Sittings called
    under the old text keep it.

    Raises:
        DomainError: ``invalid`` when it would begin before, or with, the one in force.
    """
    check_place(level, unit)
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
        level=level, unit=unit, number=number, valid_from=valid_from, **rules
    )
    record(
        actor=actor,
        verb=EvaluationVerb.REGULATION_SET,
        target=row,
        old=before.number if before else "",
        new=number,
        data={"from": valid_from, **rules},
    )
    return row
