"""A province's calls for ideas: drawing up, publishing, closing."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from common.faults import field_faults, refuse_faults
from common.text import normalise, told_changes
from common.workflow import require
from communes.models import AdministrativeUnit
from programmes import notices
from programmes.enums import CallMove, CallState, ProgrammeVerb
from programmes.models import IdeaCall
from programmes.workflow import CALL_MOVES

_DERIVED = ("code", "unit", "state", "made_by")
_YEARS = (2018, 2100)


def _check(call: IdeaCall) -> None:
    faults: dict[str, str | None] = {
        "title": None if call.title else "Chưa có tên đợt",
        "year": None
        if _YEARS[0] <= call.year <= _YEARS[1]
        else f"Năm từ {_YEARS[0]} đến {_YEARS[1]}",
        "closes_on": "Ngày nhận cuối cùng phải từ ngày bắt đầu nhận trở đi"
        if call.closes_on < call.opens_on
        else None,
    }
    refuse_faults(field_faults(call, exclude=_DERIVED, found=faults), where="trong đợt đăng ký")


def _save(call: IdeaCall, **options: Any) -> None:
    try:
        with transaction.atomic():
            call.save(**options)
    except IntegrityError as error:
        same = IdeaCall.objects.filter(unit=call.unit, title=call.title).exclude(pk=call.pk)
        if not same.exists():
            raise
        fault = f"Tỉnh đã có đợt mang tên “{call.title}”"
        raise DomainError(fault, code="conflict", fields={"title": [fault]}) from error


def _locked(call: IdeaCall) -> IdeaCall:
    return IdeaCall.objects.select_for_update(of=("self",)).select_related("unit").get(pk=call.pk)


@transaction.atomic
def make_call(
    *,
    unit: AdministrativeUnit,
    title: str,
    year: int,
    opens_on: dt.date,
    closes_on: dt.date,
    guidance: str,
    actor: User,
) -> IdeaCall:
    """Draw up a call of the province ``unit``; nobody outside the office sees it yet.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when the province has
            a call of that title.
    """
    call = IdeaCall(
        unit=unit,
        title=normalise(title),
        year=year,
        opens_on=opens_on,
        closes_on=closes_on,
        guidance=guidance.strip(),
        made_by=actor,
    )
    _check(call)
    _save(call, force_insert=True)
    record(actor=actor, verb=ProgrammeVerb.CALL_MADE, target=call, new=CallState.DRAFT)
    return call


@transaction.atomic
def change_call(
    *,
    call: IdeaCall,
    title: str,
    year: int,
    opens_on: dt.date,
    closes_on: dt.date,
    guidance: str,
    actor: User,
) -> IdeaCall:
    """Correct a call, or give it more days; nothing differs, nothing is written.

    Raises:
        DomainError: as :func:`make_call`; ``state`` once it was closed early.
    """
    row = _locked(call)
    if row.state == CallState.CLOSED:
        raise DomainError(f"“{row}” đã đóng sớm, không sửa nữa", code="state")
    values: dict[str, Any] = {
        "title": normalise(title),
        "year": year,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "guidance": guidance.strip(),
    }
    before = {name: getattr(row, name) for name in values}
    changed = [name for name, value in values.items() if value != before[name]]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    _check(row)
    _save(row, update_fields=[*changed, "updated_at"])
    record(
        actor=actor,
        verb=ProgrammeVerb.CALL_CHANGED,
        target=row,
        data={"changed": told_changes(before, row, changed)},
    )
    return row


@transaction.atomic
def publish_call(*, call: IdeaCall, actor: User, on: dt.date) -> IdeaCall:
    """Producers and communes of the province see the call from now on; the communes are told.

    Raises:
        DomainError: ``state`` unless it is a draft with days to come.
    """
    row = _locked(call)
    step = require(CALL_MOVES, CallMove.PUBLISH, row, on=on)
    row.state, row.published_on = step.target, on
    row.save(update_fields=["state", "published_on", "updated_at"])
    record(
        actor=actor,
        verb=ProgrammeVerb.CALL_PUBLISHED,
        target=row,
        old=CallState.DRAFT,
        new=row.state,
        data={"opens_on": row.opens_on, "closes_on": row.closes_on},
    )
    notices.call_published(row, on=on)
    return row


@transaction.atomic
def close_call(*, call: IdeaCall, reason: str, actor: User, on: dt.date) -> IdeaCall:
    """Take no more ideas before the last day has come; those registered go their way.

    Raises:
        DomainError: ``state`` unless it is published, with a reason and days left.
    """
    row = _locked(call)
    reason = normalise(reason)
    step = require(CALL_MOVES, CallMove.CLOSE, row, reason=reason, on=on)
    old, row.state = row.state, step.target
    row.closed_on, row.closed_reason = on, reason
    row.save(update_fields=["state", "closed_on", "closed_reason", "updated_at"])
    record(
        actor=actor,
        verb=ProgrammeVerb.CALL_CLOSED,
        target=row,
        old=old,
        new=row.state,
        reason=reason,
    )
    return row
