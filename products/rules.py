"""Who may do what with products. On today: permission is asked when somebody acts."""

import rules

from accounts.selectors import Person
from common.dates import today
from producers.models import Producer
from products import selectors
from products.models import Product


@rules.predicate
def sees(user: Person, product: Product | None) -> bool:
    """Whether the product is in what the person may see."""
    if product is None:
        return False
    return selectors.visible_to(user, on=today()).filter(pk=product.pk).exists()


@rules.predicate
def registers_for(user: Person, producer: Producer | None) -> bool:
    """For ``producer``; without one, for any producer at all."""
    if producer is None:
        return selectors.may_register(user, on=today())
    rows = selectors.registrable_producers(user, on=today())
    return rows.filter(pk=producer.pk).exists()


@rules.predicate
def changes(user: Person, product: Product | None) -> bool:
    """Whether the person acts for the producer or keeps the register of the product's places."""
    return product is not None and selectors.may_change(user, product, on=today())


@rules.predicate
def keeps(user: Person, product: Product | None) -> bool:
    """Whether the person keeps the register of the product's place or of its producer's."""
    return product is not None and selectors.may_keep(user, product, on=today())


rules.add_perm("products.view_product", sees)
# The object is the producer.
rules.add_perm("products.add_product", registers_for)
rules.add_perm("products.change_product", changes)
# Merging duplicates and saying where the product lies today: not for the producer's own people.
rules.add_perm("products.keep_product", keeps)
