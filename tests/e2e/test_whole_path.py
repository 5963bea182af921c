"""The main job in a browser, from an empty province to the page behind the QR code.

Each step is made by the person whose step it is, through the pages and nothing else. What stands
before the first step comes from factories: the places, the people with their roles, the council
with its seats and regulation, the published sheet QD26-09. Bình signs in by name and password, the
others come with a session. Two things go past the browser: five of the seven members declare and
score through the services, because two have walked these pages by then (one with the mouse, one
with the keyboard alone), and An is tied to the cooperative by ``add_member``.
"""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from weasyprint import HTML

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEntry
from certificates.enums import DecisionState
from certificates.models import Certificate, Decision
from common.dates import add_months, today, vn_date
from communes.models import AdministrativeUnit
from evaluations.enums import DossierState, ScoreSheetState, Seat
from evaluations.models import (
    Council,
    CouncilMember,
    CouncilSession,
    Dossier,
    ScoreSheet,
    SessionItem,
)
from evaluations.selectors.criteria import parsed
from evaluations.services.council.declaring import sign_declaration
from evaluations.services.council.scoring import save_answers, sign_sheet
from producers.models import Producer
from producers.services import add_member
from products.models import Product
from tests.factories import accounts, communes, council, criteria

NAME = "Mắm tôm Hoằng Thanh"
OWNER = "Hợp tác xã Chế biến hải sản Hoằng Thanh"
NewPage = Callable[..., Page]
# What the browser itself says about a page that was refused on purpose.
REFUSED = re.compile(r"^Failed to load resource: the server responded with a status of 40[34] ")

# Band 4 (about 80 points), held at 3 stars by criterion 3.5, which asks 2 points for the fourth.
MARKS = dict(
    zip(
        ("c1_1", "c1_2", "c3_1", "c3_3", "c3_5", "c4_2", "c4_3", "c5_3", "c6_5", "c7", "c11"),
        (3, 2, 2, 2, 1, 2, 3, 3, 2, 3, 1),
        strict=True,
    )
)


@dataclass
class Province:
    """The people before anything has happened."""

    unit: AdministrativeUnit
    commune: AdministrativeUnit
    binh: User
    an: User
    officer: User
    leader: User
    outsider: User
    council: Council
    members: list[CouncilMember]
    secretary: CouncilMember


@pytest.fixture
def province(transactional_db: None) -> Province:
    unit = communes.province()
    commune = communes.commune("Xã Hoằng Thanh", unit)
    criteria.published_sheet("QD26-09")
    council.regulation(unit)
    body = council.council(unit)
    seats = [council.seat(body, Seat.CHAIR, None, council.BODIES[0], "Trần Đức Lương")]
    names = (
        "Mai Thị Chi",
        "Lê Bá Đạt",
        "Hà Văn Giang",
        "Vũ Thị Hòa",
        "Đào Kim Khánh",
        "Ngô Văn Lộc",
    )
    seats += [
        council.seat(body, Seat.MEMBER, None, council.BODIES[order], name)
        for order, name in enumerate(names, start=1)
    ]
    return Province(
        unit=unit,
        commune=commune,
        binh=accounts.user(
            "Lê Thị Bình", Role.COMMUNE_OFFICER, commune, username="binh.hoangthanh"
        ),
        an=accounts.user("Đồng Thị An"),
        officer=accounts.province_officer(unit),
        leader=accounts.user("Đỗ Minh Hải", Role.PROVINCE_LEADER, unit),
        outsider=accounts.outsider(),
        council=body,
        members=seats,
        secretary=council.seat(body, Seat.SECRETARY, None, "VP Điều phối", "Lê Văn Ký"),
    )


# --- how a person uses a page ---------------------------------------------------------------------


def fill(page: Page, values: dict[str, Any]) -> None:
    """Type into fields, choose from lists, tick radios, by the name of the field."""
    for name, value in values.items():
        first = page.locator(f'main [name="{name}"]').first
        kind = first.evaluate("field => field.type")
        if kind == "select-one":
            first.select_option(label=value)
        elif kind in ("radio", "checkbox"):
            page.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            first.fill(str(value))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def told(page: Page, sentence: str) -> None:
    """The page says so on top."""
    expect(page.locator("#thong-diep")).to_contain_text(sentence)


def refused(page: Page, console: list[str], address: str, status: int, sentence: str = "") -> None:
    """This person gets ``status`` at ``address``, with the sentence and nothing of the record."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status
    if sentence:
        expect(page.locator("main")).to_contain_text(sentence)
    expect(page.locator("body")).not_to_contain_text(NAME)
    assert len(console) == 1
    assert REFUSED.match(console.pop())


def paper() -> bytes:
    """A PDF of one page, as a scanner would make it."""
    text = "<h1>Giấy chứng nhận đăng ký hợp tác xã</h1><p>Số 2807001238</p>"
    content: bytes = HTML(string=text).write_pdf()
    return content


def marks(sheet: Any, better: int = 0) -> dict[str, Any]:
    """A whole sheet; members differ by a point or two, less than the regulation allows."""
    form = parsed(sheet)
    return council.answers(form, 1.0, **MARKS, **({"c1_3": 2} if better % 2 else {}))


# --- the steps ------------------------------------------------------------------------------------


def register(page: Page) -> tuple[Producer, Product]:
    """Bình signs in by name and password, writes producer and product into the registers."""
    page.goto("/lam-viec/chu-the/moi/")
    fill(page, {"login": "binh.hoangthanh", "password": accounts.PASSWORD})
    press(page, "Đăng nhập")
    page.wait_for_url("**/lam-viec/chu-the/moi/")
    fill(
        page,
        {
            "name": OWNER,
            "kind": "Hợp tác xã",
            "tax_code": "2807",
            "registered_on": "05/11/2018",
            "address": "Thôn Đông Hải",
            "phone": "0912 345 678",
            "representative": "Đồng Thị An",
            "representative_position": "Giám đốc",
            "representative_gender": "Nữ",
            "representative_ethnicity": "Kinh",
            "consent_on": "05/11/2018",
            "representative_address": "Xã Hoằng Thanh",
        },
    )
    press(page, "Ghi vào sổ")
    expect(page.locator(".o-errsum")).to_contain_text("10 hoặc 13 chữ số")
    assert page.locator("[name=address]").input_value() == "Thôn Đông Hải"
    fill(page, {"tax_code": "2807001238"})
    press(page, "Ghi vào sổ")
    expect(page.get_by_role("heading", name=OWNER)).to_be_visible()
    follow(page, "Ghi sản phẩm mới")
    fill(
        page,
        {
            "name": NAME,
            "packaging": "Lọ thủy tinh 200 g",
            "description": "Mắm tôm ủ từ moi biển, phơi nắng sáu tháng.",
            "story": "Làng Hoằng Thanh làm mắm từ đời này sang đời khác.",
        },
    )
    page.locator("[name=product_set]").select_option("QD26-09")
    press(page, "Ghi vào sổ")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    return Producer.objects.get(), Product.objects.get()


def open_and_fill(page: Page, product: Product) -> Dossier:
    """An opens the dossier and writes Mẫu 01 and Mẫu 02, mostly prefilled from the registers."""
    page.goto(f"/lam-viec/san-pham/{product.code}/")
    follow(page, "Mở hồ sơ đánh giá")
    fill(page, {"kind": "first"})
    press(page, "Lập hồ sơ")
    told(page, "phiếu đăng ký đã điền sẵn")
    assert page.locator("[name=unit_name]").input_value() == OWNER
    fill(page, {"samples": 5, "signed_on": vn_date(today())})
    press(page, "Lưu và sang báo cáo")
    page.wait_for_url("**/bao-cao/")
    fill(
        page,
        {
            "history": "Thành lập năm 2018 từ nhóm hộ làm mắm.",
            "structure": "Hội đồng quản trị 3 người, 12 xã viên.",
            "result_material": "Moi biển Hoằng Thanh, ủ chum sành.",
            "result_quality": "Đổi lọ thủy tinh, nhãn có mã truy xuất.",
            "result_market": "7 đại lý trong và ngoài tỉnh.",
            "result_business": "Doanh thu năm trước 1.234.000.000 đồng.",
            "plan": "Mở thêm hai kênh siêu thị.",
            "signed_on": vn_date(today()),
        },
    )
    press(page, "Lưu và sang tự chấm")
    page.wait_for_url("**/tu-cham/")
    return Dossier.objects.select_related("sheet").get()


def score_oneself(page: Page, dossier: Dossier) -> None:
    """Part by part; an answer of this sheet is the points of an option."""
    form = parsed(dossier.sheet)
    best = criteria.best_answers(form)
    for part in form.parts:
        expect(page.get_by_role("heading", name=f"{part.code}. {part.name}")).to_be_visible()
        for criterion in part.criteria:
            fill(page, {f"c_{criterion.code}": best[criterion.code]})
        page.locator("main form button[type=submit]", has_text="Lưu và sang").click()
    page.wait_for_url("**/giay-to/")
    expect(page.locator(".d-pred .v")).to_contain_text("100,00")


def file_it(page: Page, dossier: Dossier) -> None:
    """Nothing can be filed before a paper is in; then An files."""
    page.goto(f"/lam-viec/ho-so/{dossier.code}/kiem-tra/")
    expect(page.locator("#noi-dung")).to_contain_text("Chưa có giấy tờ nào")
    page.goto(f"/lam-viec/ho-so/{dossier.code}/giay-to/")
    page.locator("[name=file]").set_input_files(
        {"name": "dang-ky.pdf", "mimeType": "application/pdf", "buffer": paper()}
    )
    fill(page, {"title": "Giấy đăng ký hợp tác xã"})
    press(page, "Thêm giấy tờ")
    expect(page.locator("[id^=giay-]").first).to_contain_text("Giấy đăng ký hợp tác xã")
    follow(page, "Sang kiểm tra và nộp")
    press(page, "Nộp hồ sơ")
    told(page, "Đã nộp hồ sơ cho xã Hoằng Thanh")


def assess(page: Page, dossier: Dossier) -> None:
    """Bình writes Mẫu 03 and proposes."""
    page.goto(f"/lam-viec/ho-so/{dossier.code}/")
    follow(page, "Viết đánh giá (Mẫu số 03)")
    fill(
        page,
        {
            "material": "Moi biển khai thác tại xã, chiếm trên 75 %.",
            "labour": "11 trên 12 lao động thường trú tại xã.",
            "idea": "Nghề mắm truyền thống của làng.",
            "identity": "Cách ủ chum sành, phơi nắng sáu tháng.",
            "report_number": "12/BC-UBND",
            "letter_number": "45/UBND-KT",
            "signer": "Lê Văn Thành",
        },
    )
    press(page, "Lưu Mẫu số 03")
    told(page, "Đã lưu Mẫu số 03")
    press(page, "Gửi đề nghị lên tỉnh")
    told(page, "Đã gửi đề nghị đánh giá lên tỉnh")


def check_whole(page: Page) -> None:
    """Every line of the intake check in order, five samples; what the co-pilot minds by hand."""
    follow(page, "Kiểm tra thành phần, nội dung")
    fill(page, {"samples": 5, "samples_on": f"{today():%d/%m/%Y}"})
    press(page, "Các mục còn lại đạt")
    for rest in page.locator(".q-line:not(:has(:checked))").all():
        rest.get_by_text("Đạt", exact=True).click()
    press(page, "Lưu kết quả")
    told(page, "Đã lưu kết quả kiểm tra")


def take_in(page: Page, dossier: Dossier) -> None:
    """The office opens a round, receives the dossier, takes it in and calls the council."""
    page.goto("/lam-viec/dot/")
    follow(page, "Mở đợt")
    # Round 1 of next year takes proposals until the 30th of April, whatever day it is today.
    fill(page, {"year": today().year + 1, "number": 1})
    press(page, "Mở đợt")
    told(page, "Đã mở")
    page.goto(f"/lam-viec/ho-so/{dossier.code}/")
    press(page, "Tiếp nhận hồ sơ")
    told(page, "Đã tiếp nhận, phiếu số")
    check_whole(page)
    page.goto(f"/lam-viec/ho-so/{dossier.code}/")
    page.locator("summary", has_text="Đưa vào đợt đánh giá").click()
    press(page, "Đưa vào đợt đánh giá")
    told(page, "mã số sản phẩm 38-")
    page.goto("/lam-viec/dot/")
    page.get_by_role("link", name=f"Đợt 1 năm {today().year + 1}").click()
    follow(page, "Triệu tập phiên họp")
    fill(page, {"held_on": today().isoformat(), "place": "Phòng họp số 2"})
    page.get_by_label(NAME).check()
    press(page, "Triệu tập phiên họp")
    page.wait_for_url("**/giay-moi/")


def sit_down(secretary: Page, chair: Page, session: CouncilSession, names: list[str]) -> None:
    """The secretary ticks who is there; before that the chair can't begin."""
    chair.goto(f"/lam-viec/hoi-dong/{session.code}/")
    blocked = re.compile(f"^Khai mạc, chấm mọi sản phẩm ?: Có mặt 0 trên {len(names) - 1} ")
    expect(chair.get_by_role("button", name=blocked)).to_have_count(1)
    secretary.goto(f"/lam-viec/hoi-dong/{session.code}/")
    for name in names:
        secretary.get_by_role("checkbox", name=re.compile(f"^{name} ")).check()
    press(secretary, "Lưu điểm danh")
    told(secretary, f"Đã ghi {len(names)} người có mặt")
    chair.reload()
    press(chair, "Khai mạc, chấm mọi sản phẩm")
    told(chair, "Phiên họp đã khai mạc")


def score_by_mouse(page: Page, item: SessionItem) -> None:
    """Declare, choose each option, see the total and the missing criteria fall, sign."""
    given = marks(item.dossier.sheet)
    page.goto(f"/lam-viec/hoi-dong/{item.session.code}/mau/{item.code}/")
    page.get_by_label("Không liên quan").check()
    press(page, "Ký bản khai")
    for code, points in given.items():
        page.locator(f'[name="c-{code}"][value="{points}"]').check()
    sign = page.get_by_role("button", name="Ký phiếu", exact=True)
    expect(sign).to_be_visible()
    expect(page.locator("#tong")).to_contain_text("cần 2")
    expect(page.locator("#tong")).to_contain_text("Đã lưu lúc")
    sign.click()
    page.wait_for_url("**/xem-lai/")
    press(page, "Ký phiếu")
    told(page, "Đã ký phiếu")


def tab_to(page: Page, wanted: str, most: int = 120) -> None:
    """Press Tab until the focus is on something that matches ``wanted``."""
    for _ in range(most):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never came to {wanted}")


def choose_by_keyboard(page: Page, code: str, points: int) -> None:
    """Go to a criterion and press its digit; again if the viewer of papers, just then loaded, took
    the key.
    """
    for _ in range(3):
        tab_to(page, f'[name="c-{code}"]', most=40)
        page.keyboard.press(str(points))
        focus = page.evaluate("[document.activeElement.name, document.activeElement.value]")
        if focus == [f"c-{code}", str(points)]:
            return
    pytest.fail(f"Digit {points} never chose an option of {code}")


def score_by_keyboard(page: Page, item: SessionItem) -> None:
    """The same without touching the mouse: Tab goes on, a digit chooses, Enter signs."""
    given = marks(item.dossier.sheet, better=1)
    page.goto(f"/lam-viec/hoi-dong/{item.session.code}/mau/{item.code}/")
    tab_to(page, "input[name^='c-'][value='none']")
    page.keyboard.press("Space")
    tab_to(page, "form[action*='/khai/'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#phieu")
    for code, points in given.items():
        choose_by_keyboard(page, code, points)
    page.keyboard.press("g")
    assert page.evaluate("document.activeElement.id") == "comment"
    page.keyboard.type("Mắm thơm, nên có thêm hợp đồng bán hàng.")
    expect(page.get_by_role("button", name="Ký phiếu", exact=True)).to_be_visible()
    tab_to(page, "#ky")
    page.keyboard.press("Enter")
    page.wait_for_url("**/xem-lai/")
    tab_to(page, "form[action$='/ky/'] button")
    page.keyboard.press("Enter")
    told(page, "Đã ký phiếu")


def score_by_services(item: SessionItem, member: CouncilMember, better: int) -> None:
    sign_declaration(session=item.session, conflicts={}, actor=member.user, on=today())
    sheet = ScoreSheet.objects.get(item=item, member=member)
    sheet = save_answers(
        sheet=sheet,
        answers=marks(item.dossier.sheet, better),
        comment=None,
        version=sheet.version,
        actor=member.user,
    )
    sign_sheet(sheet=sheet, version=sheet.version, actor=member.user)


def conclude(page: Page, item: SessionItem) -> None:
    """The chair opens, reads what held the star back, concludes and ends the sitting."""
    page.goto(f"/lam-viec/hoi-dong/{item.session.code}/mau/{item.code}/tong-hop/")
    expect(page.locator("#noi-dung")).to_contain_text("Đã đủ phiếu")
    press(page, "Mở niêm phong")
    held = page.locator(".o-note", has_text="Bị giữ dưới 4 sao")
    expect(held).to_have_count(1)
    expect(held).to_contain_text("3.5")
    expect(held).to_contain_text("trung bình 1,00")
    press(page, "Kết luận 3 sao")
    expect(page.locator("#noi-dung")).to_contain_text("Thông báo kết quả")
    page.goto(f"/lam-viec/hoi-dong/{item.session.code}/")
    press(page, "Bế mạc phiên họp")
    told(page, "Phiên họp đã bế mạc")


def decide(officer: Page, leader: Page, console: list[str]) -> Certificate:
    """The office drafts; it cannot issue; the leader can."""
    officer.goto("/lam-viec/quyet-dinh/")
    follow(officer, "Soạn dự thảo")
    expect(officer.locator("main")).to_contain_text(NAME)
    press(officer, "Soạn dự thảo")
    told(officer, "Đã soạn dự thảo")
    code = Decision.objects.get().code
    issue = f"/lam-viec/quyet-dinh/{code}/ban-hanh/"
    refused(officer, console, issue, 403, "Việc này dành cho lãnh đạo UBND tỉnh")
    leader.goto(f"/lam-viec/quyet-dinh/{code}/")
    follow(leader, "Ban hành")
    fill(leader, {"number": "715/QĐ-UBND"})
    press(leader, "Ban hành quyết định")
    told(leader, "cấp 1 giấy chứng nhận")
    return Certificate.objects.select_related("product").get()


def download(page: Page, certificate: Certificate) -> str:
    """An fetches the paper: its text."""
    page.goto(f"/lam-viec/giay-chung-nhan/{certificate.code}/")
    with page.expect_download() as waiting:
        follow(page, "Tải giấy (PDF)")
    reader = PdfReader(io.BytesIO(waiting.value.path().read_bytes()))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def audit_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call_command("verify_audit", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "checked": AuditEntry.objects.count(),
        "faults": [],
    }


# --- the tests ------------------------------------------------------------------------------------


def test_from_an_empty_province_to_the_page_behind_the_qr_code(
    new_page: NewPage,
    console: list[str],
    province: Province,
    capsys: pytest.CaptureFixture[str],
) -> None:
    binh, an = new_page(), new_page(user=province.an)
    officer, leader = new_page(user=province.officer), new_page(user=province.leader)
    outsider = new_page(user=province.outsider)

    producer, product = register(binh)
    refused(an, console, f"/lam-viec/san-pham/{product.code}/", 404)
    add_member(producer=producer, user=province.an, actor=province.binh, on=today())
    dossier = open_and_fill(an, product)
    score_oneself(an, dossier)
    file_it(an, dossier)
    refused(outsider, console, f"/lam-viec/ho-so/{dossier.code}/", 404)
    only_commune = "Việc này dành cho cán bộ OCOP của xã, phường nơi có chủ thể"
    refused(an, console, f"/lam-viec/ho-so/{dossier.code}/danh-gia/", 403, only_commune)
    assess(binh, dossier)
    take_in(officer, dossier)

    session = CouncilSession.objects.get()
    item = SessionItem.objects.select_related("session", "dossier__sheet").get()
    refused(outsider, console, f"/lam-viec/hoi-dong/{session.code}/", 404)
    chair = new_page(user=province.members[0].user)
    seats = [*province.members, province.secretary]
    sit_down(
        new_page(user=province.secretary.user),
        chair,
        session,
        [seat.user.full_name for seat in seats],
    )
    score_by_mouse(new_page(user=province.members[1].user), item)
    score_by_keyboard(new_page(user=province.members[2].user), item)
    for order in (0, 3, 4, 5, 6):
        score_by_services(item, province.members[order], order)
    signed = ScoreSheet.objects.filter(item=item, state=ScoreSheetState.SIGNED)
    assert signed.count() == 7
    conclude(chair, item)
    certificate = decide(officer, leader, console)

    text = download(an, certificate)
    assert certificate.number in text
    assert certificate.code in text
    for words in (NAME, OWNER, "Ba sao", "Lọ thủy tinh 200 g", "715/QĐ-UBND", "Đỗ Minh Hải"):
        assert words.lower() in text.lower()

    public = new_page(width=360)
    public.goto(f"/xac-minh/{certificate.code}/")
    expect(public.get_by_role("heading", level=1)).to_have_text("Còn hiệu lực")
    expect(public.locator("main")).to_contain_text(NAME)
    expect(public.locator("main")).to_contain_text(vn_date(add_months(today(), 36)))
    follow(public, "Trang sản phẩm")
    expect(public.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(public.locator("main")).to_contain_text("715/QĐ-UBND")
    public.goto("/")
    public.get_by_role("searchbox").first.fill("mam tom")
    public.keyboard.press("Enter")
    expect(public.locator(".o-hits a").first).to_have_text(NAME)
    audit_is_whole(capsys)


def test_ninety_points_are_approved_and_wait_for_the_centre(
    new_page: NewPage, capsys: pytest.CaptureFixture[str], transactional_db: None
) -> None:
    """Rule 7-16: the province approves the result; the Minister gives the certificate.

    Up to the conclusion through the services, the decision in the browser.
    """
    sitting = council.sitting()
    best = council.answers(sitting.form, 1.0)
    council.concluded(sitting, *[best] * 7)
    officer = new_page(user=sitting.officer)
    leader = new_page(user=accounts.user("Đỗ Minh Hải", Role.PROVINCE_LEADER, sitting.unit))
    officer.goto("/lam-viec/quyet-dinh/moi/")
    expect(officer.locator("main")).to_contain_text("100,00")
    press(officer, "Soạn dự thảo")
    told(officer, "Đã soạn dự thảo")
    decision = Decision.objects.get()
    leader.goto(f"/lam-viec/quyet-dinh/{decision.code}/ban-hanh/")
    expect(leader.locator(".o-confirm")).to_contain_text("chưa cấp giấy chứng nhận")
    fill(leader, {"number": "716/QĐ-UBND"})
    press(leader, "Ban hành quyết định")
    told(leader, "hồ sơ chờ gửi Trung ương")
    assert Decision.objects.get().state == DecisionState.ISSUED
    assert Dossier.objects.get().state == DossierState.FORWARDED
    assert Certificate.objects.count() == 0
    product = Product.objects.get()
    assert new_page().request.get(f"/san-pham/{product.code}/").status == 404
    leader.goto(f"/lam-viec/ho-so/{Dossier.objects.get().code}/")
    expect(leader.locator("main")).to_contain_text(str(DossierState.FORWARDED.label))
    audit_is_whole(capsys)
