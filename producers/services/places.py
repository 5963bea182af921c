"""Where a producer lies today: what follows is written, what doesn't is chosen by a person."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import vn_date
from common.errors import DomainError
from communes.models import AdministrativeUnit
from communes.services import settle_places
from producers.enums import ProducerVerb
from producers.models import Producer
from producers.selectors import candidates_of
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
    if row.current_unit_id == unit.pk:
        return row
    if not candidates_of(row.unit, on=on).filter(pk=unit.pk).exists():
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
    return row


@transaction.atomic
def choose_places(
    *, producers: Iterable[Producer], unit: AdministrativeUnit, actor: User, on: dt.date
) -> int:
    """The same for several at once, all or none; returns how many there were.

    Raises:
        DomainError: as :func:`choose_place`.
    """
    rows = sorted(producers, key=lambda row: row.pk)
    for row in rows:
        choose_place(producer=row, unit=unit, actor=actor, on=on)
    return len(rows)
