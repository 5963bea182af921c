"""Pairs of entries of which somebody has said that they are two producers, not one."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from common.text import fingerprint
from producers.models import DistinctProducers, Producer


def known_as(producer: Producer) -> str:
    """The fingerprint of what makes the entry look like another: its name and its tax code."""
    return fingerprint(producer.folded_name, producer.tax_code)


def stands(decision: DistinctProducers) -> bool:
    """Whether both still have the name and tax code of which the person decided."""
    known = (known_as(decision.first), known_as(decision.second))
    return known == (decision.first_known, decision.second_known)


def decision_about(one: Producer, other: Producer) -> DistinctProducers | None:
    """Who said that these two are not one, if it stands."""
    first, second = sorted((one.pk, other.pk))
    row = _decisions().filter(first=first, second=second).first()
    return row if row is not None and stands(row) else None


def distinct_among(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of ``pairs`` (keys, the smaller first) that somebody has said are two."""
    if not pairs:
        return set()
    rows = _decisions().filter(
        first__in={first for first, _ in pairs}, second__in={second for _, second in pairs}
    )
    return {(row.first_id, row.second_id) for row in rows if stands(row)}


def distinct_within(producers: QuerySet[Producer]) -> list[DistinctProducers]:
    """The decisions that stand between two of ``producers``, the latest first."""
    ids = producers.order_by().values("pk")
    rows = _decisions().filter(first__in=ids, second__in=ids).order_by("-updated_at", "-pk")
    return [row for row in rows if stands(row)]


def distinct_from(
    producer: Producer, producers: QuerySet[Producer]
) -> list[tuple[Producer, DistinctProducers]]:
    """Those of ``producers`` of which it was said that they are not ``producer``, and by whom."""
    ids = producers.order_by().values("pk")
    rows = _decisions().filter(
        Q(first=producer, second__in=ids) | Q(second=producer, first__in=ids)
    )
    return [
        (row.second if row.first_id == producer.pk else row.first, row)
        for row in rows.order_by("-updated_at", "-pk")
        if stands(row)
    ]


def _decisions() -> QuerySet[DistinctProducers]:
    return DistinctProducers.objects.select_related(
        "first__unit", "first__current_unit", "second__unit", "second__current_unit", "decided_by"
    )
