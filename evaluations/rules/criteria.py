"""Who may look at score sheets before they are published, and publish them."""

import rules

from accounts.enums import Role
from accounts.selectors import Person, has_role
from common.dates import today


@rules.predicate
def reads_criteria(user: Person) -> bool:
    """Whoever works with the sheets of every set: offices, centre, administrator."""
    roles = (Role.PROVINCE_OFFICER, Role.CENTRAL_OFFICER, Role.ADMINISTRATOR)
    return has_role(user, *roles, on=today())


@rules.predicate
def publishes_criteria(user: Person) -> bool:
    """The sheets are the Prime Minister's and hold for the whole country (Đ3, Annex II)."""
    return has_role(user, Role.CENTRAL_OFFICER, Role.ADMINISTRATOR, on=today())


rules.add_perm("evaluations.view_criteria", reads_criteria)
rules.add_perm("evaluations.publish_criteria", publishes_criteria)
