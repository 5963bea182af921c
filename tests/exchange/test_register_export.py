"""The register taken away in the office's layout: brought back in, it changes nothing."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from certificates.enums import ActionKind
from certificates.models import Certificate
from certificates.services import revoke_certificate
from common.dates import today
from exchange.enums import PlaceNames
from products.models import Product
from tests.exchange.registers import lines_of, outcomes, register, sheet_of
from tests.factories import accounts, certificates, communes, producers, products
from tests.factories.certificates import Scene
from tests.tables import content_of

NAMES = tuple(PlaceNames.values)
# The names of today also need the map of all units.
STATEMENTS = {PlaceNames.RECORDED: 6, PlaceNames.TODAY: 10}


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC), tick=True):
        yield Scene()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- what the portal itself issued, and what happened since -------------------------------------


@pytest.mark.parametrize("names", NAMES)
def test_certificates_of_the_portal_stand_beside_old_lines_and_match(
    scene: Scene, names: str
) -> None:
    issued = certificates.issued(scene, stars=4)
    old = certificates.recorded(scene, decided_on=None, decided_year=2024)
    content = register(scene.province, names)
    rows = {row[14]: row for row in lines_of(content)}
    assert set(rows) == {issued.code, old.code}
    assert rows[issued.code][7:11] == (
        "4 sao",
        None,
        issued.decision.number,  # type: ignore[union-attr]
        dt.datetime.combine(certificates.DECIDED_ON, dt.time()),
    )
    assert rows[old.code][10] == 2024
    assert outcomes(content, scene.province) == {"match": 2}


def test_old_names_stay_in_the_old_wording_and_today_has_todays(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    name = certificate.product.name
    new = communes.commune("Phường Tên Mới", scene.province)
    Product.objects.filter(pk=certificate.product_id).update(name="Tên mới", current_unit=new)
    (then,) = lines_of(register(scene.province, PlaceNames.RECORDED))
    (now,) = lines_of(register(scene.province, PlaceNames.TODAY))
    assert (then[1], then[4]) == (name, scene.commune.full_name)
    assert (now[1], now[4]) == ("Tên mới", "Phường Tên Mới")


def test_a_revocation_is_told_in_the_last_column_and_changes_no_line(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    (row,) = lines_of(register(scene.province))
    assert row[16] == "Còn hiệu lực đến hết 05/03/2028"
    revoke_certificate(
        certificate=certificate,
        ground="mark",
        basis_on=dt.date(2026, 11, 10),
        decision_number="3763/QĐ-UBND",
        effective_on=dt.date(2026, 11, 20),
        reason="Dùng sao trên sản phẩm khác",
        actor=scene.leader,
        on=today(),
    )
    assert certificate.actions.get().kind == ActionKind.REVOKE
    content = register(scene.province)
    assert [row[15:17] for row in lines_of(content)] == [("công nhận", "Đã thu hồi")]
    assert outcomes(content, scene.province) == {"match": 1}


def test_a_name_that_looks_like_a_formula_stays_a_name(scene: Scene) -> None:
    bad = products.product("=HYPERLINK(A1)", scene.producer)
    certificates.recorded(scene, product=bad)
    content = register(scene.province)
    assert [row[1] for row in lines_of(content)] == ["=HYPERLINK(A1)"]
    assert sheet_of(content)["B8"].data_type == "s"


# --- who may take what --------------------------------------------------------------------------


def cast(scene: Scene) -> dict[str, User]:
    far = communes.province("Tỉnh Nghệ An", "40")
    return {
        "officer": scene.officer,
        "leader": scene.leader,
        "other officer": accounts.province_officer(far),
        "central": accounts.user("Vũ Thị Trung", Role.CENTRAL_OFFICER),
        "administrator": accounts.user("Quản Trị", Role.ADMINISTRATOR),
        "binh": scene.binh,
        "an": scene.an,
        "inspector": accounts.user("Mai Em", Role.INSPECTOR, scene.province),
        "outsider": accounts.outsider(),
    }


TAKES = {"officer", "leader", "other officer", "central", "administrator"}
SEES = TAKES - {"other officer"}


@pytest.mark.parametrize(
    "who",
    sorted(TAKES | {"binh", "an", "inspector", "outsider"}),
)
def test_who_takes_away_the_register(scene: Scene, who: str) -> None:
    person = cast(scene)[who]
    ours = certificates.recorded(scene)
    client, url = client_of(person), reverse("exchange:register_export")
    assert client.get(url).status_code == (200 if who in TAKES else 403)
    answer = client.get(url, {"ten": "luc-ghi"})
    assert answer.status_code == (200 if who in TAKES else 403)
    if who in TAKES:
        codes = [row[14] for row in lines_of(content_of(answer))]
        assert codes == ([ours.code] if who in SEES else [])
    empty = client.get(reverse("exchange:template"))
    assert empty.status_code == (200 if who in TAKES else 403)
    content_of(empty)


def test_the_centre_chooses_a_province_and_an_office_cannot(scene: Scene) -> None:
    far = communes.commune("Xã Đô Lương", communes.province("Tỉnh Nghệ An", "40"))
    strange = products.product("Tương Nam Đàn", producers.producer("HTX Tương", far))
    theirs = certificates.recorded(scene, product=strange)
    ours = certificates.recorded(scene)
    url = reverse("exchange:register_export")
    people = cast(scene)

    def codes(who: str, **query: str) -> list[str]:
        answer = client_of(people[who]).get(url, {"ten": "hien-nay", **query})
        return [row[14] for row in lines_of(content_of(answer))]

    assert sorted(codes("central")) == sorted([ours.code, theirs.code])
    assert codes("central", tinh=far.parent.key) == [theirs.code]
    assert codes("officer", tinh=far.parent.key) == [ours.code]
    wrong = client_of(people["central"]).get(url, {"ten": "x", "tinh": "khong-co"})
    assert wrong.status_code == 400
    assert "Chọn một trong hai" in wrong.content.decode()


def test_the_file_is_named_after_the_province_and_the_day(scene: Scene) -> None:
    answer = client_of(scene.officer).get(reverse("exchange:register_export"), {"ten": "luc-ghi"})
    content_of(answer)
    name = f"so-ocop-thanh-hoa-{today():%Y%m%d}.xlsx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_takes_the_same_statements_at_any_length(
    scene: Scene, rows: int, names: str, django_assert_num_queries: Callable
) -> None:
    for _ in range(rows):
        certificates.recorded(scene)
    assert Certificate.objects.count() == rows
    with django_assert_num_queries(STATEMENTS[PlaceNames(names)]):
        assert len(lines_of(register(scene.province, names))) == rows
