"""A register taken away and read again, as the tests of exports look at it."""

import io
from typing import Any

import openpyxl

from common.dates import today
from communes.models import AdministrativeUnit
from exchange.enums import PlaceNames
from exchange.models import ImportRun
from exchange.services import make_plan
from exchange.services.register_export import register_workbook


def register(province: AdministrativeUnit | None, names: str = PlaceNames.RECORDED) -> bytes:
    with register_workbook(province, names=names, on=today()) as file:
        return file.read()


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def lines_of(content: bytes) -> list[tuple[Any, ...]]:
    """The lines of products: those with a number in the first column."""
    rows = sheet_of(content).iter_rows(min_row=6, values_only=True)
    return [row for row in rows if isinstance(row[0], int)]


def outcomes(content: bytes, unit: AdministrativeUnit | None = None) -> dict[str, int]:
    counts = make_plan(ImportRun(filename="so.xlsx", unit=unit), content).counts
    kinds = ("create", "match", "change", "skip", "error", "choose")
    return {kind: counts[kind] for kind in kinds if counts[kind]}
