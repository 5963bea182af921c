"""Products whose commune of today waits for a choice."""

import datetime as dt

from django.urls import reverse

from accounts.models import User
from products.selectors import unsettled, visible_to
from reports.selectors.workrow import USUAL_TERM, WorkRow


def rows(user: User, *, on: dt.date) -> list[WorkRow]:
    """One line for all of them in the places whose register this person keeps; one statement."""
    count = unsettled(visible_to(user, on=on)).count()
    if not count:
        return []
    return [
        WorkRow(
            title=f"Chọn xã, phường hiện nay cho {count} sản phẩm",
            note="Giấy, sổ ghi đơn vị cũ đã chia cho nhiều nơi, hoặc không ghi xã, phường",
            url=f"{reverse('products:product_list')}?can=noi",
            action="Chọn",
            left=USUAL_TERM,
            due="Không có hạn",
        )
    ]
