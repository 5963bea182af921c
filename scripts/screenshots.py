"""Take the pictures of docs/screenshots from a running demo.

    make demo                                              (in another window)
    .venv/bin/python scripts/screenshots.py [http://127.0.0.1:8000]

Needs Chromium and the packages of requirements-dev.txt. Records are found through the pages, as a
person would, so any fresh demo will do. CHROMIUM names another browser, DEMO_PASSWORD another
password.
"""

import argparse
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
WIDTHS = {1280: 800, 360: 740}
MOST_BYTES = 250_000
PASSWORD = os.environ.get("DEMO_PASSWORD") or "ocop-demo-2026"
# The product whose pages are shown where the demo has it; else the first one in force.
FAVOURITE = "q=mam+tom+dac+biet&status=in_force"
# Criteria, counted from 0, that the member has not chosen yet on the picture of the score sheet.
LEFT_OPEN = (3, 4)


def product_of(base: str) -> dict[str, str]:
    """One product in force, through the public API."""
    for address in (FAVOURITE, "status=in_force"):
        with urlopen(f"{base}/api/v1/products/?{address}") as answer:  # noqa: S310 -- http(s) only
            rows = json.load(answer)["results"]
        if rows:
            found: dict[str, str] = rows[0]
            return found
    sys.exit("Bản chạy thử chưa có sản phẩm nào còn hiệu lực: chạy manage.py seed_demo")


def sign_in(page: Page, username: str) -> None:
    """Through the form, as everybody does."""
    page.goto("/dang-nhap/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.big").click()
    page.wait_for_url("**/lam-viec/")


def home(page: Page, _base: str) -> None:
    page.goto("/")


def results(page: Page, _base: str) -> None:
    page.goto("/san-pham/?q=mam+tom")


def product(page: Page, base: str) -> None:
    page.goto(f"/san-pham/{product_of(base)['code']}/")


def verify(page: Page, base: str) -> None:
    page.goto(f"/san-pham/{product_of(base)['code']}/")
    page.get_by_role("link", name="Xem bằng chứng").click()
    page.wait_for_url("**/xac-minh/**")


def worklist(page: Page, _base: str) -> None:
    sign_in(page, "xa")


def dossier(page: Page, _base: str) -> None:
    """The producer's draft, at the part of the self-score with the points left to gain."""
    draft(page)
    page.goto(f"{page.url}tu-cham/?phan=B")


def papers(page: Page, _base: str) -> None:
    """The papers of the same draft, the vault and the way to photograph a new one."""
    draft(page)
    page.goto(f"{page.url}giay-to/")
    page.wait_for_load_state("networkidle")


def check(page: Page, _base: str) -> None:
    """What the portal finds before filing, and the cheapest way to each star."""
    draft(page)
    page.goto(f"{page.url}kiem-tra/")


def draft(page: Page) -> None:
    """The producer's own first draft, at its record."""
    sign_in(page, "chuthe")
    page.goto("/lam-viec/ho-so/?buoc=draft")
    page.locator("main table a, main .o-work a").last.click()
    page.wait_for_url("**/lam-viec/ho-so/*/")


def intake(page: Page, _base: str) -> None:
    """The office before a dossier that it checks line by line."""
    sign_in(page, "tinh")
    page.goto("/lam-viec/ho-so/tiep-nhan/")
    page.get_by_role("link", name="Đạt mọi mục").first.click()


def score(page: Page, _base: str) -> None:
    """A member who has declared for a product; the first one that still waits."""
    sign_in(page, "hoidong7")
    sitting(page)
    page.locator(".t-list a", has_text="Chờ khai").or_(
        page.locator(".t-list a", has_text="Tôi đang chấm")
    ).first.click()
    begin = page.get_by_role("button", name="Tôi không có liên quan, bắt đầu chấm")
    if begin.count():
        begin.click()
    page.wait_for_selector("#phieu")
    choose(page)


def choose(page: Page) -> None:
    """All marks but two near the top: page and bar show what is done and what is not."""
    groups = page.locator("#phieu .o-opts")
    marked = [order for order in range(groups.count()) if order not in LEFT_OPEN]
    for order in marked:
        if not groups.nth(order).locator("input:checked").count():
            options = groups.nth(order).locator("input[data-digit]")
            options.nth(max(0, options.count() - 1 - order % 2)).check()
    page.locator("#tong", has_text=f"{len(marked)} trên").wait_for()
    # Anew and from the top, the way a member comes back to it, with the paper that says most.
    page.goto(page.url)
    paper = page.locator(".k-docs a", has_text="kiểm nghiệm")
    if paper.count():
        paper.first.click()
    # The browser's viewer draws the paper by itself; nothing on the page tells when.
    page.wait_for_timeout(2500)


def tally(page: Page, _base: str) -> None:
    """The chair before a product whose sheets are too far apart."""
    sign_in(page, "chutich")
    sitting(page)
    page.locator("tr", has_text="Đã mở").get_by_role("link").first.click()
    page.wait_for_url("**/tong-hop/")


def sitting(page: Page) -> None:
    page.goto("/lam-viec/hoi-dong/")
    page.locator("tr", has_text="Đang họp").get_by_role("link").first.click()
    page.wait_for_url("**/hoi-dong/*/")


def plan(page: Page, _base: str) -> None:
    """What became of each line of the register that the demo was filled from."""
    sign_in(page, "tinh")
    page.goto("/lam-viec/nhap-lieu/")
    page.locator("main table a, main .o-work a").first.click()


def commune(page: Page, _base: str) -> None:
    """A commune of today: what it was formed from."""
    page.goto("/xa-phuong/c-16000/")


SHOTS: dict[str, Callable[[Page, str], None]] = {
    shot.__name__: shot
    for shot in (
        *(home, results, product, verify, worklist, dossier, papers, check, intake),
        *(score, tally, plan, commune),
    )
}


@contextmanager
def window(browser: Browser, base: str, width: int) -> Iterator[Page]:
    context = browser.new_context(
        base_url=base,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": width, "height": WIDTHS[width]},
        device_scale_factor=1 if width > 600 else 2,
    )
    yield context.new_page()
    context.close()


def keep(content: bytes, path: Path) -> int:
    """Write ``content`` with as many colours as the limit allows; the bytes written."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    for colours in (256, 128, 64):
        out = io.BytesIO()
        # dither=0 (none): noise would cost bytes and look like dirt on flat colours.
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    path.write_bytes(out.getvalue())
    return out.tell()


def main() -> None:
    parser = argparse.ArgumentParser(description="Chụp lại docs/screenshots từ bản chạy thử")
    parser.add_argument("base", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--only", choices=SHOTS, help="một trang thôi")
    parser.add_argument("--to", type=Path, default=FOLDER, help="thư mục")
    given = parser.parse_args()
    if not given.base.startswith(("http://", "https://")):
        parser.error("địa chỉ phải bắt đầu bằng http:// hoặc https://")
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if program is None:
        sys.exit("Thiếu Chromium: sudo apt-get install -y chromium")
    given.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, shot in SHOTS.items():
            if given.only not in (None, name):
                continue
            for width in WIDTHS:
                with window(browser, given.base.rstrip("/"), width) as page:
                    shot(page, given.base.rstrip("/"))
                    page.evaluate("document.fonts.ready")
                    page.mouse.move(0, 0)
                    size = keep(page.screenshot(), given.to / f"{name}-{width}.png")
                print(f"{name}-{width}.png, {size // 1000} KB")
        browser.close()


if __name__ == "__main__":
    main()
