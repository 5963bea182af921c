"""The way in: one address, closed side doors, limits, second factor, one-time passwords."""

import datetime as dt
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.enums import TWO_FACTOR_ROLES, Role
from accounts.models import User
from accounts.services import issue_password
from common.dates import today
from tests.factories import accounts, communes

pytestmark = pytest.mark.django_db
IN = "/dang-nhap/"
WORK = "/lam-viec/thong-bao/"
CHANGE = "/tai-khoan/mat-khau/"
LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}


@pytest.fixture
def binh() -> User:
    unit = communes.commune("Xã Hoằng Thanh")
    return accounts.user("Lê Thị Bình", Role.COMMUNE_OFFICER, unit, username="binh")


@pytest.fixture
def thai() -> User:
    unit = communes.province()
    return accounts.user("Nguyễn Văn Thái", Role.PROVINCE_OFFICER, unit, username="thai")


def sign_in(client: Client, name: str = "binh", password: str = accounts.PASSWORD, **more: str):
    return client.post(IN, {"login": name, "password": password, **more})


def code_for(user: User) -> str:
    secret = Authenticator.objects.get(user=user, type="totp").wrap().instance.data["secret"]
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def with_totp(user: User) -> User:
    totp.TOTP.activate(user, totp.generate_totp_secret())
    return user


def test_the_one_address_is_where_everything_leads(binh: User, client: Client) -> None:
    assert reverse("account_login") == IN
    assert client.get(WORK)["Location"] == f"{IN}?next={WORK}"
    text = client.get(IN, {"next": WORK}).text
    assert f'action="{IN}"' in text
    assert f'value="{WORK}"' in text
    assert sign_in(client, next=WORK)["Location"] == WORK
    client.post("/tai-khoan/dang-xuat/")
    assert client.get(WORK)["Location"] == f"{IN}?next={WORK}"
    assert sign_in(client)["Location"] == "/lam-viec/"


def test_a_foreign_address_after_sign_in_is_ignored(binh: User, client: Client) -> None:
    assert sign_in(client, next="https://example.com/")["Location"] == "/lam-viec/"


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "account_confirm_email"],
)
def test_side_doors_of_the_library_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["/tai-khoan/login/", "/tai-khoan/signup/", "/tai-khoan/email/", "/admin/"]
)
def test_addresses_of_side_doors_are_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(binh: User, client: Client) -> None:
    answer = sign_in(client, password="sai")
    text = answer.text
    assert answer.status_code == 200
    assert "Sai tên hoặc mật khẩu. Hãy xem lại chữ hoa, chữ thường" in text
    assert 'value="binh"' in text
    assert "sai" not in text.split("<form")[2].split("</form>")[0].replace("Sai", "")


def test_an_unknown_name_gets_the_same_sentence(binh: User, client: Client) -> None:
    wrong = sign_in(client, password="sai").context["form"].non_field_errors()
    assert sign_in(client, "khong-co", "sai").context["form"].non_field_errors() == wrong


def test_five_failures_shut_the_account_for_five_minutes(
    binh: User, client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS  # type: ignore[attr-defined]
    for _ in range(5):
        assert "Sai tên hoặc mật khẩu" in sign_in(client, password="sai").text
    assert "Tài khoản tạm khóa 5 phút" in sign_in(client).text
    assert "Tài khoản tạm khóa 5 phút" in sign_in(Client(), "BINH").text
    assert client.get(WORK).status_code == 302
    late = time.time() + 301
    monkeypatch.setattr("time.time", lambda: late)
    assert sign_in(client).status_code == 302


def test_signing_in_well_does_not_count_as_a_failure(
    binh: User, client: Client, settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS  # type: ignore[attr-defined]
    for _ in range(8):
        assert sign_in(client).status_code == 302
        client.post("/tai-khoan/dang-xuat/")


def test_too_many_tries_from_one_place_get_the_portals_own_page(
    client: Client, settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}  # type: ignore[attr-defined]
    answers = [sign_in(client, f"ten{number}", "sai") for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Xin chờ một chút" in answers[-1].text


def test_a_shut_account_is_told_so_and_stays_out(binh: User, client: Client) -> None:
    User.objects.update(is_active=False)
    answer = client.post(IN, {"login": "binh", "password": accounts.PASSWORD}, follow=True)
    assert "Tài khoản đang tạm khóa" in answer.text
    assert client.get(WORK).status_code == 302


def test_signing_out_needs_a_post(binh: User, client: Client) -> None:
    client.force_login(binh)
    assert client.get("/tai-khoan/dang-xuat/").status_code == 200
    assert client.get(WORK).status_code == 200
    assert client.post("/tai-khoan/dang-xuat/")["Location"] == "/"
    assert client.get(WORK).status_code == 302


@pytest.mark.parametrize("demo", [True, False])
def test_demo_accounts_are_shown_in_the_demo_only(
    client: Client, settings: object, *, demo: bool
) -> None:
    settings.DEMO = demo  # type: ignore[attr-defined]
    text = client.get(IN).text
    assert ("<code>chuthe</code>" in text) is demo
    assert "quantri" in text or not demo


# --- one-time passwords --------------------------------------------------------------------------


@pytest.fixture
def password(binh: User, thai: User) -> str:
    return issue_password(user=binh, actor=thai, on=today())


def test_a_handed_out_password_opens_nothing_but_its_own_change(
    binh: User, client: Client, password: str
) -> None:
    sign_in(client, password=password)
    for path in (WORK, "/lam-viec/", "/lam-viec/chu-the/"):
        assert client.get(path)["Location"] == CHANGE
    answer = client.get("/api/v1/products/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_ready")
    text = client.get(CHANGE).text
    assert "Hãy đặt mật khẩu của riêng mình" in text
    new = "hoa sen trang ho tay"
    answer = client.post(CHANGE, {"oldpassword": password, "password1": new, "password2": new})
    assert answer["Location"] == "/lam-viec/"
    assert client.get(WORK).status_code == 200
    assert sign_in(Client(), password=password).status_code == 200
    assert sign_in(Client(), password=new).status_code == 302


def test_a_handed_out_password_does_not_open_after_its_last_day(
    binh: User, client: Client, password: str
) -> None:
    User.objects.filter(pk=binh.pk).update(one_time_until=today())
    assert sign_in(Client(), password=password)["Location"] == "/lam-viec/"
    User.objects.filter(pk=binh.pk).update(one_time_until=today() - dt.timedelta(days=1))
    answer = client.post(IN, {"login": "binh", "password": password}, follow=True)
    assert "Mật khẩu một lần đã hết hạn" in answer.text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("ngan", "Mật khẩu quá ngắn: cần ít nhất 12 ký tự."),
        ("le thi binh 1", "Mật khẩu quá giống họ và tên không dấu."),
        ("123456789012", "Mật khẩu chỉ có chữ số: hãy thêm chữ."),
    ],
)
def test_a_weak_password_is_refused_in_words(
    binh: User, client: Client, new: str, sentence: str
) -> None:
    client.force_login(binh)
    given = {"oldpassword": accounts.PASSWORD, "password1": new, "password2": new}
    assert sentence in client.post(CHANGE, given).text
    assert User.objects.get(pk=binh.pk).check_password(accounts.PASSWORD)


# --- second factor -------------------------------------------------------------------------------


@pytest.fixture
def required(settings: object) -> None:
    settings.TWO_FACTOR_ROLES = list(TWO_FACTOR_ROLES)  # type: ignore[attr-defined]


def test_an_officer_without_second_factor_is_sent_to_set_it_up(
    thai: User, client: Client, required: None
) -> None:
    client.force_login(thai)
    for path in ("/lam-viec/", WORK, "/lam-viec/nguoi-dung/"):
        assert client.get(path)["Location"] == "/tai-khoan/hai-lop/"
        assert client.post(path)["Location"] == "/tai-khoan/hai-lop/"
    answer = client.get("/api/v1/products/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_ready")
    page = client.get("/tai-khoan/hai-lop/")
    assert (page.status_code, "cần xác thực hai lớp" in page.text) == (200, True)
    with_totp(thai)
    assert client.get(WORK).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_exactly_the_named_roles_need_it(client: Client, required: None, role: str) -> None:
    unit = communes.province() if role in (Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER) else None
    if role in (Role.COMMUNE_OFFICER, Role.INSPECTOR):
        unit = communes.commune()
    client.force_login(accounts.user(role=role, unit=unit))
    needs = client.get(WORK).status_code == 302
    assert needs is (role in TWO_FACTOR_ROLES)


def test_the_demo_asks_for_none(thai: User, client: Client) -> None:
    assert settings.TWO_FACTOR_ROLES == []
    client.force_login(thai)
    assert client.get(WORK).status_code == 200


def test_a_second_factor_is_set_up_and_asked_for(thai: User, client: Client) -> None:
    page = "/tai-khoan/hai-lop/totp/activate/"
    sign_in(client, "thai")
    confirm = client.get(page)["Location"]
    assert confirm == f"/tai-khoan/xac-nhan/?next={page.replace('/', '%2F')}"
    client.post(confirm, {"password": accounts.PASSWORD, "next": page})
    answer = client.get(page)
    secret = answer.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in answer.text
    assert "Mã chưa đúng" in client.post(page, {"code": "000000"}).text
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert client.post(page, {"code": code})["Location"].endswith("/recovery-codes/")
    codes = client.get("/tai-khoan/hai-lop/recovery-codes/").context["unused_codes"]
    assert len(set(codes)) == 10

    again = Client()
    assert sign_in(again, "thai")["Location"] == "/tai-khoan/hai-lop/authenticate/"
    assert again.get(WORK).status_code == 302, "the password alone opens nothing"
    authenticate = "/tai-khoan/hai-lop/authenticate/"
    assert "Nhập mã xác thực" in again.get(authenticate).text
    assert "Mã chưa đúng" in again.post(authenticate, {"code": "111111"}).text
    assert again.post(authenticate, {"code": codes[0]})["Location"] == "/lam-viec/"
    assert again.get(WORK).status_code == 200

    third = Client()
    sign_in(third, "thai")
    assert "Mã chưa đúng" in third.post(authenticate, {"code": codes[0]}).text, "used up"


def test_a_code_of_the_telephone_opens_once(thai: User, client: Client) -> None:
    with_totp(thai)
    code = code_for(thai)
    sign_in(client, "thai")
    page = "/tai-khoan/hai-lop/authenticate/"
    assert client.post(page, {"code": code})["Location"] == "/lam-viec/"
    other = Client()
    sign_in(other, "thai")
    assert other.post(page, {"code": code}).status_code == 200


def test_a_challenge_for_a_key_is_given_to_guests(client: Client) -> None:
    answer = client.get(
        "/tai-khoan/hai-lop/webauthn/login/", headers={"accept": "application/json"}
    )
    options = answer.json()["request_options"]["publicKey"]
    assert options["rpId"] == "testserver"
    assert options["challenge"]


# Pages of the library that a signed-in person with a second factor meets.
PAGES = {
    "account_logout": 200,
    "account_change_password": 200,
    "account_reauthenticate": 200,
    "mfa_reauthenticate": 200,
    "mfa_index": 200,
    "mfa_view_recovery_codes": 200,
    "mfa_generate_recovery_codes": 200,
    "mfa_deactivate_totp": 200,
    "mfa_list_webauthn": 200,
    "mfa_add_webauthn": 200,
    "account_inactive": 200,
}
ENGLISH = (
    "Sign ", "Password", "Security", "Authenticat", "Recovery", "Two-Factor", "Confirm", "Code",
    "Key", "Save", "Are you", "Your ", "Please", "This ",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_account_speak_vietnamese_in_the_portals_frame(
    binh: User, client: Client, name: str
) -> None:
    with_totp(binh)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(binh)
    sign_in(client)
    client.post("/tai-khoan/hai-lop/authenticate/", {"code": code_for(binh)})
    confirmed = {"password": accounts.PASSWORD, "next": "/tai-khoan/hai-lop/"}
    assert client.post("/tai-khoan/xac-nhan/", confirmed)["Location"] == "/tai-khoan/hai-lop/"
    answer = client.get(reverse(name))
    assert answer.status_code == PAGES[name]
    text = answer.text
    body = text.split("<main", 1)[1].split("</main>")[0].split("<script")[0]
    words = " ".join(part.split(">", 1)[-1] for part in body.split("<"))
    assert [
        word
        for word in ENGLISH
        if word in words.replace("Google Authenticator", "").replace("Microsoft Authenticator", "")
    ] == []
    assert text.count("<h1") == 1
    assert "placeholder=" not in body or name == "mfa_add_webauthn"


def test_every_account_page_is_known_here() -> None:
    names = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("account_", "mfa_"))
    }
    elsewhere = {
        "account_login", "account_set_password", "mfa_authenticate", "mfa_activate_totp",
        "mfa_download_recovery_codes", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
        "mfa_edit_webauthn", "mfa_login_webauthn",
    }  # fmt: skip
    assert names == set(PAGES) | elsewhere
