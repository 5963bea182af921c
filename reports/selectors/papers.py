"""Papers of vaults that have to be renewed."""

import datetime as dt

from django.urls import reverse

from accounts.models import User
from certificates.selectors import papers_ending
from common.dates import vn_date
from reports.selectors.workrow import USUAL_TERM, WorkRow, tone_of


def rows(user: User, *, on: dt.date) -> list[WorkRow]:
    """One line for all of them; one statement, a second where there are any."""
    found = papers_ending(user, on=on)
    first = found.first()
    if first is None or first.valid_until is None:
        return []
    left = (first.valid_until - on).days
    ended = left < 0
    return [
        WorkRow(
            title=f"{found.count()} giấy tờ cần cấp lại",
            note=f"Sớm nhất: {first.title}, {first.producer.name}",
            url=reverse("certificates:papers_ending"),
            action="Xem",
            left=min(left, USUAL_TERM),
            due="Đã hết hạn" if ended else f"Còn {left} ngày",
            due_note=("từ " if ended else "đến hết ") + vn_date(first.valid_until),
            tone=tone_of(left),
        )
    ]
