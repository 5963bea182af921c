"""Where products lie today: what follows by itself, and what a person chooses."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import vn_date
from common.errors import DomainError
from communes.models import AdministrativeUnit
from communes.services import settle_places
from products.enums import ProductVerb
from products.models import Product
from products.selectors import shared_places
from products.services.register import refresh_search_text, search_text


@transaction.atomic
def refresh_places(*, on: dt.date) -> int:
    """Write where every product lies on ``on`` as far as it follows; returns how many rows changed.

    After new units or changes of units were loaded. No audit entry: it follows from the units.
    """
    changed = settle_places(Product.objects.all(), on=on)
    if changed:
        refresh_search_text()
    return changed


@transaction.atomic
def choose_place(
    *, product: Product, unit: AdministrativeUnit, actor: User, on: dt.date
) -> Product:
    """Say in which commune of today the product lies; writes one audit entry if that is new.

    The recorded place stays as it is.

    Raises:
        DomainError: ``conflict`` on the field ``unit`` when the recorded place did not go there.
    """
    row = (
        Product.objects.select_for_update(of=("self",))
        .select_related("producer", "unit__parent__parent")
        .get(pk=product.pk)
    )
    if unit.pk == row.current_unit_id:
        return row
    if unit.pk not in {place.pk for place in shared_places([row], on=on)}:
        sentence = (
            f"Theo các nghị quyết đến ngày {vn_date(on)}, {row.unit.full_name} không vào"
            f" {unit.full_name}. Hãy chọn một nơi có trong danh sách"
        )
        raise DomainError(sentence, code="conflict", fields={"unit": [sentence]})
    before = row.current_unit
    row.current_unit = unit
    row.search_text = search_text(row)
    row.save(update_fields=["current_unit", "search_text", "updated_at"])
    record(
        actor=actor,
        verb=ProductVerb.PLACE_CHOSEN,
        target=row,
        old=before.full_name if before else "",
        new=unit.full_name,
        data={"recorded": row.unit.key, "place": unit.key},
    )
    return row


@transaction.atomic
def choose_places(
    *, products: Iterable[Product], unit: AdministrativeUnit, actor: User, on: dt.date
) -> int:
    """:func:`choose_place` for each, all or none; returns how many were new."""
    changed = 0
    for product in sorted(products, key=lambda row: row.pk):
        before = product.current_unit_id
        row = choose_place(product=product, unit=unit, actor=actor, on=on)
        changed += row.current_unit_id != before
    return changed
