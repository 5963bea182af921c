"""Words of the notices of the idea stage, and who gets them."""

import datetime as dt
from collections.abc import Iterable

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.selectors import officers_of
from common.dates import vn_date
from communes.selectors import answers_for
from notifications.services import Message, queue, queue_many
from producers.selectors import members_of
from programmes.enums import IdeaState
from programmes.models import IdeaCall, ProductIdea

CALL = "programmes.idea_call"
REGISTERED = "programmes.idea_registered"
DECIDED = "programmes.idea_decided"
_ROOT = "/lam-viec/chuong-trinh/y-tuong"


def call_published(call: IdeaCall, *, on: dt.date) -> None:
    """The communes of the province are told; they know who makes what."""
    rows = RoleAssignment.objects.on(on).filter(
        role=Role.COMMUNE_OFFICER, unit__in=answers_for([call.unit_id])
    )
    queue(
        kind=CALL,
        to=User.objects.filter(is_active=True, pk__in=rows.values("user")).order_by("pk"),
        subject=f"Mở đăng ký ý tưởng sản phẩm: {call}",
        body=(
            f"Nhận từ ngày {vn_date(call.opens_on)} đến hết ngày {vn_date(call.closes_on)}."
            " Xã, phường cho chủ thể biết và đăng ký thay khi cần."
        ),
        url=f"{_ROOT}/dot/{call.code}/",
        target=call,
    )


def _people_of(idea: ProductIdea, *, on: dt.date) -> list[User]:
    """The producer's own people and the officers of the commune."""
    members = members_of(idea.producer, on=on) if idea.producer else []
    return [*members, *officers_of(idea.unit, Role.COMMUNE_OFFICER, on=on)]


def idea_registered(idea: ProductIdea, *, actor: User, on: dt.date) -> None:
    """Commune and producer hear of it, whoever of them didn't register it."""
    queue(
        kind=REGISTERED,
        to=[person for person in _people_of(idea, on=on) if person != actor],
        subject=f"Ý tưởng sản phẩm mới: {idea.product_name}",
        body=(
            f"{idea.producer_name} ({idea.unit.full_name}) đăng ký “{idea.product_name}” trong"
            f" {idea.call}, phiếu số {idea.number}."
        ),
        url=f"{_ROOT}/{idea.code}/",
        target=idea,
    )


def ideas_decided(ideas: Iterable[ProductIdea], *, on: dt.date) -> None:
    """Each producer and commune reads what was decided, and why."""
    messages = []
    for idea in ideas:
        chosen = idea.state == IdeaState.SELECTED
        what = "được chọn" if chosen else "không được chọn"
        why = f" Lý do: {idea.reason}." if idea.reason else ""
        following = (
            " Việc tiếp theo: lập sản phẩm từ ý tưởng rồi mở hồ sơ đánh giá, phân hạng."
            if chosen
            else " Kết quả này không cản trở nộp hồ sơ đánh giá, phân hạng."
        )
        day = vn_date(idea.decided_on or on)
        body = f"Theo {idea.decision_number} ngày {day}.{why}{following}"
        label = idea._meta.label_lower  # noqa: SLF001 -- public API of Django models
        messages += [
            Message(
                recipient=person,
                subject=f"Ý tưởng “{idea.product_name}” {what}",
                body=body,
                url=f"{_ROOT}/{idea.code}/",
                target=(label, str(idea.pk)),
            )
            for person in {one.pk: one for one in _people_of(idea, on=on)}.values()
        ]
    queue_many(kind=DECIDED, messages=messages)
