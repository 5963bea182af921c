"""``python -m scripts.bench [AREA…]``: measure on PostgreSQL, write docs/benchmarks.md.

Named areas alone (``lists``, ``imports`` …) are printed and not written.

Each area is a module with ``measure(office)``, which yields figures; they run in the order of AREAS
on one database, each going on with what the one before has written. A new budget is a new module.
"""

import importlib
import logging
import os
import platform
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from django.test.utils import override_settings

from scripts.bench import stage

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
AREAS = (
    ("Địa danh", "places"),
    ("Danh sách trong khu làm việc", "lists"),
    ("Nhập sổ của văn phòng", "imports"),
    ("Tải về", "exports"),
    ("Chấm điểm của Hội đồng", "council"),
)
_HEAD = """# Đo tốc độ

`make bench` viết trang này. Mỗi tỉ lệ là thời gian bộ xử lý của tiến trình web và của phiên cơ sở
dữ liệu cộng lại, so với một mức sàn đo trong cùng lần chạy, trên PostgreSQL. Máy khác nhau thì giây
khác nhau, tỉ lệ thì gần như không. Danh sách chỉ phải giữ số câu lệnh; tỉ lệ của nó để theo dõi.
"""
# Budgets of the design that nothing here measures yet.
MISSING = (
    "bản Excel đánh dấu của văn phòng (việc nền sau khi lập kế hoạch)",
    "danh mục công khai và tìm kiếm với 20.000 và 1.000.000 sản phẩm; trang sản phẩm",
    "tổng hợp của Hội đồng, 500 hồ sơ × 8 phiếu",
    "nhắc hết hạn cho 1.000.000 giấy; 700 giấy chứng nhận PDF",
    "`make demo` lần đầu và lần sau; độ nặng của trang công khai",
)


def main() -> int:
    """Measure, print, write."""
    started = time.monotonic()
    logging.disable(logging.INFO)
    wanted = sys.argv[1:] or [name for _, name in AREAS]
    with stage.database(), override_settings(ROOT_URLCONF="scripts.bench.urls"):
        from scripts.bench import people  # noqa: PLC0415 -- needs Django set up

        office = people.office()
        parts: list[tuple[str, list[str]]] = []
        for title, name in AREAS:
            if name not in wanted:
                continue
            area = importlib.import_module(f"scripts.bench.{name}")
            parts.append((title, []))
            for figure in area.measure(office):
                parts[-1][1].append(_line(figure))
                print(parts[-1][1][-1], file=sys.stderr, flush=True)
        page = _page(parts, _machine(), time.monotonic() - started)
    if not sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    print(page)
    return 0


def _line(figure: object) -> str:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}×".replace(".", ",")
    cells = (figure.work, figure.measured, figure.floor, ratio, figure.budget)
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    from django.db import connection  # noqa: PLC0415 -- needs Django set up

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str(cursor.fetchone()[0]).split()[0]
    cores = os.cpu_count() or 0
    return f"{cores} lõi, Python {platform.python_version()}, PostgreSQL {server}"


def _page(parts: Iterable[tuple[str, list[str]]], machine: str, took: float) -> str:
    text = [_HEAD, f"Lần chạy này: {time.strftime('%d/%m/%Y')}, {machine}, {took:.0f} giây."]
    for title, lines in parts:
        text += ["", f"## {title}", "", "| việc | bộ xử lý | sàn | tỉ lệ | mức phải đạt |"]
        text += ["|---|---|---|---|---|", *lines]
    text += ["", "## Chưa đo", "", *(f"- {line}" for line in MISSING), ""]
    return "\n".join(text)


if __name__ == "__main__":
    sys.exit(main())
