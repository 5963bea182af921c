"""Two entries that look like one producer and are two: said once, proposed no more."""

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from producers.enums import ProducerVerb
from producers.models import DistinctProducers, Producer
from producers.selectors import known_as, stands
from producers.services.merging import locked_pair


@transaction.atomic
def mark_distinct(*, one: Producer, other: Producer, actor: User) -> DistinctProducers:
    """Say that the two are not one: they are proposed no more, until a name or tax code changes.

    One audit entry on each; said again, nothing is written.

    Raises:
        DomainError: ``invalid`` for one and the same entry; ``state`` when one was merged.
    """
    first, second = _in_order(one, other)
    for row in (first, second):
        if row.merged_into_id is not None:
            raise DomainError(f"{row.name} đã được gộp trước đó", code="state")
    known = {"first_known": known_as(first), "second_known": known_as(second)}
    decision, made = DistinctProducers.objects.get_or_create(
        first=first, second=second, defaults={**known, "decided_by": actor}
    )
    if not made:
        if stands(decision):
            return decision
        decision.first_known, decision.second_known = known["first_known"], known["second_known"]
        decision.decided_by = actor
        decision.save()
    _record(actor, ProducerVerb.DISTINCT, first, second)
    return decision


@transaction.atomic
def reconsider(*, one: Producer, other: Producer, actor: User) -> None:
    """Take back that the two are not one; one audit entry on each.

    Raises:
        DomainError: ``invalid`` for one and the same entry; ``state`` when nobody has said so.
    """
    first, second = _in_order(one, other)
    gone, _ = DistinctProducers.objects.filter(first=first, second=second).delete()
    if not gone:
        raise DomainError(
            f"Không còn ghi {first.name} và {second.name} là hai chủ thể khác nhau", code="state"
        )
    _record(actor, ProducerVerb.RECONSIDERED, first, second)


def _in_order(one: Producer, other: Producer) -> tuple[Producer, Producer]:
    """Both as they stand, locked, the smaller key first."""
    if one.pk == other.pk:
        raise DomainError("Hãy chọn hai chủ thể khác nhau", code="invalid")
    first, second = sorted((one, other), key=lambda row: row.pk)
    return locked_pair(first, second)


def _record(actor: User, verb: ProducerVerb, first: Producer, second: Producer) -> None:
    for row, other in ((first, second), (second, first)):
        data = {"other": other.code, "name": other.name}
        record(actor=actor, verb=verb, target=row, data=data)
