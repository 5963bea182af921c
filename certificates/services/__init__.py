"""Writes of the certificates room."""

from certificates.services.acts import (
    restore_certificate,
    revoke_certificate,
    surrender_certificate,
    suspend_certificate,
)
from certificates.services.decisions import (
    close_not_recognised,
    concluded_on,
    discard_decision,
    draft_decision,
    issue_decision,
    send_back_result,
)
from certificates.services.entries import (
    CORRECTED,
    REWRITTEN,
    Correction,
    Recorded,
    correct_entries,
    correction_fault,
    record_entries,
    restore_entries,
    withdraw_entries,
)
from certificates.services.entry_lines import SAID, EntryLine
from certificates.services.ladder import Flagged, flag_expiring
from certificates.services.paper_digest import tell_of_papers
from certificates.services.papers import find_paper
from certificates.services.register import possible_ends, record_certificate, recording_fault

__all__ = [
    "CORRECTED",
    "REWRITTEN",
    "SAID",
    "Correction",
    "EntryLine",
    "Flagged",
    "Recorded",
    "close_not_recognised",
    "concluded_on",
    "correct_entries",
    "correction_fault",
    "discard_decision",
    "draft_decision",
    "find_paper",
    "flag_expiring",
    "issue_decision",
    "possible_ends",
    "record_certificate",
    "record_entries",
    "recording_fault",
    "restore_certificate",
    "restore_entries",
    "revoke_certificate",
    "send_back_result",
    "surrender_certificate",
    "suspend_certificate",
    "tell_of_papers",
    "withdraw_entries",
]
