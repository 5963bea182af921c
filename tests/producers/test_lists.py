"""The list of producers: filters, order, ticks, and the list as a file."""

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from common.dates import today
from producers.enums import Gender, HeldKind, ProducerKind
from producers.models import Producer
from producers.services import change_producer
from tests.factories import accounts, communes
from tests.factories.producers import held, member, producer

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/chu-the/"


class Stage:
    """Three producers of Thanh Hóa that differ in everything a filter asks for."""

    def __init__(self) -> None:
        self.province = communes.province()
        self.here = communes.commune("Phường Nghi Sơn", self.province)
        self.there = communes.commune("Xã Các Sơn", self.province)
        soon, past = today() + dt.timedelta(days=30), today() - dt.timedelta(days=1)
        self.coop = producer(
            "Hợp tác xã Ba Làng", self.there, tax_code="0100109106", phone="0912345678"
        )
        self.home = producer(
            "Hộ Tác Huy",
            self.here,
            kind=ProducerKind.HOUSEHOLD,
            tax_code="038085001234",
            representative="Đồng Thị Huy",
            representative_gender=Gender.FEMALE,
            representative_ethnicity="Si La",
            representative_disability="yes",
            representative_address="Thôn Bãi Sậy 7",
        )
        self.open = producer("Chủ thể của Mắm tôm", self.here, kind=ProducerKind.UNKNOWN)
        old = communes.commune("Xã Hải Hà", communes.district())
        Producer.objects.filter(pk=self.open.pk).update(unit=old, current_unit=None, named=False)
        communes.change(self.here, parts=(old,))
        communes.change(self.there, parts=(old,))
        held(self.coop, HeldKind.VIETGAP, valid_until=soon)
        held(self.home, HeldKind.HACCP, valid_until=past)
        self.officer = accounts.province_officer(self.province)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def names(client: Client, person: User, asked: dict[str, Any]) -> list[str]:
    client.force_login(person)
    return [row.name for row in client.get(LIST, asked).context["page"]]


COOP, HOME, OPEN = "Hợp tác xã Ba Làng", "Hộ Tác Huy", "Chủ thể của Mắm tôm"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"thue": "co"}, [HOME, COOP]),
        ({"thue": "khong"}, [OPEN]),
        ({"nu": "1"}, [HOME]),
        ({"giay": "vietgap"}, [COOP]),
        ({"giay": "organic"}, []),
        ({"han": "sap"}, [COOP]),
        ({"han": "het"}, [HOME]),
        ({"giay": "vietgap", "han": "het"}, []),
        ({"can": "noi"}, [OPEN]),
        ({"can": "ten"}, [OPEN]),
        ({"can": "trung"}, []),
        ({"noi": "HERE"}, [OPEN, HOME]),
        ({"noi": "THERE"}, [OPEN, COOP]),
        ({"noi": "PROVINCE"}, [OPEN, HOME, COOP]),
        ({"xep": "moi"}, [OPEN, HOME, COOP]),
        ({"xep": "noi"}, [OPEN, COOP, HOME]),
        ({"can": "x", "han": "x", "xep": "x"}, [OPEN, HOME, COOP]),
    ],
)
def test_each_filter_and_order(
    client: Client, stage: Stage, asked: dict[str, str], found: list[str]
) -> None:
    keys = {"HERE": stage.here.key, "THERE": stage.there.key, "PROVINCE": stage.province.key}
    asked = {name: keys.get(value, value) for name, value in asked.items()}
    if asked.get("noi") == stage.province.key:  # only the centre chooses by province
        assert names(client, accounts.user("Trung ương", "central_officer"), asked) == found
    else:
        assert names(client, stage.officer, asked) == found


def test_the_last_change_comes_first_when_asked(client: Client, stage: Stage) -> None:
    change_producer(producer=stage.coop, actor=stage.officer, on=today(), phone="0912345679")
    assert names(client, stage.officer, {"xep": "sua"})[0] == COOP


def test_possible_twins_can_be_filtered(client: Client, stage: Stage) -> None:
    producer("HTX Ba Làng", stage.here)
    assert set(names(client, stage.officer, {"can": "trung"})) == {COOP, "HTX Ba Làng"}


def test_places_of_today_are_offered_before_former_ones(client: Client, stage: Stage) -> None:
    client.force_login(stage.officer)
    choices = client.get(LIST).context["form"].fields["noi"].choices
    assert [label for _key, label in choices] == [
        "Mọi nơi",
        "Xã Các Sơn",
        "Phường Nghi Sơn",
        "Xã Hải Hà (cũ, chưa rõ nơi hiện nay)",
    ]


def test_a_chosen_filter_removes_itself(client: Client, stage: Stage) -> None:
    client.force_login(stage.officer)
    pills = client.get(LIST, {"q": "ba", "thue": "co", "xep": "moi"}).context["pills"]
    assert pills == [
        {"label": "“ba”", "url": "?thue=co&xep=moi"},
        {"label": "Mã số thuế: Đã có", "url": "?q=ba&xep=moi"},
    ]


def test_merged_entries_are_in_no_list_count_or_file(client: Client, stage: Stage) -> None:
    Producer.objects.filter(pk=stage.open.pk).update(merged_into=stage.coop)
    client.force_login(stage.officer)
    answer = client.get(LIST)
    assert answer.context["page"].paginator.count == 2
    assert OPEN not in answer.text
    assert len(table(client, {})) == 3


# --- as a file ------------------------------------------------------------------------------------


def table(client: Client, asked: dict[str, Any]) -> list[list[str]]:
    answer = client.get(LIST, asked | {"tai": "csv"})
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text)))


def column(rows: list[list[str]], header: str) -> list[str]:
    place = rows[0].index(header)
    return [row[place] for row in rows[1:]]


def test_the_file_has_the_rows_of_the_filters_and_all_pages(client: Client, stage: Stage) -> None:
    for number in range(26):
        producer(f"Hộ số {number:02d}", stage.here)
    client.force_login(stage.officer)
    assert len(column(table(client, {"trang": "2"}), "Mã")) == 29
    assert column(table(client, {"thue": "co"}), "Tên chủ thể") == [HOME, COOP]


def test_the_file_tells_the_recorded_place_and_the_one_of_today(
    client: Client, stage: Stage
) -> None:
    client.force_login(stage.officer)
    rows = table(client, {})
    assert column(rows, "Nơi theo giấy") == [
        "Xã Hải Hà, Huyện Hoằng Hóa, Tỉnh Thanh Hóa",
        "Phường Nghi Sơn, Tỉnh Thanh Hóa",
        "Xã Các Sơn, Tỉnh Thanh Hóa",
    ]
    assert column(rows, "Xã, phường hiện nay") == ["", "Phường Nghi Sơn", "Xã Các Sơn"]


def test_a_workbook_has_real_dates_and_no_formulas(client: Client, stage: Stage) -> None:
    producer("=HYPERLINK(1)", stage.here, registered_on=dt.date(2018, 11, 5))
    client.force_login(stage.officer)
    answer = client.get(LIST, {"tai": "xlsx", "q": "hyperlink"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = {cell.column: cell for cell in book.active[2]}
    assert (cells[2].value, cells[2].data_type) == ("=HYPERLINK(1)", "s")
    assert (cells[6].is_date, cells[6].value.date()) == (True, dt.date(2018, 11, 5))


@pytest.mark.parametrize(
    ("who", "code", "home_address"),
    [
        ("officer", "038085001234", "Thôn Bãi Sậy 7"),
        ("own", "038085001234", "Thôn Bãi Sậy 7"),
        ("leader", "", ""),
        ("centre", "", ""),
    ],
)
def test_personal_data_are_in_the_file_of_those_only_who_may_change_the_row(
    client: Client, stage: Stage, who: str, code: str, home_address: str
) -> None:
    people = {
        "officer": stage.officer,
        "own": member(stage.home),
        "leader": accounts.user("Lãnh đạo", "province_leader", stage.province),
        "centre": accounts.user("Trung ương", "central_officer"),
    }
    client.force_login(people[who])
    rows = table(client, {"q": "tac huy"})
    assert column(rows, "Mã số thuế") == [code]
    assert column(rows, "Địa chỉ thường trú") == [home_address]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ethnicity_and_disability_leave_in_no_file(client: Client, stage: Stage, kind: str) -> None:
    client.force_login(stage.officer)
    content = b"".join(client.get(LIST, {"tai": kind}).streaming_content)
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        content = "\n".join(
            str(cell) for row in sheet.iter_rows(values_only=True) for cell in row
        ).encode()
    text = content.decode()
    assert "Hộ Tác Huy" in text
    assert [word for word in ("Si La", "Dân tộc", "khuyết tật") if word in text] == []


def test_a_person_without_role_takes_nothing_away(client: Client, stage: Stage) -> None:
    assert stage.coop.pk
    client.force_login(accounts.outsider())
    assert len(table(client, {})) == 1


def test_only_what_was_ticked_is_taken_away_unless_all_are_meant(
    client: Client, stage: Stage
) -> None:
    client.force_login(stage.officer)
    asked = {"chon": [stage.coop.code, "KHONGCO"]}
    assert column(table(client, asked), "Tên chủ thể") == [COOP]
    assert len(column(table(client, asked | {"tat-ca": "1"}), "Mã")) == 3


def test_ticking_never_reaches_rows_of_others(client: Client, stage: Stage) -> None:
    client.force_login(accounts.commune_officer(stage.here))
    assert column(table(client, {"chon": [stage.coop.code]}), "Mã") == []


def test_the_list_offers_work_to_those_only_who_keep_it(client: Client, stage: Stage) -> None:
    client.force_login(stage.officer)
    text = client.get(LIST).text
    assert 'formaction="/lam-viec/chu-the/gop/"' in text
    assert 'formaction="/lam-viec/chu-the/chon-noi/"' in text
    client.force_login(accounts.user("Lãnh đạo", "province_leader", stage.province))
    text = client.get(LIST).text
    assert "formaction" not in text
    assert 'name="tai" value="xlsx"' in text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("asked", "count"),
    [({}, 7), ({"can": "trung", "giay": "vietgap", "han": "sap"}, 10), ({"tai": "csv"}, 6)],
)
def test_every_way_to_read_the_list_asks_the_same_number_of_questions(
    client: Client,
    rows: int,
    asked: dict[str, str],
    count: int,
    django_assert_num_queries: object,
) -> None:
    province = communes.province()
    for number in range(rows):
        unit = communes.commune(f"Xã Số {number}", province)
        for form in ("HTX", "Hợp tác xã"):
            row = producer(f"{form} Tân Tiến {number}", unit)
            held(row, valid_until=today())
    client.force_login(accounts.province_officer(province))
    with django_assert_num_queries(count):  # type: ignore[operator]
        answer = client.get(LIST, asked)
        if asked.get("tai"):
            assert len(b"".join(answer.streaming_content).splitlines()) == 2 * rows + 1
