"""Writing a dossier in a browser: what is typed is kept, whatever happens to line or tab."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from evaluations.models import Dossier
from tests.factories import evaluations, producers, products

NewPage = Callable[..., Page]
SAVED = re.compile(r"^Đã lưu lúc \d\d:\d\d$")
OFFLINE = re.compile(r"^Mất mạng, chưa lưu\. Chữ đã gõ được giữ trong máy này lúc \d\d:\d\d")
# What the browser itself says about a line that is cut, or an answer that refuses.
EXPECTED = re.compile(r"^Failed to load resource: ")


@pytest.fixture
def row(transactional_db: None) -> Dossier:
    maker = producers.producer("HTX Tác Huy")
    an = producers.member(maker)
    return evaluations.dossier(products.product("Mắm tép đặc biệt", maker), actor=an)


@pytest.fixture
def an(row: Dossier) -> User:
    return row.opened_by


def address(row: Dossier, step: str) -> str:
    return f"/lam-viec/ho-so/{row.code}/{step}/"


def receipt(page: Page) -> Any:
    return page.locator("form [data-saved]")


def stored(row: Dossier) -> Dossier:
    return Dossier.objects.get(pk=row.pk)


def copies(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('ocop:nhap:'))"
    )
    return found


def only_expected(console: list[str]) -> None:
    assert [text for text in console if not EXPECTED.match(text)] == []
    console.clear()


def test_what_is_typed_is_saved_without_a_press_and_the_version_moves_on(
    new_page: NewPage, row: Dossier, an: User
) -> None:
    page = new_page(user=an)
    page.goto(address(row, "phieu-dang-ky"))
    page.get_by_role("textbox", name="Chức vụ").fill("Giám đốc")
    expect(receipt(page)).to_have_text(SAVED)
    assert stored(row).registration["position"] == "Giám đốc"
    page.get_by_role("textbox", name="Chức vụ").fill("Chủ tịch")
    expect(page.locator("[name=version]")).to_have_value("3")
    assert stored(row).registration["position"] == "Chủ tịch"
    assert copies(page) == []


def test_a_cut_line_keeps_the_page_and_a_line_again_sends_by_itself(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    page = new_page(user=an)
    page.goto(address(row, "bao-cao"))
    page.context.set_offline(True)
    page.get_by_label("Cơ cấu tổ chức của chủ thể").fill("Hội đồng quản trị 3 người")
    expect(receipt(page)).to_have_text(OFFLINE)
    page.get_by_role("button", name="Lưu và sang tự chấm").click()
    expect(receipt(page)).to_have_text(OFFLINE)  # still on the page
    page.context.set_offline(False)
    expect(receipt(page)).to_have_text(SAVED)  # it sends itself
    assert stored(row).report["structure"] == "Hội đồng quản trị 3 người"
    only_expected(console)


def test_a_copy_of_before_is_offered_and_restored_or_dropped(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    page = new_page(user=an)
    url = address(row, "bao-cao")
    page.goto(url)
    page.route(f"**{url}", _cut_posts)
    page.get_by_label("Cơ cấu tổ chức của chủ thể").fill("Hội đồng quản trị 5 người")
    expect(receipt(page)).to_have_text(OFFLINE)
    page.reload()
    offer = page.locator("[data-kept]")
    expect(offer).to_contain_text(re.compile(r"Có bản chưa gửi lúc \d\d:\d\d"))
    expect(page.get_by_label("Cơ cấu tổ chức của chủ thể")).to_have_value("")
    page.unroute(f"**{url}")
    offer.get_by_role("button", name="Khôi phục").click()
    expect(page.get_by_label("Cơ cấu tổ chức của chủ thể")).to_have_value(
        "Hội đồng quản trị 5 người"
    )
    expect(receipt(page)).to_have_text(SAVED)
    expect(offer).to_be_hidden()
    assert stored(row).report["structure"] == "Hội đồng quản trị 5 người"
    assert copies(page) == []
    page.route(f"**{url}", _cut_posts)
    page.get_by_label("Cơ cấu tổ chức của chủ thể").fill("Bỏ đi")
    expect(receipt(page)).to_have_text(OFFLINE)
    page.reload()
    offer.get_by_role("button", name="Bỏ").click()
    expect(offer).to_be_hidden()
    assert copies(page) == []
    only_expected(console)


def _cut_posts(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_a_second_tab_gets_both_texts_and_the_choice(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    first, second = new_page(user=an), new_page(user=an)
    url = address(row, "phieu-dang-ky")
    first.goto(url)
    second.goto(url)
    first.get_by_role("textbox", name="Chức vụ").fill("Giám đốc")
    expect(receipt(first)).to_have_text(SAVED)
    second.get_by_role("textbox", name="Chức vụ").fill("Chủ tịch")
    conflict = second.locator("[data-conflict]")
    expect(conflict).to_contain_text("Hồ sơ đã được lưu ở cửa sổ khác lúc ")
    conflict.get_by_text("Xem bản kia").click()
    expect(conflict.locator(".d-other")).to_have_text("Giám đốc")
    expect(second.get_by_role("textbox", name="Chức vụ")).to_have_value("Chủ tịch")
    assert stored(row).registration["position"] == "Giám đốc"
    conflict.get_by_role("button", name="Giữ bản này").click()
    expect(receipt(second)).to_have_text(SAVED)
    assert stored(row).registration["position"] == "Chủ tịch"
    first.get_by_role("textbox", name="Chức vụ").fill("Phó giám đốc")
    conflict = first.locator("[data-conflict]")
    conflict.get_by_role("button", name="Lấy bản kia").click()
    expect(first.get_by_role("textbox", name="Chức vụ")).to_have_value("Chủ tịch")
    expect(receipt(first)).to_have_text(SAVED)
    assert stored(row).registration["position"] == "Chủ tịch"
    only_expected(console)


def test_the_button_leads_on_and_back_shows_what_was_saved(
    new_page: NewPage, row: Dossier, an: User
) -> None:
    page = new_page(user=an)
    page.goto(address(row, "phieu-dang-ky"))
    page.get_by_role("textbox", name="Chức vụ").fill("Giám đốc")
    page.get_by_role("button", name="Lưu và sang báo cáo").click()
    page.wait_for_url(f"**{address(row, 'bao-cao')}")
    assert copies(page) == []
    page.go_back()
    expect(page.get_by_role("textbox", name="Chức vụ")).to_have_value("Giám đốc")
    expect(page.locator("[data-kept]")).to_be_hidden()
    page.get_by_role("textbox", name="Chức vụ").fill("Chủ tịch")
    expect(receipt(page)).to_have_text(SAVED)
    expect(page.locator("[data-conflict]")).to_be_hidden()
    assert stored(row).registration["position"] == "Chủ tịch"


def test_a_wrong_day_is_said_at_its_field_and_costs_no_text(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    page = new_page(user=an)
    url = address(row, "phieu-dang-ky")
    page.goto(url)
    page.get_by_role("textbox", name="Chức vụ").fill("Giám đốc")
    page.get_by_label("Ngày ký").fill("31/02/2026")
    expect(page.locator("[data-fault]")).to_have_count(1)
    expect(receipt(page)).to_contain_text("Chưa lưu: ")
    page.get_by_role("button", name="Lưu và sang báo cáo").click()
    expect(page.locator(".o-errsum")).to_be_visible()
    expect(page.get_by_role("textbox", name="Chức vụ")).to_have_value("Giám đốc")
    expect(page.get_by_label("Ngày ký")).to_have_value("31/02/2026")
    page.get_by_label("Ngày ký").fill("28/02/2026")
    expect(receipt(page)).to_have_text(SAVED)
    assert stored(row).registration["signed_on"] == "2026-02-28"
    only_expected(console)


def test_a_session_that_ended_keeps_the_text_until_the_person_is_back(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    an.set_password("mat-khau-cua-An-2026")
    an.save()
    page = new_page(user=an)
    url = address(row, "bao-cao")
    page.goto(url)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Cơ cấu tổ chức của chủ thể").fill("Ban giám đốc 2 người")
    expect(receipt(page)).to_contain_text("Phiên làm việc đã hết")
    receipt(page).get_by_role("link", name="Đăng nhập lại").click()
    page.locator("[name=login]").fill(an.username)
    page.locator("[name=password]").fill("mat-khau-cua-An-2026")
    page.locator("form.a-form button[type=submit]").first.click()
    page.wait_for_url(f"**{url}")
    page.get_by_role("button", name="Khôi phục").click()
    expect(receipt(page)).to_have_text(SAVED)
    assert stored(row).report["structure"] == "Ban giám đốc 2 người"
    only_expected(console)


def test_signing_out_forgets_what_this_browser_kept(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    page = new_page(user=an)
    url = address(row, "bao-cao")
    page.goto(url)
    page.route(f"**{url}", _cut_posts)
    page.get_by_label("Cơ cấu tổ chức của chủ thể").fill("Không gửi được")
    expect(receipt(page)).to_have_text(OFFLINE)
    assert [json.dumps(key).count(row.code) for key in copies(page)] == [1]
    page.locator("button.o-me").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(re.compile(r"/$"))
    assert copies(page) == []
    only_expected(console)


def test_the_prediction_beside_the_marks_follows_them(
    new_page: NewPage, row: Dossier, an: User
) -> None:
    page = new_page(user=an)
    page.goto(address(row, "tu-cham"))
    expect(page.locator(".d-side .d-pred .v")).to_have_count(0)
    page.locator("[name='c_1.1'][value='3']").check()
    expect(receipt(page)).to_have_text(SAVED)
    expect(page.locator(".d-side .d-pred .v")).to_contain_text("3,00")
    page.locator("[name='w_1.2']").fill("Sơ chế tại xã")
    page.locator("[name='c_1.2'][value='2']").check()
    expect(page.locator(".d-side .d-pred .v")).to_contain_text("5,00")
    page.reload()
    expect(page.locator("[name='w_1.2']")).to_have_value("Sơ chế tại xã")
    expect(page.locator("[name='c_1.1'][value='3']")).to_be_checked()
    expect(page.locator("[name='c_1.3']:checked")).to_have_count(0)


def test_from_the_first_word_to_the_filing_with_a_cut_line_in_between(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    page = new_page(user=an)
    page.goto(address(row, "phieu-dang-ky"))
    for name, value in evaluations.REGISTRATION.items():
        shown = "30/06/2026" if name == "signed_on" else str(value)
        page.locator(f"main [name={name}]").fill(shown)
    page.get_by_role("button", name="Lưu và sang báo cáo").click()
    page.wait_for_url(f"**{address(row, 'bao-cao')}")
    page.route("**/bao-cao/", _cut_posts)
    for name, value in evaluations.REPORT.items():
        if name in ("gender", "ticks"):
            for one in [value] if isinstance(value, str) else value:
                page.locator(f"[name={name}][value={one}]").check()
        elif page.locator(f"main [name={name}]").count():
            shown = "/".join(reversed(value.split("-"))) if name.endswith("_on") else value
            page.locator(f"main [name={name}]").fill(shown)
    expect(receipt(page)).to_have_text(OFFLINE)
    page.reload()
    page.unroute("**/bao-cao/")
    page.get_by_role("button", name="Khôi phục").click()
    expect(receipt(page)).to_have_text(SAVED)
    page.get_by_role("button", name="Lưu và sang tự chấm").click()
    page.wait_for_url(f"**{address(row, 'tu-cham')}")
    wanted = {name: value for name, value in evaluations.REPORT.items() if value}
    wanted = {name: wanted[name] for name in wanted if name not in ("changes", "updates")}
    kept = stored(row).report
    assert {name: kept[name] for name in wanted} == wanted
    assert stored(row).registration == evaluations.REGISTRATION
    # Marks and a paper have tests of their own; what is left is the check and the filing.
    evaluations.fill_in(stored(row))
    page.goto(address(row, "kiem-tra"))
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.locator("#thong-diep")).to_contain_text("Đã nộp hồ sơ cho")
    assert stored(row).state == "filed"
    only_expected(console)
