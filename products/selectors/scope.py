"""Who sees which products, and who may write where."""

import datetime as dt

from django.db.models import Q, QuerySet

from accounts.selectors import Person, is_person, units_in_scope
from communes.models import AdministrativeUnit
from producers.models import Producer
from producers.selectors import (
    EDITORS,
    READERS,
    edits_unit,
    in_scope,
    is_editor,
    memberships,
    registrable_communes,
)
from producers.selectors import visible_to as producers_visible_to
from products.models import Product


def visible_to(user: Person, *, on: dt.date) -> QuerySet[Product]:
    """The products ``user`` may see on ``on``: made in own places, or of a producer they see.

    Duplicates that were merged into another are in no list.
    """
    if not is_person(user):
        return Product.objects.none()
    scope = units_in_scope(user, on=on, roles=READERS)
    producers = producers_visible_to(user, on=on).order_by().values("pk")
    return Product.objects.filter(
        in_scope("", scope) | Q(producer__in=producers), merged_into__isnull=True
    ).select_related(
        "producer__unit",
        "producer__current_unit",
        "product_set__group",
        "unit__parent__parent",
        "current_unit__parent",
    )


def registrable_producers(user: Person, *, on: dt.date) -> QuerySet[Producer]:
    """The producers for which ``user`` may register products on ``on``."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    own = memberships(user, on).order_by().values("producer")
    return Producer.objects.filter(
        in_scope("", scope) | Q(pk__in=own), merged_into__isnull=True
    ).select_related("unit", "current_unit")


def may_register(user: Person, *, on: dt.date) -> bool:
    """Whether there is any producer for whom ``user`` could register a product on ``on``."""
    return is_editor(user, on=on) or memberships(user, on).exists()


def may_keep(user: Person, product: Product, *, on: dt.date) -> bool:
    """Whether ``user`` keeps the register of the product's place or of its producer's."""
    producer = product.producer
    places = {
        product.current_unit_id or product.unit_id,
        producer.current_unit_id or producer.unit_id,
    }
    return edits_unit(user, places, on=on)


def may_change(user: Person, product: Product, *, on: dt.date) -> bool:
    """Whether ``user`` keeps the register of the product's places or acts for the producer."""
    return (
        may_keep(user, product, on=on)
        or memberships(user, on).filter(producer=product.producer_id).exists()
    )


def kept_by(products: QuerySet[Product], user: Person, *, on: dt.date) -> QuerySet[Product]:
    """Those in whose places ``user`` keeps the register on ``on``: :func:`may_keep` for many."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    return products.filter(in_scope("", scope) | in_scope("producer__", scope))


def changeable_by(products: QuerySet[Product], user: Person, *, on: dt.date) -> QuerySet[Product]:
    """Those that ``user`` may change on ``on``: :func:`may_change` for many."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    own = memberships(user, on).order_by().values("producer")
    return products.filter(
        in_scope("", scope) | in_scope("producer__", scope) | Q(producer__in=own)
    )


def communes_for(
    user: Person, *, on: dt.date, producer: Producer, product: Product | None = None
) -> QuerySet[AdministrativeUnit]:
    """Where ``user`` may say that the product is made: own communes and the producer's own."""
    present = {producer.unit_id, producer.current_unit_id} - {None}
    if product is not None:
        present.add(product.unit_id)
    ids = registrable_communes(user, on=on).order_by().values("pk")
    return AdministrativeUnit.objects.filter(Q(pk__in=ids) | Q(pk__in=present))
