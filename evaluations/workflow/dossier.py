"""The dossier's machine: who holds it in each state, and every move with its guards.

Guards get what they need from outside as ``context`` (services and selectors compute it): this
room sits below the models.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from common.workflow import Step
from evaluations.enums import DossierKind, DossierMove, DossierState, Level, RoundState
from evaluations.workflow.requests import unanswered_fault
from evaluations.workflow.windows import proposal_fault, too_early, too_late

S, M = DossierState, DossierMove

# Who can make the next move. None: nobody, the way is at its end.
PRODUCER, COMMUNE, PROVINCE, COUNCIL, LEADER, CENTRE = (
    "producer",
    "commune",
    "province",
    "council",
    "leader",
    "centre",
)
HOLDERS: dict[str, str | None] = {
    S.DRAFT: PRODUCER,
    S.RETURNED: PRODUCER,
    S.FILED: COMMUNE,
    S.SUPPLEMENT: COMMUNE,
    S.PROPOSED: PROVINCE,
    S.RECEIVED: PROVINCE,
    S.ACCEPTED: PROVINCE,
    S.IN_SESSION: COUNCIL,
    S.CONCLUDED: LEADER,
    S.DECIDED: None,
    S.FORWARDED: CENTRE,
    S.AT_CENTRE: CENTRE,
    S.SENT_BACK: PROVINCE,
    S.NOT_RECOGNISED: None,
    S.WITHDRAWN: None,
}
# The centre is a station of those dossiers only that were sent up.
STATIONS = (PRODUCER, COMMUNE, PROVINCE, COUNCIL, LEADER, CENTRE)

# Where Mẫu 01, 02 and the self-score can be written, and where papers can.
# While a supplement is asked for, commune and producer complete the whole dossier (Đ7.3.a).
FORMS_OPEN = frozenset({S.DRAFT, S.RETURNED, S.SUPPLEMENT})
PAPERS_OPEN = FORMS_OPEN
ASSESSMENT_OPEN = frozenset({S.FILED, S.SUPPLEMENT})


def _listed(head: str, missing: Sequence[str]) -> str:
    return f"{head} ({len(missing)}): {'; '.join(missing)}"


def is_complete(_dossier: Any, *, missing: Sequence[str] = (), **_: Any) -> str | None:
    """Mẫu 01, Mẫu 02, self-score and papers are there (rules 6-01, 6-02, 6-03)."""
    return _listed("Hồ sơ còn thiếu", missing) if missing else None


def is_in_window(dossier: Any, *, on: dt.date, **_: Any) -> str | None:
    """A re-rating is filed 180 to 120 days before the end (rule 7-21); a refiling is not new."""
    if dossier.kind != DossierKind.RERATING or dossier.filed_on is not None:
        return None
    return too_early(on, dossier.expires_on) or too_late(on, dossier.expires_on)


def is_assessed(_dossier: Any, *, missing: Sequence[str] = (), **_: Any) -> str | None:
    """Mẫu 03 and the letter are complete (rules 7-04, 7-05)."""
    return _listed("Mẫu số 03 còn thiếu", missing) if missing else None


def is_answered(_dossier: Any, *, unanswered: Sequence[int] = (), **_: Any) -> str | None:
    """Each point of the open request has its reply: the portal's rule, the law is silent."""
    return unanswered_fault(unanswered)


def is_checked(_dossier: Any, *, unchecked: Sequence[str] = (), **_: Any) -> str | None:
    """Components and contents were checked, line by line (Đ7.3.a, rule 7-06)."""
    if not unchecked:
        return None
    return (
        f"Còn {len(unchecked)} mục chưa kiểm tra: {'; '.join(unchecked[:3])}"
        f"{'…' if len(unchecked) > 3 else ''} (Điều 7.3.a)"
    )


def is_appraised(_dossier: Any, *, unreported: str = "", **_: Any) -> str | None:
    """The report of Đ7.3.c is there, where the regulation asks for it before a sitting."""
    return unreported or None


def has_reason(_dossier: Any, *, reason: str = "", **_: Any) -> str | None:
    """Whoever sends a dossier back says what to complete."""
    return None if reason.strip() else "Ghi rõ cần bổ sung những gì, để bên nhận biết việc phải làm"


def says_why(_dossier: Any, *, reason: str = "", **_: Any) -> str | None:
    """The meeting is told why it is called."""
    return None if reason.strip() else "Hãy ghi lý do"


def has_reason_unless_draft(dossier: Any, *, reason: str = "", **_: Any) -> str | None:
    """Nobody but the producer has seen a draft; later the others are told why."""
    if dossier.state == S.DRAFT or reason.strip():
        return None
    return "Ghi lý do rút hồ sơ, để xã, phường và tỉnh biết"


def fits_round(
    dossier: Any, *, evaluation_round: Any = None, own_round: bool = False, **_: Any
) -> str | None:
    """The province's own round, open, and proposed in time for it (rules 5-02, 5-03)."""
    if evaluation_round is None:
        return "Chưa có đợt nào đang nhận hồ sơ xã, phường đề nghị vào ngày này"
    if not own_round:
        return "Đợt đánh giá này không phải của tỉnh có hồ sơ"
    if evaluation_round.state != RoundState.OPEN:
        return f"{evaluation_round} đã khép, không nhận thêm hồ sơ"
    return proposal_fault(dossier.proposed_on, evaluation_round.proposals_before)


def fits_central_round(
    _dossier: Any,
    *,
    evaluation_round: Any = None,
    forwarded_on: dt.date | None = None,
    **_: Any,
) -> str | None:
    """A round of the centre, open, and sent up in time for it (rule 5-05)."""
    if evaluation_round is None or evaluation_round.level != Level.CENTRAL:
        return "Đợt đánh giá này không phải của Trung ương"
    if evaluation_round.state != RoundState.OPEN:
        return f"{evaluation_round} đã khép, không nhận thêm hồ sơ"
    if forwarded_on is None or forwarded_on < evaluation_round.proposals_before:
        return None
    before, sent = evaluation_round.proposals_before, forwarded_on
    return (
        f"Tỉnh đề nghị ngày {sent:%d/%m/%Y}, đợt này nhận đề nghị trước {before:%d/%m/%Y}"
        " (Điều 5.2)"
    )


def is_with_centre(dossier: Any, **_: Any) -> str | None:
    """The centre had taken it up: what the province's own council concludes isn't sent back."""
    return None if dossier.central_round_id else "Trung ương chưa đưa hồ sơ này vào đợt nào"


def fits_own_round(
    _dossier: Any, *, evaluation_round: Any = None, own_round: bool = False, **_: Any
) -> str | None:
    """An open round of the province itself: the commune's proposal was made long before."""
    if evaluation_round is None or not own_round:
        return "Đợt đánh giá này không phải của tỉnh có hồ sơ"
    if evaluation_round.state != RoundState.OPEN:
        return f"{evaluation_round} đã khép, không nhận thêm hồ sơ"
    return None


def _step(move: DossierMove, sources: set[str], target: str, *guards: Any) -> Step:
    return Step(str(move.label), frozenset(sources), target, guards)


DOSSIER_MOVES: dict[str, Step] = {
    M.FILE: _step(M.FILE, {S.DRAFT, S.RETURNED}, S.FILED, is_in_window, is_complete, is_answered),
    M.RETURN: _step(M.RETURN, {S.FILED}, S.RETURNED, has_reason),
    M.PROPOSE: _step(M.PROPOSE, {S.FILED}, S.PROPOSED, is_assessed),
    M.RECEIVE: _step(M.RECEIVE, {S.PROPOSED}, S.RECEIVED),
    M.ASK_SUPPLEMENT: _step(M.ASK_SUPPLEMENT, {S.RECEIVED}, S.SUPPLEMENT, has_reason),
    M.ANSWER_SUPPLEMENT: _step(
        M.ANSWER_SUPPLEMENT, {S.SUPPLEMENT}, S.RECEIVED, is_complete, is_answered
    ),
    M.ACCEPT: _step(M.ACCEPT, {S.RECEIVED}, S.ACCEPTED, fits_round, is_checked),
    M.PUT_IN_SESSION: _step(
        M.PUT_IN_SESSION, {S.ACCEPTED, S.AT_CENTRE}, S.IN_SESSION, is_appraised
    ),
    # Written opinions too far apart, or too few: a meeting decides (Đ7.6.d).
    M.REFER: _step(M.REFER, {S.IN_SESSION}, S.ACCEPTED, says_why),
    M.REFER_CENTRE: _step(M.REFER_CENTRE, {S.IN_SESSION}, S.AT_CENTRE, says_why, is_with_centre),
    M.CONCLUDE: _step(M.CONCLUDE, {S.IN_SESSION}, S.CONCLUDED),
    # Sent back: the province recognises 3 or 4 stars on the central result (Đ7.4.g).
    M.DECIDE: _step(M.DECIDE, {S.CONCLUDED, S.SENT_BACK}, S.DECIDED),
    M.FORWARD: _step(M.FORWARD, {S.CONCLUDED}, S.FORWARDED),
    M.TAKE_UP: _step(M.TAKE_UP, {S.FORWARDED}, S.AT_CENTRE, fits_central_round),
    M.SEND_BACK: _step(M.SEND_BACK, {S.CONCLUDED}, S.SENT_BACK, is_with_centre),
    M.REEVALUATE: _step(M.REEVALUATE, {S.SENT_BACK}, S.ACCEPTED, fits_own_round),
    M.NOT_RECOGNISE: _step(M.NOT_RECOGNISE, {S.CONCLUDED, S.SENT_BACK}, S.NOT_RECOGNISED),
    # Until the province has taken it into a round; then the council's work has begun.
    M.WITHDRAW: _step(
        M.WITHDRAW,
        {S.DRAFT, S.FILED, S.RETURNED, S.PROPOSED, S.RECEIVED, S.SUPPLEMENT},
        S.WITHDRAWN,
        has_reason_unless_draft,
    ),
}
