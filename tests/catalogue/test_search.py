"""Finding products: accents, đ, slips, filters and their counts."""

import pytest
from django.test import Client
from django.urls import reverse

from catalogue.validators import MOST_LETTERS, parts_of, query_text, query_words
from tests.factories import catalogue, certificates, producers, products
from tests.factories.certificates import TODAY, Scene


def found(client: Client, **params: object) -> list[str]:
    page = client.get(reverse("catalogue:product_list"), params)
    assert page.status_code == 200
    return [card.name for card in page.context["found"].cards]


def nearly(client: Client, text: str) -> list[str]:
    page = client.get(reverse("catalogue:product_list"), {"q": text})
    return [card.name for card in page.context["found"].near]


@pytest.fixture
def three(scene: Scene) -> Scene:
    for name in ("Mắm tôm Lê Gia", "Đường phên Đắc Lộc", "Chè Shan tuyết cổ thụ"):
        catalogue.recognised(scene, name)
    return scene


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mam tom", "Mắm tôm Lê Gia"),
        ("mắm tôm", "Mắm tôm Lê Gia"),
        ("MẮM TÔM", "Mắm tôm Lê Gia"),
        ("tôm  mắm", "Mắm tôm Lê Gia"),
        ("le gia", "Mắm tôm Lê Gia"),
        ("duong dac loc", "Đường phên Đắc Lộc"),
        ("ĐƯỜNG PHÊN", "Đường phên Đắc Lộc"),
        ("shan tu", "Chè Shan tuyết cổ thụ"),
    ],
)
def test_a_product_is_found_with_or_without_accents(
    three: Scene, client: Client, text: str, name: str
) -> None:
    assert found(client, q=text) == [name]


def test_a_word_inside_another_word_is_not_found(three: Scene, client: Client) -> None:
    assert found(client, q="ong") == []


def test_producer_and_commune_find_every_product_of_theirs(three: Scene, client: Client) -> None:
    assert len(found(client, q="que huong")) == 3
    assert len(found(client, q="hoang thanh")) == 3


def test_the_accents_as_typed_come_first(scene: Scene, client: Client) -> None:
    for name in ("Mâm tôm gỗ", "Mắm tôm Lê Gia"):
        catalogue.recognised(scene, name)
    assert found(client, q="mắm tôm") == ["Mắm tôm Lê Gia", "Mâm tôm gỗ"]
    assert found(client, q="mâm tôm") == ["Mâm tôm gỗ", "Mắm tôm Lê Gia"]


def test_a_name_that_begins_with_the_words_comes_before_one_of_the_producer(
    scene: Scene, client: Client
) -> None:
    catalogue.recognised(scene, "Nước mắm Quế Hương")
    other = producers.producer("Hợp tác xã Nước Mắm", scene.commune)
    row = products.product("Tép khô", other)
    certificates.recorded(scene, product=row)
    assert found(client, q="nuoc mam") == ["Nước mắm Quế Hương", "Tép khô"]


@pytest.mark.parametrize("text", ["shan tuyt co thu", "che shna tuyet", "sahn tuyet"])
def test_slips_are_answered_with_what_is_nearly_it(three: Scene, client: Client, text: str) -> None:
    assert found(client, q=text) == []
    assert nearly(client, text) == ["Chè Shan tuyết cổ thụ"]


def test_nothing_near_is_said_in_words(three: Scene, client: Client) -> None:
    page = client.get(reverse("catalogue:product_list"), {"q": "zzzzqqqq"})
    assert page.context["found"].near == []
    assert "Không có sản phẩm nào khớp “zzzzqqqq”" in page.content.decode()


def test_a_query_is_bounded() -> None:
    assert len(query_text("ă" * 5000)) == MOST_LETTERS
    assert query_text("a\x00b") == "a b"
    assert query_words(" ".join(f"chu{n}" for n in range(50))) == tuple(f"chu{n}" for n in range(8))


@pytest.mark.parametrize("text", ["%", "_", "'; --", "“”", "\x00", "<script>", "a" * 20_000, "🦐"])
def test_strange_queries_are_answered(three: Scene, client: Client, text: str) -> None:
    page = client.get(reverse("catalogue:product_list"), {"q": text})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("<main")[1]


def test_hits_are_marked_in_the_name() -> None:
    parts = parts_of("Mắm tôm Lê Gia", ("mam", "tom"))
    assert [(part.text, part.hit) for part in parts] == [("Mắm tôm", True), (" Lê Gia", False)]


def test_each_filter_counts_under_the_other_choices(scene: Scene, client: Client) -> None:
    register = catalogue.every_status(scene)
    page = client.get(reverse("catalogue:product_list"), {"hieu-luc": ["in_force", "expiring"]})
    result = page.context["found"]
    assert result.total == 3
    assert {choice.value: choice.count for choice in result.facets.stars} == {
        "5": 0,
        "4": 1,
        "3": 2,
    }
    counts = {choice.value: choice.count for choice in result.facets.status}
    assert counts == {
        "in_force": 2,
        "expiring": 1,
        "expired": 1,
        "suspended": 1,
        "revoked": 1,
        "surrendered": 1,
        "uncertain": 1,
    }
    assert len(register.by_status) == 8


def test_every_count_of_a_filter_opens_as_many_rows(scene: Scene, client: Client) -> None:
    catalogue.every_status(scene)
    page = client.get(reverse("catalogue:product_list"))
    facets = page.context["found"].facets
    names = {"hieu-luc": facets.status, "sao": facets.stars, "nhom": facets.group}
    for name, choices in [*names.items(), ("xa", facets.place)]:
        for choice in choices:
            assert len(found(client, **{name: choice.value})) == choice.count


def test_chosen_values_are_pills_that_remove_themselves(three: Scene, client: Client) -> None:
    page = client.get(reverse("catalogue:product_list"), {"q": "mam", "sao": "3", "nhom": "I"})
    assert page.context["picked"] == [
        {"label": "3 sao", "url": "?q=mam&nhom=I"},
        {"label": "Thực phẩm", "url": "?q=mam&sao=3"},
    ]


def test_unknown_filter_values_filter_nothing(three: Scene, client: Client) -> None:
    assert len(found(client, sao="9", nhom="X", trang="abc")) == 3
    page = client.get(
        reverse("catalogue:product_list"), {"hieu-luc": "magic", "sap-xep": "drop table"}
    )
    assert page.context["found"].total == 3


def test_a_product_without_certificate_is_not_found(scene: Scene, client: Client) -> None:
    catalogue.named(scene, "Mắm tép chưa công nhận")
    assert found(client, q="mam tep") == []


def test_what_is_valid_comes_before_what_has_ended(scene: Scene, client: Client) -> None:
    catalogue.recognised(scene, "Ấm trà", stars=3)
    catalogue.recognised(scene, "Bánh gai", stars=5, level="central")
    old = catalogue.named(scene, "An xoa")
    certificates.recorded(scene, product=old, stars=4, decided_on=TODAY.replace(year=2020))
    assert found(client) == ["Bánh gai", "Ấm trà", "An xoa"]
