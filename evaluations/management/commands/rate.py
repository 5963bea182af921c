import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evaluations.rating import (
    EFFECT_LABELS,
    Case,
    CaseError,
    HeldBack,
    Result,
    fixed,
    parse_case,
    read_json,
    reference_sheet,
)

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Tính kết quả phân hạng của một trường hợp từ tệp JSON (hoặc - để đọc từ đầu vào chuẩn). "
        "Không dùng cơ sở dữ liệu. Dữ liệu sai: mã thoát 2, mỗi lỗi một dòng."
    )
    # Works on a machine that has no database yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="tệp JSON, hoặc - để đọc từ đầu vào chuẩn")
        parser.add_argument("--json", action="store_true", help="in đúng một đối tượng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            case = parse_case(read_json(self._read(options["file"])), reference_sheet)
        except CaseError as fault:
            for line in fault.faults:
                self.stderr.write(line)
            raise SystemExit(BAD_INPUT) from None
        result = case.rate()
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_report(case, result)))

    def _read(self, name: str) -> bytes:
        if name == "-":
            return sys.stdin.buffer.read()
        try:
            return Path(name).read_bytes()
        except OSError as fault:
            raise CaseError([f"Không đọc được tệp {name}: {fault.strerror}."]) from None
        except ValueError:
            raise CaseError(["Tên tệp không hợp lệ."]) from None


def _report(case: Case, result: Result) -> list[str]:
    sheet = case.sheet
    lines = [
        f"Phiếu {sheet.code}: {sheet.name}",
        f"Điểm từng thành viên: {'; '.join(_vn(total) for total in result.member_totals)}",
        f"Điểm trung bình: {_vn(result.total)}, thuộc khung {result.band} sao",
        f"Chênh lệch giữa các thành viên: {_vn(result.spread)}"
        + (", vượt mức quy chế cho phép: thảo luận và chấm lại" if result.spread_exceeded else ""),
    ]
    if result.gates:
        lines.append(f"Kết quả: {EFFECT_LABELS[result.outcome]}")
        lines.extend(
            f"  {code}: {'; '.join(sheet.gates_by_code[code].conditions)}" for code in result.gates
        )
        return lines
    lines.append(
        f"Kết quả: {result.stars} sao"
        if result.stars
        else "Kết quả: không đạt 3 sao, không công nhận và không cấp giấy chứng nhận"
    )
    if result.held_back:
        lines.append("Còn thiếu:")
        lines.extend(f"  {_missing(case, entry)}" for entry in result.held_back)
    return lines


def _missing(case: Case, entry: HeldBack) -> str:
    name = case.sheet.by_code[entry.criterion].name
    return (
        f"{entry.star} sao, tiêu chí {entry.criterion} {name}: cần {entry.needs} điểm, "
        f"trung bình {_vn(entry.got)} ({entry.met_by}/{entry.members} thành viên chấm đạt)"
    )


def _vn(value: Any) -> str:
    return fixed(value).replace(".", ",")
