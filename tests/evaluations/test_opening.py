"""For which product a dossier can be begun: what the page offers, to whom, in which order."""

import datetime as dt
import html
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from certificates.services import suspend_certificate
from common.dates import today
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.selectors.opening import begins_dossiers, openable_by
from products.models import Product
from tests.factories import accounts, certificates, communes, criteria, evaluations, producers
from tests.factories import products as made
from tests.factories.certificates import TODAY, Scene

pytestmark = pytest.mark.django_db
URL = "/lam-viec/ho-so/moi/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def scene() -> Scene:
    return Scene()


def page(user: User, **query: str):
    client = Client()
    client.force_login(user)
    return client.get(URL, query)


def offers(user: User, **query: str) -> list[tuple[str, str]]:
    """Product and what can be done, in the order of the page."""
    rows = page(user, **query).context["rows"]
    return [(row["product"].name, row["action"]) for row in rows]


def named(scene: Scene, name: str, **details) -> Product:
    return made.product(name, scene.producer, **details)


def rated(scene: Scene, name: str, days: int, stars: int = 3) -> Product:
    """A product whose certificate ends in so many days."""
    product = named(scene, name)
    certificates.ending_on(scene, TODAY + dt.timedelta(days=days), product=product, stars=stars)
    return product


def why(user: User, name: str) -> str:
    return next(row["why"] for row in page(user).context["rows"] if row["product"].name == name)


def test_each_product_has_its_one_act_and_those_in_their_window_come_first(scene: Scene) -> None:
    named(scene, "An chưa có gì")
    evaluations.dossier(named(scene, "Bột đang làm"), actor=scene.an)
    rated(scene, "Cá còn lâu", 700)
    rated(scene, "Dừa đang kỳ", 150)
    rated(scene, "Ếch qua kỳ", 100)
    rated(scene, "Gạo năm sao", 700, stars=5)
    named(scene, "Hành chưa bộ", product_set=None)
    assert offers(scene.an) == [
        ("Dừa đang kỳ", "Đánh giá lại"),
        ("An chưa có gì", "Lập hồ sơ lần đầu"),
        ("Ếch qua kỳ", "Lập hồ sơ lần đầu"),
        ("Hành chưa bộ", "Xếp bộ sản phẩm"),
        ("Cá còn lâu", "Nâng hạng sao"),
        ("Bột đang làm", "Mở hồ sơ đang làm"),
        ("Gạo năm sao", ""),
    ]
    assert why(scene.an, "Bột đang làm") == "Hồ sơ lần đầu: đang soạn"
    assert why(scene.an, "Ếch qua kỳ").startswith("Hạn nộp hồ sơ đánh giá lại là 31/10/2026")
    assert "đánh giá lại nộp được từ 23/04/2028" in why(scene.an, "Gạo năm sao")


def test_a_suspended_certificate_far_from_its_end_offers_nothing(scene: Scene) -> None:
    product = named(scene, "Mắm đình chỉ")
    row = certificates.issued(scene, product=product)
    suspend_certificate(
        certificate=row,
        effective_on=TODAY,
        decision_number="12/QĐ-UBND",
        reason="Dừng sản xuất để sửa xưởng",
        actor=scene.leader,
        on=TODAY,
    )
    assert offers(scene.an) == [("Mắm đình chỉ", "")]
    assert "đang tạm đình chỉ: được khôi phục rồi mới nâng hạng" in why(scene.an, "Mắm đình chỉ")
    text = html.unescape(page(scene.an, **{"san-pham": product.code}).content.decode())
    assert "Chưa nên lập hồ sơ lúc này." in text
    assert "Gợi ý" not in text


def test_what_was_sent_up_waits_for_the_centre(scene: Scene) -> None:
    row = evaluations.dossier(named(scene, "Mắm gửi Trung ương"), actor=scene.an)
    evaluations.in_state(DossierState.FORWARDED, row=row)
    assert offers(scene.an) == [("Mắm gửi Trung ương", "Mở hồ sơ đã gửi")]


def test_the_act_leads_on(scene: Scene) -> None:
    criteria.published_sheet("QD26-09")
    product = named(scene, "Mắm mới")
    line = page(scene.an).context["rows"][0]
    assert line["url"] == f"{reverse('evaluations:dossier_create')}?san-pham={product.code}"
    client = Client()
    client.force_login(scene.an)
    client.post(line["url"], {"kind": "first"})
    row = Dossier.objects.get(product=product)
    assert page(scene.an).context["rows"][0]["url"] == reverse(
        "evaluations:dossier", args=[row.code]
    )


def test_the_page_offers_exactly_what_one_may_begin(scene: Scene) -> None:
    here = named(scene, "Ở đây")
    elsewhere = made.product("Nơi khác", producers.producer(unit=communes.commune("Xã Khác")))
    neighbour = accounts.commune_officer(elsewhere.unit, "Cán bộ xã Khác")
    people = [scene.an, scene.binh, scene.officer, scene.leader, neighbour, accounts.outsider()]
    for person in people:
        may = {
            one.pk for one in (here, elsewhere) if person.has_perm("evaluations.add_dossier", one)
        }
        offered = set(openable_by(person, on=today()).values_list("pk", flat=True))
        assert offered == may, person
        assert begins_dossiers(person, on=today()) is bool(may), person
        assert page(person).status_code == (200 if may else 403), person


def test_many_products_are_searched_and_turned_over(scene: Scene) -> None:
    for number in range(10):
        named(scene, f"Mắm {number}")
    assert page(scene.an).context["searches"] is False
    for number in range(10, 27):
        named(scene, f"Mắm {number}")
    first = page(scene.an)
    assert first.context["searches"] is True
    assert (len(first.context["rows"]), first.context["page"].paginator.count) == (25, 27)
    assert offers(scene.an, q="mam 26") == [("Mắm 26", "Lập hồ sơ lần đầu")]
    none = html.unescape(page(scene.an, q="không có").content.decode())
    assert "Không có sản phẩm nào khớp" in none
    assert 'name="q"' in none


def test_who_has_no_product_is_led_to_the_register(scene: Scene) -> None:
    text = html.unescape(page(scene.an).content.decode())
    assert "Sổ chưa có sản phẩm nào" in text
    assert reverse("products:product_create") in text


@pytest.mark.parametrize(("state", "form"), [("draft", False), ("forwarded", True)])
def test_a_product_with_a_dossier_is_led_to_it(scene: Scene, state: str, form: bool) -> None:
    product = named(scene, "Mắm đang làm")
    row = evaluations.in_state(state, row=evaluations.dossier(product, actor=scene.an))
    text = html.unescape(page(scene.an, **{"san-pham": product.code}).content.decode())
    assert f'href="{reverse("evaluations:dossier", args=[row.code])}"' in text
    assert ('name="kind"' in text) is form


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_one_and_for_three(
    scene: Scene, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        evaluations.dossier(named(scene, f"Đang làm {number}"), actor=scene.an)
        rated(scene, f"Có sao {number}", 150)
        named(scene, f"Chưa có {number}")
    client = Client()
    client.force_login(scene.an)
    with django_assert_num_queries(10):
        client.get(URL)
