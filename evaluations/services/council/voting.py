"""A vote on the conclusion of a product."""

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from evaluations.enums import EvaluationVerb, ItemState
from evaluations.models import ItemVote, SessionItem
from evaluations.selectors.council.room import voters_of
from evaluations.services.council.locking import lock_item


@transaction.atomic
def note_vote(
    *,
    item: SessionItem,
    in_favour: int,
    against: int,
    abstained: int,
    actor: User,
    note: str = "",
) -> ItemVote:
    """Note how the vote on a product went; until the conclusion another note takes its place.

    Those present who may score the product vote. Passed with more than half of them in favour.

    Raises:
        DomainError: ``state`` unless the marks are open, ``invalid`` for no vote at all or more
            votes than people who may vote.
    """
    row, _count = lock_item(item)
    if row.state != ItemState.OPENED:
        raise DomainError(
            f"Chỉ biểu quyết khi đã mở điểm; sản phẩm ở bước “{row.get_state_display()}”",
            code="state",
        )
    cast, voters = in_favour + against + abstained, voters_of(row)
    if min(in_favour, against, abstained) < 0 or not 0 < cast <= voters:
        raise DomainError(
            f"Có {voters} người có mặt được biểu quyết sản phẩm này, đã ghi {cast} phiếu",
            code="invalid",
            fields={"in_favour": [f"Ba số cộng lại phải từ 1 đến {voters}"]},
        )
    vote, _created = ItemVote.objects.update_or_create(
        item=row,
        scoring_round=row.scoring_round,
        defaults={
            "in_favour": in_favour,
            "against": against,
            "abstained": abstained,
            "note": note.strip(),
            "noted_at": now(),
            "noted_by": actor,
        },
    )
    record(
        actor=actor,
        verb=EvaluationVerb.VOTE_NOTED,
        target=row,
        reason=vote.note,
        data={
            "scoring_round": row.scoring_round,
            "in_favour": in_favour,
            "against": against,
            "abstained": abstained,
        },
    )
    return vote
