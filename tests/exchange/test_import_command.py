"""``manage.py import_register``: what it prints, and how it refuses."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from exchange.models import ImportRun
from products.models import Product
from tests.exchange.workbooks import workbook
from tests.factories import communes


@pytest.fixture
def thanh_hoa(db):
    communes.district()
    return communes.province()


@pytest.fixture
def file(tmp_path: Path):
    def write(*lines):
        path = tmp_path / "so.xlsx"
        path.write_bytes(workbook(*lines))
        return str(path)

    return write


def call(*arguments):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("import_register", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def test_json_is_one_object_with_the_names_of_the_contract(thanh_hoa, file):
    code, out, err = call(file({}), "--province", thanh_hoa.key, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "rows": 1,
        "create": 1,
        "match": 0,
        "change": 0,
        "skip": 0,
        "error": 0,
        "choose": 0,
        "by_stars": {"3": 1, "4": 0, "5": 0, "none": 0},
        "by_status": {"công nhận": 1},
        "communes": {"resolved": 0, "ambiguous": 0, "not_found": 0, "none": 1},
        "executed": False,
    }
    assert not Product.objects.exists()
    assert not ImportRun.objects.exists()


def test_lines_that_need_a_person_are_told_with_their_reason(thanh_hoa, file):
    code, out, _err = call(file({}, {"name": ""}), "--province", thanh_hoa.key, "--execute")
    assert code == 0
    assert out.splitlines() == [
        "2 dòng: ghi mới 1, đã có 0, sửa 0, bỏ qua 0, lỗi 1, chờ chọn 0",
        "dòng 3: Dòng có nội dung nhưng không có tên sản phẩm",
        "Đã ghi vào sổ",
    ]
    assert ImportRun.objects.get().started_by is None


@pytest.mark.parametrize("content", (b"", b"STT,Ten\n1,Mam\n"))
def test_bad_file_is_refused_with_two_and_a_line_for_each_fault(thanh_hoa, tmp_path, content):
    path = tmp_path / "so.xlsx"
    path.write_bytes(content)
    code, out, err = call(str(path), "--execute", "--json")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert not ImportRun.objects.exists()


def test_missing_file_and_unknown_province_are_refused(thanh_hoa, file):
    assert call("/khong/co.xlsx")[0] == 2
    code, _out, err = call(file({}), "--province", "p-99")
    assert (code, err.strip()) == (2, "Không có tỉnh nào có khóa “p-99”")
