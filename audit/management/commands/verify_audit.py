"""``manage.py verify_audit``: is every entry of the chain there and as it was written?"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import selectors
from audit.services import entry_hash

_FIRST = "0" * 64


class Command(BaseCommand):
    """Walks the chain; exits with 1 and names every entry that is altered or missing."""

    help = "Kiểm tra chuỗi nhật ký: bản ghi nào bị sửa hay bị xóa bằng tay"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        faults: list[str] = []
        expected_seq, expected_prev, checked = 1, _FIRST, 0
        for entry in selectors.chain():
            checked += 1
            if entry.seq != expected_seq:
                faults.append(f"Thiếu bản ghi từ số {expected_seq} đến số {entry.seq - 1}")
            elif entry.prev_hash != expected_prev:
                faults.append(f"Bản ghi số {entry.seq} không nối với bản ghi trước")
            if entry_hash(entry) != entry.hash:
                faults.append(f"Bản ghi số {entry.seq} ({entry.verb}) đã bị sửa")
            expected_seq, expected_prev = entry.seq + 1, entry.hash
        head = selectors.head()
        if (head.last_seq, head.last_hash) != (expected_seq - 1, expected_prev):
            faults.append(
                f"Cuối chuỗi: sổ ghi đến số {head.last_seq}, trong bảng đến số {expected_seq - 1}"
            )
        if options["json"]:
            self.stdout.write(json.dumps({"checked": checked, "faults": faults}))
        else:
            self.stdout.write("\n".join([*faults, f"Đã kiểm tra {checked} bản ghi"]))
        if faults:
            raise CommandError(f"{len(faults)} lỗi trong chuỗi nhật ký", returncode=1)
