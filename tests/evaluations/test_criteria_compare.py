"""A new decision's sheet beside the one before: what changed, in words; publishing it on a page."""

import copy
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.enums import Role
from evaluations.enums import SheetState
from evaluations.models import CriteriaSheet
from evaluations.rating import compare, parse_sheet, reference_data, reference_sheet
from tests.factories import accounts, communes
from tests.factories.criteria import published_sheet

SHEET = reference_sheet("QD26-09")


def changed(change) -> list[tuple[str, str, list[str]]]:
    data = copy.deepcopy(reference_data("QD26-09"))
    change(data, {c["code"]: c for part in data["parts"] for c in part["criteria"]})
    found = compare(SHEET, parse_sheet(data))
    return [(row.kind, row.code, list(row.lines)) for row in found]


def test_a_sheet_and_itself_have_no_change():
    assert compare(SHEET, SHEET) == []


def test_points_maximum_minimum_and_words_of_an_option_are_told():
    def change(_data, by_code):
        one = by_code["1.1"]
        one["max_points"] = 6
        one["options"][2]["points"] = 6
        one["options"][0]["label_vi"] = "Có dùng nguyên liệu của tỉnh"
        one["required_min"] = {"3": 1, "4": 3}

    assert changed(change) == [
        (
            "changed",
            "1.1",
            [
                "Điểm tối đa 5 thành 6.",
                (
                    "Mức “Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 75% đến 100%”:"
                    " 5 thành 6 điểm."
                ),
                (
                    "Mức 1 điểm: “Có sử dụng nguyên liệu có nguồn gốc trong tỉnh, nhưng có tỷ lệ"
                    " dưới 50%” thành “Có dùng nguyên liệu của tỉnh”."
                ),
                "Mức tối thiểu cho 4 sao: không có thành 3 điểm.",
            ],
        )
    ]


def test_a_criterion_that_moved_is_known_by_its_name_and_one_renamed_by_its_number():
    def change(data, by_code):
        by_code["1.2"]["code"], by_code["1.3"]["code"] = "1.3", "1.2"
        by_code["7"]["name_vi"] = "Tên khác hẳn"
        data["set_name_vi"] = "Nước chấm"

    assert changed(change) == [
        ("changed", "", [f"Tên bộ: “{SHEET.name}” thành “Nước chấm”."]),
        ("changed", "1.3", ["Số thứ tự 1.2 thành 1.3."]),
        ("changed", "1.2", ["Số thứ tự 1.3 thành 1.2."]),
        ("changed", "7", [f"Tên “{SHEET.by_code['7'].name}” thành “Tên khác hẳn”."]),
    ]


def test_bands_gates_new_and_dropped_criteria_are_told():
    gate = SHEET.gates[0]

    def change(data, by_code):
        data["star_bands"][2]["min"] = 55
        data["star_bands"][3]["max"] = 55
        data["gates"] = data["gates"][1:]
        new = copy.deepcopy(by_code["7"])
        new["code"], new["name_vi"] = "12", "Chuyển đổi số"
        part = data["parts"][-1]["criteria"]
        part[:] = [c for c in part if c["code"] != "8"] + [new]

    told = changed(change)
    assert told[0] == (
        "changed",
        "",
        [
            "3 sao từ 50 thành từ 55 điểm.",
            f"Bỏ điều kiện loại {gate.code}: {'; '.join(gate.conditions)}.",
        ],
    )
    assert told[1:] == [
        ("added", "12", ["Tiêu chí mới, tối đa 5 điểm."]),
        ("dropped", "8", ["Không còn (trước đây tối đa 5 điểm)."]),
    ]


def test_the_sheets_of_148_and_26_can_be_held_against_each_other():
    found = compare(reference_sheet("QD148-09"), SHEET)
    assert found
    assert compare(SHEET, reference_sheet("QD148-09"))
    assert all(row.lines for row in found)


# --- pages -------------------------------------------------------------------------------------


@pytest.fixture
def draft(db):
    """The sheet of 148 published, that of 26 still a draft."""
    published_sheet("QD148-09")
    row = published_sheet("QD26-10")
    twin = CriteriaSheet.objects.get(pk=row.pk)
    twin.pk, twin.code, twin.state, twin.published_at = None, "QD99-09", SheetState.DRAFT, None
    twin.save()
    return twin


@pytest.mark.parametrize(
    ("role", "seen", "published"),
    [
        (Role.CENTRAL_OFFICER, 200, 409),
        (Role.ADMINISTRATOR, 200, 409),
        (Role.PROVINCE_OFFICER, 200, 403),
        (Role.PROVINCE_LEADER, 403, 403),
        (Role.COUNCIL, 403, 403),
        (Role.PRODUCER, 403, 403),
    ],
)
def test_doors_of_the_sheets(client, draft, role, seen, published) -> None:
    unit = communes.province() if role in (Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER) else None
    client.force_login(accounts.user("Nguyễn Văn Xem", role, unit))
    page = reverse("evaluations:criteria_sheet", args=[draft.code])
    assert client.get(reverse("evaluations:criteria_list")).status_code == seen
    assert client.get(page).status_code == seen
    # Its set has a published sheet under the same decision: the service refuses.
    answer = client.post(reverse("evaluations:criteria_publish", args=[draft.code]))
    assert answer.status_code == published
    assert CriteriaSheet.objects.get(pk=draft.pk).state == SheetState.DRAFT


def test_a_sheet_is_published_from_its_page(client, draft) -> None:
    CriteriaSheet.objects.filter(pk=draft.pk).update(
        product_set=CriteriaSheet.objects.get(code="QD148-09").product_set_id
    )
    client.force_login(accounts.user("Vũ Trung", Role.CENTRAL_OFFICER))
    url = reverse("evaluations:criteria_publish", args=[draft.code])
    assert client.post(url).status_code == 302
    assert CriteriaSheet.objects.get(pk=draft.pk).state == SheetState.PUBLISHED
    assert client.post(url).status_code == 409
    assert client.get(reverse("evaluations:criteria_sheet", args=["KHONG-CO"])).status_code == 404


@pytest.mark.django_db
def test_the_command_says_what_is_different(tmp_path, capsys) -> None:
    published_sheet("QD148-09")
    path = tmp_path / "moi.json"
    path.write_text(json.dumps(reference_data("QD26-09")), "utf-8")
    call_command("load_criteria", str(path), "--compare")
    said = capsys.readouterr().out
    count = len(compare(reference_sheet("QD148-09"), SHEET))
    assert f"so với phiếu QD148-09: {count} chỗ khác." in said
