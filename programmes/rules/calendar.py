"""Who reads and who keeps the calendar of working days."""

import rules

from accounts.enums import Role
from accounts.selectors import Person, has_role
from common.dates import today

_STAFF = tuple(role for role in Role.values if role != Role.PRODUCER)


@rules.predicate
def is_staff(user: Person) -> bool:
    """Anybody with an office, a seat or a task in the programme: terms of theirs hang on it."""
    return has_role(user, *_STAFF, on=today())


@rules.predicate
def keeps_calendar(user: Person) -> bool:
    """The administrator, for the whole country."""
    return has_role(user, Role.ADMINISTRATOR, on=today())


rules.add_perm("programmes.view_calendar", is_staff)
rules.add_perm("programmes.change_calendar", keeps_calendar)
