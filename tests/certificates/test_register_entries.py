"""Lines of old registers entered many at once, and certificates bounded by their round."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from certificates.models import Certificate, Decision, RegisterEntry
from certificates.services import EntryLine, record_certificate, record_entries
from certificates.validators import decision_key
from common.errors import DomainError
from documents.services import snapshot_digest
from products.models import Product
from tests.factories import communes, products

ON = dt.date(2026, 11, 21)


@pytest.fixture
def product(db: None) -> Product:
    return products.product("Mắm tép Hà Yên")


def line(product: Product, **said: Any) -> EntryLine:
    said = {"status": "recognised", "stars": 3, "decision_number": "590/QĐ-UBND"} | said
    return EntryLine(
        product=product,
        province=communes.province(),
        printed={"name": product.name},
        fingerprint=f"{RegisterEntry.objects.count():064}",
        source="so.xlsx",
        **said,
    )


def test_round_year_leaves_the_end_open_between_two_years(product: Product) -> None:
    certificate = record_certificate(
        product=product,
        stars=3,
        decision_number="590/QĐ-UBND",
        decided_on=None,
        round_year=2020,
        unit=communes.province(),
        source="so.xlsx",
        actor=None,
    )
    assert certificate.issued_year is None
    assert certificate.ends_earliest == dt.date(2023, 1, 1)
    assert certificate.ends_latest == dt.date(2024, 12, 31)


def test_line_of_a_round_finds_the_decision_whose_year_is_known(product: Product) -> None:
    known = record_certificate(
        product=product,
        stars=3,
        decision_number="590/QĐ-UBND",
        decided_on=dt.date(2021, 1, 27),
        authority="UBND tỉnh Thanh Hóa",
        unit=communes.province(),
        source="báo",
        actor=None,
    )
    made = record_entries(
        lines=[line(product, round_year=2020, authority="UBND tỉnh Thanh Hóa")], on=ON
    )
    assert made.entries[0].certificate == known
    assert (made.certificates, made.decisions) == ({}, set())
    # A round of other years is decided by another paper of that number.
    record_entries(lines=[line(product, round_year=2023, authority="UBND tỉnh Thanh Hóa")], on=ON)
    assert Decision.objects.count() == 2


def test_spellings_of_a_number_are_one_decision(product: Product) -> None:
    other = products.product("Chả cá", product.producer)
    day = {"decided_on": dt.date(2024, 5, 6)}
    lines = [
        line(product, decision_number="715/QĐ – UBND", **day),
        line(other, decision_number="Số 715/QĐ-UBND", **day),
    ]
    made = record_entries(lines=lines, on=ON)
    assert len(made.decisions) == 1
    assert Certificate.objects.count() == 2
    assert decision_key("Quyết định số 715/QĐ — UBND") == "715/qđ-ubnd"


def test_only_a_recognition_with_stars_makes_a_certificate(product: Product) -> None:
    lines = [
        line(product, status="revoked"),
        line(product, stars=None),
        line(product, status="proposed", stars=None, proposed_stars=5),
        line(product, speaks=False),
    ]
    for number, row in enumerate(lines):
        row.fingerprint = f"{number:064}"
    made = record_entries(lines=lines, on=ON)
    assert [entry.certificate for entry in made.entries] == [None] * 4
    assert not Decision.objects.exists()


def test_impossible_recognition_is_refused_whole(product: Product) -> None:
    lines = [line(product), line(product, decided_on=dt.date(2027, 1, 1))]
    with pytest.raises(DomainError, match="ở tương lai"):
        record_entries(lines=lines, on=ON)
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize("rows", (1, 3))
def test_many_lines_take_no_more_statements_than_few(
    product: Product, rows: int, django_assert_num_queries: Any
) -> None:
    goods = [products.product("", product.producer) for _ in range(rows)]
    lines = [line(row, decided_on=dt.date(2024, 5, 6)) for row in goods]
    # Where rows are entered by COPY, their keys are asked for first.
    statements = 8 if connection.vendor == "postgresql" else 5
    with django_assert_num_queries(statements):
        record_entries(lines=lines, on=ON)


def test_the_digest_is_that_of_the_facts_as_they_are_stored(product: Product) -> None:
    said = {"decided_on": dt.date(2025, 1, 27), "decision_number": "số “lạ”\t\\590/QĐ-UBND"}
    record_entries(lines=[line(product, **said)], on=ON)
    certificate = Certificate.objects.get()
    assert certificate.snapshot["decision"]["date"] == "2025-01-27"
    assert certificate.snapshot_digest == snapshot_digest(certificate.snapshot)
