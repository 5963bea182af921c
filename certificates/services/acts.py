"""Acts on a certificate: each is a row and an audit entry; the certificate itself never changes."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit.services import record
from certificates import notices
from certificates.enums import ActionKind, CertificateVerb
from certificates.models import Certificate, CertificateAction
from certificates.selectors import standing_of
from certificates.validators import revoke_before
from certificates.workflow import CERTIFICATE_ACTS
from common.text import normalise
from common.workflow import require

_VERBS = {
    ActionKind.SUSPEND: CertificateVerb.CERTIFICATE_SUSPENDED,
    ActionKind.RESTORE: CertificateVerb.CERTIFICATE_RESTORED,
    ActionKind.REVOKE: CertificateVerb.CERTIFICATE_REVOKED,
    ActionKind.SURRENDER: CertificateVerb.CERTIFICATE_SURRENDERED,
}


@transaction.atomic
def _act(
    *,
    kind: ActionKind,
    certificate: Certificate,
    effective_on: dt.date,
    reason: str,
    decision_number: str,
    actor: User | None,
    on: dt.date,
    ground: str = "",
    basis_on: dt.date | None = None,
) -> CertificateAction:
    row = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("product__producer", "product__unit", "product__current_unit")
        .get(pk=certificate.pk)
    )
    standing = standing_of(row, on=effective_on)
    number, reason = normalise(decision_number), reason.strip()
    require(
        CERTIFICATE_ACTS,
        kind,
        standing,
        effective_on=effective_on,
        on=on,
        reason=reason,
        decision_number=number,
        ground=ground,
        basis_on=basis_on,
    )
    act = CertificateAction.objects.create(
        certificate=row,
        kind=kind,
        effective_on=effective_on,
        ground=ground,
        basis_on=basis_on,
        decision_number=number,
        reason=reason,
        acted_by=actor,
    )
    data: dict[str, object] = {"effective_on": effective_on, "decision": number}
    if basis_on is not None:
        due = revoke_before(basis_on)
        data |= {"ground": ground, "basis_on": basis_on, "due": due, "late": effective_on > due}
    record(
        actor=actor,
        verb=_VERBS[kind],
        target=row,
        old=standing.state,
        new=CERTIFICATE_ACTS[kind].target,
        reason=reason,
        data=data,
    )
    notices.certificate_acted(act, on=on)
    return act


def suspend_certificate(
    *,
    certificate: Certificate,
    effective_on: dt.date,
    decision_number: str,
    reason: str,
    actor: User | None,
    on: dt.date,
) -> CertificateAction:
    """Suspend the right to show the stars until restored; producer and commune are told.

    The national text knows no suspension; provinces use it while a finding is being repaired.

    Raises:
        DomainError: ``state`` when the certificate isn't in force on ``effective_on``, when number
            or reason is missing, or when the day is in the future or before an earlier act.
    """
    return _act(
        kind=ActionKind.SUSPEND,
        certificate=certificate,
        effective_on=effective_on,
        decision_number=decision_number,
        reason=reason,
        actor=actor,
        on=on,
    )


def restore_certificate(
    *,
    certificate: Certificate,
    effective_on: dt.date,
    decision_number: str,
    reason: str,
    actor: User | None,
    on: dt.date,
) -> CertificateAction:
    """End a suspension; the term isn't made longer. Raises like :func:`suspend_certificate`."""
    return _act(
        kind=ActionKind.RESTORE,
        certificate=certificate,
        effective_on=effective_on,
        decision_number=decision_number,
        reason=reason,
        actor=actor,
        on=on,
    )


def revoke_certificate(
    *,
    certificate: Certificate,
    ground: str,
    basis_on: dt.date | None,
    effective_on: dt.date,
    decision_number: str,
    reason: str,
    actor: User | None,
    on: dt.date,
) -> CertificateAction:
    """Revoke for one of the six grounds of Art. 8.1 (rule 8-01); final.

    ``basis_on`` is the day of the conclusion, or of the commune's confirmation that production
    stopped; 15 days later the decision is due (8-04). A late one stands all the same, the audit
    entry says so.

    Raises:
        DomainError: as for the other acts, and without a known ground or ``basis_on``.
    """
    return _act(
        kind=ActionKind.REVOKE,
        certificate=certificate,
        ground=ground,
        basis_on=basis_on,
        effective_on=effective_on,
        decision_number=decision_number,
        reason=reason,
        actor=actor,
        on=on,
    )


def surrender_certificate(
    *,
    certificate: Certificate,
    effective_on: dt.date,
    decision_number: str = "",
    reason: str,
    actor: User | None,
    on: dt.date,
) -> CertificateAction:
    """Write down that the producer gave the certificate back; final."""
    return _act(
        kind=ActionKind.SURRENDER,
        certificate=certificate,
        effective_on=effective_on,
        decision_number=decision_number,
        reason=reason,
        actor=actor,
        on=on,
    )
