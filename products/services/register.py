"""The register of products: entering, changing, keeping the search text true."""

import datetime as dt
from collections.abc import Iterator
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from common.faults import field_faults, refuse_faults
from common.text import fold, normalise, sort_key
from communes.models import AdministrativeUnit
from producers.models import Producer
from producers.selectors import place_today, unit_fault
from products.enums import ProductVerb
from products.models import Product, ProductGroup, ProductSet
from products.selectors import CURRENT

_DERIVED = ["search_text", "folded_name", "sort_key"]
_TEXTS = ("description", "story")


class ProductDetails(TypedDict, total=False):
    """What may be said of a product beside its name, producer, set and place."""

    description: str
    story: str
    packaging: str
    # The place as an old paper prints it.
    recorded_place: str


class ProductChanges(ProductDetails, total=False):
    """What may be changed later. The producer stays: another producer's product is another."""

    name: str
    product_set: ProductSet | None
    group_code: str
    unit: AdministrativeUnit


@transaction.atomic
def register_product(
    *,
    actor: User | None,
    on: dt.date,
    producer: Producer,
    name: str,
    product_set: ProductSet | None = None,
    group_code: str = "",
    unit: AdministrativeUnit | None = None,
    **details: Unpack[ProductDetails],
) -> Product:
    """Enter a product of ``producer``; writes one audit entry.

    ``unit`` is the commune where it is made, by default the producer's; where it lies today
    follows, as far as one commune follows. ``product_set`` is one of the decision in force and
    sets ``group_code`` (I to VI) by itself; old registers know only the group, or nothing.
    ``actor`` None is the portal itself (seeding, import).

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when the producer has
            a product of that name (accents and case aside) in that packaging already.
    """
    own_unit = unit is not None and unit.pk != producer.unit_id
    product = Product(
        producer=producer,
        name=name,
        product_set=product_set,
        group_code=group_code,
        unit=unit or producer.unit,
        **details,
    )
    product.current_unit = current_place(product, on=on)
    tidy(product)
    _check(product, on=on, unit_is_new=own_unit)
    _save(product)
    record(
        actor=actor,
        verb=ProductVerb.REGISTERED,
        target=product,
        data={
            "code": product.code,
            "producer": producer.code,
            "set": product_set.code if product_set else "",
            "unit": product.unit.full_name,
        },
    )
    return product


@transaction.atomic
def change_product(
    *,
    product: Product,
    actor: User,
    on: dt.date,
    seen: str | None = None,
    **changes: Unpack[ProductChanges],
) -> Product:
    """Write what differs and one audit entry; nothing differs, nothing is written.

    ``seen`` is ``updated_at.isoformat()`` of what the person had before the eyes: if somebody
    saved in between, that other version is not overwritten. Issued papers keep what they say.

    Raises:
        DomainError: as :func:`register_product`; ``conflict`` also when somebody saved first.
    """
    row = Product.objects.select_for_update().get(pk=product.pk)
    if seen is not None and seen != row.updated_at.isoformat():
        raise DomainError(
            "Thông tin sản phẩm đã được sửa ở nơi khác sau khi trang này mở ra."
            " Chữ vừa gõ vẫn còn ở dưới; lưu lần nữa sẽ ghi theo chữ này",
            code="conflict",
        )
    fields = {*changes, "group_code"}
    before = {field: getattr(row, field) for field in fields}
    for field, value in changes.items():
        setattr(row, field, value)
    if row.unit != before.get("unit", row.unit):
        fields.add("current_unit")
        before["current_unit"] = row.current_unit
        row.current_unit = current_place(row, on=on)
    tidy(row)
    changed = sorted(field for field in fields if getattr(row, field) != before[field])
    if not changed:
        return row
    _check(row, on=on, unit_is_new="unit" in changed)
    _save(row, update_fields=[*changed, *_DERIVED, "updated_at"])
    record(
        actor=actor,
        verb=ProductVerb.CHANGED,
        target=row,
        data={"changed": {f: [_told(before[f]), _told(getattr(row, f))] for f in changed}},
    )
    return row


def refresh_search_text(*, producer: Producer | None = None) -> int:
    """Write again what products are found by; returns how many rows differed.

    Of one producer, or of all: after places have changed.
    """
    rows = Product.objects.select_related(
        "producer", "unit__parent__parent", "current_unit__parent"
    ).order_by("pk")
    if producer is not None:
        rows = rows.filter(producer=producer)
    stale = []
    for row in rows.iterator(chunk_size=2000):
        text = search_text(row)
        if row.search_text != text:
            row.search_text = text
            stale.append(row)
    return Product.objects.bulk_update(stale, ["search_text"], batch_size=500)


def current_place(product: Product, *, on: dt.date) -> AdministrativeUnit | None:
    """Where the product's place lies on ``on``; None when it was split or isn't a commune.

    Made where its producer is, it lies where somebody has said that the producer lies.
    """
    if product.unit_id == product.producer.unit_id and product.producer.current_unit is not None:
        return product.producer.current_unit
    return place_today(product.unit, on=on)


class PlaceNames:
    """What places are called upwards, each name once; worked out once for each pair of units."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int | None], list[str]] = {}

    def of(self, product: Product) -> list[str]:
        """The names of where ``product`` was recorded, then of where it lies today."""
        key = (product.unit_id, product.current_unit_id)
        if key not in self._known:
            names = [*_upwards(product.unit), *_upwards(product.current_unit)]
            self._known[key] = list(dict.fromkeys(names))
        return self._known[key]


def _upwards(unit: AdministrativeUnit | None) -> Iterator[str]:
    while unit is not None:
        yield unit.full_name
        unit = unit.parent


def search_text(product: Product, places: PlaceNames | None = None) -> str:
    """Folded name, producer and place: as recorded with its district and province, as the old
    paper prints it, and as it is called today. ``places`` spares the same walk for many.
    """
    words = [product.name, product.producer.name]
    words += [name for name in (places or PlaceNames()).of(product) if name not in words]
    if product.recorded_place:
        words.append(product.recorded_place)
    return fold(" ".join(words))


def tidy(product: Product, places: PlaceNames | None = None) -> None:
    """Bring every text to its normal form and derive what is derived; nothing is saved."""
    product.name = normalise(product.name)
    product.packaging = normalise(product.packaging)
    product.recorded_place = normalise(product.recorded_place)
    for field in _TEXTS:
        lines = getattr(product, field).splitlines()
        setattr(product, field, "\n".join(normalise(line) for line in lines).strip())
    if product.product_set_id is not None and product.product_set is not None:
        product.group_code = product.product_set.group.code
    product.folded_name = fold(product.name)[:250]
    product.sort_key = sort_key(product.name)[:800]
    product.search_text = search_text(product, places)


def _check(product: Product, *, on: dt.date, unit_is_new: bool) -> None:
    found = {"name": None if product.name else "Chưa có tên sản phẩm"}
    if product.product_set is not None and product.product_set.generation != CURRENT:
        found["product_set"] = f"Hãy chọn bộ sản phẩm theo {CURRENT.label}"
    elif product.group_code and not _group_exists(product.group_code):
        found["group_code"] = f"Không có ngành “{product.group_code}” trong {CURRENT.label}"
    faults = field_faults(product, exclude=_DERIVED, found=found)
    fault = unit_fault(product.unit, on=on) if unit_is_new else None
    if fault:
        faults.setdefault("unit", [fault])
    refuse_faults(faults, where="trong thông tin sản phẩm")


def _group_exists(code: str) -> bool:
    return ProductGroup.objects.filter(generation=CURRENT, code=code).exists()


def _save(product: Product, update_fields: list[str] | None = None) -> None:
    """Save; the constraint decides, so two people at once can't both enter the same product."""
    try:
        with transaction.atomic():
            product.save(update_fields=update_fields)
    except IntegrityError:
        twin = (
            Product.objects.filter(
                producer=product.producer,
                folded_name=product.folded_name,
                packaging=product.packaging,
                merged_into__isnull=True,
            )
            .exclude(pk=product.pk)
            .first()
        )
        if twin is None:
            raise
        sentence = (
            f"{product.producer.name} đã có sản phẩm “{twin.name}” cùng quy cách (mã {twin.code})."
            " Hãy mở sản phẩm đó, hoặc ghi quy cách khác"
        )
        raise DomainError(sentence, code="conflict", fields={"name": [sentence]}) from None


def _told(value: object) -> str:
    if isinstance(value, ProductSet):
        return value.code
    return value.full_name if isinstance(value, AdministrativeUnit) else str(value or "")
