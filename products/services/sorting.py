"""Many products at once: the same set or group for all of them."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from products.models import Product, ProductSet
from products.services.register import change_product

# Each gets its own audit entry, so this many are a few seconds.
MOST_AT_ONCE = 500


@transaction.atomic
def sort_products(
    *,
    products: Iterable[Product],
    product_set: ProductSet | None = None,
    group_code: str = "",
    actor: User,
    on: dt.date,
) -> int:
    """Put all of ``products`` into a set, or into a group alone; returns how many were new.

    All or none; one audit entry each. A group alone leaves the set of those that have one in
    that group, and takes it from the others: a set belongs to one group.

    Raises:
        DomainError: as :func:`change_product`.
    """
    changed = 0
    for product in sorted(products, key=lambda row: row.pk):
        before = product.product_set_id, product.group_code
        if product_set is not None:
            row = change_product(product=product, actor=actor, on=on, product_set=product_set)
        elif product.group_code == group_code:
            continue
        else:
            row = change_product(
                product=product, actor=actor, on=on, product_set=None, group_code=group_code
            )
        changed += (row.product_set_id, row.group_code) != before
    return changed
