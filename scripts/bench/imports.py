"""An office's workbook of 20,000 lines: planned and written, then brought once more."""

import io
from collections.abc import Iterator

from django.db import connection, models
from python_calamine import CalamineWorkbook

from common.text import normalise
from documents.enums import FileKind
from documents.services import store_bytes
from exchange.enums import RunState
from exchange.models import ImportRun
from exchange.services import execute_run, plan_run
from scripts.bench import stage
from scripts.bench.meter import (
    Figure,
    against,
    forget_peak,
    number,
    once,
    peak,
)
from scripts.bench.people import Office

ROWS = 20_000
BUDGET = 2


class BareRow(models.Model):
    """The same cells as text in one table: what reading and storing take at the least."""

    for _number in range(stage.HEADERS):
        locals()[f"cell_{_number}"] = models.TextField(blank=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return str(self.pk)


def bring(office: Office, content: bytes) -> ImportRun:
    """Plan the workbook and write the plan, as its two jobs do it; the marked copy is a third."""
    run = plan_run(new_run(office, content).pk)
    if not (run.counts["create"] or run.counts["change"]):
        return run
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.EXECUTING)
    return execute_run(run.pk, office.officer.pk)


def new_run(office: Office, content: bytes) -> ImportRun:
    """An import of the office's province whose file was just sent."""
    return ImportRun.objects.create(
        file=store_bytes(content=content, kind=FileKind.XLSX),
        filename="so-20000-dong.xlsx",
        unit=office.province,
        started_by=office.officer,
    )


def measure(office: Office) -> Iterator[Figure]:
    """Writes the 20,000 lines that the other measurements go on with."""
    content = stage.register(ROWS, first=office.lines)
    with connection.schema_editor() as editor:
        editor.create_model(BareRow)
    floor = once(lambda: _floor(content))
    with connection.schema_editor() as editor:
        editor.delete_model(BareRow)
    said = "calamine, chuẩn hóa chữ, một lần ghi cùng số dòng"
    runs: list[ImportRun] = []
    before = forget_peak()
    cost = once(lambda: runs.append(bring(office, content)))
    grown = peak() - before
    counts = runs[0].counts
    yield against(
        f"Nhập sổ {number(ROWS)} dòng: lập kế hoạch và ghi ({_told(counts)})",
        cost,
        floor,
        of=said,
        budget=f"≤ {BUDGET}×",
    )
    again = once(lambda: runs.append(bring(office, content)))
    yield against(
        f"Nhập lại cùng tệp ({_told(runs[1].counts)})",
        again,
        floor,
        of=said,
    )
    yield Figure(
        "Bộ nhớ tăng nhiều nhất khi nhập",
        f"{grown / 2**20:.0f} MB",
        f"tệp {len(content) / 2**20:.1f} MB".replace(".", ","),
        budget="có giới hạn",
    )


def _floor(content: bytes) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    names = [f"cell_{place}" for place in range(stage.HEADERS)]
    rows = [
        BareRow(**{name: normalise(str(cell)) for name, cell in zip(names, cells, strict=True)})
        for cells in sheet.to_python()
    ]
    BareRow.objects.all().delete()
    BareRow.objects.bulk_create(rows, batch_size=1000)


def _told(counts: dict[str, int]) -> str:
    words = (("create", "mới"), ("match", "đã có"), ("change", "sửa"), ("choose", "chờ chọn"),
             ("skip", "bỏ qua"), ("error", "lỗi"))  # fmt: skip
    return ", ".join(f"{number(counts[key])} {word}" for key, word in words if counts[key])
