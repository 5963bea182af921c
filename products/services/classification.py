"""Loading the classification of the three decisions."""

import csv
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from products.models import ProductGroup, ProductSet

FOLDER = Path(__file__).resolve().parent.parent / "data"
Row = TypeVar("Row", ProductGroup, ProductSet)


def load_reference() -> dict[str, int]:
    """Bring groups and product sets to what the files say; harmless to run again.

    Rows are matched by generation and code, changed where they differ, never removed. Gives how
    many rows of each table were written: {"groups": 18, "sets": 77} on an empty database, zeros
    when everything stood there already.
    """
    with transaction.atomic():
        groups = _load_groups()
        return {"groups": groups, "sets": _load_sets()}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_groups() -> int:
    standing = {(group.generation, group.code): group for group in ProductGroup.objects.all()}
    changed: list[ProductGroup] = []
    positions: dict[str, int] = {}
    for row in _rows("product_groups.csv"):
        generation = row["generation"]
        position = positions[generation] = positions.get(generation, 0) + 1
        group = standing.get((generation, row["code"])) or ProductGroup(
            generation=generation, code=row["code"]
        )
        if _set(group, {"name": row["name"], "position": position}):
            changed.append(group)
    return _write(ProductGroup, changed)


def _load_sets() -> int:
    groups = {(group.generation, group.code): group.pk for group in ProductGroup.objects.all()}
    standing = {row.code: row for row in ProductSet.objects.all()}
    written = 0
    # The file lists QD26 first, so a successor is always there before it is pointed at.
    for generation, rows in groupby(_rows("product_sets.csv"), key=itemgetter("generation")):
        changed: list[ProductSet] = []
        for row in rows:
            product_set = standing.get(row["code"]) or ProductSet(code=row["code"])
            successor = standing.get(row["successor"])
            values = {
                "generation": generation,
                "number": int(row["number"]),
                "name": row["name"],
                "group_id": groups[generation, row["group_code"]],
                "subgroup": row["subgroup"],
                "lead_agency": row["lead_agency"],
                "requires_samples": row["requires_samples"] == "1",
                "successor_id": None if successor is None else successor.pk,
            }
            if _set(product_set, values):
                changed.append(product_set)
        written += _write(ProductSet, changed)
        standing |= {product_set.code: product_set for product_set in changed}
    return written


def _set(row: ProductGroup | ProductSet, values: dict[str, object]) -> bool:
    """Whether the row is new or a value differed."""
    if row.pk is not None and all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


def _write(model: type[Row], changed: list[Row]) -> int:
    """Save what was changed, new rows in one statement; how many there were."""
    for row in changed:
        if row.pk is not None:
            row.save()
    model.objects.bulk_create([row for row in changed if row.pk is None])
    return len(changed)
