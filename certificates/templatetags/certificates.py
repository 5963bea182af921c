"""A status in words and in one of the six tones of the house."""

from django import template

from certificates.enums import CertificateStatus, DecisionState

register = template.Library()

_TONES = {
    CertificateStatus.IN_FORCE: "ok",
    CertificateStatus.EXPIRING: "warn",
    CertificateStatus.EXPIRED: "off",
    CertificateStatus.SUSPENDED: "halt",
    CertificateStatus.REVOKED: "bad",
    CertificateStatus.SURRENDERED: "off",
    CertificateStatus.REPLACED: "info",
    CertificateStatus.NOT_YET: "info",
    CertificateStatus.UNCERTAIN: "warn",
}
_DECISION_TONES = {
    DecisionState.DRAFT: "warn",
    DecisionState.ISSUED: "ok",
    DecisionState.DISCARDED: "off",
}


@register.filter
def status_label(status: str) -> str:
    """``Còn hiệu lực`` …; nothing for a product without certificate."""
    return str(CertificateStatus(status).label) if status else ""


@register.filter
def status_tone(status: str) -> str:
    """``ok warn halt bad info off`` for ``c-chip`` and ``c-ribbon``."""
    return _TONES[CertificateStatus(status)] if status else "off"


@register.filter
def decision_tone(state: str) -> str:
    """The tone of a decision's state."""
    return _DECISION_TONES[DecisionState(state)]
