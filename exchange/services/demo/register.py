"""The public register of Thanh Hóa: 51 rows of newspapers and portals, each with its source."""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from certificates.services import record_certificate
from common.text import fold, normalise
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import search_units
from evaluations.enums import Level
from producers.enums import ProducerKind
from producers.models import Producer
from producers.services import register_producer
from products.models import Product
from products.services import register_product

DATA = Path(__file__).resolve().parents[2] / "data" / "thanh_hoa_register.csv"

# The register's group names in the codes of Decision 26 (Annex I).
_GROUPS = {
    "Thực phẩm": "I",
    "Đồ uống": "II",
    "Dược liệu và sản phẩm từ dược liệu": "III",
    "Thủ công mỹ nghệ": "IV",
    "Sinh vật cảnh": "V",
    "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch": "VI",
}
# Names the sources misspell; the notes of the rows say so.
_DISTRICTS = {"Hoàng Hóa": "Hoằng Hóa", "huyện Quý Lộc": "huyện Yên Định"}
# Decisions whose year another source gives (its day is unknown).
_YEARS = {"590/QĐ-UBND": 2020, "715/QĐ – UBND": 2026}
_KINDS = (
    ("hop tac xa", ProducerKind.COOPERATIVE),
    ("htx", ProducerKind.COOPERATIVE),
    ("to hop tac", ProducerKind.COOPERATIVE_GROUP),
    ("cong ty cp", ProducerKind.JSC),
    ("ctcp", ProducerKind.JSC),
    ("cong ty co phan", ProducerKind.JSC),
    ("cong ty", ProducerKind.LLC),
    ("dntn", ProducerKind.PRIVATE),
    ("ho ", ProducerKind.HOUSEHOLD),
)
# Brands that name their maker: all of the register's products of the brand are one producer's.
BRANDS = {"Lê Gia": "Cơ sở Lê Gia (tên theo nhãn sản phẩm)"}


def rows() -> Iterator[dict[str, str]]:
    """The rows as the sources have them."""
    with DATA.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load_register(*, province: AdministrativeUnit, on: dt.date) -> int:
    """Enter every recognised row with its real decision; returns how many certificates there are.

    A proposal isn't a recognition; a row without stars isn't one either. What a source does not
    say stays unsaid: a district where no commune is printed, a year where no day is, no maker.
    """
    count = 0
    for row in rows():
        if row["status"] != "công nhận" or not row["stars"]:
            continue
        product = _product(row, province, on)
        record_certificate(
            product=product,
            stars=int(row["stars"]),
            decision_number=row["decision_number"],
            decided_on=_day(row["decision_date_iso"]),
            decided_year=_YEARS.get(row["decision_number"]),
            authority=row["decision_authority"],
            level=Level.CENTRAL if row["stars"] == "5" else Level.PROVINCE,
            unit=province,
            source=f"{row['source_title']} – {row['source_url']}"[:500],
            actor=None,
        )
        count += 1
    return count


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def _product(row: dict[str, str], province: AdministrativeUnit, on: dt.date) -> Product:
    name = normalise(row["product_name"])
    name = name[0].upper() + name[1:]
    unit = place_of(row, province)
    # A unit that has ended takes entries as of its last day: the record keeps what was printed.
    on = unit.valid_to or on
    producer = _producer(row, name, unit, on)
    known = Product.objects.filter(producer=producer, folded_name=fold(name)).first()
    return known or register_product(
        actor=None,
        on=on,
        producer=producer,
        name=name,
        group_code=_GROUPS.get(row["product_group"], ""),
        unit=unit,
    )


def _producer(row: dict[str, str], product: str, unit: AdministrativeUnit, on: dt.date) -> Producer:
    brand = next((maker for mark, maker in BRANDS.items() if mark in product), "")
    name = normalise(row["producer"]) or brand or f"Chủ thể của {product} (nguồn không ghi tên)"
    name = name[0].upper() + name[1:]
    known = Producer.objects.filter(folded_name=fold(name)).first()
    return known or register_producer(
        actor=None, on=on, name=name, kind=kind_of(row["producer"]), unit=unit
    )


def kind_of(producer: str) -> str:
    """The kind that a producer's own name says; unknown when it says none."""
    plain = fold(producer)
    return next((kind for start, kind in _KINDS if plain.startswith(start)), ProducerKind.UNKNOWN)


def place_of(row: dict[str, str], province: AdministrativeUnit) -> AdministrativeUnit:
    """The smallest unit that the source names for sure: commune, else district, else province."""
    district = _DISTRICTS.get(row["district"], row["district"])
    if row["commune"]:
        found = _exact(row["commune"], UnitLevel.COMMUNE, province, district)
        if found:
            return found
    if district:
        found = _exact(district, UnitLevel.DISTRICT, province, "")
        if found:
            return found
    return province


def _exact(
    text: str, level: str, province: AdministrativeUnit, district: str
) -> AdministrativeUnit | None:
    """The one unit of ``level`` with just this name (accents count) in the province."""
    bare = _bare(text)
    candidates = []
    for unit in search_units(text, level=level)[:40]:
        parents = {unit.parent_id, unit.parent.parent_id if unit.parent else None}
        if _bare(unit.full_name) != bare or province.pk not in parents:
            continue
        former = unit.valid_to is not None
        if level == UnitLevel.COMMUNE and former != bool(district):
            continue  # a source that names a district counts in the communes of that time
        if former and district and unit.parent and _bare(unit.parent.full_name) != _bare(district):
            continue
        candidates.append(unit)
    return candidates[0] if len(candidates) == 1 else None


def _bare(name: str) -> str:
    """The name without its level, in lower case: "TX nghi Sơn" and "Thị xã Nghi Sơn" are equal."""
    plain = normalise(name).lower()
    return re.sub(
        r"^(huyện|thị xã|thành phố|thị trấn|phường|xã|tx\.?|tp\.?|tt\.?|h\.|x\.|p\.)\s*", "", plain
    )
