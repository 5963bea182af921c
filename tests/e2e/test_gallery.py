"""The gallery of components in a browser: accessible, fits the phone, works by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from accounts.enums import Role
from accounts.models import User
from tests.factories.accounts import user

GALLERY = "/lam-viec/thanh-phan/"


@pytest.fixture
def administrator(transactional_db: None) -> User:
    return user("Đỗ Quản Trị", Role.ADMINISTRATOR)


def test_every_component_is_accessible_and_fits(
    new_page: Callable[..., Page],
    faults_of: Callable[[Page], list[str]],
    administrator: User,
) -> None:
    page = new_page(user=administrator)
    page.goto(GALLERY)
    assert faults_of(page) == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    new_page: Callable[..., Page], administrator: User
) -> None:
    page = new_page(user=administrator)
    page.goto(GALLERY)
    assert "Có 3 chỗ cần sửa" in page.locator(":focus").inner_text()
    page.get_by_role("link", name="Phải có 10 hoặc 13 chữ số, đang có 9").click()
    assert page.url.endswith("#id_tax_code")


def test_a_digit_chooses_the_option_with_these_points(
    new_page: Callable[..., Page], administrator: User
) -> None:
    page = new_page(user=administrator)
    page.goto(GALLERY)
    page.locator("#c43_1").focus()
    page.keyboard.press("5")
    assert page.locator("input[name=c43]:checked").get_attribute("value") == "5"


def test_a_file_too_big_is_said_before_it_is_sent(
    new_page: Callable[..., Page], administrator: User
) -> None:
    page = new_page(user=administrator)
    page.goto(GALLERY)
    page.locator("#evidence").evaluate("field => { field.dataset.maxBytes = '1000' }")
    page.locator("#evidence").set_input_files(
        {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048}
    )
    assert (
        page.locator(".o-picked-files").inner_text().startswith("giay.pdf: 2 KB, nhiều nhất 1 KB")
    )
    assert page.locator("#evidence").evaluate("field => field.checkValidity()") is False


@pytest.mark.parametrize("javascript", [True, False])
def test_the_menu_of_the_phone_opens_without_script(
    new_page: Callable[..., Page], administrator: User, *, javascript: bool
) -> None:
    page = new_page(user=administrator, width=360, javascript=javascript)
    page.goto(GALLERY)
    menu = page.get_by_role("navigation", name="Khu làm việc")
    assert not menu.is_visible()
    page.get_by_role("button", name="Mục lục").click()
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()


def test_a_guarded_form_is_sent_once(new_page: Callable[..., Page], administrator: User) -> None:
    page = new_page(user=administrator)
    page.goto(GALLERY)
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route(f"**{GALLERY}*", answer)
    button = page.get_by_role("button", name="Thu hồi giấy chứng nhận")
    button.click()
    button.click()
    page.wait_for_timeout(300)
    assert sent == ["POST"]
