"""The lists of this room as tables to take away: what the pages show, all rows of it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from certificates.enums import CertificateStatus
from certificates.models import Certificate, Decision
from common.spreadsheets import Column

_AT_ONCE = 1000

CERTIFICATES = (
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Hạng sao", 10),
    Column("Tình trạng", 18),
    Column("Ngày cấp", 12),
    Column("Năm cấp", 10),
    Column("Có giá trị đến hết ngày", 14),
    Column("Hết hạn sớm nhất", 14),
    Column("Hết hạn muộn nhất", 14),
    Column("Số giấy", 22),
    Column("Mã xác minh", 16),
    Column("Số quyết định", 22),
    Column("Xã, phường trên giấy", 28),
    Column("Xã, phường hiện nay", 28),
)


def certificate_rows(rows: QuerySet[Any]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`CERTIFICATES` for rows of ``selectors.for_list``."""
    for row in rows.iterator(chunk_size=_AT_ONCE):
        known: Certificate = row
        product, now = known.product, known.product.current_unit
        yield (
            product.name,
            product.producer.name,
            known.stars,
            str(CertificateStatus(row.status).label),
            known.issued_on,
            known.issued_on.year if known.issued_on else known.issued_year,
            known.valid_until,
            known.ends_earliest,
            known.ends_latest,
            known.number,
            known.code,
            known.decision.number if known.decision else "",
            product.unit.full_name,
            now.full_name if now else "",
        )


DECISIONS = (
    Column("Quyết định số", 24),
    Column("Ngày ban hành", 14),
    Column("Năm ban hành", 10),
    Column("Cơ quan ban hành", 40),
    Column("Việc", 36),
    Column("Tình trạng", 16),
    Column("Số sản phẩm", 12),
)


def decision_rows(rows: QuerySet[Decision]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`DECISIONS` for rows of ``selectors.decisions_for_list``."""
    for row in rows.iterator(chunk_size=_AT_ONCE):
        counted: Any = row
        yield (
            row.number,
            row.decided_on,
            row.decided_on.year if row.decided_on else row.decided_year,
            row.authority,
            str(row.get_kind_display()),
            str(row.get_state_display()),
            counted.recorded if row.source else counted.products,
        )


DECIDED = (
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Xã, phường", 28),
    Column("Điểm", 10),
    Column("Hạng sao", 10),
    Column("Số giấy", 22),
    Column("Mã xác minh", 16),
)


def decided_rows(items: QuerySet[Any], recorded: QuerySet[Any]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`DECIDED`: the products of one decision, those of an old register last."""
    for item in items.iterator(chunk_size=_AT_ONCE):
        product = item.dossier.product
        given = getattr(item.dossier, "certificate", None)
        yield (
            product.name,
            product.producer.name,
            (product.current_unit or product.unit).full_name,
            item.verdict.total,
            item.stars,
            given.number if given else "",
            given.code if given else "",
        )
    for row in recorded.iterator(chunk_size=_AT_ONCE):
        product = row.product
        yield (
            product.name,
            product.producer.name,
            (product.current_unit or product.unit).full_name,
            None,
            row.stars,
            row.number,
            row.code,
        )
