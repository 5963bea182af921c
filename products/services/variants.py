"""Variants: the flavours, sizes and packs in which a product is sold."""

import datetime as dt
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from common.faults import field_faults, refuse_faults
from common.text import fold, normalise, told_changes
from products.enums import NetUnit, ProductVerb
from products.models import Product, ProductVariant
from products.validators import gtin_fault, normal_gtin

_DERIVED = ["folded_name", "product"]


class VariantFacts(TypedDict, total=False):
    """What may be said of a variant beside its name."""

    net_quantity: Decimal | None
    net_unit: str
    packaging: str
    barcode: str


class VariantChanges(VariantFacts, total=False):
    """What may be changed later; ``stopped_on`` None means that it is sold."""

    name: str
    stopped_on: dt.date | None


@transaction.atomic
def add_variant(
    *, product: Product, actor: User | None, name: str, **facts: Unpack[VariantFacts]
) -> ProductVariant:
    """Add a variant after the others; writes one audit entry.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when the product has
            that variant already, or another product has the barcode.
    """
    row = Product.objects.select_for_update().get(pk=product.pk)
    places = row.variants.values_list("position", flat=True)
    variant = ProductVariant(product=row, name=name, position=max(places, default=0) + 1, **facts)
    _tidy(variant)
    _check(variant)
    _save(variant)
    record(
        actor=actor,
        verb=ProductVerb.VARIANT_ADDED,
        target=row,
        data={"variant": variant.code, "name": variant.name},
    )
    return variant


@transaction.atomic
def change_variant(
    *, variant: ProductVariant, actor: User, **changes: Unpack[VariantChanges]
) -> ProductVariant:
    """Write what differs and one audit entry; nothing differs, nothing is written.

    Raises:
        DomainError: as :func:`add_variant`; ``conflict`` also when it was removed meanwhile.
    """
    row = _locked(variant)
    before = {field: getattr(row, field) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    _tidy(row)
    changed = sorted(field for field in changes if getattr(row, field) != before[field])
    if not changed:
        return row
    _check(row)
    _save(row, update_fields=[*changed, "folded_name", "updated_at"])
    told = told_changes(before, row, changed)
    record(
        actor=actor,
        verb=ProductVerb.VARIANT_CHANGED,
        target=row.product,
        data={"variant": row.code, "name": row.name, "changed": told},
    )
    return row


@transaction.atomic
def move_variant(*, variant: ProductVariant, up: bool, actor: User) -> None:
    """Change places with the neighbour above or below; at the end nothing happens."""
    row = _locked(variant)
    line = list(row.product.variants.order_by("position", "pk"))
    place = next(number for number, other in enumerate(line) if other.pk == row.pk)
    target = place + (-1 if up else 1)
    if not 0 <= target < len(line):
        return
    line[place], line[target] = line[target], line[place]
    for number, other in enumerate(line, start=1):
        other.position = number
    ProductVariant.objects.bulk_update(line, ["position"])
    record(
        actor=actor,
        verb=ProductVerb.VARIANT_CHANGED,
        target=row.product,
        data={"variant": row.code, "name": row.name, "order": [other.code for other in line]},
    )


@transaction.atomic
def remove_variant(*, variant: ProductVariant, actor: User) -> None:
    """Take away a variant that was entered by mistake; writes one audit entry.

    Raises:
        DomainError: ``conflict`` when somebody has removed it already.
    """
    row = _locked(variant)
    code = row.code
    row.delete()
    record(
        actor=actor,
        verb=ProductVerb.VARIANT_REMOVED,
        target=row.product,
        data={"variant": code, "name": row.name, "barcode": row.barcode},
    )


def _locked(variant: ProductVariant) -> ProductVariant:
    """The variant as it stands, its product locked."""
    Product.objects.select_for_update().get(pk=variant.product_id)
    row = ProductVariant.objects.filter(pk=variant.pk).select_related("product__producer").first()
    if row is None:
        raise DomainError("Biến thể này đã được bỏ trước đó", code="conflict")
    return row


def _tidy(variant: ProductVariant) -> None:
    variant.name = normalise(variant.name)
    variant.packaging = normalise(variant.packaging)
    variant.barcode = normal_gtin(variant.barcode)
    variant.folded_name = fold(variant.name)[:160]
    if variant.net_quantity is not None:
        # As the database gives it back, so that an unchanged value compares equal.
        variant.net_quantity = variant.net_quantity.quantize(Decimal("0.001"))


def _check(variant: ProductVariant) -> None:
    quantity = variant.net_quantity
    found = {
        "name": None if variant.name else "Chưa có tên biến thể",
        "barcode": gtin_fault(variant.barcode),
        "net_quantity": None
        if quantity is None or quantity > 0
        else "Khối lượng, thể tích phải lớn hơn 0",
        "net_unit": _unit_fault(quantity, variant.net_unit),
    }
    refuse_faults(field_faults(variant, exclude=_DERIVED, found=found), where="trong biến thể")


def _unit_fault(quantity: Decimal | None, unit: str) -> str | None:
    if quantity is None:
        return "Chưa ghi số cho đơn vị này" if unit else None
    return None if unit in NetUnit.values else "Chưa chọn đơn vị của khối lượng, thể tích"


def _save(variant: ProductVariant, update_fields: list[str] | None = None) -> None:
    """Save; the constraints decide, so two people at once can't both enter the same."""
    try:
        with transaction.atomic():
            variant.save(update_fields=update_fields)
    except IntegrityError:
        others = ProductVariant.objects.exclude(pk=variant.pk).select_related("product")
        same = others.filter(barcode=variant.barcode).exclude(barcode="").first()
        if same is not None:
            sentence = f"Mã vạch này đã ghi cho {same.name} của {same.product.name}"
            raise DomainError(sentence, code="conflict", fields={"barcode": [sentence]}) from None
        sentence = "Sản phẩm đã có biến thể cùng tên, cùng khối lượng"
        raise DomainError(sentence, code="conflict", fields={"name": [sentence]}) from None
