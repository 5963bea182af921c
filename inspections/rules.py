"""Who may look into reports of misuse (Decision 26/2026 Art. 10: the province inspects)."""

import rules

from accounts.selectors import Person, has_role
from common.dates import today
from inspections import selectors
from inspections.models import Complaint


@rules.predicate
def sees_complaint(user: Person, complaint: Complaint | None) -> bool:
    """The office and the inspectors of the place."""
    if complaint is None:
        return has_role(user, *selectors.READERS, on=today())
    return selectors.complaints_visible_to(user, on=today()).filter(pk=complaint.pk).exists()


rules.add_perm("inspections.view_complaint", sees_complaint)
rules.add_perm("inspections.handle_complaint", sees_complaint)
