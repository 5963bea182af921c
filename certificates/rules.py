"""Who may do what with decisions and certificates (Decision 26/2026 Art. 4.1, 7.3.e, 8.2)."""

import rules

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, has_role, is_person
from certificates import selectors
from certificates.models import Certificate, Decision
from common.dates import today
from communes.models import AdministrativeUnit
from evaluations.enums import Level
from evaluations.models import Dossier
from producers.selectors import memberships

_MINISTERS_STARS = 5


@rules.predicate
def sees_certificate(user: Person, certificate: Certificate | None) -> bool:
    """In the lists of this person: own producer, or own places."""
    if certificate is None:
        return is_person(user)
    return selectors.visible_to(user, on=today()).filter(pk=certificate.pk).exists()


@rules.predicate
def sees_decision(user: Person, decision: Decision | None) -> bool:
    """The office, the leader, the centre."""
    if decision is None:
        national = (Role.CENTRAL_OFFICER, Role.ADMINISTRATOR)
        return has_role(user, *selectors.OFFICE_ROLES, *national, on=today())
    return selectors.decisions_visible_to(user, on=today()).filter(pk=decision.pk).exists()


def _holds(user: Person, role: str, unit: AdministrativeUnit | None, level: str) -> bool:
    if level == Level.CENTRAL:
        return has_role(user, Role.CENTRAL_OFFICER, on=today())
    return unit is not None and has_role(user, role, on=today(), unit=unit)


@rules.predicate
def prepares_decisions(user: Person, decision: Decision | None) -> bool:
    """The coordination office of the province (as its advisory body, rule 7-12); the centre."""
    if decision is None:
        return has_role(user, Role.PROVINCE_OFFICER, Role.CENTRAL_OFFICER, on=today())
    return _holds(user, Role.PROVINCE_OFFICER, decision.unit, decision.level)


@rules.predicate
def signs_decision(user: Person, decision: Decision | None) -> bool:
    """The Chairman for the province (rule 7-13), the Ministry for the centre (7-17)."""
    if decision is None:
        return has_role(user, Role.PROVINCE_LEADER, Role.CENTRAL_OFFICER, on=today())
    return _holds(user, Role.PROVINCE_LEADER, decision.unit, decision.level)


@rules.predicate
def closes_dossier(user: Person, dossier: Dossier | None) -> bool:
    """The coordination office tells a negative result (rule 7-15)."""
    if dossier is None:
        return has_role(user, Role.PROVINCE_OFFICER, on=today())
    return has_role(user, Role.PROVINCE_OFFICER, on=today(), unit=dossier.unit)


@rules.predicate
def runs_the_centre(user: Person) -> bool:
    """The centre's officers send a result back to a province (rules 7-18, 7-19)."""
    return has_role(user, Role.CENTRAL_OFFICER, on=today())


def _acts(user: Person, certificate: Certificate | None, role: str) -> bool:
    if certificate is None:
        return has_role(user, role, Role.CENTRAL_OFFICER, on=today())
    if certificate.stars == _MINISTERS_STARS:
        return has_role(user, Role.CENTRAL_OFFICER, on=today())
    if not isinstance(user, User):
        return False
    mine = selectors.in_scope(user, on=today(), roles=(role,))
    return mine.filter(pk=certificate.pk).exists()


@rules.predicate
def has_authority(user: Person, certificate: Certificate | None) -> bool:
    """The Chairman for 3 and 4 stars, the Minister for 5 (rule 8-02)."""
    return _acts(user, certificate, Role.PROVINCE_LEADER)


@rules.predicate
def keeps_register(user: Person, certificate: Certificate | None) -> bool:
    """The office writes down what the producer hands back."""
    return _acts(user, certificate, Role.PROVINCE_OFFICER)


@rules.predicate
def keeps_papers(user: Person) -> bool:
    """One of a producer's own people, or an officer of a commune or of the provincial office."""
    on = today()
    return memberships(user, on).exists() or has_role(
        user, Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, on=on
    )


rules.add_perm("certificates.view_certificate", sees_certificate)
rules.add_perm("certificates.download_certificate", sees_certificate)
rules.add_perm("certificates.view_papers_ending", keeps_papers)
rules.add_perm("certificates.view_decision", sees_decision)
rules.add_perm("certificates.draft_decision", prepares_decisions)
rules.add_perm("certificates.discard_decision", prepares_decisions)
rules.add_perm("certificates.issue_decision", signs_decision)
rules.add_perm("certificates.close_dossier", closes_dossier)
rules.add_perm("certificates.send_back_result", runs_the_centre)
rules.add_perm("certificates.suspend_certificate", has_authority)
rules.add_perm("certificates.restore_certificate", has_authority)
rules.add_perm("certificates.revoke_certificate", has_authority)
rules.add_perm("certificates.surrender_certificate", keeps_register)
