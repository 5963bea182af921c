"""The register as open data: one flat row a product, nothing that isn't public on its page."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, IntegerField, OuterRef, QuerySet, Subquery

from catalogue.enums import Ordering
from catalogue.selectors.places import provinces_today
from catalogue.selectors.products import public_products
from catalogue.selectors.whereabouts import top_of
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from producers.models import Producer
from products.models import Product

# Field of the files and of the API, and what it means.
FIELDS: tuple[tuple[str, str], ...] = (
    ("code", "Mã sản phẩm trên cổng"),
    ("name", "Tên sản phẩm"),
    ("producer_code", "Mã chủ thể"),
    ("producer", "Tên chủ thể"),
    ("commune_code", "Khóa xã, phường hiện nay; trống khi chưa xếp được"),
    ("commune", "Xã, phường hiện nay; trống khi chưa xếp được"),
    ("province", "Tỉnh, thành phố hiện nay"),
    ("recorded_unit_code", "Khóa đơn vị mà giấy, sổ ghi (xã; huyện hoặc tỉnh nếu không ghi xã)"),
    ("recorded_unit", "Đơn vị mà giấy, sổ ghi, tên lúc ghi"),
    ("recorded_province", "Tỉnh, thành phố lúc ghi"),
    ("recorded_place", "Nơi đúng như sổ cũ viết, nếu nhập từ sổ cũ"),
    ("group", "Ngành: I đến VI theo Phụ lục I, Quyết định 26/2026/QĐ-TTg"),
    ("product_set", "Mã bộ sản phẩm"),
    ("packaging", "Quy cách đóng gói"),
    ("stars", "Hạng sao ghi trên giấy chứng nhận"),
    ("status", "Tình trạng của giấy vào ngày tải"),
    ("recognised_on", "Ngày công nhận"),
    ("recognised_year", "Năm công nhận (sổ cũ có thể chỉ ghi năm)"),
    ("valid_until", "Có giá trị đến hết ngày"),
    ("decision", "Số quyết định"),
    ("certificate", "Mã xác minh"),
    ("url", "Trang của sản phẩm"),
)


def with_papers(products: QuerySet[Product]) -> QuerySet[Product]:
    """Add what the certificate that speaks for the product says: day, year and decision."""
    speaking = Certificate.objects.filter(code=OuterRef("rating_code"))
    return products.annotate(
        rating_since=Subquery(speaking.values("issued_on")[:1]),
        rating_year=Subquery(speaking.values("issued_year")[:1], output_field=IntegerField()),
        rating_decision=Subquery(speaking.values("decision__number")[:1], output_field=CharField()),
    )


def register(on: dt.date) -> QuerySet[Product]:
    """Every public product with what a row of the register shows."""
    rows = with_papers(public_products(on))
    return rows.select_related(
        "producer", "product_set", "unit__parent__parent", "current_unit__parent"
    )


def place_fields(row: Product | Producer, *, provinces: Mapping[int, str]) -> dict[str, str]:
    """Place of today and as recorded; ``row`` with both units and what stands above them."""
    now, recorded = row.current_unit, row.unit
    return {
        "commune_code": now.key if now else "",
        "commune": now.full_name if now else "",
        "province": provinces.get(top_of(now or recorded).pk, ""),
        "recorded_unit_code": recorded.key,
        "recorded_unit": recorded.full_name,
        "recorded_province": top_of(recorded).full_name,
        "recorded_place": row.recorded_place,
    }


def register_row(product: Product, *, provinces: Mapping[int, str]) -> dict[str, Any]:
    """One row of :func:`register` under the names of :data:`FIELDS`; days stay days.

    ``provinces`` are those of :func:`provinces_today`.
    """
    known: Any = product
    since = known.rating_since
    return {
        "code": product.code,
        "name": product.name,
        "producer_code": product.producer.code,
        "producer": product.producer.name,
        **place_fields(product, provinces=provinces),
        "group": product.group_code,
        "product_set": product.product_set.code if product.product_set else "",
        "packaging": product.packaging,
        "stars": known.rating_stars,
        "status": known.rating_status,
        "recognised_on": since,
        "recognised_year": since.year if since else known.rating_year,
        "valid_until": known.rating_until,
        "decision": known.rating_decision or "",
        "certificate": known.rating_code,
        "url": f"{settings.PORTAL['base_url'].rstrip('/')}/san-pham/{product.code}/",
    }


def register_page(keys: Iterable[int], *, on: dt.date) -> list[dict[str, Any]]:
    """The rows of the products with these keys, in this order; three statements."""
    wanted, names = list(keys), provinces_today(on)
    found = register(on).filter(pk__in=wanted)
    rows = {row.pk: register_row(row, provinces=names) for row in found}
    return [rows[key] for key in wanted if key in rows]


def register_rows(on: dt.date) -> Iterator[dict[str, Any]]:
    """The whole register, a thousand rows in memory at a time."""
    names = provinces_today(on)
    for product in register(on).order_by("sort_key", "pk").iterator(chunk_size=1000):
        yield register_row(product, provinces=names)


_COLUMNS = {
    "name": "sort_key",
    "stars": "rating_stars",
    "valid_until": "rating_until",
    "recognised_on": "rating_since",
}


def in_order(products: QuerySet[Product], ordering: str) -> QuerySet[Product]:
    """By a value of :class:`Ordering`; what isn't known stands last."""
    column = F(_COLUMNS[Ordering(ordering).value.removeprefix("-")])
    first = (
        column.desc(nulls_last=True) if ordering.startswith("-") else column.asc(nulls_last=True)
    )
    return products.order_by(first, "sort_key", "pk")


STATUS_WORDS = {value: str(CertificateStatus(value).label) for value in CertificateStatus.values}
