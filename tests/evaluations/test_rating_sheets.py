"""The 77 official sheets, and what the checks say about a sheet that contradicts itself."""

import json
from copy import deepcopy
from datetime import date

import pytest

from evaluations.rating import (
    SheetFormatError,
    UnknownSheetError,
    UnsoundSheetError,
    check_sheet,
    parse_sheet,
    predict,
    reference_codes,
    reference_data,
    reference_sheet,
)
from evaluations.rating.official import FOLDER
from tests.factories.criteria import best_answers

# Everything that is wrong with the sheets as they were typed off; all others are sound.
UNSOUND = {
    "QD148-07": [("tiêu chí 6.4", "In điểm tối đa 4 nhưng mức cao nhất chỉ có 3 điểm.")],
    "QD148-11": [("phần C", "Phần C in 35 điểm nhưng các tiêu chí cộng lại được 32.")],
    "QD148-12": [("phần C", "Phần C in 35 điểm nhưng các tiêu chí cộng lại được 32.")],
    "QD148-13": [("phần C", "Phần C in 35 điểm nhưng các tiêu chí cộng lại được 33.")],
    "QD1048-10": [("phần C", "Phần C in 40 điểm nhưng các tiêu chí cộng lại được 38.")],
    "QD1048-14": [("tiêu chí 6.1.3", "Mã 6.1.3 xuất hiện 2 lần.")],
    "QD1048-16": [
        ("tiêu chí 6.4", "Thiếu tiêu chí 6.4: dãy mã nhảy qua số này."),
        ("phần C", "Phần C in 40 điểm nhưng các tiêu chí cộng lại được 38."),
    ],
    "QD1048-19": [("phần C", "Phần C in 40 điểm nhưng các tiêu chí cộng lại được 38.")],
}
SOUND = [code for code in reference_codes() if code not in UNSOUND]


def errors_of(data):
    return [(p.where, p.message) for p in check_sheet(data) if p.severity == "error"]


def notes_of(data):
    return [(p.where, p.message) for p in check_sheet(data) if p.severity == "note"]


def criterion_of(data, code):
    return next(c for part in data["parts"] for c in part["criteria"] if c["code"] == code)


@pytest.fixture
def data():
    """Sheet 9 of Decision 26/2026, free to be spoilt."""
    return deepcopy(reference_data("QD26-09"))


def test_the_library_holds_the_26_26_and_25_sheets_of_the_three_decisions():
    codes = reference_codes()
    expected = [f"QD26-{n:02}" for n in range(1, 27)]
    expected += [f"QD148-{n:02}" for n in range(1, 27)]
    # "Gạo, ngũ cốc" of 1048 was never found
    expected += [f"QD1048-{n:02}" for n in range(1, 27) if n != 3]
    assert sorted(codes) == sorted(expected)


def test_every_file_of_the_folder_stands_in_the_index():
    listed = {row["file"] for row in json.loads((FOLDER / "index.json").read_text())["sheets"]}
    assert {path.name for path in FOLDER.glob("*.json")} == listed | {"index.json"}


@pytest.mark.parametrize("code", reference_codes())
def test_what_is_wrong_with_each_sheet_is_known_literally(code):
    assert errors_of(reference_data(code)) == UNSOUND.get(code, [])


@pytest.mark.parametrize("code", reference_codes())
def test_no_key_of_any_sheet_is_dropped_silently(code):
    assert [m for _, m in notes_of(reference_data(code)) if m.startswith("Không hiểu khóa")] == []


@pytest.mark.parametrize("code", SOUND)
def test_3_3_best_answers_of_a_sound_sheet_are_100_points_and_5_stars(code):
    sheet = reference_sheet(code)
    result = predict(sheet, best_answers(sheet))
    assert result.as_dict() == {
        "total": "100.00",
        "member_totals": ["100.00"],
        "spread": "0.00",
        "spread_exceeded": False,
        "band": 5,
        "stars": 5,
        "held_back": [],
        "outcome": "rated",
    }


@pytest.mark.parametrize("code", UNSOUND)
def test_an_unsound_sheet_is_not_rated_and_says_why(code):
    with pytest.raises(UnsoundSheetError) as refused:
        reference_sheet(code)
    assert refused.value.faults == (
        f"Phiếu {code} chưa dùng để chấm được vì dữ liệu còn lỗi.",
        *(f"Phiếu {code}, {where}: {message}" for where, message in UNSOUND[code]),
    )


@pytest.mark.parametrize("code", ["QD26-27", "qd26-09", "", "../index", "QD26-9"])
def test_a_code_that_no_sheet_has_is_refused(code):
    with pytest.raises(UnknownSheetError):
        reference_sheet(code)


def test_a_sheet_reads_as_printed():
    sheet = reference_sheet("QD26-09")
    assert (sheet.generation, sheet.number, sheet.decision) == ("QD26", 9, "26/2026/QĐ-TTg")
    assert sheet.name == "Tương, nước mắm, gia vị dạng lỏng khác"
    assert (sheet.effective_from, sheet.effective_to) == (date(2026, 5, 22), None)
    assert [(part.code, part.max_points) for part in sheet.parts] == [
        ("A", 40),
        ("B", 25),
        ("C", 35),
    ]
    assert len(sheet.criteria) == 31
    market = sheet.by_code["4.1"]
    assert [option.points for option in market.options] == [1, 2, 3, 5]
    assert market.minima == ((3, 2), (4, 3), (5, 5))
    assert (market.part, market.section) == ("B", "4")
    assert sheet.by_code["5.2"].applies_if == "5.1"
    assert [(gate.code, gate.effect) for gate in sheet.gates] == [
        ("R0", "reject"),
        ("G1", "reject"),
        ("G2", "reject"),
        ("G3", "stop"),
    ]


def test_the_bilingual_label_without_options_is_scored_yes_or_no_and_said_to_be_concluded():
    sheet = reference_sheet("QD26-09")
    label = sheet.by_code["2.4"]
    assert label.choices == {(None, 0), (None, 1)}
    assert label.reconstructed
    assert sheet.reconstructed
    assert [m for where, m in notes_of(reference_data("QD26-09")) if where == "tiêu chí 2.4"] == [
        "Nguồn chỉ in điểm tối đa 1, không in lựa chọn; cách hiểu có/không là suy luận",
        "Mức 0 điểm là giá trị suy ra; nguồn không in.",
        "Mức 1 điểm là giá trị suy ra; nguồn không in.",
    ]


def test_a_value_concluded_from_other_sheets_shows_what_stood_in_the_source():
    option = reference_sheet("QD26-04").by_code["7"].options[2]
    assert (option.points, option.reconstructed, option.source_points) == (3, True, "13")
    assert ("tiêu chí 7", "Mức 3 điểm là giá trị suy ra; nguồn in 13.") in notes_of(
        reference_data("QD26-04")
    )
    assert reference_sheet("QD26-23").by_code["9"].max_points_reconstructed


def test_148_marks_without_an_asterisk_are_notes_because_the_data_say_they_are_inferred():
    assert (
        "tiêu chí 3.6",
        "Mức tối thiểu 4 sao (1 điểm) là suy ra: không lựa chọn nào mang dấu sao.",
    ) in notes_of(reference_data("QD148-01"))


def test_third_level_sections_of_148_tea_are_read_with_their_parent():
    sheet = parse_sheet(reference_data("QD148-11"))
    parents = {s.code: s.parent for part in sheet.parts for s in part.sections if s.parent}
    assert parents == {"6.1": "6", "6.2": "6"}
    assert sheet.by_code["6.1.1"].section == "6.1"


def test_both_spellings_of_a_dependency_are_read():
    assert reference_sheet("QD26-01").by_code["5.2"].applies_if == "5.1"
    assert reference_sheet("QD148-01").by_code["5.2"].applies_if == "5.1"
    assert reference_sheet("QD1048-01").by_code["5.3"].applies_if == "5.1"


def test_the_tourism_cases_have_their_names():
    sheet = reference_sheet("QD26-26")
    assert [(case.code, case.name) for case in sheet.by_code["8"].cases] == [
        ("a", "Dịch vụ du lịch do cộng đồng cung cấp"),
        ("b", "Điểm dịch vụ du lịch"),
    ]
    assert [c.code for c in sheet.criteria if c.has_cases] == ["8", "9", "15"]


def test_corrections_of_every_shape_are_read_as_lines():
    lines = [c for code in reference_codes() for c in parse_sheet(reference_data(code)).corrections]
    assert len(lines) == 323
    assert all(line.now and line.why for line in lines)


def spoil_sum(data):
    data["parts"][0]["max_points"] = 39


def spoil_section(data):
    data["parts"][0]["sections"][0]["max_points"] = 17


def spoil_code_twice(data):
    criterion_of(data, "1.2")["code"] = "1.1"


def spoil_option_above(data):
    criterion_of(data, "1.1")["options"][2]["points"] = 6


def spoil_best_below(data):
    criterion_of(data, "1.3")["options"].pop()


def spoil_no_options(data):
    criterion_of(data, "1.3")["options"] = []


def spoil_minimum(data):
    criterion_of(data, "1.1")["required_min"] = {"3": 2}


def spoil_star_alone(data):
    del criterion_of(data, "1.1")["required_min"]


def spoil_star_order(data):
    market = criterion_of(data, "4.1")
    market["required_min"] = {"3": 3, "4": 2, "5": 5}
    market["options"][1]["min_for_star"], market["options"][2]["min_for_star"] = 4, 3


def spoil_gate(data):
    del data["gates"][0]["effect"]


def spoil_gate_effect(data):
    data["gates"][1]["effect"] = "perhaps"


def spoil_gate_criterion(data):
    data["gates"][1]["criterion"] = "99"


def spoil_band_hole(data):
    data["star_bands"][1]["max"] = 89


def spoil_band_overlap(data):
    data["star_bands"][1]["max_inclusive"] = True


def spoil_band_missing(data):
    data["star_bands"].pop()


def spoil_band_top(data):
    data["star_bands"][0]["max_inclusive"] = False


def spoil_hole(data):
    rows = data["parts"][0]["criteria"]
    rows[:] = [row for row in rows if row["code"] != "1.2"]


def spoil_none(data):
    criterion_of(data, "1.1")["allow_none"] = False


def spoil_kind(data):
    criterion_of(data, "1.1")["kind"] = "slider"


def spoil_dependency(data):
    criterion_of(data, "5.2")["applies_if"] = "5.9 > 0"


def spoil_number(data):
    data["product_set_no"] = 8


def spoil_dates(data):
    data["effective_to"] = "2026-05-01"


SPOILT = [
    (
        spoil_sum,
        [
            ("phiếu", "Tổng cộng in 100 điểm nhưng các phần in cộng lại được 99."),
            ("phần A", "Phần A in 39 điểm nhưng các tiêu chí cộng lại được 40."),
        ],
    ),
    (
        spoil_section,
        [("mục 1", "Mục 1 in 17 điểm nhưng các tiêu chí của mục cộng lại được 18.")],
    ),
    (
        spoil_code_twice,
        [("tiêu chí 1.1", "Mã 1.1 xuất hiện 2 lần.")],
    ),
    (
        spoil_option_above,
        [("tiêu chí 1.1", "Có mức 6 điểm, cao hơn điểm tối đa 5.")],
    ),
    (
        spoil_best_below,
        [("tiêu chí 1.3", "In điểm tối đa 3 nhưng mức cao nhất chỉ có 2 điểm.")],
    ),
    (
        spoil_no_options,
        [("tiêu chí 1.3", "In điểm tối đa 3 nhưng không có mức điểm nào để chọn.")],
    ),
    (
        spoil_minimum,
        [
            ("tiêu chí 1.1", "Mức tối thiểu 3 sao là 2 điểm nhưng không có mức ấy."),
            ("tiêu chí 1.1", "Mức tối thiểu 3 sao ghi 2 điểm nhưng dấu *** đứng ở mức 1 điểm."),
        ],
    ),
    (
        spoil_star_alone,
        [("tiêu chí 1.1", "Dấu *** đứng ở mức 1 điểm nhưng thiếu mức tối thiểu 3 sao.")],
    ),
    (
        spoil_star_order,
        [
            (
                "tiêu chí 4.1",
                "Mức tối thiểu 4 sao (2 điểm) thấp hơn mức tối thiểu 3 sao (3 điểm).",
            )
        ],
    ),
    (spoil_gate, [("điều kiện loại R0", "Không ghi hệ quả khi điều kiện xảy ra.")]),
    (spoil_gate_effect, [("điều kiện loại G1", 'Không hiểu hệ quả "perhaps".')]),
    (
        spoil_gate_criterion,
        [("điều kiện loại G1", "Gắn với tiêu chí 99 nhưng phiếu không có tiêu chí ấy.")],
    ),
    (
        spoil_band_hole,
        [
            (
                "khung điểm",
                (
                    "Giữa khung 4 sao (đến 89) và khung 5 sao (từ 90) có khoảng điểm không thuộc "
                    "hạng nào."
                ),
            )
        ],
    ),
    (
        spoil_band_overlap,
        [("khung điểm", "Khung 4 sao và khung 5 sao chồng lên nhau ở 90 điểm.")],
    ),
    (
        spoil_band_missing,
        [("khung điểm", "Phải có đúng một khung điểm cho mỗi hạng từ 1 đến 5 sao.")],
    ),
    (
        spoil_band_top,
        [
            (
                "khung điểm",
                "Khung 5 sao phải tới hết 100 điểm, đang ghi tới 100 (không kể mức cuối).",
            )
        ],
    ),
    (
        spoil_hole,
        [
            ("tiêu chí 1.2", "Thiếu tiêu chí 1.2: dãy mã nhảy qua số này."),
            ("phần A", "Phần A in 40 điểm nhưng các tiêu chí cộng lại được 37."),
            ("mục 1", "Mục 1 in 18 điểm nhưng các tiêu chí của mục cộng lại được 15."),
        ],
    ),
    (
        spoil_none,
        [
            (
                "tiêu chí 1.1",
                "Không có mức 0 điểm mà cũng không cho để trống: không chấm 0 được.",
            )
        ],
    ),
    (spoil_kind, [("tiêu chí 1.1", 'Không hiểu kiểu tiêu chí "slider".')]),
    (
        spoil_dependency,
        [
            (
                "tiêu chí 5.2",
                "Chỉ áp dụng khi có điểm ở tiêu chí 5.9, nhưng phiếu không có tiêu chí ấy.",
            )
        ],
    ),
    (spoil_number, [("phiếu", "Mã phiếu QD26-09 không khớp số thứ tự bộ 8.")]),
    (
        spoil_dates,
        [("phiếu", "Ngày hết hiệu lực 01/05/2026 trước ngày có hiệu lực 22/05/2026.")],
    ),
]


@pytest.mark.parametrize(("spoil", "expected"), SPOILT, ids=lambda v: getattr(v, "__name__", ""))
def test_a_sheet_that_contradicts_itself_is_named_exactly(data, spoil, expected):
    spoil(data)
    assert errors_of(data) == expected


def test_two_options_of_the_same_points_are_a_note_because_the_result_is_the_same(data):
    options = criterion_of(data, "1.1")["options"]
    options.append({"label_vi": "Như trên", "points": 5})
    assert errors_of(data) == []
    assert ("tiêu chí 1.1", "Có 2 mức cùng 5 điểm; giữ như trong nguồn.") in notes_of(data)


def test_a_number_passed_over_is_a_note_while_the_sums_are_reached(data):
    criterion_of(data, "11")["code"] = "12"
    assert errors_of(data) == []
    assert (
        "tiêu chí 11",
        "Thiếu tiêu chí 11: dãy mã nhảy qua số này, nhưng tổng điểm các phần vẫn đủ.",
    ) in notes_of(data)


def test_an_unknown_key_is_a_note(data):
    criterion_of(data, "1.1")["weight"] = 2
    assert ("tiêu chí 1.1", 'Không hiểu khóa "weight"; bỏ qua khi chấm.') in notes_of(data)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.pop("parts"), 'phiếu: thiếu khóa "parts"'),
        (lambda d: d.update(total_max="100"), 'phiếu: "total_max" phải là số nguyên'),
        (lambda d: d.update(total_max=True), 'phiếu: "total_max" phải là số nguyên'),
        (lambda d: d.update(gates=["R0"]), 'phiếu: phần tử 1 của "gates" phải là đối tượng'),
        (
            lambda d: d.update(effective_from="22/05/2026"),
            'phiếu: "effective_from" không phải ngày dạng năm-tháng-ngày: 22/05/2026',
        ),
        (
            lambda d: criterion_of(d, "1.1").update(required_min={"2": 1}),
            'tiêu chí 1.1: "required_min" chỉ nhận 3, 4, 5 sao, không nhận 2',
        ),
        (
            lambda d: criterion_of(d, "5.2").update(applies_if="5.1 >= 1"),
            "tiêu chí 5.2: không hiểu \"applies_if\": '5.1 >= 1'",
        ),
    ],
)
def test_data_of_the_wrong_shape_are_refused_with_the_place(data, change, sentence):
    change(data)
    with pytest.raises(SheetFormatError) as refused:
        parse_sheet(data)
    assert refused.value.problems == (sentence,)
    assert errors_of(data) == [("dữ liệu", sentence)]


@pytest.mark.parametrize("value", [None, [], "QD26-09", 3])
def test_data_that_are_not_an_object_are_not_a_sheet(value):
    assert errors_of(value) == [("dữ liệu", "phiếu: phải là một đối tượng JSON")]
