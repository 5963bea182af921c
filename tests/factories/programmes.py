"""Calls for ideas and ideas, made through the services."""

import datetime as dt
import itertools
from typing import Any

from accounts.models import User
from common.dates import today
from communes.models import AdministrativeUnit
from programmes.enums import IdeaMove, SurveyHeading, SurveyLevel, SurveyOpinion
from programmes.models import IdeaCall, ProductIdea
from programmes.services.calls import make_call, publish_call
from programmes.services.choosing import decide_ideas
from programmes.services.ideas import register_idea, survey_idea
from tests.factories import accounts, communes

_numbers = itertools.count(1)
HEADINGS = {heading.value: (SurveyLevel.GOOD.value, "") for heading in SurveyHeading}


def call(
    unit: AdministrativeUnit | None = None,
    *,
    actor: User | None = None,
    published: bool = True,
    opens: int = -10,
    closes: int = 20,
    title: str = "",
) -> IdeaCall:
    """A call of Thanh Hóa that takes ideas today; ``opens``, ``closes`` in days from today."""
    on = today()
    unit = unit or communes.province()
    by = actor or accounts.province_officer(unit)
    row = make_call(
        unit=unit,
        title=title or f"Đăng ký ý tưởng lần {next(_numbers)}",
        year=on.year + 1,
        opens_on=on + dt.timedelta(days=opens),
        closes_on=on + dt.timedelta(days=closes),
        guidance="",
        actor=by,
    )
    return publish_call(call=row, actor=by, on=row.opens_on) if published else row


def idea(of: IdeaCall, *, actor: User, unit: AdministrativeUnit, **details: Any) -> ProductIdea:
    """Of a household that is in no register, ten days ago, unless told."""
    number = next(_numbers)
    facts: dict[str, Any] = {
        "producer_name": f"Hộ bà Sen số {number}",
        "producer_kind": "household",
        "kind": "new",
        "product_name": f"Mật ong hoa nhãn số {number}",
        "material": "Ong nuôi tại thôn 3",
        "unit": unit,
    }
    on = details.pop("on", of.opens_on)
    if details.get("producer"):
        facts = {name: facts[name] for name in ("kind", "product_name", "material")}
    return register_idea(call=of, actor=actor, on=on, **(facts | details))


def surveyed(row: ProductIdea, *, actor: User, opinion: str = SurveyOpinion.SELECT) -> ProductIdea:
    """Everything good, on the day of registration."""
    return survey_idea(
        idea=row,
        survey_on=row.registered_on,
        people="Lê Thị Bình, cán bộ xã",
        headings=HEADINGS,
        opinion=opinion,
        note="",
        actor=actor,
        on=today(),
    )


def decided(row: ProductIdea, *, actor: User, move: str = IdeaMove.SELECT) -> ProductIdea:
    """Chosen or refused today."""
    (found,) = decide_ideas(
        call=row.call,
        choices={row.code: (move, "Nguyên liệu chưa ổn định")},
        number="12/QĐ-UBND",
        decided_on=today(),
        actor=actor,
        on=today(),
    )
    return found
