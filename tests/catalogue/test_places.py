"""Places: counted as they lie today, shown as the paper says where that differs."""

import csv
import io

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalogue import selectors
from communes.enums import ChangeKind
from communes.models import AdministrativeUnit
from products.models import Product
from tests.factories import catalogue, communes
from tests.factories.certificates import TODAY, Scene
from tests.factories.communes import LAST_OLD


def certified(
    scene: Scene,
    unit: AdministrativeUnit,
    now: AdministrativeUnit | None = None,
    *,
    name: str = "Mắm tép Hoằng Yến",
    printed: str = "",
) -> Product:
    product = catalogue.recognised(scene, name)
    catalogue.placed(product, unit, now, printed=printed)
    return product


def found(client: Client, **params: object) -> list[str]:
    page = client.get(reverse("catalogue:product_list"), params)
    return [card.name for card in page.context["found"].cards]


def counted() -> dict[str, int]:
    """Products by the label of their place."""
    seen = selectors.overview(on=TODAY)
    return {place.label: seen.counts("place")[key] for key, place in seen.places.items()}


@pytest.fixture
def former(scene: Scene) -> AdministrativeUnit:
    """A commune of before 1/7/2025 in the scene's province; what became of it is left open."""
    return communes.commune("Xã Hoằng Yến", communes.district(parent=scene.province))


@pytest.fixture
def halves(scene: Scene, former: AdministrativeUnit) -> list[AdministrativeUnit]:
    """The two communes between which ``former`` was divided."""
    second = communes.commune("Xã Hoằng Tiến", scene.province)
    communes.change(scene.commune, parts=(former,))
    communes.change(second, parts=(former,))
    return [scene.commune, second]


@pytest.mark.parametrize("settled", [True, False])
def test_a_former_commune_counts_with_the_one_it_went_into(
    scene: Scene, client: Client, former: AdministrativeUnit, settled: bool
) -> None:
    communes.change(scene.commune, former)
    certified(scene, former, scene.commune if settled else None)
    catalogue.recognised(scene, "Mắm tôm Lê Gia")
    assert counted() == {"Xã Hoằng Thanh": 2}
    assert len(found(client, xa=scene.commune.key)) == 2


def test_a_split_commune_keeps_its_own_line_until_somebody_chooses(
    scene: Scene, client: Client, former: AdministrativeUnit, halves: list[AdministrativeUnit]
) -> None:
    certified(scene, former, halves[1], name="Mắm tép")
    certified(scene, former, name="Mắm tôm")
    assert counted() == {"Xã Hoằng Yến (cũ)": 1, "Xã Hoằng Tiến": 1}
    assert found(client, xa=former.key) == ["Mắm tôm"]
    assert found(client, xa=halves[1].key) == ["Mắm tép"]


def test_a_place_that_is_only_a_province_or_district_is_no_commune(
    scene: Scene, client: Client
) -> None:
    district = communes.district(parent=scene.province)
    certified(scene, district, name="Chỉ ghi huyện")
    certified(scene, scene.province, name="Chỉ ghi tỉnh")
    assert counted() == {"Huyện Hoằng Hóa (cũ)": 1, "Tỉnh Thanh Hóa (chưa rõ xã)": 1}
    assert client.get("/").context["figures"].places == 0
    text = client.get(reverse("catalogue:commune_list")).content.decode()
    assert "Chưa xếp được vào xã, phường hiện nay" in text
    assert found(client, xa=scene.province.key) == ["Chỉ ghi tỉnh"]


def test_namesakes_are_told_apart_by_what_stands_above(scene: Scene, client: Client) -> None:
    for name, code in (("Huyện Nga Sơn", "394"), ("Huyện Hà Trung", "392")):
        district = communes.district(name, scene.province, code)
        certified(scene, communes.commune("Xã Hà Long", district), name=f"Mắm {name}")
    assert set(counted()) == {
        "Xã Hà Long (cũ), huyện Nga Sơn, tỉnh Thanh Hóa",
        "Xã Hà Long (cũ), huyện Hà Trung, tỉnh Thanh Hóa",
    }
    page = client.get(reverse("catalogue:product_list"))
    labels = [choice.label for choice in page.context["found"].facets.place]
    assert set(labels) == set(counted())


def test_a_page_names_the_paper_only_where_it_says_something_else(
    scene: Scene, client: Client, former: AdministrativeUnit
) -> None:
    communes.change(scene.commune, former)
    same = catalogue.recognised(scene, "Mắm tôm Lê Gia")
    other = certified(scene, former, scene.commune)
    typed = certified(scene, former, scene.commune, name="Nem chua", printed="x. Hoằng Yến")
    texts = [
        client.get(reverse("catalogue:product_detail", args=[row.code])).content.decode()
        for row in (same, other, typed)
    ]
    assert "Giấy ghi" not in texts[0]
    assert ">xã Hoằng Yến, huyện Hoằng Hóa, tỉnh Thanh Hóa</a>" in texts[1]
    assert ">x. Hoằng Yến</a>" in texts[2]
    assert all(">Xã Hoằng Thanh</a>, tỉnh Thanh Hóa" in text for text in texts)


def test_a_page_names_what_a_split_commune_went_into(
    scene: Scene, client: Client, former: AdministrativeUnit, halves: list[AdministrativeUnit]
) -> None:
    product = certified(scene, former)
    catalogue.placed(scene.producer, former)
    for name, code in (("product", product.code), ("producer", scene.producer.code)):
        page = client.get(reverse(f"catalogue:{name}_detail", args=[code]))
        place = page.context["place"]
        assert set(place.candidates) == set(halves)
        assert "chưa xác định thuộc nơi nào" in page.content.decode()
        catalogue.placed(product, former, halves[0])
        catalogue.placed(scene.producer, former, halves[0])
        chosen = client.get(reverse(f"catalogue:{name}_detail", args=[code]))
        assert chosen.context["place"].candidates == ()
        catalogue.placed(product, former)
        catalogue.placed(scene.producer, former)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_split_place_costs_a_fixed_number_of_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    former: AdministrativeUnit,
    halves: list[AdministrativeUnit],
    rows: int,
) -> None:
    for number in range(rows):
        product = certified(scene, former, name=f"Mắm tép {number}")
    with django_assert_num_queries(8):
        client.get(reverse("catalogue:product_detail", args=[product.code]))
    for count, key in ((20, former.key), (8, halves[0].key)):
        cache.clear()
        with django_assert_num_queries(count):
            client.get(reverse("catalogue:commune_detail", args=[key]))


# --- a commune's page -----------------------------------------------------------------------------


def test_a_commune_lists_what_lies_there_and_a_former_one_what_papers_name(
    scene: Scene, client: Client, former: AdministrativeUnit, halves: list[AdministrativeUnit]
) -> None:
    certified(scene, former, halves[1], name="Mắm tép")
    certified(scene, former, name="Mắm tôm")
    catalogue.recognised(scene, "Nem chua")

    def shown(unit: AdministrativeUnit) -> list[str]:
        page = client.get(reverse("catalogue:commune_detail", args=[unit.key]))
        return [card.name for card in page.context["cards"]]

    assert former.parent
    assert shown(former) == shown(former.parent) == ["Mắm tép", "Mắm tôm"]
    assert shown(halves[1]) == ["Mắm tép"]
    assert shown(scene.commune) == ["Nem chua"]
    assert sorted(shown(scene.province)) == ["Mắm tép", "Mắm tôm", "Nem chua"]
    part = client.get(reverse("catalogue:commune_detail", args=[halves[1].key])).context["formed"]
    assert [(p.products, p.unsettled, p.whole) for p in part[0].parts] == [(2, 1, False)]


def test_the_way_of_a_commune_is_told_over_several_steps(scene: Scene, client: Client) -> None:
    end = TODAY.replace(month=4, day=29)
    begin = end.replace(day=30)
    old = communes.commune("Xã Hoằng Yến", communes.district(parent=scene.province))
    middle = communes.commune("Xã Trảng Bom", scene.province, code="26248", valid_to=end)
    ward = communes.commune("Phường Trảng Bom", scene.province, code="26248", valid_from=begin)
    communes.change(middle, old)
    communes.change(ward, middle, kind=ChangeKind.RECLASSIFY, on=begin, legal_basis="NQ 1")
    certified(scene, old, middle)
    assert counted() == {"Phường Trảng Bom": 1}
    page = client.get(reverse("catalogue:commune_detail", args=[ward.key]))
    assert [(s.on, s.unit.full_name, len(s.parts)) for s in page.context["formed"]] == [
        (begin, "Phường Trảng Bom", 1),
        (communes.MERGER, "Xã Trảng Bom", 1),
    ]
    page = client.get(reverse("catalogue:commune_detail", args=[old.key]))
    assert [(s.unit.full_name, s.parts[0].unit.full_name) for s in page.context["became"]] == [
        ("Xã Hoằng Yến", "Xã Trảng Bom"),
        ("Xã Trảng Bom", "Phường Trảng Bom"),
    ]
    assert page.context["now"].today == (ward,)


def test_a_district_lists_its_communes_and_a_province_its_districts(
    scene: Scene, client: Client, former: AdministrativeUnit, halves: list[AdministrativeUnit]
) -> None:
    assert former.parent
    page = client.get(reverse("catalogue:commune_detail", args=[former.parent.key]))
    assert [(row.unit, set(row.today)) for row in page.context["communes"]] == [
        (former, set(halves))
    ]
    page = client.get(reverse("catalogue:commune_detail", args=[scene.province.key]))
    assert list(page.context["districts"]) == [former.parent]


# --- finding --------------------------------------------------------------------------------------


def units(client: Client, text: str) -> list[tuple[str, str, list[str]]]:
    page = client.get(reverse("catalogue:commune_list"), {"q": text})
    return [
        (row.unit.full_name, row.where, [unit.full_name for unit in row.today])
        for _title, rows in page.context["found"]
        for row in rows
    ]


@pytest.mark.parametrize("text", ["hoằng yến", "Hoang Yen", "X. Hoằng Yến", "xã hoang yen"])
def test_an_old_name_leads_to_the_communes_of_today(
    scene: Scene,
    client: Client,
    former: AdministrativeUnit,
    halves: list[AdministrativeUnit],
    text: str,
) -> None:
    where = "huyện Hoằng Hóa, tỉnh Thanh Hóa"
    assert units(client, text) == [("Xã Hoằng Yến", where, ["Xã Hoằng Thanh", "Xã Hoằng Tiến"])]
    answer = client.get(reverse("catalogue:commune_list"), {"q": text}).content.decode()
    assert "Nay chia vào" in answer


def test_words_after_a_comma_narrow_by_what_stands_above(scene: Scene, client: Client) -> None:
    for name, code in (("Huyện Nga Sơn", "394"), ("Huyện Hà Trung", "392")):
        communes.commune("Xã Hà Long", communes.district(name, scene.province, code))
    assert len(units(client, "ha long")) == 2
    assert [row[1] for row in units(client, "Hà Long, nga son")] == [
        "huyện Nga Sơn, tỉnh Thanh Hóa"
    ]
    assert units(client, "Hà Long, Nghệ An") == []


def test_the_own_province_stands_before_others_by_its_name_of_today(
    scene: Scene, client: Client
) -> None:
    gone = communes.province("Tỉnh Hà Nam", "35", valid_to=LAST_OLD)
    communes.change(scene.province, gone)
    far = communes.province("Tỉnh Nghệ An", "40")
    communes.commune("Xã Tân Thành", far)
    communes.commune("Xã Tân Thành", communes.district("Huyện Kim Bảng", gone))
    page = client.get(reverse("catalogue:commune_list"), {"q": "tân thành"})
    assert [(title, [row.where for row in rows]) for title, rows in page.context["found"]] == [
        ("", ["huyện Kim Bảng, tỉnh Hà Nam"]),
        ("Tỉnh, thành phố khác", ["tỉnh Nghệ An"]),
    ]


@pytest.mark.parametrize("text", ["%", ",", ", ,", "\x00", "<b>", "a" * 20_000, "'; --"])
def test_a_strange_name_is_answered(scene: Scene, client: Client, text: str) -> None:
    page = client.get(reverse("catalogue:commune_list"), {"q": text})
    assert page.status_code == 200
    assert "<b>”" not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_finding_costs_a_fixed_number_of_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    district = communes.district(parent=scene.province)
    for number in range(rows):
        old = communes.commune(f"Xã Hoằng Yến {'ABC'[number]}", district)
        communes.change(communes.commune(f"Xã Nga {'ABC'[number]}", scene.province), old)
    cache.clear()
    with django_assert_num_queries(10):
        assert len(units(client, "hoang yen")) == rows


# --- open data and API ----------------------------------------------------------------------------


def test_open_data_say_both_today_and_the_paper(
    scene: Scene, client: Client, former: AdministrativeUnit
) -> None:
    gone = communes.province("Tỉnh Hà Nam", "35", valid_to=LAST_OLD)
    communes.change(scene.province, gone)
    communes.change(scene.commune, former)
    certified(scene, former, scene.commune, name="A", printed="X. Hoằng Yến, H. Hoằng Hóa")
    district = communes.district("Huyện Kim Bảng", gone)
    certified(scene, district, name="B")
    answer = client.get(reverse("catalogue:register_csv"))
    text = b"".join(answer).decode()  # type: ignore[arg-type]
    names = [name for name, _meaning in selectors.FIELDS if "recorded" in name]
    names = ["commune_code", "commune", "province", *names]
    assert [[row[name] for name in names] for row in csv.DictReader(io.StringIO(text[1:]))] == [
        [
            scene.commune.key,
            "Xã Hoằng Thanh",
            "Tỉnh Thanh Hóa",
            former.key,
            "Xã Hoằng Yến",
            "Tỉnh Thanh Hóa",
            "X. Hoằng Yến, H. Hoằng Hóa",
        ],
        ["", "", "Tỉnh Thanh Hóa", district.key, "Huyện Kim Bảng", "Tỉnh Hà Nam", ""],
    ]


def test_the_api_finds_by_the_unit_of_today_and_by_the_recorded_one(
    scene: Scene, client: Client, former: AdministrativeUnit, halves: list[AdministrativeUnit]
) -> None:
    certified(scene, former, halves[1], name="Mắm tép")
    certified(scene, former, name="Mắm tôm")
    catalogue.recognised(scene, "Nem chua")

    def names(query: str) -> list[str]:
        rows = client.get(f"/api/v1/products/?{query}").json()["results"]
        return [row["name"] for row in rows]

    assert names(f"commune={halves[1].key}") == ["Mắm tép"]
    assert names(f"commune={former.key}") == ["Mắm tép", "Mắm tôm"]
    assert names("province=38") == ["Mắm tép", "Mắm tôm", "Nem chua"]
    catalogue.placed(scene.producer, former, halves[1])
    for key, count in ((halves[1].key, 1), (former.key, 1), (scene.commune.key, 0)):
        assert client.get(f"/api/v1/producers/?commune={key}").json()["count"] == count
    row = client.get("/api/v1/producers/").json()["results"][0]
    assert (row["commune"], row["recorded_unit"]) == ("Xã Hoằng Tiến", "Xã Hoằng Yến")


# --- duplicates that were merged ------------------------------------------------------------------


def test_a_merged_entry_is_nowhere_and_leads_to_what_is_left(scene: Scene, client: Client) -> None:
    first, middle, last = (catalogue.recognised(scene, f"Mắm tôm {n}") for n in "ABC")
    catalogue.merged(first, middle)
    catalogue.merged(middle, last)
    assert found(client) == ["Mắm tôm C"]
    assert client.get("/").context["figures"].known == 1
    assert [row["name"] for row in client.get("/api/v1/products/").json()["results"]] == [
        "Mắm tôm C"
    ]
    text = b"".join(client.get(reverse("catalogue:register_csv"))).decode()  # type: ignore[arg-type]
    assert "Mắm tôm A" not in text
    for name in ("catalogue:product_detail", "api_product"):
        for code in (first.code, middle.code):
            answer = client.get(reverse(name, args=[code]))
            assert answer.status_code == 301
            assert answer["Location"] == reverse(name, args=[last.code])
        assert client.get(reverse(name, args=[last.code])).status_code == 200


def test_a_merged_producer_leads_to_what_is_left(scene: Scene, client: Client) -> None:
    product = catalogue.recognised(scene, "Mắm tôm")
    other = Scene().producer
    catalogue.merged(other, scene.producer)
    answer = client.get(reverse("catalogue:producer_detail", args=[other.code]))
    assert answer.status_code == 301
    assert answer["Location"] == reverse("catalogue:producer_detail", args=[scene.producer.code])
    catalogue.merged(product.producer, other)
    assert client.get(answer["Location"]).status_code == 404
