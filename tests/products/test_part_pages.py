"""Photos by kind, variants, places of sale, papers and mergers, as people use the pages."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from common.dates import today
from documents.services.files import read_bytes
from products.models import Product, ProductImage, ProductVariant, SalesChannel
from products.services import check_channel, merge_products
from tests.factories import accounts, communes, evaluations
from tests.factories.producers import ON, member, producer
from tests.factories.products import channel, held, image, picture, product, variant

pytestmark = pytest.mark.django_db
BASE = "/lam-viec/san-pham/"


@pytest.fixture
def row(client: Client) -> Product:
    """A product whose producer's own person is signed in."""
    made = product("Mắm tép", producer("Hộ Tác Huy"))
    client.force_login(member(made.producer))
    return made


def test_a_photo_says_what_it_shows_and_comes_small_into_lists(
    row: Product, client: Client
) -> None:
    typed = {"file": picture(size=(2000, 1500)), "kind": "label", "caption": "Nhãn mặt trước"}
    client.post(f"{BASE}{row.code}/anh/", typed)
    photo = ProductImage.objects.get()
    assert photo.get_kind_display() == "Nhãn"
    assert "<b>Nhãn</b><br>Nhãn mặt trước" in client.get(f"{BASE}{row.code}/").text
    whole = client.get(f"{BASE}anh/{photo.code}/").getvalue()
    small = client.get(f"{BASE}anh/{photo.code}/nho/").getvalue()
    assert (whole, small) == (read_bytes(photo.file), read_bytes(photo.thumbnail))
    assert len(small) < len(whole)


def test_an_old_photo_without_a_small_one_comes_whole(row: Product, client: Client) -> None:
    photo = image(row)
    ProductImage.objects.update(thumbnail=None)
    small = client.get(f"{BASE}anh/{photo.code}/nho/").getvalue()
    assert small == read_bytes(photo.file)


def test_a_variant_is_typed_the_vietnamese_way(row: Product, client: Client) -> None:
    address = f"{BASE}{row.code}/bien-the/"
    typed = {"name": "Chai", "net_quantity": "0,5", "net_unit": "l", "barcode": "8934563138165"}
    assert client.post(address, typed)["Location"] == f"{BASE}{row.code}/#bien-the"
    made = ProductVariant.objects.get()
    text = client.get(f"{BASE}{row.code}/").text
    assert '<b>Chai</b> <span class="o-nowrap">0,5 lít</span>' in text
    assert "8934563138165" in text
    page = client.get(f"{BASE}bien-the/{made.code}/").text
    assert 'value="0,5"' in page
    client.post(f"{BASE}bien-the/{made.code}/", typed | {"net_quantity": "1.250"})
    assert str(ProductVariant.objects.get().net_quantity) == "1250.000"


def test_faults_of_a_variant_stand_at_their_fields_and_the_text_stays(
    row: Product, client: Client
) -> None:
    typed = {"name": "Chai", "net_quantity": "0.5", "net_unit": "l", "barcode": "8934563138164"}
    answer = client.post(f"{BASE}{row.code}/bien-the/", typed)
    errors = answer.context["form"].errors
    assert list(errors) == ["net_quantity", "barcode"]
    for value in typed.values():
        assert value in answer.text
    assert not ProductVariant.objects.exists()


def test_a_refusal_of_the_service_stands_at_its_field(row: Product, client: Client) -> None:
    variant(row, "Chai")
    answer = client.post(f"{BASE}{row.code}/bien-the/", {"name": "CHAI"})
    assert answer.context["form"].errors == {
        "name": ["Sản phẩm đã có biến thể cùng tên, cùng khối lượng"]
    }
    answer = client.post(f"{BASE}{row.code}/bien-the/", {"name": "Hũ", "net_quantity": "5"})
    assert list(answer.context["form"].errors) == ["net_unit"]


def test_variants_are_moved_stopped_and_removed_from_the_record(
    row: Product, client: Client
) -> None:
    first, second = variant(row, "Chai"), variant(row, "Hũ")
    client.post(f"{BASE}bien-the/{second.code}/chuyen/", {"huong": "len"})
    assert [item.name for item in row.variants.all()] == ["Hũ", "Chai"]
    client.post(f"{BASE}bien-the/{first.code}/ngung/")
    first.refresh_from_db()
    assert first.stopped_on == today()
    assert "Ngừng bán từ" in client.get(f"{BASE}{row.code}/").text
    client.post(f"{BASE}bien-the/{first.code}/ngung/", {"ban-lai": "1"})
    first.refresh_from_db()
    assert first.stopped_on is None
    client.post(f"{BASE}bien-the/{first.code}/bo/")
    assert list(row.variants.all()) == [second]


def test_a_place_of_sale_is_entered_looked_at_and_removed(row: Product, client: Client) -> None:
    typed = {"kind": "website", "name": "Trang nhà", "url": "https://mamtep.vn/ban-hang"}
    client.post(f"{BASE}{row.code}/noi-ban/", typed)
    shop = SalesChannel.objects.get()
    text = client.get(f"{BASE}{row.code}/").text
    assert '<a class="o-small" href="https://mamtep.vn/ban-hang" rel="nofollow noopener">' in text
    assert "Chưa ai kiểm tra" in text
    client.post(f"{BASE}noi-ban/{shop.code}/kiem-tra/")
    text = client.get(f"{BASE}{row.code}/").text
    assert f"Đã kiểm tra ngày {timezone.localdate():%d/%m/%Y}" in text
    client.post(f"{BASE}noi-ban/{shop.code}/bo/")
    assert not SalesChannel.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mamtep.vn", "data:text/html,x"])
def test_a_link_that_is_no_web_address_is_refused(row: Product, client: Client, url: str) -> None:
    typed = {"kind": "website", "name": "Trang nhà", "url": url}
    answer = client.post(f"{BASE}{row.code}/noi-ban/", typed)
    assert list(answer.context["form"].errors) == ["url"]
    assert url in answer.text
    assert not SalesChannel.objects.exists()


@pytest.mark.parametrize(("days", "words"), [(180, "Đã kiểm tra ngày"), (181, "đã hơn 180 ngày")])
def test_a_look_of_long_ago_is_said_to_be_old(
    row: Product, client: Client, days: int, words: str
) -> None:
    shop = channel(row)
    check_channel(channel=shop, actor=accounts.outsider(), on=today() - dt.timedelta(days=days))
    assert words in client.get(f"{BASE}{row.code}/").text


@pytest.mark.parametrize(
    ("left", "words"),
    [(-1, "đã hết hạn từ"), (23, "còn 23 ngày"), (91, "đến hết"), (None, "không ghi hạn")],
)
def test_papers_are_ticked_and_say_how_long_they_hold(
    row: Product, client: Client, left: int | None, words: str
) -> None:
    end = None if left is None else today() + dt.timedelta(days=left)
    paper = held(row.producer, number="VG-1", valid_until=end)
    foreign = held(producer())
    client.post(f"{BASE}{row.code}/chung-nhan/", {"held": paper.code})
    assert list(row.held_certificates.all()) == [paper]
    text = client.get(f"{BASE}{row.code}/").text
    assert f'value="{paper.code}" checked' in text
    assert words in text
    answer = client.post(f"{BASE}{row.code}/chung-nhan/", {"held": foreign.code})
    assert answer.status_code == 400
    assert "Chọn chứng nhận có trong danh sách" in answer.text
    client.post(f"{BASE}{row.code}/chung-nhan/")
    assert not row.held_certificates.exists()


class Desk:
    """An officer of Nghi Sơn before two entries of one product."""

    def __init__(self, client: Client) -> None:
        self.unit = communes.commune("Phường Nghi Sơn")
        owner = producer("Hộ Tác Huy", self.unit)
        self.keep = product("Mắm tép", owner, story="Chuyện của trái")
        self.gone = product("Mắm tép Hà Yên", owner, story="Chuyện của phải")
        self.officer = accounts.commune_officer(self.unit)
        client.force_login(self.officer)
        self.page = f"{BASE}{self.keep.code}/gop/{self.gone.code}/"


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


def test_two_products_stand_side_by_side_with_what_differs(desk: Desk, client: Client) -> None:
    image(desk.gone)
    variant(desk.keep, "Chai")
    answer = client.get(desk.page)
    assert list(answer.context["form"].fields) == ["name", "story"]
    for words in ("Chuyện của trái", "Chuyện của phải", "Chai", "(giống nhau)"):
        assert words in answer.text
    assert Product.objects.filter(merged_into__isnull=False).count() == 0


def test_the_chosen_sides_are_kept_and_the_old_address_leads_on(desk: Desk, client: Client) -> None:
    answer = client.post(desk.page, {"name": "absorb", "story": "keep"})
    assert answer["Location"] == f"{BASE}{desk.keep.code}/"
    desk.keep.refresh_from_db()
    assert (desk.keep.name, desk.keep.story) == ("Mắm tép Hà Yên", "Chuyện của trái")
    assert client.get(f"{BASE}{desk.gone.code}/")["Location"] == f"{BASE}{desk.keep.code}/"


def test_a_side_left_out_keeps_the_page(desk: Desk, client: Client) -> None:
    answer = client.post(desk.page, {"name": "absorb"})
    assert list(answer.context["form"].errors) == ["story"]
    assert 'name="name" value="absorb" checked' in answer.text
    assert Product.objects.filter(merged_into__isnull=False).count() == 0


def test_a_blank_is_filled_from_the_other_side_unless_told(desk: Desk, client: Client) -> None:
    Product.objects.filter(pk=desk.keep.pk).update(story="")
    text = client.get(desk.page).text
    assert 'name="story" value="absorb" checked' in text


def test_a_product_is_not_compared_with_itself(desk: Desk, client: Client) -> None:
    assert client.get(f"{BASE}{desk.keep.code}/gop/{desk.keep.code}/").status_code == 404


def test_a_merger_is_taken_back_from_the_record(desk: Desk, client: Client) -> None:
    merge_products(keep=desk.keep, absorb=desk.gone, actor=desk.officer, on=ON)
    assert f"(mã {desk.gone.code}, Hộ Tác Huy)" in client.get(f"{BASE}{desk.keep.code}/").text
    answer = client.post(f"{BASE}{desk.keep.code}/tach/{desk.gone.code}/")
    assert answer["Location"] == f"{BASE}{desk.gone.code}/"
    assert client.get(answer["Location"]).status_code == 200


def test_a_merger_that_cannot_be_taken_back_says_why(desk: Desk, client: Client) -> None:
    merge_products(keep=desk.keep, absorb=desk.gone, actor=desk.officer, on=ON)
    variant(desk.keep)
    answer = client.post(f"{BASE}{desk.keep.code}/tach/{desk.gone.code}/", follow=True)
    assert "đã có thay đổi sau khi gộp nên không tách lại được nữa" in answer.text


def test_duplicates_are_proposed_to_who_keeps_the_register_only(desk: Desk, client: Client) -> None:
    twin = product("Mắm tép", desk.keep.producer, packaging="chai")
    link = f'href="{BASE}{desk.keep.code}/gop/{twin.code}/"'
    assert link in client.get(f"{BASE}{desk.keep.code}/").text
    client.force_login(member(desk.keep.producer))
    assert link not in client.get(f"{BASE}{desk.keep.code}/").text


def test_the_place_of_today_is_chosen_on_the_record(desk: Desk, client: Client) -> None:
    former = communes.commune("Xã Hải Hà", communes.district())
    there = communes.commune("Phường Hải Bình")
    for part in (desk.unit, there):
        communes.change(part, parts=(former,))
    Product.objects.filter(pk=desk.keep.pk).update(unit=former, current_unit=None)
    address = f"{BASE}{desk.keep.code}/"
    assert "Xã Hải Hà được chia vào 2 xã, phường" in client.get(address).text
    for typed, words in (
        ({}, "Chưa chọn xã, phường"),
        ({"unit": "c-1"}, "Chọn xã, phường có trong danh sách"),
    ):
        answer = client.post(f"{address}noi/", typed)
        assert (answer.status_code, words in answer.text) == (400, True)
    assert client.post(f"{address}noi/", {"unit": there.key})["Location"] == address
    text = client.get(address).text
    assert "Phường Hải Bình, Tỉnh Thanh Hóa" in text
    assert "(giấy ghi: Xã Hải Hà, Huyện Hoằng Hóa, Tỉnh Thanh Hóa)" in text


def test_many_places_to_choose_from_come_in_a_closed_list(desk: Desk, client: Client) -> None:
    former = communes.commune("Xã Hải Hà", communes.district())
    for number in range(9):
        communes.change(communes.commune(f"Xã Số {number}"), parts=(former,))
    Product.objects.filter(pk=desk.keep.pk).update(unit=former, current_unit=None)
    client.force_login(accounts.province_officer(communes.province()))
    text = client.get(f"{BASE}{desk.keep.code}/").text
    assert '<option value="" selected>Chọn xã, phường</option>' in text
    assert '<input type="radio" name="unit"' not in text


def test_what_stops_a_merger_is_told_on_its_page(desk: Desk, client: Client) -> None:
    for row in (desk.keep, desk.gone):
        evaluations.dossier(row)
    answer = client.post(desk.page, {"name": "keep", "story": "keep"})
    assert "Cả hai sản phẩm đều có hồ sơ đang làm" in answer.text
    assert Product.objects.filter(merged_into__isnull=False).count() == 0
