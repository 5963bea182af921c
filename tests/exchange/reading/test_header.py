"""The header: anywhere in the first twenty rows, on one row or two, never guessed."""

import pytest

from common.errors import DomainError
from exchange.reading.header import find_header, header_at, label, letters
from exchange.reading.layout import FIELDS, LAYOUT, PRINTED, SPELLINGS
from exchange.reading.register import read_register
from exchange.reading.workbook import open_workbook
from tests.exchange.reading.books import HEADER, saved, workbook


def header_of(rows, *, merged=()):
    book = open_workbook(workbook(rows, merged=merged), filename="so.xlsx")
    return find_header(book.sheet(book.sheets[0]))


def refused(content: bytes) -> DomainError:
    with pytest.raises(DomainError) as caught:
        read_register(content, filename="so.xlsx")
    assert caught.value.code == "invalid"
    return caught.value


def test_layout_is_the_list_of_the_office():
    assert [field.header for field in PRINTED] == list(HEADER)
    assert [field.key for field in LAYOUT if field.required] == ["name"]
    assert FIELDS["commune"].title == "Xã, phường, thị trấn"


def test_a_spelling_stands_for_one_field_and_is_folded():
    spellings = [spelling for field in LAYOUT for spelling in field.spellings]
    assert len(spellings) == len(set(spellings)) == len(SPELLINGS)
    assert [spelling for spelling in spellings if label(spelling) != spelling] == []
    assert [label(field.header) for field in LAYOUT] == [field.spellings[0] for field in LAYOUT]


@pytest.mark.parametrize("above", (0, 4, 19))
def test_header_is_found_in_the_first_twenty_rows(above):
    titles = [("DANH SÁCH SẢN PHẨM OCOP",)] * above
    header = header_of([*titles, HEADER, (1, "Cam")])
    assert (header.first, header.row, len(header.mapping)) == (above + 1, above + 1, 15)


def test_header_in_row_twenty_one_is_not_looked_for():
    titles = [("DANH SÁCH SẢN PHẨM OCOP",)] * 20
    assert header_of([*titles, HEADER, (1, "Cam")]) is None


def test_header_of_two_rows():
    header = header_of(
        [
            ("DANH SÁCH", None, None, None, None, None),
            ("TT", "Tên sản phẩm", "Địa chỉ", None, "Quyết định công nhận", None),
            (None, None, "Xã", "Huyện", "Số", "Ngày ban hành"),
            (1, "Cam", "Xã A", "Huyện B", "12/QĐ-UBND", "5/8/2021"),
        ],
        merged=["A2:A3", "B2:B3", "C2:D2", "E2:F2"],
    )
    assert (header.first, header.row) == (2, 3)
    assert header.mapping == {
        "stt": 0, "name": 1, "commune": 2, "district": 3, "decision_number": 4, "decided_on": 5,
    }  # fmt: skip


def test_header_repeated_on_the_next_page_is_not_the_header():
    header = header_of([HEADER, (1, "Cam"), HEADER, (2, "Bưởi")])
    assert header.row == 1


def test_numbers_of_columns_below_the_header_are_no_second_row():
    header = header_of([HEADER, tuple(range(1, 16)), (1, "Cam")])
    assert (header.first, header.row) == (1, 1)


def test_best_spelling_wins_a_field():
    header = header_of([("Tên sản phẩm", "Đợt", "Năm/đợt", "Hạng", "Hạng sao")])
    assert header.mapping == {"name": 0, "round": 2, "stars": 4}


def test_aside_case_accents_and_line_breaks_do_not_matter():
    header = header_of([("tt", "TÊN SẢN PHẨM\n(ghi đầy đủ)*", "chu the", "Xếp hạng (sao)")])
    assert header.mapping == {"stt": 0, "name": 1, "producer": 2, "stars": 3}


def test_missing_name_says_what_was_found():
    error = refused(workbook([("STT", "Chủ thể", "Hạng sao"), (1, "HTX", 3)]))
    assert error.message == (
        "Không thấy cột “Tên sản phẩm” trong 20 dòng đầu. Dòng nhiều chữ nhất ghi: “STT”,"
        " “Chủ thể”, “Hạng sao”."
    )
    assert error.fields == {"file": [error.message]}


def test_empty_sheet_has_no_header():
    error = refused(workbook([]))
    assert error.message.endswith("Trang tính không có chữ nào.")


def test_doubled_header_names_both_columns():
    error = refused(
        workbook([("STT", "Tên sản phẩm", "Ghi chú", "Hạng sao", "Ghi chú"), (1, "Cam")])
    )
    assert error.message == (
        "Tiêu đề “Ghi chú” có ở hai cột C và E. Xin xóa hoặc đổi tên một cột rồi đưa lại tệp."
    )


def test_columns_chosen_by_hand_settle_a_doubled_header():
    content = workbook([("Tên sản phẩm", "Ghi chú", "Ghi chú"), ("Cam", "một", "hai")])
    reading = read_register(
        content, filename="so.xlsx", header_row=1, mapping={"name": 0, "notes": 2}
    )
    assert [row.notes for row in reading.rows] == ["hai"]


def test_header_row_chosen_by_hand_has_to_name_the_product():
    content = workbook([("Tên sản phẩm", "Hạng sao"), ("Cam", 3)])
    with pytest.raises(DomainError) as caught:
        read_register(content, filename="so.xlsx", header_row=2)
    assert caught.value.message == (
        "Dòng 2 không có cột “Tên sản phẩm”. Các tiêu đề đọc được: “Cam”, “3”."
    )


def test_header_found_of_itself_is_the_same_when_asked_for_by_its_row():
    rows = [
        ("TT", "Tên sản phẩm", "Địa chỉ", None),
        (None, None, "Xã", "Huyện"),
        (1, "Cam", "Xã A", "Huyện B"),
    ]
    book = open_workbook(workbook(rows, merged=["A1:A2", "B1:B2", "C1:D1"]), filename="so.xlsx")
    sheet = book.sheet("Danh sách")
    header = find_header(sheet)
    assert header_at(sheet, header.row) == header


def test_first_visible_sheet_with_a_register_is_read_and_the_others_named():
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    for title, product in (("Ẩn", "Ổi"), ("Năm 2023", "Cam"), ("Năm 2024", "Bưởi")):
        sheet = book.create_sheet(title)
        sheet.append(["STT", "Tên sản phẩm", "Hạng sao"])
        sheet.append([1, product, 3])
    book["Ẩn"].sheet_state = "hidden"
    content = saved(book)
    reading = read_register(content, filename="so.xlsx")
    assert (reading.sheet, reading.rows[0].name) == ("Năm 2023", "Cam")
    assert (reading.sheets, reading.other_sheets) == (["Bìa", "Năm 2023", "Năm 2024"], ["Năm 2024"])
    assert read_register(content, filename="so.xlsx", sheet="Năm 2024").rows[0].name == "Bưởi"
    with pytest.raises(DomainError, match="Tệp không có trang tính “Ẩn”"):
        read_register(content, filename="so.xlsx", sheet="Ẩn")
    with pytest.raises(DomainError, match="Không thấy cột “Tên sản phẩm”"):
        read_register(content, filename="so.xlsx", sheet="Bìa")


@pytest.mark.parametrize(
    ("column", "name"), ((0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"))
)
def test_columns_as_excel_names_them(column, name):
    assert letters(column) == name
