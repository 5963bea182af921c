"""What this room tells people about their imports."""

from exchange.models import ImportRun
from notifications.services import queue

EXECUTED = "exchange.executed"
FAILED = "exchange.failed"


def page_of(run: ImportRun) -> str:
    """Address of the import in the work area."""
    return f"/lam-viec/nhap-lieu/{run.code}/"


def executed(run: ImportRun) -> None:
    """Tell who pressed "Ghi vào sổ" that everything stands in the register."""
    if run.executed_by is None:
        return
    counts = run.counts
    left = counts.get("error", 0) + counts.get("choose", 0)
    rest = f" {left} dòng chưa ghi, xem lý do ở trang dưới đây." if left else ""
    queue(
        kind=EXECUTED,
        to=[run.executed_by],
        subject=f"Đã ghi {run.filename} vào sổ",
        body=(
            f"Ghi mới {counts.get('create', 0)} dòng, sửa {counts.get('change', 0)} dòng,"
            f" giữ nguyên {counts.get('match', 0)} dòng đã có.{rest}"
        ),
        url=page_of(run),
        target=run,
    )


def failed(run: ImportRun, why: str) -> None:
    """Tell who waits for the import that it stopped, that nothing was written, and why."""
    person = run.executed_by or run.started_by
    if person is None:
        return
    queue(
        kind=FAILED,
        to=[person],
        subject=f"{run.filename}: chưa ghi gì vào sổ",
        body=why,
        url=page_of(run),
        target=run,
    )
