"""Loading rows: insert, correct, refuse."""

import dataclasses
import datetime as dt
import json

import pytest
from django.core.management import call_command

from common.errors import DomainError
from communes import services
from communes.enums import ChangeKind, UnitKind, UnitLevel
from communes.models import AdministrativeUnit, UnitAlias, UnitChangeLine
from communes.services import AliasRow, ChangeRow, UnitRow

START = dt.date(2025, 7, 1)

PROVINCE = UnitRow(
    key="p-38",
    level=UnitLevel.PROVINCE,
    kind=UnitKind.PROVINCE,
    code="38",
    name="Thanh Hóa",
    full_name="Tỉnh Thanh Hóa",
    valid_from=dt.date(2008, 8, 1),
)
OLD = UnitRow(
    key="c-1-old",
    level=UnitLevel.COMMUNE,
    kind=UnitKind.COMMUNE,
    code="16001",
    name="Hoằng Yến",
    full_name="Xã Hoằng Yến",
    parent="p-38",
    valid_from=dt.date(2008, 8, 1),
    valid_to=dt.date(2025, 6, 30),
)
NEW = UnitRow(
    key="c-2",
    level=UnitLevel.COMMUNE,
    kind=UnitKind.COMMUNE,
    code="16002",
    name="Hoằng Thanh",
    full_name="Xã Hoằng Thanh",
    parent="p-38",
    valid_from=START,
    latitude=19.8,
    longitude=105.9,
)
LINE = ChangeRow(
    on=START, kind=ChangeKind.MERGE, predecessor="c-1-old", successor="c-2", whole=True
)
NOTHING = dict.fromkeys(
    (
        "units_created",
        "units_updated",
        "changes_created",
        "changes_updated",
        "lines_created",
        "lines_updated",
        "lines_deleted",
    ),
    0,
)

pytestmark = pytest.mark.django_db


def load(*units, lines=(LINE,)):
    return services.load_units(units=units, changes=lines)


def test_rows_in_any_order_are_loaded_with_what_follows_from_their_names():
    assert load(NEW, OLD, PROVINCE) == NOTHING | {
        "units_created": 3,
        "changes_created": 1,
        "lines_created": 1,
    }
    unit = AdministrativeUnit.objects.get(key="c-2")
    assert (unit.parent.key, unit.folded_name) == ("p-38", "xa hoang thanh")
    assert (unit.latitude, unit.longitude, unit.area_km2) == (19.8, 105.9, None)


def test_the_same_rows_again_write_nothing():
    load(NEW, OLD, PROVINCE)
    assert load(NEW, OLD, PROVINCE) == NOTHING


def test_a_corrected_name_is_written_with_what_follows_from_it():
    load(NEW, OLD, PROVINCE)
    better = dataclasses.replace(NEW, name="Hoằng Thành", full_name="Xã Hoằng Thành")
    assert load(better, OLD, PROVINCE) == NOTHING | {"units_updated": 1}
    unit = AdministrativeUnit.objects.get(key="c-2")
    assert (unit.full_name, unit.folded_name) == ("Xã Hoằng Thành", "xa hoang thanh")


def test_a_corrected_line_replaces_the_stored_one():
    load(NEW, OLD, PROVINCE)
    other = dataclasses.replace(OLD, key="c-3-old", code="16003", full_name="Xã Hoằng Đạt")
    moved = dataclasses.replace(LINE, predecessor="c-3-old")
    assert load(NEW, OLD, PROVINCE, other, lines=[moved]) == NOTHING | {
        "units_created": 1,
        "lines_created": 1,
        "lines_deleted": 1,
    }
    assert UnitChangeLine.objects.get().predecessor.key == "c-3-old"


def test_a_line_become_partial_and_a_named_basis_are_written():
    load(NEW, OLD, PROVINCE)
    better = dataclasses.replace(LINE, whole=False, legal_basis="Nghị quyết 1686/NQ-UBTVQH15")
    assert load(NEW, OLD, PROVINCE, lines=[better]) == NOTHING | {
        "changes_updated": 1,
        "lines_updated": 1,
    }
    line = UnitChangeLine.objects.select_related("change").get()
    assert (line.whole, line.change.legal_basis) == (False, "Nghị quyết 1686/NQ-UBTVQH15")


def test_a_unit_no_longer_named_stays():
    load(NEW, OLD, PROVINCE)
    assert load(PROVINCE, lines=[]) == NOTHING
    assert AdministrativeUnit.objects.count() == 3


def test_other_names_become_what_the_rows_say():
    load(NEW, OLD, PROVINCE)
    everyday = AliasRow(unit="p-38", name="Xứ Thanh", source="Tên thường gọi")
    former = AliasRow(unit="c-1-old", name="Xã Hoằng Xuân", district="Huyện Cũ", source="Sách")
    written = ("aliases_created", "aliases_updated", "aliases_deleted")
    steps = [
        ([everyday, former], (2, 0, 0)),
        ([everyday, former], (0, 0, 0)),
        ([dataclasses.replace(everyday, source="Báo")], (0, 1, 1)),
    ]
    for rows, counts in steps:
        assert services.load_aliases(rows) == dict(zip(written, counts, strict=True))
    alias = UnitAlias.objects.get()
    assert (alias.unit.key, alias.folded_name, alias.source) == ("p-38", "xu thanh", "Báo")


def test_another_name_of_an_unknown_unit_is_refused():
    with pytest.raises(DomainError, match="c-9"):
        services.load_aliases([AliasRow(unit="c-9", name="Xã Không", source="Sách")])


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ((NEW,), "Đơn vị c-2 thuộc p-38, nhưng không có đơn vị này."),
        ((NEW, PROVINCE), "Dòng thay đổi nêu đơn vị c-1-old, nhưng không có đơn vị này."),
    ],
)
def test_a_row_that_points_nowhere_is_refused_and_nothing_is_written(units, sentence):
    with pytest.raises(DomainError) as caught:
        load(*units)
    assert caught.value.message == sentence
    assert AdministrativeUnit.objects.count() == 0


def test_command_prints_one_json_object(capsys):
    call_command("seed_communes", "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed == NOTHING | {
        "units_created": 34 + 53 + 696 + 10035 + 3321 + 25,
        "changes_created": 1 + 23 + 3321 + 25,
        "lines_created": 1 + 52 + 5 + 10566 + 25,
        "aliases_created": 444,
        "aliases_updated": 0,
        "aliases_deleted": 0,
    }
