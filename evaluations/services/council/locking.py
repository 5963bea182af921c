"""Rows of the council locked in one order: sitting, product, sheet."""

from evaluations.models import CouncilSession, SessionItem
from evaluations.selectors.council.sittings import sheet_counts
from evaluations.workflow.council import SheetCount


def lock_session(session: CouncilSession) -> CouncilSession:
    """The sitting, locked, with its regulation and council."""
    return (
        CouncilSession.objects.select_for_update(of=("self",))
        .select_related("regulation", "council__unit", "round")
        .get(pk=session.pk)
    )


def lock_item(item: SessionItem) -> tuple[SessionItem, SheetCount]:
    """A product of a sitting, locked, and how its sheets stand."""
    row = (
        SessionItem.objects.select_for_update(of=("self",))
        .select_related("session__regulation", "session__council__unit", "dossier__product")
        .get(pk=item.pk)
    )
    return row, sheet_counts([row])[row.pk]
