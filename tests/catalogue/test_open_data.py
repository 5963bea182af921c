"""The register as files."""

import csv
import io
import json

import openpyxl
from django.test import Client
from django.urls import reverse

from catalogue.selectors import FIELDS
from catalogue.views.pages import FILES_A_MINUTE
from common.spreadsheets import csv_lines, safe_cell
from tests.factories import catalogue
from tests.factories.certificates import Scene


def rows_of(client: Client) -> list[dict[str, str]]:
    answer = client.get(reverse("catalogue:register_csv"))
    text = b"".join(answer).decode("utf-8")  # type: ignore[arg-type]
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_csv_and_json_hold_the_same_rows(scene: Scene, client: Client) -> None:
    register = catalogue.every_status(scene)
    table = rows_of(client)
    answer = client.get(reverse("catalogue:register_json"))
    data = json.loads(b"".join(answer))  # type: ignore[arg-type]
    assert data["as_of"] == "2026-11-20"
    assert [row["code"] for row in table] == [row["code"] for row in data["products"]]
    assert len(table) == len(register.by_status)
    assert list(table[0]) == [name for name, _meaning in FIELDS]
    assert list(data["products"][0]) == [name for name, _meaning in FIELDS]


def test_the_file_and_the_api_hold_the_same_rows(scene: Scene, client: Client) -> None:
    catalogue.every_status(scene)
    answer = client.get(reverse("catalogue:register_json"))
    data = json.loads(b"".join(answer))  # type: ignore[arg-type]
    assert client.get("/api/v1/products/").json()["results"] == data["products"]


def test_results_are_taken_away_as_filtered(scene: Scene, client: Client) -> None:
    for name, stars in (("= Mắm tôm", 4), ("Mắm tép", 4), ("Mắm ruốc", 3)):
        catalogue.recognised(scene, name, stars=stars)
    query = {"q": "mam", "sao": "4", "sap-xep": "ten"}
    shown = client.get(reverse("catalogue:product_list"), query).context["found"].cards
    content = b"".join(client.get(reverse("catalogue:product_list"), query | {"tai": "xlsx"}))  # type: ignore[arg-type]
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert head == tuple(meaning for _name, meaning in FIELDS)
    assert [row[1] for row in rows] == [card.name for card in shown]
    text = b"".join(client.get(reverse("catalogue:product_list"), query | {"tai": "csv"}))  # type: ignore[arg-type]
    lines = list(csv.reader(io.StringIO(text.decode()[1:])))
    assert sorted(line[1] for line in lines[1:]) == ["'= Mắm tôm", "Mắm tép"]


def test_whoever_takes_files_by_machine_is_asked_to_wait(scene: Scene, client: Client) -> None:
    for _ in range(FILES_A_MINUTE):
        assert client.get("/san-pham/?tai=csv").status_code == 200
    answer = client.get("/san-pham/?tai=csv")
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert client.get("/san-pham/").status_code == 200


def test_a_name_that_is_a_formula_is_not_run(scene: Scene, client: Client) -> None:
    catalogue.recognised(scene, "=HYPERLINK(1)")
    assert [row["name"] for row in rows_of(client)] == ["'=HYPERLINK(1)"]


def test_cells_that_a_spreadsheet_would_run_get_an_apostrophe() -> None:
    for value in ("=1+1", "+84", "-1", "@x", "\tx", "\rx", "\nx"):
        assert safe_cell(value) == f"'{value}"
    assert (safe_cell("Mắm"), safe_cell(None), safe_cell(3)) == ("Mắm", "", "3")


def test_a_cell_with_comma_and_quote_stays_one_cell() -> None:
    lines = "".join(csv_lines([("a", 'Mắm, "ngon"\nxứ Thanh')]))
    assert next(csv.reader(io.StringIO(lines[1:]))) == ["a", 'Mắm, "ngon"\nxứ Thanh']


def test_an_empty_register_is_a_file_with_its_head(db: None, client: Client) -> None:
    assert rows_of(client) == []
    answer = client.get(reverse("catalogue:register_json"))
    assert json.loads(b"".join(answer))["products"] == []  # type: ignore[arg-type]
