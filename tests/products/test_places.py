"""Where products lie today: what follows by itself, what a person chooses, who sees it then."""

import pytest

from audit.models import AuditEntry
from common.errors import DomainError
from communes.models import AdministrativeUnit
from producers.models import Producer
from producers.signals import producer_changed
from products import tasks
from products.enums import ProductVerb
from products.models import Product
from products.selectors import search, shared_places, unsettled, visible_to
from products.services import (
    change_product,
    choose_place,
    choose_places,
    refresh_places,
    register_product,
)
from tests.factories import accounts, communes
from tests.factories.producers import ON, producer
from tests.factories.products import product

pytestmark = pytest.mark.django_db


class Merger:
    """Bình Tường went whole into Bình An; Tây Bình was split between Bình An and Tây Sơn."""

    def __init__(self) -> None:
        self.then = communes.province("Tỉnh Bình Định", "52", valid_to=communes.LAST_OLD)
        self.now = communes.province("Tỉnh Gia Lai", "52", valid_from=communes.MERGER)
        self.district = communes.district("Huyện Tây Sơn", self.then)
        self.whole = communes.commune("Xã Bình Tường", self.district)
        self.split = communes.commune("Xã Tây Bình", self.district)
        self.an = communes.commune("Xã Bình An", self.now)
        self.son = communes.commune("Xã Tây Sơn", self.now)
        communes.change(self.now, self.then)
        communes.change(self.an, self.whole, parts=(self.split,))
        communes.change(self.son, parts=(self.split,))


@pytest.fixture
def merger() -> Merger:
    return Merger()


def old_product(unit: AdministrativeUnit, name: str = "Bún Song Thằn", **facts: str) -> Product:
    """A product of an old register: entered as of the last day of its unit, then settled."""
    maker = producer(f"Hộ {name}", unit, on=communes.LAST_OLD)
    row = product(name, maker, on=communes.LAST_OLD, **facts)
    Producer.objects.filter(pk=maker.pk).update(current_unit=None)
    Product.objects.filter(pk=row.pk).update(current_unit=None)
    refresh_places(on=ON)
    row.refresh_from_db()
    return row


def test_a_product_of_today_lies_where_it_was_recorded() -> None:
    row = product(unit=communes.commune("Xã Các Sơn"))
    assert row.current_unit == row.unit


def test_a_former_commune_that_went_into_one_is_followed(merger: Merger) -> None:
    row = old_product(merger.whole)
    assert (row.unit, row.current_unit) == (merger.whole, merger.an)


def test_a_split_commune_waits_for_a_person_and_so_does_a_bare_district(merger: Merger) -> None:
    split, district = old_product(merger.split), old_product(merger.district, "Nem chợ Huyện")
    assert (split.current_unit, district.current_unit) == (None, None)
    assert set(unsettled(Product.objects.all())) == {split, district}


def test_a_product_is_found_by_its_old_and_its_new_place(merger: Merger) -> None:
    row = old_product(merger.whole, recorded_place="xã Bình Tường, H. Tây Sơn")
    for text in ("binh tuong", "huyện Tây Sơn", "bình định", "binh an", "gia lai", "H. Tây"):
        assert list(search(Product.objects.all(), text)) == [row], text


def test_refreshing_again_writes_nothing(merger: Merger) -> None:
    old_product(merger.whole)
    assert refresh_places(on=ON) == 0


def test_a_product_made_at_its_producers_lies_where_the_producer_was_said_to_lie(
    merger: Merger,
) -> None:
    maker = producer("Hộ Tây Bình", merger.split, on=communes.LAST_OLD)
    Producer.objects.filter(pk=maker.pk).update(current_unit=merger.son)
    maker.refresh_from_db()
    row = register_product(actor=None, on=ON, producer=maker, name="Bún")
    assert row.current_unit == merger.son


def test_products_follow_when_somebody_says_where_the_producer_lies(merger: Merger) -> None:
    row = old_product(merger.split)
    elsewhere = product("Nem", row.producer, unit=merger.an)
    Producer.objects.filter(pk=row.producer_id).update(current_unit=merger.son)
    maker = Producer.objects.get(pk=row.producer_id)
    producer_changed.send(sender=Producer, producer=maker, changed=frozenset({"current_unit"}))
    row.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (row.current_unit, elsewhere.current_unit) == (merger.son, merger.an)
    assert "xa tay son" in row.search_text


def test_a_new_unit_brings_its_place_of_today_along(merger: Merger) -> None:
    row, person = old_product(merger.split), accounts.outsider()
    changed = change_product(product=row, actor=person, on=ON, unit=merger.son)
    assert (changed.unit, changed.current_unit) == (merger.son, merger.son)
    (entry,) = AuditEntry.objects.filter(verb=ProductVerb.CHANGED)
    assert entry.data["changed"] == {
        "current_unit": ["", "Xã Tây Sơn"],
        "unit": ["Xã Tây Bình", "Xã Tây Sơn"],
    }


def test_a_person_chooses_one_of_the_parts(merger: Merger) -> None:
    row, person = old_product(merger.split), accounts.outsider()
    chosen = choose_place(product=row, unit=merger.son, actor=person, on=ON)
    assert (chosen.unit, chosen.current_unit) == (merger.split, merger.son)
    (entry,) = AuditEntry.objects.filter(verb=ProductVerb.PLACE_CHOSEN)
    assert (entry.old, entry.new, entry.actor) == ("", "Xã Tây Sơn", person)
    choose_place(product=row, unit=merger.son, actor=person, on=ON)
    assert AuditEntry.objects.filter(verb=ProductVerb.PLACE_CHOSEN).count() == 1
    refresh_places(on=ON)
    row.refresh_from_db()
    assert row.current_unit == merger.son


def test_a_place_that_is_no_candidate_is_refused(merger: Merger) -> None:
    row = old_product(merger.split)
    other = communes.commune("Xã An Khê", merger.now)
    with pytest.raises(DomainError) as refusal:
        choose_place(product=row, unit=other, actor=accounts.outsider(), on=ON)
    assert (refusal.value.code, list(refusal.value.fields)) == ("conflict", ["unit"])
    row.refresh_from_db()
    assert row.current_unit is None


def test_places_that_several_products_share(merger: Merger) -> None:
    split, whole = old_product(merger.split), old_product(merger.whole, "Rượu Bàu Đá")
    district = old_product(merger.district, "Nem chợ Huyện")
    assert shared_places([split], on=ON) == [merger.an, merger.son]
    assert shared_places([split, district], on=ON) == [merger.an, merger.son]
    assert shared_places([split, whole], on=ON) == [merger.an]
    assert shared_places([whole, product(unit=merger.son)], on=ON) == []
    assert shared_places([], on=ON) == []


def test_places_are_chosen_for_all_or_none(merger: Merger) -> None:
    split, whole = old_product(merger.split), old_product(merger.whole, "Rượu Bàu Đá")
    person = accounts.outsider()
    with pytest.raises(DomainError):
        choose_places(products=[split, whole], unit=merger.son, actor=person, on=ON)
    split.refresh_from_db()
    assert split.current_unit is None
    assert choose_places(products=[split, whole], unit=merger.an, actor=person, on=ON) == 1


def test_officers_of_each_part_see_it_until_somebody_has_chosen(merger: Merger) -> None:
    row = old_product(merger.split)
    an, son = accounts.commune_officer(merger.an), accounts.commune_officer(merger.son)
    assert [row in visible_to(user, on=ON) for user in (an, son)] == [True, True]
    choose_place(product=row, unit=merger.son, actor=an, on=ON)
    Producer.objects.filter(pk=row.producer_id).update(current_unit=merger.son)
    assert [row in visible_to(user, on=ON) for user in (an, son)] == [False, True]


def test_the_nightly_job_lets_producers_and_products_follow_once(merger: Merger) -> None:
    row = old_product(merger.whole)
    Producer.objects.update(current_unit=None)
    Product.objects.update(current_unit=None)

    assert (tasks.refresh_places(), tasks.refresh_places()) == (2, 0)

    row.refresh_from_db()
    assert row.current_unit == row.producer.current_unit == merger.an
