"""What the tables themselves refuse."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from communes.models import AdministrativeUnit, UnitChange, UnitChangeLine
from tests.factories import communes as make

pytestmark = pytest.mark.django_db


def refused(constraint, action):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    return constraint in str(caught.value)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("unit_period", {"valid_to": dt.date(2025, 6, 30)}),
        ("unit_kind_of_level", {"level": "hamlet"}),
        ("unit_kind_of_level", {"kind": "province"}),
        ("unit_parent_unless_province", {"parent": None}),
        ("unit_point_on_earth", {"latitude": 105.8, "longitude": 20.0}),
        ("unit_point_on_earth", {"latitude": 20.0}),
    ],
)
def test_a_unit_that_cannot_be_is_refused(constraint, wrong):
    unit = make.commune()
    rows = AdministrativeUnit.objects.filter(pk=unit.pk)
    assert refused(constraint, lambda: rows.update(**wrong))


def test_a_province_below_another_unit_is_refused():
    one, other = make.province(), make.province("Tỉnh Nghệ An", "40")
    rows = AdministrativeUnit.objects.filter(pk=one.pk)
    assert refused("unit_parent_unless_province", lambda: rows.update(parent=other))


def test_one_code_twice_from_the_same_day_is_refused():
    make.commune(code="16654")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.commune(code="16654")


def test_one_code_from_another_day_is_another_unit():
    former = make.commune(parent=make.district(), code="16654")
    present = make.commune(code="16654")
    assert {former.valid_to, present.valid_to} == {dt.date(2025, 6, 30), None}


def test_a_change_of_unknown_kind_is_refused():
    def write():
        UnitChange.objects.create(key="x", on=dt.date(2025, 7, 1), kind="eaten")

    assert refused("unit_change_kind_known", write)


def test_a_line_from_a_unit_to_itself_is_refused():
    unit = make.commune()
    assert refused("unit_change_line_moves", lambda: make.change(unit, unit))


def test_a_line_twice_in_one_change_is_refused():
    old, new = make.commune(parent=make.district()), make.commune()
    with pytest.raises(IntegrityError), transaction.atomic():
        make.change(new, old, parts=(old,))


def test_a_unit_in_use_cannot_be_deleted():
    unit = make.commune()
    with pytest.raises(ProtectedError):
        unit.parent.delete()


def test_lines_go_with_their_change():
    made = make.change(make.commune(), make.commune(parent=make.district()))
    made.delete()
    assert UnitChangeLine.objects.count() == 0
