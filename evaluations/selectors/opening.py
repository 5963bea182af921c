"""For which products somebody may begin a dossier, and which registration each is up to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.selectors import Person, has_role, units_in_scope
from evaluations.enums import DossierKind, DossierState
from evaluations.models import Dossier
from evaluations.selectors.forward import recognitions
from evaluations.workflow.kinds import Held, Proposal, propose_kind
from producers.selectors import memberships
from products.enums import Generation
from products.models import Product, ProductSet
from products.selectors import visible_to as products_visible_to

# With the centre: nothing to do for producer and commune but wait.
SENT_UP = (DossierState.FORWARDED, DossierState.AT_CENTRE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product with its certificate, the dossier that stands in the way, what to register for.

    In the way stands one under way, or one that waits for the centre's result.
    """

    key: int
    held: Held | None
    running: Dossier | None
    proposal: Proposal


def openable_by(user: Person, *, on: dt.date) -> QuerySet[Product]:
    """The products for which ``user`` may begin a dossier: ``evaluations.add_dossier`` for many."""
    own = memberships(user, on).order_by().values("producer")
    places = units_in_scope(user, on=on, roles=[Role.COMMUNE_OFFICER]).order_by().values("pk")
    made_there = Q(current_unit__in=places) | Q(current_unit=None, unit__in=places)
    return products_visible_to(user, on=on).filter(Q(producer__in=own) | made_there)


def begins_dossiers(user: Person, *, on: dt.date) -> bool:
    """Whether there can be any product for which ``user`` may begin a dossier."""
    return has_role(user, Role.COMMUNE_OFFICER, on=on) or memberships(user, on).exists()


def set_today(product: Product) -> ProductSet | None:
    """The product's set under Decision 26; sets of 1048 lead to the one that follows them."""
    found = product.product_set
    if found is not None and found.generation == Generation.QD1048:
        return found.successor
    return found


def candidates(products: QuerySet[Product], *, on: dt.date) -> list[Candidate]:
    """All of ``products``: first those whose re-rating can be filed, then what can be begun.

    After them dossiers under way, and last where there is nothing to begin; three statements.
    """
    held = recognitions(products, on=on)
    running = _running(products)
    found = []
    for key in products.order_by("sort_key", "pk").values_list("pk", flat=True):
        has, row = held.get(key), running.get(key)
        found.append(Candidate(key, has, row, propose_kind(has, on=on)))
    return sorted(found, key=lambda one: _turn(one, on))


def _running(products: QuerySet[Product]) -> dict[int, Dossier]:
    """By key of the product its open dossier; what was sent up to the centre is open too."""
    rows = Dossier.objects.filter(product__in=products.order_by().values("pk"))
    rows = rows.exclude(state__in=DossierState.closed).only("code", "product", "kind", "state")
    return {row.product_id: row for row in rows}


def _turn(row: Candidate, on: dt.date) -> int:
    if row.running is not None:
        return 4 if row.running.state in SENT_UP else 3
    if not row.proposal.now:
        return 4
    if row.proposal.is_due(on):
        return 0
    return 2 if row.proposal.kind == DossierKind.UPGRADE else 1


def products_of(rows: Sequence[Candidate], products: QuerySet[Product]) -> dict[int, Product]:
    """The products of ``rows`` by key, with what a line of the list shows."""
    return {
        row.pk: row
        for row in products.filter(pk__in=[one.key for one in rows]).select_related(
            "product_set__successor"
        )
    }
