"""The people pages: who opens which, what they show, what posting does."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.selectors import roles_of
from common.dates import today
from communes.models import AdministrativeUnit
from tests.factories import accounts, communes

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/nguoi-dung/"
ONE = ("person_edit", "password_issue", "second_factor_remove", "deactivate", "reactivate")


class Stage:
    def __init__(self) -> None:
        self.province = communes.province()
        self.here = communes.commune("Xã Hoằng Thanh", self.province)
        self.binh = accounts.user(
            "Lê Thị Bình", Role.COMMUNE_OFFICER, self.here, username="binh", email="b@example.vn"
        )
        self.leader = accounts.user(
            "Lãnh Đạo", Role.PROVINCE_LEADER, self.province, username="lanhdao"
        )
        other = communes.province("Tỉnh Nghệ An", "40")
        self.far = communes.commune("Phường Vinh Tân", other)
        self.stranger = accounts.user("Xa", Role.COMMUNE_OFFICER, self.far, username="xa")

    def person(self, who: str) -> User:
        role, unit = {
            "administrator": (Role.ADMINISTRATOR, None),
            "province_officer": (Role.PROVINCE_OFFICER, self.province),
            "province_leader": (Role.PROVINCE_LEADER, self.province),
            "central_officer": (Role.CENTRAL_OFFICER, None),
            "commune_officer": (Role.COMMUNE_OFFICER, self.here),
            "inspector": (Role.INSPECTOR, self.province),
            "council": (Role.COUNCIL, None),
            "producer": (Role.PRODUCER, self.here),
            "outsider": ("", None),
        }[who]
        return accounts.user("Người Xem", role, unit, username="toi")


@pytest.fixture
def stage() -> Stage:
    return Stage()


def address(name: str, username: str = "binh", **more: str) -> str:
    return reverse(f"accounts:{name}", kwargs={"username": username, **more})


# who: status of list, new, then of the person below, above, elsewhere: record, give a role, edit
PAGES = {
    "administrator": (200, 200, (200, 200, 200), (200, 200, 200), (200, 200, 200)),
    "province_officer": (200, 200, (200, 200, 200), (200, 200, 403), (404, 404, 404)),
    "province_leader": (403, 403, (403,) * 3, (403,) * 3, (403,) * 3),
    "central_officer": (403, 403, (403,) * 3, (403,) * 3, (403,) * 3),
    "commune_officer": (403, 403, (403,) * 3, (403,) * 3, (403,) * 3),
    "inspector": (403, 403, (403,) * 3, (403,) * 3, (403,) * 3),
    "council": (403, 403, (403,) * 3, (403,) * 3, (403,) * 3),
    "producer": (403, 403, (403,) * 3, (403,) * 3, (403,) * 3),
    "outsider": (403, 403, (403,) * 3, (403,) * 3, (403,) * 3),
}


@pytest.mark.parametrize("who", PAGES)
def test_who_opens_which_page(stage: Stage, client: Client, who: str) -> None:
    client.force_login(stage.person(who))
    found = (
        client.get(LIST).status_code,
        client.get(f"{LIST}moi/").status_code,
        *(
            tuple(
                client.get(address(name, username)).status_code
                for name in ("person_detail", "role_grant", "person_edit")
            )
            for username in ("binh", "lanhdao", "xa")
        ),
    )
    assert found == PAGES[who]


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "username", "status"),
    [
        ("province_officer", "lanhdao", 403),
        ("province_officer", "toi", 403),
        ("province_officer", "xa", 404),
        ("administrator", "toi", 403),
        ("commune_officer", "binh", 403),
    ],
)
def test_moves_on_an_account_are_closed_to_others(
    stage: Stage, client: Client, name: str, method: str, who: str, username: str, status: int
) -> None:
    client.force_login(stage.person(who))
    before = User.objects.values().get(username=username)
    assert getattr(client, method)(address(name, username)).status_code == status
    after = User.objects.values().get(username=username)
    assert after | {"last_login": None} == before | {"last_login": None}


def test_a_guest_is_asked_to_sign_in(stage: Stage, client: Client) -> None:
    paths = [LIST, f"{LIST}moi/", *(address(name) for name in (*ONE, "person_detail"))]
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/?next={path}")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_few_times_however_long(
    client: Client, rows: int, django_assert_num_queries: object
) -> None:
    province = communes.province()
    for number in range(rows):
        accounts.commune_officer(communes.commune(f"Xã Số {number + 1}", province))
    client.force_login(accounts.province_officer(province))
    client.get(LIST)
    # session, person, roles, count, rows, their roles, unread notices
    with django_assert_num_queries(7):  # type: ignore[operator]
        client.get(LIST)


def test_the_list_shows_roles_places_and_state(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("province_officer"))
    User.objects.filter(username="binh").update(is_active=False)
    text = " ".join(client.get(LIST, {"q": "le binh"}).text.split())
    assert "Cán bộ xã, phường – Xã Hoằng Thanh" in text
    assert "Tạm khóa" in text
    assert "Lãnh Đạo" not in text
    assert "Vinh Tân" not in client.get(LIST).text


def new_person(place: AdministrativeUnit, **more: str) -> dict[str, str]:
    return {
        "full_name": "Trần Văn Mới",
        "title": "anh",
        "username": "Moi.HT",
        "role": Role.COMMUNE_OFFICER,
        "unit": place.key,
    } | more


def test_an_opened_account_shows_its_password_once(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("province_officer"))
    answer = client.post(f"{LIST}moi/", new_person(stage.here))
    person = User.objects.get(username="moi.ht")
    assert person.check_password(answer.context["password"])
    assert answer.context["password"] in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert answer.context["password"] not in client.get(address("person_detail", "moi.ht")).text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"role": Role.PROVINCE_OFFICER}, "role"),
        ({"role": Role.ADMINISTRATOR, "unit": ""}, "role"),
        ({"unit": "FAR"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"username": "binh"}, "username"),
        ({"username": "có dấu"}, "username"),
        ({"full_name": ""}, "full_name"),
    ],
)
def test_an_account_beyond_the_own_scope_is_not_opened(
    stage: Stage, client: Client, more: dict[str, str], field: str
) -> None:
    client.force_login(stage.person("province_officer"))
    if more.get("unit") == "FAR":
        more = {"unit": stage.far.key}
    before = User.objects.count()
    answer = client.post(f"{LIST}moi/", new_person(stage.here, **more))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert User.objects.count() == before


def test_the_administrator_chooses_the_province_whose_communes_are_offered(
    stage: Stage, client: Client
) -> None:
    client.force_login(stage.person("administrator"))
    page = f"{LIST}moi/"
    assert stage.here.key in client.get(page).text
    assert stage.far.key in client.get(page, {"tinh": "40"}).text
    answer = client.post(page, new_person(stage.far, tinh="40"))
    assert answer.context["person"].username == "moi.ht"


def test_a_role_is_given_and_ended(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("province_officer"))
    there = communes.commune("Phường Nghi Sơn", stage.province)
    given = {"role": Role.COMMUNE_OFFICER, "unit": there.key, "basis": "QĐ 5"}
    client.post(address("role_grant"), given)
    row = RoleAssignment.objects.get(user=stage.binh, unit=there)
    assert (row.valid_from, row.basis) == (today(), "QĐ 5")
    page = address("role_end", role=row.role, place=there.key)
    assert client.get(page).status_code == 200
    client.post(page, {"on": f"{today():%d/%m/%Y}"})
    row.refresh_from_db()
    assert row.valid_to == today()


def test_nobody_gives_or_ends_roles_of_the_own_account(stage: Stage, client: Client) -> None:
    me = stage.person("administrator")
    client.force_login(me)
    given = {"role": Role.COMMUNE_OFFICER, "unit": stage.here.key}
    assert client.post(address("role_grant", "toi"), given).status_code == 403
    end = address("role_end", "toi", role=Role.ADMINISTRATOR, place="ca-nuoc")
    assert client.post(end, {"on": f"{today():%d/%m/%Y}"}).status_code == 403
    assert roles_of(User.objects.get(pk=me.pk), on=today()) == {Role.ADMINISTRATOR}


def test_the_office_ends_no_role_above_it(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("province_officer"))
    key = stage.province.key
    end = address("role_end", "lanhdao", role=Role.PROVINCE_LEADER, place=key)
    assert client.post(end, {"on": f"{today():%d/%m/%Y}"}).status_code == 403
    gone = address("role_end", "lanhdao", role=Role.COMMUNE_OFFICER, place=key)
    assert client.post(gone, {}).status_code == 404


def test_a_wrong_last_day_is_said_and_what_was_typed_stays(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("administrator"))
    page = address("role_end", role=Role.COMMUNE_OFFICER, place=stage.here.key)
    day = accounts.SINCE - dt.timedelta(days=1)
    answer = client.post(page, {"on": f"{day:%d/%m/%Y}"})
    assert "Ngày kết thúc phải từ ngày bắt đầu (01/01/2020) trở đi" in answer.text
    assert f"{day:%d/%m/%Y}" in answer.text


def test_a_new_password_signs_the_person_out_everywhere(stage: Stage, client: Client) -> None:
    theirs = Client()
    theirs.force_login(stage.binh)
    assert theirs.get("/lam-viec/thong-bao/").status_code == 200
    client.force_login(stage.person("province_officer"))
    client.get(address("password_issue"))
    assert User.objects.get(username="binh").one_time_until is None, "GET writes nothing"
    answer = client.post(address("password_issue"))
    assert stage.binh.check_password(accounts.PASSWORD)
    assert User.objects.get(username="binh").check_password(answer.context["password"])
    assert theirs.get("/lam-viec/thong-bao/").status_code == 302


def test_shutting_an_account_needs_a_reason_and_ends_its_sessions(
    stage: Stage, client: Client
) -> None:
    theirs = Client()
    theirs.force_login(stage.binh)
    client.force_login(stage.person("province_officer"))
    assert "Hãy ghi lý do" in client.post(address("deactivate"), {"reason": ""}).text
    assert theirs.get("/lam-viec/thong-bao/").status_code == 200
    assert client.post(address("deactivate"), {"reason": "Nghỉ"}).status_code == 302
    assert theirs.get("/lam-viec/thong-bao/").status_code == 302
    assert client.post(address("deactivate"), {"reason": "Nghỉ"}).status_code == 200
    client.post(address("reactivate"))
    assert User.objects.get(username="binh").is_active


def test_removing_factors_that_are_not_there_says_so(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("province_officer"))
    answer = client.post(address("second_factor_remove"))
    assert (answer.status_code, "chưa bật xác thực hai lớp" in answer.text) == (409, True)
    Authenticator.objects.create(user=stage.binh, type=Authenticator.Type.TOTP, data={})
    assert client.post(address("second_factor_remove")).status_code == 302
    assert not Authenticator.objects.exists()


def test_the_record_tells_who_gave_which_role(stage: Stage, client: Client) -> None:
    me = stage.person("province_officer")
    client.force_login(me)
    client.post(f"{LIST}moi/", new_person(stage.here))
    text = client.get(address("person_detail", "moi.ht")).text
    assert "Mở tài khoản" in text
    assert f"Cán bộ xã, phường · Xã Hoằng Thanh · {me.full_name}" in text
