"""What waits for a person, by role, most urgent first. Derived from the records at each reading."""

import datetime as dt
from dataclasses import dataclass

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role, roles_of
from producers.selectors import EDITORS
from reports.selectors import (
    appraisals,
    council,
    decisions,
    dossiers,
    ideas,
    office,
    papers,
    places,
    renewals,
    testing,
)
from reports.selectors.workrow import Waiting, WorkRow

SHOWN = 30
_OFFICE = (Role.PROVINCE_OFFICER, Role.CENTRAL_OFFICER)


@dataclass(frozen=True, slots=True)
class WorkList:
    """The page of one person. ``count`` is everything that waits for them."""

    desk: list[WorkRow]
    renewals: list[WorkRow]
    renewals_total: int
    waiting: list[Waiting]
    count: int
    roles: frozenset[str]

    @property
    def hidden(self) -> int:
        """Rows of the desk that don't fit on the page."""
        return self.count - len(self.desk) - sum(1 for row in self.renewals if row.tone)


def work_of(user: User, *, on: dt.date) -> WorkList:
    """Everything ``user`` can do on ``on``, and what others hold of it.

    The number of statements depends on the roles, never on how much there is.
    """
    roles = roles_of(user, on=on)
    rows = dossiers.rows(user, on=on)
    rows += council.rows(user, on=on)
    if has_role(user, Role.ADVISER, Role.PROVINCE_OFFICER, on=on):
        rows += appraisals.rows(user, on=on)
    if has_role(user, Role.COMMUNE_OFFICER, on=on):
        rows += ideas.to_survey(user, on=on)
    if has_role(user, Role.PROVINCE_OFFICER, on=on):
        rows += ideas.to_decide(user, on=on)
    if has_role(user, Role.PROVINCE_OFFICER, Role.CENTRAL_OFFICER, on=on):
        rows += decisions.to_draft(user, on=on)
    if has_role(user, Role.PROVINCE_LEADER, Role.CENTRAL_OFFICER, on=on):
        rows += decisions.to_issue(user, on=on)
    if has_role(user, Role.CENTRAL_OFFICER, on=on):
        rows += dossiers.forwarded(user, on=on)
    if has_role(user, Role.PRODUCER, on=on):
        rows += testing.rows(user, on=on)
    rows += papers.rows(user, on=on)
    if has_role(user, *EDITORS, on=on):
        rows += places.rows(user, on=on)
    if has_role(user, Role.INSPECTOR, Role.PROVINCE_OFFICER, on=on):
        rows += office.complaints(user, on=on)
    if has_role(user, Role.ADMINISTRATOR, on=on):
        rows += office.failures(on=on)
    rows.sort(key=lambda row: (row.left, row.title, row.note))
    ending, ending_total = renewals.rows(user, on=on)
    pressing = sum(1 for row in ending if row.tone)
    return WorkList(
        desk=rows[:SHOWN],
        renewals=ending,
        renewals_total=ending_total,
        waiting=dossiers.held_by_others(user, on=on),
        count=len(rows) + pressing,
        roles=roles,
    )
