"""Entering the days off and the days worked instead."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.models import AuditEntry
from audit.services import record
from common.bulk import insert_rows
from common.dates import vn_date
from common.errors import DomainError
from common.text import normalise
from programmes.enums import ProgrammeVerb
from programmes.models import CalendarDay
from programmes.validators import day_fault

_FILE = Path(__file__).resolve().parents[1] / "data" / "holidays.csv"


def load_reference() -> dict[str, int]:
    """Enter the days of ``data/holidays.csv`` that are not there; harmless to repeat.

    What people entered, changed or removed stays as they left it.
    """
    with _FILE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with transaction.atomic():
        there = set(CalendarDay.objects.values_list("day", flat=True))
        label = CalendarDay._meta.label_lower  # noqa: SLF001 -- public API of Django models
        touched = AuditEntry.objects.filter(target_type=label).values_list("data", flat=True)
        there |= {dt.date.fromisoformat(data["day"]) for data in touched}
        fresh = [
            CalendarDay(**{**row, "day": day})
            for row in rows
            if (day := dt.date.fromisoformat(row["day"])) not in there
        ]
        insert_rows(fresh)
    return {"days": len(fresh)}


def _checked(*, day: dt.date, kind: str, name: str, basis: str) -> dict[str, Any]:
    name, basis = normalise(name), normalise(basis)
    faults: dict[str, list[str]] = {}
    if fault := day_fault(day, kind):
        faults["day"] = [fault]
    if not name:
        faults["name"] = ["Ghi tên gọi của ngày này"]
    if not basis:
        faults["basis"] = ["Ghi văn bản làm căn cứ"]
    if faults:
        first = next(iter(faults.values()))[0]
        raise DomainError(first, code="invalid", fields=faults)
    return {"day": day, "kind": kind, "name": name, "basis": basis}


def _locked(row: CalendarDay) -> CalendarDay:
    found = CalendarDay.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise DomainError(f"Ngày {vn_date(row.day)} vừa được bỏ khỏi lịch", code="conflict")
    return found


def _taken(day: dt.date, error: IntegrityError) -> DomainError:
    row = CalendarDay.objects.filter(day=day).first()
    if row is None:
        raise error
    fault = f"Ngày {vn_date(day)} đã có trong lịch: {row.name} ({row.get_kind_display().lower()})"
    return DomainError(fault, code="invalid", fields={"day": [fault]})


@transaction.atomic
def add_day(*, day: dt.date, kind: str, name: str, basis: str, actor: User) -> CalendarDay:
    """Enter a weekday off or a weekend day worked; every term that meets it changes at once.

    Raises:
        DomainError: ``invalid`` on ``day`` for a day that is off or worked anyway, or entered
            already; on ``name`` and ``basis`` when empty.
    """
    row = CalendarDay(**_checked(day=day, kind=kind, name=name, basis=basis))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _taken(day, error) from error
    record(
        actor=actor,
        verb=ProgrammeVerb.DAY_ADDED,
        target=row,
        new=row.kind,
        reason=row.basis,
        data={"day": row.day, "name": row.name},
    )
    return row


@transaction.atomic
def change_day(
    *, row: CalendarDay, day: dt.date, kind: str, name: str, basis: str, actor: User
) -> CalendarDay:
    """Correct an entered day.

    Raises:
        DomainError: as :func:`add_day`; ``conflict`` when it was removed meanwhile.
    """
    locked = _locked(row)
    values = _checked(day=day, kind=kind, name=name, basis=basis)
    old = {"day": locked.day, "kind": locked.kind, "name": locked.name, "basis": locked.basis}
    if values == old:
        return locked
    for field, value in values.items():
        setattr(locked, field, value)
    try:
        with transaction.atomic():
            locked.save(update_fields=[*values, "updated_at"])
    except IntegrityError as error:
        raise _taken(day, error) from error
    record(
        actor=actor,
        verb=ProgrammeVerb.DAY_CHANGED,
        target=locked,
        old=f"{old['day']} {old['kind']}",
        new=f"{locked.day} {locked.kind}",
        reason=locked.basis,
        data={"day": old["day"], "before": old, "after": values},
    )
    return locked


@transaction.atomic
def remove_day(*, row: CalendarDay, reason: str, actor: User) -> None:
    """Take a day out of the calendar; it counts again as its weekday says.

    Raises:
        DomainError: ``invalid`` on ``reason`` when nothing is said; ``conflict`` when somebody
            removed it first.
    """
    locked = _locked(row)
    reason = normalise(reason)
    if not reason:
        fault = "Ghi lý do bỏ ngày này"
        raise DomainError(fault, code="invalid", fields={"reason": [fault]})
    record(
        actor=actor,
        verb=ProgrammeVerb.DAY_REMOVED,
        target=locked,
        old=locked.kind,
        reason=reason,
        data={"day": locked.day, "name": locked.name, "basis": locked.basis},
    )
    locked.delete()
