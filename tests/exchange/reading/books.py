"""Workbooks built for a test."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl

HEADER = (
    "STT", "Tên sản phẩm", "Chủ thể", "Loại hình chủ thể", "Xã,\nphường,\nthị trấn",
    "Huyện,\nthị xã,\nthành phố", "Nhóm sản phẩm", "Hạng sao", "Điểm", "Quyết định số",
    "Ngày ban hành", "Cơ quan ban hành", "Năm/đợt", "Ghi chú", "Mã dòng",
)  # fmt: skip
Cell = str | int | float | dt.date | None


def workbook(
    rows: Iterable[Sequence[Cell]], *, merged: Iterable[str] = (), title: str = "Danh sách"
) -> bytes:
    """One sheet with these rows from row 1."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(
    content: bytes,
    *,
    change: dict[str, bytes] | None = None,
    add: dict[str, bytes] | None = None,
) -> bytes:
    """The same package with some parts replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, (change or {}).get(name, source.read(name)))
        for name, data in (add or {}).items():
            target.writestr(name, data)
    return file.getvalue()


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """The same workbook with some bytes of its one sheet replaced."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(name)
    assert old in sheet
    return repacked(content, change={name: sheet.replace(old, new)})
