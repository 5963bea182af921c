"""Variants: entered, changed, ordered, stopped, removed; what is wrong is refused at its field."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.models import AuditEntry
from common.errors import DomainError
from products.enums import NetUnit, ProductVerb
from products.models import ProductVariant
from products.selectors import variants_of
from products.services import add_variant, change_variant, move_variant, remove_variant
from tests.factories import accounts
from tests.factories.products import product, variant

pytestmark = pytest.mark.django_db
GTIN = "8934563138165"


def test_a_variant_is_stored_tidy_with_one_entry() -> None:
    row, person = product(), accounts.outsider()
    made = add_variant(
        product=row,
        actor=person,
        name="  Chai  thủy tinh ",
        net_quantity=Decimal("0.5"),
        net_unit=NetUnit.LITRE,
        barcode="893-4563-138165",
    )
    made.refresh_from_db()
    assert (made.name, made.folded_name, made.barcode) == ("Chai thủy tinh", "chai thuy tinh", GTIN)
    assert (made.net_quantity, made.net_unit) == (Decimal("0.500"), "l")
    (entry,) = AuditEntry.objects.filter(verb=ProductVerb.VARIANT_ADDED)
    assert (entry.actor, entry.target_id) == (person, str(row.pk))
    assert entry.data == {"variant": made.code, "name": "Chai thủy tinh"}


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"name": " "}, "name", "Chưa có tên biến thể"),
        (
            {"net_quantity": Decimal(5)},
            "net_unit",
            "Chưa chọn đơn vị của khối lượng, thể tích",
        ),
        ({"net_unit": "g"}, "net_unit", "Chưa ghi số cho đơn vị này"),
        (
            {"net_quantity": Decimal(0), "net_unit": "g"},
            "net_quantity",
            "Khối lượng, thể tích phải lớn hơn 0",
        ),
        ({"barcode": "123"}, "barcode", "Mã vạch phải có 8, 12, 13 hoặc 14 chữ số, đang có 3"),
    ],
)
def test_wrong_facts_are_refused_at_their_field(
    facts: dict[str, object], field: str, sentence: str
) -> None:
    row = product()
    with pytest.raises(DomainError) as refusal:
        add_variant(product=row, actor=None, **({"name": "Chai"} | facts))  # type: ignore[arg-type]
    assert refusal.value.code == "invalid"
    assert refusal.value.fields[field] == [sentence]
    assert not ProductVariant.objects.exists()


def test_the_same_variant_is_not_entered_twice() -> None:
    row = product()
    variant(row, "Chai", net_quantity=Decimal(500), net_unit="ml")
    variant(row, "Chai", net_quantity=Decimal(250), net_unit="ml")
    variant(row, "Chai")
    for facts in ({"net_quantity": Decimal("500.0"), "net_unit": "ml"}, {}):
        with pytest.raises(DomainError) as refusal:
            variant(row, "CHAI", **facts)
        assert refusal.value.fields == {
            "name": ["Sản phẩm đã có biến thể cùng tên, cùng khối lượng"]
        }
    assert row.variants.count() == 3


def test_a_barcode_belongs_to_one_variant_of_one_product() -> None:
    variant(product("Mắm tép"), "Chai", barcode=GTIN)
    with pytest.raises(DomainError) as refusal:
        variant(product("Mắm tôm"), "Hũ", barcode=GTIN)
    assert refusal.value.code == "conflict"
    assert refusal.value.fields == {"barcode": ["Mã vạch này đã ghi cho Chai của Mắm tép"]}


def test_a_change_writes_what_differs_once() -> None:
    row = variant(product(), "Chai", net_quantity=Decimal(500), net_unit="ml")
    person = accounts.outsider()
    change_variant(variant=row, actor=person, name="Chai to", net_quantity=Decimal(500))
    change_variant(variant=row, actor=person, name="Chai to")
    (entry,) = AuditEntry.objects.filter(verb=ProductVerb.VARIANT_CHANGED)
    assert entry.data["changed"] == {"name": ["Chai", "Chai to"]}


def test_a_stopped_variant_stands_last_and_can_be_sold_again() -> None:
    row, person = product(), accounts.outsider()
    first, second = variant(row), variant(row)
    change_variant(variant=first, actor=person, stopped_on=dt.date(2026, 7, 1))
    assert list(variants_of(row)) == [second, first]
    change_variant(variant=first, actor=person, stopped_on=None)
    assert list(variants_of(row)) == [first, second]


def test_variants_change_places_with_their_neighbours() -> None:
    row, person = product(), accounts.outsider()
    first, second, third = variant(row), variant(row), variant(row)
    move_variant(variant=third, up=True, actor=person)
    assert list(variants_of(row)) == [first, third, second]
    move_variant(variant=first, up=True, actor=person)
    move_variant(variant=second, up=False, actor=person)
    assert list(variants_of(row)) == [first, third, second]
    assert AuditEntry.objects.filter(verb=ProductVerb.VARIANT_CHANGED).count() == 1


def test_a_variant_is_removed_once() -> None:
    row, person = variant(product(), "Chai"), accounts.outsider()
    remove_variant(variant=row, actor=person)
    for write in (
        lambda: remove_variant(variant=row, actor=person),
        lambda: change_variant(variant=row, actor=person, name="Hũ"),
    ):
        with pytest.raises(DomainError) as refusal:
            write()
        assert refusal.value.message == "Biến thể này đã được bỏ trước đó"
    assert AuditEntry.objects.filter(verb=ProductVerb.VARIANT_REMOVED).count() == 1
