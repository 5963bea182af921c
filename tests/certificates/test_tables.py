"""Certificates and decisions taken away as tables: what the page shows to this person, no more."""

import datetime as dt

import pytest
from django.urls import reverse

from certificates.models import Certificate
from tests.certificates.test_pages import CAST, DECISIONS, SEES, cast, signed_in
from tests.factories import certificates, communes, producers, products
from tests.factories.certificates import Scene
from tests.tables import column, content_of, taken

LIST, DECISION_LIST, DECISION = 5, 4, 6


def test_certificates_as_a_table(scene: Scene) -> None:
    exact = certificates.recorded(scene, number="1114/QĐ-UBND")
    year = certificates.recorded(scene, decided_on=None, decided_year=2025)
    rows = taken(signed_in(scene.officer), reverse("certificates:list"))
    assert rows[0][:6] == ["Sản phẩm", "Chủ thể", "Hạng sao", "Tình trạng", "Ngày cấp", "Năm cấp"]
    assert [row[:9] for row in rows[1:]] == [
        [
            year.product.name,
            scene.producer.name,
            3,
            "Còn hiệu lực",
            "",
            2025,
            "",
            year.ends_earliest,
            year.ends_latest,
        ],
        [
            exact.product.name,
            scene.producer.name,
            3,
            "Còn hiệu lực",
            dt.date(2025, 3, 5),
            2025,
            exact.valid_until,
            exact.valid_until,
            exact.valid_until,
        ],
    ]
    assert column(rows, "Mã xác minh") == [year.code, exact.code]
    assert column(rows, "Số quyết định")[1] == "1114/QĐ-UBND"
    assert column(rows, "Xã, phường trên giấy") == [scene.commune.full_name] * 2


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("who", CAST)
def test_nobody_takes_away_a_certificate_that_he_does_not_see(
    scene: Scene, who: str, kind: str
) -> None:
    person = cast(scene)[who]
    ours = certificates.recorded(scene)
    rows = taken(signed_in(person), reverse("certificates:list"), kind)
    assert column(rows, "Mã xác minh") == ([ours.code] if who in SEES else [])


def test_another_communes_row_is_not_in_the_table_of_an_officer(scene: Scene) -> None:
    other = communes.commune("Xã Hoằng Giang", scene.province)
    strange = products.product("Mật ong rừng", producers.producer("Tổ hợp tác Mật ong", other))
    certificates.recorded(scene, product=strange)
    ours = certificates.recorded(scene)
    url = reverse("certificates:list")
    assert column(taken(signed_in(scene.binh), url), "Mã xác minh") == [ours.code]
    assert len(taken(signed_in(scene.officer), url)) == 3


def test_the_table_holds_the_filtered_list_and_all_its_pages(scene: Scene) -> None:
    tea = certificates.recorded(scene, product=scene.product("Chè Đắng"), stars=4)
    for _ in range(27):
        certificates.recorded(scene)
    client, url = signed_in(scene.officer), reverse("certificates:list")
    assert len(taken(client, f"{url}?trang=2")) == 29
    assert column(taken(client, f"{url}?sao=4&q=che+dang"), "Mã xác minh") == [tea.code]
    assert taken(client, f"{url}?trang-thai=expired")[1:] == []


def test_the_page_offers_its_table_with_the_filters_kept(scene: Scene) -> None:
    certificates.recorded(scene)
    shown = signed_in(scene.officer).get(reverse("certificates:list") + "?sao=3").content.decode()
    assert 'href="?sao=3&amp;tai=xlsx"' in shown
    assert 'href="?sao=3&amp;tai=csv"' in shown


def test_a_name_that_looks_like_a_formula_is_a_name(scene: Scene) -> None:
    bad = products.product("=HYPERLINK(A1)", scene.producer)
    certificates.recorded(scene, product=bad)
    client, url = signed_in(scene.officer), reverse("certificates:list")
    assert column(taken(client, url), "Sản phẩm") == ["=HYPERLINK(A1)"]
    assert column(taken(client, url, "csv"), "Sản phẩm") == ["'=HYPERLINK(A1)"]


@pytest.mark.parametrize("who", CAST)
def test_decisions_as_a_table_for_those_who_read_them(scene: Scene, who: str) -> None:
    person = cast(scene)[who]
    decision = certificates.recorded(scene, number="5445/QĐ-UBND").decision
    assert decision is not None
    client = signed_in(person)
    answer = client.get(reverse("certificates:decision_list") + "?tai=csv")
    readers = DECISIONS | {"other_officer", "other_leader"}
    assert answer.status_code == (200 if who in readers else 403)
    if who in readers:
        assert ("5445/QĐ-UBND" in content_of(answer).decode()) == (who in DECISIONS)
    products_of = reverse("certificates:decision_detail", args=[decision.code]) + "?tai=csv"
    answer = client.get(products_of)
    assert answer.status_code == (200 if who in DECISIONS else 404)
    content_of(answer)


def test_a_decision_gives_its_products_with_points_and_certificates(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=4, total="75.25")
    decision = certificates.issue(certificates.draft(scene, row), actor=scene.leader)
    certificate = Certificate.objects.get()
    url = reverse("certificates:decision_detail", args=[decision.code])
    rows = taken(signed_in(scene.leader), url)
    assert rows[1:] == [
        [
            row.dossier.product.name,
            scene.producer.name,
            scene.commune.full_name,
            75.25,
            4,
            certificate.number,
            certificate.code,
        ]
    ]
    listed = taken(signed_in(scene.leader), reverse("certificates:decision_list"))
    assert (listed[1][0], listed[1][1], listed[1][6]) == (decision.number, decision.decided_on, 1)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", [1, 3])
def test_tables_take_the_same_statements_at_any_length(
    scene: Scene, rows: int, kind: str, django_assert_num_queries: object
) -> None:
    drafted = certificates.draft(scene, *[certificates.verdict(scene) for _ in range(rows)])
    for _ in range(rows):
        certificates.recorded(scene)
    client = signed_in(scene.officer)
    for name, args, count in (
        ("list", [], LIST),
        ("decision_list", [], DECISION_LIST),
        ("decision_detail", [drafted.code], DECISION),
    ):
        with django_assert_num_queries(count):  # type: ignore[operator]
            found = taken(client, reverse(f"certificates:{name}", args=args), kind)
        assert len(found) == 1 + rows + (name == "decision_list")
