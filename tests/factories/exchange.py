"""Imports at any step, written past the services: what a page shows needs no workbook."""

import itertools
from typing import Any

from accounts.models import User
from common.dates import now
from common.text import fold
from communes.models import AdministrativeUnit
from documents.enums import FileKind
from documents.services import store_bytes
from exchange.enums import LineOutcome, PlaceOutcome, RunState
from exchange.models import ImportLine, ImportRun

_numbers = itertools.count(1)
# The columns of an office's list that the lines below speak of.
MAPPING = {"name": 1, "producer": 2, "commune": 4, "district": 5, "stars": 7, "decision_number": 9}


def import_run(
    unit: AdministrativeUnit | None,
    state: str = RunState.PLANNED,
    *,
    by: User | None = None,
    lines: int = 0,
    **details: Any,
) -> ImportRun:
    """An import of ``unit`` in ``state`` with so many new lines."""
    moment = now()
    if state in (RunState.DONE, RunState.UNDONE):
        details = {"executed_at": moment, "executed_by": by} | details
    if state == RunState.UNDONE:
        details.setdefault("undone_at", moment)
    if state == RunState.UNREADABLE:
        details.setdefault("fault", "Không tìm thấy dòng tiêu đề trong 20 dòng đầu.")
    number = next(_numbers)
    file = store_bytes(content=f"PK so {number}".encode(), kind=FileKind.XLSX)
    run = ImportRun.objects.create(
        state=state,
        file=file,
        filename=details.pop("filename", f"Sổ OCOP {number}.xlsx"),
        unit=unit,
        started_by=by,
        sheet="Sổ sản phẩm",
        header_row=5,
        mapping=MAPPING,
        planned_at=moment,
        **details,
    )
    for _ in range(lines):
        import_line(run)
    recount(run)
    return run


def import_line(run: ImportRun, outcome: str = LineOutcome.CREATE, **details: Any) -> ImportLine:
    """One more line of ``run``: a recognised product of 3 stars unless told."""
    number = next(_numbers)
    values = {
        "name": f"Nước mắm Khúc Phụ số {number}",
        "producer": "Hợp tác xã Chế biến hải sản Khúc Phụ",
        "commune": "Xã Hoằng Phụ",
        "district": "Huyện Hoằng Hóa",
        "province": "Thanh Hóa",
        "stars": 3,
        "status": "recognised",
        "decision_number": "377/QĐ-UBND",
        "decided_on": "2025-01-17",
    } | details.pop("values", {})
    said = (values["name"], values["producer"], values["commune"], values["district"])
    values["folded"] = fold(" ".join(said))
    return ImportLine.objects.create(
        run=run,
        row=details.pop("row", run.lines.count() + 6),
        outcome=outcome,
        reason=details.pop("reason", "Chưa có trong sổ."),
        place=details.pop("place", PlaceOutcome.RESOLVED),
        values=values,
        **details,
    )


def recount(run: ImportRun) -> None:
    """Write the counts of the lines as they are now."""
    rows = list(run.lines.values_list("outcome", "place", "values"))
    counts: dict[str, Any] = {
        name: sum(outcome == name for outcome, _place, _values in rows)
        for name in LineOutcome.values
    }
    counts["rows"] = len(rows)
    counts["by_stars"] = {
        str(stars or "none"): sum(values["stars"] == stars for _o, _p, values in rows)
        for stars in (3, 4, 5, None)
    }
    counts["by_status"] = {
        "công nhận": sum(values["status"] == "recognised" for _o, _p, values in rows)
    }
    counts["communes"] = {
        name: sum(place == name for _o, place, _v in rows) for name in PlaceOutcome.values
    }
    run.counts = counts
    run.save(update_fields=["counts"])
