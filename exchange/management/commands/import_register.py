"""``manage.py import_register``: an office's workbook into the register, without the pages."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.errors import DomainError
from exchange.services import Imported, import_file


class Command(BaseCommand):
    """Says what a workbook comes to; with ``--execute`` also writes it, as one import."""

    help = "Đọc sổ Excel và lập kế hoạch ghi; --execute thì ghi. Ghi lại cùng tệp không thêm gì"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp .xlsx")
        parser.add_argument("--execute", action="store_true", help="ghi vào sổ")
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")
        parser.add_argument("--province", default="", help="khóa của tỉnh; bỏ trống: cả nước")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        file: Path = options["file"]
        try:
            content = file.read_bytes()
        except OSError as error:
            self._stop([f"{file}: {error.strerror}"])
        try:
            done = import_file(
                content=content,
                filename=file.name,
                province=options["province"],
                execute=options["execute"],
            )
        except DomainError as error:
            faults = [text for texts in error.fields.values() for text in texts]
            self._stop(faults or [error.message])
        if options["json"]:
            self.stdout.write(json.dumps(done.as_dict(), ensure_ascii=False))
        else:
            self._tell(done)

    def _stop(self, faults: list[str]) -> None:
        for fault in faults:
            self.stderr.write(" ".join(fault.split()))
        raise SystemExit(2)

    def _tell(self, done: Imported) -> None:
        counts = done.counts
        self.stdout.write(
            f"{counts['rows']} dòng: ghi mới {counts['create']}, đã có {counts['match']},"
            f" sửa {counts['change']}, bỏ qua {counts['skip']}, lỗi {counts['error']},"
            f" chờ chọn {counts['choose']}"
        )
        for number, reason in done.open_lines:
            self.stdout.write(f"dòng {number}: {reason}")
        self.stdout.write(
            "Đã ghi vào sổ" if done.executed else "Chưa ghi gì; thêm --execute để ghi"
        )
