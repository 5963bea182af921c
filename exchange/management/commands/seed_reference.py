"""``manage.py seed_reference``: everything the portal needs before anybody signs in."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.dates import today
from communes.services import load_reference as load_units
from evaluations.services import load_reference as load_criteria
from producers.services import refresh_places as refresh_producers
from products.services import load_reference as load_classification
from products.services import refresh_places as refresh_products
from programmes.services.calendar import load_reference as load_calendar


class Command(BaseCommand):
    """Loads units, the calendar, the classification and the score sheets; safe to repeat."""

    help = (
        "Nạp dữ liệu nền: đơn vị hành chính, ngày nghỉ, bộ sản phẩm, phiếu chấm. Chạy lại không sao"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        loaded = {
            "communes": load_units(),
            "calendar": load_calendar(),
            "classification": load_classification(),
            "criteria": load_criteria(),
            # Units may have merged since: records follow where only one commune follows.
            "places": {
                "producers": refresh_producers(on=today()),
                "products": refresh_products(on=today()),
            },
        }
        if options["json"]:
            self.stdout.write(json.dumps(loaded))
            return
        for room, counts in loaded.items():
            line = ", ".join(f"{name} {count}" for name, count in counts.items())
            self.stdout.write(f"{room}: {line}")
