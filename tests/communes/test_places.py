"""The commune of today beside the recorded one."""

import datetime as dt

import pytest

from communes import selectors, services
from communes.enums import ChangeKind
from producers.models import Producer
from tests.factories import communes as make
from tests.factories import producers as make_producers

AFTER = make.MERGER
WARD_DAY = dt.date(2026, 4, 30)

pytestmark = pytest.mark.django_db


def later_ward(commune, on=WARD_DAY):
    """``commune`` under its new kind from ``on``."""
    commune.valid_to = on - dt.timedelta(days=1)
    commune.save(update_fields=["valid_to"])
    ward = make.commune(
        commune.full_name.replace("Xã", "Phường"), commune.parent, commune.code, valid_from=on
    )
    make.change(ward, commune, kind=ChangeKind.RECLASSIFY, on=on)
    return ward


@pytest.fixture
def whole():
    """A former commune that went into one of today's."""
    old = make.commune("Xã Hoằng Đạt", make.district())
    new = make.commune("Xã Hoằng Tiến")
    make.change(new, old)
    return old, new


@pytest.fixture
def split():
    """A former commune that went into two of today's."""
    old = make.commune("Xã Hoằng Yến", make.district())
    one, two = make.commune("Xã Hoằng Thanh"), make.commune("Xã Hoằng Giang")
    make.change(one, parts=(old,))
    make.change(two, parts=(old,))
    return old, one, two


def producer(unit, current=None):
    made = make_producers.producer()
    Producer.objects.filter(pk=made.pk).update(unit=unit, current_unit=current)
    return made


def settled(*producers, on=AFTER):
    changed = services.settle_places(Producer.objects.all(), on=on)
    return changed, [Producer.objects.get(pk=row.pk).current_unit for row in producers]


def test_placements_name_the_communes_of_the_day(whole, split):
    (old, new), (parted, one, two) = whole, split
    district, province = old.parent, make.province()
    ids = [unit.pk for unit in (old, new, parted, district, province)]
    assert selectors.placements(ids, on=AFTER) == {
        old.pk: (new.pk,),
        new.pk: (new.pk,),
        parted.pk: (two.pk, one.pk),  # Giang before Thanh
        district.pk: (),
        province.pk: (),
    }
    assert selectors.placements([old.pk, new.pk], on=make.LAST_OLD) == {
        old.pk: (old.pk,),
        new.pk: (),
    }


def test_placements_follow_several_changes(whole):
    old, new = whole
    ward = later_ward(new)
    assert selectors.placements([old.pk, new.pk], on=WARD_DAY) == {
        old.pk: (ward.pk,),
        new.pk: (ward.pk,),
    }


def test_an_island_district_lies_in_its_special_zone():
    island = make.district("Huyện Lý Sơn")
    zone = make.commune("Đặc khu Lý Sơn")
    make.change(zone, island, kind=ChangeKind.RECLASSIFY)
    assert selectors.placements([island.pk], on=AFTER) == {island.pk: (zone.pk,)}


@pytest.mark.parametrize("rows", [1, 3, 600])
def test_placements_take_three_statements_whatever_their_number(
    rows, django_assert_max_num_queries
):
    new = make.commune("Xã Hoằng Tiến")
    district = make.district()
    former = [make.commune(f"Xã Hoằng {number}", district) for number in range(rows)]
    make.change(new, *former)
    ids = [old.pk for old in former]
    with django_assert_max_num_queries(3):
        assert selectors.placements(ids, on=AFTER) == dict.fromkeys(ids, (new.pk,))


def test_a_place_follows_where_one_commune_is_left(whole, split):
    (old, new), (parted, *_) = whole, split
    rows = [producer(old), producer(new), producer(parted), producer(old.parent)]
    assert settled(*rows) == (2, [new, new, None, None])
    assert settled(*rows) == (0, [new, new, None, None])


def test_a_choice_stays_while_it_is_one_of_the_parts(split):
    parted, _, two = split
    chosen = producer(parted, two)
    assert settled(chosen) == (0, [two])


def test_a_choice_is_followed_when_the_chosen_commune_changes(split):
    parted, one, two = split
    ward = later_ward(two)
    first, other, open_one = producer(parted, two), producer(parted, one), producer(parted)
    assert settled(first, other, open_one, on=WARD_DAY) == (1, [ward, one, None])


def test_a_chosen_commune_that_was_split_itself_is_asked_for_again(split):
    parted, _, two = split
    two.valid_to = WARD_DAY - dt.timedelta(days=1)
    two.save(update_fields=["valid_to"])
    for name in ("Xã Hoằng Bắc", "Xã Hoằng Nam"):
        part = make.commune(name, valid_from=WARD_DAY)
        make.change(part, parts=(two,), kind=ChangeKind.SPLIT, on=WARD_DAY)
    chosen = producer(parted, two)
    assert settled(chosen, on=WARD_DAY) == (1, [None])


def test_what_a_person_knew_beyond_the_district_stays_and_is_followed(whole):
    old, new = whole
    known = producer(old.parent, new)
    assert settled(known) == (0, [new])
    ward = later_ward(new)
    assert settled(known, on=WARD_DAY) == (1, [ward])


def test_a_current_commune_that_never_came_of_the_recorded_one_is_put_right(whole, split):
    (old, new), (parted, *_) = whole, split
    stranger = make.commune("Xã Nga Thủy")
    wrong, open_one = producer(old, stranger), producer(parted, stranger)
    assert settled(wrong, open_one) == (2, [new, None])


def test_only_the_rows_asked_for_are_settled(whole):
    old, _ = whole
    one, other = producer(old), producer(old)
    assert services.settle_places(Producer.objects.filter(pk=one.pk), on=AFTER) == 1
    other.refresh_from_db()
    assert other.current_unit is None


@pytest.mark.parametrize("rows", [1, 3])
def test_settling_takes_the_same_statements_for_one_row_and_for_three(
    rows, django_assert_num_queries
):
    new = make.commune("Xã Hoằng Tiến")
    former = [make.commune(f"Xã Hoằng {number}", make.district()) for number in range(rows)]
    make.change(new, *former)
    for old in former:
        producer(old)
    with django_assert_num_queries(7):
        assert services.settle_places(Producer.objects.all(), on=AFTER) == rows
