"""The machines of the council: round, sitting, product in a sitting, a member's sheet.

The decision leaves quorum, conflict of interest, sealing and the way marks are compared to the
council's regulation (Đ7.3.b; forms, part 7): what stands here is the portal's reading, with the
numbers taken from the regulation in force on the day of the sitting.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from common.workflow import Step
from evaluations.enums import (
    ItemMove,
    ItemState,
    Level,
    RoundMove,
    RoundState,
    ScoreSheetMove,
    ScoreSheetState,
    SessionMode,
    SessionMove,
    SessionState,
)

# Rounds the law itself names each year; more only by the regulation and a plan (5-04, 5-06).
ROUNDS_BY_LAW = 2


@dataclass(frozen=True, slots=True)
class RoundDates:
    """Both days are strict: a proposal made, or a sitting held, on the day itself is late."""

    proposals_before: dt.date
    held_before: dt.date


def round_dates(level: str, year: int, number: int) -> RoundDates | None:
    """The days Article 5 sets for round 1 and 2 of a year; None for extra rounds.

    Province: 30/4 and 30/6, 30/10 and 30/12 (5-02, 5-03). Centre: 30/7 and 30/9, then 30/01 and
    30/3, which we read as those of the following year (5-05: round 2 comes after round 1).
    """
    if level == Level.PROVINCE:
        days = {1: ((year, 4), (year, 6)), 2: ((year, 10), (year, 12))}
    else:
        days = {1: ((year, 7), (year, 9)), 2: ((year + 1, 1), (year + 1, 3))}
    if number not in days:
        return None
    (first_year, first), (last_year, last) = days[number]
    return RoundDates(dt.date(first_year, first, 30), dt.date(last_year, last, 30))


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who is there, counted over the seats that score."""

    seats: int
    present: int
    chair_present: bool
    percent: int
    chair_required: bool
    # A number of people that the regulation names beside the percentage ("5 of 7"); 0 for none.
    least: int = 0

    @property
    def needed(self) -> int:
        """How many scoring seats must be filled: the percentage, rounded up, at least one."""
        return max(needed_of(self.percent, self.seats), self.least)

    @property
    def fault(self) -> str | None:
        """Why the council can't sit, as a sentence; None when it can."""
        if self.seats == 0:
            return "Hội đồng chưa có thành viên nào chấm điểm"
        if self.present < self.needed:
            return (
                f"Có mặt {self.present} trên {self.seats} thành viên chấm điểm, "
                f"quy chế cần ít nhất {self.needed}{self._named}"
            )
        if self.chair_required and not self.chair_present:
            return "Chủ tịch Hội đồng vắng mặt, quy chế không cho họp khi vắng chủ tịch"
        return None

    @property
    def _named(self) -> str:
        """How the number needed stands in the regulation."""
        return "" if self.needed > needed_of(self.percent, self.seats) else f" ({self.percent} %)"


@dataclass(frozen=True, slots=True)
class Vote:
    """How a vote on a product went; ``voters`` are present and may score the product."""

    in_favour: int
    against: int
    abstained: int
    voters: int

    @property
    def carried(self) -> bool:
        """More than half of those who may vote are in favour."""
        return 2 * self.in_favour > self.voters


def needed_of(percent: int, seats: int) -> int:
    """``percent`` of ``seats``, rounded up, at least one."""
    return max(1, -(-percent * seats // 100))


@dataclass(frozen=True, slots=True)
class SheetCount:
    """The sheets of one product's current scoring round, by what they mean for the result.

    Counted is a sheet that was signed; only a member noted as present can sign. ``pending`` are
    sheets of members who are present, have not recused themselves and have not signed: opening
    waits for each of them. Sheets of absent members neither count nor are waited for. The number
    needed is the quorum's percentage of the seats that may score this product, so a recusal makes
    the base smaller but an absence does not.
    """

    seats: int
    signed: int
    recused: int
    pending: int
    percent: int

    @property
    def expected(self) -> int:
        """How many sheets are, or will be, in when everybody present has signed."""
        return self.signed + self.pending

    @property
    def needed(self) -> int:
        """How few signed sheets make a result."""
        return needed_of(self.percent, self.seats - self.recused)


def _has_products(_session: Any, *, items: int, **_: Any) -> str | None:
    return None if items else "Phiên họp chưa có sản phẩm nào"


def _day_has_come(session: Any, *, on: dt.date, **_: Any) -> str | None:
    if on < session.held_on:
        return f"Phiên họp triệu tập vào ngày {session.held_on:%d/%m/%Y}, chưa tới ngày họp"
    return None


def _has_quorum(_session: Any, *, quorum: Quorum, **_: Any) -> str | None:
    return quorum.fault


def _all_concluded(_session: Any, *, unconcluded: int, **_: Any) -> str | None:
    if unconcluded:
        return f"Còn {unconcluded} sản phẩm chưa kết luận"
    return None


def _everybody_signed(_item: Any, *, count: SheetCount, **_: Any) -> str | None:
    if count.pending:
        return f"Mới có {count.signed} trên {count.expected} phiếu đã ký"
    return None


def _enough_sheets(_item: Any, *, count: SheetCount, **_: Any) -> str | None:
    if count.signed < count.needed:
        return (
            f"Có {count.signed} phiếu đã ký, cần ít nhất {count.needed} "
            f"({count.percent} % số thành viên được chấm sản phẩm này)"
        )
    return None


def _room_has_quorum(_item: Any, *, quorum: Quorum, **_: Any) -> str | None:
    return quorum.fault


def _is_sitting(_item: Any, *, session_state: str, **_: Any) -> str | None:
    if session_state == SessionState.SITTING:
        return None
    return f"Phiên họp ở bước “{SessionState(session_state).label}”, chưa chấm được"


def _may_score_again(_item: Any, *, again: int, most: int, **_: Any) -> str | None:
    if again >= most:
        return (
            f"Quy chế cho chấm lại nhiều nhất {most} lần; "
            "hãy ghi lý do giữ nguyên kết quả rồi kết luận"
        )
    return None


def _vote_carried(_item: Any, *, vote_required: bool, vote: Vote | None, **_: Any) -> str | None:
    if not vote_required:
        return None
    if vote is None:
        return "Quy chế yêu cầu biểu quyết: hãy ghi kết quả biểu quyết trước khi kết luận"
    if not vote.carried:
        return (
            f"Có {vote.in_favour} trên {vote.voters} người đồng ý, chưa quá nửa; "
            "hãy thảo luận, chấm lại hoặc biểu quyết lại"
        )
    return None


def _in_writing(_item: Any, *, mode: str, **_: Any) -> str | None:
    if mode == SessionMode.WRITTEN:
        return None
    return "Chỉ sản phẩm lấy ý kiến bằng văn bản mới đưa ra phiên họp khác (Điều 7.6.d)"


def _has_reason(_obj: Any, *, reason: str, **_: Any) -> str | None:
    return None if reason.strip() else "Hãy ghi lý do"


def _spread_explained(
    _item: Any, *, spread_exceeded: bool, spread_reason: str, **_: Any
) -> str | None:
    if spread_exceeded and not spread_reason.strip():
        return (
            "Các phiếu lệch nhau quá mức quy chế cho phép: hãy cho chấm lại, "
            "hoặc ghi lý do giữ nguyên kết quả"
        )
    return None


def _is_present(_sheet: Any, *, present: bool, **_: Any) -> str | None:
    if not present:
        return "Thư ký chưa ghi có mặt cho thành viên này, nên phiếu chưa ghi được"
    return None


def _is_scoring(_sheet: Any, *, item_state: str, **_: Any) -> str | None:
    if item_state == ItemState.SCORING:
        return None
    return f"Sản phẩm không ở bước chấm điểm mà ở bước “{ItemState(item_state).label}”"


def _not_concluded(_sheet: Any, *, item_state: str, **_: Any) -> str | None:
    if item_state in ItemState.settled:
        return f"Sản phẩm ở bước “{ItemState(item_state).label}”"
    return None


def _is_full(_sheet: Any, *, missing: tuple[str, ...], **_: Any) -> str | None:
    if missing:
        return f"Còn {len(missing)} tiêu chí chưa chấm: {', '.join(missing)}"
    return None


def _is_consistent(_sheet: Any, *, contradictions: tuple[str, ...], **_: Any) -> str | None:
    return " ".join(contradictions) or None


ROUND_MOVES = {
    RoundMove.CLOSE: Step("Khép đợt", frozenset({RoundState.OPEN}), RoundState.CLOSED),
}

SESSION_MOVES = {
    SessionMove.START: Step(
        "Khai mạc",
        frozenset({SessionState.CONVENED}),
        SessionState.SITTING,
        guards=(_has_products, _day_has_come, _has_quorum),
    ),
    SessionMove.CONCLUDE: Step(
        "Bế mạc",
        frozenset({SessionState.SITTING}),
        SessionState.CONCLUDED,
        guards=(_all_concluded,),
    ),
}

ITEM_MOVES = {
    ItemMove.START: Step(
        "Bắt đầu chấm",
        frozenset({ItemState.WAITING}),
        ItemState.SCORING,
        guards=(_is_sitting, _room_has_quorum),
    ),
    ItemMove.OPEN: Step(
        "Mở điểm",
        frozenset({ItemState.SCORING}),
        ItemState.OPENED,
        guards=(_everybody_signed, _enough_sheets, _room_has_quorum),
    ),
    ItemMove.RESCORE: Step(
        "Cho chấm lại",
        frozenset({ItemState.OPENED}),
        ItemState.SCORING,
        guards=(_may_score_again, _has_reason),
    ),
    ItemMove.CONCLUDE: Step(
        "Kết luận",
        frozenset({ItemState.OPENED}),
        ItemState.CONCLUDED,
        guards=(_enough_sheets, _spread_explained, _vote_carried, _room_has_quorum),
    ),
    # Đ7.6.d: a re-rating whose written opinions diverge, or are too few, comes before a meeting.
    ItemMove.REFER: Step(
        "Đưa ra phiên họp",
        frozenset({ItemState.SCORING, ItemState.OPENED}),
        ItemState.REFERRED,
        guards=(_in_writing, _has_reason),
    ),
}

_DECLARABLE = frozenset({ScoreSheetState.ASSIGNED})
_OPEN = frozenset({ScoreSheetState.DRAFT})

SCORE_SHEET_MOVES = {
    ScoreSheetMove.DECLARE_NONE: Step(
        "Khai không có xung đột lợi ích",
        _DECLARABLE,
        ScoreSheetState.DRAFT,
        # From the day the sitting is called: who declared may read before it begins.
        guards=(_not_concluded,),
    ),
    # A conflict may come to light while reading; what was typed until then is thrown away.
    ScoreSheetMove.RECUSE: Step(
        "Khai có xung đột, không chấm",
        _DECLARABLE | _OPEN,
        ScoreSheetState.RECUSED,
        guards=(_not_concluded, _has_reason),
    ),
    ScoreSheetMove.SAVE: Step(
        "Lưu điểm", _OPEN, ScoreSheetState.DRAFT, guards=(_is_scoring, _is_present)
    ),
    ScoreSheetMove.SIGN: Step(
        "Ký phiếu",
        _OPEN,
        ScoreSheetState.SIGNED,
        guards=(_is_scoring, _is_present, _is_full, _is_consistent),
    ),
    # A signed sheet stays as it is: its copy in the next scoring round is what becomes a draft.
    ScoreSheetMove.REOPEN: Step(
        "Mở lại để chấm lần nữa", frozenset({ScoreSheetState.SIGNED}), ScoreSheetState.DRAFT
    ),
    # What a member signed before he left counts; what he hasn't signed passes to who stands in.
    ScoreSheetMove.REPLACE: Step("Cử người dự thay", _DECLARABLE | _OPEN, ScoreSheetState.REPLACED),
}
