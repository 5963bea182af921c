"""Reading the tables that lists give away, as a spreadsheet program would."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
from django.test import Client

Rows = list[list[Any]]


def content_of(answer: Any) -> bytes:
    """The whole body, which may come in pieces; read to the end, the file behind it is closed."""
    return bytes(answer.getvalue())


def sheet_xml(content: bytes) -> bytes:
    """All that stands in the sheets of a workbook, to look for what must not."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"".join(package.read(name) for name in package.namelist() if "/sheet" in name)


def taken(client: Client, url: str, kind: str = "xlsx") -> Rows:
    """The rows of the list at ``url`` taken away as ``kind``, header first; "" for empty cells."""
    joined = f"{url}{'&' if '?' in url else '?'}tai={kind}"
    answer = client.get(joined)
    assert answer.status_code == 200, answer.status_code
    content = content_of(answer)
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _plain(cell: Any) -> Any:
    """Excel knows no bare day: midnight is one."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    return "" if cell is None else cell


def column(rows: Rows, header: str) -> list[Any]:
    """The cells below ``header``."""
    place = rows[0].index(header)
    return [row[place] for row in rows[1:]]
