"""The file around the sheets: what it is, whether it is safe, and a clean copy of its parts.

Nothing is read from the uploaded file itself but from the copy, which holds exactly the bytes that
were looked at here: XML parts only, without the empty rows below the last filled one.
"""

import copy
import io
import re
import zipfile
import zlib
from typing import NoReturn

from common.errors import DomainError

LARGEST_FILE = 25 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 10_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
# Rows of sixty columns; more would be an archive, and fills the memory.
MOST_CELLS = 3_500_000
# Blank rows between filled ones are fine up to here; beyond, somebody typed into a far-off cell.
LAST_ROW = 59_999
# A part that grows more than this when unpacked was made to fill the memory.
_SUSPECT_SIZE = 20 * 1024 * 1024
_SUSPECT_RATIO = 200

# What stands in a cell whose formula was never calculated; error cells hold Excel's own "#REF!".
NOT_CALCULATED = "#CHUA-TINH!"

_AGAIN = "mở bằng Excel, chọn Lưu thành, kiểu “Excel Workbook (.xlsx)”, rồi đưa tệp mới lên"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse(sentence: str) -> NoReturn:
    """Raise the refusal of a file, for the form's field ``file``."""
    raise DomainError(sentence, code="invalid", fields={"file": [sentence]})


def clean_copy(content: bytes, *, filename: str) -> io.BytesIO:
    """A workbook of the same sheets that is safe to read; refuses everything that is not .xlsx."""
    _refuse_other_files(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_other_packages(archive, filename)
            return _copied(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        refuse(f"Tệp bị hỏng, không mở được. Xin {_AGAIN}.")


def without_empty_end(content: bytes) -> io.BytesIO:
    """The workbook as it is, but for the empty rows at the end of its sheets.

    For a file that ``clean_copy`` has taken: its sheets may be opened with every format then.
    """
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target,
    ):
        for part in archive.infolist():
            data = archive.read(part)
            if part.filename.lower().endswith(".xml") and (found := _filled_part(data)):
                _, cut, end, _, _ = found
                data = data[:cut] + _with_small_areas(data[end:])
            target.writestr(part.filename, data)
    file.seek(0)
    return file


_AREA = re.compile(
    rb"""(<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\b[^<>]*?\bref=["'])"""
    rb"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"
)
# Whoever merges a whole column makes a million cells; that many are kept of one area.
_MOST_MERGED = 20_000
_MOST_MERGED_IN_ALL = 1_000_000


def _with_small_areas(tail: bytes) -> bytes:
    """What follows the rows, with merged cells cut to what can be opened cell by cell."""
    in_all = 0

    def cut(area: re.Match[bytes]) -> bytes:
        nonlocal in_all
        start, first, end, last = area[2], int(area[3]), area[4], int(area[5])
        columns = _column_number(end) - _column_number(start) + 1
        if columns > MOST_COLUMNS:
            end, columns = start, 1
        rows = min(last - first + 1, max(2, _MOST_MERGED // max(columns, 1)))
        in_all += rows * columns
        if in_all > _MOST_MERGED_IN_ALL:
            refuse("Tệp có quá nhiều ô gộp nên không tạo được bản có đánh dấu.")
        return area[1] + b"%b%d:%b%d" % (start, first, end, first + rows - 1)

    return _AREA.sub(cut, tail)


def _refuse_other_files(content: bytes) -> None:
    if not content:
        refuse("Tệp trống, không có nội dung. Xin chọn lại tệp Excel (.xlsx).")
    if len(content) > LARGEST_FILE:
        refuse("Tệp lớn hơn 25 MB. Xin bỏ ảnh hoặc tách thành nhiều tệp rồi đưa lên lần lượt.")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            refuse("Tệp có đặt mật khẩu. Xin mở bằng Excel, bỏ mật khẩu, lưu lại rồi đưa lên.")
        if "WordDocument".encode("utf-16-le") in content:
            refuse("Đây là tệp Word, không phải Excel. Xin chọn tệp Excel (.xlsx).")
        refuse(f"Đây là tệp Excel đời cũ (.xls). Xin {_AGAIN}.")
    if content.startswith(b"PK"):
        return
    head = content[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"%pdf"):
        refuse("Đây là tệp PDF, không phải Excel. Xin chọn tệp Excel (.xlsx).")
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        refuse(f"Đây là trang web (HTML) đổi đuôi tên, không phải tệp Excel. Xin {_AGAIN}.")
    if head.startswith((b"<?xml", b"{\\rtf", b"<")):
        refuse(f"Đây không phải tệp Excel (.xlsx). Xin {_AGAIN}.")
    if b"\x00" not in content[:2048] and any(mark in content[:2048] for mark in b",;\t\n"):
        refuse(f"Đây là tệp văn bản (CSV), không phải tệp Excel (.xlsx). Xin {_AGAIN}.")
    refuse("Đây không phải tệp Excel (.xlsx). Xin chọn lại tệp.")


def _refuse_other_packages(archive: zipfile.ZipFile, filename: str) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        refuse("Tệp có quá nhiều phần bên trong, không giống một bảng Excel. Xin kiểm tra lại.")
    names = [part.filename for part in parts]
    lower = {name.lower() for name in names}
    if any(part.flag_bits & 1 for part in parts):
        refuse("Tệp có đặt mật khẩu. Xin bỏ mật khẩu, lưu lại rồi đưa lên.")
    if len(lower) != len(names):
        refuse(f"Tệp bị hỏng: có phần bên trong trùng tên. Xin {_AGAIN}.")
    if any(name.endswith("vbaproject.bin") for name in lower) or filename.lower().endswith(".xlsm"):
        refuse(f"Tệp có chứa macro (.xlsm). Xin {_AGAIN}.")
    if any(name.endswith("workbook.bin") for name in lower) or filename.lower().endswith(".xlsb"):
        refuse(f"Đây là tệp Excel nhị phân (.xlsb). Xin {_AGAIN}.")
    if "mimetype" in lower or "content.xml" in lower:
        refuse(f"Đây là tệp OpenDocument (.ods). Xin {_AGAIN}.")
    if any(name.startswith("word/") for name in lower):
        refuse("Đây là tệp Word, không phải Excel. Xin chọn tệp Excel (.xlsx).")
    if not any(name.endswith("workbook.xml") for name in lower):
        refuse("Đây là tệp nén, không phải tệp Excel (.xlsx). Xin chọn lại tệp.")
    for part in parts:
        _refuse_bomb(part.file_size, part.compress_size)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        _refuse_bomb(LARGEST_UNPACKED, 1)


def _refuse_bomb(size: int, packed: int) -> None:
    if size > _SUSPECT_SIZE and size > _SUSPECT_RATIO * max(packed, 1):
        refuse(
            "Tệp bung ra quá lớn so với một danh sách, nên không được mở để bảo đảm an toàn. Xin"
            " chép các dòng cần dùng sang một tệp Excel mới."
        )


def _copied(archive: zipfile.ZipFile) -> io.BytesIO:
    file = io.BytesIO()
    total = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:
        for part in archive.infolist():
            if not part.filename.lower().endswith((".xml", ".rels")):
                continue
            data = _unpacked(archive, part, LARGEST_UNPACKED - total)
            total += len(data)
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data[:1024]:
                refuse(f"Tệp có khai báo XML không an toàn. Xin {_AGAIN}.")
            if b"macroEnabled" in data and part.filename == "[Content_Types].xml":
                refuse(f"Tệp có chứa macro (.xlsm). Xin {_AGAIN}.")
            target.writestr(part.filename, _sheet_to_read(data))
    file.seek(0)
    return file


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> bytes:
    """The part to the end of its stream: the size a header claims is no limit to a liar."""
    claim = copy.copy(part)
    claim.file_size = 2 * LARGEST_UNPACKED
    with archive.open(claim) as stream:
        data = stream.read(room + 1)
    if len(data) > room:
        _refuse_bomb(LARGEST_UNPACKED, 1)
    return data


_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")
_ROW_NUMBER = re.compile(rb"""[^>]*?\sr=["'](\d+)""")
# A cell's place, whatever row it claims to stand in, beyond LAST_ROW or column 200 (GR).
_FAR_ROW = re.compile(rb"""r=["'][A-Za-z]{1,3}([6-9]\d{4}|\d{6,})["']""")
_FAR_COLUMN = re.compile(rb"""r=["']([A-Za-z]{3,}|[H-Zh-z][A-Za-z]|[Gg][S-Zs-z])\d+["']""")
_FAR_FILLED = re.compile(_FAR_COLUMN.pattern + rb"[^<>]*(?<!/)>\s*<(?!/)")
_ERROR = re.compile(rb"""(?<=\s)t=["']e["']""")
_EMPTY_FORMULA = re.compile(
    rb"<((?:[\w.-]+:)?)c\b([^>]*)>\s*<\1f\b(?:[^>]*/>|[^>]*>[^<]*</\1f>)\s*"
    rb"(?:<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c>"
)
_TYPE = re.compile(rb"""\st=["']\w*["']""")


def _sheet_to_read(data: bytes) -> bytes:
    """A sheet without the empty rows at its end and with faulty cells as text; others as is.

    Refuses a sheet with more rows or columns than a register has.
    """
    found = _filled_part(data)
    if found is None:
        return data
    start, cut, end, prefix, marks = found
    if marks:
        _refuse_too_large(data, start, cut, prefix, marks)
    body = data[start:cut]
    body = _ERROR.sub(b't="str"', body) if b't="e"' in body or b"t='e'" in body else body
    if b"<" + prefix + b"f" in body:
        body = _EMPTY_FORMULA.sub(_with_mark, body)
    return data[:start] + body + data[end:]


def _filled_part(data: bytes) -> tuple[int, int, int, bytes, list[bytes]] | None:
    """Where the rows of a sheet begin, where the last filled one ends and where all end.

    With the prefix of the sheet's names and the marks of a filled cell; ``None`` for other parts.
    """
    root = _ROOT.search(data, 0, 4096)
    if root is None:
        return None
    prefix = root[1] + b":" if root[1] else b""
    start = data.find(b">", data.find(b"<" + prefix + b"sheetData")) + 1
    end = data.find(b"</" + prefix + b"sheetData>", start)
    if start <= 0 or end < 0:
        return None
    marks = [b"<" + prefix + mark for mark in (b"v", b"is", b"f")]
    marks = [mark for mark in marks if data.find(mark, start, end) >= 0]
    last = max((data.rfind(mark, start, end) for mark in marks), default=-1)
    closing = b"</" + prefix + b"row>"
    cut = data.find(closing, last, end) + len(closing) if last >= 0 else start
    return (start, cut, end, prefix, marks) if cut >= start else None


def _with_mark(cell: re.Match[bytes]) -> bytes:
    prefix, attributes = cell[1], _TYPE.sub(b"", cell[2])
    mark = NOT_CALCULATED.encode()
    return (
        b'<%bc%b t="str"><%bv>%b</%bv></%bc>'
        % (prefix, attributes, prefix, mark, prefix, prefix)
    )  # fmt: skip


def _refuse_too_large(data: bytes, start: int, cut: int, prefix: bytes, marks: list[bytes]) -> None:
    """Refuse cells so far off, or so many, that the values between them would fill the memory."""
    if far := _FAR_ROW.search(data, start, cut):
        _refuse_row(int(far[1]))
    if data.count(b"<" + prefix + b"c", start, cut) > MOST_CELLS:
        refuse(
            "Trang tính có quá nhiều ô. Xin xóa các cột không dùng hoặc tách thành nhiều tệp rồi"
            " đưa lên lần lượt."
        )
    # Cells that don't say where they stand are counted, empty ones too.
    unnamed = re.compile(b"<" + prefix + rb"c(?:>|\s+(?!r=))").search(data, start, cut) is not None
    if wide := (_FAR_COLUMN if unnamed else _FAR_FILLED).search(data, start, cut):
        _refuse_column(_column_number(wide[1]))
    row_mark, cell_mark = b"<" + prefix + b"row", b"<" + prefix + b"c"
    filled = number = 0
    place = data.find(row_mark, start, cut)
    while place >= 0:
        following = data.find(row_mark, place + 4, cut)
        stop = following if following >= 0 else cut
        named = _ROW_NUMBER.match(data, place, stop)
        number = int(named[1]) if named else number + 1
        if any(data.find(mark, place, stop) >= 0 for mark in marks):
            filled += 1
            if number > LAST_ROW:
                _refuse_row(number)
            if unnamed and (width := data.count(cell_mark, place, stop)) > MOST_COLUMNS:
                _refuse_column(width)
        place = following
    if filled > MOST_ROWS:
        refuse(
            "Trang tính có hơn 50.000 dòng ghi chữ. Xin tách thành nhiều tệp rồi đưa lên lần lượt."
        )


def _refuse_row(number: int) -> NoReturn:
    refuse(
        f"Trang tính có ô ghi chữ ở tận dòng {number:,}. Xin xóa các dòng thừa ở cuối trang rồi"
        " lưu lại.".replace(",", ".")
    )


def _refuse_column(number: int) -> NoReturn:
    refuse(
        f"Trang tính có ô ghi chữ ở cột thứ {number}; danh sách chỉ được có {MOST_COLUMNS} cột."
        " Xin xóa các cột thừa rồi lưu lại."
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
