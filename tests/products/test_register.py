"""Entering and changing products: what is stored, refused, written down, found."""

import pytest

from audit.models import AuditEntry
from common.errors import DomainError
from producers.services import change_producer
from products.enums import Generation, ProductVerb
from products.models import Product
from products.selectors import search
from products.services import change_product, refresh_search_text, register_product
from tests.factories import accounts, communes
from tests.factories.producers import ON, producer
from tests.factories.products import product, product_set

pytestmark = pytest.mark.django_db


def entries(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb))


def test_a_registered_product_is_stored_tidy_and_findable() -> None:
    here = communes.commune("Phường Nghi Sơn")
    row = register_product(
        actor=None,
        on=ON,
        producer=producer("Hộ Tác Huy", here),
        name=" Mắm tép  đặc biệt ",
        product_set=product_set(9),
        story="  Ủ chượp   12 tháng.\n\n\tTép moi biển Nghi Sơn. \n",
        packaging="chai  500 ml",
    )
    row.refresh_from_db()
    assert row.name == "Mắm tép đặc biệt"
    assert row.folded_name == "mam tep dac biet"
    assert row.packaging == "chai 500 ml"
    assert row.story == "Ủ chượp 12 tháng.\n\nTép moi biển Nghi Sơn."
    assert row.unit == here
    assert row.group_code == "I"
    assert row.search_text == "mam tep dac biet ho tac huy phuong nghi son tinh thanh hoa"


def test_a_product_made_in_a_former_commune_is_found_by_its_district() -> None:
    row = product("Mắm tép", producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn")))
    district = communes.district("Huyện Tĩnh Gia")
    Product.objects.filter(pk=row.pk).update(unit=communes.commune("Xã Hải Hà", district))
    assert refresh_search_text(producer=row.producer) == 1
    row.refresh_from_db()
    assert row.search_text == (
        "mam tep ho tac huy xa hai ha huyen tinh gia tinh thanh hoa phuong nghi son"
    )


def test_registering_writes_one_audit_entry() -> None:
    officer = accounts.outsider()
    owner = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"))
    row = product("Mắm tép", owner, actor=officer)
    (entry,) = entries(ProductVerb.REGISTERED)
    assert (entry.actor, entry.target_id) == (officer, str(row.pk))
    assert entry.data == {
        "code": row.code,
        "producer": owner.code,
        "set": "QD26-09",
        "unit": "Phường Nghi Sơn",
    }


def test_an_old_register_may_know_only_the_group_or_nothing() -> None:
    product_set(19, group="IV")
    only_group = product(product_set=None, group_code="IV")
    nothing = product(product_set=None)
    assert (only_group.product_set, only_group.group_code) == (None, "IV")
    assert (nothing.product_set, nothing.group_code) == (None, "")


def test_a_product_can_be_made_in_another_commune_than_its_producer() -> None:
    there = communes.commune("Xã Các Sơn")
    assert product(unit=there).unit == there


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"name": "  "}, "name", "Chưa có tên sản phẩm"),
        ({"name": "a" * 251}, "name", None),
        (
            {"product_set": None, "group_code": "VII"},
            "group_code",
            "Không có ngành “VII” trong Quyết định 26/2026/QĐ-TTg",
        ),
    ],
)
def test_wrong_facts_are_refused_at_their_field(
    facts: dict[str, object], field: str, sentence: str | None
) -> None:
    owner = producer()
    with pytest.raises(DomainError) as refusal:
        product(**({"producer": owner, "name": "Mắm tép"} | facts))  # type: ignore[arg-type]
    assert refusal.value.code == "invalid"
    assert list(refusal.value.fields) == [field]
    if sentence:
        assert refusal.value.fields[field] == [sentence]
    assert not Product.objects.exists()


def test_a_set_of_an_older_decision_is_refused() -> None:
    old = product_set(9, generation=Generation.QD148)
    with pytest.raises(DomainError) as refusal:
        product(product_set=old)
    assert refusal.value.fields == {
        "product_set": ["Hãy chọn bộ sản phẩm theo Quyết định 26/2026/QĐ-TTg"]
    }


def test_a_product_is_not_made_in_a_former_district_or_commune() -> None:
    district = communes.district("Huyện Hoằng Hóa")
    former = communes.commune("Xã Hoằng Ngọc", district)
    for unit in (district, former):
        with pytest.raises(DomainError) as refusal:
            product(unit=unit)
        assert list(refusal.value.fields) == ["unit"]


def test_one_producer_has_a_product_of_one_name_once() -> None:
    owner = producer("Hộ Tác Huy")
    first = product("Mắm tép", owner, packaging="chai 500 ml")
    with pytest.raises(DomainError) as refusal:
        product("MẮM TEP", owner, packaging="chai  500 ml")
    assert refusal.value.code == "conflict"
    sentence = (
        f"Hộ Tác Huy đã có sản phẩm “Mắm tép” cùng quy cách (mã {first.code})."
        " Hãy mở sản phẩm đó, hoặc ghi quy cách khác"
    )
    assert refusal.value.fields == {"name": [sentence]}
    assert Product.objects.get() == first


def test_other_packs_and_other_producers_may_have_the_same_name() -> None:
    owner = producer()
    product("Mắm tép", owner, packaging="chai 500 ml")
    product("Mắm tép", owner, packaging="chai 250 ml")
    product("Mắm tép", producer(), packaging="chai 500 ml")
    assert Product.objects.count() == 3


def test_a_change_writes_what_differs_and_one_entry() -> None:
    person = accounts.outsider()
    row = product("Mắm tép", producer("Hộ Huy", communes.commune("Phường Nghi Sơn")))
    baskets = product_set(19, group="IV", name="Đồ mây tre")
    change_product(product=row, actor=person, on=ON, name="Giỏ cói", product_set=baskets)
    row.refresh_from_db()
    assert (row.name, row.folded_name, row.group_code) == ("Giỏ cói", "gio coi", "IV")
    assert row.search_text == "gio coi ho huy phuong nghi son tinh thanh hoa"
    (entry,) = entries(ProductVerb.CHANGED)
    assert entry.actor == person
    assert entry.data == {
        "changed": {
            "group_code": ["I", "IV"],
            "name": ["Mắm tép", "Giỏ cói"],
            "product_set": ["QD26-09", "QD26-19"],
        }
    }


def test_saving_the_same_again_writes_nothing() -> None:
    row = product("Mắm tép")
    before = row.updated_at
    change_product(product=row, actor=accounts.outsider(), on=ON, name=" Mắm tép")
    row.refresh_from_db()
    assert row.updated_at == before
    assert entries(ProductVerb.CHANGED) == []


def test_renaming_into_an_existing_product_is_refused() -> None:
    owner = producer()
    product("Mắm tép", owner)
    row = product("Mắm tôm", owner)
    with pytest.raises(DomainError) as refusal:
        change_product(product=row, actor=accounts.outsider(), on=ON, name="Mắm Tép")
    assert list(refusal.value.fields) == ["name"]
    row.refresh_from_db()
    assert row.name == "Mắm tôm"


def test_the_second_window_does_not_overwrite_the_first() -> None:
    row, person = product("Mắm tép"), accounts.outsider()
    seen = row.updated_at.isoformat()
    change_product(product=row, actor=person, on=ON, seen=seen, story="Chuyện một")
    with pytest.raises(DomainError) as refusal:
        change_product(product=row, actor=person, on=ON, seen=seen, story="Chuyện hai")
    assert refusal.value.code == "conflict"
    row.refresh_from_db()
    assert row.story == "Chuyện một"


def test_a_new_name_of_the_producer_is_what_its_products_are_found_by() -> None:
    owner = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"))
    row, other = product("Mắm tép", owner), product("Mắm tép", producer("Hộ Tác Huy Anh"))
    change_producer(producer=owner, actor=accounts.outsider(), on=ON, name="Cơ sở Đông Hải")
    row.refresh_from_db()
    assert row.search_text == "mam tep co so dong hai phuong nghi son tinh thanh hoa"
    assert list(search(Product.objects.all(), "dong hai")) == [row]
    assert list(search(Product.objects.all(), "tac huy")) == [other]


def test_other_changes_of_the_producer_leave_the_products_alone() -> None:
    owner = producer("Hộ Tác Huy")
    row = product("Mắm tép", owner)
    Product.objects.filter(pk=row.pk).update(search_text="nhu cu")
    change_producer(producer=owner, actor=accounts.outsider(), on=ON, phone="0912345678")
    row.refresh_from_db()
    assert row.search_text == "nhu cu"


def test_a_true_search_text_is_not_written_again() -> None:
    assert refresh_search_text(producer=product("Mắm tép").producer) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_refreshing_takes_the_same_number_of_statements(
    rows: int, django_assert_num_queries: object
) -> None:
    owner = producer("Hộ Tác Huy")
    for number in range(rows):
        product(f"Mắm số {number}", owner)
    Product.objects.update(search_text="cu")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert refresh_search_text(producer=owner) == rows


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mam tep", ["Mắm tép"]),
        ("MẮM TÉP nghi son", ["Mắm tép"]),
        ("tac huy thanh hoa", ["Gạo nếp", "Mắm tép"]),
        ("mam gao", []),
        ("100%", []),
        ("", ["Gạo nếp", "Mắm tép"]),
    ],
)
def test_every_word_must_be_found_somewhere(text: str, found: list[str]) -> None:
    owner = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"))
    for name in ("Mắm tép", "Gạo nếp"):
        product(name, owner)
    assert [row.name for row in search(Product.objects.all(), text)] == found
