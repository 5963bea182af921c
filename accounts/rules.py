"""Who may keep accounts. On today: permission is asked when somebody acts."""

import rules

from accounts import selectors
from accounts.models import User
from accounts.selectors import Person
from common.dates import today
from communes.models import AdministrativeUnit


@rules.predicate
def keeps_people(user: Person) -> bool:
    """An administrator or an officer of a province."""
    return selectors.keeps_people(user, on=today())


@rules.predicate
def sees(user: Person, person: User | None) -> bool:
    """Whether the account is among those the person may look up."""
    if person is None:
        return False
    return selectors.visible_people(user, on=today()).filter(pk=person.pk).exists()


@rules.predicate
def manages(user: Person, person: User | None) -> bool:
    """Whether the account stands below the person, and isn't the own one."""
    return person is not None and selectors.may_manage(user, person, on=today())


@rules.predicate
def appoints(user: Person, post: tuple[str, AdministrativeUnit | None] | None) -> bool:
    """Whether the person may give this role for this place."""
    if post is None:
        return False
    role, unit = post
    return selectors.may_appoint(user, role=role, unit=unit, on=today())


rules.add_perm("accounts.keep_people", keeps_people)
rules.add_perm("accounts.view_person", sees)
rules.add_perm("accounts.manage_person", manages)
# The object is a pair: role and unit.
rules.add_perm("accounts.appoint", appoints)
