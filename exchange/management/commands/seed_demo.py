"""``manage.py seed_demo``: the demo province Thanh Hóa, through the services."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import DomainError
from exchange.services import STAGES, seed_demo


class Command(BaseCommand):
    """Lays people, the public register and dossiers at every stage; safe to repeat."""

    help = "Nạp tỉnh chạy thử Thanh Hóa. Chạy lại không sao; không chạy trên máy chủ thật"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=STAGES, default=STAGES[-1], help="dừng ở giai đoạn")
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            counts = seed_demo(stage=options["stage"])
        except DomainError as error:
            places = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.fields.items())
            raise CommandError(f"{error.message}. {places}".strip(". ")) from error
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        names = {
            "people": "tài khoản",
            "certificates": "giấy chứng nhận",
            "dossiers": "hồ sơ",
            "sittings": "phiên họp",
        }
        self.stdout.write(", ".join(f"{counts[key]} {name}" for key, name in names.items()))
