"""Loading administrative units, their changes and other names from the project's CSV files."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from common.errors import DomainError
from common.text import sort_key
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit, UnitAlias, UnitChange, UnitChangeLine
from communes.validators import fold_name

DATA = Path(__file__).resolve().parents[1] / "data"
_LEVELS = (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit as a file names it; ``parent`` is the key of another row or of a stored unit."""

    key: str
    level: str
    kind: str
    code: str
    name: str
    full_name: str
    parent: str = ""
    valid_from: dt.date
    valid_to: dt.date | None = None
    latitude: float | None = None
    longitude: float | None = None
    area_km2: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One line of a change: ``predecessor`` went into ``successor`` (keys) on ``on``."""

    on: dt.date
    kind: str
    predecessor: str
    successor: str
    whole: bool
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRow:
    """Another name of the unit with key ``unit``; ``district`` as the papers print it."""

    unit: str
    name: str
    district: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Bring the tables to the state of ``communes/data``; returns how many rows were written.

    The counts of ``load_units`` and ``load_aliases`` together, all 0 when nothing is new.
    """
    counts = load_units(units=read_units(DATA), changes=read_changes(DATA))
    return counts | load_aliases(read_aliases(DATA))


@transaction.atomic
def load_units(*, units: Iterable[UnitRow], changes: Iterable[ChangeRow]) -> dict[str, int]:
    """Insert and update units by key, and make the lines of the named changes equal to ``changes``.

    Returns how many rows were written: ``units_created``, ``units_updated``, ``changes_created``,
    ``changes_updated``, ``lines_created``, ``lines_updated``, ``lines_deleted``; all 0 when
    nothing is new. Units are never deleted, others may point at them. Raises ``DomainError`` for
    a parent or end of a line that nobody knows; then nothing is written.
    """
    counts = _load_units(units)
    counts.update(_load_changes(changes))
    return counts


def _load_units(rows: Iterable[UnitRow]) -> dict[str, int]:
    by_level: dict[str, list[UnitRow]] = {level: [] for level in _LEVELS}
    for row in rows:
        by_level[row.level].append(row)
    stored = {unit.key: unit for unit in AdministrativeUnit.objects.order_by()}
    created = updated = 0
    for level in _LEVELS:
        new: list[AdministrativeUnit] = []
        changed: list[AdministrativeUnit] = []
        for row in by_level[level]:
            unit = stored.get(row.key)
            values = _values(row, stored, unit)
            if unit is None:
                new.append(AdministrativeUnit(key=row.key, **values))
            elif any(getattr(unit, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(unit, name, value)
                changed.append(unit)
        # Level by level: a unit needs the id of its parent.
        AdministrativeUnit.objects.bulk_create(new, batch_size=_BATCH)
        stored.update({unit.key: unit for unit in new})
        if changed:
            AdministrativeUnit.objects.bulk_update(changed, list(_FIELDS), batch_size=_BATCH)
        created += len(new)
        updated += len(changed)
    return {"units_created": created, "units_updated": updated}


_FIELDS = (
    "level",
    "kind",
    "code",
    "name",
    "full_name",
    "valid_from",
    "valid_to",
    "latitude",
    "longitude",
    "area_km2",
    "folded_name",
    "sort_key",
    "parent_id",
)


def _values(
    row: UnitRow, stored: dict[str, AdministrativeUnit], unit: AdministrativeUnit | None
) -> dict[str, object]:
    values: dict[str, object] = asdict(row)
    del values["key"]
    parent = values.pop("parent")
    if parent and row.parent not in stored:
        raise DomainError(f"Đơn vị {row.key} thuộc {row.parent}, nhưng không có đơn vị này.")
    values["parent_id"] = stored[row.parent].pk if row.parent else None
    if unit is not None and unit.full_name == row.full_name and unit.name == row.name:
        # Both follow from the names alone; working them out again is most of a second load.
        values["folded_name"], values["sort_key"] = unit.folded_name, unit.sort_key
    else:
        values["folded_name"], values["sort_key"] = derived(row.name, row.full_name)
    return values


def derived(name: str, full_name: str) -> tuple[str, str]:
    """The folded name and the sort key of a unit."""
    return fold_name(full_name), sort_key(name)[:255]


def _load_changes(rows: Iterable[ChangeRow]) -> dict[str, int]:
    lines = list(rows)
    heads = {change_key(line): line for line in lines}
    stored = {change.key: change for change in UnitChange.objects.order_by()}
    new: list[UnitChange] = []
    changed: list[UnitChange] = []
    for key, line in heads.items():
        change = stored.get(key)
        if change is None:
            new.append(
                UnitChange(key=key, on=line.on, kind=line.kind, legal_basis=line.legal_basis)
            )
        elif (change.kind, change.legal_basis) != (line.kind, line.legal_basis):
            change.kind, change.legal_basis = line.kind, line.legal_basis
            changed.append(change)
    UnitChange.objects.bulk_create(new, batch_size=_BATCH)
    stored.update({change.key: change for change in new})
    if changed:
        UnitChange.objects.bulk_update(changed, ["kind", "legal_basis"], batch_size=_BATCH)
    counts = {"changes_created": len(new), "changes_updated": len(changed)}
    counts.update(_load_lines(lines, {key: stored[key].pk for key in heads}))
    return counts


def _load_lines(lines: list[ChangeRow], change_ids: dict[str, int]) -> dict[str, int]:
    unit_ids = dict(AdministrativeUnit.objects.order_by().values_list("key", "pk"))
    wanted: dict[tuple[int, int, int], bool] = {}
    for line in lines:
        for end in (line.predecessor, line.successor):
            if end not in unit_ids:
                raise DomainError(f"Dòng thay đổi nêu đơn vị {end}, nhưng không có đơn vị này.")
        place = (
            change_ids[change_key(line)],
            unit_ids[line.predecessor],
            unit_ids[line.successor],
        )
        wanted[place] = line.whole
    touched = set(change_ids.values())
    stored = {
        (line.change_id, line.predecessor_id, line.successor_id): line
        for line in UnitChangeLine.objects.order_by()
        if line.change_id in touched
    }
    new = [
        UnitChangeLine(change_id=change, predecessor_id=before, successor_id=after, whole=whole)
        for (change, before, after), whole in wanted.items()
        if (change, before, after) not in stored
    ]
    changed = [
        stored_line
        for place, stored_line in stored.items()
        if wanted.get(place, stored_line.whole) != stored_line.whole
    ]
    for stored_line in changed:
        stored_line.whole = not stored_line.whole
    gone = [line.pk for place, line in stored.items() if place not in wanted]
    UnitChangeLine.objects.bulk_create(new, batch_size=_BATCH)
    if changed:
        UnitChangeLine.objects.bulk_update(changed, ["whole"], batch_size=_BATCH)
    for start in range(0, len(gone), _BATCH):
        UnitChangeLine.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    return {
        "lines_created": len(new),
        "lines_updated": len(changed),
        "lines_deleted": len(gone),
    }


@transaction.atomic
def load_aliases(rows: Iterable[AliasRow]) -> dict[str, int]:
    """Make the other names of units equal to ``rows``; nobody else writes them.

    Returns ``aliases_created``, ``aliases_updated``, ``aliases_deleted``. Raises ``DomainError``
    for a unit that nobody knows; then nothing is written.
    """
    unit_ids = dict(AdministrativeUnit.objects.order_by().values_list("key", "pk"))
    stored = {
        (alias.unit_id, alias.name, alias.district): alias for alias in UnitAlias.objects.order_by()
    }
    new: list[UnitAlias] = []
    changed: list[UnitAlias] = []
    for row in rows:
        if row.unit not in unit_ids:
            raise DomainError(f"Tên khác nêu đơn vị {row.unit}, nhưng không có đơn vị này.")
        values = asdict(row) | {"unit_id": unit_ids[row.unit]}
        del values["unit"]
        alias = stored.pop((values["unit_id"], row.name, row.district), None)
        if alias is None:
            new.append(UnitAlias(**values, folded_name=fold_name(row.name)))
        elif any(getattr(alias, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(alias, field, value)
            changed.append(alias)
    UnitAlias.objects.bulk_create(new, batch_size=_BATCH)
    if changed:
        fields = ["valid_from", "valid_to", "source"]
        UnitAlias.objects.bulk_update(changed, fields, batch_size=_BATCH)
    gone = [alias.pk for alias in stored.values()]
    for start in range(0, len(gone), _BATCH):
        UnitAlias.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    return {
        "aliases_created": len(new),
        "aliases_updated": len(changed),
        "aliases_deleted": len(gone),
    }


def change_key(line: ChangeRow) -> str:
    """The key of the change a line belongs to: one change a day for each unit that came of it."""
    return f"{line.on.isoformat()}-{line.successor}"


def read_units(folder: Path) -> Iterator[UnitRow]:
    """The units in ``folder``: ``provinces.csv``, ``districts.csv``, ``communes.csv``."""
    for name in ("provinces.csv", "districts.csv", "communes.csv"):
        for row in _read(folder / name):
            yield UnitRow(
                key=row["key"],
                level=row["level"],
                kind=row["kind"],
                code=row["code"],
                name=row["name"],
                full_name=row["full_name"],
                parent=row["parent"],
                valid_from=dt.date.fromisoformat(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                latitude=_number(row["latitude"]),
                longitude=_number(row["longitude"]),
                area_km2=_number(row["area_km2"]),
            )


def read_changes(folder: Path) -> Iterator[ChangeRow]:
    """The lines of ``changes.csv`` in ``folder``."""
    for row in _read(folder / "changes.csv"):
        yield ChangeRow(
            on=dt.date.fromisoformat(row["on"]),
            kind=row["kind"],
            predecessor=row["predecessor"],
            successor=row["successor"],
            whole=row["whole"] == "1",
            legal_basis=row["legal_basis"],
        )


def read_aliases(folder: Path) -> Iterator[AliasRow]:
    """The lines of ``aliases.csv`` in ``folder``."""
    for row in _read(folder / "aliases.csv"):
        yield AliasRow(
            unit=row["unit"],
            name=row["name"],
            district=row["district"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            source=row["source"],
        )


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
