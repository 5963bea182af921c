"""The lists of this room as files."""

from typing import Any

from common.spreadsheets import Column
from programmes.models import IdeaCall, ProductIdea

CALLS = (
    Column("Đợt", 50),
    Column("Năm", 8),
    Column("Nhận từ ngày", 14),
    Column("Nhận đến hết ngày", 18),
    Column("Tình trạng", 14),
    Column("Ý tưởng", 10),
    Column("Chờ xét", 10),
    Column("Được chọn", 10),
)
IDEAS = (
    Column("Phiếu số", 10),
    Column("Loại phiếu", 26),
    Column("Sản phẩm", 36),
    Column("Người đăng ký", 36),
    Column("Loại hình", 24),
    Column("Xã, phường", 26),
    Column("Điện thoại", 16),
    Column("Bộ sản phẩm dự kiến", 36),
    Column("Ngày đăng ký", 14),
    Column("Ngày khảo sát", 14),
    Column("Đề nghị sau khảo sát", 26),
    Column("Bước", 18),
    Column("Quyết định", 20),
    Column("Ngày quyết định", 14),
    Column("Lý do", 50),
    Column("Mã sản phẩm", 14),
)


def call_cells(call: Any, standing: str) -> tuple[object, ...]:
    """A line of the list of calls; ``call`` carries its counts."""
    row: IdeaCall = call
    return (
        row.title,
        row.year,
        row.opens_on,
        row.closes_on,
        standing,
        call.all_ideas,
        call.waiting,
        call.chosen,
    )


def idea_cells(idea: ProductIdea) -> tuple[object, ...]:
    """A line of a call's ideas."""
    return (
        idea.number,
        str(idea.get_kind_display()),
        idea.product_name,
        idea.producer_name,
        str(idea.get_producer_kind_display()),
        idea.unit.full_name,
        idea.phone,
        str(idea.product_set or ""),
        idea.registered_on,
        idea.survey_on,
        str(idea.get_survey_opinion_display()),
        str(idea.get_state_display()),
        idea.decision_number,
        idea.decided_on,
        idea.reason,
        idea.product.code if idea.product else "",
    )
