from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from common.errors import DomainError
from evaluations.enums import SheetState
from evaluations.models import CriteriaSheet
from evaluations.rating import CaseError, compare, read_json
from evaluations.selectors.criteria import comparable, parsed
from evaluations.services.criteria import load_sheet, publish_sheet


class Command(BaseCommand):
    help = (
        "Nạp phiếu chấm điểm từ tệp JSON thành bản nháp, in ra điều còn sai hoặc nghi ngờ; "
        "--publish thì công bố phiếu không có lỗi."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="công bố phiếu không có lỗi")
        parser.add_argument(
            "--compare", action="store_true", help="in ra điều khác với phiếu của quyết định trước"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        failed = False
        for path in options["files"]:
            try:
                with transaction.atomic():
                    sheet = load_sheet(data=read_json(path.read_bytes(), exact=False))
            except OSError as fault:
                self.stderr.write(f"{path}: không đọc được tệp: {fault.strerror}.")
                failed = True
            except CaseError as fault:
                self.stderr.write(f"{path}: {fault.faults[0]}")
                failed = True
            except DomainError as fault:
                self.stderr.write(f"{path}: {fault.message}")
                failed = True
            else:
                self._report(path, sheet)
                if options["compare"]:
                    self._compare(path, sheet)
                if options["publish"]:
                    failed |= not self._publish(path, sheet)
        if failed:
            raise SystemExit(1)

    def _report(self, path: Path, sheet: CriteriaSheet) -> None:
        notes = len(sheet.problems) - sheet.error_count
        self.stdout.write(f"{path}: phiếu {sheet.code}: {sheet.error_count} lỗi, {notes} ghi chú.")
        for problem in sheet.problems:
            word = "Lỗi" if problem["severity"] == "error" else "Ghi chú"
            self.stdout.write(f"  {word}, {problem['where']}: {problem['message']}")

    def _compare(self, path: Path, sheet: CriteriaSheet) -> None:
        before = next(iter(comparable(sheet)), None)
        if before is None:
            self.stdout.write(f"{path}: phiếu {sheet.code} chưa có phiếu nào để so.")
            return
        changes = compare(parsed(before), parsed(sheet))
        self.stdout.write(f"{path}: so với phiếu {before.code}: {len(changes)} chỗ khác.")
        for change in changes:
            where = f"{change.code} {change.name}".strip()
            self.stdout.write(f"  {where}: {' '.join(change.lines)}")

    def _publish(self, path: Path, sheet: CriteriaSheet) -> bool:
        if sheet.state == SheetState.PUBLISHED:
            self.stdout.write(f"{path}: phiếu {sheet.code} đã công bố từ trước.")
            return True
        try:
            publish_sheet(sheet=sheet, actor=None)
        except DomainError as fault:
            self.stderr.write(f"{path}: {fault.message}")
            return False
        self.stdout.write(f"{path}: đã công bố phiếu {sheet.code}.")
        return True
