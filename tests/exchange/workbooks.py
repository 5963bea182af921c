"""Small workbooks of an office, made in the test that reads them."""

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

HEADERS = {
    "name": "Tên sản phẩm",
    "producer": "Chủ thể",
    "commune": "Xã, phường, thị trấn",
    "district": "Huyện, thị xã, thành phố",
    "province": "Tỉnh",
    "stars": "Hạng sao",
    "decision_number": "Quyết định số",
    "decided_on": "Ngày ban hành",
    "authority": "Cơ quan ban hành",
    "round": "Năm/đợt",
    "notes": "Ghi chú",
    "row_key": "Mã dòng",
}
LINE = {
    "name": "Mắm tép Hà Yên",
    "producer": "HTX Hà Yên",
    "district": "Huyện Hoằng Hóa",
    "stars": "3 sao",
    "decision_number": "100/QĐ-UBND",
    "decided_on": "15/01/2026",
    "authority": "UBND tỉnh Thanh Hóa",
}


def workbook(*lines: dict[str, Any]) -> bytes:
    """A list with one row per line: what a line leaves out is as in ``LINE``; data from row 2."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADERS.values()))
    for line in lines:
        sheet.append([(LINE | line).get(field, "") for field in HEADERS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(*lines: dict[str, Any], name: str = "Sổ OCOP.xlsx") -> SimpleUploadedFile:
    """The same, as somebody sends it."""
    return SimpleUploadedFile(name, workbook(*lines))
