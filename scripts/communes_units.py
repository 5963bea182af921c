"""What a build of the administrative units is made of: units, their names, points, CSV files."""

import csv
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

KINDS = {
    "province": {"Tỉnh": "province", "Thành phố": "central_city"},
    "district": {
        "Quận": "urban_district",
        "Huyện": "rural_district",
        "Thị xã": "town",
        "Thành phố": "city",
    },
    "commune": {
        "Xã": "commune",
        "Phường": "ward",
        "Thị trấn": "township",
        "Đặc khu": "special_zone",
    },
}


class BuildError(Exception):
    """The source and our decisions about it do not fit together."""


@dataclass(frozen=True)
class Unit:
    key: str
    level: str
    code: str
    full_name: str
    parent: str
    valid_from: str
    valid_to: str = ""
    point: tuple[float, float] | None = None
    area: float | None = None

    @property
    def kind(self) -> str:
        return KINDS[self.level][split_name(self.level, self.full_name)[0]]

    @property
    def name(self) -> str:
        bare = split_name(self.level, self.full_name)[1]
        return self.full_name if bare.isdigit() else bare


@dataclass
class Build:
    units: dict[str, Unit] = field(default_factory=dict)
    successors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    changes: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        known = self.units.setdefault(unit.key, unit)
        if known != unit:
            raise BuildError(f"{unit.key}: {known} and {unit}")


def split_name(level: str, full_name: str) -> tuple[str, str]:
    """``"Thị Trấn Óc Eo"`` → ``("Thị trấn", "Óc Eo")``: the kind as the law writes it, the name."""
    for prefix in KINDS[level]:
        if full_name.casefold().startswith(prefix.casefold() + " "):
            return prefix, full_name[len(prefix) + 1 :]
    raise BuildError(f"{level}: no kind in {full_name!r}")


def clean_name(level: str, text: str) -> str:
    """NFC, single blanks, straight apostrophe, the kind as the law writes it."""
    text = unicodedata.normalize("NFC", " ".join(text.split())).replace("\u2019", "'")
    return " ".join(split_name(level, text))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


def point_of(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return None if lat is None or lon is None else (round(lat, 4), round(lon, 4))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
