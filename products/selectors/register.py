"""Finding products in the register, and what a merger left behind."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from audit.models import AuditEntry
from audit.selectors import timeline
from common.text import fold
from communes.models import AdministrativeUnit
from communes.selectors import in_full
from producers.selectors import candidates_of
from products.models import Product

# How the list may be sorted: what stands in the address, and the columns.
ORDERS = {
    "ten": ("sort_key", "pk"),
    "chu-the": ("producer__sort_key", "sort_key", "pk"),
    "moi": ("-created_at", "-pk"),
    "sua": ("-updated_at", "-pk"),
}


def search(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those with every word of ``text``, with or without accents, in the name of the product, of
    its producer, or of its place as recorded or as it is today.
    """
    found = Q()
    for word in fold(text).split():
        found &= Q(search_text__contains=word)
    return products.filter(found)


def ordered(products: QuerySet[Product], by: str) -> QuerySet[Product]:
    """In the order ``by`` of ``ORDERS``; by name when there is no such order."""
    return products.order_by(*ORDERS.get(by, ORDERS["ten"]))


def unsettled(products: QuerySet[Product]) -> QuerySet[Product]:
    """Those whose commune of today nobody knows: it was split, or the old register names none."""
    return products.filter(current_unit__isnull=True)


def shared_places(products: Iterable[Product], *, on: dt.date) -> list[AdministrativeUnit]:
    """The communes of ``on`` that each of ``products`` could lie in, in Vietnamese order.

    One recorded in a split commune could lie in each of the parts; one of which only the district
    or province is known, in each commune that came of that.
    """
    units = {product.unit_id: product.unit for product in products}
    common: list[AdministrativeUnit] | None = None
    for unit in units.values():
        found = candidates_of(unit, on=on)
        if common is None:
            common = list(found)
        else:
            ids = {place.pk for place in found}
            common = [place for place in common if place.pk in ids]
    return common or []


def recorded_words(product: Product) -> str:
    """The place as the papers have it: as printed, else the recorded unit and what it was part of.

    For rows that came with their units, as ``visible_to`` gives them.
    """
    return product.recorded_place or in_full(product.unit)


def survivor_of(code: str) -> Product | None:
    """The product into which the one with this code was merged, also over several steps."""
    row = Product.objects.filter(code=code).select_related("merged_into").first()
    # No product is merged into one that is itself merged; a chain grows only at its end.
    while row is not None and row.merged_into is not None:
        row = row.merged_into
        if row.merged_into_id is None:
            return row
    return None


def absorbed_by(product: Product) -> QuerySet[Product]:
    """The duplicates that were merged straight into ``product``."""
    return product.merged.select_related("producer").order_by("pk")


def history(product: Product) -> QuerySet[AuditEntry]:
    """What happened to the product's entry, oldest first."""
    return timeline(product)
