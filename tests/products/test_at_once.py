"""Two people at the same moment: the database decides, the slower one gets a sentence."""

import pytest

from audit.models import AuditEntry
from products.enums import ProductVerb
from products.models import Product, ProductVariant
from products.services import add_variant, merge_products, split_product
from tests.evaluations.test_council_at_once import at_once
from tests.factories import accounts
from tests.factories.producers import ON, producer
from tests.factories.products import product

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_entries_are_not_merged_into_each_other() -> None:
    owner, person = producer(), accounts.outsider()
    one, other = product("Mắm tép", owner), product("Mắm tép moi", owner)
    told = at_once(
        lambda: merge_products(keep=one, absorb=other, actor=person, on=ON),
        lambda: merge_products(keep=other, absorb=one, actor=person, on=ON),
    )
    assert sorted(told) == ["conflict", "done"]
    assert Product.objects.filter(merged_into__isnull=False).count() == 1


def test_a_merger_is_taken_back_once() -> None:
    owner, person = producer(), accounts.outsider()
    one, other = product("Mắm tép", owner), product("Mắm tép moi", owner)
    merge_products(keep=one, absorb=other, actor=person, on=ON)
    told = at_once(*[lambda: split_product(absorbed=other, actor=person)] * 2)
    assert sorted(told) == ["done", "state"]
    assert AuditEntry.objects.filter(verb=ProductVerb.SPLIT).count() == 2


def test_one_variant_typed_in_two_windows_is_entered_once() -> None:
    row = product()
    told = at_once(*[lambda: add_variant(product=row, actor=None, name="Chai")] * 2)
    assert sorted(told) == ["conflict", "done"]
    assert ProductVariant.objects.count() == 1
