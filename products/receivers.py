"""What the products room does when a producer's entry changes, is merged or split again."""

from typing import Any

from django.dispatch import receiver

from producers.models import Producer
from producers.signals import producer_changed, producer_merged, producer_split
from products.services import (
    follow_place,
    give_back_products,
    move_products,
    refresh_search_text,
)

_LABEL = "products.product"


@receiver(producer_changed, dispatch_uid="products.refresh_search_text")
def follow_producer(*, producer: Producer, changed: frozenset[str], **_: Any) -> None:
    """The name of the producer is part of what its products are found by; so is its place."""
    if "current_unit" in changed and producer.current_unit_id is not None:
        follow_place(producer=producer)
    elif "name" in changed:
        refresh_search_text(producer=producer)


@receiver(producer_merged, dispatch_uid="products.producer_merged")
def follow_merger(
    *, keep: Producer, absorb: Producer, moved: dict[str, list[int]], **_: Any
) -> None:
    """Its products go over to the entry that stays."""
    moved[_LABEL] = move_products(keep=keep, absorb=absorb)


@receiver(producer_split, dispatch_uid="products.producer_split")
def follow_split(
    *, keep: Producer, absorb: Producer, moved: dict[str, list[int]], **_: Any
) -> None:
    """Its products come back."""
    give_back_products(keep=keep, absorb=absorb, ids=moved.get(_LABEL, []))
