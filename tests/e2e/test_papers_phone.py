"""Photographing a paper with a phone, 360 pixels wide: pages in order, made small, one PDF."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User
from common.dates import today
from evaluations.models import Dossier
from producers.services import draw_pictures
from tests.factories import evaluations, producers, products
from tests.factories.papers import paper, photo_bytes

NewPage = Callable[..., Page]
TOO_SMALL = """() => [...document.querySelectorAll("[data-papers-field] button")].filter(
  (one) => one.offsetParent && (one.offsetWidth < 44 || one.offsetHeight < 44)
).map((one) => one.outerHTML)"""


@pytest.fixture
def row(transactional_db: None) -> Dossier:
    maker = producers.producer("HTX Tác Huy")
    an = producers.member(maker)
    return evaluations.dossier(products.product("Mắm tép đặc biệt", maker), actor=an)


@pytest.fixture
def an(row: Dossier) -> User:
    return row.opened_by


def photos(*sizes: tuple[int, int]) -> list[FilePayload]:
    return [
        {"name": f"IMG_{at}.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes(size)}
        for at, size in enumerate(sizes, start=1)
    ]


def test_photos_are_shown_put_in_order_dropped_and_sent_as_one_paper(
    new_page: NewPage, row: Dossier, an: User, axe_faults: Callable[[Page], list[str]]
) -> None:
    page = new_page(user=an, width=360, height=740)
    page.goto(f"/lam-viec/ho-so/{row.code}/giay-to/?tieu-chi=1.1")
    page.get_by_role("link", name="Chụp hoặc tải lên").click()
    expect(page.locator("#them")).to_be_focused()
    page.set_input_files("#id_file", photos((4000, 3000), (900, 1200), (300, 400)))
    pages = page.locator("[data-papers-pages] li")
    expect(pages).to_have_count(3)
    page.get_by_role("button", name="Đưa Trang 2 lên trước").click()
    page.get_by_role("button", name="Bỏ Trang 3").click()
    expect(pages).to_have_count(2)
    expect(page.locator("[data-papers-state]")).to_contain_text("2 trang")
    sent = "[...document.querySelector('#id_file').files].map((one) => one.name)"
    assert page.evaluate(sent) == ["IMG_2.jpg", "IMG_1.jpg"]
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert axe_faults(page) == []
    page.get_by_role("button", name="Thêm giấy tờ").click()
    expect(page.get_by_text("Chứng minh tiêu chí 1.1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    use = row.papers.get()
    assert (use.paper.pages, use.criteria) == (2, ["1.1"])


def test_the_pages_of_a_vault_hold_on_a_phone_and_for_every_reader(
    new_page: NewPage, row: Dossier, an: User, faults_of: Callable[[Page], list[str]]
) -> None:
    of = row.product.producer
    known = paper(of, title="Phiếu kiểm nghiệm", valid_until=today(), number="12/PKQ")
    draw_pictures(known.pk)
    vault = f"/lam-viec/chu-the/{of.code}/giay-to/"
    page = new_page(user=an)
    for address in (
        vault,
        f"{vault}{known.code}/",
        f"{vault}{known.code}/sua/",
        f"{vault}{known.code}/ban-moi/",
        "/lam-viec/giay-to-het-han/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert (address, faults_of(page)) == (address, [])


def test_a_refused_file_is_said_on_the_page_and_another_may_be_sent(
    new_page: NewPage, row: Dossier, an: User, console: list[str]
) -> None:
    page = new_page(user=an, width=360, height=740)
    page.goto(f"/lam-viec/chu-the/{row.product.producer.code}/giay-to/them/")
    broken: FilePayload = {
        "name": "giay.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.4 cut",
    }
    page.set_input_files("#id_file", [broken])
    page.get_by_role("button", name="Gửi giấy tờ").click()
    expect(page.locator("#id_file_error")).to_contain_text("bị cắt giữa chừng")
    assert len(console) == 1
    assert console.pop().startswith("Failed to load resource: ")
    page.set_input_files("#id_file", photos((30, 40), (40, 30)))
    page.get_by_role("button", name="Gửi giấy tờ").click()
    expect(page.get_by_role("heading", name="Ghi theo giấy", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert row.product.producer.papers.get().pages == 2


def test_a_photo_that_is_too_big_is_said_before_it_is_sent(
    new_page: NewPage, row: Dossier, an: User
) -> None:
    page = new_page(user=an, width=360, height=740)
    page.goto(f"/lam-viec/chu-the/{row.product.producer.code}/giay-to/them/")
    limit = settings.UPLOAD_MAX_BYTES
    page.evaluate(
        """(size) => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(size)], "IMG_9.heic", { type: "image/heic" }));
          const input = document.querySelector("#id_file");
          input.files = held.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        limit + 1024 * 1024,
    )
    state = page.locator("[data-papers-state]")
    expect(state).to_have_text(
        "IMG_9.heic: 21 MB, nhiều nhất 20 MB. Hãy quét ở 150 dpi hoặc chia nhỏ"
    )
    page.get_by_role("button", name="Gửi giấy tờ").click()
    expect(state).to_contain_text("nhiều nhất 20 MB")
    assert not row.product.producer.papers.exists()


def test_without_script_several_photos_in_one_field_become_one_paper(
    new_page: NewPage, row: Dossier, an: User
) -> None:
    page = new_page(user=an, width=360, height=740, javascript=False)
    page.goto(f"/lam-viec/chu-the/{row.product.producer.code}/giay-to/them/")
    page.set_input_files("#id_file", photos((30, 40), (40, 30)))
    page.get_by_role("button", name="Gửi giấy tờ").click()
    expect(page.get_by_role("heading", name="Ghi theo giấy", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert row.product.producer.papers.get().filename == "anh-chup-2-trang.pdf"
