"""The order in which each member gets the products of a sitting."""

import pytest

from evaluations.models import CouncilSession, SessionItem
from evaluations.selectors.council.desk import desk_of
from evaluations.workflow.order import order_of
from tests.factories import council as factory

CODES = [f"M{number}" for number in range(20)]


def test_each_member_gets_every_product_once_and_in_an_order_of_his_own() -> None:
    orders = [order_of("5f", f"S{member}", CODES) for member in range(11)]
    assert all(sorted(order) == sorted(CODES) for order in orders)
    assert len({tuple(order) for order in orders}) == 11
    assert CODES not in orders


def test_the_same_seed_gives_the_same_order_whatever_the_agenda() -> None:
    first = order_of("5f", "S1", CODES)
    assert order_of("5f", "S1", reversed(CODES)) == first
    assert order_of("60", "S1", CODES) != first
    # Written down, so that no release gives members in the middle of a sitting another order.
    assert order_of("5f", "S1", ["A", "B", "C", "D"]) == ["C", "B", "D", "A"]


def test_a_product_taken_out_moves_no_other() -> None:
    before = order_of("5f", "S1", CODES)
    after = order_of("5f", "S1", [code for code in CODES if code != "M7"])
    assert after == [code for code in before if code != "M7"]


def test_no_product_comes_early_for_everybody() -> None:
    places = [order_of("5f", f"S{member}", CODES).index("M0") for member in range(400)]
    assert 8 < sum(places) / len(places) < 11


def test_without_a_seed_it_is_the_agenda() -> None:
    assert order_of("", "S1", CODES) == CODES


@pytest.mark.django_db
def test_a_desk_leads_through_the_products_still_to_be_signed() -> None:
    of = factory.sitting(members=2, dossiers=4)
    factory.start(of)
    items = {item.code: item for item in of.items}
    for item in of.items:
        factory.declare(of, 1, item)
    sheet = of.sheet(1)
    codes = order_of(of.session.order_seed, sheet.member.code, items)
    first = desk_of(of.sheet(1, items[codes[0]]), items[codes[0]])
    assert [place.code for place in first.places] == codes
    assert (first.number, first.count, first.left, first.previous) == (1, 4, 4, None)
    assert (first.following.code, first.next_waiting.code) == (codes[1], codes[1])
    assert first.following.label == f"Mẫu {items[codes[1]].position:02d}"
    full = factory.answers(of.form)
    for code in codes[1:3]:
        factory.score(of, 1, full, items[code])
    last = desk_of(of.sheet(1, items[codes[3]]), items[codes[3]])
    assert (last.number, last.following) == (4, None)
    assert last.next_waiting.code == codes[0]  # from the beginning again
    factory.score(of, 1, full, items[codes[0]])
    factory.score(of, 1, full, items[codes[3]])
    done = desk_of(of.sheet(1, items[codes[3]]), items[codes[3]])
    assert (done.next_waiting, done.left) == (None, 0)


@pytest.mark.django_db
def test_two_members_go_different_ways_and_agenda_and_numbers_stay() -> None:
    of = factory.sitting(members=6, dossiers=6)
    factory.start(of)
    ways = set()
    for index in range(6):
        desk = desk_of(of.sheet(index), of.item)
        ways.add(tuple(place.position for place in desk.places))
    assert len(ways) > 1
    assert [item.position for item in of.items] == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_a_product_somebody_does_not_score_is_not_on_his_way() -> None:
    of = factory.sitting(members=2, dossiers=3)
    factory.start(of)
    factory.recused(of, 1, of.items[1])
    desk = desk_of(of.sheet(1), of.item)
    assert sorted(place.position for place in desk.places) == [1, 3]


@pytest.mark.django_db
@pytest.mark.parametrize("dossiers", [1, 3])
def test_a_desk_is_one_statement(dossiers: int, django_assert_num_queries) -> None:
    of = factory.sitting(members=2, dossiers=dossiers)
    factory.start(of)
    sheet = of.sheet(1)
    item = SessionItem.objects.select_related("session").get(pk=of.item.pk)
    assert CouncilSession.objects.get().order_seed
    with django_assert_num_queries(1):
        desk_of(sheet, item)
