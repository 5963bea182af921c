"""What the database itself refuses, each named constraint of products and their parts once."""

import pytest
from django.db import IntegrityError, transaction

from products.models import Product, ProductImage, ProductVariant, SalesChannel
from tests.factories.producers import producer
from tests.factories.products import channel, image, product, variant

pytestmark = pytest.mark.django_db


def test_a_product_has_a_name() -> None:
    row = product()
    with pytest.raises(IntegrityError, match="product_has_name"), transaction.atomic():
        Product.objects.filter(pk=row.pk).update(name="")


def test_one_producer_has_one_product_of_a_name_and_pack() -> None:
    owner = producer()
    first, second = product("Mắm tép", owner), product("Mắm tôm", owner)
    with (
        pytest.raises(IntegrityError, match=r"folded_name|product_once_per_producer"),
        transaction.atomic(),
    ):
        Product.objects.filter(pk=second.pk).update(folded_name=first.folded_name)


def test_a_product_has_a_photo_once() -> None:
    photo = image(product())
    with (
        pytest.raises(IntegrityError, match=r"file_id|product_image_once"),
        transaction.atomic(),
    ):
        ProductImage.objects.create(product=photo.product, file=photo.file)


def test_a_photo_has_a_code_of_its_own() -> None:
    row = product()
    first, second = image(row), image(row, colour="#07473d")
    assert first.code != second.code
    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        ProductImage.objects.filter(pk=second.pk).update(code=first.code)


def test_a_merged_entry_leaves_its_name_free() -> None:
    owner = producer()
    first, second = product("Mắm tép", owner), product("Mắm tôm", owner)
    Product.objects.filter(pk=first.pk).update(merged_into=second)
    assert product("Mắm tép", owner).folded_name == first.folded_name


def test_a_product_is_not_merged_into_itself() -> None:
    row = product()
    with (
        pytest.raises(IntegrityError, match="product_not_merged_into_itself"),
        transaction.atomic(),
    ):
        Product.objects.filter(pk=row.pk).update(merged_into=row)


def test_a_photo_shows_something_known() -> None:
    photo = image(product())
    with pytest.raises(IntegrityError, match="product_image_kind_known"), transaction.atomic():
        ProductImage.objects.filter(pk=photo.pk).update(kind="poster")


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"name": ""}, "product_variant_has_name"),
        ({"net_quantity": 5, "net_unit": ""}, "product_variant_quantity_has_unit"),
        ({"net_quantity": None, "net_unit": "g"}, "product_variant_quantity_has_unit"),
        ({"net_quantity": 0, "net_unit": "g"}, "product_variant_quantity_has_unit"),
        ({"net_quantity": 5, "net_unit": "oz"}, "product_variant_quantity_has_unit"),
    ],
)
def test_a_variant_is_named_and_measured_right(wrong: dict[str, object], name: str) -> None:
    row = variant(product())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ProductVariant.objects.filter(pk=row.pk).update(**wrong)


@pytest.mark.parametrize(
    ("same", "name"),
    [
        ({"net_quantity": 5, "net_unit": "g"}, r"net_quantity|product_variant_once"),
        ({}, r"folded_name|product_variant_once_unmeasured"),
        ({"barcode": "96385074", "folded_name": "x"}, r"barcode"),
    ],
)
def test_a_variant_stands_once(same: dict[str, object], name: str) -> None:
    row = product()
    first, second = variant(row, "Chai"), variant(row, "Hũ")
    facts = {"folded_name": "chai"} | same
    ProductVariant.objects.filter(pk=first.pk).update(**facts)
    if "barcode" in same:
        facts["folded_name"] = "y"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ProductVariant.objects.filter(pk=second.pk).update(**facts)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"name": ""}, "sales_channel_has_name"), ({"kind": "mall"}, "sales_channel_kind_known")],
)
def test_a_place_of_sale_is_named_and_of_a_known_kind(wrong: dict[str, str], name: str) -> None:
    row = channel(product())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SalesChannel.objects.filter(pk=row.pk).update(**wrong)


def test_a_place_of_sale_stands_once() -> None:
    row = product()
    first, second = channel(row), channel(row)
    with (
        pytest.raises(IntegrityError, match=r"name|sales_channel_once"),
        transaction.atomic(),
    ):
        SalesChannel.objects.filter(pk=second.pk).update(name=first.name)
