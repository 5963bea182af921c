"""Producers of an old register, many at once.

These run inside the transaction of the import, which writes the one audit entry for all rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.bulk import delete_rows, insert_rows, maker, update_rows, write_back
from common.dates import now
from common.errors import DomainError
from communes.models import AdministrativeUnit
from producers.enums import ProducerKind
from producers.models import Producer
from producers.services.checks import tidy
from producers.signals import producer_changed

_LONGEST = 250
_NEW = ("name", "kind", "unit", "current_unit", "recorded_place", "named")
# What a correction may touch.
CORRECTED = ("name", "named", "kind", "folded_name", "sort_key", "updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProducer:
    """A producer as a line of an old register names it, with the place already known."""

    name: str
    kind: str
    unit: AdministrativeUnit
    current_unit: AdministrativeUnit | None
    recorded_place: str = ""
    named: bool = True


def enter_producers(*, rows: Sequence[NewProducer]) -> list[Producer]:
    """Enter ``rows``, many with one statement; returns them in the same order.

    Raises:
        DomainError: ``invalid`` with the sentence of the first row that can't be entered.
    """
    kinds = set(ProducerKind.values)
    new = maker(Producer, _NEW)
    made = []
    for row in rows:
        producer = new(
            row.name, row.kind, row.unit, row.current_unit, row.recorded_place, row.named
        )
        tidy(producer)
        fault = _name_fault(producer.name)
        if fault is None and producer.kind not in kinds:
            fault = f"Không có loại hình “{producer.kind}”"
        if fault:
            raise DomainError(fault, code="invalid", fields={"name": [fault]})
        made.append(producer)
    return insert_rows(made)


def _name_fault(name: str) -> str | None:
    """Why a producer can't be called so: a sentence, or None."""
    if not name:
        return "Chưa có tên chủ thể"
    if len(name) > _LONGEST:
        return f"Tên chủ thể dài {len(name)} chữ, nhiều nhất {_LONGEST}"
    return None


def withdraw_producers(*, producers: Sequence[int]) -> None:
    """Take out again what an import entered (keys); a used one raises ``ProtectedError``."""
    delete_rows(Producer.objects.all(), producers)


def correct_producers(*, changes: Sequence[tuple[Producer, dict[str, str]]]) -> None:
    """Write ``name`` or ``kind`` over producers; a name given makes an unnamed one named.

    Announces ``producer_changed`` as ``change_producer`` does.
    """
    for producer, fields in changes:
        for field, value in fields.items():
            setattr(producer, field, value)
        producer.named = producer.named or "name" in fields
        producer.updated_at = now()
        tidy(producer)
    update_rows([row for row, _ in changes], CORRECTED)
    for producer, fields in changes:
        producer_changed.send(sender=Producer, producer=producer, changed=frozenset(fields))


def restore_producers(*, values: Mapping[int, Mapping[str, Any]]) -> None:
    """Put earlier values back, by key: of the fields ``CORRECTED``, exactly as they were."""
    write_back(Producer.objects.all(), values)
