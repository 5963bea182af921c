from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from certificates.enums import CertificateStatus
from certificates.selectors import Verification, verify
from certificates.services import find_paper
from common.dates import today, vn_date


class Command(BaseCommand):
    help = "Cho biết giấy chứng nhận còn giá trị hôm nay không; mã thoát 1 khi không"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="MÃ|TỆP", help="mã xác minh, hoặc tệp PDF đã cấp")

    def handle(self, *_args: Any, **options: Any) -> None:
        what: str = options["what"]
        code = self._code_of_file(Path(what)) if self._is_file(what) else what
        found = verify(code, on=today())
        if found is None:
            self.stdout.write(f"Không có giấy chứng nhận nào mang mã {what}.")
            raise SystemExit(1)
        self._say(found)
        if not found.valid:
            raise SystemExit(1)

    @staticmethod
    def _is_file(what: str) -> bool:
        return Path(what).is_file()

    def _code_of_file(self, path: Path) -> str:
        certificate = find_paper(path.read_bytes())
        if certificate is None:
            self.stdout.write(
                f"Tệp {path.name} không trùng với giấy nào cổng đã cấp: tệp đã bị sửa, hoặc không"
                " do cổng cấp."
            )
            raise SystemExit(1)
        self.stdout.write(f"Tệp {path.name} đúng là bản đã cấp, không bị sửa.")
        return certificate.code

    def _say(self, found: Verification) -> None:
        label = CertificateStatus(found.status).label
        lines = [
            f"{found.headline} ({label}, ngày {vn_date(today())})",
            found.sentence,
            f"Sản phẩm: {found.product}, {found.stars} sao",
            f"Chủ thể: {found.producer}",
            f"Giấy số: {found.number or 'không ghi'}; mã xác minh: {found.code}",
            f"Quyết định: {found.decision or 'không ghi'} của {found.authority}",
        ]
        if found.reason:
            lines.append(f"Lý do: {found.reason}")
        self.stdout.write("\n".join(lines))
