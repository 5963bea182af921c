import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.enums import LadderStep
from certificates.services import flag_expiring
from common.dates import today, vn_date


class Command(BaseCommand):
    help = "Ghi các bậc báo hết hạn đến ngày và báo cho chủ thể, xã, tỉnh; chạy lại không ghi thêm"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="NGÀY", help="YYYY-MM-DD; không ghi: hôm nay")
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        day = today()
        if options["on"]:
            try:
                day = dt.date.fromisoformat(options["on"])
            except ValueError:
                raise CommandError(
                    f"--on {options['on']}: ngày phải theo dạng YYYY-MM-DD"
                ) from None
        result = flag_expiring(on=day)
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False))
            return
        self.stdout.write(
            f"Ngày {vn_date(day)}: xét {result.checked} giấy chứng nhận,"
            f" ghi {result.notices_written} thông báo"
        )
        for step in LadderStep:
            if result.by_step[step]:
                self.stdout.write(f"  {step.label}: {result.by_step[step]}")
