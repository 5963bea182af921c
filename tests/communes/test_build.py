"""The script that makes the CSV files, on a package of a handful of units."""

import csv
import json
import sqlite3

import pytest

from scripts import build_communes

OLD = [
    # province, code, district, code, ward, code, lat, lon
    ("Tỉnh Thanh Hóa", "38", "Huyện Hoằng Hóa", "399", "Xã Hoằng Yến", "16001", 19.81, 105.91),
    ("Tỉnh Thanh Hóa", "38", "Huyện Hoằng Hóa", "399", "Xã Hoằng Hải", "16002", 19.82, 105.92),
    ("Tỉnh Thanh Hóa", "38", "Thị Xã Nghi Sơn", "407", "Xã Hải An", "16003", 19.4, 105.7),
    ("Tỉnh Đắk Nông", "67", "Huyện Cư Jút", "662", "Xã Cư Knia", "24658", 12.6, 107.8),
    ("Tỉnh Lâm Đồng", "68", "Huyện Phú Quí", "602", None, None, None, None),
]
NEW = [
    ("Tỉnh Thanh Hóa", "38", "Xã Hoằng Thanh", "16002", 19.8, 105.9, 20.5),
    ("Tỉnh Thanh Hóa", "38", "Xã Hoằng  Yến", "16001", 12.0, 107.0, None),
    ("Tỉnh Thanh Hóa", "38", "Phường Hải An", "16003", 19.4, 105.7, 9.0),
    ("Tỉnh Lâm Đồng", "68", "Xã Cư Jút", "24640", 12.6, 107.9, 100.0),
    ("Tỉnh Lâm Đồng", "68", "Đặc khu Phú Quý", "23272", 10.5, 108.9, 18.0),
]
CONVERTER = {
    "DICT_PROVINCE": {
        "Tỉnh Thanh Hóa": ["Tỉnh Thanh Hóa"],
        "Tỉnh Lâm Đồng": ["Tỉnh Đắk Nông", "Tỉnh Lâm Đồng"],
    },
    "DICT_PROVINCE_WARD_NO_DIVIDED": {
        "Tỉnh Thanh Hóa": {
            "Xã Hoằng Thanh": ["Tỉnh Thanh Hóa_Huyện Hoằng Hóa_Xã Hoằng Hải"],
            "Phường Hải An": ["Tỉnh Thanh Hóa_Thị Xã Nghi Sơn_Xã Hải An"],
        },
        "Tỉnh Lâm Đồng": {
            "Xã Cư Jút": ["Tỉnh Đắk Nông_Huyện Cư Jút_Xã Cư Knia"],
            "Đặc khu Phú Quý": ["Tỉnh Lâm Đồng_Huyện Phú Quí_"],
        },
    },
    "DICT_PROVINCE_WARD_DIVIDED": {
        "Tỉnh Thanh Hóa": {
            "Tỉnh Thanh Hóa_Huyện Hoằng Hóa_Xã Hoằng Yến": [
                {"newWardKey": "Xã Hoằng Thanh"},
                {"newWardKey": "Xã Hoằng  Yến"},
            ]
        }
    },
}
CORRECTIONS = "level,code,field,value,reason\n"
AMENDMENTS = "on,key,full_name,legal_basis\n"


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "pkg" / "vietnamadminunits" / "data"
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "dataset.db") as database:
        database.execute(
            "CREATE TABLE admin_units_legacy (province, provinceCode, district, districtCode,"
            " ward, wardCode, wardLat, wardLon, provinceKey, districtKey, wardKey,"
            " provinceLat, provinceLon, districtLat, districtLon)"
        )
        database.executemany(
            "INSERT INTO admin_units_legacy VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [(*row, row[0], row[2], row[4], 19.0, 105.0, 19.5, 105.5) for row in OLD],
        )
        database.execute(
            "CREATE TABLE admin_units (province, provinceCode, ward, wardCode, wardLat, wardLon,"
            " wardAreaKm2, provinceKey, wardKey, provinceLat, provinceLon)"
        )
        database.executemany(
            "INSERT INTO admin_units VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [(*row, row[0], row[2], 19.0, 105.0) for row in NEW],
        )
    (folder / "converter_2025.json").write_text(json.dumps(CONVERTER), encoding="utf-8")
    return tmp_path / "pkg"


@pytest.fixture
def build(package, tmp_path):
    """Build with these lines of corrections and amendments; give the rows of each file by key."""
    data = tmp_path / "data"
    data.mkdir()

    def run(corrections="", amendments=""):
        (data / "corrections.csv").write_text(CORRECTIONS + corrections, encoding="utf-8")
        (data / "amendments.csv").write_text(AMENDMENTS + amendments, encoding="utf-8")
        assert build_communes.main([str(package), "--data", str(data)]) == 0
        rows = {}
        for name in ("provinces", "districts", "communes"):
            with (data / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                rows |= {row["key"]: row for row in csv.DictReader(stream)}
        with (data / "changes.csv").open(encoding="utf-8", newline="") as stream:
            lines = [
                (row["on"], row["kind"], row["predecessor"], row["successor"], row["whole"])
                for row in csv.DictReader(stream)
            ]
        return rows, lines

    return run


def refusal(package, tmp_path, capsys, corrections="", amendments=""):
    (tmp_path / "corrections.csv").write_text(CORRECTIONS + corrections, encoding="utf-8")
    (tmp_path / "amendments.csv").write_text(AMENDMENTS + amendments, encoding="utf-8")
    assert build_communes.main([str(package), "--data", str(tmp_path)]) == 2
    assert not (tmp_path / "communes.csv").exists()
    return capsys.readouterr().err


def test_units_have_keys_periods_and_the_kind_as_the_law_writes_it(build):
    rows, _ = build()
    assert sorted(rows) == [
        "c-16001", "c-16001-old", "c-16002", "c-16002-old", "c-16003", "c-16003-old",
        "c-23272", "c-24640", "c-24658-old", "d-399-old", "d-407-old", "d-602-old",
        "d-662-old", "p-38", "p-67-old", "p-68", "p-68-old",
    ]  # fmt: skip
    assert (rows["d-407-old"]["full_name"], rows["d-407-old"]["kind"]) == (
        "Thị xã Nghi Sơn",
        "town",
    )
    assert rows["c-16001"]["full_name"] == "Xã Hoằng Yến"
    periods = {key: (rows[key]["valid_from"], rows[key]["valid_to"]) for key in rows}
    assert periods["p-38"] == ("2008-08-01", "")
    assert periods["p-68-old"] == ("2008-08-01", "2025-06-30")
    assert periods["p-68"] == ("2025-07-01", "")


def test_lines_say_what_happened_and_whether_all_went(build):
    _, lines = build()
    day = "2025-07-01"
    assert lines == [
        (day, "split", "c-16001-old", "c-16001", "0"),
        (day, "merge", "c-16001-old", "c-16002", "0"),
        (day, "merge", "c-16002-old", "c-16002", "1"),
        (day, "reclassify", "c-16003-old", "c-16003", "1"),
        (day, "reclassify", "d-602-old", "c-23272", "1"),
        (day, "rename", "c-24658-old", "c-24640", "1"),
        (day, "merge", "p-67-old", "p-68", "1"),
        (day, "merge", "p-68-old", "p-68", "1"),
    ]


def test_corrections_change_names_points_and_lines(build):
    rows, lines = build(
        "commune/former,24658,full_name,Xã Cư K'nia,spelling\n"
        "district/former,602,full_name,Huyện Phú Quý,spelling\n"
        "commune,16001,point,predecessors,far away\n"
        "change,16001>16002,line,drop,namesake\n"
    )
    assert rows["c-24658-old"]["name"] == "Cư K'nia"
    assert rows["d-602-old"]["name"] == "Phú Quý"
    assert (rows["c-16001"]["latitude"], rows["c-16001"]["longitude"]) == ("19.81", "105.91")
    assert ("2025-07-01", "unchanged", "c-16001-old", "c-16001", "1") in lines
    assert ("2025-07-01", "rename", "c-16002-old", "c-16002", "1") in lines


def test_a_former_point_far_from_all_successors_is_forgotten(build):
    rows, _ = build("change,16001>16002,line,drop,namesake\n")
    assert (rows["c-16001-old"]["latitude"], rows["c-16001-old"]["longitude"]) == ("", "")
    assert rows["c-16002-old"]["latitude"] == "19.82"


def test_an_amendment_ends_the_unit_and_starts_it_under_its_new_name(build):
    rows, lines = build(
        amendments="2026-04-30,p-68,Thành phố Lâm Đồng,Nghị quyết thử\n"
        "2026-04-30,c-16002,Phường Hoằng Thanh,Nghị quyết thử\n"
        "2027-01-01,c-16002,Phường Hoằng Tiến,Nghị quyết thử\n"
    )
    assert rows["p-68"]["valid_to"] == "2026-04-29"
    city, ward, later = (
        rows[key] for key in ("p-68-20260430", "c-16002-20260430", "c-16002-20270101")
    )
    assert (city["kind"], city["valid_from"], city["valid_to"]) == (
        "central_city",
        "2026-04-30",
        "",
    )
    assert (ward["kind"], ward["code"], ward["valid_to"]) == ("ward", "16002", "2026-12-31")
    assert (later["full_name"], later["valid_to"]) == ("Phường Hoằng Tiến", "")
    assert [line for line in lines if line[0] > "2026"] == [
        ("2026-04-30", "reclassify", "c-16002", "c-16002-20260430", "1"),
        ("2026-04-30", "reclassify", "p-68", "p-68-20260430", "1"),
        ("2027-01-01", "rename", "c-16002-20260430", "c-16002-20270101", "1"),
    ]


def test_what_goes_on_lies_below_the_newest_record_of_its_province(build):
    rows, _ = build(
        amendments="2026-04-30,c-24640,Phường Cư Jút,Nghị quyết thử\n"
        "2026-04-30,p-68,Thành phố Lâm Đồng,Nghị quyết thử\n"
        "2027-01-01,c-24640,Phường Cư Knia,Nghị quyết thử\n"
    )
    parents = {key: row["parent"] for key, row in rows.items() if row["parent"].startswith("p-68")}
    assert parents == {
        "d-602-old": "p-68-old",
        "c-24640": "p-68",
        "c-24640-20260430": "p-68-20260430",
        "c-24640-20270101": "p-68-20260430",
        "c-23272": "p-68-20260430",
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("commune,16001,full_name,Xã Hoằng Yến,why", "correction does nothing: commune 16001"),
        ("commune/former,24658,full_name,Xã Cư K'nia,", "correction without reason: commune"),
        ("change,16003>16002,line,drop,why", "correction does nothing: change 16003>16002"),
        ("change,16001>16001,line,add,why", "correction does nothing: change 16001>16001"),
        ("change,16003>24640,line,add,why", "c-16003-old → c-24640 leaves the province"),
        ("change,16003>16003,line,drop,why", "c-16003-old Xã Hải An: went nowhere"),
        ("commune,16001,colour,red,why", "unknown correction: commune 16001 colour"),
    ],
)
def test_a_correction_that_does_not_fit_stops_the_build(package, tmp_path, capsys, line, sentence):
    assert f"build_communes: {sentence}" in refusal(package, tmp_path, capsys, line + "\n")


def test_an_amendment_of_an_unknown_unit_stops_the_build(package, tmp_path, capsys):
    line = "2026-04-30,c-99999,Phường Không,Nghị quyết thử\n"
    assert "amendment does not fit" in refusal(package, tmp_path, capsys, amendments=line)


def test_a_folder_without_the_package_stops_the_build(tmp_path, capsys):
    assert "no data/dataset.db" in refusal(tmp_path / "none", tmp_path, capsys)
