"""Before a sitting: its hour, place and order of products, and the invitation."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from documents.enums import DocumentKind
from documents.services import issue_document, next_number
from evaluations.enums import EvaluationVerb, SessionMode, SessionState
from evaluations.models import CouncilSession, SessionItem
from evaluations.notices import council as notices
from evaluations.selectors.council.inviting import invitation_facts
from evaluations.selectors.council.sittings import attendance_of, items_in
from evaluations.services.council.locking import lock_session
from notifications.services import queue

INVITATION = "evaluations/pdf/invitation.html"
_SEQUENCE = "council_invitation"
# While positions are put anew they stand beyond any sitting's length: no two are ever equal.
_ASIDE = 10_000
MINUTES = (5, 120)


def _before(session: CouncilSession) -> CouncilSession:
    row = lock_session(session)
    if row.state != SessionState.CONVENED:
        raise DomainError(
            f"Phiên họp ở bước “{row.get_state_display()}”, chương trình không đổi được nữa",
            code="state",
        )
    return row


@transaction.atomic
def plan_sitting(
    *,
    session: CouncilSession,
    starts_at: dt.time | None,
    place: str,
    minutes_each: int,
    actor: User,
) -> CouncilSession:
    """Set hour, place and minutes for each product, until the sitting begins.

    An invitation that was sent stays as it was: the page says that it no longer agrees.

    Raises:
        DomainError: ``state`` once the sitting has begun; ``invalid`` for minutes out of bounds.
    """
    row = _before(session)
    least, most = MINUTES
    if not least <= minutes_each <= most:
        fault = f"Mỗi sản phẩm từ {least} đến {most} phút"
        raise DomainError(fault, code="invalid", fields={"minutes_each": [fault]})
    old = _said(row)
    row.starts_at, row.place, row.minutes_each = starts_at, place.strip(), minutes_each
    row.save(update_fields=["starts_at", "place", "minutes_each", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.AGENDA_CHANGED,
        target=row,
        old=old,
        new=_said(row),
        data={"starts_at": row.starts_at, "place": row.place, "minutes_each": minutes_each},
    )
    return row


def _said(session: CouncilSession) -> str:
    hour = f"{session.starts_at:%H:%M}" if session.starts_at else ""
    return ", ".join(filter(None, (hour, session.place)))[:60]


@transaction.atomic
def order_agenda(*, session: CouncilSession, order: Sequence[str], actor: User) -> CouncilSession:
    """Put the products in ``order`` (their codes); the sample numbers "Mẫu 01", … follow.

    Raises:
        DomainError: ``state`` once the sitting has begun; ``invalid`` unless every product of the
            sitting is named once.
    """
    row = _before(session)
    items = {
        item.code: item
        for item in SessionItem.objects.select_for_update().filter(session=row).order_by("pk")
    }
    if sorted(order) != sorted(items):
        raise DomainError(
            "Thứ tự phải có mỗi sản phẩm của phiên họp một lần; hãy tải lại trang", code="invalid"
        )
    old = [item.code for item in sorted(items.values(), key=lambda item: item.position)]
    if old == list(order):
        return row
    SessionItem.objects.filter(session=row).update(position=F("position") + _ASIDE)
    for position, code in enumerate(order, start=1):
        items[code].position = position
    SessionItem.objects.bulk_update(items.values(), ["position"])
    record(
        actor=actor,
        verb=EvaluationVerb.AGENDA_CHANGED,
        target=row,
        data={"before": old, "order": list(order)},
    )
    return row


@transaction.atomic
def send_invitation(*, session: CouncilSession, actor: User, on: dt.date) -> CouncilSession:
    """Issue the invitation with its agenda under the next number, and tell every seat.

    Sent again after a change it takes a new number and names the one it replaces, which is kept.

    Raises:
        DomainError: ``state`` once the sitting has begun; ``invalid`` for a meeting without hour
            or place.
    """
    row = _before(session)
    if row.mode == SessionMode.MEETING:
        missing = {
            name: [sentence]
            for name, sentence, value in (
                ("starts_at", "Chưa có giờ họp", row.starts_at),
                ("place", "Chưa có nơi họp", row.place),
            )
            if not value
        }
        if missing:
            fault = "Giấy mời phải có giờ họp và nơi họp"
            raise DomainError(fault, code="invalid", fields=missing)
    unit, items = row.council.unit, list(items_in(row))
    order = next_number(kind=_SEQUENCE, year=on.year, unit=unit)
    number = f"{order:02d}/{on.year}/GM-{unit.code if unit else 'TW'}"
    row.invitation = issue_document(
        kind=DocumentKind.INVITATION,
        number=number,
        template=INVITATION,
        snapshot=invitation_facts(row, items, number=number, on=on),
        actor=actor,
    )
    row.invited_at = now()
    row.save(update_fields=["invitation", "invited_at", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.SESSION_INVITED,
        target=row,
        new=number,
        data={"products": len(items), "held_on": row.held_on},
    )
    people = [seat.member.user for seat in attendance_of(row)]
    queue(to=people, **notices.invited(row, number, len(items)))
    return row
