"""The lists of this room as tables to take away: what the pages show, all rows of it.

No mark, total or comment stands in any of them; who signed is counted, as on the page.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from common.spreadsheets import Column
from evaluations.models import Council, CouncilSession, Dossier, EvaluationRound
from evaluations.rating import fixed
from evaluations.selectors.clock import commune_deadline, holder_of
from evaluations.selectors.council.screen import SittingTable
from evaluations.selectors.listing import Held
from programmes.selectors.calendar import working_calendar

AT_ONCE = 1000
_CENTRE = "Trung ương"

DOSSIERS = (
    Column("Mã hồ sơ", 14),
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Xã, phường", 28),
    Column("Loại hồ sơ", 20),
    Column("Bước", 28),
    Column("Đang ở", 28),
    Column("Từ ngày", 12),
    Column("Hạn", 12),
    Column("Số ngày đã giữ", 10),
    Column("Ngày làm việc còn lại", 12),
    Column("Ngày làm việc xã đã dùng", 12),
    Column("Số phiếu tiếp nhận", 18),
    Column("Ngày nộp", 12),
)


def dossier_rows(rows: Iterable[Dossier], *, on: dt.date) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`DOSSIERS` as of ``on``, for rows of ``selectors.dossier.for_list``."""
    calendar = working_calendar()
    for row in rows:
        holder = holder_of(row, on=on, calendar=calendar)
        clock = commune_deadline(row, on, calendar=calendar)
        yield (
            row.code,
            row.product.name,
            row.product.producer.name,
            row.unit.full_name,
            str(row.get_kind_display()),
            str(row.get_state_display()),
            holder.label,
            holder.since,
            holder.until,
            holder.days if holder.station else None,
            holder.left,
            clock.used if clock else None,
            row.commune_receipt,
            row.filed_on,
        )


HELD = (
    Column("Xã, phường", 28),
    Column("Đang giữ", 10),
    Column("Sắp đến hạn", 12),
    Column("Quá hạn", 10),
    Column("Giữ lâu nhất (ngày)", 12),
)


def held_rows(rows: Iterable[Held]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`HELD`."""
    for row in rows:
        yield (row.label, row.count, row.soon, row.overdue, row.longest)


ROUNDS = (
    Column("Đợt", 18),
    Column("Nơi", 28),
    Column("Xã đề nghị trước", 14),
    Column("Tổ chức trước", 14),
    Column("Hồ sơ", 10),
    Column("Chờ ra hội đồng", 12),
    Column("Trạng thái", 16),
)


def round_rows(rows: QuerySet[EvaluationRound]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`ROUNDS` for rows of ``annotate_dossier_count``."""
    for row in rows.iterator(chunk_size=AT_ONCE):
        counted: Any = row
        yield (
            str(row),
            row.unit.full_name if row.unit else _CENTRE,
            row.proposals_before,
            row.held_before,
            counted.dossier_count,
            counted.waiting_count,
            str(row.get_state_display()),
        )


ENTERED = (
    Column("Mã số sản phẩm", 18),
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Xã, phường", 28),
    Column("Bộ sản phẩm", 10),
    Column("Trạng thái", 28),
)


def entered_rows(rows: QuerySet[Dossier]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`ENTERED`: the dossiers of a round, for rows of ``dossiers_in``."""
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield (
            row.product_number,
            row.product.name,
            row.product.producer.name,
            row.unit.full_name,
            row.sheet.product_set.number,
            str(row.get_state_display()),
        )


COUNCILS = (Column("Hội đồng", 48), Column("Quyết định", 24), Column("Ngày quyết định", 14))


def council_rows(rows: QuerySet[Council]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`COUNCILS`."""
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield (row.name, row.decision_number, row.decided_on)


SESSIONS = (
    Column("Ngày họp", 12),
    Column("Hội đồng", 48),
    Column("Đợt", 18),
    Column("Nơi họp", 28),
    Column("Đã kết luận", 12),
    Column("Số sản phẩm", 12),
    Column("Trạng thái", 16),
)


def session_rows(rows: QuerySet[CouncilSession]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`SESSIONS` for rows of ``annotate_progress``."""
    for row in rows.iterator(chunk_size=AT_ONCE):
        counted: Any = row
        yield (
            row.held_on,
            row.council.name,
            str(row.round),
            row.place,
            counted.concluded_count,
            counted.item_count,
            str(row.get_state_display()),
        )


ITEMS = (
    Column("Mẫu", 8),
    Column("Sản phẩm", 36),
    Column("Chủ thể", 36),
    Column("Xã, phường", 28),
    Column("Loại hồ sơ", 20),
    Column("Bộ sản phẩm", 10),
    Column("Phiếu đã ký", 10),
    Column("Phiếu phải có", 10),
    Column("Không chấm", 10),
    Column("Trạng thái", 32),
)


def cells(lines: Iterable[dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`ITEMS` for the lines that the page of a sitting shows."""
    for line in lines:
        item, count = line["item"], line["count"]
        dossier = item.dossier
        yield (
            item.position,
            dossier.product.name,
            dossier.product.producer.name,
            dossier.unit.full_name,
            str(dossier.get_kind_display()),
            dossier.sheet.product_set.number,
            count.signed,
            count.expected,
            count.recused,
            line["chip"]["words"],
        )


def sitting_columns(table: SittingTable) -> tuple[Column, ...]:
    """The columns of a sitting's table: products, then a column per member."""
    members = [Column(member.organisation or member.user.full_name, 14) for member in table.columns]
    return (
        Column("Mẫu", 8),
        Column("Sản phẩm", 36),
        *members,
        Column("Trung bình", 12),
        Column("Lệch", 10),
        Column("Hạng sao", 10),
    )


def sitting_rows(table: SittingTable) -> Iterator[tuple[object, ...]]:
    """The cells of :func:`sitting_columns`; a sealed product has no figure."""
    for line in table.lines:
        result = line.result
        yield (
            line.item.position,
            line.item.dossier.product.name,
            *(cell["value"] for cell in line.cells),
            None if result is None else Decimal(fixed(result.total)),
            None if result is None else result.spread,
            None if result is None else result.stars,
        )
