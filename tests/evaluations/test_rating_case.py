"""One case from outside: what is refused and how, and the command `rate`."""

import io
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import call_command

from evaluations.rating import (
    CaseError,
    Regulation,
    answers_faults,
    dependency_faults,
    parse_case,
    read_json,
    reference_sheet,
)
from tests.evaluations.test_rating_sheets import UNSOUND
from tests.factories.criteria import best_answers

ROOT = Path(__file__).resolve().parents[2]
BEST = best_answers(reference_sheet("QD26-09"))
TOUR = best_answers(reference_sheet("QD26-26"))


def case(**changes):
    data = {"sheet": "QD26-09", "members": [{"answers": BEST}]} | changes
    return {key: value for key, value in data.items() if value is not ...}


def answers(**changes):
    """A case of one member whose best answers are changed; "1_1" stands for 1.1."""
    row = BEST | {code.replace("_", "."): value for code, value in changes.items()}
    return case(members=[{"answers": {k: v for k, v in row.items() if v is not ...}}])


def tour(answer):
    return case(sheet="QD26-26", members=[{"answers": TOUR | {"8": answer}}])


BAD = {
    "not an object": ([], ["Dữ liệu phải là một đối tượng JSON."]),
    "empty object": (
        {},
        [
            'Thiếu "sheet": mã phiếu, ví dụ QD26-09.',
            'Thiếu "members": danh sách phiếu chấm của các thành viên.',
        ],
    ),
    "unknown key": (
        case(round=1),
        ['Không hiểu khóa "round"; chỉ có sheet, regulation, members, gates.'],
    ),
    "unknown sheet": (
        case(sheet="QD26-27"),
        ['Không có phiếu "QD26-27"; mã phiếu có dạng QD26-01 đến QD26-26.'],
    ),
    "sheet is a number": (
        case(sheet=9),
        ['"sheet" phải là mã phiếu dạng chuỗi, không nhận 9.'],
    ),
    "unsound sheet": (
        case(sheet="QD148-07"),
        [
            "Phiếu QD148-07 chưa dùng để chấm được vì dữ liệu còn lỗi.",
            "Phiếu QD148-07, tiêu chí 6.4: In điểm tối đa 4 nhưng mức cao nhất chỉ có 3 điểm.",
        ],
    ),
    "no members": (case(members=[]), ["Không có thành viên nào chấm điểm."]),
    "members is an object": (
        case(members={"answers": {}}),
        ['"members" phải là danh sách, không nhận {"answers": {}}.'],
    ),
    "member is a list": (
        case(members=[[]]),
        ["Thành viên 1: phải là đối tượng, không nhận []."],
    ),
    "member without answers": (
        case(members=[{"answers": BEST}, {}]),
        ['Thành viên 2: thiếu "answers".'],
    ),
    "member with another key": (
        case(members=[{"answers": BEST, "name": "Chi"}]),
        ['Thành viên 1: không hiểu khóa "name"; chỉ có answers.'],
    ),
    "answers is a list": (
        case(members=[{"answers": [1, 2]}]),
        ['Thành viên 1: "answers" phải là một đối tượng: mã tiêu chí → điểm.'],
    ),
    "unknown criterion": (
        answers(**{"99": 1}),
        ['Thành viên 1: Phiếu QD26-09 không có tiêu chí "99".'],
    ),
    "a section is no criterion": (
        answers(**{"4": 1}),
        ['Thành viên 1: Phiếu QD26-09 không có tiêu chí "4".'],
    ),
    "points between the options": (
        answers(**{"1_1": 4}),
        ["Thành viên 1: Tiêu chí 1.1: không có mức 4 điểm; phiếu chỉ có các mức 1, 3, 5 điểm."],
    ),
    "nought where the form has no such option": (
        answers(**{"1_1": 0}),
        ["Thành viên 1: Tiêu chí 1.1: không có mức 0 điểm; phiếu chỉ có các mức 1, 3, 5 điểm."],
    ),
    "negative points": (
        answers(**{"1_6": -1}),
        ["Thành viên 1: Tiêu chí 1.6: không có mức -1 điểm; phiếu chỉ có các mức 0, 1 điểm."],
    ),
    "points as text": (
        answers(**{"1_1": "3"}),
        ['Thành viên 1: Tiêu chí 1.1: điểm phải là số nguyên, không nhận "3".'],
    ),
    "points as truth": (
        answers(**{"1_6": True}),
        ["Thành viên 1: Tiêu chí 1.6: điểm phải là số nguyên, không nhận true."],
    ),
    "points as null": (
        answers(**{"1_6": None}),
        ["Thành viên 1: Tiêu chí 1.6: điểm phải là số nguyên, không nhận null."],
    ),
    "points with a decimal": (
        answers(**{"1_1": 3.0}),
        ["Thành viên 1: Tiêu chí 1.1: điểm phải là số nguyên, không nhận 3.0."],
    ),
    "points as a list": (
        answers(**{"1_1": [3]}),
        ["Thành viên 1: Tiêu chí 1.1: điểm phải là số nguyên, không nhận [3]."],
    ),
    "a case where there is none": (
        answers(**{"1_1": {"case": "a", "points": 3}}),
        [
            (
                "Thành viên 1: Tiêu chí 1.1 không có trường hợp: chỉ ghi điểm, "
                'không nhận {"case": "a", "points": 3}.'
            )
        ],
    ),
    "points without the case": (
        tour(3),
        ["Thành viên 1: Tiêu chí 8 có hai trường hợp: phải ghi trường hợp và điểm, không nhận 3."],
    ),
    "unknown case": (
        tour({"case": "c", "points": 3}),
        ['Thành viên 1: Tiêu chí 8: không có trường hợp "c"; phiếu chỉ có trường hợp a và b.'],
    ),
    "case missing": (tour({"points": 3}), ["Thành viên 1: Tiêu chí 8: thiếu trường hợp."]),
    "points of the case missing": (
        tour({"case": "a"}),
        ["Thành viên 1: Tiêu chí 8: thiếu điểm."],
    ),
    "another key beside the case": (
        tour({"case": "a", "points": 3, "why": ""}),
        ['Thành viên 1: Tiêu chí 8: không hiểu khóa "why", chỉ có case và points.'],
    ),
    "points that the case does not have": (
        tour({"case": "b", "points": 2}),
        [
            (
                "Thành viên 1: Tiêu chí 8 trường hợp b: không có mức 2 điểm; "
                "phiếu chỉ có các mức 1, 3 điểm."
            )
        ],
    ),
    "case is not text": (
        tour({"case": ["a"], "points": 3}),
        ['Thành viên 1: Tiêu chí 8: không có trường hợp ["a"]; phiếu chỉ có trường hợp a và b.'],
    ),
    "empty although the form prints a 0": (
        answers(**{"4_2": ...}),
        ["Thành viên 1: Tiêu chí 4.2 chưa chấm; phiếu có mức 0 điểm nên không được để trống."],
    ),
    "unknown gate": (
        case(gates=["G9"]),
        ['Phiếu QD26-09 không có điều kiện loại "G9"; phiếu có: R0, G1, G2, G3.'],
    ),
    "a gate of a sheet without gates": (
        case(sheet="QD26-26", members=[{"answers": TOUR}], gates=["R0"]),
        ['Phiếu QD26-26 không có điều kiện loại "R0"; phiếu có: không có điều kiện nào.'],
    ),
    "gates is text": (
        case(gates="G1"),
        ['"gates" phải là danh sách mã điều kiện loại, không nhận "G1".'],
    ),
    "a gate is a number": (
        case(gates=[1]),
        ['"gates": mã điều kiện loại phải là chuỗi, không nhận 1.'],
    ),
    "a gate twice": (case(gates=["G1", "G1"]), ['Điều kiện loại "G1" ghi hai lần.']),
    "regulation is a list": (
        case(regulation=[]),
        ['"regulation" phải là đối tượng, không nhận [].'],
    ),
    "unknown regulation": (
        case(regulation={"quorum": 5}),
        [
            (
                '"regulation": không hiểu khóa "quorum"; '
                "chỉ có minima, inherit_minima, spread_max, aggregation, rounding."
            )
        ],
    ),
    "unknown aggregation": (
        case(regulation={"aggregation": "median"}),
        ['"aggregation" phải là một trong mean, trimmed, không nhận "median".'],
    ),
    "unknown rounding": (
        case(regulation={"rounding": ["exact"]}),
        ['"rounding" phải là một trong exact, two_places, không nhận ["exact"].'],
    ),
    "unknown test of minima": (
        case(regulation={"minima": "median"}),
        ['"minima" phải là một trong mean, each, majority, không nhận "median".'],
    ),
    "minima is a list": (
        case(regulation={"minima": ["mean"]}),
        ['"minima" phải là một trong mean, each, majority, không nhận ["mean"].'],
    ),
    "inheritance is a number": (
        case(regulation={"inherit_minima": 1}),
        ['"inherit_minima" phải là true hoặc false, không nhận 1.'],
    ),
    "negative spread": (
        case(regulation={"spread_max": -1}),
        ['"spread_max" phải từ 0 đến 100 điểm, không nhận -1.'],
    ),
    "spread beyond the sheet": (
        case(regulation={"spread_max": 101}),
        ['"spread_max" phải từ 0 đến 100 điểm, không nhận 101.'],
    ),
    "spread is truth": (
        case(regulation={"spread_max": True}),
        ['"spread_max" phải là số điểm, không quá 6 chữ số thập phân, không nhận true.'],
    ),
    "spread is text": (
        case(regulation={"spread_max": "10"}),
        ['"spread_max" phải là số điểm, không quá 6 chữ số thập phân, không nhận "10".'],
    ),
}

BAD_TEXT = {
    "nothing": (b"", "Tệp không phải JSON: dòng 1, cột 1."),
    "half an object": (b'{"sheet": "QD26-09",', "Tệp không phải JSON: dòng 1, cột 21."),
    "two objects": (b"{} {}", "Tệp không phải JSON: dòng 1, cột 4."),
    "not a number": (b'{"sheet": NaN}', "Tệp có giá trị NaN; JSON không có số ấy."),
    "infinity": (b"[-Infinity]", "Tệp có giá trị -Infinity; JSON không có số ấy."),
    "a key twice": (
        b'{"sheet": "QD26-09", "sheet": "QD26-10"}',
        'Khóa "sheet" xuất hiện hai lần trong cùng một đối tượng.',
    ),
    "a criterion twice": (
        b'{"members": [{"answers": {"1.1": 1, "1.1": 5}}]}',
        'Khóa "1.1" xuất hiện hai lần trong cùng một đối tượng.',
    ),
    "not UTF-8": (b'{"sheet": "\xff"}', "Tệp không phải văn bản UTF-8."),
    "a number of 5,000 digits": (b"9" * 5000, "Tệp có số quá lớn."),
    "an exponent beyond all bounds": (b"1e9999999999999999999999", "Tệp có số quá lớn."),
    "nested too deep": (b"[" * 200_000, "Tệp lồng nhau quá sâu."),
}


@pytest.mark.parametrize(("data", "faults"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_one_sentence_per_fault(data, faults):
    with pytest.raises(CaseError) as refused:
        parse_case(data, reference_sheet)
    assert list(refused.value.faults) == faults
    assert all("\n" not in fault for fault in refused.value.faults)


@pytest.mark.parametrize(("text", "fault"), BAD_TEXT.values(), ids=BAD_TEXT)
def test_text_that_is_no_honest_json_is_refused(text, fault):
    with pytest.raises(CaseError) as refused:
        read_json(text)
    assert refused.value.faults == (fault,)


@pytest.mark.parametrize("exponent", ["1e-999999999", "1e999999999", "0.0000001"])
def test_a_spread_of_absurd_precision_is_refused_at_once(exponent):
    data = read_json(b'{"spread_max": %s}' % exponent.encode())
    with pytest.raises(CaseError) as refused:
        parse_case(case(regulation=data), reference_sheet)
    assert len(refused.value.faults) == 1


def test_every_fault_is_named_at_once():
    with pytest.raises(CaseError) as refused:
        parse_case(
            case(
                regulation={"minima": "best"},
                gates=["G7"],
                members=[{"answers": BEST | {"1.1": 2, "x": 1}}, 5],
            ),
            reference_sheet,
        )
    assert list(refused.value.faults) == [
        '"minima" phải là một trong mean, each, majority, không nhận "best".',
        'Phiếu QD26-09 không có điều kiện loại "G7"; phiếu có: R0, G1, G2, G3.',
        "Thành viên 1: Tiêu chí 1.1: không có mức 2 điểm; phiếu chỉ có các mức 1, 3, 5 điểm.",
        'Thành viên 1: Phiếu QD26-09 không có tiêu chí "x".',
        "Thành viên 2: phải là đối tượng, không nhận 5.",
    ]


def test_a_line_break_inside_a_value_stays_on_its_line():
    with pytest.raises(CaseError) as refused:
        parse_case(case(sheet="QD26\n-09"), reference_sheet)
    assert refused.value.faults == (
        'Không có phiếu "QD26\\n-09"; mã phiếu có dạng QD26-01 đến QD26-26.',
    )


def test_regulation_and_gates_may_be_left_out():
    read = parse_case(case(), reference_sheet)
    assert read.regulation == Regulation("mean", inherit_minima=True, spread_max=Fraction(10))
    assert read.gates == ()
    assert read.rate().stars == 5


def test_a_regulation_is_read_whole_and_a_limit_may_have_decimals():
    data = read_json(b'{"minima": "each", "inherit_minima": false, "spread_max": 7.5}')
    assert parse_case(case(regulation=data), reference_sheet).regulation == Regulation(
        "each", inherit_minima=False, spread_max=Fraction(15, 2)
    )


def test_a_box_the_form_lets_stay_empty_may_be_left_out():
    result = parse_case(answers(**{"1_1": ..., "11": ...}), reference_sheet).rate()
    assert result.as_dict()["total"] == "92.00"


def test_a_criterion_that_does_not_apply_may_be_left_out():
    # 5.1 at 0: there is no story, so 5.2 is not asked
    result = parse_case(answers(**{"5_1": 0, "5_2": ...}), reference_sheet).rate()
    assert result.as_dict()["total"] == "93.00"


def test_sheets_need_not_be_filled_in_when_a_gate_ends_the_rating():
    data = case(members=[{"answers": {"1.1": 3, "2.4": 0}}], gates=["G2"])
    assert parse_case(data, reference_sheet).rate().as_dict() == {
        "total": "3.00",
        "member_totals": ["3.00"],
        "spread": "0.00",
        "spread_exceeded": False,
        "band": 1,
        "stars": None,
        "held_back": [],
        "outcome": "reject",
    }


def test_a_draft_is_not_asked_to_be_complete():
    sheet = reference_sheet("QD26-09")
    assert answers_faults(sheet, {"1.1": 3}) == []
    assert len(answers_faults(sheet, {}, complete=True)) == sum(
        not c.allow_none and c.applies_if is None for c in sheet.criteria
    )
    assert answers_faults(sheet, BEST, complete=True) == []


def test_points_on_a_criterion_that_does_not_apply_are_pointed_out_to_the_person():
    sheet = reference_sheet("QD26-09")
    assert dependency_faults(sheet, BEST) == []
    assert dependency_faults(sheet, BEST | {"5.1": 0}) == [
        "Tiêu chí 5.2 chỉ áp dụng khi tiêu chí 5.1 có điểm; đang chấm 2 điểm."
    ]
    assert dependency_faults(sheet, BEST | {"5.1": 0, "5.2": 0}) == []


# --- the command -----------------------------------------------------------------------------


def run(tmp_path, data, *options):
    """(exit code, standard output, standard error) of `rate` on a file holding `data`."""
    path = tmp_path / "case.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("rate", str(path), *options, stdout=out, stderr=err, no_color=True)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_rate_prints_one_json_object_and_nothing_else(tmp_path):
    status, out, err = run(tmp_path, answers(**{"3_5": 1}), "--json")
    assert (status, err) == (0, "")
    assert out.count("\n") == 1
    assert json.loads(out) == {
        "total": "98.00",
        "member_totals": ["98.00"],
        "spread": "0.00",
        "spread_exceeded": False,
        "band": 5,
        "stars": 3,
        "held_back": [{"star": 4, "criterion": "3.5", "needs": 2, "got": "1.00"}],
        "outcome": "rated",
    }


def test_rate_accepts_a_file_with_a_byte_order_mark(tmp_path):
    status, out, _ = run(tmp_path, b"\xef\xbb\xbf" + json.dumps(case()).encode(), "--json")
    assert (status, json.loads(out)["total"]) == (0, "100.00")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_rate_refuses_bad_input_with_exit_2_and_one_line_per_fault(tmp_path, options):
    data = case(members=[{"answers": BEST | {"1.1": 2, "x": 1}}])
    assert run(tmp_path, data, *options) == (
        2,
        "",
        (
            "Thành viên 1: Tiêu chí 1.1: không có mức 2 điểm; phiếu chỉ có các mức 1, 3, 5 điểm.\n"
            'Thành viên 1: Phiếu QD26-09 không có tiêu chí "x".\n'
        ),
    )


@pytest.mark.parametrize("code", UNSOUND)
def test_rate_refuses_a_sheet_that_contradicts_itself(tmp_path, code):
    status, out, err = run(tmp_path, case(sheet=code), "--json")
    assert (status, out) == (2, "")
    assert err.startswith(f"Phiếu {code} chưa dùng để chấm được vì dữ liệu còn lỗi.\n")


def test_rate_says_which_file_it_cannot_read(tmp_path, capsys):
    missing = str(tmp_path / "không-có.json")
    with pytest.raises(SystemExit) as stop:
        call_command("rate", missing, "--json", no_color=True)
    assert stop.value.code == 2
    assert capsys.readouterr() == (
        "",
        f"Không đọc được tệp {missing}: No such file or directory.\n",
    )


def test_rate_tells_a_person_the_result_in_sentences(tmp_path):
    members = [{"answers": BEST | {"3.5": 1}}, {"answers": BEST | {"3.5": 1, "4.3": 0, "5.3": 0}}]
    assert run(tmp_path, case(members=members)) == (
        0,
        (
            "Phiếu QD26-09: Tương, nước mắm, gia vị dạng lỏng khác\n"
            "Điểm từng thành viên: 98,00; 88,00\n"
            "Điểm trung bình: 93,00, thuộc khung 5 sao\n"
            "Chênh lệch giữa các thành viên: 10,00\n"
            "Kết quả: 3 sao\n"
            "Còn thiếu:\n"
            "  4 sao, tiêu chí 3.5 Sở hữu trí tuệ: cần 2 điểm, trung bình 1,00 "
            "(0/2 thành viên chấm đạt)\n"
        ),
        "",
    )


def test_rate_tells_a_person_about_gates_and_about_members_far_apart(tmp_path):
    low = BEST | {"4.3": 0, "5.3": 0, "1.6": 0}
    data = case(members=[{"answers": BEST}, {"answers": low}], gates=["G1"])
    assert run(tmp_path, data)[1] == (
        "Phiếu QD26-09: Tương, nước mắm, gia vị dạng lỏng khác\n"
        "Điểm từng thành viên: 100,00; 89,00\n"
        "Điểm trung bình: 94,50, thuộc khung 5 sao\n"
        "Chênh lệch giữa các thành viên: 11,00, vượt mức quy chế cho phép: "
        "thảo luận và chấm lại\n"
        "Kết quả: hồ sơ bị loại\n"
        "  G1: Sử dụng toàn bộ nguyên liệu nhập khẩu hoặc không rõ nguồn gốc\n"
    )


def test_rate_tells_a_person_that_less_than_3_stars_is_not_recognised(tmp_path):
    nothing = {c.code: 0 for c in reference_sheet("QD26-09").criteria if not c.allow_none}
    out = run(tmp_path, case(members=[{"answers": nothing}]))[1]
    assert out.splitlines()[-1] == (
        "Kết quả: không đạt 3 sao, không công nhận và không cấp giấy chứng nhận"
    )


@pytest.mark.parametrize(
    ("text", "status", "first"),
    [
        (json.dumps(case()), 0, '{"total": "100.00"'),
        ("{}", 2, 'Thiếu "sheet"'),
    ],
)
def test_rate_works_as_a_process_on_a_machine_whose_database_does_not_answer(text, status, first):
    done = subprocess.run(
        [sys.executable, "manage.py", "rate", "-", "--json"],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | {
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "DJANGO_SETTINGS_MODULE": "ocop_portal.settings.test",
        },
    )
    assert done.returncode == status
    said, silent = (done.stdout, done.stderr) if status == 0 else (done.stderr, done.stdout)
    assert said.startswith(first)
    assert silent == ""
