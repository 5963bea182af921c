"""Who may look at mails that are not their own."""

import rules

from accounts.selectors import Person, keeps_people
from common.dates import today


@rules.predicate
def reads_outbox(user: Person) -> bool:
    """Those who keep accounts see whether the mails to their people arrive."""
    return keeps_people(user, on=today())


# Which mails: selectors.mails_for().
rules.add_perm("notifications.view_outbox", reads_outbox)
