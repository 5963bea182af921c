"""Reads of the certificates room."""

from certificates.selectors.lists import (
    OFFICE_ROLES,
    SCOPE_ROLES,
    awaiting_decision,
    decisions_for_list,
    decisions_visible_to,
    for_list,
    in_scope,
    items_of,
    matching,
    offices_of,
    visible_to,
)
from certificates.selectors.status import (
    Standing,
    annotate_rating,
    annotate_status,
    current_certificates,
    standing_of,
    status_counts,
    status_of,
)
from certificates.selectors.verification import Verification, sentence_of, verify

__all__ = [
    "OFFICE_ROLES",
    "SCOPE_ROLES",
    "Standing",
    "Verification",
    "annotate_rating",
    "annotate_status",
    "awaiting_decision",
    "current_certificates",
    "decisions_for_list",
    "decisions_visible_to",
    "for_list",
    "in_scope",
    "items_of",
    "matching",
    "offices_of",
    "sentence_of",
    "standing_of",
    "status_counts",
    "status_of",
    "verify",
    "visible_to",
]
