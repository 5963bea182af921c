"""Build communes/data/*.csv from the unpacked package vietnamadminunits 1.0.4 (MIT).

    pip download --no-deps vietnamadminunits==1.0.4 && unzip vietnamadminunits-*.whl -d pkg
    python -m scripts.build_communes pkg

The package is a source to build from, not a dependency. Beside its data the script reads
``corrections.csv`` (what the package has wrong; each line with its reason, see
docs/decisions/0002-administrative-units.md) and ``amendments.csv`` (units that got another name
or kind after 1/7/2025). It stops when a count, a link or a correction does not fit, and the same
input gives the same bytes.
"""

import argparse
import csv
import datetime as dt
import json
import sqlite3
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from scripts.communes_units import (
    Build,
    BuildError,
    Unit,
    clean_name,
    kilometres,
    point_of,
    read_csv,
)

DATA = Path(__file__).resolve().parents[1] / "communes" / "data"

# The set of 63 provinces stands since Hà Tây joined Hà Nội (Nghị quyết 15/2008/QH12). It is also
# the day our books open: a former unit "from" this day was there at the latest on it or was made
# later, up to 30/6/2025; the package knows only the state of that last day.
OPENING = "2008-08-01"
MERGER = "2025-07-01"
LAST_OLD = "2025-06-30"
HUE_CITY = "2025-01-01"  # Nghị quyết 175/2024/QH15
PROVINCES_BASIS = "Nghị quyết 202/2025/QH15"

FILES = {"province": "provinces.csv", "district": "districts.csv", "commune": "communes.csv"}
UNIT_COLUMNS = [
    "key", "level", "kind", "code", "name", "full_name", "parent",
    "valid_from", "valid_to", "latitude", "longitude", "area_km2",
]  # fmt: skip
CHANGE_COLUMNS = ["on", "kind", "predecessor", "successor", "whole", "legal_basis"]
FAR_KM = 60.0


def read_package(folder: Path) -> tuple[list[sqlite3.Row], list[sqlite3.Row], dict]:
    """Return the present communes, the former communes and the converter of the package."""
    data = next(iter(sorted(folder.glob("**/data/dataset.db"))), None)
    if data is None:
        raise BuildError(f"no data/dataset.db below {folder}")
    with sqlite3.connect(f"file:{data}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        new = connection.execute("SELECT * FROM admin_units").fetchall()
        old = connection.execute("SELECT * FROM admin_units_legacy").fetchall()
    converter = json.loads((data.parent / "converter_2025.json").read_text(encoding="utf-8"))
    return new, old, converter


def provinces(build: Build, new: list, old: list, converter: dict) -> dict[str, str]:
    """Add both sets of provinces; return the key of each former province by the package's name."""
    current = {row["provinceKey"]: row for row in new}
    former = {row["provinceKey"]: row for row in old}
    key_of: dict[str, str] = {}
    for new_key, old_keys in converter["DICT_PROVINCE"].items():
        row = current[new_key]
        goes_on = old_keys == [new_key]
        key = f"p-{row['provinceCode']}"
        start = MERGER if not goes_on else HUE_CITY if row["provinceCode"] == "46" else OPENING
        build.add(
            Unit(
                key, "province", row["provinceCode"], clean_name("province", row["province"]), "",
                start, "", point_of(row["provinceLat"], row["provinceLon"]),
            )
        )  # fmt: skip
        for old_key in old_keys:
            if goes_on:
                key_of[old_key] = key
                continue
            then = former[old_key]
            key_of[old_key] = f"p-{then['provinceCode']}-old"
            build.add(
                Unit(
                    key_of[old_key], "province", then["provinceCode"],
                    clean_name("province", then["province"]), "", OPENING, LAST_OLD,
                    point_of(then["provinceLat"], then["provinceLon"]),
                )
            )  # fmt: skip
            build.successors[key_of[old_key]].add(key)
    if "p-46" in build.units:
        city = build.units["p-46"]
        build.add(
            Unit(
                "p-46-old", "province", "46", "Tỉnh Thừa Thiên Huế", "",
                OPENING, "2024-12-31", city.point,
            )
        )  # fmt: skip
        build.changes.append(
            (HUE_CITY, "reclassify", "p-46-old", "p-46", "1", "Nghị quyết 175/2024/QH15")
        )
    return key_of


def communes(build: Build, new: list, old: list, converter: dict, key_of: dict[str, str]) -> None:
    """Add districts, former and present communes and the lines between the communes."""
    old_keys: dict[str, str] = {}
    new_keys: dict[tuple[str, str], str] = {}
    for row in old:
        district = f"d-{row['districtCode']}-old"
        build.add(
            Unit(
                district, "district", row["districtCode"],
                clean_name("district", row["district"]), key_of[row["provinceKey"]],
                OPENING, LAST_OLD, point_of(row["districtLat"], row["districtLon"]),
            )
        )  # fmt: skip
        path = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
        if not row["ward"]:  # five island districts had no communes: the district itself went on
            old_keys[path] = district
            continue
        old_keys[path] = f"c-{row['wardCode']}-old"
        build.add(
            Unit(
                old_keys[path], "commune", row["wardCode"], clean_name("commune", row["ward"]),
                district, OPENING, LAST_OLD, point_of(row["wardLat"], row["wardLon"]),
            )
        )  # fmt: skip
    for row in new:
        key = f"c-{row['wardCode']}"
        new_keys[row["provinceKey"], row["wardKey"]] = key
        build.add(
            Unit(
                key, "commune", row["wardCode"], clean_name("commune", row["ward"]),
                f"p-{row['provinceCode']}", MERGER, "",
                point_of(row["wardLat"], row["wardLon"]), row["wardAreaKm2"],
            )
        )  # fmt: skip
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, paths in wards.items():
            for path in paths:
                build.successors[old_keys[path]].add(new_keys[province, ward])
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for path, wards in divided.items():
            for ward in wards:
                build.successors[old_keys[path]].add(new_keys[province, ward["newWardKey"]])


def correct(build: Build, corrections: list[dict[str, str]]) -> None:
    """Apply corrections.csv; one that changes nothing is out of date and stops the build."""
    for line in corrections:
        what = f"{line['level']} {line['code']} {line['field']}"
        if not line["reason"].strip():
            raise BuildError(f"correction without reason: {what}")
        if line["field"] == "line":
            before, after = line["code"].split(">")
            targets = build.successors[f"c-{before}-old"]
            target = f"c-{after}"
            if (line["value"] == "drop") != (target in targets) or target not in build.units:
                raise BuildError(f"correction does nothing: {what} {line['value']}")
            (targets.remove if line["value"] == "drop" else targets.add)(target)
            continue
        level, _, when = line["level"].partition("/")
        key = f"{level[0]}-{line['code']}{'-old' if when == 'former' else ''}"
        unit = build.units[key]
        if line["field"] == "full_name":
            better = replace(unit, full_name=clean_name(level, line["value"]))
        elif line["field"] == "point" and line["value"] == "predecessors":
            points = [
                point
                for old_key, targets in build.successors.items()
                if key in targets and (point := build.units[old_key].point)
            ]
            middle = tuple(round(sum(axis) / len(points), 4) for axis in zip(*points, strict=True))
            better = replace(unit, point=middle)
        else:
            raise BuildError(f"unknown correction: {what}")
        if better == unit:
            raise BuildError(f"correction does nothing: {what}")
        build.units[key] = better


def drop_far_points(build: Build) -> int:
    """Forget former points that lie nowhere near any successor; return how many."""
    dropped = 0
    for key, targets in build.successors.items():
        unit = build.units[key]
        ends = [build.units[target].point for target in targets]
        if unit.level == "province" or unit.point is None or None in ends:
            continue
        if all(kilometres(unit.point, end) > FAR_KM for end in ends if end):
            build.units[key] = replace(unit, point=None)
            dropped += 1
    return dropped


def change_kind(before: list[Unit], after: Unit, *, whole: bool) -> str:
    """What happened to ``after`` on its first day, from the units it was made of."""
    if len(before) > 1:
        return "merge"
    if not whole:
        return "split"
    if before[0].level != after.level or before[0].kind != after.kind:
        return "reclassify"
    return "unchanged" if before[0].full_name == after.full_name else "rename"


def draw_lines(build: Build) -> None:
    """Turn the successor sets into change lines. A unit with one successor went there whole."""
    # Of the Standing Committee of the National Assembly, 16/6/2025, by province code.
    rows = read_csv(DATA / "resolutions.csv")
    resolutions = {row["province_code"]: row["number"] for row in rows}
    origins: dict[str, list[str]] = defaultdict(list)
    for old_key, targets in build.successors.items():
        for target in targets:
            origins[target].append(old_key)
    for target, old_keys in origins.items():
        unit = build.units[target]
        if unit.level == "province":
            basis = PROVINCES_BASIS
        else:
            basis = f"Nghị quyết {resolutions[unit.parent[2:]]}"
        whole = {key: len(build.successors[key]) == 1 for key in old_keys}
        kind = change_kind([build.units[key] for key in old_keys], unit, whole=all(whole.values()))
        for key in old_keys:
            build.changes.append((MERGER, kind, key, target, "1" if whole[key] else "0", basis))


def amend(build: Build, amendments: list[dict[str, str]]) -> None:
    """Apply amendments.csv: from ``on`` the unit first called ``key`` is ``full_name``.

    What lies in a province and goes on is put below its newest record, so that a parent is
    called what it is called today.
    """
    for line in sorted(amendments, key=lambda row: (row["on"], row["key"])):
        versions = [
            unit
            for key, unit in build.units.items()
            if key == line["key"] or key.startswith(line["key"] + "-2")
        ]
        now = max(versions, key=lambda unit: unit.valid_from, default=None)
        if now is None or now.valid_to or now.valid_from >= line["on"]:
            raise BuildError(f"amendment does not fit: {line}")
        day = dt.date.fromisoformat(line["on"])
        build.units[now.key] = replace(now, valid_to=str(day - dt.timedelta(days=1)))
        after = replace(
            now,
            key=f"{line['key']}-{day:%Y%m%d}",
            full_name=clean_name(now.level, line["full_name"]),
            valid_from=line["on"],
        )
        build.add(after)
        for unit in list(build.units.values()):
            if unit.parent == now.key and not unit.valid_to:
                build.units[unit.key] = replace(unit, parent=after.key)
        kind = change_kind([now], after, whole=True)
        build.changes.append((line["on"], kind, now.key, after.key, "1", line["legal_basis"]))


def check(build: Build) -> None:
    """Stop when the result is not a whole: an end without a line, a line across provinces."""
    targets = {line[3] for line in build.changes}
    for unit in build.units.values():
        if unit.parent and unit.parent not in build.units:
            raise BuildError(f"{unit.key}: no parent {unit.parent}")
        if unit.level == "commune" and unit.valid_from != OPENING and unit.key not in targets:
            raise BuildError(f"{unit.key} {unit.full_name}: made of nothing")
        ended = unit.level != "district" and unit.valid_to == LAST_OLD
        if ended and not build.successors[unit.key]:
            raise BuildError(f"{unit.key} {unit.full_name}: went nowhere")

    first = {line[3]: line[2] for line in build.changes if line[0] > MERGER}  # after → before

    def province_after(key: str) -> str:
        unit = build.units[key]
        while unit.parent:
            unit = build.units[unit.parent]
        top = next(iter(build.successors.get(unit.key, {unit.key})), unit.key)
        while top in first:
            top = first[top]
        return top

    for _, _, before, after, *_ in build.changes:
        if build.units[after].valid_from == MERGER and province_after(before) != province_after(
            after
        ):
            raise BuildError(f"{before} → {after} leaves the province")


def write(build: Build, folder: Path) -> dict[str, int]:
    """Write the four files, sorted, with \\n; return the number of rows of each."""
    counts: dict[str, int] = {}
    for level, name in FILES.items():
        rows = []
        for unit in sorted(build.units.values(), key=lambda unit: unit.key):
            if unit.level == level:
                lat, lon = unit.point or ("", "")
                area = "" if unit.area is None else f"{unit.area:g}"
                rows.append(
                    (
                        unit.key, level, unit.kind, unit.code, unit.name, unit.full_name,
                        unit.parent, unit.valid_from, unit.valid_to, lat, lon, area,
                    )
                )  # fmt: skip
        counts[name] = write_csv(folder / name, UNIT_COLUMNS, rows)
    counts["changes.csv"] = write_csv(
        folder / "changes.csv",
        CHANGE_COLUMNS,
        sorted(build.changes, key=lambda line: (line[0], line[3], line[2])),
    )
    return counts


def write_csv(path: Path, header: list[str], rows: list) -> int:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)


def build_all(package: Path, data: Path) -> dict[str, int]:
    """Read the package and the decisions in ``data``, write the CSV files there."""
    new, old, converter = read_package(package)
    build = Build()
    key_of = provinces(build, new, old, converter)
    communes(build, new, old, converter, key_of)
    correct(build, read_csv(data / "corrections.csv"))
    far = drop_far_points(build)
    draw_lines(build)
    amend(build, read_csv(data / "amendments.csv"))
    check(build)
    return write(build, data) | {"far points dropped": far}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked wheel")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the CSV files")
    options = parser.parse_args(arguments)
    try:
        counts = build_all(options.package, options.data)
    except BuildError as error:
        print(f"build_communes: {error}", file=sys.stderr)
        return 2
    for name, rows in counts.items():
        print(f"{name}: {rows}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
