"""An adviser's task in a browser: the survey on a phone, the remarks at the desk, the report."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from evaluations.models import Appraisal
from tests.factories import appraisals

NewPage = Callable[..., Page]
SAVED = re.compile(r"^Đã lưu lúc \d\d:\d\d$")


@pytest.fixture
def row(transactional_db: None) -> Appraisal:
    return appraisals.appraisal()


@pytest.fixture
def khoa(row: Appraisal) -> User:
    return appraisals.lead_of(row)


def test_he_surveys_on_a_phone_writes_at_the_desk_and_reports(
    new_page: NewPage, row: Appraisal, khoa: User, axe_faults: Callable[[Page], list[str]]
) -> None:
    phone = new_page(user=khoa, width=360)
    url = f"/lam-viec/ho-so/{row.dossier.code}/tham-dinh/"
    phone.goto("/lam-viec/")
    phone.locator(f"main a[href='{url}']").first.click()
    phone.get_by_label("Ngày khảo sát").fill(appraisals.ON.isoformat())
    phone.get_by_label("Kết quả khảo sát").fill("Xưởng sạch, có nhật ký ủ.")
    expect(phone.locator("form [data-saved]")).to_have_text(SAVED)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe_faults(phone) == []
    phone.context.close()

    desk = new_page(user=khoa, width=1280)
    desk.goto(url)
    expect(desk.get_by_label("Kết quả khảo sát")).to_have_value("Xưởng sạch, có nhật ký ủ.")
    desk.get_by_label("Nhận xét tiêu chí 1.1").fill("Có sổ thu mua.")
    for label in ("Điểm mạnh", "Hạn chế, điều cần bổ sung", "Kết luận, đề xuất với Hội đồng"):
        desk.get_by_label(label).fill(f"{label}: đã xem.")
    desk.get_by_role("button", name="Lưu, xem báo cáo").click()
    expect(desk.get_by_role("heading", name="Báo cáo Chủ tịch Hội đồng")).to_be_visible()
    expect(desk.get_by_text("Có sổ thu mua.")).to_be_visible()
    assert axe_faults(desk) == []
    desk.get_by_role("button", name="Báo cáo Chủ tịch Hội đồng").click()
    expect(desk.get_by_text("Đã gửi báo cáo thẩm định tới Chủ tịch Hội đồng")).to_be_visible()
    row.refresh_from_db()
    assert (row.state, row.findings) == ("reported", {"1.1": "Có sổ thu mua."})
