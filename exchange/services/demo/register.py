"""The public register of Thanh Hóa: 51 rows of newspapers and portals, each with its source."""

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from certificates.services import record_certificate
from common.text import fold, normalise
from communes.models import AdministrativeUnit
from communes.selectors import Gazetteer
from evaluations.enums import Level
from exchange.reading.cells import parse_group, parse_kind
from producers.enums import ProducerKind
from producers.models import Producer
from producers.services import register_producer
from products.models import Product
from products.services import register_product

DATA = Path(__file__).resolve().parents[2] / "data" / "thanh_hoa_register.csv"

# Names the sources misspell; the notes of the rows say so.
_DISTRICTS = {"Hoàng Hóa": "Hoằng Hóa", "huyện Quý Lộc": "huyện Yên Định"}
# Decisions whose year another source gives (its day is unknown).
_YEARS = {"590/QĐ-UBND": 2020, "715/QĐ – UBND": 2026}
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
    gazetteer = Gazetteer.load(on=on)
    for row in rows():
        if row["status"] != "công nhận" or not row["stars"]:
            continue
        product = _product(row, _place(row, gazetteer), on)
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


def _place(row: dict[str, str], gazetteer: Gazetteer) -> AdministrativeUnit:
    """The smallest unit that the source names for sure: commune, else district, else province."""
    place = gazetteer.resolve(
        province=row["province"],
        district=_DISTRICTS.get(row["district"], row["district"]),
        commune=row["commune"],
    )
    return AdministrativeUnit.objects.get(pk=place.recorded)


def _product(row: dict[str, str], unit: AdministrativeUnit, on: dt.date) -> Product:
    name = normalise(row["product_name"])
    name = name[0].upper() + name[1:]
    # A unit that has ended takes entries as of its last day: the record keeps what was printed.
    on = unit.valid_to or on
    producer = _producer(row, name, unit, on)
    known = Product.objects.filter(producer=producer, folded_name=fold(name)).first()
    return known or register_product(
        actor=None,
        on=on,
        producer=producer,
        name=name,
        group_code=parse_group(row["product_group"]).value,
        unit=unit,
    )


def _producer(row: dict[str, str], product: str, unit: AdministrativeUnit, on: dt.date) -> Producer:
    brand = next((maker for mark, maker in BRANDS.items() if mark in product), "")
    name = normalise(row["producer"]) or brand or f"Chủ thể của {product} (nguồn không ghi tên)"
    name = name[0].upper() + name[1:]
    known = Producer.objects.filter(folded_name=fold(name)).first()
    kind = parse_kind("", row["producer"]).value or ProducerKind.UNKNOWN
    return known or register_producer(actor=None, on=on, name=name, kind=kind, unit=unit)
