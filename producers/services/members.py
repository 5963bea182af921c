"""Who acts for a producer in the portal."""

import datetime as dt

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import roles_of
from accounts.services import grant_role
from audit.services import record
from common.errors import DomainError
from producers.enums import ProducerVerb
from producers.models import Producer, ProducerMember


@transaction.atomic
def add_member(
    *, producer: Producer, user: User, actor: User | None, on: dt.date
) -> ProducerMember:
    """Let ``user`` act for ``producer`` from ``on``, with the role of a producer.

    Adding somebody who already acts for it changes nothing.

    Raises:
        DomainError: ``invalid`` on ``username`` for somebody who works for an authority: whoever
            assesses, scores or decides does not act for a producer too.
    """
    offices = roles_of(user, on=on) - {Role.PRODUCER}
    if offices:
        labels = ", ".join(sorted(str(Role(role).label) for role in offices))
        sentence = f"{user.full_name} là {labels}; người làm thay chủ thể phải là người của chủ thể"
        raise DomainError(sentence, code="invalid", fields={"username": [sentence]})
    row = Producer.objects.select_for_update().get(pk=producer.pk)
    held: ProducerMember | None = (
        ProducerMember.objects.on(on).filter(producer=row, user=user).first()
    )
    if held:
        return held
    member: ProducerMember = ProducerMember.objects.create(producer=row, user=user, valid_from=on)
    grant_role(user=user, role=Role.PRODUCER, unit=None, actor=actor, on=on, basis=row.name)
    record(
        actor=actor,
        verb=ProducerVerb.MEMBER_ADDED,
        target=row,
        data={"user": user.username, "from": on},
    )
    return member


@transaction.atomic
def end_member(*, producer: Producer, user: User, actor: User, on: dt.date) -> ProducerMember:
    """``user`` no longer acts for ``producer`` from ``on``; what was done before stays theirs.

    Raises:
        DomainError: ``state`` when the person doesn't act for it.
    """
    row = Producer.objects.select_for_update().get(pk=producer.pk)
    held: ProducerMember | None = (
        ProducerMember.objects.on(on).filter(producer=row, user=user).first()
    )
    if held is None:
        raise DomainError(f"{user.full_name} không làm thay chủ thể này", code="state")
    last = on - dt.timedelta(days=1)
    if last < held.valid_from:
        held.delete()  # added today by mistake: it held on no day
    else:
        held.valid_to = last
        held.save(update_fields=["valid_to", "updated_at"])
    record(
        actor=actor,
        verb=ProducerVerb.MEMBER_ENDED,
        target=row,
        data={"user": user.username, "from": on},
    )
    return held
