"""The room while the council sits: votes, what a product waits for, the screen on the wall."""

from typing import Any

from evaluations.enums import ItemState, ScoreSheetState
from evaluations.models import ItemVote, ScoreSheet, SessionItem
from evaluations.selectors.council.sittings import attendance_of, quorum_of, scoring_rows
from evaluations.workflow.council import SheetCount, Vote


def voters_of(item: SessionItem) -> int:
    """How many people who are there may vote on a product: those who score, without the recused."""
    present = {row.member_id for row in scoring_rows(attendance_of(item.session)) if row.present}
    recused = ScoreSheet.objects.filter(
        item=item, member__in=present, state=ScoreSheetState.RECUSED
    )
    return len(present - set(recused.values_list("member_id", flat=True)))


def vote_of(item: SessionItem) -> ItemVote | None:
    """The vote on the marks of the current scoring round, if one was noted."""
    return ItemVote.objects.filter(item=item, scoring_round=item.scoring_round).first()


def concluding(item: SessionItem, count: SheetCount) -> dict[str, Any]:
    """What the guards of a conclusion ask for, the spread apart."""
    vote = vote_of(item)
    return {
        "count": count,
        "quorum": quorum_of(item.session),
        "vote_required": item.session.regulation.vote_required,
        "vote": vote and Vote(vote.in_favour, vote.against, vote.abstained, voters_of(item)),
    }


def now_before(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The product that the council has before it: open and not concluded, else being scored, else
    the next that waits, else the last. ``rows`` are lines of a sitting in their order.
    """
    for state in (ItemState.OPENED, ItemState.SCORING, ItemState.WAITING):
        found = [row for row in rows if row["item"].state == state]
        if found:
            return found[0]
    return rows[-1] if rows else None
