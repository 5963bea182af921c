"""What the certificates room does when a product's entry is merged or split again, and what it
tells the rooms below when they ask.
"""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from certificates.enums import CertificateStatus
from certificates.selectors.status import annotate_rating
from certificates.services.products import follow_product_merger, follow_product_split
from evaluations.signals import recognition_asked
from evaluations.workflow.kinds import Held
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


@receiver(recognition_asked, dispatch_uid="certificates.recognition_asked")
def tell_recognition(*, product: Product, on: dt.date, **_: Any) -> Held | None:
    """The certificate that speaks for the product; None when none does any more, or ever did."""
    row = annotate_rating(Product.objects.filter(pk=product.pk), on).get()
    # An expired one still speaks: a late re-rating may count from its end (Đ12.3, rule 12-04).
    speaks = {*CertificateStatus.standing, CertificateStatus.EXPIRED}
    if row.rating_stars is None or row.rating_status not in speaks:
        return None
    return Held(row.rating_stars, row.rating_until, row.rating_status in CertificateStatus.valid)
