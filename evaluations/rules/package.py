"""Who may do what with the papers of a sitting for signing. An object is a sitting."""

import rules

from accounts.enums import Role
from accounts.selectors import Person, has_role
from common.dates import today
from evaluations.enums import Level, Seat
from evaluations.models import CouncilSession
from evaluations.rules.council import is_secretary, presides_here, runs_office_of, sees_session
from evaluations.selectors.council.sittings import seat_in


@rules.predicate
def is_chair(user: Person, session: CouncilSession) -> bool:
    """Holds the chair's seat, whoever presided on the day."""
    seat = seat_in(user, session, on=today())
    return seat is not None and seat.seat == Seat.CHAIR


@rules.predicate
def leads_province(user: Person, session: CouncilSession) -> bool:
    """A leader of the province whose council it is: decides on what the papers propose."""
    council = session.council
    return council.level == Level.PROVINCE and has_role(
        user, Role.PROVINCE_LEADER, on=today(), unit=council.unit
    )


makes = runs_office_of | is_secretary
presides = presides_here | is_chair

# A recused chair reads the results of a sitting that is over: nothing is left to influence.
rules.add_perm("evaluations.view_package", sees_session & (makes | presides | leads_province))
rules.add_perm("evaluations.make_package", sees_session & makes)
rules.add_perm("evaluations.countersign_package", sees_session & presides_here)
rules.add_perm("evaluations.void_package", sees_session & (makes | presides))
