"""Pages of imports: who opens what, what each step shows, choices, files, statement counts."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from communes.models import AdministrativeUnit
from exchange import selectors
from exchange.enums import LineOutcome, PlaceOutcome, RunState
from exchange.models import ImportRun
from exchange.services.progress import tell
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
    with django_assert_num_queries(12):
        client.get(reverse("exchange:run", args=[run.code]))
