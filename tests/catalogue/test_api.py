"""The open API: fields, filters, faults, statements, schema."""

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from pytest_django import DjangoAssertNumQueries

from catalogue.api.documentation import operations
from catalogue.selectors import FIELDS
from tests.factories import catalogue, communes
from tests.factories.certificates import Scene

LISTS = ["/api/v1/products/", "/api/v1/producers/", "/api/v1/communes/"]


def names(client: Client, query: str) -> list[str]:
    answer = client.get(f"/api/v1/products/?{query}")
    assert answer.status_code == 200, answer.json()
    return [row["name"] for row in answer.json()["results"]]


def test_a_product_has_the_fields_of_the_register(scene: Scene, client: Client) -> None:
    product = catalogue.recognised(scene, "Mắm tôm Lê Gia", stars=4)
    row = client.get("/api/v1/products/").json()["results"][0]
    assert list(row) == [name for name, _meaning in FIELDS]
    assert (row["stars"], row["status"], row["group"], row["product_set"]) == (
        4,
        "in_force",
        "I",
        "QD26-09",
    )
    assert (row["recognised_on"], row["valid_until"]) == ("2025-03-05", "2028-03-05")
    assert (row["commune"], row["province"]) == ("Xã Hoằng Thanh", "Tỉnh Thanh Hóa")
    detail = client.get(f"/api/v1/products/{product.code}/").json()
    assert {name: detail[name] for name in row} == row
    assert [one["status"] for one in detail["certificates"]] == ["in_force"]


def test_filters_join_values_with_commas_or_repeated(scene: Scene, client: Client) -> None:
    catalogue.recognised(scene, "Ba sao", stars=3)
    catalogue.recognised(scene, "Bốn sao", stars=4)
    catalogue.recognised(scene, "Năm sao", stars=5, level="central")
    assert names(client, "stars=3,5") == ["Ba sao", "Năm sao"]
    assert names(client, "stars=3&stars=5") == ["Ba sao", "Năm sao"]
    assert names(client, "ordering=-stars") == ["Năm sao", "Bốn sao", "Ba sao"]
    assert names(client, "q=nam&status=in_force&group=I&product_set=QD26-09") == ["Năm sao"]
    assert names(client, "page_size=2&page=2") == ["Năm sao"]
    assert names(client, f"commune={scene.commune.key}&province=38&stars=4") == ["Bốn sao"]
    assert names(client, f"commune={scene.commune.code}&stars=4") == ["Bốn sao"]
    other = communes.province("Tỉnh Nghệ An", "40")
    assert names(client, f"province={other.code}") == []


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/products/?stars=9", "stars"),
        ("/api/v1/products/?stars=3,x", "stars"),
        ("/api/v1/products/?status=magic", "status"),
        ("/api/v1/products/?group=VII", "group"),
        ("/api/v1/products/?product_set=QD26-99", "product_set"),
        ("/api/v1/products/?commune=99999", "commune"),
        ("/api/v1/products/?province=00", "province"),
        ("/api/v1/products/?ordering=secret", "ordering"),
        ("/api/v1/products/?page=0", "page"),
        ("/api/v1/products/?page=x", "page"),
        ("/api/v1/products/?page_size=101", "page_size"),
        (f"/api/v1/products/?q={'a' * 101}", "q"),
        ("/api/v1/producers/?commune=x", "commune"),
        ("/api/v1/communes/?province=zz", "province"),
    ],
)
def test_an_unknown_value_is_a_400_that_names_the_parameter(
    scene: Scene, client: Client, path: str, field: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert list(error["fields"]) == [field]


@pytest.mark.parametrize("path", ["/api/v1/products/KHONG/", "/api/v1/products/?page=9"])
def test_what_is_not_there_is_a_404_in_the_envelope(
    scene: Scene, client: Client, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()["error"]) == {"code", "message", "fields"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [*LISTS, "/api/v1/statistics/"])
def test_nothing_can_be_written(scene: Scene, client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "statements"), list(zip(LISTS, (5, 4, 5), strict=True)))
def test_a_list_costs_a_fixed_number_of_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    statements: int,
    rows: int,
) -> None:
    for number in range(rows):
        catalogue.recognised(scene, f"Mắm tôm {number}")
        communes.commune(f"Xã Nga {number}", scene.province)
    with django_assert_num_queries(statements):
        assert client.get(path).status_code == 200


def test_statistics_agree_with_the_home_page(scene: Scene, client: Client) -> None:
    catalogue.every_status(scene)
    figures, data = client.get("/").context["figures"], client.get("/api/v1/statistics/").json()
    assert data["products_in_force"] == figures.valid == 3
    assert [(row["stars"], row["products"]) for row in data["by_stars"]] == figures.stars
    assert sum(row["products"] for row in data["by_status"]) == data["products"] == figures.known
    assert data["by_commune"] == [
        {
            "commune": scene.commune.key,
            "name": "Xã Hoằng Thanh",
            "settled": True,
            "products": 3,
        }
    ]


def test_communes_and_producers_count_public_products(scene: Scene, client: Client) -> None:
    catalogue.recognised(scene, "Mắm tôm Lê Gia")
    catalogue.named(scene, "Mắm tép chưa công nhận")
    assert [row["products"] for row in client.get(LISTS[1]).json()["results"]] == [1]
    assert [row["products"] for row in client.get(LISTS[2]).json()["results"]] == [1]
    assert client.get(f"{LISTS[2]}?q=hoang").json()["count"] == 1
    assert client.get(f"{LISTS[2]}?q=khong").json()["count"] == 0
    assert client.get(f"{LISTS[1]}?q=que huong").json()["count"] == 1


def test_the_schema_is_valid_and_the_page_lists_it() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    listed = [one.path for one in operations()]
    assert listed == [path for path in schema["paths"] if path.startswith("/api/v1/")]
    assert all(one.summary and one.fields for one in operations())


def test_the_page_of_the_api_loads_nothing_from_elsewhere(client: Client) -> None:
    text = client.get(reverse("api_docs")).content.decode()
    assert "/api/v1/certificates/{code}/verify/" in text
    assert 'src="http' not in text
    assert 'href="https://' not in text
