"""An empty workbook for offices that start from nothing: lists to choose from, and a guide."""

import datetime as dt
from collections.abc import Sequence
from typing import IO, Any

from certificates.enums import EntryStatus
from common.spreadsheets import workbook
from communes.models import AdministrativeUnit
from communes.selectors import current_communes
from exchange.reading.layout import FIELDS, PRINTED, LayoutField
from producers.enums import ProducerKind
from products.selectors import current_groups

_HEADER_ROW = 4
_EXAMPLE_ROW = _HEADER_ROW + 1
_LAST_ROW = 5000  # how far down the lists to choose from reach
_SHEET, _PLACES, _LISTS, _GUIDE = "Danh sách", "Xã, phường", "Danh mục", "Hướng dẫn"
_STARS = ("3 sao", "4 sao", "5 sao", "Đề nghị 4 sao", "Đề nghị 5 sao")
_NOT_CHOSEN = (ProducerKind.ENTERPRISE, ProducerKind.UNKNOWN)
_NOTE = "Điền từ dòng 7. Dòng 6 là ví dụ, cổng bỏ qua. Cách ghi từng cột ở trang “Hướng dẫn”."

# What each column takes, in plain words; an example that the sixth row shows.
_HOW: dict[str, tuple[str, object]] = {
    "stt": ("Số thứ tự, để trống cũng được.", "Ví dụ"),
    "name": ("Bắt buộc. Ghi đúng tên trong quyết định.", "Mắm tôm đặc biệt"),
    "producer": (
        "Tên đầy đủ của hợp tác xã, công ty, tổ hợp tác, hộ. Không biết thì để trống.",
        "Hợp tác xã Chế biến hải sản Ba Làng",
    ),
    "kind": ("Chọn trong danh sách.", "Hợp tác xã"),
    "commune": (
        "Xã, phường hiện nay chọn trong danh sách; xã cũ thì gõ đúng tên trong quyết định.",
        "",
    ),
    "district": (
        "Chỉ ghi khi tên xã là tên trước ngày 01/07/2025. Xã hiện nay thì để trống.",
        "",
    ),
    "group": ("Chọn một trong sáu nhóm.", "Thực phẩm"),
    "stars": ("Chọn 3 sao, 4 sao, 5 sao; mới đề nghị thì chọn “Đề nghị …”.", "3 sao"),
    "score": ("Điểm của Hội đồng, từ 0 đến 100.", 61.5),
    "decision_number": ("Ví dụ 1114/QĐ-UBND.", "1114/QĐ-UBND"),
    "decided_on": (
        "Ngày/tháng/năm, ví dụ 05/11/2024. Chỉ biết năm thì ghi năm, ví dụ 2024.",
        "05/11/2024",
    ),
    "authority": ("Cơ quan ký quyết định.", "UBND tỉnh"),
    "round": ("Ví dụ: đợt 1 năm 2024.", "đợt 1 năm 2024"),
    "notes": ("Điều cần nhớ về dòng này.", ""),
    "row_key": ("Để trống: mã do cổng đặt khi tải sổ về.", ""),
    "province": ("Chọn tỉnh, thành phố.", ""),
    "status": ("Để trống nếu đang được công nhận; còn lại chọn trong danh sách.", ""),
}
_GUIDE_LINES = (
    "Mỗi dòng là một lần công nhận. Sản phẩm được công nhận lại thì ghi thêm một dòng.",
    "Chỉ tên sản phẩm là bắt buộc. Điều gì không biết thì để trống, xin đừng đoán.",
    "Không đổi tên các cột. Thêm cột khác ở bên phải thì cổng không đọc, cũng không sao.",
    "Xong thì lưu tệp (.xlsx) rồi đưa lên ở trang Nhập liệu. Cổng cho xem trước từng dòng.",
    "Bấm “Ghi vào sổ” thì cổng mới ghi; ghi nhầm thì rút lại được cả lần ghi.",
    "Đưa lại cùng tệp thì không ghi thêm gì. Dòng nào sai, sửa ngay trong tệp rồi đưa lại.",
)


def template_workbook(province: AdministrativeUnit | None, *, on: dt.date) -> IO[bytes]:
    """An open temporary XLSX file to fill in, with the communes of ``province`` to choose from.

    For None those of the whole country, and a column for the province. The caller closes the file.
    """
    columns = (*PRINTED, FIELDS["status"])
    if province is None:
        columns = (*columns, FIELDS["province"])
    communes = list(
        current_communes(province=province, on=on)
        .select_related("parent")
        .order_by("parent__sort_key", "sort_key")
    )
    lists = _lists(communes if province is None else [])
    book, file = workbook()
    sheet = book.add_worksheet(_SHEET)
    _fill_sheet(book, sheet, columns, province, communes)
    for field in columns:
        if field.key in lists:
            place = list(lists).index(field.key)
            _offer(sheet, columns.index(field), _range(_LISTS, place, len(lists[field.key])), field)
        elif field.key == "commune":
            _offer(sheet, columns.index(field), _range(_PLACES, 0, len(communes)), field)
    _fill_guide(book, columns)
    _fill_places(book, communes)
    _fill_lists(book, lists)
    book.close()
    file.seek(0)
    return file


def _lists(communes: Sequence[AdministrativeUnit]) -> dict[str, list[str]]:
    """What columns offer to choose from, by field."""
    lists = {
        "kind": [str(kind.label) for kind in ProducerKind if kind not in _NOT_CHOSEN],
        "group": [group.name for group in current_groups()],
        "stars": list(_STARS),
        "status": [str(status.label) for status in EntryStatus],
    }
    provinces = dict.fromkeys(unit.parent.full_name for unit in communes if unit.parent)
    return lists | ({"province": list(provinces)} if provinces else {})


def _range(sheet: str, column: int, count: int) -> str:
    """``='Danh mục'!$B$2:$B$9``: a column of a sheet below its header."""
    letter = chr(ord("A") + column)
    return f"='{sheet}'!${letter}$2:${letter}${count + 1}"


def _offer(sheet: Any, column: int, source: str, field: LayoutField) -> None:
    """Let the cells of a column be chosen from a list; other words stay possible with a warning."""
    sheet.data_validation(
        _EXAMPLE_ROW + 1,
        column,
        _LAST_ROW,
        column,
        {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": field.title[:32],
            "error_message": "Chữ này không có trong danh sách. Vẫn giữ nếu giấy tờ ghi như vậy.",
        },
    )


def _fill_sheet(
    book: Any,
    sheet: Any,
    columns: Sequence[LayoutField],
    province: AdministrativeUnit | None,
    communes: Sequence[AdministrativeUnit],
) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    note = book.add_format({"italic": True})
    head = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
            "border": 1,
            "bg_color": "#DDEBF7",
        }
    )
    example = book.add_format({"italic": True, "font_color": "#666666", "border": 1})
    for number, field in enumerate(columns):
        sheet.set_column(number, number, field.width)
    where = f" {province.full_name.upper()}" if province else ""
    sheet.write_string(1, 0, f"DANH SÁCH SẢN PHẨM OCOP{where}", title)
    sheet.write_string(2, 0, _NOTE, note)
    sheet.set_row(_HEADER_ROW, 48)
    for number, field in enumerate(columns):
        sheet.write_string(_HEADER_ROW, number, field.header, head)
    shown = {"commune": communes[0].full_name, "province": communes[0].parent} if communes else {}
    for number, field in enumerate(columns):
        value = shown.get(field.key, _HOW[field.key][1])
        if isinstance(value, float):
            sheet.write_number(_EXAMPLE_ROW, number, value, example)
        else:
            sheet.write_string(_EXAMPLE_ROW, number, str(value or ""), example)
    sheet.freeze_panes(_EXAMPLE_ROW, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)


def _fill_places(book: Any, communes: Sequence[AdministrativeUnit]) -> None:
    sheet = book.add_worksheet(_PLACES)
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, 1, 32)
    sheet.write_row(0, 0, ("Xã, phường", "Tỉnh, thành phố"), bold)
    for row, unit in enumerate(communes, start=1):
        sheet.write_row(row, 0, (unit.full_name, unit.parent.full_name if unit.parent else ""))
    sheet.freeze_panes(1, 0)


def _fill_guide(book: Any, columns: Sequence[LayoutField]) -> None:
    sheet = book.add_worksheet(_GUIDE)
    bold = book.add_format({"bold": True, "font_size": 13})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    name = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 90)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, "Cách điền", bold)
    for row, line in enumerate(_GUIDE_LINES, start=1):
        sheet.write_string(row, 0, f"{row}.", name)
        sheet.write_string(row, 1, line, wrap)
    start = len(_GUIDE_LINES) + 2
    sheet.write_string(start, 0, "Từng cột", bold)
    for row, field in enumerate(columns, start=start + 1):
        sheet.write_string(row, 0, f"Cột “{field.title}”", name)
        sheet.write_string(row, 1, _HOW[field.key][0], wrap)


def _fill_lists(book: Any, lists: dict[str, list[str]]) -> None:
    """The lists behind the columns, row by row; hidden, since nobody has to touch them."""
    sheet = book.add_worksheet(_LISTS)
    sheet.write_row(0, 0, [FIELDS[key].title for key in lists])
    for row in range(max(map(len, lists.values()))):
        for column, words in enumerate(lists.values()):
            if row < len(words):
                sheet.write_string(row + 1, column, words[row])
    sheet.hide()
