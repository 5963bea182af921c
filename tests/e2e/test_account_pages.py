"""Sign-in, two factors and the people pages in a browser: accessible, fitting, keys at work."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from accounts.enums import Role
from accounts.models import User
from notifications.services import queue
from tests.factories import accounts, communes

ADDRESSES = (
    "/dang-nhap/",
    "/tai-khoan/mat-khau/",
    "/tai-khoan/hai-lop/",
    "/lam-viec/thong-bao/",
    "/lam-viec/thong-bao/thu/",
    "/lam-viec/nguoi-dung/",
    "/lam-viec/nguoi-dung/moi/",
    "/lam-viec/nguoi-dung/binh/",
    "/lam-viec/nguoi-dung/binh/giao-vai-tro/",
    "/lam-viec/nguoi-dung/binh/tam-khoa/",
)


@pytest.fixture
def thai(transactional_db: None) -> User:
    province = communes.province()
    unit = communes.commune("Xã Hoằng Thanh", province)
    binh = accounts.user(
        "Lê Thị Bình", Role.COMMUNE_OFFICER, unit, username="binh", email="b@example.vn"
    )
    officer = accounts.user("Nguyễn Văn Thái", Role.PROVINCE_OFFICER, province, username="thai")
    queue(kind="x", to=[officer, binh], subject="Hồ sơ được trả lại", body="Thiếu phiếu", url="/")
    return officer


def test_pages_are_accessible_and_fit(
    new_page: Callable[..., Page],
    faults_of: Callable[[Page], list[str]],
    thai: User,
) -> None:
    guest, page = new_page(), new_page(user=thai)
    for address in ADDRESSES:
        shown = guest if address == "/dang-nhap/" else page
        shown.goto(address)
        assert faults_of(shown) == [], address


def test_a_wrong_password_takes_the_focus(new_page: Callable[..., Page], thai: User) -> None:
    page = new_page(javascript=True)
    page.goto("/dang-nhap/")
    page.fill("[name=login]", "thai")
    page.fill("[name=password]", "sai")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    assert "Sai tên hoặc mật khẩu" in page.locator(":focus").inner_text()
    assert page.input_value("[name=login]") == "thai"


def test_a_key_of_the_device_replaces_the_password(
    new_page: Callable[..., Page], thai: User
) -> None:
    page = new_page()
    page.goto("/dang-nhap/")
    host = page.url.replace("127.0.0.1", "localhost").removesuffix("/dang-nhap/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{host}/dang-nhap/")
    page.fill("[name=login]", "thai")
    page.fill("[name=password]", accounts.PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.goto(f"{host}/tai-khoan/hai-lop/webauthn/add/")
    page.fill("[name=password]", accounts.PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Đăng nhập không cần mật khẩu").check()
    page.get_by_role("button", name="Thêm khóa bảo mật").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.goto(f"{host}/tai-khoan/hai-lop/webauthn/")
    assert page.get_by_text("Thay được mật khẩu").is_visible()
    page.goto(f"{host}/tai-khoan/dang-xuat/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{host}/dang-nhap/")
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    page.wait_for_url("**/lam-viec/")
    assert page.get_by_role("heading", level=1).is_visible()


def test_a_key_that_does_not_answer_is_said_on_the_page(
    new_page: Callable[..., Page], thai: User
) -> None:
    page = new_page()
    page.goto("/dang-nhap/")
    page.route("**/webauthn/login/", lambda route: route.fulfill(status=204, body=""))
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    page.get_by_text("Khóa bảo mật chưa trả lời").wait_for()
