"""What the idea stage does when producers are merged or split again."""

from typing import Any

from django.dispatch import receiver

from producers.models import Producer
from producers.signals import producer_merged, producer_split
from programmes.services.ideas import give_back_ideas, move_ideas

_LABEL = "programmes.productidea"


@receiver(producer_merged, dispatch_uid="programmes.producer_merged")
def follow_merger(
    *, keep: Producer, absorb: Producer, moved: dict[str, list[int]], **_: Any
) -> None:
    """Its ideas go over to the entry that stays."""
    if ids := move_ideas(keep=keep, absorb=absorb):
        moved[_LABEL] = ids


@receiver(producer_split, dispatch_uid="programmes.producer_split")
def follow_split(
    *, keep: Producer, absorb: Producer, moved: dict[str, list[int]], **_: Any
) -> None:
    """Its ideas come back."""
    give_back_ideas(keep=keep, absorb=absorb, ids=moved.get(_LABEL, []))
