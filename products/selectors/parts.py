"""What belongs to a product: photos, variants, places of sale, certificates its producer holds."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.selectors import Person
from producers.models import HeldCertificate
from products.models import Product, ProductImage, ProductVariant, SalesChannel
from products.selectors.scope import visible_to

# A place of sale that nobody has looked at for so long may be gone.
STALE_AFTER = dt.timedelta(days=180)


def images_of(product: Product) -> QuerySet[ProductImage]:
    """The photos of a product in their order."""
    return product.images.select_related("file", "thumbnail")


def image_visible_to(user: Person, *, on: dt.date) -> QuerySet[ProductImage]:
    """The photos of the products ``user`` may see on ``on``."""
    products = visible_to(user, on=on).order_by().values("pk")
    return ProductImage.objects.filter(product__in=products).select_related(
        "file", "thumbnail", "product"
    )


def public_image(code: str) -> ProductImage | None:
    """The photo with this code and its product. Whether the product is public is asked above."""
    return (
        ProductImage.objects.filter(code=code)
        .select_related("file", "thumbnail", "product")
        .first()
    )


def with_first_image(products: QuerySet[Product]) -> QuerySet[Product]:
    """Each with ``first_image``, the code of the photo that stands for it in lists, or None."""
    first = ProductImage.objects.filter(product=OuterRef("pk")).order_by("position", "pk")
    return products.annotate(first_image=Subquery(first.values("code")[:1]))


def with_counts(products: QuerySet[Product]) -> QuerySet[Product]:
    """Each with ``photos`` and ``ways``: how many photos and variants it has."""
    return products.annotate(
        photos=_count_of(ProductImage.objects.all()), ways=_count_of(ProductVariant.objects.all())
    )


def _count_of(parts: QuerySet[Any]) -> Coalesce:
    """Counted beside the row: joining two parts would multiply them."""
    counted = parts.filter(product=OuterRef("pk")).order_by().values("product")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def variants_of(product: Product) -> QuerySet[ProductVariant]:
    """The ways it is sold, in their order, those no longer sold last."""
    return product.variants.order_by(F("stopped_on").asc(nulls_first=True), "position", "pk")


def channels_of(product: Product) -> QuerySet[SalesChannel]:
    """Where it is sold."""
    return product.channels.select_related("checked_by")


def held_of(product: Product) -> QuerySet[HeldCertificate]:
    """What the producer holds, whether it covers this product or not."""
    return HeldCertificate.objects.filter(producer=product.producer_id)
