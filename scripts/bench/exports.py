"""Taking 20,000 rows away: the register in the office's layout, and a list as a table."""

import io
from collections.abc import Iterator

import xlsxwriter
from django.urls import reverse
from python_calamine import CalamineWorkbook

from certificates.models import Certificate
from common.dates import today
from exchange.enums import PlaceNames
from exchange.services.register_export import register_workbook
from scripts.bench.meter import Figure, against, forget_peak, number, once, peak
from scripts.bench.people import Office

_SAME = "xlsxwriter ghi đúng các ô ấy"


def measure(office: Office) -> Iterator[Figure]:
    """Against writing the very same cells with nothing else to do."""
    count = number(Certificate.objects.count())
    for names in PlaceNames:
        files: list[bytes] = []
        before = forget_peak()
        cost = once(lambda names=names, files=files: files.append(_register(office, names)))
        grown = max(peak() - before, 0) / 2**20
        yield against(
            f"Xuất sổ {count} dòng, {names.label.lower()} (bộ nhớ tăng {grown:.0f} MB)",
            cost,
            once(lambda files=files: _write_again(files[0])),
            of=_SAME,
        )
    client = office.client()
    for kind in ("xlsx", "csv"):
        files = []
        before = forget_peak()
        cost = once(lambda kind=kind, files=files: files.append(_list(client, kind)))
        grown = max(peak() - before, 0) / 2**20
        if kind == "xlsx":
            floor = once(lambda files=files: _write_again(files[0]))
        yield against(
            f"Tải danh sách {count} giấy chứng nhận, {kind} (bộ nhớ tăng {grown:.0f} MB)",
            cost,
            floor,
            of=_SAME,
        )


def _register(office: Office, names: str) -> bytes:
    with register_workbook(office.province, names=names, on=today()) as file:
        return file.read()


def _list(client: object, kind: str) -> bytes:
    answer = client.get(f"{reverse('certificates:list')}?tai={kind}")  # type: ignore[attr-defined]
    content = answer.getvalue()
    answer.close()
    return bytes(content)


def _write_again(content: bytes) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
