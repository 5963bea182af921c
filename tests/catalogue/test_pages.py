"""Every public page for a guest: it opens, costs a fixed number of statements, tells truth."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from certificates.selectors import current_certificates
from tests.factories import catalogue, certificates, communes, products
from tests.factories.certificates import TODAY, Scene


def fill(scene: Scene, rows: int) -> None:
    for number in range(rows):
        product = catalogue.recognised(scene, f"Mắm tôm {number}")
        products.image(product, colour=f"#10{number}0ff")
        certificates.recorded(scene, product=product, stars=4, decided_on=TODAY.replace(year=2025))


STATEMENTS = {
    "home": 8,
    "catalogue:product_list": 6,
    "catalogue:commune_list": 6,
    "catalogue:map": 6,
    "catalogue:verify_form": 0,
    "catalogue:open_data": 4,
    "catalogue:register_csv": 3,
    "catalogue:register_json": 3,
    "api_docs": 0,
    "api_schema": 0,
    "inspections:complaint_form": 0,
    "inspections:complaint_sent": 0,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", list(STATEMENTS))
def test_a_public_page_opens_for_a_guest_in_so_many_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    rows: int,
) -> None:
    fill(scene, rows)
    cache.clear()
    with django_assert_num_queries(STATEMENTS[name]):
        page = client.get(reverse(name))
        if page.streaming:
            list(page)  # type: ignore[call-overload]
    assert page.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("params", "statements"),
    [
        ({"q": "mam tom"}, 6),
        ({"q": "mma tmo"}, 5),
        ({"q": "mam", "sao": "4", "hieu-luc": "in_force", "nhom": "I"}, 6),
        ({"sap-xep": "moi"}, 6),
    ],
)
def test_results_cost_at_most_eight_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    params: dict[str, str],
    statements: int,
    rows: int,
) -> None:
    fill(scene, rows)
    cache.clear()
    assert statements <= 8
    with django_assert_num_queries(statements):
        client.get(reverse("catalogue:product_list"), params)


@pytest.mark.parametrize("rows", [1, 3])
def test_one_record_costs_a_fixed_number_of_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    fill(scene, rows)
    product = scene.producer.products.first()
    assert product is not None
    code = product.certificates.first().code
    for count, name, key in (
        (4, "catalogue:product_detail", product.code),
        (4, "catalogue:producer_detail", scene.producer.code),
        (10, "catalogue:commune_detail", scene.commune.key),
        (4, "catalogue:verify", code),
    ):
        cache.clear()
        with django_assert_num_queries(count):
            assert client.get(reverse(name, args=[key])).status_code == 200


def test_the_home_page_counts_what_is_in_force(scene: Scene, client: Client) -> None:
    catalogue.every_status(scene)
    figures = client.get("/").context["figures"]
    assert figures.valid == current_certificates(TODAY).count() == 3
    assert figures.stars == [(3, 2), (4, 1), (5, 0)]
    assert (figures.producers, figures.places, figures.known) == (1, 1, 8)
    assert [group.count for group in figures.groups] == [3, 0, 0, 0, 0, 0]


def test_an_empty_register_says_so(db: None, client: Client) -> None:
    assert "Sổ giấy chứng nhận chưa có sản phẩm nào" in client.get("/").content.decode()
    assert "Sổ chưa có sản phẩm nào" in client.get("/san-pham/").content.decode()
    assert client.get("/xa-phuong/").status_code == 200
    assert client.get("/ban-do/").status_code == 200


def test_a_new_act_is_counted_by_the_next_reader(scene: Scene, client: Client) -> None:
    product = catalogue.recognised(scene, "Mắm tôm Lê Gia")
    assert client.get("/").context["figures"].valid == 1
    catalogue.act(product.certificates.get(), "suspend", TODAY)
    assert client.get("/").context["figures"].valid == 0


@pytest.mark.parametrize(
    "path", ["/san-pham/KHONGCO/", "/chu-the/KHONGCO/", "/xa-phuong/c-0/", "/san-pham/anh/KHONG/"]
)
def test_an_unknown_code_is_a_404(scene: Scene, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_product_that_only_prepares_its_dossier_is_a_404(scene: Scene, client: Client) -> None:
    product = catalogue.named(scene, "Mắm tép đang soạn hồ sơ")
    photo = products.image(product)
    assert client.get(reverse("catalogue:product_detail", args=[product.code])).status_code == 404
    assert client.get(reverse("catalogue:image", args=[photo.code])).status_code == 404
    producer = reverse("catalogue:producer_detail", args=[scene.producer.code])
    assert client.get(producer).status_code == 404


@pytest.mark.parametrize("name", ["catalogue:image", "catalogue:thumbnail"])
def test_a_photo_of_a_public_product_is_public(scene: Scene, client: Client, name: str) -> None:
    photo = products.image(catalogue.recognised(scene, "Mắm tôm Lê Gia"))
    answer = client.get(reverse(name, args=[photo.code]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer)[:2] == b"\xff\xd8"  # type: ignore[arg-type]


def test_a_commune_tells_what_it_was_formed_from(scene: Scene, client: Client) -> None:
    district = communes.district(parent=scene.province)
    first, second = (
        communes.commune("Xã Hoằng Yến", district),
        communes.commune("Xã Hoằng Hải", district),
    )
    communes.change(scene.commune, first, parts=(second,))
    page = client.get(reverse("catalogue:commune_detail", args=[scene.commune.key]))
    [step] = page.context["formed"]
    assert [(part.unit.full_name, part.whole) for part in step.parts] == [
        ("Xã Hoằng Yến", True),
        ("Xã Hoằng Hải", False),
    ]
    text = page.content.decode()
    assert "Một phần <a" in text
    assert "1686/NQ-UBTVQH15" in text
    former = client.get(reverse("catalogue:commune_detail", args=[first.key])).content.decode()
    assert "Có đến hết ngày 30/06/2025, nay là" in former


def test_names_are_escaped_everywhere(scene: Scene, client: Client) -> None:
    product = catalogue.recognised(scene, 'Mắm "ngon" <b>tôm</b> & tép')
    for path in (
        "/",
        "/san-pham/?q=<b>",
        "/san-pham/",
        f"/san-pham/{product.code}/",
        f"/chu-the/{scene.producer.code}/",
        f"/xa-phuong/{scene.commune.key}/",
        f"/xac-minh/{product.certificates.get().code}/",
    ):
        text = client.get(path).content.decode()
        assert "<b>tôm</b>" not in text
        assert "&amp;amp;" not in text
        assert "&amp;lt;" not in text


def test_the_map_shows_the_archipelagos(scene: Scene, client: Client) -> None:
    communes.commune("Xã Nga Sơn", scene.province, latitude=20.0, longitude=105.9)
    text = client.get("/ban-do/").content.decode()
    assert "Quần đảo Hoàng Sa" in text
    assert "Quần đảo Trường Sa" in text
