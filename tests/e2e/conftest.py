"""A real browser against the live server: every page opened here must be silent in the console.

A refused script, style or third-party address shows in the console, so each of these tests also
guards the content security policy. All of them run in one process (tests/conftest.py).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

HERE = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Of a phone and of a desk.
WIDTHS = (360, 1280)
# The outermost element that sticks out to the right, for the message.
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("body *")].find(
    (one) => one.getBoundingClientRect().right > edge + 1,
  );
  return out ? out.outerHTML.slice(0, 160) : "";
}"""
# Milliseconds; a page takes a fraction of a second, two busy cores take long.
PATIENCE = 20_000
# Playwright's own switches for a browser in a container, without calls home.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder: a browser test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def _program() -> str:
    given = os.environ.get("CHROMIUM")
    for name in (given, *CHROMIUM):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.fail("Thiếu Chromium: sudo apt-get install -y chromium (make test tự cài khi được phép)")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One headless Chromium for this folder: its event loop is no business of the tests after."""
    program = _program()
    expect.set_options(timeout=PATIENCE)
    # Playwright's loop runs in this thread, and Django would refuse every query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield started
        started.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def console() -> list[str]:
    """What the browser complained about; checked to be empty at the end of the test.

    A test that opens a refused page on purpose empties it: ``console.clear()``.
    """
    return []


@pytest.fixture
def new_page(
    browser: Browser, live_server: LiveServer, console: list[str]
) -> Iterator[Callable[..., Page]]:
    """Open a page of the live server: ``new_page(user=binh, width=360, javascript=False)``."""
    contexts: list[BrowserContext] = []

    def open_page(
        *, user: Any = None, width: int = 1280, height: int = 900, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda m: console.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: console.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert console == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of nobody in particular, 1280 px wide."""
    return new_page()


@pytest.fixture(scope="session")
def axe_faults() -> Callable[[Page], list[str]]:
    """What axe finds on a page, each as ``rule: first element``."""
    axe = Axe()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def run(page: Page) -> list[str]:
        # Of what passes one element a rule is told, not every one: most of the time goes into that.
        options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe.axe_script)
        response = page.evaluate("options => axe.run(options)", options)
        return [
            f"{violation['id']}: {violation['nodes'][0]['html'][:160]}"
            for violation in response["violations"]
        ]

    return run


@pytest.fixture(scope="session")
def faults_of(axe_faults: Callable[[Page], list[str]]) -> Callable[[Page], list[str]]:
    """What is wrong with an open page on a phone or at a desk: axe's findings, and its width.

    No script of ours asks for the width, so one load is looked at in both.
    """

    def run(page: Page) -> list[str]:
        found: list[str] = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults = axe_faults(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide != width:
                faults.append(f"{wide} px wide: {page.evaluate(TOO_WIDE)}")
            found += [f"at {width} px {fault}" for fault in faults]
        return found

    return run
