"""What the certificates room does when a product's entry is merged or split again."""

from typing import Any

from django.dispatch import receiver

from certificates.services.products import follow_product_merger, follow_product_split
from products.models import Product
from products.signals import product_merged, product_split


@receiver(product_merged, dispatch_uid="certificates.product_merged")
def follow_merger(*, keep: Product, absorb: Product, moved: dict[str, list[int]], **_: Any) -> None:
    """Certificates and lines of old registers become the history of the product that stays."""
    moved.update(follow_product_merger(keep=keep, absorb=absorb))


@receiver(product_split, dispatch_uid="certificates.product_split")
def follow_split(*, keep: Product, absorb: Product, moved: dict[str, list[int]], **_: Any) -> None:
    """What came from the other product goes back to it."""
    follow_product_split(keep=keep, absorb=absorb, moved=moved)
