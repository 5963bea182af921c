"""Whole workbooks: the public register against the truth beside it, and made-up odd ones."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from certificates.enums import EntryStatus
from common.errors import DomainError
from common.text import fold
from exchange.enums import FaultLevel
from exchange.reading.names import decision_key, producer_key, product_key
from exchange.reading.register import read_register
from tests.exchange.reading.books import HEADER, replaced, workbook

ON = dt.date(2026, 11, 21)
KINDS = {
    "hợp tác xã": {"cooperative"},
    "doanh nghiệp": {"llc", "jsc", "private", "enterprise"},
    "tổ hợp tác": {"cooperative_group"},
    "hộ kinh doanh": {"household"},
    "khác (cá nhân/cơ sở tôn giáo)": {""},
    "": {""},
}
LEVELS = ("tinh ", "thanh pho ", "thi xa ", "huyen ", "quan ", "tx. ", "tx ", "tp. ", "tp ", "tp.")


def bare(name: str) -> str:
    """The name of a unit without its level: the sheet prints it in headings, the truth doesn't."""
    plain = fold(name.replace("Ð", "Đ")).strip()
    return next((plain[len(word) :] for word in LEVELS if plain.startswith(word)), plain).strip()


def read(rows, **options):
    options.setdefault("on", ON)
    merged = options.pop("merged", ())
    return read_register(workbook(rows, merged=merged), filename="so.xlsx", **options)


# --- The public register -----------------------------------------------------------------------


def test_every_row_of_the_sheet_is_read_or_passed_once(public_reading):
    numbers = [row.number for row in public_reading.rows]
    numbers += [passed.number for passed in public_reading.passed]
    assert sorted(numbers) == list(range(1, 713))
    assert Counter(passed.why for passed in public_reading.passed) == {
        # 48 provinces, 151 districts, one header; three titles; 16 subtotals and the total.
        "title": 4, "heading": 200, "total": 17, "blank": 10, "signature": 1,
    }  # fmt: skip


def test_public_register_has_no_faults_and_480_rows(public_reading, truth):
    assert {row.row_key for row in public_reading.rows} == set(truth)
    assert len(public_reading.rows) == 480
    assert [fault for row in public_reading.rows for fault in row.faults] == []


def test_sheet_and_header_of_the_public_register(public_reading):
    assert (public_reading.sheet, public_reading.header_row) == ("Danh sách", 5)
    assert public_reading.columns == [" ".join(text.split()) for text in HEADER]
    assert list(public_reading.mapping.values()) == list(range(15))
    assert (public_reading.sheets, public_reading.other_sheets) == (["Danh sách"], [])


def test_counts_of_the_public_register(public_reading):
    rows = public_reading.rows
    assert Counter(row.stars for row in rows) == {3: 255, 4: 146, 5: 22, None: 57}
    assert Counter(str(EntryStatus(row.status).label) for row in rows) == {
        "công nhận": 438,
        "đề nghị": 14,
        "đã thu hồi": 12,
        "đã đưa khỏi danh sách": 9,
        "hội đồng đã chấm, chờ quyết định": 5,
        "hết hạn": 2,
    }
    assert sorted(row.proposed_stars for row in rows if row.proposed_stars) == [4] + [5] * 13
    assert Counter(row.group_code for row in rows) == {
        "I": 300, "II": 100, "III": 42, "IV": 34, "VI": 4,
    }  # fmt: skip


def test_provinces_of_the_public_register(public_reading, truth):
    counted = Counter(bare(row.province) for row in public_reading.rows)
    assert counted == Counter(bare(row["province"]) for row in truth.values())
    assert (len(counted), counted["thanh hoa"], counted["hue"]) == (48, 51, 0)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    (
        (lambda row: product_key(row.name), lambda row: product_key(row["product_name"])),
        (lambda row: producer_key(row.producer), lambda row: producer_key(row["producer"])),
        (lambda row: str(row.stars or ""), lambda row: row["stars"]),
        (lambda row: str(EntryStatus(row.status).label), lambda row: row["status"]),
        (lambda row: bare(row.province), lambda row: bare(row["province"])),
        (lambda row: bare(row.district), lambda row: bare(row["district"])),
        (lambda row: row.commune, lambda row: row["commune"]),
        (lambda row: row.authority, lambda row: row["decision_authority"]),
        (lambda row: row.round_text, lambda row: row["round"]),
        (
            lambda row: decision_key(row.decision_number),
            lambda row: decision_key(row["decision_number"]),
        ),
        (
            lambda row: row.decided_on.isoformat() if row.decided_on else "",
            lambda row: row["decision_date_iso"],
        ),
        (
            lambda row: row.score,
            lambda row: Decimal(row["score"].replace(",", ".")) if row["score"] else None,
        ),
    ),
    ids=[
        "name", "producer", "stars", "status", "province", "district", "commune", "authority",
        "round", "decision", "day", "score",
    ],
)  # fmt: skip
def test_public_register_says_what_the_truth_says(public_reading, truth, ours, theirs):
    different = [
        (row.number, ours(row), theirs(truth[row.row_key]))
        for row in public_reading.rows
        if ours(row) != theirs(truth[row.row_key])
    ]
    assert different == []


def test_kinds_of_producers_of_the_public_register(public_reading, truth):
    wrong = [
        (row.number, row.kind, row.producer)
        for row in public_reading.rows
        if row.kind not in KINDS[truth[row.row_key]["producer_kind"]]
    ]
    assert wrong == []
    assert Counter(row.kind for row in public_reading.rows) == {
        "": 128, "cooperative": 121, "llc": 85, "household": 76, "jsc": 54, "enterprise": 8,
        "cooperative_group": 5, "private": 3,
    }  # fmt: skip


def test_what_a_line_prints_keeps_headings_and_merged_cells(public_reading):
    row = next(row for row in public_reading.rows if row.row_key == "R0012")
    assert row.printed == {
        "name": "nấm linh chi đỏ",
        "producer": "hợp tác xã nông sản hữu cơ Trúc Phượng",
        "kind": "hợp tác xã",
        "province": "Tỉnh Thanh Hóa",
        "district": "Như Thanh",
        "group": "Dược liệu và sản phẩm từ dược liệu",
        "stars": "Đạt 3 sao",
        "decision_number": "590/QĐ-UBND",
        "authority": "UBND tỉnh Thanh Hóa",
        "round": "đợt 1 - năm 2020",
    }


# --- Odd registers -----------------------------------------------------------------------------


def test_headings_that_are_not_merged_give_province_and_district():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao"),
            ("I", "TỈNH NGHỆ AN", None, None),
            (1, "Huyện Con Cuông", None, None),
            (1, "Cam Con Cuông", "HTX Cam", 3),
            (None, "2. Thị xã Hoàng Mai", None, None),
            (2, "Mực khô", "HTX Mực", 4),
            ("II. THÀNH PHỐ ĐÀ NẴNG (1 sản phẩm)", None, None, None),
            (1, "Nước mắm Nam Ô", "HTX Nam Ô", 4),
        ]
    )
    assert [(row.name, row.province, row.district) for row in reading.rows] == [
        ("Cam Con Cuông", "Tỉnh Nghệ An", "Huyện Con Cuông"),
        ("Mực khô", "Tỉnh Nghệ An", "Thị xã Hoàng Mai"),
        ("Nước mắm Nam Ô", "Thành phố Đà Nẵng", ""),
    ]


def test_an_address_in_one_cell_gives_what_has_no_cell_of_its_own():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Địa chỉ", "Huyện"),
            ("I. TỈNH NGHỆ AN", None, None, None),
            (1, "Cam", "Thôn 2, xã Minh Thành, huyện Yên Thành", None),
            (2, "Bưởi", "Xã Minh Thành, huyện Yên Thành, tỉnh Hà Tĩnh", "Huyện Khác"),
        ]
    )
    assert [(row.commune, row.district, row.province) for row in reading.rows] == [
        ("xã Minh Thành", "huyện Yên Thành", "Tỉnh Nghệ An"),
        ("Xã Minh Thành", "Huyện Khác", "tỉnh Hà Tĩnh"),
    ]
    (row,) = read([("Tên sản phẩm", "Xã"), ("Cam", "xã An Hòa, huyện Vĩnh Bảo")]).rows
    assert (row.commune, row.district) == ("xã An Hòa", "huyện Vĩnh Bảo")


def test_counts_beside_headings_are_no_products():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Nhóm sản phẩm", "Hạng sao"),
            ("I. TỈNH NGHỆ AN", None, None, 2),
            (1, "Huyện Con Cuông", "2 sản phẩm", None),
            ("1a", "Cam", None, 3),
            ("2.", "Bưởi", None, None),
            ("A", "Sản phẩm khác", None, None),
            ("03", "Ổi", None, None),
        ]
    )
    assert [(row.name, row.province, row.district) for row in reading.rows] == [
        ("Cam", "Tỉnh Nghệ An", "Huyện Con Cuông"),
        ("Bưởi", "Tỉnh Nghệ An", "Huyện Con Cuông"),
        ("Ổi", "Tỉnh Nghệ An", "Huyện Con Cuông"),
    ]
    assert [fault for row in reading.rows for fault in row.faults] == []


def test_a_merged_name_goes_to_every_line_of_its_product():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Quyết định số"),
            (1, "Cam", "HTX Cam", 3, "12/QĐ-UBND"),
            (None, None, None, 4, "15/QĐ-UBND"),
            (None, None, None, None, None),
        ],
        merged=["B2:B4", "C2:C4"],
    )
    assert [(row.name, row.producer, row.stars) for row in reading.rows] == [
        ("Cam", "HTX Cam", 3), ("Cam", "HTX Cam", 4),
    ]  # fmt: skip


def test_lines_of_an_empty_form_are_blank_and_half_filled_ones_are_kept():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Nhóm sản phẩm", "Ghi chú"),
            (1, None, "Thực phẩm", None),
            (2, None, None, None),
            (None, None, None, "* Số liệu đến tháng 8"),
        ]
    )
    assert [(row.number, row.name) for row in reading.rows] == [(2, "")]
    assert [(passed.number, passed.why) for passed in reading.passed[1:]] == [
        (3, "blank"), (4, "heading"),
    ]  # fmt: skip


def test_cell_of_a_row_wins_over_the_heading():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Huyện", "Xã", "Tỉnh"),
            ("I. TỈNH NGHỆ AN", None, None, None, None),
            ("1. Huyện Con Cuông", None, None, None, None),
            (1, "Cam", "Yên Thành", "Xã Minh Thành", "Hà Tĩnh"),
            (2, "Bưởi", None, None, None),
        ]
    )
    assert [(row.commune, row.district, row.province) for row in reading.rows] == [
        ("Xã Minh Thành", "Yên Thành", "Hà Tĩnh"),
        ("", "Huyện Con Cuông", "Tỉnh Nghệ An"),
    ]


def test_communes_as_headings_since_the_merger():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Hạng sao"),
            ("1. Xã Nga Sơn", None, None),
            (1, "Chiếu cói", 4),
            ("2. Phường Hạc Thành", None, None),
            (1, "Chè lam", 3),
        ]
    )
    assert [row.commune for row in reading.rows] == ["Xã Nga Sơn", "Phường Hạc Thành"]


def test_group_headings_stand_for_an_empty_group():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Nhóm sản phẩm", "Hạng sao"),
            ("I. NHÓM ĐỒ UỐNG", None, None, None),
            (1, "Rượu sim", None, 4),
            (2, "Giỏ tre", "Thủ công mỹ nghệ", 4),
        ]
    )
    assert [row.group_code for row in reading.rows] == ["II", "IV"]


def test_merged_producer_goes_to_the_rows_of_its_range_only():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Chủ thể"),
            (1, "Cam", "HTX Cam"),
            (2, "Bưởi", None),
            (3, "Ổi", None),
        ],
        merged=["C2:C3"],
    )
    assert [row.producer for row in reading.rows] == ["HTX Cam", "HTX Cam", ""]
    assert [row.kind for row in reading.rows] == ["cooperative", "cooperative", ""]


def test_a_range_merged_to_the_end_of_the_sheet_costs_nothing():
    content = workbook(
        [("STT", "Tên sản phẩm", "Chủ thể"), (1, "Cam", "HTX Cam"), (2, "Bưởi", None)],
        merged=["C2:C3"],
    )
    long = replaced(content, b'"C2:C3"', b'"C2:C1048576"')
    reading = read_register(long, filename="so.xlsx")
    assert [row.producer for row in reading.rows] == ["HTX Cam", "HTX Cam"]


def test_cells_that_say_nothing_are_empty():
    (row,) = read(
        [
            ("Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Ghi chú", "Hạng sao"),
            ("Cam", "-", "không ghi", "Không rõ", "…", 3),
        ]
    ).rows
    assert row.printed == {"name": "Cam", "stars": "3"}


def test_an_empty_merged_cell_carries_nothing():
    rows = [("Tên sản phẩm", "Chủ thể"), ("Cam", None), ("Bưởi", None)]
    assert [row.producer for row in read(rows, merged=["B2:B3"]).rows] == ["", ""]


def test_a_long_bare_text_is_no_heading():
    long = "Xã " + "rất dài " * 10
    assert [row.name for row in read([("STT", "Tên sản phẩm"), (1, long)]).rows] == [long.strip()]


def test_rows_without_a_name_are_kept_with_a_fault():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao"),
            (1, None, "HTX Cam", 3),
            (2, "Bưởi", "HTX Bưởi", 3),
        ]
    )
    assert [row.name for row in reading.rows] == ["", "Bưởi"]
    assert [(fault.column, fault.level) for fault in reading.rows[0].faults] == [
        (1, FaultLevel.ERROR)
    ]


def test_a_bare_name_is_a_product():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Hạng sao"),
            (1, "Cam", None),
            (None, "Bưởi", None),
            (3, "Tinh dầu sả", None),
            (None, "Xà phòng", None),
            (5, "Tinh dau tram", None),
            (6, "P. nếp", None),
        ]
    )
    assert [row.name for row in reading.rows] == [
        "Cam", "Bưởi", "Tinh dầu sả", "Xà phòng", "Tinh dau tram", "P. nếp",
    ]  # fmt: skip


def test_totals_signatures_examples_and_repeated_headers_are_passed():
    reading = read(
        [
            ("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao"),
            ("(1)", "(2)", "(3)", "(4)"),
            ("Ví dụ", "Nước mắm Lê Gia", "Cơ sở Lê Gia", "5 sao"),
            (1, "Cam", "HTX Cam", 3),
            ("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao"),
            (2, "Bưởi", "HTX Bưởi", 3),
            ("Cộng: 2 sản phẩm", None, None, None),
            (None, "TỔNG SỐ", None, 2),
            (None, None, "Thanh Hóa, ngày 5 tháng 8 năm 2024", None),
            (None, "NGƯỜI LẬP BIỂU", "CHÁNH VĂN PHÒNG", None),
            (None, None, None, None),
            (None, "Nguyễn Văn An", "Trần Thị Bình", None),
        ]
    )
    assert [row.name for row in reading.rows] == ["Cam", "Bưởi"]
    assert [(passed.number, passed.why) for passed in reading.passed] == [
        (1, "heading"), (2, "heading"), (3, "title"), (5, "heading"), (7, "total"), (8, "total"),
        (9, "signature"), (10, "signature"), (11, "blank"), (12, "signature"),
    ]  # fmt: skip


def test_excel_errors_are_faults_and_say_nothing():
    reading = read([("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao"), (1, "Cam", "#REF!", "#N/A")])
    (row,) = reading.rows
    assert (row.producer, row.stars, row.printed) == ("", None, {"name": "Cam"})
    assert [(fault.column, fault.level) for fault in row.faults] == [
        (2, FaultLevel.ERROR), (3, FaultLevel.ERROR),
    ]  # fmt: skip


def test_formula_without_a_value_is_a_fault():
    (row,) = read([("STT", "Tên sản phẩm", "Chủ thể", "Hạng sao"), (1, "Cam", "=C1&D1", 3)]).rows
    assert [fault.text for fault in row.faults] == [
        "Ô có công thức chưa tính ra giá trị; xin mở bằng Excel, lưu lại rồi đưa lên."
    ]


def test_apostrophe_of_our_own_export_is_taken_off():
    (row,) = read([("STT", "Tên sản phẩm", "Chủ thể"), (1, "'=Cam", "'-HTX")]).rows
    assert (row.name, row.producer) == ("=Cam", "-HTX")


def test_too_long_a_cell_is_a_fault():
    (row,) = read([("STT", "Tên sản phẩm", "Mã dòng"), (1, "Cam " * 70, "M" * 41)]).rows
    assert [fault.column for fault in row.faults] == [1, 2]


def test_decision_and_days_of_two_cells():
    rows = read(
        [
            ("STT", "Tên sản phẩm", "Quyết định số", "Ngày ban hành"),
            (1, "Cam", "Số 12/QĐ-UBND ngày 5/8/2021", None),
            (2, "Bưởi", "12/QĐ-UBND ngày 5/8/2021", dt.date(2021, 8, 6)),
            (3, "Ổi", "12/QĐ-UBND", 2021),
            (4, "Na", "12/QĐ-UBND", "31/02/2021"),
        ]
    ).rows
    assert [(row.decision_number, row.decided_on, row.decided_year) for row in rows] == [
        ("12/QĐ-UBND", dt.date(2021, 8, 5), None),
        ("12/QĐ-UBND", None, None),
        ("12/QĐ-UBND", None, 2021),
        ("12/QĐ-UBND", None, None),
    ]
    assert [[fault.column for fault in row.faults] for row in rows] == [[], [3], [], [3]]


def test_proposal_in_the_notes_of_a_line_without_stars():
    rows = read(
        [
            ("STT", "Tên sản phẩm", "Hạng sao", "Ghi chú"),
            (1, "Cam", None, "Tiềm năng 5 sao, mới phê duyệt"),
            (2, "Bưởi", "4 sao", "Đề nghị Trung ương 5 sao"),
            (3, "Ổi", "4 sao", "Đã thu hồi giấy chứng nhận"),
        ]
    ).rows
    assert [(row.status, row.stars, row.proposed_stars) for row in rows] == [
        ("proposed", None, 5),
        ("recognised", 4, None),
        ("revoked", 4, None),
    ]


def test_status_of_its_own_column_wins():
    rows = read(
        [
            ("STT", "Tên sản phẩm", "Hạng sao", "Tình trạng"),
            (1, "Cam", "4 sao", "hết hạn"),
            (2, "Bưởi", "5 sao", "đề nghị"),
        ]
    ).rows
    assert [(row.status, row.stars, row.proposed_stars) for row in rows] == [
        ("expired", 4, None),
        ("proposed", None, 5),
    ]


def test_day_is_seen_from_the_asked_day():
    rows = [("STT", "Tên sản phẩm", "Ngày ban hành"), (1, "Cam", "5/8/2021")]
    assert read(rows, on=dt.date(2021, 8, 5)).rows[0].faults == []
    assert read(rows, on=dt.date(2021, 8, 4)).rows[0].faults != []


# --- What a person chooses ---------------------------------------------------------------------


def test_columns_may_be_chosen_by_hand():
    rows = [("A", "B", "C"), ("Cam", "HTX Cam", 3), ("Bưởi", "HTX Bưởi", 4)]
    reading = read(rows, header_row=1, mapping={"name": 0, "stars": 2})
    assert [(row.name, row.producer, row.stars) for row in reading.rows] == [
        ("Cam", "", 3), ("Bưởi", "", 4),
    ]  # fmt: skip
    assert (reading.header_row, reading.mapping) == (1, {"name": 0, "stars": 2})
    headless = read(rows[1:], header_row=0, mapping={"name": 0, "producer": 1})
    assert [row.producer for row in headless.rows] == ["HTX Cam", "HTX Bưởi"]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    (
        ({"producer": 1}, "Xin chọn cột ghi “Tên sản phẩm”."),
        ({"name": 9}, "Trang tính không có cột được chọn cho “Tên sản phẩm”."),
        ({"name": -1}, "Trang tính không có cột được chọn cho “Tên sản phẩm”."),
        ({"name": 0, "producer": 0}, "Cột A được chọn cho cả “Tên sản phẩm” và “Chủ thể”."),
        ({"name": 0, "colour": 1}, "Không có trường “colour” trong danh sách."),
    ),
)
def test_impossible_choices_are_refused(mapping, sentence):
    with pytest.raises(DomainError) as refused:
        read([("A", "B"), ("Cam", "HTX")], header_row=1, mapping=mapping)
    assert (refused.value.message, refused.value.code) == (sentence, "invalid")


@pytest.mark.parametrize("row", (-1, 3))
def test_a_header_row_outside_the_sheet_is_refused(row):
    with pytest.raises(DomainError, match="dòng cuối là 2"):
        read([("A", "B"), ("Cam", "HTX")], header_row=row)
