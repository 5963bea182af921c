"""Error pages through the real handlers, guards of the browser on every page, the menu."""

import logging
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from accounts.enums import Role
from common.errors import DomainError
from notifications.services import queue
from ocop_portal import urls as real
from ocop_portal.context import _MENU
from tests.factories import accounts, communes

handler400, handler403, handler404 = real.handler400, real.handler403, real.handler404
handler500, handler429 = real.handler500, real.handler429


def _raises(error: Exception) -> Any:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("lam-viec/loi/400/", _raises(SuspiciousOperation("secret detail"))),
    path("lam-viec/loi/400/so/", _raises(DomainError("Ngày viết sai", code="invalid"))),
    path("lam-viec/loi/403/", _raises(PermissionDenied("Việc này dành cho cán bộ xã, phường"))),
    path("lam-viec/loi/409/", _raises(DomainError("Hồ sơ đã nộp", code="state"))),
    path("lam-viec/loi/500/", _raises(ZeroDivisionError("secret detail"))),
    *real.urlpatterns,
]

WORDS = {
    "400": "Không đọc được yêu cầu",
    "400/so": "Ngày viết sai",
    "403": "Việc này dành cho cán bộ xã, phường",
    "404": "Không tìm thấy trang",
    "409": "Hồ sơ đã nộp",
    "500": "Trang gặp sự cố",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("signed_in", [True, False])
@override_settings(ROOT_URLCONF=__name__)
def test_an_error_is_said_in_the_portals_words(
    client: Client, name: str, *, signed_in: bool, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    if signed_in:
        client.force_login(accounts.outsider())
    with caplog.at_level(logging.CRITICAL):
        answer = client.get(f"/lam-viec/loi/{name}/")
    assert answer.status_code == int(name[:3])
    assert WORDS[name] in answer.text
    assert "secret detail" not in answer.text
    assert answer.text.count("<h1") == 1
    assert '<html lang="vi">' in answer.text
    # The frame of the work area for those who work here; 500 stands alone.
    assert ("o-head work" in answer.text) is (signed_in and name != "500")


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_the_code_of_a_failure_is_found_again_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    text = client.get("/lam-viec/loi/500/").text
    code = re.search(r"<b class=\"o-num\">([2-9A-Z]{6})</b>", text)
    assert code
    assert f"Sự cố {code[1]} ở GET /lam-viec/loi/500/" in caplog.messages


def test_a_foreign_host_is_refused_in_words(client: Client) -> None:
    answer = client.get("/dang-nhap/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert WORDS["400"] in answer.text
    assert "evil.example" not in answer.text


@pytest.mark.django_db
def test_a_form_without_its_token_is_answered_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "x", "password": "y"})
    assert (answer.status_code, "Trang đã mở quá lâu" in answer.text) == (403, True)


# --- guards of the browser -----------------------------------------------------------------------

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
}


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    "address",
    ["/", "/dang-nhap/", "/healthz", "/khong-co/", "/api/schema/", "/lam-viec/thong-bao/"]
    + [f"/lam-viec/loi/{name}/" for name in WORDS],
)
def test_every_answer_carries_the_strict_policy(client: Client, address: str) -> None:
    client.raise_request_exception = False
    client.force_login(accounts.outsider())
    answer = client.get(address)
    parts = (part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert dict(parts) == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts(client: Client) -> None:
    person = accounts.outsider()
    client.post("/dang-nhap/", {"login": person.username, "password": accounts.PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


# --- what every template knows -------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, _label, _roles in _MENU])
def test_every_line_of_the_menu_leads_somewhere(name: str) -> None:
    assert reverse(name).startswith("/lam-viec/")


MENU = {
    Role.PRODUCER: ["Việc của tôi", "Hồ sơ", "Sản phẩm", "Giấy chứng nhận", "Chương trình"],
    Role.COMMUNE_OFFICER: [
        "Việc của tôi",
        "Hồ sơ",
        "Chủ thể",
        "Sản phẩm",
        "Giấy chứng nhận",
        "Chương trình",
    ],
    Role.PROVINCE_OFFICER: [
        "Việc của tôi",
        "Hồ sơ",
        "Hội đồng",
        "Chủ thể",
        "Sản phẩm",
        "Giấy chứng nhận",
        "Kiểm tra",
        "Báo cáo",
        "Chương trình",
    ],
    Role.COUNCIL: ["Việc của tôi", "Hội đồng"],
    Role.ADMINISTRATOR: ["Việc của tôi", "Nhập liệu", "Người dùng", "Chương trình"],
    "": ["Việc của tôi"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", MENU)
def test_the_menu_shows_what_the_role_works_with(client: Client, role: str) -> None:
    unit = {
        Role.COMMUNE_OFFICER: communes.commune("Xã Hoằng Thanh"),
        Role.PROVINCE_OFFICER: communes.province(),
    }.get(role)  # type: ignore[call-overload]
    client.force_login(accounts.user(role=role, unit=unit))
    answer = client.get("/lam-viec/thong-bao/")
    assert [item["label"] for item in answer.context["work_nav"]] == MENU[role]
    assert not any(item["current"] for item in answer.context["work_nav"])
    people = 'href="/lam-viec/nguoi-dung/"' in answer.text
    assert people is (role in (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR))
    imports = 'href="/lam-viec/nhap-lieu/"' in answer.text
    assert imports is (role in (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR))


@pytest.mark.django_db
def test_the_header_says_role_place_and_unread_notices(client: Client) -> None:
    person = accounts.commune_officer(communes.commune("Xã Hoằng Thanh"))
    accounts.give_role(person, Role.COUNCIL)
    queue(kind="x", to=[person], subject="Một", body="")
    queue(kind="x", to=[person], subject="Hai", body="")
    client.force_login(person)
    context = client.get("/lam-viec/thong-bao/").context
    assert context["work_role"] == "Cán bộ OCOP, xã Hoằng Thanh"
    assert context["notice_count"] == 2
    person.position = "Công chức nông nghiệp"
    person.save()
    assert client.get("/lam-viec/thong-bao/").context["work_role"] == "Công chức nông nghiệp"


@pytest.mark.django_db
def test_a_public_page_asks_the_database_nothing_for_its_frame(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        text = client.get("/dang-nhap/").text
    assert "OCOP Thanh Hóa" in text


@pytest.mark.django_db
def test_the_gallery_is_for_builders(client: Client, settings: Any) -> None:
    address = "/lam-viec/thanh-phan/"
    client.force_login(accounts.outsider())
    assert client.get(address).status_code == 200
    settings.DEMO = False
    assert client.get(address).status_code == 403
    client.force_login(accounts.user(role=Role.ADMINISTRATOR))
    assert client.get(address).status_code == 200


def test_the_old_address_of_the_icon_leads_to_the_drawn_one(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (301, "/static/img/logo.svg")
