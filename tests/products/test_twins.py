"""Proposed duplicates: near names, never a decision."""

import pytest

from producers.models import Producer
from products.models import Product
from products.selectors import likely_twins, twins_among
from tests.factories import communes
from tests.factories.producers import producer
from tests.factories.products import product

pytestmark = pytest.mark.django_db


def reasons() -> dict[tuple[str, str], str]:
    """The proposed pairs by name and what is said of each."""
    names = dict(Product.objects.values_list("pk", "name"))
    return {
        (names[twin.first], names[twin.second]): twin.reason
        for twin in twins_among(Product.objects.all())
    }


def test_one_producers_products_of_one_name_or_a_near_one() -> None:
    owner = producer("Hộ Tác Huy")
    product("Mắm tép Hà Yên", owner)
    product("mam tep ha yen", owner, packaging="chai 500 ml")
    product("Mắm tép Hà Yen", owner, packaging="hũ")
    product("Mắm tôm Hà Yên xưa", owner)
    product("Rượu nếp", owner)
    assert set(reasons().values()) == {"cùng chủ thể, cùng tên"}
    assert len(reasons()) == 3
    product("Mắm tép Hà Yênn", owner)
    assert "cùng chủ thể, tên gần giống" in reasons().values()


def test_names_that_differ_by_a_word_are_two_products() -> None:
    owner = producer("Hộ Tác Huy")
    for name in ("Mắm tép", "Mắm tép chua", "Mắm tôm", "Chè xanh", "Chè đen"):
        product(name, owner)
    assert reasons() == {}


def test_one_name_at_two_producers_counts_only_when_these_may_be_one() -> None:
    here, there = communes.commune("Xã Các Sơn"), communes.commune("Xã Hải Bình")
    product("Mắm tép", producer("Hợp tác xã Tác Huy", here))
    product("Mắm tép", producer("HTX Tác Huy", there))
    product("Mắm tép", producer("Hợp tác xã Lê Gia", here))
    product("Mắm tôm", producer("Hợp tác xã Phú Lộc", here))
    assert reasons() == {("Mắm tép", "Mắm tép"): "cùng tên, chủ thể gần giống"}
    assert len(twins_among(Product.objects.all())) == 1


def test_a_product_without_known_maker_may_be_its_namesake_in_the_same_place() -> None:
    here, there = communes.commune("Xã Các Sơn"), communes.commune("Xã Hải Bình")
    product("Mắm tép", producer("Hợp tác xã Tác Huy", here))
    product("Mắm tép", producer("Hợp tác xã Lê Gia", here))
    unnamed = producer("Chủ thể của Mắm tép (nguồn không ghi tên)", here)
    Producer.objects.filter(pk=unnamed.pk).update(named=False)
    row = product("mắm tép", unnamed)
    far = producer("Chủ thể của Mắm tép khác (nguồn không ghi tên)", there)
    Producer.objects.filter(pk=far.pk).update(named=False)
    product("Mắm tép", far)
    found = twins_among(Product.objects.all())
    assert {twin.reason for twin in found} == {"cùng tên, cùng nơi, sổ cũ không ghi chủ thể"}
    assert [row.pk in twin.both for twin in found] == [True, True]


def test_the_twins_of_one_product_come_from_what_one_may_see() -> None:
    owner = producer("Hộ Tác Huy")
    row = product("Mắm tép", owner)
    twin = product("Mắm tép", owner, packaging="chai")
    product("Rượu nếp", owner)
    assert likely_twins(row, Product.objects.all()) == [(twin, "cùng chủ thể, cùng tên")]
    assert likely_twins(row, Product.objects.exclude(pk=twin.pk)) == []


@pytest.mark.parametrize("rows", [2, 6])
def test_two_statements_however_many_rows(rows: int, django_assert_num_queries: object) -> None:
    owner = producer("Hộ Tác Huy")
    for number in range(rows):
        product("Mắm tép", owner, packaging=f"chai số {number}")
    with django_assert_num_queries(2):  # type: ignore[operator]
        twins_among(Product.objects.all())
