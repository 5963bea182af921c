"""Dossiers, rounds, councils and sittings taken away as tables.

That no sealed mark stands in any of them is tested with the pages, in test_sealed_marks.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.dates import add_working_days, today
from evaluations.enums import DossierState
from evaluations.models import CouncilSession
from tests.factories import accounts, communes, evaluations, producers, products
from tests.factories import council as factory
from tests.tables import column, content_of, taken

pytestmark = pytest.mark.django_db

DOSSIERS, ROUNDS, ROUND, COUNCILS, SESSIONS, SESSION = 7, 4, 5, 4, 4, 8
KINDS = ("xlsx", "csv")
LIST = "/lam-viec/ho-so/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- dossiers -----------------------------------------------------------------------------------


def test_dossiers_as_a_table_say_who_holds_them_since_when() -> None:
    row = evaluations.in_state(DossierState.FILED)
    rows = taken(client_of(accounts.commune_officer(row.unit)), LIST)
    cells = dict(zip(rows[0], rows[1], strict=True))
    assert isinstance(cells.pop("Ngày làm việc xã đã dùng"), int)
    assert isinstance(cells.pop("Ngày làm việc còn lại"), int)
    assert cells == {
        "Mã hồ sơ": row.code,
        "Sản phẩm": row.product.name,
        "Chủ thể": row.product.producer.name,
        "Xã, phường": row.unit.full_name,
        "Loại hồ sơ": row.get_kind_display(),
        "Bước": row.get_state_display(),
        "Đang ở": row.unit.full_name,
        "Từ ngày": row.filed_on,
        "Hạn": add_working_days(row.filed_on, 15),
        "Số ngày đã giữ": max((today() - row.filed_on).days, 0),
        "Số phiếu tiếp nhận": row.commune_receipt,
        "Ngày nộp": row.filed_on,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_dossiers_holds_those_the_page_shows_to_this_person(kind: str) -> None:
    filed = evaluations.in_state(DossierState.FILED)
    elsewhere = communes.commune("Xã Hoằng Giang")
    maker = producers.producer("Tổ hợp tác Mật ong", elsewhere)
    draft = evaluations.dossier(products.product("Mật ong rừng", maker))

    def codes(user: User, query: str = "") -> list[str]:
        return column(taken(client_of(user), LIST + query, kind), "Mã hồ sơ")

    assert codes(accounts.commune_officer(filed.unit)) == [filed.code]
    assert codes(accounts.commune_officer(elsewhere)) == [draft.code]
    assert codes(producers.member(maker)) == [draft.code]
    officer = accounts.province_officer(filed.unit.parent)
    assert codes(officer) == [filed.code]  # a draft is not the province's to read
    assert codes(officer, "?q=mat+ong") == []
    assert codes(officer, "?buoc=filed&cho=toi") == []
    assert codes(accounts.outsider()) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_table_of_dossiers_asks_the_same_at_any_length(
    rows: int, kind: str, django_assert_num_queries: Callable
) -> None:
    maker = producers.producer()
    for number in range(rows):
        evaluations.in_state("filed", product=products.product(f"Mắm số {number}", maker))
    client = client_of(accounts.commune_officer(maker.unit))
    with django_assert_num_queries(DOSSIERS):
        assert len(taken(client, LIST, kind)) == 1 + rows


# --- the council --------------------------------------------------------------------------------


def test_rounds_councils_and_sittings_as_tables() -> None:
    of = factory.sitting(members=2, dossiers=2)
    client = client_of(of.officer)
    day = today()
    assert taken(client, reverse("evaluations:round_list"))[1:] == [
        [
            str(of.round),
            of.unit.full_name,
            of.round.proposals_before,
            of.round.held_before,
            2,
            0,
            of.round.get_state_display(),
        ]
    ]
    entered = taken(client, reverse("evaluations:round_detail", args=[of.round.code]))
    assert column(entered, "Mã số sản phẩm") == sorted(row.product_number for row in of.dossiers)
    assert taken(client, reverse("evaluations:council_list"))[1:] == [
        [of.council.name, of.council.decision_number, of.council.decided_on]
    ]
    assert taken(client, reverse("evaluations:session_list"))[1:] == [
        [day, of.council.name, str(of.round), "Phòng họp số 2", 0, 2, "Đã triệu tập"]
    ]


def test_the_products_of_a_sitting_say_who_signed_and_no_mark() -> None:
    of = factory.sitting(members=2, dossiers=1)
    factory.start(of)
    factory.score(of, 1, factory.answers(of.form))
    rows = taken(
        client_of(of.officer), reverse("evaluations:session_detail", args=[of.session.code])
    )
    dossier = of.dossiers[0]
    assert rows[1:] == [
        [
            1,
            dossier.product.name,
            dossier.product.producer.name,
            dossier.unit.full_name,
            dossier.get_kind_display(),
            dossier.sheet.product_set.number,
            1,
            2,
            0,
            "Niêm phong, 1/2 phiếu",
        ]
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_another_provinces_council_is_in_no_table(kind: str) -> None:
    of = factory.sitting(members=2)
    strange = client_of(accounts.province_officer(communes.province("Tỉnh Nghệ An", "40")))
    for name in ("round_list", "council_list", "session_list"):
        assert len(taken(strange, reverse(f"evaluations:{name}"), kind)) == 1
    for name, code in (("round_detail", of.round.code), ("session_detail", of.session.code)):
        url = reverse(f"evaluations:{name}", args=[code])
        assert strange.get(f"{url}?tai={kind}").status_code == 404
    outsider = client_of(accounts.outsider())
    council = reverse("evaluations:council_list")
    assert outsider.get(f"{council}?tai={kind}").status_code == 403


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 3])
def test_tables_of_the_council_ask_the_same_at_any_length(
    rows: int, kind: str, django_assert_num_queries: Callable
) -> None:
    of = factory.sitting(members=2, dossiers=rows)
    for _ in range(rows - 1):
        factory.council(of.unit)
        CouncilSession.objects.create(
            council=of.council, round=of.round, regulation=of.regulation, held_on=today()
        )
    for number in range(1, rows):
        evaluations.round_of(of.unit, year=2030 + number)
    client = client_of(of.officer)
    for name, args, count in (
        ("round_list", [], ROUNDS),
        ("round_detail", [of.round.code], ROUND),
        ("council_list", [], COUNCILS),
        ("session_list", [], SESSIONS),
        ("session_detail", [of.session.code], SESSION),
    ):
        url = reverse(f"evaluations:{name}", args=args)
        with django_assert_num_queries(count):
            answer = client.get(f"{url}?tai={kind}")
            content_of(answer)
        assert len(taken(client, url, kind)) == 1 + rows
