"""An address that is wrong leads on, at a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("width", [360, 1280])
def test_an_unknown_address_is_answered_by_a_page_that_leads_on(
    new_page: Callable[..., Page],
    console: list[str],
    axe_faults: Callable[[Page], list[str]],
    width: int,
) -> None:
    page = new_page(width=width)
    answer = page.goto("/khong-co-trang-nay/")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("h1").count() == 1
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [text.split(" (")[0] for text in console] == [
        "Failed to load resource: the server responded with a status of 404"
    ]
    console.clear()
    page.get_by_role("link", name="Trang chủ").first.click()
    page.wait_for_url("**/")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_skip_link_is_the_first_stop_of_the_keyboard(
    new_page: Callable[..., Page], console: list[str], *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto("/khong-co-trang-nay/")
    console.clear()
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#noi-dung"
