"""Lines of old registers about a product, as they stand there."""

from django.db.models import F, QuerySet

from certificates.models import RegisterEntry
from products.models import Product


def entries_of(product: Product) -> QuerySet[RegisterEntry]:
    """What old registers say of ``product``: newest day first, then those with a year alone."""
    return (
        RegisterEntry.objects.filter(product=product)
        .select_related("certificate")
        .order_by(
            F("decided_on").desc(nulls_last=True), F("decided_year").desc(nulls_last=True), "-pk"
        )
    )
