"""Who may bring workbooks into the register."""

import rules

from accounts.selectors import Person, has_role
from common.dates import today
from exchange import selectors
from exchange.models import ImportRun


@rules.predicate
def sees_run(user: Person, run: ImportRun | None) -> bool:
    """The office and the leader of the province, the centre, the administrator."""
    if run is None:
        return has_role(user, *selectors.LOOKING_ROLES, on=today())
    return selectors.visible_to(user, on=today()).filter(pk=run.pk).exists()


@rules.predicate
def writes_register(user: Person, run: ImportRun | None) -> bool:
    """The coordination office for its own province, the administrator for the country."""
    if run is None:
        return has_role(user, *selectors.WRITING_ROLES, on=today())
    return selectors.writes_in(user, run, on=today())


rules.add_perm("exchange.view_run", sees_run)
rules.add_perm("exchange.write_run", writes_register)
