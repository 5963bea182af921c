"""Moves of a call for ideas and of an idea; the stage is the province's own (docs/workflow.md)."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from common.dates import vn_date
from common.workflow import Step
from programmes.enums import (
    CallMove,
    CallState,
    IdeaMove,
    IdeaState,
    SurveyHeading,
    SurveyOpinion,
)


def has_reason(_row: Any, *, reason: str, **_: object) -> str | None:
    """What ends something says why."""
    return None if reason.strip() else "Chưa ghi lý do"


def not_over(call: Any, *, on: dt.date, **_: object) -> str | None:
    """A call whose last day has passed takes nothing any more."""
    if on <= call.closes_on:
        return None
    return f"Ngày nhận cuối cùng {vn_date(call.closes_on)} đã qua"


CALL_MOVES: dict[CallMove, Step] = {
    CallMove.PUBLISH: Step(
        "Công bố", frozenset({CallState.DRAFT}), CallState.PUBLISHED, (not_over,)
    ),
    CallMove.CLOSE: Step(
        "Đóng sớm", frozenset({CallState.PUBLISHED}), CallState.CLOSED, (has_reason, not_over)
    ),
}


def registration_fault(call: Any, *, on: dt.date) -> str | None:
    """Why no idea can be registered in ``call`` on ``on``: a sentence, or None."""
    if call.state == CallState.DRAFT:
        return f"“{call}” chưa công bố, chưa nhận ý tưởng"
    if call.state == CallState.CLOSED:
        return f"“{call}” đã đóng sớm ngày {vn_date(call.closed_on)}, không nhận thêm ý tưởng"
    if on < call.opens_on:
        return f"“{call}” nhận ý tưởng từ ngày {vn_date(call.opens_on)}"
    if on > call.closes_on:
        return (
            f"“{call}” nhận ý tưởng đến hết ngày {vn_date(call.closes_on)}, nay đã quá hạn."
            " Việc này không cản trở nộp hồ sơ đánh giá, phân hạng"
        )
    return None


def surveyed_in_time(
    idea: Any, *, survey_on: dt.date | None, on: dt.date, **_: object
) -> str | None:
    """Nobody surveys what isn't registered yet, nor tomorrow."""
    if survey_on is None:
        return "Chưa ghi ngày khảo sát"
    if survey_on > on:
        return f"Ngày khảo sát {vn_date(survey_on)} ở tương lai; hôm nay là {vn_date(on)}"
    if survey_on < idea.registered_on:
        return (
            f"Ngày khảo sát {vn_date(survey_on)} trước ngày đăng ký {vn_date(idea.registered_on)}"
        )
    return None


def surveyed_by_somebody(_idea: Any, *, people: str, **_: object) -> str | None:
    """The survey names who was there."""
    return None if people.strip() else "Chưa ghi người khảo sát"


def all_headings(_idea: Any, *, headings: Collection[str], **_: object) -> str | None:
    """Every heading has been looked at."""
    missing = [str(one.label) for one in SurveyHeading if one not in headings]
    return f"Chưa đánh giá: {'; '.join(missing)}" if missing else None


def has_opinion(_idea: Any, *, opinion: str, **_: object) -> str | None:
    """The survey ends with a proposal."""
    return None if opinion in SurveyOpinion.values else "Chưa ghi đề nghị sau khảo sát"


def has_decision(_idea: Any, *, number: str, **_: object) -> str | None:
    """Choosing rests on a decision of the province."""
    return None if number.strip() else "Chưa ghi số quyết định"


def decided_in_time(
    idea: Any, *, decided_on: dt.date | None, on: dt.date, **_: object
) -> str | None:
    """The decision follows the survey and isn't of tomorrow."""
    if decided_on is None:
        return "Chưa ghi ngày quyết định"
    if decided_on > on:
        return f"Ngày quyết định {vn_date(decided_on)} ở tương lai; hôm nay là {vn_date(on)}"
    if decided_on < idea.survey_on:
        return (
            f"Ngày quyết định {vn_date(decided_on)} trước ngày khảo sát {vn_date(idea.survey_on)}"
            f" của {idea}"
        )
    return None


_WAITING = frozenset({IdeaState.REGISTERED, IdeaState.SURVEYED})

IDEA_MOVES: dict[IdeaMove, Step] = {
    IdeaMove.SURVEY: Step(
        "Ghi khảo sát",
        _WAITING,
        IdeaState.SURVEYED,
        (surveyed_in_time, surveyed_by_somebody, all_headings, has_opinion),
    ),
    IdeaMove.SELECT: Step(
        "Chọn", frozenset({IdeaState.SURVEYED}), IdeaState.SELECTED, (has_decision, decided_in_time)
    ),
    IdeaMove.NOT_SELECT: Step(
        "Không chọn",
        frozenset({IdeaState.SURVEYED}),
        IdeaState.NOT_SELECTED,
        (has_decision, decided_in_time, has_reason),
    ),
    IdeaMove.WITHDRAW: Step("Rút", _WAITING, IdeaState.WITHDRAWN, (has_reason,)),
}

# What was written down can be corrected until somebody has surveyed it.
CHANGEABLE = frozenset({IdeaState.REGISTERED})
