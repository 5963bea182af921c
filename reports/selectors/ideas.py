"""Ideas of the idea stage that wait for their survey or for the office's choice."""

import datetime as dt

from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from programmes.enums import IdeaState
from programmes.selectors.ideas import waiting_ideas
from reports.selectors.workrow import WorkRow, since


def to_survey(user: User, *, on: dt.date) -> list[WorkRow]:
    """A commune's registered ideas, a line for each call; one statement."""
    registered = f"?buoc={IdeaState.REGISTERED}"
    return [
        WorkRow(
            title=f"Khảo sát {call.count} ý tưởng sản phẩm",
            note=call.title,
            url=reverse("programmes:call_detail", args=[call.code]) + registered,
            action="Xem",
            **since(call.since, on=on),  # type: ignore[arg-type]
        )
        for call in waiting_ideas(user, on=on, role=Role.COMMUNE_OFFICER)
    ]


def to_decide(user: User, *, on: dt.date) -> list[WorkRow]:
    """A province's surveyed ideas, a line for each call; one statement."""
    return [
        WorkRow(
            title=f"Chọn trong {call.count} ý tưởng đã khảo sát",
            note=call.title,
            url=reverse("programmes:idea_choose", args=[call.code]),
            action="Chọn",
            **since(call.since, on=on),  # type: ignore[arg-type]
        )
        for call in waiting_ideas(user, on=on, role=Role.PROVINCE_OFFICER)
    ]
