"""The public register, read once for all tests, and the truth beside it."""

import csv
from pathlib import Path

import pytest

from exchange.reading import Reading
from exchange.reading.register import read_register

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="session")
def public_workbook() -> bytes:
    return (DATA / "ocop_register_public.xlsx").read_bytes()


@pytest.fixture(scope="session")
def public_reading(public_workbook: bytes) -> Reading:
    return read_register(public_workbook, filename="ocop_register_public.xlsx")


@pytest.fixture(scope="session")
def truth() -> dict[str, dict[str, str]]:
    with (DATA / "ocop_register_public.csv").open(encoding="utf-8", newline="") as handle:
        return {row["row_id"]: row for row in csv.DictReader(handle)}
