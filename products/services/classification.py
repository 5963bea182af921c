"""Loading the classification of the three decisions."""

import csv
from pathlib import Path

from django.db import transaction

from products.models import ProductGroup, ProductSet

FOLDER = Path(__file__).resolve().parent.parent / "data"


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
    written = 0
    positions: dict[str, int] = {}
    for row in _rows("product_groups.csv"):
        generation = row["generation"]
        position = positions[generation] = positions.get(generation, 0) + 1
        group = standing.get((generation, row["code"])) or ProductGroup(
            generation=generation, code=row["code"]
        )
        written += _write(group, {"name": row["name"], "position": position})
    return written


def _load_sets() -> int:
    groups = {(group.generation, group.code): group.pk for group in ProductGroup.objects.all()}
    standing = {row.code: row for row in ProductSet.objects.all()}
    written = 0
    # The file lists QD26 first, so a successor is always there before it is pointed at.
    for row in _rows("product_sets.csv"):
        product_set = standing.get(row["code"]) or ProductSet(code=row["code"])
        successor = standing.get(row["successor"])
        written += _write(
            product_set,
            {
                "generation": row["generation"],
                "number": int(row["number"]),
                "name": row["name"],
                "group_id": groups[row["generation"], row["group_code"]],
                "subgroup": row["subgroup"],
                "lead_agency": row["lead_agency"],
                "requires_samples": row["requires_samples"] == "1",
                "successor_id": None if successor is None else successor.pk,
            },
        )
        standing[product_set.code] = product_set
    return written


def _write(row: ProductGroup | ProductSet, values: dict[str, object]) -> bool:
    """Save the row only if a value differs; whether it was saved."""
    if row.pk is not None and all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return True
