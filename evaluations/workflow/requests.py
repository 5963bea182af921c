"""What is asked to be completed, point by point (Đ7.2.a, Đ7.3.a; rules 7-04, 7-06).

The law gives the right to ask and says nothing of how often, how many days, or what follows
(forms, part 7 no. 4): one request at a time, its last day and a reply to each point are the
portal's rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.text import normalise

POINTS_MAX = 30
POINT_MAX = 1_000
REPLY_MAX = 4_000
DUE_DAYS_MAX = 366

# Where a point is put right: steps of the guided dossier, and the commune's own paper.
REGISTRATION, REPORT, SCORES, PAPERS, ASSESSMENT = (
    "registration",
    "report",
    "scores",
    "papers",
    "assessment",
)
PLACES: dict[str, str] = {
    REGISTRATION: "Phiếu đăng ký (Mẫu số 01)",
    REPORT: "Báo cáo tự đánh giá (Mẫu số 02)",
    SCORES: "Điểm tự chấm",
    PAPERS: "Giấy tờ",
    ASSESSMENT: "Báo cáo của xã, phường (Mẫu số 03)",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to complete, and where: a key of :data:`PLACES`, a criterion of the sheet."""

    text: str
    step: str = ""
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the asking office makes of one reply."""

    verdict: str
    note: str = ""


def long_text(text: str) -> str:
    """A text of several lines as it is stored: each line normalised, none empty at the ends."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(normalise(line) for line in lines).strip()


def points_of(points: Iterable[Point], reason: str = "") -> list[Point]:
    """The points that say something; ``reason`` alone is one point."""
    said = [Point(long_text(one.text), one.step, one.criterion) for one in points]
    said = [one for one in said if one.text]
    alone = long_text(reason)
    return said or ([Point(alone)] if alone else [])


def points_fault(points: Sequence[Point]) -> str | None:
    """Why these points can't be sent, as a sentence."""
    if len(points) > POINTS_MAX:
        return f"Yêu cầu có {len(points)} điểm, nhiều nhất {POINTS_MAX}"
    for number, point in enumerate(points, start=1):
        if len(point.text) > POINT_MAX:
            return f"Điểm {number} dài {len(point.text)} chữ cái, nhiều nhất {POINT_MAX}"
        if point.step and point.step not in PLACES:
            return f"Điểm {number}: chọn phần của hồ sơ trong danh sách"
    return None


def joined(points: Sequence[Point]) -> str:
    """The points as one text, numbered when there are several."""
    if len(points) == 1:
        return points[0].text
    return "\n".join(f"{number}. {point.text}" for number, point in enumerate(points, start=1))


def unanswered_fault(numbers: Sequence[int]) -> str | None:
    """The portal's rule on refiling and answering: no point without a reply."""
    if not numbers:
        return None
    listed = ", ".join(str(number) for number in numbers)
    return (
        f"Chưa trả lời điểm {listed} của yêu cầu bổ sung. Cổng này yêu cầu trả lời từng điểm, để"
        " bên yêu cầu xét lại từng điểm; luật không quy định việc này"
    )
