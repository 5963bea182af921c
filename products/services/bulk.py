"""Products of an old register, many at once.

These run inside the transaction of the import, which writes the one audit entry for all rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.bulk import delete_rows, insert_rows, maker, update_rows, write_back
from common.dates import now
from common.errors import DomainError
from communes.models import AdministrativeUnit
from producers.models import Producer
from products.models import Product
from products.selectors import current_groups
from products.services.register import PlaceNames, tidy

_LONGEST = 250
_NEW = ("name", "producer", "unit", "current_unit", "recorded_place", "group_code")
# What a correction may touch.
CORRECTED = (
    "name",
    "group_code",
    "unit",
    "current_unit",
    "recorded_place",
    "search_text",
    "folded_name",
    "sort_key",
    "updated_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """A product as a line of an old register names it, with the place already known."""

    name: str
    producer: Producer
    unit: AdministrativeUnit
    current_unit: AdministrativeUnit | None
    recorded_place: str = ""
    group_code: str = ""


def enter_products(*, rows: Sequence[NewProduct]) -> list[Product]:
    """Enter ``rows``, many with one statement; returns them in the same order.

    Units and their parents are best loaded beforehand: what products are found by names them.

    Raises:
        DomainError: ``invalid`` with the sentence of the first row that can't be entered.
        IntegrityError: when a producer would have two products of one name.
    """
    groups = set(current_groups().values_list("code", flat=True))
    new = maker(Product, _NEW)
    places = PlaceNames()
    made = []
    for row in rows:
        group = row.group_code if row.group_code in groups else ""
        product = new(row.name, row.producer, row.unit, row.current_unit, row.recorded_place, group)
        tidy(product, places)
        fault = _name_fault(product.name)
        if fault:
            raise DomainError(fault, code="invalid", fields={"name": [fault]})
        made.append(product)
    return insert_rows(made)


def _name_fault(name: str) -> str | None:
    """Why a product can't be called so: a sentence, or None."""
    if not name:
        return "Chưa có tên sản phẩm"
    if len(name) > _LONGEST:
        return f"Tên sản phẩm dài {len(name)} chữ, nhiều nhất {_LONGEST}"
    return None


def withdraw_products(*, products: Sequence[int]) -> None:
    """Take out again what an import entered (keys); a used one raises ``ProtectedError``."""
    delete_rows(Product.objects.all(), products)


def correct_products(*, changes: Sequence[tuple[Product, Mapping[str, Any]]]) -> None:
    """Write name, group or place over products; what they are found by follows.

    Raises:
        IntegrityError: when a producer would have two products of one name.
    """
    for product, fields in changes:
        for field, value in fields.items():
            setattr(product, field, value)
        product.updated_at = now()
        tidy(product)
    update_rows([row for row, _ in changes], CORRECTED)


def restore_products(*, values: Mapping[int, Mapping[str, Any]]) -> None:
    """Put earlier values back, by key: of the fields ``CORRECTED``, exactly as they were."""
    write_back(Product.objects.all(), values)
