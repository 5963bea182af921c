"""An office's workbook in a browser: brought, looked at, corrected, chosen, written, taken back."""

import functools
import io
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from common.dates import now
from communes.models import AdministrativeUnit
from exchange.enums import RunState
from exchange.models import ImportRun
from exchange.services.progress import tell
from producers.models import Producer
from products.models import Product
from tests.factories import accounts, communes
from tests.factories.exchange import import_run

HEADER = ["STT", "Tên sản phẩm", "Người làm ra", "Xã", "Huyện", "Hạng sao", "Quyết định số", "Ngày"]
DECISION = "377/QĐ-UBND"
NewPage = Callable[..., Page]


@dataclass
class Office:
    """A province's office with one product in its register, and a former commune that was split."""

    unit: AdministrativeUnit
    officer: User


@pytest.fixture
def office(transactional_db: None) -> Office:
    unit = communes.province()
    district = communes.district("Huyện Hoằng Hóa", unit)
    communes.change(
        communes.commune("Xã Hoằng Thanh", unit), communes.commune("Xã Hoằng Phụ", district)
    )
    split = communes.commune("Xã Hoằng Yến", district)
    for name in ("Xã Hoằng Giang", "Xã Hoằng Tiến"):
        communes.change(communes.commune(name, unit), parts=(split,))
    return Office(unit, accounts.province_officer(unit))


@functools.cache
def workbook() -> bytes:
    """Four lines below a title, as an office keeps them; one header is not what others call it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sổ OCOP"
    sheet.append(["DANH SÁCH SẢN PHẨM OCOP TỈNH THANH HÓA"])
    sheet.append([])
    sheet.append(HEADER)
    maker = "Hợp tác xã Hoằng Phụ"
    for row in (
        [1, "Nước mắm Khúc Phụ", maker, "Hoằng Phụ", "Hoằng Hóa", "4 sao", DECISION, "17/01/2025"],
        [2, "Mắm tôm Ba Làng", maker, "Hoằng Phụ", "Hoằng Hóa", "3 sao", DECISION, "17/01/2025"],
        [3, "Muối hầm", maker, "Hoằng Yến", "Hoằng Hóa", "3*", DECISION, "17/01/2025"],
        [4, "Cá khô", maker, "Hoằng Phụ", "Hoằng Hóa", "6 sao", DECISION, "17/01/2025"],
    ):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(page: Page) -> None:
    page.goto("/lam-viec/nhap-lieu/")
    page.get_by_label("Tệp Excel của văn phòng").set_input_files(
        {"name": "So OCOP.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    )
    page.get_by_role("button", name="Đưa lên và xem trước").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def test_office_brings_its_register_in_and_takes_it_back(
    new_page: NewPage, axe_faults: Callable[[Page], list[str]], office: Office
) -> None:
    page, public = new_page(user=office.officer), new_page()
    bring(page)
    answer = page.locator(".o-ribbon")
    expect(answer).to_contain_text("Sẽ ghi mới 3 dòng")
    expect(page.locator(".x-fault.bad")).to_contain_text("6 sao")
    assert axe_faults(page) == []

    # The portal doesn't know "Người làm ra": the person says what it is.
    follow(page, "Chỉnh các cột")
    assert axe_faults(page) == []
    page.get_by_label("Cột C là").select_option(label="Chủ thể")
    press(page, "Đọc lại theo các cột này")
    expect(answer).to_contain_text("Sẽ ghi mới 3 dòng")
    expect(page.locator(".x-lines")).to_contain_text("Hợp tác xã Hoằng Phụ")

    # A former commune went into two: somebody who knows chooses, by keyboard.
    follow(page, "Chọn cho 1 dòng")
    assert axe_faults(page) == []
    page.get_by_role("radio", name="Xã Hoằng Giang").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#thong-diep")).to_contain_text("Đã lưu lựa chọn cho 1 dòng")

    follow(page, "Ghi vào sổ")
    assert axe_faults(page) == []
    press(page, "Ghi vào sổ")
    expect(answer).to_contain_text("Đã ghi mới 3 dòng")
    expect(answer).to_contain_text("1 dòng chưa ghi")
    assert axe_faults(page) == []
    salt = Product.objects.get(name="Muối hầm")
    assert salt.current_unit is not None
    assert salt.current_unit.name == "Hoằng Giang"
    public.goto("/san-pham/?q=muoi+ham")
    expect(public.locator("main")).to_contain_text("Muối hầm")

    # The same workbook again, read the same way: nothing new.
    bring(page)
    expect(answer).to_contain_text("Không có dòng nào để ghi")
    assert ImportRun.objects.latest("pk").counts["match"] == 3

    page.goto(f"/lam-viec/nhap-lieu/{ImportRun.objects.earliest('pk').code}/")
    follow(page, "Rút lại cả lần ghi")
    assert axe_faults(page) == []
    press(page, "Rút lại cả lần ghi")
    expect(answer).to_contain_text("Đã rút lại, sổ như trước khi ghi")
    assert (Product.objects.count(), Producer.objects.count()) == (0, 0)
    public.goto("/san-pham/?q=muoi+ham")
    expect(public.locator("main")).not_to_contain_text("Hợp tác xã Hoằng Phụ")


def test_a_file_that_is_no_workbook_is_refused_beside_the_field(
    new_page: NewPage, office: Office
) -> None:
    page = new_page(user=office.officer, width=360)
    page.goto("/lam-viec/nhap-lieu/")
    chosen = {"name": "so.xlsx", "mimeType": "text/csv", "buffer": "STT;Tên\n1;Mắm".encode()}
    page.get_by_label("Tệp Excel của văn phòng").set_input_files(chosen)
    press(page, "Đưa lên và xem trước")
    expect(page.locator(".o-errsum")).to_be_focused()
    expect(page.locator(".o-field .o-err")).to_contain_text("Đây là tệp văn bản (CSV)")
    assert ImportRun.objects.count() == 0


def test_a_workbook_can_be_brought_and_written_without_script(
    new_page: NewPage, office: Office
) -> None:
    page = new_page(user=office.officer, javascript=False)
    bring(page)
    expect(page.locator(".o-ribbon")).to_contain_text("Sẽ ghi mới 3 dòng")
    follow(page, "Ghi vào sổ")
    press(page, "Ghi vào sổ")
    expect(page.locator(".o-ribbon")).to_contain_text("Đã ghi mới 3 dòng")
    assert ImportRun.objects.get().state == RunState.DONE


def test_a_file_let_go_anywhere_on_the_page_is_taken(new_page: NewPage, office: Office) -> None:
    page = new_page(user=office.officer)
    page.goto("/lam-viec/nhap-lieu/")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["x"], "so.xlsx"));
          const about = {bubbles: true, cancelable: true, dataTransfer: data};
          for (const kind of ["dragover", "drop"]) {
            document.querySelector("h1").dispatchEvent(new DragEvent(kind, about));
          }
        }"""
    )
    expect(page.locator(".o-picked-files")).to_contain_text("so.xlsx")


def test_page_shows_how_far_the_job_is_and_opens_the_result_by_itself(
    new_page: NewPage, axe_faults: Callable[[Page], list[str]], office: Office
) -> None:
    run = import_run(office.unit, RunState.EXECUTING, by=office.officer, lines=1)
    tell(run, 131, 214, "Đang ghi")
    page = new_page(user=office.officer, width=360)
    page.goto(f"/lam-viec/nhap-lieu/{run.code}/")
    expect(page.locator(".o-job")).to_contain_text("Đang ghi: 131 trên 214 dòng")
    assert axe_faults(page) == []
    tell(run, 200, 214, "Đang ghi")
    expect(page.locator(".o-job")).to_contain_text("Đang ghi: 200 trên 214 dòng")
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.DONE, executed_at=now())
    expect(page.locator(".o-ribbon")).to_contain_text("Đã ghi mới 1 dòng")
