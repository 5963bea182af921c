"""The report: each figure opens exactly the rows it counts; only those who may read it."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from certificates.models import Certificate
from certificates.selectors import status_counts
from certificates.selectors.figures import (
    Slice,
    expiring_by_month,
    months_from,
    rows_of,
    stars_by_status,
    valid_by,
)
from communes.models import AdministrativeUnit
from reports.selectors import Figure, figures_for
from tests.factories import accounts, catalogue, certificates, communes
from tests.factories.certificates import TODAY, Scene

PAGES = ("reports:report", "reports:rows")


def test_stars_by_status_adds_up_to_status_counts(scene: Scene) -> None:
    catalogue.every_status(scene)
    table = stars_by_status(Certificate.objects.all(), on=TODAY)
    sums = {status: sum(stars.values()) for status, stars in table.items()}
    assert sums == status_counts(TODAY)


def test_every_figure_opens_as_many_rows(scene: Scene, client: Client) -> None:
    catalogue.every_status(scene)
    client.force_login(scene.leader)
    figures = figures_for(scene.leader, on=TODAY)
    cells: list[Figure] = [*figures.groups, *figures.places, *figures.months, *figures.valid_stars]
    for row in figures.table:
        cells += [*row.cells, row.sum]
    assert sum(one.value for one in cells) > 20
    for one in cells:
        assert client.get(one.url).context["page"].paginator.count == one.value, one


def test_months_count_the_valid_ones_by_their_end(scene: Scene) -> None:
    for end in ("2026-11-20", "2026-12-31", "2027-01-01", "2027-10-31", "2027-11-01"):
        certificates.ending_on(scene, dt.date.fromisoformat(end))
    certificates.ending_on(scene, dt.date(2026, 11, 19))
    found = expiring_by_month(Certificate.objects.all(), on=TODAY)
    assert list(found) == months_from(TODAY)
    assert {f"{month:%m/%Y}": count for month, count in found.items() if count} == {
        "11/2026": 1,
        "12/2026": 1,
        "01/2027": 1,
        "10/2027": 1,
    }


def test_a_slice_joins_its_conditions(scene: Scene) -> None:
    catalogue.recognised(scene, "Mắm tôm", stars=4)
    catalogue.recognised(scene, "Tương ớt", stars=3)
    rows = Certificate.objects.all()
    assert rows_of(rows, Slice(status=("in_force",), stars=4, group="I"), on=TODAY).count() == 1
    assert rows_of(rows, Slice(group="II"), on=TODAY).count() == 0
    assert rows_of(rows, Slice(unit=scene.commune.key), on=TODAY).count() == 2
    assert valid_by(rows, "product__group_code", on=TODAY) == [(("I",), 2)]


def test_the_office_counts_its_own_province_only(scene: Scene) -> None:
    catalogue.recognised(scene, "Mắm tôm")
    other = accounts.user("Vũ Khác", Role.PROVINCE_LEADER, communes.province("Tỉnh Nghệ An", "40"))
    assert figures_for(scene.leader, on=TODAY).valid == 1
    assert figures_for(other, on=TODAY).valid == 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROVINCE_OFFICER, 200),
        (Role.PROVINCE_LEADER, 200),
        (Role.CENTRAL_OFFICER, 200),
        (Role.COMMUNE_OFFICER, 403),
        (Role.INSPECTOR, 403),
        (Role.ADMINISTRATOR, 403),
        (Role.COUNCIL, 403),
        (Role.PRODUCER, 403),
        ("", 403),
    ],
)
def test_who_may_read_the_report(
    scene: Scene, client: Client, name: str, role: str, status: int
) -> None:
    national = role in (Role.CENTRAL_OFFICER, Role.ADMINISTRATOR, Role.PRODUCER, "")
    place = None if national else scene.province
    client.force_login(accounts.user("Trần Văn Ai", role, place))
    page = client.get(reverse(name))
    assert page.status_code == status
    if status == 403:
        assert "Việc này dành cho Văn phòng Điều phối" in page.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_guest_is_asked_to_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith("/dang-nhap/")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "statements"), [("reports:report", 13), ("reports:rows", 6)])
def test_the_report_costs_a_fixed_number_of_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    statements: int,
    rows: int,
) -> None:
    for number in range(rows):
        catalogue.recognised(scene, f"Mắm tôm {number}")
    client.force_login(scene.leader)
    client.get(reverse(name))
    with django_assert_num_queries(statements):
        assert client.get(reverse(name)).status_code == 200


def test_the_file_holds_the_figures_of_the_page(scene: Scene, client: Client) -> None:
    catalogue.every_status(scene)
    client.force_login(scene.officer)
    answer = client.get(reverse("reports:report"), {"tai": "csv"})
    text = b"".join(answer).decode()  # type: ignore[arg-type]
    lines = list(csv.reader(io.StringIO(text[1:])))
    assert lines[0] == ["Bảng", "Dòng", "Thuộc", "Cột", "Số giấy chứng nhận"]
    assert ["Tình trạng và hạng sao", "Còn hiệu lực", "", "Cộng", "2"] in lines
    assert sheet(client, reverse("reports:report"))[0][4] == "Số giấy chứng nhận"


def sheet(client: Client, url: str) -> list[tuple[object, ...]]:
    """The rows of a page taken away as XLSX, headers first."""
    separator = "&" if "?" in url else "?"
    content = b"".join(client.get(f"{url}{separator}tai=xlsx"))  # type: ignore[arg-type]
    rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [tuple(row) for row in rows]


def split(scene: Scene) -> tuple[AdministrativeUnit, AdministrativeUnit]:
    """A commune of before 1/7/2025 divided between the scene's and a second one, which is given."""
    old = communes.commune("Xã Hoằng Yến", communes.district(parent=scene.province))
    second = communes.commune("Xã Hoằng Tiến", scene.province)
    communes.change(scene.commune, parts=(old,))
    communes.change(second, parts=(old,))
    return old, second


def test_places_count_as_they_lie_today_or_as_the_papers_name_them(
    scene: Scene, client: Client
) -> None:
    old, second = split(scene)
    for name, now in (("A", second), ("B", second), ("C", None)):
        catalogue.placed(catalogue.recognised(scene, name), old, now)
    catalogue.recognised(scene, "D")
    client.force_login(scene.leader)
    today = figures_for(scene.leader, on=TODAY)
    assert [(one.label, one.note, one.value) for one in today.places] == [
        ("Xã Hoằng Tiến", "tỉnh Thanh Hóa", 2),
        ("Xã Hoằng Thanh", "tỉnh Thanh Hóa", 1),
        ("Xã Hoằng Yến (cũ)", "huyện Hoằng Hóa, tỉnh Thanh Hóa", 1),
    ]
    assert today.unsettled.value == 1
    then = figures_for(scene.leader, recorded=True, on=TODAY)
    assert [(one.label, one.value) for one in then.places] == [
        ("Xã Hoằng Yến", 3),
        ("Xã Hoằng Thanh", 1),
    ]
    for one in (*today.places, *then.places, today.unsettled):
        assert client.get(one.url).context["page"].paginator.count == one.value, one
    page = client.get(reverse("reports:report"), {"don-vi": "luc-ghi"})
    assert page.context["figures"].places == then.places


def test_the_rows_are_taken_away_as_filtered(scene: Scene, client: Client) -> None:
    old, second = split(scene)
    catalogue.placed(catalogue.recognised(scene, "=A", stars=4), old, second)
    catalogue.recognised(scene, "B", stars=3)
    client.force_login(scene.leader)
    rows = sheet(client, f"{reverse('reports:rows')}?sao=4")
    [(name, _maker, stars, _status, until, _number, _code, today, then)] = rows[1:]
    assert isinstance(until, dt.datetime)
    assert (name, stars, until.date()) == ("=A", 4, dt.date(2028, 3, 5))
    assert (today, then) == ("Xã Hoằng Tiến", "Xã Hoằng Yến")


@pytest.mark.parametrize("query", ["sao=9", "thang=2026-13", "trang-thai=x", "thang=abc"])
def test_an_unknown_value_filters_nothing(scene: Scene, client: Client, query: str) -> None:
    catalogue.recognised(scene, "Mắm tôm")
    client.force_login(scene.leader)
    assert client.get(f"{reverse('reports:rows')}?{query}").context["page"].paginator.count == 1
