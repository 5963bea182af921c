"""Who may do what with the appraisal of a dossier. An object is the dossier.

The report goes to the Council's chair (Đ7.3.c): the producer and the commune don't read it.
"""

import rules

from accounts.enums import Role
from accounts.selectors import Person, has_role
from common.dates import today
from evaluations.enums import AppraisalState, DossierState
from evaluations.models import Dossier
from evaluations.rules.dossier import acts_for_producer, is_its_province, sees, serves
from evaluations.selectors.appraisal import appraisal_of, is_member
from evaluations.selectors.council.sittings import council_dossiers


@rules.predicate
def appraises(user: Person, dossier: Dossier | None) -> bool:
    """It was given to this person, who still sees the dossier and is an adviser or the office."""
    return (
        dossier is not None
        and has_role(user, Role.ADVISER, Role.PROVINCE_OFFICER, on=today())
        and is_member(user, appraisal_of(dossier))
        and bool(sees(user, dossier))
    )


@rules.predicate
def is_reported(_user: Person, dossier: Dossier | None) -> bool:
    """The report has gone to the chair."""
    appraisal = appraisal_of(dossier) if dossier is not None else None
    return appraisal is not None and appraisal.state == AppraisalState.REPORTED


@rules.predicate
def is_told(user: Person, dossier: Dossier | None) -> bool:
    """Reads a report that is there: the province's leader, the council, the centre if sent up."""
    if dossier is None:
        return False
    on = today()
    if serves(user, Role.PROVINCE_LEADER, dossier.unit):
        return True
    sent_up = dossier.state == DossierState.FORWARDED or dossier.central_round_id is not None
    if sent_up and has_role(user, Role.CENTRAL_OFFICER, on=on):
        return True
    return council_dossiers(user, on=on).filter(pk=dossier.pk).exists()


rules.add_perm("evaluations.assign_appraisal", is_its_province)
rules.add_perm("evaluations.write_appraisal", appraises & ~acts_for_producer)
rules.add_perm("evaluations.reopen_appraisal", is_its_province)
# While it is written: those who write and the office that gave it to them.
rules.add_perm(
    "evaluations.view_appraisal",
    ~acts_for_producer & (is_its_province | appraises | (is_reported & is_told)),
)
