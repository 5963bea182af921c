"""What the plan page shows of an import: tiles, counts that filter, one row per line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst

from certificates.enums import EntryStatus
from exchange.enums import FaultLevel, LineOutcome, PlaceOutcome
from exchange.models import ImportLine, ImportRun
from exchange.reading.header import letters
from exchange.selectors import provinces_in

# Where on the page a field's fault is said.
_CELLS = {
    "name": ("name", "producer", "kind", "group"),
    "place": ("commune", "district", "province"),
    "paper": ("stars", "status", "score", "decision_number", "decided_on", "authority", "round"),
}
_CELL_OF = {name: cell for cell, names in _CELLS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that filters the lines."""

    value: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(slots=True)
class PlanRow:
    """One line of the workbook with its faults beside the cells they are about."""

    line: ImportLine
    faults: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def changes(self) -> list[dict[str, str]]:
        """Before and after of each cell that the plan changes."""
        changes: list[dict[str, str]] = self.line.values.get("changes", [])
        return changes

    @property
    def chosen(self) -> str:
        """What somebody chose, in words."""
        return next(
            (row["label"] for row in self.line.options if row["value"] == self.line.choice), ""
        )


def plan_rows(run: ImportRun, lines: Iterable[ImportLine]) -> list[PlanRow]:
    """``lines`` ready to show."""
    field_of = {column: name for name, column in run.mapping.items()}
    rows = []
    for line in lines:
        row = PlanRow(line, {"name": [], "place": [], "paper": [], "rest": []})
        for fault in line.faults:
            cell = _CELL_OF.get(field_of.get(fault["column"], ""), "rest")
            grave = fault["level"] == FaultLevel.ERROR
            where = letters(fault["column"]) if fault["column"] >= 0 else ""
            row.faults[cell].append({"text": fault["text"], "grave": grave, "column": where})
        rows.append(row)
    return rows


class Filters:
    """The filters in the address: each tile's own address, and what is chosen."""

    def __init__(self, asked: QueryDict, chosen: Mapping[str, str]) -> None:
        self.asked = asked
        self.chosen = chosen

    def _address(self, **changes: str) -> str:
        query = self.asked.copy()
        query.pop("trang", None)
        for name in self.chosen:
            if not self.chosen[name]:
                query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}#dong"

    def tile(self, name: str, value: str, label: str, count: int) -> Tile:
        """One count; pressed again it lets go."""
        current = self.chosen[name] == value
        url = self._address(**{name: "" if current else value})
        return Tile(value, label, count, url, current)

    def pills(self) -> list[dict[str, str]]:
        """What is chosen now, each with the address without it."""
        words = {
            "q": lambda text: f"“{text}”",
            "viec": lambda value: LineOutcome(value).label,
            "xa": lambda value: PlaceOutcome(value).label,
            "sao": lambda value: "Không ghi sao" if value == "none" else f"{value} sao",
            "muc": lambda value: f"Sổ ghi {EntryStatus(value).label}",
            "tinh": lambda name: name,
            "o": lambda _value: "Có ô cần xem",
        }
        return [
            {"label": str(words[name](value)), "url": self._address(**{name: ""})}
            for name, value in self.chosen.items()
            if value
        ]


def tiles_of(run: ImportRun, filters: Filters) -> list[Tile]:
    """The six counts, in the order in which a person asks for them."""
    order = ("create", "change", "match", "choose", "error", "skip")
    return [
        filters.tile("viec", value, str(LineOutcome(value).label), run.counts.get(value, 0))
        for value in order
    ]


def provinces_of(run: ImportRun, filters: Filters) -> list[Tile]:
    """The lines by province, where the import is of the whole country."""
    counts = [] if run.unit_id else provinces_in(run)
    return [filters.tile("tinh", name, name, count) for name, count in counts]


def groups_of(run: ImportRun, filters: Filters) -> list[dict[str, Any]]:
    """The lines by stars, by what the register says of them, by commune."""
    stars, status = run.counts.get("by_stars", {}), run.counts.get("by_status", {})
    places = run.counts.get("communes", {})
    return [
        {
            "title": "Hạng sao sổ ghi",
            "tiles": [
                filters.tile("sao", value, label, stars.get(value, 0))
                for value, label in (("5", "5 sao"), ("4", "4 sao"), ("3", "3 sao"))
            ]
            + [filters.tile("sao", "none", "Không ghi sao", stars.get("none", 0))],
        },
        {
            "title": "Sổ ghi sản phẩm thế nào",
            "tiles": [
                filters.tile(
                    "muc", row.value, capfirst(str(row.label)), status.get(str(row.label), 0)
                )
                for row in EntryStatus
                if status.get(str(row.label), 0) or filters.chosen["muc"] == row.value
            ],
        },
        {
            "title": "Xã, phường của dòng",
            "tiles": [
                filters.tile("xa", row.value, str(row.label), places.get(row.value, 0))
                for row in PlaceOutcome
            ],
        },
    ]
