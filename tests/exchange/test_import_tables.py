"""Imports and the lines of one taken away as tables."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from communes.models import AdministrativeUnit
from exchange.enums import LineOutcome, RunState
from tests.factories import accounts, communes
from tests.factories.exchange import import_line, import_run, recount
from tests.tables import column, content_of, taken

pytestmark = pytest.mark.django_db
KINDS = ("xlsx", "csv")
LIST = "/lam-viec/nhap-lieu/"


@pytest.fixture
def unit() -> AdministrativeUnit:
    return communes.province()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_imports_as_a_table_with_their_counts(unit: AdministrativeUnit) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, by=officer, lines=2)
    import_line(run, LineOutcome.ERROR)
    recount(run)
    rows = taken(client_of(officer), LIST)
    cells = dict(zip(rows[0], rows[1], strict=True))
    assert (cells["Tệp"], cells["Sổ của"], cells["Tình trạng"], cells["Người đưa lên"]) == (
        run.filename,
        unit.full_name,
        "Chờ xem và ghi",
        officer.full_name,
    )
    assert (cells["Dòng"], cells["Ghi mới"], cells["Lỗi, không ghi được"]) == (3, 2, 1)


def test_the_lines_as_filtered_with_reason_and_day(unit: AdministrativeUnit) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, lines=2)
    bad = import_line(run, LineOutcome.ERROR, reason="Không hiểu hạng sao “7”")
    bad.values |= {"name": "=1+1", "decided_on": "2025-03-05"}
    bad.save()
    client, url = client_of(officer), reverse("exchange:run", args=[run.code])
    assert len(taken(client, url)) == 4
    rows = taken(client, f"{url}?viec=error")
    assert column(rows, "Lý do") == ["Không hiểu hạng sao “7”"]
    assert column(rows, "Tên sản phẩm") == ["=1+1"]
    assert column(rows, "Ngày ban hành") == [dt.date(2025, 3, 5)]
    rows = taken(client, f"{url}?viec=error", "csv")
    assert column(rows, "Tên sản phẩm") == ["'=1+1"]
    assert column(rows, "Ngày ban hành") == ["05/03/2025"]
    shown = client.get(f"{url}?viec=error").content.decode()
    assert 'href="?viec=error&amp;tai=xlsx"' in shown


@pytest.mark.parametrize("kind", KINDS)
def test_another_provinces_import_is_in_no_table(unit: AdministrativeUnit, kind: str) -> None:
    run = import_run(unit, lines=1)
    stranger = client_of(accounts.province_officer(communes.province("Tỉnh Nghệ An", "40")))
    assert len(taken(stranger, LIST, kind)) == 1
    url = reverse("exchange:run", args=[run.code])
    assert stranger.get(f"{url}?tai={kind}").status_code == 404
    outsider = client_of(accounts.outsider())
    assert outsider.get(f"{LIST}?tai={kind}").status_code == 403
    assert outsider.get(f"{url}?tai={kind}").status_code == 403


def test_an_import_at_work_has_no_lines_to_take(unit: AdministrativeUnit) -> None:
    run = import_run(unit, RunState.UPLOADED)
    client = client_of(accounts.province_officer(unit))
    answer = client.get(reverse("exchange:run", args=[run.code]) + "?tai=csv")
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_tables_ask_the_same_at_any_length(
    unit: AdministrativeUnit, rows: int, kind: str, django_assert_num_queries: Callable
) -> None:
    runs = [import_run(unit, lines=rows) for _ in range(rows)]
    client = client_of(accounts.province_officer(unit))
    for url, count in ((LIST, 4), (reverse("exchange:run", args=[runs[0].code]), 5)):
        with django_assert_num_queries(count):
            answer = client.get(f"{url}?tai={kind}")
            content_of(answer)
        assert len(taken(client, url, kind)) == 1 + rows
