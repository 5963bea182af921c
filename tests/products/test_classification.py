"""Groups and product sets of the three decisions."""

import pytest
from django.db import IntegrityError, transaction

from products.enums import Generation
from products.models import ProductGroup, ProductSet
from products.services.classification import load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    return load_reference()


def test_the_three_decisions_bring_18_groups_and_77_sets(loaded):
    assert loaded == {"groups": 18, "sets": 77}
    assert {
        generation: ProductSet.objects.filter(generation=generation).count()
        for generation in Generation.values
    } == {"QD1048": 25, "QD148": 26, "QD26": 26}


def test_loading_again_writes_nothing_and_asks_little(loaded, django_assert_num_queries):
    # savepoint and its release, groups, groups by key, sets
    with django_assert_num_queries(5):
        assert load_reference() == {"groups": 0, "sets": 0}


def test_a_row_that_somebody_changed_is_set_right(loaded):
    ProductSet.objects.filter(code="QD26-09").update(name="Nước mắm")
    assert load_reference() == {"groups": 0, "sets": 1}
    assert ProductSet.objects.get(code="QD26-09").name == "Tương, nước mắm, gia vị dạng lỏng khác"


def test_2_2_the_six_groups_of_the_decision_in_force(loaded):
    assert [
        (group.code, group.name) for group in ProductGroup.objects.filter(generation="QD26")
    ] == [
        ("I", "Thực phẩm"),
        ("II", "Đồ uống"),
        ("III", "Dược liệu và sản phẩm từ dược liệu"),
        ("IV", "Hàng thủ công mỹ nghệ"),
        ("V", "Sinh vật cảnh"),
        ("VI", "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch"),
    ]


def test_sets_stand_in_the_order_of_the_forms(loaded):
    sets = ProductSet.objects.filter(generation="QD26")
    assert [row.number for row in sets] == list(range(1, 27))
    assert str(sets[8]) == "9. Tương, nước mắm, gia vị dạng lỏng khác"


def test_only_tourism_hands_in_no_samples(loaded):
    without = ProductSet.objects.filter(requires_samples=False).values_list("code", flat=True)
    assert sorted(without) == ["QD1048-26", "QD148-26", "QD26-26"]


def test_the_sets_of_148_keep_their_number_today(loaded):
    pairs = ProductSet.objects.filter(generation="QD148").values_list("number", "successor__code")
    assert list(pairs) == [(number, f"QD26-{number:02}") for number in range(1, 27)]


def test_the_sets_of_1048_follow_their_name_and_not_their_number(loaded):
    pairs = ProductSet.objects.filter(generation="QD1048", successor__isnull=False).values_list(
        "number", "successor__number"
    )
    assert list(pairs) == [(1, 1), (5, 5), (6, 6), (7, 7), (10, 9), (14, 13), (15, 14), (16, 15)]


def make_set(**values):
    group = ProductGroup.objects.get(generation="QD26", code="I")
    fields = {
        "generation": "QD1048",
        "number": 3,
        "code": "QD1048-03",
        "name": "Gạo, ngũ cốc",
        "group": group,
    }
    return ProductSet.objects.create(**fields | values)


def test_the_missing_set_of_1048_can_be_added(loaded):
    assert make_set().pk


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": 1}, "product_set_number_once_per_generation"),
        ({"number": 0}, "product_set_number_1_26"),
        ({"number": 27}, "product_set_number_1_26"),
        ({"name": ""}, "product_set_has_name"),
        ({"generation": "QD30"}, "product_set_generation_known"),
        ({"code": "QD26-01"}, "code"),
    ],
)
def test_the_database_refuses_a_set_that_cannot_be(loaded, values, constraint):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make_set(**values)
    text = str(refused.value)
    # SQLite names the columns of a unique constraint, PostgreSQL its name
    assert constraint in text or "products_productset.generation" in text


def test_the_database_refuses_a_set_that_succeeds_itself(loaded):
    row = make_set()
    with pytest.raises(IntegrityError, match="product_set_not_its_own_successor"):
        ProductSet.objects.filter(pk=row.pk).update(successor=row)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "I"}, "product_group_code_once_per_generation"),
        ({"name": ""}, "product_group_has_name"),
        ({"generation": "QD30"}, "product_group_generation_known"),
    ],
)
def test_the_database_refuses_a_group_that_cannot_be(loaded, values, constraint):
    fields = {"generation": "QD26", "code": "VII", "name": "Khác", "position": 7}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ProductGroup.objects.create(**fields | values)
    text = str(refused.value)
    assert constraint in text or "products_productgroup.generation" in text
