"""The marked copy of their workbook."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from common.errors import DomainError
from exchange.enums import FaultLevel
from exchange.reading.marks import LIST_TITLE, RESULT_HEADER, mark
from exchange.reading.register import read_register
from tests.exchange.reading.books import HEADER, repacked, replaced, saved, workbook

ERROR, LOOK = FaultLevel.ERROR, FaultLevel.LOOK


def marked(content, *, sheet="Danh sách", header_row=1, notes=(), lines=()):
    copy = mark(content, sheet=sheet, header_row=header_row, notes=notes, lines=lines)
    return openpyxl.load_workbook(io.BytesIO(copy))


def test_bad_cells_are_coloured_and_explained():
    content = workbook([HEADER, (1, "Cam", "HTX Cam"), (2, "Bưởi", "HTX Bưởi")])
    book = marked(
        content,
        notes=[(2, 1, LOOK, "Xem lại."), (3, 2, LOOK, "Một."), (3, 2, ERROR, "Hai.")],
        lines=[(2, "Ghi mới", "Chưa có trong sổ."), (3, "Lỗi", "Phải sửa.")],
    )
    sheet = book["Danh sách"]
    assert (sheet["B2"].fill.start_color.rgb, sheet["B2"].comment.text) == ("FFFFEB9C", "Xem lại.")
    assert sheet["C3"].fill.start_color.rgb == "FFF4B6B0"
    assert sorted(sheet["C3"].comment.text.split("\n")) == ["Hai.", "Một."]
    assert (sheet["B3"].fill.fill_type, sheet["B3"].comment) == (None, None)
    assert [sheet.cell(row, 16).value for row in (1, 2, 3)] == [
        RESULT_HEADER, "Ghi mới: Chưa có trong sổ.", "Lỗi: Phải sửa.",
    ]  # fmt: skip
    assert [[cell.value for cell in row] for row in book[LIST_TITLE].iter_rows()] == [
        ["Dòng", "Cột", "Trong ô ghi", "Cần làm gì", "Vì sao"],
        [2, "B – Tên sản phẩm", "Cam", "Nên xem lại", "Xem lại."],
        [3, "C – Chủ thể", "HTX Bưởi", "Phải sửa", "Hai."],
        [3, "C – Chủ thể", "HTX Bưởi", "Nên xem lại", "Một."],
    ]
    assert book[LIST_TITLE]["A2"].hyperlink.location == "'Danh sách'!B2"


def test_everything_else_of_the_public_register_stays(public_workbook):
    before = openpyxl.load_workbook(io.BytesIO(public_workbook))["Danh sách"]
    book = marked(public_workbook, header_row=5, lines=[(8, "Ghi mới", "Mới.")])
    after = book["Danh sách"]
    assert [[cell.value for cell in row[:15]] for row in after.iter_rows()] == [
        [cell.value for cell in row] for row in before.iter_rows()
    ]
    assert {str(area) for area in after.merged_cells.ranges} == {
        str(area) for area in before.merged_cells.ranges
    }
    assert after.freeze_panes == before.freeze_panes
    assert after["B8"].font.name == before["B8"].font.name
    assert after.column_dimensions["B"].width == before.column_dimensions["B"].width
    assert book[LIST_TITLE]["A2"].value == "Không có chỗ nào cần xem."


def test_a_note_inside_merged_cells_stands_on_the_cell_that_carries_the_value():
    content = workbook(
        [HEADER, (1, "Cam", "HTX Cam"), (2, "Bưởi", None)], merged=["C2:C3", "A5:P6"]
    )
    book = marked(content, notes=[(3, 2, ERROR, "Sai.")], lines=[(5, "Bỏ qua", "Trống.")])
    assert book["Danh sách"]["C2"].comment.text == "Sai."
    assert book[LIST_TITLE]["C2"].value == "HTX Cam"


def test_a_comment_that_was_there_is_kept_above_ours():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    sheet.append(["Tên sản phẩm", "Hạng sao"])
    sheet.append(["Cam", 9])
    sheet["B2"].comment = Comment("Hỏi lại huyện", "An")
    again = marked(saved(book), notes=[(2, 1, ERROR, "Không có 9 sao.")])
    assert again["Danh sách"]["B2"].comment.text == "Hỏi lại huyện\nKhông có 9 sao."


def test_a_copy_marked_again_keeps_its_one_column_and_reads_the_same():
    content = workbook([HEADER, (1, "Cam", "HTX Cam")])
    once = mark(content, sheet="Danh sách", header_row=1, notes=[], lines=[(2, "Ghi mới", "Mới.")])
    assert [row.name for row in read_register(once, filename="so.xlsx").rows] == ["Cam"]
    assert read_register(once, filename="so.xlsx").other_sheets == []
    twice = marked(once, lines=[(2, "Đã có", "Như sổ.")])["Danh sách"]
    assert [twice.cell(2, column).value for column in (16, 17)] == ["Đã có: Như sổ.", None]


def test_nothing_that_we_write_is_a_formula():
    content = workbook([("Tên sản phẩm", "Hạng sao"), ("Cam", "=1+1")])
    book = marked(
        content,
        notes=[(2, 1, ERROR, "=cmd|' /C calc'!A0\x0b")],
        lines=[(2, "=1", "+2")],
    )
    assert book["Danh sách"]["B2"].value == "=1+1"
    cells = [cell for row in book[LIST_TITLE].iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert book["Danh sách"]["C2"].value == "'=1: +2"


def test_a_sheet_without_a_header_gets_its_column_too():
    content = workbook([("Cam", "HTX Cam")])
    book = marked(content, header_row=0, lines=[(1, "Ghi mới", "Mới.")])
    assert [cell.value for cell in book["Danh sách"][1]] == ["Cam", "HTX Cam", "Ghi mới: Mới."]


def test_a_million_empty_rows_are_not_copied():
    content = workbook([("Tên sản phẩm", "Hạng sao"), ("Cam", 3)])
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 300_000))
    long = replaced(content, b"</sheetData>", rows + b"</sheetData>")
    assert marked(long)["Danh sách"].max_row == 2


@pytest.mark.parametrize("area", (b"C2:C1048576", b"A2:XFD1048576", b"A2:GR1048576"))
def test_merged_cells_without_end_are_cut(area):
    content = workbook([("Tên sản phẩm", "Hạng sao"), ("Cam", 3)], merged=["C2:C3"])
    long = replaced(content, b"C2:C3", area)
    (kept,) = marked(long, notes=[(2, 1, ERROR, "Sai.")])["Danh sách"].merged_cells.ranges
    assert (kept.min_row, kept.size["rows"] * kept.size["columns"]) == (2, 20_000)


def test_too_many_merged_cells_are_refused_for_marking():
    content = workbook([("Tên sản phẩm", "Hạng sao"), ("Cam", 3)], merged=["C2:C3"])
    old = b'<mergeCell ref="C2:C3"/>'
    many = b"".join(b'<mergeCell ref="A%d:A%d"/>' % (n, n + 20_000) for n in range(1, 60))
    with pytest.raises(DomainError, match="Tệp có quá nhiều ô gộp"):
        marked(replaced(content, old, many))


def test_a_workbook_that_only_the_reader_understands_is_refused_with_a_sentence():
    content = repacked(
        workbook([("Tên sản phẩm", "Hạng sao"), ("Cam", 3)]),
        change={"xl/styles.xml": b"<styleSheet xmlns='a'><cellXfs><xf numFmtId='x'/></cellXfs>"
                b"</styleSheet>"},
    )  # fmt: skip
    with pytest.raises(DomainError, match="Không tạo được bản có đánh dấu"):
        marked(content)
