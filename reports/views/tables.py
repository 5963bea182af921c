"""The report and its rows as tables to take away."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from certificates.enums import CertificateStatus
from certificates.models import Certificate
from common.spreadsheets import Column

FIGURES = (
    Column("Bảng", 32),
    Column("Dòng", 36),
    Column("Thuộc", 32),
    Column("Cột", 12),
    Column("Số giấy chứng nhận", 12),
)
ROWS = (
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Hạng sao", 10),
    Column("Tình trạng", 18),
    Column("Có giá trị đến hết ngày", 14),
    Column("Số quyết định", 22),
    Column("Mã xác minh", 16),
    Column("Xã, phường hiện nay", 28),
    Column("Đơn vị giấy ghi", 28),
)


def certificate_rows(rows: QuerySet[Any]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`ROWS`, a thousand certificates in memory at a time."""
    for row in rows.iterator(chunk_size=1000):
        known: Certificate = row
        product, now = known.product, known.product.current_unit
        yield (
            product.name,
            product.producer.name,
            known.stars,
            str(CertificateStatus(row.status).label),
            known.valid_until,
            known.decision.number if known.decision else "",
            known.code,
            now.full_name if now else "",
            product.unit.full_name,
        )
