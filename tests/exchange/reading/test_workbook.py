"""Files that are no register, broken, dangerous or too large: each its own sentence."""

import contextlib
import functools
import io
import struct
import time
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from common.errors import DomainError
from exchange.reading.container import clean_copy
from exchange.reading.register import read_register
from exchange.reading.workbook import open_workbook
from tests.exchange.reading.books import HEADER, repacked, saved, workbook

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512


@functools.cache
def small() -> bytes:
    return workbook([HEADER, (1, "Cam", "HTX Cam")])


def refusal(content: bytes, filename: str = "so.xlsx") -> str:
    with pytest.raises(DomainError) as caught:
        read_register(content, filename=filename)
    assert caught.value.code == "invalid"
    assert caught.value.fields["file"] == [caught.value.message]
    return caught.value.message


def package(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return file.getvalue()


def sheet_xml(body: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'.encode()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{text_cell("A1", "STT")}{text_cell("B1", "Tên sản phẩm")}</row>'
CAM = f'<row r="2"><c r="A2"><v>1</v></c>{text_cell("B2", "Cam")}</row>'


def with_sheet(body: str) -> bytes:
    return repacked(small(), change={SHEET: sheet_xml(body)})


@pytest.mark.parametrize(
    ("content", "sentence"),
    (
        (b"", "Tệp trống, không có nội dung."),
        (b"x" * (25 * 1024 * 1024 + 1), "Tệp lớn hơn 25 MB."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "Tệp có đặt mật khẩu."),
        (OLE + "Workbook".encode("utf-16-le"), "Đây là tệp Excel đời cũ (.xls)."),
        (OLE + "WordDocument".encode("utf-16-le"), "Đây là tệp Word, không phải Excel."),
        (b"%PDF-1.7\n...", "Đây là tệp PDF, không phải Excel."),
        (b"<html><table><tr><td>STT", "Đây là trang web (HTML) đổi đuôi tên"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "Đây là trang web (HTML) đổi đuôi tên"),
        (b"<?xml version='1.0'?><Workbook/>", "Đây không phải tệp Excel (.xlsx)."),
        ("STT,Tên sản phẩm\n1,Cam\n".encode(), "Đây là tệp văn bản (CSV)"),
        ("STT;Tên sản phẩm\r\n1;Cam\r\n".encode("utf-8-sig"), "Đây là tệp văn bản (CSV)"),
        (bytes(range(256)) * 20, "Đây không phải tệp Excel (.xlsx). Xin chọn lại tệp."),
        (b"PK\x03\x04" + b"\x00" * 100, "Tệp bị hỏng, không mở được."),
        (package(**{"word/document.xml": b"<w/>"}), "Đây là tệp Word, không phải Excel."),
        (package(mimetype=b"application/vnd.oasis"), "Đây là tệp OpenDocument (.ods)."),
        (package(**{"xl/workbook.bin": b"\x00"}), "Đây là tệp Excel nhị phân (.xlsb)."),
        (package(**{"a.txt": b"a"}), "Đây là tệp nén, không phải tệp Excel (.xlsx)."),
    ),
    ids=(
        "empty", "large", "password", "xls", "doc", "pdf", "html", "html-doctype", "xml", "csv",
        "csv-semicolon", "bytes", "broken-zip", "docx", "ods", "xlsb", "zip",
    ),
)  # fmt: skip
def test_other_files_are_refused_with_what_to_do(content, sentence):
    assert refusal(content).startswith(sentence)


def test_utf_16_text_is_refused():
    assert refusal("STT\tTên sản phẩm\n".encode("utf-16")).startswith("Đây không phải tệp Excel")


def test_macro_workbooks_are_refused():
    macro = repacked(small(), add={"xl/vbaProject.bin": b"\x00"})
    assert refusal(macro).startswith("Tệp có chứa macro (.xlsm).")
    assert refusal(small(), "so.XLSM").startswith("Tệp có chứa macro (.xlsm).")
    with zipfile.ZipFile(io.BytesIO(small())) as archive:
        types = archive.read("[Content_Types].xml")
    enabled = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert enabled != types
    content = repacked(small(), change={"[Content_Types].xml": enabled})
    assert refusal(content).startswith("Tệp có chứa macro (.xlsm).")


def test_a_zip_with_a_password_is_refused():
    content = bytearray(small())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        content[place + flags] |= 1
    assert refusal(bytes(content)).startswith("Tệp có đặt mật khẩu.")


def test_damaged_workbooks_are_refused():
    content = small()
    assert refusal(content[: len(content) // 2]).startswith("Tệp bị hỏng")
    flipped = bytearray(content)
    flipped[len(content) // 3] ^= 0xFF
    flipped[len(content) // 4] ^= 0xFF
    assert refusal(bytes(flipped)).startswith("Tệp bị hỏng")
    assert refusal(repacked(content, change={SHEET: b"<worksheet"})).startswith("T")
    assert refusal(repacked(content, change={"xl/workbook.xml": b"<workbook/>"})).startswith("Tệp")


@pytest.mark.parametrize("name", ("xl/workbook.xml", SHEET, "xl/styles.xml", "xl/extra.xml"))
def test_entities_and_document_types_are_refused(name):
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    content = repacked(
        small(), change={name: bomb}, add={} if name != "xl/extra.xml" else {name: bomb}
    )
    assert refusal(content).startswith("Tệp có khai báo XML không an toàn.")


def bomb(megabytes: int, *, claimed: int) -> bytes:
    """A workbook of one part that unpacks to so many megabytes and claims another size."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    block = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = block * megabytes + zlib.compressobj(1, zlib.DEFLATED, -15).flush()
    name = b"xl/workbook.xml"
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, 0, len(stream), claimed, len(name), 0)
    local = b"PK\x03\x04" + head + name + stream
    central = b"PK\x01\x02" + struct.pack("<H", 20) + head
    central += struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = bomb(1024, claimed=1024 * 1024 * 1024)
    before = time.process_time()
    assert refusal(content).startswith("Tệp bung ra quá lớn")
    assert time.process_time() - before < 0.5


def test_a_bomb_that_lies_about_its_size_is_refused():
    assert refusal(bomb(301, claimed=1000)).startswith("Tệp bung ra quá lớn")


def test_too_many_parts_and_parts_of_one_name_are_refused():
    many = repacked(small(), add={f"xl/media/{n}.txt": b"" for n in range(10_001)})
    assert refusal(many).startswith("Tệp có quá nhiều phần bên trong")
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = repacked(small(), add={SHEET: sheet_xml(HEAD + CAM)})
    assert refusal(twice).startswith("Tệp bị hỏng: có phần bên trong trùng tên.")


def test_a_workbook_whose_sheets_are_all_hidden_is_refused():
    book = openpyxl.Workbook()
    book.create_chartsheet("Biểu đồ")
    book["Sheet"].sheet_state = "hidden"
    assert refusal(saved(book)).startswith("Tệp không có trang tính nào để đọc.")


def test_a_million_empty_rows_are_fine_and_fast():
    empty = "".join(f'<row r="{n}" ht="15" spans="1:15"/>' for n in range(3, 1_000_003))
    content = with_sheet(HEAD + CAM + empty)
    before = time.process_time()
    reading = read_register(content, filename="so.xlsx")
    assert time.process_time() - before < 2
    assert [row.name for row in reading.rows] == ["Cam"]
    assert reading.passed[1:] == []


def test_a_million_rows_of_formatted_empty_cells_are_fine():
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 1_000_003)
    )
    reading = read_register(with_sheet(HEAD + CAM + cells), filename="so.xlsx")
    assert [row.name for row in reading.rows] == ["Cam"]


def test_a_cell_in_the_last_row_is_refused():
    far = '<row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    assert refusal(with_sheet(HEAD + CAM + far)) == (
        "Trang tính có ô ghi chữ ở tận dòng 1.048.576. Xin xóa các dòng thừa ở cuối trang rồi lưu"
        " lại."
    )


def test_a_cell_beyond_column_200_is_refused_but_not_an_empty_one():
    far = f'<row r="3">{text_cell("B3", "Ổi")}<c r="XFD3"><v>1</v></c></row>'
    assert refusal(with_sheet(HEAD + CAM + far)).startswith(
        "Trang tính có ô ghi chữ ở cột thứ 16384;"
    )
    formatted = f'<row r="3">{text_cell("B3", "Ổi")}<c r="XFD3" s="1"/></row>'
    reading = read_register(with_sheet(HEAD + CAM + formatted), filename="so.xlsx")
    assert [row.name for row in reading.rows] == ["Cam", "Ổi"]


@pytest.mark.parametrize(
    "row",
    (
        '<row r="3"><c r="B1048576"><v>1</v></c></row>',
        '<row r="3"><c r="XFD3"><v>1</v></c><c r="A3"><v>1</v></c></row>',
        '<row r="3"><c r="XFC3"/><c><v>1</v></c></row>',
        '<row r="3"><c s="1" r="XFD3"><v>1</v></c></row>',
        "<row r='3'><c r='b99999'><v>1</v></c></row>",
        '<row r="70000"><c><v>1</v></c></row>',
    ),
)
def test_cells_that_hide_how_far_off_they_are_are_refused(row):
    assert refusal(with_sheet(HEAD + CAM + row)).startswith("Trang tính có ô ghi chữ ở")


def test_more_than_50_000_filled_rows_are_refused():
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>1</v></c></row>' for n in range(2, 50_002))
    assert refusal(with_sheet(HEAD + rows)).startswith("Trang tính có hơn 50.000 dòng ghi chữ.")
    unnumbered = "<row><c><v>1</v></c></row>" * 50_001
    assert refusal(with_sheet(unnumbered)).startswith("Trang tính có hơn 50.000 dòng ghi chữ.")
    wide = f"<row>{'<c><v>1</v></c>' * 201}</row>"
    assert refusal(with_sheet(wide)).startswith("Trang tính có ô ghi chữ ở cột thứ 201;")


def test_more_cells_than_a_register_has_are_refused():
    cells = "<c/>" * 3_500_000
    body = f"{HEAD}<row>{cells}{text_cell('B2', 'Cam')}</row>"
    assert refusal(with_sheet(body)).startswith("Trang tính có quá nhiều ô.")


def test_prefixed_xml_is_read_the_same():
    plain = sheet_xml(HEAD + CAM + '<row r="3"><c r="B3"><f>1+1</f></c></row><row r="4"/>').decode()
    prefixed = plain.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    content = repacked(small(), change={SHEET: prefixed.replace("xmlns=", "xmlns:x=").encode()})
    expected = open_workbook(repacked(small(), change={SHEET: plain.encode()}), filename="a.xlsx")
    book = open_workbook(content, filename="a.xlsx")
    assert book.sheet("Danh sách").rows == expected.sheet("Danh sách").rows
    assert book.sheet("Danh sách").rows[2] == ["", "#CHUA-TINH!"]


def test_errors_and_uncalculated_formulas_come_as_text():
    body = (
        '<row r="1"><c r="A1" t="e"><f>B9</f><v>#REF!</v></c><c r="B1" t="str"><f>A1</f></c>'
        '<c r="C1"><f>A1</f><v/></c><c r="D1" s="2"><f t="shared" si="0"/><v></v></c>'
        '<c r="E1"><f>1+1</f><v>2</v></c><c r="F1" t="str"><f>"a"</f><v>a</v></c></row>'
    )
    rows = open_workbook(with_sheet(body), filename="a.xlsx").sheet("Danh sách").rows
    assert rows == [["#REF!", "#CHUA-TINH!", "#CHUA-TINH!", "#CHUA-TINH!", 2.0, "a"]]


@pytest.mark.parametrize("body", (b"<sheetData/>", b"<sheetData></sheetData>", b""))
def test_a_sheet_without_rows_is_an_empty_sheet(body):
    whole = sheet_xml("").replace(b"<sheetData></sheetData>", body)
    content = repacked(small(), change={SHEET: whole})
    if body:
        assert open_workbook(content, filename="a.xlsx").sheet("Danh sách").rows == []
    assert refusal(content).startswith("Không thấy cột “Tên sản phẩm”")


def test_parts_that_are_too_large_together_are_refused():
    parts = {f"xl/media/{n}.bin": b" " * 20_000_000 for n in range(16)}
    assert refusal(repacked(small(), add=parts)).startswith("Tệp bung ra quá lớn")


def test_copy_holds_only_what_is_read():
    content = repacked(small(), add={"xl/media/image1.png": b"\x89PNG", "xl/theme/x.bin": b"1"})
    with zipfile.ZipFile(clean_copy(content, filename="so.xlsx")) as copied:
        assert [n for n in copied.namelist() if not n.endswith((".xml", ".rels"))] == []


def test_bold_rows_and_blank_first_rows_keep_their_numbers():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["C3"], sheet["C4"] = "Tên sản phẩm", "Cam"
    sheet["D3"], sheet["D4"] = "Hạng sao", 3
    for row in range(1, 40):
        sheet.cell(row, 1).font = Font(bold=True)
    reading = read_register(saved(book), filename="so.xlsx")
    assert (reading.header_row, reading.mapping) == (3, {"name": 2, "stars": 3})
    assert [row.number for row in reading.rows] == [4]
    assert [passed.number for passed in reading.passed] == [1, 2, 3]


@given(
    st.sampled_from(
        [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
    ),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5),
)
def test_damaged_parts_are_read_or_refused_and_nothing_else(name, changes):
    with zipfile.ZipFile(io.BytesIO(small())) as archive:
        data = bytearray(archive.read(name))
    for place, byte in changes:
        data[int(place * (len(data) - 1))] = byte
    content = repacked(small(), change={name: bytes(data)})
    # Anything but a reading or our own refusal fails the test.
    with contextlib.suppress(DomainError):
        assert read_register(content, filename="so.xlsx").sheet
