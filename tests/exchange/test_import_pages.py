"""Pages of imports: who opens what, what each step shows, choices, files, statement counts."""

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.dates import now
from communes.models import AdministrativeUnit
from exchange import selectors
from exchange.enums import LineOutcome, PlaceOutcome, RunState
from exchange.models import ImportRun
from exchange.services.progress import tell
from exchange.tasks import execute_import, give_back_stale, mark_workbook, plan_import
from products.models import Product
from tests.factories import accounts, communes, products
from tests.factories.exchange import import_line, import_run, recount

pytestmark = pytest.mark.django_db
CAST = (
    "officer",
    "leader",
    "central",
    "administrator",
    "other_officer",
    "other_leader",
    "binh",
    "producer",
    "inspector",
    "outsider",
)
LOOKS = {"officer", "leader", "central", "administrator"}
WRITES = {"officer", "administrator"}
READERS = LOOKS | {"other_officer", "other_leader"}


@pytest.fixture
def unit() -> AdministrativeUnit:
    return communes.province()


def cast(unit: AdministrativeUnit) -> dict[str, User]:
    """Everybody: the province's people, their like elsewhere, and who has no part in imports."""
    elsewhere = communes.province("Tỉnh Nghệ An", "40")
    commune = communes.commune(parent=unit)
    return {
        "officer": accounts.province_officer(unit),
        "leader": accounts.user("Đỗ Minh Hải", Role.PROVINCE_LEADER, unit),
        "central": accounts.user("Vũ Thị Trung", Role.CENTRAL_OFFICER),
        "administrator": accounts.user("Quản Trị", Role.ADMINISTRATOR),
        "other_officer": accounts.province_officer(elsewhere),
        "other_leader": accounts.user("Hồ Văn Nghệ", Role.PROVINCE_LEADER, elsewhere),
        "binh": accounts.commune_officer(commune),
        "producer": accounts.user("Đồng Thị An", Role.PRODUCER, commune),
        "inspector": accounts.user("Mai Em", Role.INSPECTOR, unit),
        "outsider": accounts.outsider(),
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(answer: Any) -> str:
    """The text of the page's main part, blanks made one."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# --- who opens what -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", CAST)
def test_pages_by_role(unit: AdministrativeUnit, who: str) -> None:
    client = signed_in(cast(unit)[who])
    run = import_run(unit, lines=1)
    country = import_run(None, lines=1)

    def status(name: str, of: ImportRun = run) -> int:
        answer = client.get(reverse(f"exchange:{name}", args=[of.code]))
        answer.getvalue()  # a file is read to its end
        return answer.status_code

    looking = 200 if who in LOOKS else 404 if who in READERS else 403
    writing = 200 if who in WRITES else 403 if who in LOOKS else looking
    assert client.get(reverse("exchange:run_list")).status_code == (200 if who in READERS else 403)
    assert [status(name) for name in ("run", "original")] == [looking] * 2
    assert status("marked") == (409 if looking == 200 else looking)  # not made yet
    assert [status(name) for name in ("choose", "execute", "discard")] == [writing] * 3
    assert status("undo") == (409 if writing == 200 else writing)  # nothing was written
    national = {"central", "administrator"}
    seen = 200 if who in national else 404 if who in READERS else 403
    assert status("run", country) == seen


@pytest.mark.parametrize("who", CAST)
def test_list_page_and_permission_agree(unit: AdministrativeUnit, who: str) -> None:
    person = cast(unit)[who]
    run = import_run(unit)
    listed = run in selectors.visible_to(person, on=products.ON)
    assert person.has_perm("exchange.view_run", run) == listed == (who in LOOKS)
    assert person.has_perm("exchange.write_run", run) == (who in WRITES)
    answer = signed_in(person).get(reverse("exchange:run_list"))
    assert (answer.status_code == 200 and run in answer.context["page"].object_list) == listed


def test_office_sees_runs_of_the_province_merged_into_its_own(unit: AdministrativeUnit) -> None:
    former = communes.province("Tỉnh Thanh Cũ", "99", valid_to=communes.LAST_OLD)
    communes.change(unit, former)
    run = import_run(former)
    officer = accounts.province_officer(unit)
    assert list(selectors.visible_to(officer, on=products.ON)) == [run]
    assert officer.has_perm("exchange.write_run", run)


def test_guest_signs_in_first(unit: AdministrativeUnit) -> None:
    run = import_run(unit)
    answer = Client().get(reverse("exchange:run", args=[run.code]))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")


@pytest.mark.parametrize("who", ["central", "leader"])
def test_who_only_looks_finds_no_form_and_no_buttons(unit: AdministrativeUnit, who: str) -> None:
    client = signed_in(cast(unit)[who])
    run = import_run(unit, lines=2)
    assert client.get(reverse("exchange:run_list")).context["form"] is None
    page = client.get(reverse("exchange:run", args=[run.code])).text
    assert [f"/{step}/" in page for step in ("ghi", "bo", "cot", "chon")] == [False] * 4
    assert client.post(reverse("exchange:run_list")).status_code == 403


# --- what each step shows -------------------------------------------------------------------------


def test_plan_says_first_what_will_be_written(unit: AdministrativeUnit) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, by=officer, lines=2)
    import_line(
        run,
        LineOutcome.CHANGE,
        values={"changes": [{"label": "Hạng sao", "before": "3 sao", "after": "4 sao"}]},
    )
    import_line(
        run,
        LineOutcome.ERROR,
        reason="Không đọc được hạng sao “6 sao”.",
        faults=[{"column": 7, "level": "error", "text": "“6 sao” không phải 3, 4 hay 5 sao"}],
    )
    import_line(
        run,
        LineOutcome.CHOOSE,
        reason="Gần giống sản phẩm đã có.",
        options=[{"value": "new", "label": "Là sản phẩm mới"}],
    )
    recount(run)
    answer = signed_in(officer).get(reverse("exchange:run", args=[run.code]))
    said = words(answer)
    assert "Sẽ ghi mới 2 dòng, sửa 1 dòng" in said
    assert "1 dòng chờ anh chị chọn; chưa chọn thì để lại, không ghi." in said
    assert "1 dòng lỗi được để lại, không ghi. Chưa có gì thay đổi trong sổ." in said
    assert "Hạng sao 3 sao → 4 sao" in said
    tiles = [(tile.value, tile.count) for tile in answer.context["tiles"]]
    assert tiles == [
        ("create", 2),
        ("change", 1),
        ("match", 0),
        ("choose", 1),
        ("error", 1),
        ("skip", 0),
    ]
    row = answer.context["rows"][3]
    assert [fault["text"] for fault in row.faults["paper"]] == ["“6 sao” không phải 3, 4 hay 5 sao"]
    assert (row.faults["name"], row.faults["place"], row.faults["rest"]) == ([], [], [])


STEPS = {
    RunState.PLANNED: ("Sẽ ghi mới 1 dòng", {"ghi", "bo", "cot"}),
    RunState.UNREADABLE: ("Không đọc được tệp này", {"bo", "cot"}),
    RunState.DONE: ("Đã ghi mới 1 dòng", {"rut-lai"}),
    RunState.UNDONE: ("Đã rút lại, sổ như trước khi ghi", set()),
    RunState.DISCARDED: ("Đã bỏ, không có gì được ghi vào sổ", set()),
    RunState.UPLOADED: ("Chưa có gì được ghi vào sổ", set()),
    RunState.EXECUTING: ("Mọi dòng được ghi trong một lần", set()),
}


@pytest.mark.parametrize("state", RunState.values)
def test_each_state_says_where_it_stands_and_offers_its_moves(
    unit: AdministrativeUnit, state: str
) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, state, by=officer, lines=1)
    answer = signed_in(officer).get(reverse("exchange:run", args=[run.code]))
    sentence, moves = STEPS[RunState(state)]
    assert sentence in words(answer)
    steps = {"ghi", "bo", "cot", "chon", "rut-lai"}
    assert {step for step in steps if f"{run.code}/{step}/" in answer.text} == moves


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("execute", RunState.DONE),
        ("undo", RunState.PLANNED),
        ("choose", RunState.DONE),
        ("columns", RunState.DONE),
        ("discard", RunState.EXECUTING),
    ],
)
def test_a_step_in_the_wrong_state_is_refused_with_its_sentence(
    unit: AdministrativeUnit, name: str, state: str
) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, state, by=officer, lines=1)
    answer = signed_in(officer).get(reverse(f"exchange:{name}", args=[run.code]))
    assert answer.status_code == 409
    assert f"khi đang ở bước “{run.get_state_display()}”" in words(answer)


@pytest.mark.parametrize("state", RunState.busy)
def test_busy_page_asks_again_by_itself_and_shows_how_far(
    unit: AdministrativeUnit, state: str
) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, state, by=officer)
    client = signed_in(officer)
    address = reverse("exchange:run", args=[run.code])
    tell(run, 131, 214, "Đang đọc")
    whole = client.get(address)
    assert "Đang đọc: 131 trên 214 dòng" in words(whole)
    assert "<noscript><p" in whole.text  # a link to ask again by hand
    part = client.get(address, headers={"HX-Request": "true"})
    assert "<main" not in part.text
    assert "Đang đọc: 131 trên 214 dòng" in part.text
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.PLANNED)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_busy_page_says_when_a_job_takes_longer_than_usual(unit: AdministrativeUnit) -> None:
    officer = accounts.province_officer(unit)
    said = "nếu bị dừng giữa chừng, cổng tự làm lại trong vòng một giờ"
    for minutes, late in ((9, False), (11, True)):
        since = now() - dt.timedelta(minutes=minutes)
        run = import_run(unit, RunState.EXECUTING, by=officer, busy_since=since)
        page = signed_in(officer).get(reverse("exchange:run", args=[run.code]))
        assert (said in words(page)) == late


# --- filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [6, 7, 8, 9]),
        ("?viec=error", [8]),
        ("?xa=ambiguous", [7]),
        ("?sao=5", [7]),
        ("?sao=none", [9]),
        ("?muc=revoked", [9]),
        ("?o=co", [8]),
        ("?tinh=Thanh+Hóa", [6, 7, 8, 9]),
        ("?tinh=Nghệ+An", []),
        ("?q=mam+tom", [7]),
        ("?q=MẮM&viec=error", []),
        ("?viec=bogus&sao=9&xa=1", [6, 7, 8, 9]),
        ("?trang=99", [6, 7, 8, 9]),
    ],
)
def test_lines_by_outcome_place_stars_status_fault_and_text(
    unit: AdministrativeUnit, query: str, rows: list[int]
) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, by=officer)
    import_line(run, values={"name": "Chè Tân Cương"})
    import_line(run, place=PlaceOutcome.AMBIGUOUS, values={"name": "Mắm tôm Ba Làng", "stars": 5})
    import_line(
        run,
        LineOutcome.ERROR,
        values={"name": "Gạo"},
        faults=[{"column": 40, "level": "look", "text": "Xem lại"}],
    )
    import_line(run, values={"name": "Miến", "stars": None, "status": "revoked"})
    recount(run)
    address = reverse("exchange:run", args=[run.code]) + query
    answer = signed_in(officer).get(address)
    assert [row.line.row for row in answer.context["rows"]] == rows


def test_a_tile_keeps_the_other_filters_and_lets_go_when_pressed_again(
    unit: AdministrativeUnit,
) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, by=officer, lines=1)
    address = reverse("exchange:run", args=[run.code]) + "?viec=create&sao=3&trang=2"
    tiles = {tile.value: tile for tile in signed_in(officer).get(address).context["tiles"]}
    assert (tiles["create"].current, tiles["create"].url) == (True, "?sao=3#dong")
    assert (tiles["error"].current, tiles["error"].url) == (False, "?sao=3&viec=error#dong")


def test_the_country_is_counted_by_province(unit: AdministrativeUnit) -> None:
    run = import_run(None, lines=2)
    import_line(run, values={"province": "Tỉnh Nghệ An"})
    recount(run)
    client = signed_in(accounts.user("Quản Trị", Role.ADMINISTRATOR))
    tiles = client.get(reverse("exchange:run", args=[run.code])).context["provinces"]
    assert [(tile.label, tile.count) for tile in tiles] == [("Thanh Hóa", 2), ("Tỉnh Nghệ An", 1)]
    page = client.get(reverse("exchange:run", args=[import_run(unit, lines=1).code]))
    assert page.context["provinces"] == []


# --- statement counts -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_imports_takes_the_same_statements(
    unit: AdministrativeUnit, django_assert_num_queries: Any, count: int
) -> None:
    officer = accounts.province_officer(unit)
    for _ in range(count):
        import_run(unit, by=officer, lines=1)
    client = signed_in(officer)
    with django_assert_num_queries(7):
        client.get(reverse("exchange:run_list"))


@pytest.mark.parametrize("count", [1, 3])
def test_plan_takes_the_same_statements(
    unit: AdministrativeUnit, django_assert_num_queries: Any, count: int
) -> None:
    officer = accounts.province_officer(unit)
    run = import_run(unit, by=officer)
    for _ in range(count):
        import_line(run, product=products.product())
    recount(run)
    client = signed_in(officer)
    with django_assert_num_queries(11):
        client.get(reverse("exchange:run", args=[run.code]))


# --- bringing a workbook, columns, choices, writing, files ----------------------------------------


HEADER = [
    "STT",
    "Tên sản phẩm",
    "Chủ thể",
    "Xã",
    "Huyện",
    "Hạng sao",
    "Quyết định số",
    "Ngày ban hành",
]


def workbook(*rows: list[Any], header: list[str] | None = None) -> SimpleUploadedFile:
    """A small register as an office keeps it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sổ OCOP"
    sheet.append(["DANH SÁCH SẢN PHẨM OCOP"])
    sheet.append(header or HEADER)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("So OCOP.xlsx", file.getvalue())


def row(name: str, commune: str = "Hoằng Phụ", stars: str = "3 sao") -> list[Any]:
    maker = "Hợp tác xã Hoằng Phụ"
    return [1, name, maker, commune, "Hoằng Hóa", stars, "377/QĐ-UBND", "17/01/2025"]


@pytest.fixture
def split(unit: AdministrativeUnit) -> tuple[AdministrativeUnit, AdministrativeUnit]:
    """Today's communes into which the former Hoằng Yến went; Hoằng Phụ went into one alone."""
    district = communes.district("Huyện Hoằng Hóa", unit)
    whole = communes.commune("Xã Hoằng Thanh", unit)
    communes.change(whole, communes.commune("Xã Hoằng Phụ", district))
    former = communes.commune("Xã Hoằng Yến", district)
    two = communes.commune("Xã Hoằng Giang", unit), communes.commune("Xã Hoằng Tiến", unit)
    for one in two:
        communes.change(one, parts=(former,))
    return two


def brought(client: Client, file: SimpleUploadedFile, **data: str) -> ImportRun:
    answer = client.post(reverse("exchange:run_list"), {"file": file, **data})
    assert answer.status_code == 302, words(answer)
    run = ImportRun.objects.latest("pk")
    assert answer["Location"] == reverse("exchange:run", args=[run.code])
    return run


@pytest.mark.django_db(transaction=True)
def test_office_brings_a_workbook_for_its_own_province(
    unit: AdministrativeUnit, split: Any
) -> None:
    officer = accounts.province_officer(unit)
    run = brought(signed_in(officer), workbook(row("Nước mắm"), row("Mắm tôm", stars="6 sao")))
    assert (run.unit, run.started_by, run.state) == (unit, officer, RunState.PLANNED)
    assert (run.counts["create"], run.counts["error"]) == (1, 1)
    answer = signed_in(officer).get(reverse("exchange:original", args=[run.code]))
    assert answer.getvalue()[:2] == b"PK"
    assert answer["Content-Disposition"] == 'attachment; filename="So OCOP.xlsx"'


@pytest.mark.django_db(transaction=True)
def test_administrator_says_whose_register_it_is(unit: AdministrativeUnit, split: Any) -> None:
    client = signed_in(accounts.user("Quản Trị", Role.ADMINISTRATOR))
    assert brought(client, workbook(row("Nước mắm"))).unit is None
    assert brought(client, workbook(row("Nước mắm")), unit=unit.key).unit == unit


def test_office_of_two_provinces_has_to_say_which(unit: AdministrativeUnit) -> None:
    officer = accounts.province_officer(unit)
    accounts.give_role(officer, Role.PROVINCE_OFFICER, communes.province("Tỉnh Nghệ An", "40"))
    answer = signed_in(officer).post(reverse("exchange:run_list"), {"file": workbook()})
    assert list(answer.context["form"].errors) == ["unit"]
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "Chưa chọn tệp"),
        (SimpleUploadedFile("so.xlsx", b""), "Tệp rỗng (0 byte). Hãy chọn lại"),
        (SimpleUploadedFile("so.xlsx", b"%PDF-1.7"), "Đây là tệp PDF, không phải Excel."),
    ],
)
def test_what_is_no_workbook_is_refused_at_the_field(
    unit: AdministrativeUnit, file: SimpleUploadedFile | None, sentence: str
) -> None:
    client = signed_in(accounts.province_officer(unit))
    answer = client.post(reverse("exchange:run_list"), {"file": file} if file else {})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"][0].startswith(sentence)
    assert not ImportRun.objects.exists()


def test_file_that_is_too_heavy_is_not_read(unit: AdministrativeUnit) -> None:
    client = signed_in(accounts.province_officer(unit))
    heavy = SimpleUploadedFile("so.xlsx", b"PK" + bytes(21 * 1024 * 1024))
    answer = client.post(reverse("exchange:run_list"), {"file": heavy})
    assert answer.context["form"].errors["file"] == [
        "Tệp 21,0 MB, nhiều nhất 20 MB. Hãy bỏ ảnh trong tệp hoặc chia thành nhiều tệp"
    ]


@pytest.mark.django_db(transaction=True)
def test_columns_page_shows_three_values_and_reads_again_as_told(
    unit: AdministrativeUnit, split: Any
) -> None:
    client = signed_in(accounts.province_officer(unit))
    header = [*HEADER[:2], "Người làm ra", *HEADER[3:]]
    names = ("Nước mắm", "Mắm tôm", "Mắm tôm", "Muối", "Cá khô")
    run = brought(client, workbook(*map(row, names), header=header))
    address = reverse("exchange:columns", args=[run.code])
    answer = client.get(address)
    columns = {column.header: column.samples for column, _field in answer.context["rows"]}
    assert columns["Tên sản phẩm"] == ["Nước mắm", "Mắm tôm", "Muối"]
    chosen = {f"cot-{number}": key for key, number in answer.context["seen"].mapping.items()}
    wrong = client.post(address, {**chosen, "cot-2": "name", "trang_tinh": "Sổ OCOP", "dong": "2"})
    assert wrong.context["form"].errors["cot-2"] == ["“Tên sản phẩm” đã lấy từ một cột khác"]
    none = client.post(address, {"cot-0": "stt", "trang_tinh": "Sổ OCOP", "dong": "2"})
    assert none.context["form"].non_field_errors() == ["Chưa có cột nào là “Tên sản phẩm”"]
    right = client.post(
        address, {**chosen, "cot-2": "producer", "trang_tinh": "Sổ OCOP", "dong": "2"}
    )
    assert right.status_code == 302
    run.refresh_from_db()
    assert (run.state, run.mapping["producer"]) == (RunState.PLANNED, 2)
    assert run.lines.first().values["producer"] == "Hợp tác xã Hoằng Phụ"


@pytest.mark.django_db(transaction=True)
def test_columns_page_keeps_what_stands_when_the_row_asked_for_is_not_there(
    unit: AdministrativeUnit, split: Any
) -> None:
    client = signed_in(accounts.province_officer(unit))
    run = brought(client, workbook(row("Nước mắm")))
    address = reverse("exchange:columns", args=[run.code])
    answer = client.get(address, {"trang_tinh": "Sổ OCOP", "dong": "900"})
    assert answer.context["seen"].header_row == 2
    assert "Trang tính không có dòng 900" in words(answer)
    assert client.get(address, {"trang_tinh": "Không có"}).context["seen"].sheet == "Sổ OCOP"
    bare = client.get(address, {"dong": "0"})
    assert "Chưa thấy dòng tiêu đề." in words(bare)


@pytest.mark.django_db(transaction=True)
def test_workbook_without_header_is_read_once_somebody_names_its_columns(
    unit: AdministrativeUnit, split: Any
) -> None:
    officer = accounts.province_officer(unit)
    client = signed_in(officer)
    book = openpyxl.Workbook()
    for name in ("Nước mắm", "Mắm tôm"):
        book.active.append(row(name))
    content = io.BytesIO()
    book.save(content)
    run = brought(client, SimpleUploadedFile("Khong tieu de.xlsx", content.getvalue()))
    assert run.state == RunState.UNREADABLE
    page = words(client.get(reverse("exchange:run", args=[run.code])))
    assert "Không thấy cột “Tên sản phẩm” trong 20 dòng đầu." in page
    assert [notice.kind for notice in officer.notices.all()] == ["exchange.failed"]
    address = reverse("exchange:columns", args=[run.code])
    seen = client.get(address).context["seen"]
    assert (seen.header_row, [column.letter for column in seen.columns]) == (0, list("ABCDEFGH"))
    keys = ("stt", "name", "producer", "commune", "district", "stars", "decision_number")
    chosen = {f"cot-{number}": key for number, key in enumerate((*keys, "decided_on"))}
    client.post(address, {**chosen, "trang_tinh": seen.sheet, "dong": "0"})
    run.refresh_from_db()
    assert (run.state, run.header_row, run.counts["create"]) == (RunState.PLANNED, 0, 2)
    marked = client.get(reverse("exchange:marked", args=[run.code]))
    assert marked.getvalue()[:2] == b"PK"
    assert "tiêu đề ở dòng" not in words(client.get(reverse("exchange:run", args=[run.code])))


@pytest.mark.django_db(transaction=True)
def test_choice_for_one_line_reaches_all_of_the_same_former_commune(
    unit: AdministrativeUnit, split: tuple[AdministrativeUnit, AdministrativeUnit]
) -> None:
    client = signed_in(accounts.province_officer(unit))
    names = ("Muối hầm", "Mắm cáy", "Cá khô")
    run = brought(client, workbook(*(row(name, "Hoằng Yến") for name in names)))
    address = reverse("exchange:choose", args=[run.code])
    answer = client.get(address)
    first, second, third = (shown.line for shown, _alike in answer.context["rows"])
    assert [alike for _row, alike in answer.context["rows"]] == [3, 3, 3]
    here, there = (option["value"] for option in first.options)
    client.post(
        address,
        {
            f"d-{first.pk}": here,
            f"cung-{first.pk}": "1",
            f"d-{second.pk}": there,
            f"d-{third.pk}": "",
        },
    )
    assert list(run.lines.order_by("row").values_list("choice", flat=True)) == [here, there, here]
    client.post(address, {f"d-{first.pk}": ""})
    assert run.lines.get(pk=first.pk).choice == ""


@pytest.mark.django_db(transaction=True)
def test_choice_that_a_line_does_not_offer_is_refused(unit: AdministrativeUnit, split: Any) -> None:
    client = signed_in(accounts.province_officer(unit))
    run = brought(client, workbook(row("Muối hầm", "Hoằng Yến")))
    line = run.lines.get()
    address = reverse("exchange:choose", args=[run.code])
    assert client.post(address, {f"d-{line.pk}": "bogus"}).status_code == 400
    other = brought(client, workbook(row("Muối", "Hoằng Yến"))).lines.get()
    client.post(address, {f"d-{other.pk}": other.options[0]["value"], "d-x": "1"})
    assert set(ImportRun.objects.values_list("lines__choice", flat=True)) == {""}


@pytest.mark.django_db(transaction=True)
def test_writing_tells_the_person_and_undoing_puts_everything_back(
    unit: AdministrativeUnit, split: Any
) -> None:
    officer = accounts.province_officer(unit)
    client = signed_in(officer)
    run = brought(client, workbook(row("Nước mắm"), row("Mắm tôm", stars="6 sao")))
    page = client.get(reverse("exchange:execute", args=[run.code]))
    assert "1 dòng được ghi mới" in words(page)
    assert "1 dòng lỗi không được ghi" in words(page)
    assert not Product.objects.exists()
    client.post(reverse("exchange:execute", args=[run.code]))
    run.refresh_from_db()
    assert (run.state, run.executed_by) == (RunState.DONE, officer)
    notice = officer.notices.get()
    assert (notice.kind, notice.subject) == ("exchange.executed", "Đã ghi So OCOP.xlsx vào sổ")
    assert notice.url == reverse("exchange:run", args=[run.code])
    answer = client.get(notice.url)
    product = Product.objects.get()
    assert f"/lam-viec/san-pham/{product.code}/" in answer.text
    assert "1 dòng chưa ghi vì lỗi hoặc chưa chọn" in words(answer)

    undo = reverse("exchange:undo", args=[run.code])
    assert "1 dòng đã ghi mới ra khỏi sổ" in words(client.get(undo))
    products.image(product)
    blocked = client.get(undo)
    assert "Chưa rút lại được" in words(blocked)
    assert 'method="post" action' not in blocked.text.partition("<main")[2]
    assert client.post(undo).status_code == 409
    product.images.all().delete()
    Product.objects.filter(pk=product.pk).update(updated_at=run.executed_at)
    client.post(undo)
    run.refresh_from_db()
    assert (run.state, Product.objects.count()) == (RunState.UNDONE, 0)


@pytest.mark.django_db(transaction=True)
def test_discarded_workbook_writes_nothing(unit: AdministrativeUnit, split: Any) -> None:
    client = signed_in(accounts.province_officer(unit))
    run = brought(client, workbook(row("Nước mắm")))
    answer = client.post(reverse("exchange:discard", args=[run.code]), follow=True)
    assert "không có gì được ghi vào sổ" in words(answer) or answer.redirect_chain
    run.refresh_from_db()
    assert (run.state, Product.objects.count()) == (RunState.DISCARDED, 0)


@pytest.mark.django_db(transaction=True)
def test_marked_copy_is_their_workbook_with_the_plan_in_it(
    unit: AdministrativeUnit, split: Any
) -> None:
    client = signed_in(accounts.province_officer(unit))
    run = brought(client, workbook(row("Nước mắm"), row("Mắm tôm", stars="6 sao")))
    page = client.get(reverse("exchange:run", args=[run.code]))
    assert "Tải bản đã đánh dấu từng ô" in words(page)
    answer = client.get(reverse("exchange:marked", args=[run.code]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))["Sổ OCOP"]
    told = [str(sheet.cell(number, 9).value) for number in (2, 3, 4)]
    assert told[:2] == ["Kết quả đọc", "Ghi mới: Sản phẩm và chủ thể chưa có trong sổ"]
    assert told[2].startswith("Lỗi, không ghi được: ")
    assert (sheet["F4"].value, sheet["F4"].comment is not None) == ("6 sao", True)


@pytest.mark.django_db(transaction=True)
def test_marks_that_are_missing_are_made_by_the_clock(unit: AdministrativeUnit, split: Any) -> None:
    client = signed_in(accounts.province_officer(unit))
    run = brought(client, workbook(row("Nước mắm")))
    moments = {10: False, 11: True, 71: False}  # minutes since the plan
    for minutes, made in moments.items():
        planned = now() - dt.timedelta(minutes=minutes, seconds=-5 if minutes == 10 else 0)
        ImportRun.objects.filter(pk=run.pk).update(marked_file=None, planned_at=planned)
        give_back_stale.delay()
        run.refresh_from_db()
        assert (run.marked_file is not None) == made, minutes


@pytest.mark.parametrize("task", [plan_import, execute_import, mark_workbook])
def test_a_job_whose_import_is_gone_does_nothing(task: Any) -> None:
    extra = {"actor_id": 1} if task is execute_import else {}
    assert task.delay(run_id=987654, **extra).get() is None
