"""Reading products: who sees which, how they are found, which sets exist."""

import datetime as dt

from django.db.models import Q, QuerySet

from accounts.selectors import Person, is_person, units_in_scope
from audit.models import AuditEntry
from audit.selectors import timeline
from common.text import fold
from communes.models import AdministrativeUnit
from producers.models import Producer
from producers.selectors import (
    EDITORS,
    READERS,
    edits_unit,
    is_editor,
    memberships,
    registrable_communes,
)
from producers.selectors import visible_to as producers_visible_to
from products.enums import Generation
from products.models import Product, ProductGroup, ProductImage, ProductSet

# The decision whose sets products belong to today; older ones live on in old dossiers.
CURRENT = Generation.QD26


def visible_to(user: Person, *, on: dt.date) -> QuerySet[Product]:
    """The products ``user`` may see on ``on``: made in own places, or of a producer they see."""
    if not is_person(user):
        return Product.objects.none()
    scope = units_in_scope(user, on=on, roles=READERS)
    producers = producers_visible_to(user, on=on).order_by().values("pk")
    return Product.objects.filter(Q(unit__in=scope) | Q(producer__in=producers)).select_related(
        "producer__unit", "product_set__group", "unit__parent__parent"
    )


def search(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those with every word of ``text``, with or without accents, in the name of the product, of
    its producer, commune or province.
    """
    found = Q()
    for word in fold(text).split():
        found &= Q(search_text__contains=word)
    return products.filter(found)


def current_sets() -> QuerySet[ProductSet]:
    """The 26 product sets of the decision in force, in the order of its annex."""
    sets = ProductSet.objects.filter(generation=CURRENT).select_related("group")
    return sets.order_by("group__position", "number")


def current_groups() -> QuerySet[ProductGroup]:
    """The six groups (ngành) of the decision in force."""
    return ProductGroup.objects.filter(generation=CURRENT).order_by("position")


def registrable_producers(user: Person, *, on: dt.date) -> QuerySet[Producer]:
    """The producers for which ``user`` may register products on ``on``."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    own = memberships(user, on).order_by().values("producer")
    return Producer.objects.filter(Q(unit__in=scope) | Q(pk__in=own)).select_related("unit")


def may_register(user: Person, *, on: dt.date) -> bool:
    """Whether there is any producer for whom ``user`` could register a product on ``on``."""
    return is_editor(user, on=on) or memberships(user, on).exists()


def may_change(user: Person, product: Product, *, on: dt.date) -> bool:
    """Whether ``user`` acts for the producer or keeps the register of the product's places."""
    places = {product.unit_id, product.producer.unit_id}
    return (
        edits_unit(user, places, on=on)
        or memberships(user, on).filter(producer=product.producer_id).exists()
    )


def communes_for(
    user: Person, *, on: dt.date, producer: Producer, product: Product | None = None
) -> QuerySet[AdministrativeUnit]:
    """Where ``user`` may say that the product is made: own communes and the producer's own."""
    present = {producer.unit_id} | ({product.unit_id} if product else set())
    ids = registrable_communes(user, on=on).order_by().values("pk")
    return AdministrativeUnit.objects.filter(Q(pk__in=ids) | Q(pk__in=present))


def images_of(product: Product) -> QuerySet[ProductImage]:
    """The photos of a product in their order."""
    return product.images.select_related("file")


def image_visible_to(user: Person, *, on: dt.date) -> QuerySet[ProductImage]:
    """The photos of the products ``user`` may see on ``on``."""
    products = visible_to(user, on=on).order_by().values("pk")
    return ProductImage.objects.filter(product__in=products).select_related("file", "product")


def public_image(code: str) -> ProductImage | None:
    """The photo with this code and its product. Whether the product is public is asked above."""
    return ProductImage.objects.filter(code=code).select_related("file", "product").first()


def history(product: Product) -> QuerySet[AuditEntry]:
    """What happened to the product's entry, oldest first."""
    return timeline(product)
