"""The sheets that come with the portal: 77 official forms as files, opened by code.

They are the seed of the database and what `manage.py rate` works on without one.
"""

from functools import cache
from json import loads
from pathlib import Path
from typing import Any

from evaluations.rating.answers import CaseError, shown
from evaluations.rating.checks import check_sheet
from evaluations.rating.problems import ERROR
from evaluations.rating.reader import parse_sheet
from evaluations.rating.sheet import Sheet

FOLDER = Path(__file__).resolve().parent.parent / "data" / "criteria"


class UnknownSheetError(CaseError):
    """No sheet has this code."""


class UnsoundSheetError(CaseError):
    """The sheet contradicts itself; `.faults` says where, first that it can't be used."""


@cache
def _files() -> dict[str, str]:
    index = loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    return {row["product_set_code"]: row["file"] for row in index["sheets"]}


def reference_codes() -> tuple[str, ...]:
    """Codes of all sheets in the order of the index: QD26, then QD148, then QD1048."""
    return tuple(_files())


def reference_data(code: str) -> dict[str, Any]:
    """The JSON of one sheet as it was typed off. Raises UnknownSheetError."""
    # Looked up, never built from the code: a code from outside can't name another file.
    if code not in _files():
        raise UnknownSheetError(
            [f"Không có phiếu {shown(code)}; mã phiếu có dạng QD26-01 đến QD26-26."]
        )
    data: dict[str, Any] = loads((FOLDER / _files()[code]).read_text(encoding="utf-8"))
    return data


@cache
def reference_sheet(code: str) -> Sheet:
    """One sound sheet. Raises UnknownSheetError, or UnsoundSheetError naming what is wrong."""
    data = reference_data(code)
    errors = [problem for problem in check_sheet(data) if problem.severity == ERROR]
    if errors:
        raise UnsoundSheetError(
            [
                f"Phiếu {code} chưa dùng để chấm được vì dữ liệu còn lỗi.",
                *(f"Phiếu {code}, {problem.where}: {problem.message}" for problem in errors),
            ]
        )
    return parse_sheet(data)
