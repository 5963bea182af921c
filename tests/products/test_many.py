"""The same for many products: counted first, done to exactly those, within one's own places."""

import pytest
from django.test import Client

from audit.models import AuditEntry
from communes.models import AdministrativeUnit
from products.enums import ProductVerb
from products.models import Product
from products.services import MOST_AT_ONCE, merge_products, sort_products
from tests.factories import accounts, communes
from tests.factories.producers import ON, producer
from tests.factories.products import product, product_set

pytestmark = pytest.mark.django_db
BULK = "/lam-viec/san-pham/hang-loat/"
LIST = "/lam-viec/san-pham/"


class Shelf:
    """Three unsorted products of Nghi Sơn, one of Các Sơn."""

    def __init__(self) -> None:
        self.province = communes.province()
        self.here = communes.commune("Phường Nghi Sơn", self.province)
        there = communes.commune("Xã Các Sơn", self.province)
        owner = producer("Hộ Tác Huy", self.here)
        names = ("Mắm tép", "Mắm tôm", "Rượu nếp")
        self.rows = [product(name, owner, product_set=None) for name in names]
        self.other = product("Mắm cáy", producer("Hộ Các Sơn", there), product_set=None)
        self.set = product_set(9)
        self.officer = accounts.commune_officer(self.here)

    def codes(self, *numbers: int) -> list[str]:
        return [self.rows[number].code for number in numbers]

    def sets(self) -> list[str]:
        rows = Product.objects.order_by("pk").select_related("product_set")
        return [row.product_set.code if row.product_set else "" for row in rows]


@pytest.fixture
def shelf(client: Client) -> Shelf:
    made = Shelf()
    client.force_login(made.officer)
    return made


def test_the_page_counts_before_anything_is_written(shelf: Shelf, client: Client) -> None:
    answer = client.get(BULK, {"viec": "bo", "chon": shelf.codes(0, 1)})
    assert "Xếp bộ sản phẩm cho 2 sản phẩm" in answer.text
    assert answer.text.count('<input type="hidden" name="chon"') == 2
    assert shelf.sets() == ["", "", "", ""]


def test_ticked_products_are_sorted_with_an_entry_each(shelf: Shelf, client: Client) -> None:
    typed = {"viec": "bo", "chon": shelf.codes(0, 1), "product_set": "QD26-09"}
    assert client.post(BULK, typed)["Location"] == LIST
    assert shelf.sets() == ["QD26-09", "QD26-09", "", ""]
    assert AuditEntry.objects.filter(verb=ProductVerb.CHANGED).count() == 2


def test_all_that_match_are_those_of_the_filters(shelf: Shelf, client: Client) -> None:
    answer = client.get(BULK, {"viec": "bo", "q": "mam", "tat-ca": "1"})
    assert [row.name for row in answer.context["products"]] == ["Mắm tép", "Mắm tôm"]


def test_a_group_takes_the_set_of_another_group_away(shelf: Shelf, client: Client) -> None:
    product_set(12, group="II")
    sort_products(products=shelf.rows[:2], product_set=shelf.set, actor=shelf.officer, on=ON)
    answer = client.get(BULK, {"viec": "nganh", "chon": shelf.codes(0, 2)})
    assert "1 sản phẩm trong số này đã xếp bộ" in answer.text
    client.post(BULK, {"viec": "nganh", "chon": shelf.codes(0, 2), "group_code": "II"})
    assert shelf.sets() == ["", "QD26-09", "", ""]
    groups = list(Product.objects.order_by("pk").values_list("group_code", flat=True))
    assert groups == ["II", "I", "II", ""]


def test_a_group_leaves_the_sets_that_are_in_it(shelf: Shelf) -> None:
    sort_products(products=shelf.rows[:1], product_set=shelf.set, actor=shelf.officer, on=ON)
    rows = list(Product.objects.filter(pk__in=[row.pk for row in shelf.rows[:2]]))
    assert sort_products(products=rows, group_code="I", actor=shelf.officer, on=ON) == 1
    assert shelf.sets() == ["QD26-09", "", "", ""]


def test_a_choice_left_out_keeps_the_page(shelf: Shelf, client: Client) -> None:
    answer = client.post(BULK, {"viec": "bo", "chon": shelf.codes(0, 1)})
    assert "Chưa chọn bộ sản phẩm" in answer.text
    assert answer.text.count('<input type="hidden" name="chon"') == 2


def test_products_out_of_sight_are_never_touched(shelf: Shelf, client: Client) -> None:
    typed = {"viec": "bo", "chon": [shelf.other.code], "product_set": "QD26-09"}
    assert client.post(BULK, typed)["Location"] == LIST
    client.post(BULK, typed | {"chon": [*shelf.codes(0), shelf.other.code]})
    assert shelf.sets() == ["", "", "", ""]


def test_what_one_sees_but_does_not_keep_is_left_out_and_counted(
    shelf: Shelf, client: Client
) -> None:
    accounts.give_role(shelf.officer, "province_leader", shelf.province)
    chosen = {"viec": "bo", "chon": [*shelf.codes(0), shelf.other.code]}
    answer = client.get(BULK, chosen)
    assert [row.name for row in answer.context["products"]] == ["Mắm tép"]
    assert "1 sản phẩm đã chọn không thuộc nơi anh/chị được sửa" in answer.text
    # Asked for all the same, nothing is written before the new count was seen.
    answer = client.post(BULK, chosen | {"product_set": "QD26-09"})
    assert (answer.status_code, shelf.sets()) == (200, ["", "", "", ""])


def test_after_a_merger_meanwhile_the_count_is_shown_again(shelf: Shelf, client: Client) -> None:
    merge_products(keep=shelf.rows[0], absorb=shelf.rows[1], actor=shelf.officer, on=ON)
    typed = {"viec": "bo", "chon": shelf.codes(0, 1), "product_set": "QD26-09"}
    answer = client.post(BULK, typed)
    assert "1 sản phẩm vừa được người khác gộp hoặc chuyển đi nên chưa ghi gì" in answer.text
    assert shelf.sets() == ["", "", "", ""]
    client.post(BULK, typed | {"chon": shelf.codes(0)})
    assert shelf.sets() == ["QD26-09", "", "", ""]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"viec": "bo"}, "Chưa chọn sản phẩm nào. Hãy đánh dấu ở đầu dòng"),
        ({"viec": "", "chon": "0"}, "Chưa chọn việc cần làm với các sản phẩm đã đánh dấu"),
        ({"viec": "gop", "chon": "0"}, "Mỗi lần gộp đúng hai sản phẩm, đang chọn 1"),
        ({"viec": "gop", "tat-ca": "1"}, "Mỗi lần gộp đúng hai sản phẩm, đang chọn 3"),
    ],
)
def test_what_cannot_be_done_leads_back_to_the_filtered_list(
    shelf: Shelf, client: Client, asked: dict[str, str], sentence: str
) -> None:
    if "chon" in asked:
        asked = asked | {"chon": shelf.codes(0)[0]}
    answer = client.get(BULK, asked | {"bo": "chua"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{LIST}?bo=chua"
    assert sentence in answer.text


def test_two_ticked_products_are_compared(shelf: Shelf, client: Client) -> None:
    first, second = shelf.codes(0, 1)
    answer = client.get(BULK, {"viec": "gop", "chon": [second, first]})
    assert answer["Location"] == f"{LIST}{first}/gop/{second}/"


def test_ticked_products_are_taken_away_as_a_table(shelf: Shelf, client: Client) -> None:
    answer = client.get(BULK, {"viec": "tai", "chon": shelf.codes(0, 2), "q": "mam"})
    first, third = shelf.codes(0, 2)
    assert answer["Location"] == f"{LIST}?q=mam&ma={first}&ma={third}&tai=xlsx"
    every = client.get(BULK, {"viec": "tai", "tat-ca": "1", "bo": "chua"})
    assert every["Location"] == f"{LIST}?bo=chua&tai=xlsx"


def test_too_many_at_once_is_refused(
    shelf: Shelf, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_AT_ONCE == 500
    monkeypatch.setattr("products.services.MOST_AT_ONCE", 2)
    answer = client.get(BULK, {"viec": "bo", "tat-ca": "1"}, follow=True)
    assert "Mỗi lần làm nhiều nhất 2 sản phẩm. Hãy lọc hẹp hơn" in answer.text


def split_commune(shelf: Shelf, *parts: AdministrativeUnit) -> AdministrativeUnit:
    former = communes.commune("Xã Hải Hà", communes.district())
    for part in parts:
        communes.change(part, parts=(former,))
    Product.objects.filter(pk__in=[row.pk for row in shelf.rows]).update(
        unit=former, current_unit=None
    )
    return former


def test_the_place_of_today_is_chosen_for_several_that_share_it(
    shelf: Shelf, client: Client
) -> None:
    there = communes.commune("Phường Hải Bình", shelf.province)
    split_commune(shelf, shelf.here, there)
    answer = client.get(BULK, {"viec": "noi", "chon": shelf.codes(0, 1)})
    offered = [key for key, _ in answer.context["form"].fields["unit"].choices]
    assert set(offered) == {shelf.here.key, there.key}
    client.post(BULK, {"viec": "noi", "chon": shelf.codes(0, 1), "unit": there.key})
    places = list(Product.objects.order_by("pk").values_list("current_unit", flat=True))
    assert places == [there.pk, there.pk, None, shelf.other.unit_id]
    assert AuditEntry.objects.filter(verb=ProductVerb.PLACE_CHOSEN).count() == 2


def test_places_that_are_not_shared_are_said_to_be_none(shelf: Shelf, client: Client) -> None:
    there = communes.commune("Phường Hải Bình", shelf.province)
    split_commune(shelf, shelf.here, there)
    Product.objects.filter(pk=shelf.rows[0].pk).update(unit=there, current_unit=there)
    other = communes.commune("Xã Trường Lâm", shelf.province)
    Product.objects.filter(pk=shelf.rows[1].pk).update(unit=other, current_unit=other)
    answer = client.get(BULK, {"viec": "noi", "chon": shelf.codes(0, 1)})
    assert "không cùng vào một xã, phường nào" in answer.text
    assert "Ghi vào 2 sản phẩm" not in answer.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    shelf: Shelf, client: Client, rows: int, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(7):  # type: ignore[operator]
        client.get(BULK, {"viec": "bo", "chon": shelf.codes(*range(rows))})


def test_all_of_one_producer_are_those_of_its_list(shelf: Shelf, client: Client) -> None:
    asked = {"viec": "bo", "tat-ca": "1", "chu-the": shelf.rows[0].producer.code}
    assert len(client.get(BULK, asked).context["products"]) == 3
    foreign = asked | {"chu-the": shelf.other.producer.code}
    assert client.get(BULK, foreign).status_code == 404


def test_only_products_of_others_leave_nothing_to_do(shelf: Shelf, client: Client) -> None:
    accounts.give_role(shelf.officer, "province_leader", shelf.province)
    answer = client.get(BULK, {"viec": "noi", "chon": shelf.other.code}, follow=True)
    assert "Các sản phẩm đã chọn không thuộc nơi anh/chị giữ sổ" in answer.text
