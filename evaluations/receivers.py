"""What the evaluations room does when a product is merged or split, or a paper withdrawn."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from evaluations.services.papers import tell_of_withdrawal
from evaluations.services.products import follow_product_merger, follow_product_split
from producers.models import Paper
from producers.signals import paper_withdrawn
from products.models import Product
from products.signals import product_merged, product_split


@receiver(product_merged, dispatch_uid="evaluations.product_merged")
def follow_merger(*, keep: Product, absorb: Product, moved: dict[str, list[int]], **_: Any) -> None:
    """Dossiers go over to the product that stays."""
    moved.update(follow_product_merger(keep=keep, absorb=absorb))


@receiver(product_split, dispatch_uid="evaluations.product_split")
def follow_split(*, keep: Product, absorb: Product, moved: dict[str, list[int]], **_: Any) -> None:
    """Dossiers of the other product go back to it."""
    follow_product_split(keep=keep, absorb=absorb, moved=moved)


@receiver(paper_withdrawn, dispatch_uid="evaluations.paper_withdrawn")
def follow_withdrawal(*, paper: Paper, actor: User, on: dt.date, **_: Any) -> None:
    """Who handles a dossier that was filed with the paper is told."""
    tell_of_withdrawal(paper=paper, actor=actor, on=on)
