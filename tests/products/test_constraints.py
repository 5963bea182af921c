"""What the database itself refuses, each named constraint of products and photos once."""

import pytest
from django.db import IntegrityError, transaction

from products.models import Product, ProductImage
from tests.factories.producers import producer
from tests.factories.products import image, product

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
