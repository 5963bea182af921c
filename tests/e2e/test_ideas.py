"""The idea stage in a browser: a commune registers and surveys, the office chooses."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from common.dates import today
from programmes.models import ProductIdea
from tests.factories import accounts, communes
from tests.factories import programmes as made

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_idea_from_the_commune_to_the_provinces_choice(
    new_page: Callable[..., Page], axe_faults: Callable[[Page], list[str]], console: list[str]
) -> None:
    place = communes.commune()
    binh = accounts.commune_officer(place)
    thai = accounts.province_officer(communes.province())
    call = made.call(actor=thai, title="Đăng ký ý tưởng năm tới")

    page = new_page(user=binh, width=360)
    page.goto("/lam-viec/chuong-trinh/")
    assert axe_faults(page) == []
    page.get_by_role("link", name=call.title).click()
    page.get_by_role("link", name="Đăng ký ý tưởng", exact=True).click()
    page.get_by_label("Tên sản phẩm").fill("Mật ong hoa nhãn")
    page.get_by_label("Nguyên liệu").fill("Ong nuôi tại thôn 3")
    page.get_by_role("button", name="Đăng ký ý tưởng").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi ai đăng ký")
    expect(page.get_by_label("Tên sản phẩm")).to_have_value("Mật ong hoa nhãn")
    assert axe_faults(page) == []
    # The refused sheet itself, a 400, is what the browser complains about.
    assert len(console) == 1
    console.clear()
    page.get_by_label("Tên hộ, nhóm hoặc đơn vị").fill("Hộ bà Lê Thị Sen")
    page.get_by_label("Loại hình").select_option("household")
    page.get_by_role("button", name="Đăng ký ý tưởng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mật ong hoa nhãn")

    page.get_by_role("link", name="Ghi khảo sát").click()
    page.get_by_label("Người khảo sát").fill("Lê Thị Bình")
    for good in page.get_by_label("Tốt", exact=True).all():
        good.check()
    page.get_by_label("Đề nghị chọn", exact=True).check()
    assert axe_faults(page) == []
    page.get_by_role("button", name="Lưu khảo sát").click()
    expect(page.get_by_text("Chờ tỉnh chọn")).to_be_visible()
    assert axe_faults(page) == []

    office = new_page(user=thai)
    office.goto(f"/lam-viec/chuong-trinh/y-tuong/dot/{call.code}/")
    assert axe_faults(office) == []
    office.get_by_role("link", name="Chọn ý tưởng").click()
    office.get_by_label("Kết quả phiếu 1").select_option("select")
    office.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    assert axe_faults(office) == []
    office.get_by_role("button", name="Ghi kết quả chọn").click()
    expect(office.get_by_text(re.compile("chọn 1; người đăng ký được báo"))).to_be_visible()
    idea = ProductIdea.objects.get()
    assert (idea.state, idea.decided_on, idea.unit) == ("selected", today(), place)
