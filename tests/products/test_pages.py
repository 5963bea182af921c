"""The pages of the register of products, as people use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from products.enums import ProductVerb
from products.models import Product, ProductImage
from products.services import change_product, load_reference
from tests.factories import accounts, communes
from tests.factories.producers import ON, member, producer
from tests.factories.products import (
    channel,
    held,
    image,
    picture,
    product,
    product_set,
    variant,
)

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/san-pham/"
CREATE = "/lam-viec/san-pham/moi/"


def names(answer: object) -> list[str]:
    return [row.name for row in answer.context["page"]]  # type: ignore[attr-defined]


def test_the_addresses_are_those_of_the_contract() -> None:
    code = {"code": "ABCD2345"}
    found = [
        reverse("products:product_list"),
        reverse("products:product_create"),
        reverse("products:product_detail", kwargs=code),
        reverse("products:product_edit", kwargs=code),
        reverse("products:product_image_add", kwargs=code),
        reverse("products:image", kwargs=code),
    ]
    assert found == [
        LIST,
        CREATE,
        f"{LIST}ABCD2345/",
        f"{LIST}ABCD2345/sua/",
        f"{LIST}ABCD2345/anh/",
        f"{LIST}anh/ABCD2345/",
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "mam tep"}, ["Mắm tép"]),
        ({"q": "nghi son"}, ["Giỏ cói", "Mắm tép"]),
        ({"q": "tac huy coi"}, ["Giỏ cói"]),
        ({"q": "%"}, []),
        ({"nganh": "IV"}, ["Giỏ cói"]),
        ({"nganh": "IX"}, ["Giỏ cói", "Mắm tép", "Rượu men lá"]),
        ({"chu-the": "CODE"}, ["Giỏ cói", "Mắm tép"]),
        ({"chu-the": "CODE", "q": "mam"}, ["Mắm tép"]),
        ({"trang": "99"}, ["Giỏ cói", "Mắm tép", "Rượu men lá"]),
    ],
)
def test_the_list_finds_with_and_without_accents(
    client: Client, asked: dict[str, str], found: list[str]
) -> None:
    owner = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"))
    product("Mắm tép", owner)
    product("Giỏ cói", owner, product_set=product_set(19, group="IV"))
    product("Rượu men lá", producer("Hộ Các Sơn"), product_set=product_set(12, group="II"))
    nghe_an = communes.commune(parent=communes.province("Tỉnh Nghệ An", "40"))
    product("Mắm tép tỉnh bạn", producer("Hộ bạn", nghe_an))
    client.force_login(accounts.province_officer(communes.province()))
    asked = {name: owner.code if value == "CODE" else value for name, value in asked.items()}
    assert names(client.get(LIST, asked)) == found


def test_the_form_offers_the_26_sets_of_today_under_their_groups(client: Client) -> None:
    load_reference()
    unit = communes.commune()
    client.force_login(accounts.commune_officer(unit))
    choices = list(client.get(CREATE).context["form"].fields["product_set"].choices)
    groups = [label for label, sets in choices if isinstance(sets, list)]
    assert groups == [
        "Thực phẩm",
        "Đồ uống",
        "Dược liệu và sản phẩm từ dược liệu",
        "Hàng thủ công mỹ nghệ",
        "Sinh vật cảnh",
        "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
    ]
    codes = [f"{value}" for _, sets in choices if isinstance(sets, list) for value, _ in sets]
    assert len(codes) == 26
    assert set(codes) == {f"QD26-{number:02d}" for number in range(1, 27)}


def test_a_commune_officer_registers_a_product_from_the_producers_record(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    owner = producer("Hộ Tác Huy", unit)
    producer("Hộ khác", unit)
    product_set(9)
    client.force_login(accounts.commune_officer(unit))
    assert f"{CREATE}?chu-the={owner.code}" in client.get(f"/lam-viec/chu-the/{owner.code}/").text
    text = client.get(CREATE, {"chu-the": owner.code}).text
    assert f'<option value="{owner.code}" selected>Hộ Tác Huy – Phường Nghi Sơn</option>' in text
    typed = {"producer": owner.code, "name": "Mắm tép", "product_set": "QD26-09"}
    answer = client.post(CREATE, typed | {"packaging": "chai 500 ml"})
    row = Product.objects.get()
    assert (row.producer, row.unit, row.product_set.number) == (owner, unit, 9)
    assert answer["Location"] == f"{LIST}{row.code}/"
    assert "Đã ghi Mắm tép vào sổ sản phẩm" in client.get(answer["Location"]).text
    assert AuditEntry.objects.filter(verb=ProductVerb.REGISTERED).count() == 1


def test_a_producer_registers_products_of_its_own_only(client: Client) -> None:
    mine, foreign = producer("Hộ Tác Huy"), producer("Hộ khác")
    product_set(9)
    client.force_login(member(mine))
    typed = {"name": "Mắm tép", "product_set": "QD26-09"}
    answer = client.post(CREATE, typed | {"producer": foreign.code})
    assert answer.context["form"].errors == {"producer": ["Chọn chủ thể có trong danh sách"]}
    assert 'value="Mắm tép"' in answer.text
    assert client.post(CREATE, typed | {"producer": mine.code}).status_code == 302
    assert [row.producer for row in Product.objects.all()] == [mine]


def test_the_set_is_required_and_an_older_one_is_not_offered(client: Client) -> None:
    owner = producer()
    product_set(9)
    product_set(9, generation="QD148")
    client.force_login(member(owner))
    for chosen, sentence in (
        ("", "Chưa chọn bộ sản phẩm"),
        ("QD148-09", "Chọn bộ sản phẩm có trong danh sách"),
    ):
        typed = {"producer": owner.code, "name": "Mắm tép", "product_set": chosen}
        answer = client.post(CREATE, typed)
        assert answer.context["form"].errors == {"product_set": [sentence]}
    assert not Product.objects.exists()


def test_typed_text_survives_a_refusal_of_the_service(client: Client) -> None:
    owner = producer("Hộ Tác Huy")
    first = product("Mắm tép", owner)
    client.force_login(member(owner))
    typed = {
        "producer": owner.code,
        "name": "mắm TÉP",
        "product_set": "QD26-09",
        "story": "Chuyện <b>dài</b>",
    }
    answer = client.post(CREATE, typed)
    assert 'value="mắm TÉP"' in answer.text
    assert "Chuyện &lt;b&gt;dài&lt;/b&gt;</textarea>" in answer.text
    assert '<option value="QD26-09" selected>' in answer.text
    (sentence,) = answer.context["form"].errors["name"]
    assert f"(mã {first.code})" in sentence
    assert answer.text.count(sentence) == 2
    assert Product.objects.count() == 1


def test_the_edit_page_starts_from_what_is_stored_and_saves(client: Client) -> None:
    owner = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"))
    there = communes.commune("Xã Các Sơn")
    row = product("Mắm tép", owner, story="Chuyện cũ")
    client.force_login(accounts.province_officer(communes.province()))
    address = f"{LIST}{row.code}/sua/"
    page = client.get(address)
    assert 'value="Mắm tép"' in page.text
    assert '<option value="QD26-09" selected>' in page.text
    assert f'<option value="{owner.unit.key}" selected>' in page.text
    typed = {"name": "Mắm tép ngon", "product_set": "QD26-09", "unit": there.key, "story": ""}
    typed["seen"] = row.updated_at.isoformat()
    assert client.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.unit, row.story, row.producer) == ("Mắm tép ngon", there, "", owner)


def test_a_page_opened_before_another_saved_keeps_its_text(client: Client) -> None:
    owner = producer()
    row, person = product("Mắm tép", owner), member(owner)
    seen = row.updated_at.isoformat()
    change_product(product=row, actor=person, on=ON, story="Chuyện của người khác")
    client.force_login(person)
    typed = {"name": "Mắm tép", "product_set": "QD26-09", "story": "Chuyện của tôi", "seen": seen}
    answer = client.post(f"{LIST}{row.code}/sua/", typed)
    assert "Thông tin sản phẩm đã được sửa ở nơi khác" in answer.text
    assert "Chuyện của tôi</textarea>" in answer.text
    row.refresh_from_db()
    assert row.story == "Chuyện của người khác"


def test_the_record_shows_photos_and_its_history(client: Client) -> None:
    owner = producer("Hộ Tác Huy")
    row = product("Mắm tép", owner)
    photo = image(row, caption="Chai 500 ml")
    client.force_login(member(owner))
    answer = client.get(f"{LIST}{row.code}/")
    assert f'<a href="{LIST}anh/{photo.code}/"><img' in answer.text
    assert f'<img src="{LIST}anh/{photo.code}/nho/" alt="Chai 500 ml"' in answer.text
    assert [line["title"] for line in answer.context["history"]] == [
        "Thêm ảnh sản phẩm",
        "Ghi sản phẩm vào sổ",
    ]


def test_who_only_reads_gets_no_buttons_and_no_history(client: Client) -> None:
    row = product("Mắm tép")
    image(row)
    client.force_login(accounts.user("Lãnh đạo", "province_leader", communes.province()))
    answer = client.get(f"{LIST}{row.code}/")
    assert answer.context["history"] == []
    for word in ("Sửa thông tin", "Thêm ảnh", "Bỏ ảnh", "Mở hồ sơ đánh giá"):
        assert word not in answer.text


def test_a_photo_is_added_and_served_as_it_was_stored(client: Client) -> None:
    owner = producer()
    row = product("Mắm tép", owner)
    client.force_login(member(owner))
    typed = {"file": picture(size=(2000, 1000)), "caption": "Chai 500 ml"}
    assert client.post(f"{LIST}{row.code}/anh/", typed)["Location"] == f"{LIST}{row.code}/"
    photo = ProductImage.objects.get()
    answer = client.get(f"{LIST}anh/{photo.code}/")
    content = answer.getvalue()
    assert content[:3] == b"\xff\xd8\xff"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'inline; filename="{photo.code}.jpg"'


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("anh.pdf", b"%PDF-1.7\n%%EOF\n"), "Nội dung không phải ảnh JPG"),
        (SimpleUploadedFile("anh.jpg", b""), "Tệp rỗng (0 byte). Hãy chọn lại"),
        (None, "Chưa chọn ảnh"),
    ],
)
def test_a_wrong_photo_is_told_at_the_field_and_the_caption_stays(
    client: Client, upload: SimpleUploadedFile | None, sentence: str
) -> None:
    owner = producer()
    row = product("Mắm tép", owner)
    client.force_login(member(owner))
    typed = {"caption": "Chai <500> ml"} | ({"file": upload} if upload else {})
    answer = client.post(f"{LIST}{row.code}/anh/", typed)
    (text,) = answer.context["image_form"].errors["file"]
    assert sentence in text
    assert '<a href="#id_file">' in answer.text
    assert 'value="Chai &lt;500&gt; ml"' in answer.text
    assert not ProductImage.objects.exists()


def test_a_photo_is_removed_from_the_record(client: Client) -> None:
    owner = producer()
    photo = image(product("Mắm tép", owner))
    client.force_login(member(owner))
    client.post(f"{LIST}anh/{photo.code}/bo/")
    assert not ProductImage.objects.exists()
    assert client.post(f"{LIST}anh/{photo.code}/bo/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, rows: int, django_assert_num_queries: object
) -> None:
    province = communes.province()
    for number in range(rows):
        unit = communes.commune(f"Xã Số {number}", province)
        sheet = product_set(9 + number)
        product(f"Mắm {number}", producer(f"Hộ {number}", unit), product_set=sheet)
    client.force_login(accounts.province_officer(province))
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_asks_the_same_number_of_questions(
    client: Client, rows: int, django_assert_num_queries: object
) -> None:
    unit = communes.commune()
    row = product("Mắm tép", producer("Hộ Tác Huy", unit))
    for number in range(rows):
        image(row, colour=f"#{number * 40 + 16:02x}4040")
        variant(row)
        channel(row)
        row.held_certificates.add(held(row.producer))
        product("Mắm tép", row.producer, packaging=f"chai số {number}")
    client.force_login(accounts.commune_officer(unit))
    with django_assert_num_queries(20):  # type: ignore[operator]
        client.get(f"{LIST}{row.code}/")
