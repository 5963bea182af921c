"""``manage.py seed_communes``: load the administrative units from the project's CSV files."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from communes.services import load_reference


class Command(BaseCommand):
    help = "Nạp đơn vị hành chính và các lần thay đổi; chạy lại không ghi thêm gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        counts = load_reference()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        written = sum(counts.values())
        self.stdout.write(
            f"Đơn vị hành chính: {counts['units_created']} mới, {counts['units_updated']} sửa; "
            f"{counts['lines_created']} dòng thay đổi mới."
            if written
            else "Đơn vị hành chính: đã đủ, không ghi gì."
        )
