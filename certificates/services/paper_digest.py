"""Once a month: everybody who keeps papers is told which of them have to be renewed."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from certificates.notices import PAPER_DIGEST, papers_to_renew
from certificates.selectors import papers_ending
from notifications.services import Message, queue_many
from producers.models import ProducerMember

_BATCH = 200


def tell_of_papers(*, on: dt.date) -> int:
    """One notice a month per person with papers that end; returns how many are new.

    To the producer's people, and to commune and provincial officers for their places. A second
    run in the month writes nothing.
    """
    roles = RoleAssignment.objects.on(on).filter(
        user=OuterRef("pk"), role__in=[Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER]
    )
    members = ProducerMember.objects.on(on).filter(user=OuterRef("pk"))
    people = User.objects.filter(Q(Exists(roles)) | Q(Exists(members)), is_active=True)
    written = 0
    waiting: list[Message] = []
    for person in people.order_by("pk").iterator(chunk_size=_BATCH):
        papers = list(papers_ending(person, on=on))
        if papers:
            waiting.append(papers_to_renew(person, papers, on=on))
        if len(waiting) == _BATCH:
            written += queue_many(kind=PAPER_DIGEST, messages=waiting)
            waiting = []
    return written + queue_many(kind=PAPER_DIGEST, messages=waiting)
