"""The imports, and the lines of one, as tables to take away."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet

from certificates.enums import EntryStatus
from common.spreadsheets import Column
from exchange.enums import LineOutcome
from exchange.models import ImportLine, ImportRun

_AT_ONCE = 1000
_COUNTED = ("create", "change", "match", "choose", "error", "skip")

RUNS = (
    Column("Tệp", 40),
    Column("Sổ của", 24),
    Column("Tình trạng", 20),
    Column("Đưa lên lúc", 18),
    Column("Người đưa lên", 24),
    Column("Ghi lúc", 18),
    Column("Rút lại lúc", 18),
    Column("Dòng", 8),
    *(Column(str(LineOutcome(kind).label), 12) for kind in _COUNTED),
)


def run_rows(rows: QuerySet[ImportRun]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`RUNS` for rows of ``selectors.for_list``."""
    for run in rows.iterator(chunk_size=_AT_ONCE):
        yield (
            run.filename,
            run.unit.full_name if run.unit else "Cả nước",
            str(run.get_state_display()),
            run.created_at,
            run.started_by.full_name if run.started_by else "",
            run.executed_at,
            run.undone_at,
            *(run.counts.get(kind) for kind in ("rows", *_COUNTED)),
        )


LINES = (
    Column("Dòng", 8),
    Column("Việc", 20),
    Column("Lý do", 48),
    Column("Tên sản phẩm", 34),
    Column("Chủ thể", 36),
    Column("Xã, phường", 22),
    Column("Huyện", 22),
    Column("Tỉnh, thành phố", 20),
    Column("Nơi", 26),
    Column("Hạng sao", 10),
    Column("Sổ ghi", 20),
    Column("Quyết định số", 22),
    Column("Ngày ban hành", 13),
    Column("Sửa gì", 48),
    Column("Ô cần xem", 48),
)


def line_rows(rows: QuerySet[ImportLine]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`LINES` for lines of one import."""
    for line in rows.iterator(chunk_size=_AT_ONCE):
        said = line.values
        day = said["decided_on"]
        changes = (
            f"{row['label']}: {row['before']} → {row['after']}" for row in said.get("changes", ())
        )
        yield (
            line.row,
            str(line.get_outcome_display()),
            line.reason,
            said["name"],
            said["producer"],
            said["commune"],
            said["district"],
            said["province"],
            str(line.get_place_display()),
            said["stars"],
            str(EntryStatus(said["status"]).label),
            said["decision_number"],
            dt.date.fromisoformat(day) if day else said["decided_year"],
            "; ".join(changes),
            "; ".join(fault["text"] for fault in line.faults),
        )
