"""What the products room does when a producer's entry changes."""

from typing import Any

from django.dispatch import receiver

from producers.models import Producer
from producers.signals import producer_changed
from products.services import refresh_search_text


@receiver(producer_changed, dispatch_uid="products.refresh_search_text")
def follow_producer(*, producer: Producer, changed: frozenset[str], **_: Any) -> None:
    """The name of the producer is part of what its products are found by."""
    if "name" in changed:
        refresh_search_text(producer=producer)
