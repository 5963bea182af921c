"""The calendar of working days: read by staff, kept by the administrator, counted at once."""

import datetime as dt
import html
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEntry
from common.dates import add_working_days, is_working_day, today
from common.errors import DomainError
from programmes.enums import DayKind
from programmes.models import CalendarDay
from programmes.selectors.calendar import tet_is_entered, working_calendar
from programmes.services.calendar import add_day, change_day, load_reference, remove_day
from tests.factories import accounts, communes, producers

pytestmark = pytest.mark.django_db

D = dt.date
URL = "/lam-viec/chuong-trinh/ngay-nghi/"
STORM = {"kind": "off", "name": "Nghỉ bão số 9", "basis": "Công điện 12/CĐ-TTg"}


@pytest.fixture
def keeper() -> User:
    return accounts.user("Quản trị", Role.ADMINISTRATOR)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    return html.unescape(response.content.decode())


# --- the days themselves --------------------------------------------------------------------------


def test_the_official_days_of_2025_and_2026_are_loaded_once(keeper: User) -> None:
    assert load_reference()["days"] == CalendarDay.objects.count()
    assert load_reference() == {"days": 0}
    calendar = working_calendar()
    swapped = [
        (D(2025, 5, 2), D(2025, 4, 26)),
        (D(2026, 1, 2), D(2026, 1, 10)),
        (D(2026, 8, 31), D(2026, 8, 22)),
    ]
    assert [
        (is_working_day(off, calendar), is_working_day(on, calendar)) for off, on in swapped
    ] == [(False, True)] * 3
    # Tết Bính Ngọ: from Friday 13/2 the next working day is Monday 23/2.
    assert add_working_days(D(2026, 2, 13), 1, calendar) == D(2026, 2, 23)
    assert {year: tet_is_entered(year) for year in (2025, 2026, 2027)} == {
        2025: True,
        2026: True,
        2027: False,
    }


def test_every_day_of_the_file_says_something_its_weekday_does_not() -> None:
    load_reference()
    ordinary = [
        row.day
        for row in CalendarDay.objects.all()
        if (row.kind == DayKind.OFF) != is_working_day(row.day)
    ]
    assert ordinary == []


def test_loading_again_leaves_what_people_did(keeper: User) -> None:
    load_reference()
    remove_day(row=CalendarDay.objects.get(day=D(2027, 4, 16)), reason="Nhầm", actor=keeper)
    moved = CalendarDay.objects.get(day=D(2027, 5, 3))
    change_day(row=moved, **STORM | {"day": D(2027, 5, 4)}, actor=keeper)
    assert load_reference() == {"days": 0}
    assert not CalendarDay.objects.filter(day__in=[D(2027, 4, 16), D(2027, 5, 3)]).exists()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "holiday"}, "calendar_day_kind_known"),
        ({"name": ""}, "calendar_day_has_name_and_basis"),
        ({"basis": ""}, "calendar_day_has_name_and_basis"),
    ],
)
def test_the_database_refuses_a_day_without_kind_name_or_basis(
    values: dict[str, str], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CalendarDay.objects.create(**{"day": D(2026, 9, 3), **STORM, **values})


@pytest.mark.parametrize(
    ("day", "kind", "sentence"),
    [
        (
            D(2026, 11, 22),
            "off",
            (
                "22/11/2026 là Chủ nhật, vốn đã là ngày nghỉ. Ngày lễ trùng cuối tuần thì ghi"
                " ngày nghỉ bù"
            ),
        ),
        (
            D(2026, 11, 24),
            "worked",
            "24/11/2026 là thứ Ba, vốn đã là ngày làm việc. Làm bù chỉ ghi cho thứ Bảy, Chủ nhật",
        ),
    ],
)
def test_a_day_that_is_so_anyway_is_refused(
    keeper: User, day: dt.date, kind: str, sentence: str
) -> None:
    with pytest.raises(DomainError) as refused:
        add_day(**STORM | {"day": day, "kind": kind}, actor=keeper)
    assert (refused.value.code, refused.value.fields) == ("invalid", {"day": [sentence]})


def test_a_day_entered_twice_says_what_is_there(keeper: User) -> None:
    add_day(day=D(2026, 11, 24), **STORM, actor=keeper)
    other = add_day(day=D(2026, 11, 25), **STORM, actor=keeper)
    sentence = "Ngày 24/11/2026 đã có trong lịch: Nghỉ bão số 9 (nghỉ)"
    for act in (
        lambda: add_day(day=D(2026, 11, 24), **STORM, actor=keeper),
        lambda: change_day(row=other, day=D(2026, 11, 24), **STORM, actor=keeper),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.fields == {"day": [sentence]}


def test_what_was_removed_meanwhile_is_a_conflict(keeper: User) -> None:
    row = add_day(day=D(2026, 11, 24), **STORM, actor=keeper)
    stale = CalendarDay.objects.get(pk=row.pk)
    remove_day(row=row, reason="Bão tan", actor=keeper)
    with pytest.raises(DomainError, match="vừa được bỏ khỏi lịch") as refused:
        change_day(row=stale, day=D(2026, 11, 24), **STORM, actor=keeper)
    assert refused.value.status == 409


def test_each_change_is_in_the_audit(keeper: User) -> None:
    row = add_day(day=D(2026, 11, 24), **STORM, actor=keeper)
    row = change_day(row=row, **STORM | {"day": D(2026, 11, 25)}, actor=keeper)
    change_day(row=row, **STORM | {"day": D(2026, 11, 25)}, actor=keeper)  # nothing new
    remove_day(row=row, reason="Bão tan", actor=keeper)
    entries = AuditEntry.objects.filter(target_type="programmes.calendarday").order_by("seq")
    found = [(entry.verb, entry.old, entry.new, entry.reason, entry.actor) for entry in entries]
    assert found == [
        ("calendar.day_added", "", "off", "Công điện 12/CĐ-TTg", keeper),
        (
            "calendar.day_changed",
            "2026-11-24 off",
            "2026-11-25 off",
            "Công điện 12/CĐ-TTg",
            keeper,
        ),
        ("calendar.day_removed", "off", "", "Bão tan", keeper),
    ]


def test_an_entered_day_counts_at_once_and_no_more_once_removed(keeper: User) -> None:
    monday = D(2026, 11, 23)
    row = add_day(day=D(2026, 11, 24), **STORM, actor=keeper)
    assert add_working_days(monday, 1, working_calendar()) == D(2026, 11, 25)
    remove_day(row=row, reason="Bão tan", actor=keeper)
    assert add_working_days(monday, 1, working_calendar()) == D(2026, 11, 24)


# --- pages ----------------------------------------------------------------------------------------


def cast() -> dict[str, User]:
    province = communes.province()
    maker = producers.producer()
    return {
        "producer": producers.member(maker),
        "outsider": accounts.outsider(),
        **{
            role: accounts.user(role, role, unit)
            for role, unit in (
                (Role.COMMUNE_OFFICER, maker.unit),
                (Role.PROVINCE_OFFICER, province),
                (Role.PROVINCE_LEADER, province),
                (Role.COUNCIL, None),
                (Role.ADVISER, None),
                (Role.INSPECTOR, province),
                (Role.CENTRAL_OFFICER, None),
                (Role.ADMINISTRATOR, None),
            )
        },
    }


def test_who_reads_and_who_keeps_the_calendar() -> None:
    keeper = accounts.user("Quản trị", Role.ADMINISTRATOR)
    add_day(day=D(2026, 11, 24), **STORM, actor=keeper)
    doors = [
        reverse("programmes:calendar"),
        reverse("programmes:day_add"),
        reverse("programmes:day_change", args=["2026-11-24"]),
        reverse("programmes:day_remove", args=["2026-11-24"]),
    ]
    found = {
        str(name): [client_of(user).get(door).status_code for door in doors]
        for name, user in cast().items()
    }
    staff = [200, 403, 403, 403]
    assert found == {
        "producer": [403] * 4,
        "outsider": [403] * 4,
        "commune_officer": staff,
        "province_officer": staff,
        "province_leader": staff,
        "council": staff,
        "adviser": staff,
        "inspector": staff,
        "central_officer": staff,
        "administrator": [200] * 4,
    }
    assert [Client().get(door).status_code for door in doors] == [302] * 4


def test_nobody_but_the_administrator_writes(keeper: User) -> None:
    officer = client_of(accounts.province_officer(communes.province()))
    sent = {"day": "24/11/2026", **STORM}
    assert officer.post(reverse("programmes:day_add"), sent).status_code == 403
    assert not CalendarDay.objects.exists()


def test_adding_changing_and_removing_on_the_pages(keeper: User) -> None:
    client = client_of(keeper)
    added = client.post(reverse("programmes:day_add"), {"day": "24/11/2026", **STORM}, follow=True)
    assert added.redirect_chain == [(f"{URL}?nam=2026", 302)]
    assert "Đã ghi Nghỉ bão số 9 24/11/2026 vào lịch" in text_of(added)
    change = reverse("programmes:day_change", args=["2026-11-24"])
    changed = client.post(change, {"day": "25/11/2026", **STORM}, follow=True)
    assert "Đã sửa Nghỉ bão số 9 25/11/2026" in text_of(changed)
    remove = reverse("programmes:day_remove", args=["2026-11-25"])
    assert client.post(remove, {"reason": " "}).status_code == 400
    removed = client.post(remove, {"reason": "Bão tan"}, follow=True)
    assert "Đã bỏ Nghỉ bão số 9 25/11/2026" in text_of(removed)
    assert client.get(remove).status_code == 404
    assert client.get(reverse("programmes:day_change", args=["hôm-nay"])).status_code == 404


def test_a_refused_day_keeps_what_was_typed(keeper: User) -> None:
    page = client_of(keeper).post(
        reverse("programmes:day_add"), {"day": "22/11/2026", **STORM, "basis": "Công điện X"}
    )
    assert page.status_code == 400
    assert "22/11/2026 là Chủ nhật, vốn đã là ngày nghỉ" in text_of(page)
    assert 'value="Công điện X"' in text_of(page)


def test_a_year_without_tet_says_so(keeper: User) -> None:
    load_reference()
    client = client_of(keeper)
    assert "Chưa có ngày nghỉ Tết Âm lịch 2027." in text_of(client.get(URL, {"nam": "2027"}))
    assert "Chưa có ngày nghỉ Tết" not in text_of(client.get(URL, {"nam": "2026"}))
    assert client.get(URL, {"nam": "9999"}).context["year"] == today().year
    assert client.get(URL, {"nam": "bậy"}).context["year"] == today().year


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_at_one_and_three_days(
    keeper: User, rows: int, django_assert_num_queries: Callable
) -> None:
    for number in range(rows):
        add_day(day=D(2026, 11, 24 + number), **STORM, actor=keeper)
    client = client_of(keeper)
    client.get(URL)
    with django_assert_num_queries(8):
        assert len(client.get(URL, {"nam": "2026"}).context["days"]) == rows
