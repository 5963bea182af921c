"""Where a producer lies today: what follows is written, what doesn't is chosen by a person."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import vn_date
from common.errors import DomainError
from communes.models import AdministrativeUnit
from communes.services import settle_places
from producers.enums import ProducerVerb
from producers.models import Producer
from producers.selectors import candidates_by_unit, candidates_of
from producers.services.register import locked
from producers.signals import producer_changed


def refresh_places(on: dt.date) -> int:
    """Write the communes of ``on`` of all producers where they follow; how many rows changed.

    For the reference data's loading: a choice that somebody made stays while it is possible.
    """
    return settle_places(Producer.objects.filter(merged_into__isnull=True), on=on)


@transaction.atomic
def choose_place(
    *, producer: Producer, unit: AdministrativeUnit, actor: User, on: dt.date
) -> Producer:
    """Say that the producer lies in ``unit`` today; the recorded unit stays as it is.

    Announces ``producer_changed`` with ``current_unit``. Choosing the same again writes nothing.

    Raises:
        DomainError: ``state`` when the recorded unit did not go into ``unit``.
    """
    row = locked(producer)
    if row.current_unit_id != unit.pk:
        _choose(row, unit, candidates_of(row.unit, on=on), actor=actor, on=on)
    return row


@transaction.atomic
def choose_places(
    *, choices: Sequence[tuple[Sequence[Producer], AdministrativeUnit]], actor: User, on: dt.date
) -> int:
    """The same for several, all or none; returns for how many a place was written.

    Those for whom somebody else chose meanwhile keep that choice.

    Raises:
        DomainError: as :func:`choose_place`.
    """
    unit_of = {producer.pk: unit for producers, unit in choices for producer in producers}
    rows = Producer.objects.select_for_update().filter(
        pk__in=unit_of, current_unit__isnull=True, merged_into__isnull=True
    )
    moving = list(rows.order_by("pk"))
    units = AdministrativeUnit.objects.in_bulk({row.unit_id for row in moving})
    candidates = candidates_by_unit(list(units.values()), on=on)
    for row in moving:
        row.unit = units[row.unit_id]
        _choose(row, unit_of[row.pk], candidates[row.unit_id], actor=actor, on=on)
    return len(moving)


def _choose(
    row: Producer,
    unit: AdministrativeUnit,
    candidates: list[AdministrativeUnit],
    *,
    actor: User,
    on: dt.date,
) -> None:
    if unit not in candidates:
        raise DomainError(
            f"Tính đến {vn_date(on)}, {row.unit.full_name} không có phần nào thuộc"
            f" {unit.full_name}. Hãy chọn một trong các xã, phường được đề xuất",
            code="state",
        )
    before = row.current_unit.full_name if row.current_unit else ""
    row.current_unit = unit
    row.save(update_fields=["current_unit", "updated_at"])
    record(
        actor=actor,
        verb=ProducerVerb.PLACE_CHOSEN,
        target=row,
        old=before,
        new=unit.full_name,
        data={"recorded": row.unit.key, "unit": unit.key},
    )
    producer_changed.send(sender=Producer, producer=row, changed=frozenset({"current_unit"}))
