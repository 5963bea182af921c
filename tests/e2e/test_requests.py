"""The officers' whole task in a browser: ask, reply, judge, assess, check, accept."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from common.dates import today
from evaluations.models import Dossier, EvaluationRound
from tests.factories import accounts, evaluations, producers, products

NewPage = Callable[..., Page]


@dataclass
class Desk:
    """A filed dossier, its producer An, Bình of the commune, Thái of the province."""

    an: User
    binh: User
    thai: User
    row: Dossier

    @property
    def url(self) -> str:
        return f"/lam-viec/ho-so/{self.row.code}/"


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    maker = producers.producer("HTX Tác Huy")
    an = producers.member(maker)
    product = products.product("Mắm tép đặc biệt", maker)
    row = evaluations.in_state("filed", product=product, actor=an)
    evaluations.round_of(row.unit.parent, year=today().year + 1, number=1)
    thai = accounts.province_officer(maker.unit.parent)
    return Desk(an, accounts.commune_officer(maker.unit), thai, row)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page, sentence: str) -> None:
    expect(page.locator("#thong-diep")).to_contain_text(sentence)


def state(desk: Desk) -> str:
    return Dossier.objects.get(pk=desk.row.pk).state


def test_the_commune_returns_two_points_the_producer_replies_and_it_goes_up(
    new_page: NewPage, desk: Desk
) -> None:
    officer, producer = new_page(user=desk.binh), new_page(user=desk.an, width=360)
    officer.goto(desk.url)
    officer.get_by_role("link", name="Trả chủ thể bổ sung").click()
    officer.get_by_label("Cần bổ sung").fill("Thêm phiếu kiểm nghiệm còn hạn")
    officer.get_by_label("Ở phần").select_option("papers")
    press(officer, "Thêm điểm")
    expect(officer.get_by_label("Cần bổ sung").first).to_have_value(
        "Thêm phiếu kiểm nghiệm còn hạn"
    )
    officer.get_by_label("Cần bổ sung").nth(1).fill("Ghi doanh thu năm 2025")
    press(officer, "Trả hồ sơ")
    told(officer, "Đã trả hồ sơ cho chủ thể bổ sung")

    producer.goto(desk.url)
    expect(producer.locator("#yeu-cau")).to_contain_text("Ghi doanh thu năm 2025")
    producer.get_by_role("link", name="Trả lời từng điểm").click()
    producer.get_by_label("Trả lời điểm 1").fill("Đã thêm phiếu số 12")
    producer.get_by_label("Trả lời điểm 2").fill("Đã ghi ở mục II")
    expect(producer.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    press(producer, "Lưu trả lời")
    producer.wait_for_url(f"**{desk.url}")
    producer.goto(f"{desk.url}kiem-tra/")
    press(producer, "Nộp hồ sơ")
    told(producer, "thì vào đợt 1")

    officer.goto(desk.url)
    officer.get_by_role("link", name="Xét 2 điểm đã trả lời").click()
    for number in (1, 2):
        officer.locator("li", has_text=f"Điểm {number}").get_by_text("Đã đạt").click()
    press(officer, "Lưu kết quả xét")
    told(officer, "Đã ghi kết quả xét từng điểm")
    officer.goto(f"{desk.url}danh-gia/")
    for name in ("material", "labour", "idea", "identity", "report_number", "signer"):
        officer.locator(f"main [name={name}]").fill(evaluations.ASSESSMENT[name])
    officer.locator("summary", has_text="Ghi nội dung cuộc họp").click()
    officer.locator("[name=meeting_on]").fill(f"{today():%d/%m/%Y}")
    officer.locator("[name=meeting_conclusion]").fill("Thống nhất đề nghị.")
    press(officer, "Lưu Mẫu số 03")
    told(officer, "Đã lưu Mẫu số 03")
    officer.goto("/lam-viec/ho-so/de-nghi/")
    officer.get_by_label("Chọn Mắm tép đặc biệt").check()
    officer.get_by_label("Số văn bản đề nghị").fill("45/UBND-KT")
    officer.get_by_label("Người ký văn bản").fill("Lê Văn Thành")
    press(officer, "Gửi đề nghị lên tỉnh")
    told(officer, "Đã đề nghị 1 hồ sơ theo văn bản 45/UBND-KT")
    assert state(desk) == "proposed"


def test_the_province_checks_asks_judges_and_accepts(new_page: NewPage, desk: Desk) -> None:
    evaluations.moves.propose_dossier(
        dossier=evaluations.assess(desk.row), actor=desk.binh, on=today()
    )
    office, commune = new_page(user=desk.thai), new_page(user=desk.binh, javascript=False)
    office.goto(desk.url)
    press(office, "Tiếp nhận hồ sơ")
    told(office, "Đã tiếp nhận, phiếu số")
    office.get_by_role("link", name="Kiểm tra thành phần, nội dung").click()
    line = office.locator("#muc-sets")
    line.get_by_text("Thiếu", exact=True).click()
    line.locator("summary").click()
    line.get_by_label("Ghi chú").fill("Chưa có bộ giấy")
    office.get_by_label("Số sản phẩm mẫu đã nhận").fill("5")
    office.get_by_label("Ngày nhận mẫu").fill(f"{today():%d/%m/%Y}")
    press(office, "Các mục còn lại đạt")
    for rest in office.locator(".q-line:not(:has(:checked))").all():
        rest.get_by_text("Đạt", exact=True).click()
    press(office, "Lưu kết quả")
    told(office, "Đã lưu kết quả kiểm tra")
    office.get_by_role("link", name="Yêu cầu bổ sung 1 mục thiếu").click()
    expect(office.get_by_label("Cần bổ sung").first).to_have_value(
        "01 bộ giấy và 01 bộ điện tử: Chưa có bộ giấy"
    )
    press(office, "Gửi yêu cầu")
    told(office, "Đã yêu cầu xã, phường và chủ thể bổ sung")

    commune.goto(desk.url)
    expect(commune.get_by_role("button", name="Gửi bổ sung lên tỉnh")).to_have_attribute(
        "aria-disabled", "true"
    )
    commune.get_by_role("link", name="Trả lời từng điểm").click()
    commune.get_by_label("Trả lời điểm 1").fill("Đã gửi bộ giấy")
    press(commune, "Lưu trả lời")
    told(commune, "Đã lưu trả lời")
    commune.goto(desk.url)
    press(commune, "Gửi bổ sung lên tỉnh")
    told(commune, "Đã gửi bổ sung lên tỉnh")

    office.goto(desk.url)
    office.get_by_role("link", name="Xét 1 điểm đã trả lời").click()
    office.get_by_text("Đã đạt", exact=True).click()
    press(office, "Lưu kết quả xét")
    told(office, "Đã ghi kết quả xét từng điểm")
    office.goto("/lam-viec/ho-so/tiep-nhan/")
    expect(office.locator("main")).to_contain_text("1 mục thiếu")
    office.get_by_label("Chọn Mắm tép đặc biệt").check()
    office.get_by_label("Đợt đánh giá").select_option(index=1)
    press(office, "Đưa vào đợt")
    told(office, "Đã đưa 1 hồ sơ vào đợt")
    assert state(desk) == "accepted"


def test_the_pages_are_accessible_and_fit(
    new_page: NewPage,
    faults_of: Callable[[Page], list[str]],
    desk: Desk,
) -> None:
    found: dict[str, list[str]] = {}

    def look(person: User, *addresses: str) -> None:
        page = new_page(user=person)
        for address in addresses:
            answer = page.goto(address)
            faults = faults_of(page)
            if answer is None or answer.status != 200:
                faults.append(f"status {answer and answer.status}")
            if faults:
                found[address] = faults

    row, moves = desk.row, evaluations.moves
    look(desk.binh, f"{desk.url}tra-lai/", "/lam-viec/ho-so/de-nghi/", f"{desk.url}danh-gia/")
    row = moves.return_dossier(dossier=row, reason="Nhãn", actor=desk.binh, on=today())
    request = f"{desk.url}yeu-cau/{row.requests.get().code}/"
    look(desk.an, request, f"{desk.url}bao-cao/")
    row = moves.file_dossier(dossier=evaluations.reply(row), actor=desk.an, on=today())
    look(desk.binh, request, desk.url)
    row = moves.propose_dossier(dossier=evaluations.assess(row), actor=desk.binh, on=today())
    moves.receive_dossier(dossier=row, actor=desk.thai, on=today())
    entered = EvaluationRound.objects.get()
    look(
        desk.thai,
        f"{desk.url}kiem-tra-tiep-nhan/",
        f"{desk.url}yeu-cau-bo-sung/",
        "/lam-viec/ho-so/tiep-nhan/",
        f"/lam-viec/dot/{entered.code}/da-nhan/",
    )
    assert found == {}
