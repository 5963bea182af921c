"""What the certificates room does when a product's entry is merged or split again, and what it
tells the rooms below when they ask.
"""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
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
def tell_recognition(*, products: QuerySet[Product], on: dt.date, **_: Any) -> dict[int, Held]:
    """By key the certificate that speaks for a product; not for those without any, or any more."""
    # An expired one still speaks: a late re-rating may count from its end (Đ12.3, rule 12-04).
    speaks = {*CertificateStatus.standing, CertificateStatus.EXPIRED}
    asked = Product.objects.filter(pk__in=products.order_by().values("pk"))
    rows = annotate_rating(asked, on).filter(rating_status__in=speaks)
    return {
        row.pk: Held(
            row.rating_stars, row.rating_until, row.rating_status in CertificateStatus.valid
        )
        for row in rows.only("pk")
        if row.rating_stars is not None
    }
