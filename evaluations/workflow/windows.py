"""Windows of days in which something may be filed or proposed."""

import datetime as dt
from dataclasses import dataclass

from common.dates import vn_date

# Đ7.6.a, rule 7-21: not earlier than 180 and not later than 120 days before the end.
OPENS_DAYS_BEFORE, CLOSES_DAYS_BEFORE = 180, 120


@dataclass(frozen=True, slots=True)
class LateRule:
    """Who may file a re-rating after the window has closed, and until when.

    Đ12.3 (rule 12-04) keeps a certificate valid, for at most 180 days from its end, for products
    "due for re-rating that cannot meet" the window. It stands in the transition article and does
    not say whether it covers every late re-rating. Safe reading: only products whose window had
    opened before the decision came into force, which never had the whole window. ``everyone``
    widens it to all, once the Ministry has said so.
    """

    reference: str
    in_force_from: dt.date
    days_after_end: int
    everyone: bool


LATE_RERATING = LateRule(
    reference="Điều 12.3 Quyết định 26/2026/QĐ-TTg",
    in_force_from=dt.date(2026, 5, 22),
    days_after_end=180,
    everyone=False,
)


def rerating_window(expires_on: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day on which a re-rating may be filed, both included (rule 7-21)."""
    return (
        expires_on - dt.timedelta(days=OPENS_DAYS_BEFORE),
        expires_on - dt.timedelta(days=CLOSES_DAYS_BEFORE),
    )


def late_until(expires_on: dt.date, rule: LateRule = LATE_RERATING) -> dt.date | None:
    """Last day of a late filing under ``rule``, or None where the window alone counts."""
    first, _last = rerating_window(expires_on)
    if rule.everyone or first < rule.in_force_from:
        return expires_on + dt.timedelta(days=rule.days_after_end)
    return None


def too_early(on: dt.date, expires_on: dt.date) -> str | None:
    """Why a re-rating can't be filed yet on ``on``."""
    first, last = rerating_window(expires_on)
    if on >= first:
        return None
    return (
        f"Hồ sơ đánh giá lại nộp được từ {vn_date(first)} đến {vn_date(last)}, tức 180 đến 120"
        f" ngày trước ngày giấy chứng nhận hết hạn {vn_date(expires_on)} (Điều 7.6.a)"
    )


def too_late(on: dt.date, expires_on: dt.date, rule: LateRule = LATE_RERATING) -> str | None:
    """Why a re-rating can't be filed any more on ``on``."""
    _first, last = rerating_window(expires_on)
    if on <= last:
        return None
    until = late_until(expires_on, rule)
    if until is not None and on <= until:
        return None
    end = until or last
    return (
        f"Hạn nộp hồ sơ đánh giá lại là {vn_date(end)}, giấy chứng nhận hết hạn"
        f" {vn_date(expires_on)} (Điều 7.6.a). Hãy đăng ký đánh giá lần đầu"
    )


def late_warning(on: dt.date, expires_on: dt.date | None) -> str | None:
    """A sentence beside a late filing that :func:`too_late` lets pass."""
    if expires_on is None:
        return None
    _first, last = rerating_window(expires_on)
    if on <= last or too_late(on, expires_on):
        return None
    return (
        f"Đã qua hạn nộp thường lệ {vn_date(last)}. Hồ sơ này nộp theo {LATE_RERATING.reference}:"
        " chủ thể chịu trách nhiệm về sản phẩm cho đến khi có kết quả"
    )


def proposal_fault(proposed_on: dt.date, before: dt.date) -> str | None:
    """Rules 5-02 and 5-03: the commune must have proposed before the day, that day not included."""
    if proposed_on < before:
        return None
    return (
        f"Đợt này nhận hồ sơ xã, phường đề nghị trước {vn_date(before)}, hồ sơ được đề nghị ngày"
        f" {vn_date(proposed_on)} (Điều 5.1)"
    )
