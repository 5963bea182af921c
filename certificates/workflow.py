"""Moves of the two machines of this room: a decision, and the acts on a certificate."""

import datetime as dt
from typing import Any

from certificates.enums import (
    ActionKind,
    CertificateStatus,
    DecisionMove,
    DecisionState,
    RevokeGround,
)
from common.dates import vn_date
from common.workflow import Guard, Step


def has_number(_decision: Any, *, number: str, **_: object) -> str | None:
    """A decision is issued under a number."""
    return None if number.strip() else "Chưa có số quyết định"


def has_signer(_decision: Any, *, signer: str, **_: object) -> str | None:
    """Somebody signs a decision."""
    return None if signer.strip() else "Chưa ghi họ tên người ký"


def not_in_future(
    _decision: Any,
    *,
    decided_on: dt.date,
    on: dt.date,
    **_: object,
) -> str | None:
    """A decision of tomorrow doesn't exist yet."""
    if decided_on <= on:
        return None
    return f"Ngày quyết định {vn_date(decided_on)} ở tương lai; hôm nay là {vn_date(on)}"


def after_verdicts(
    _decision: Any,
    *,
    decided_on: dt.date,
    concluded_on: dt.date | None,
    **_: object,
) -> str | None:
    """The authority decides on the council's result, so not before it (Art. 7.3.đ, e)."""
    if concluded_on is None or decided_on >= concluded_on:
        return None
    return (
        f"Ngày quyết định {vn_date(decided_on)} trước ngày Hội đồng kết luận"
        f" {vn_date(concluded_on)}"
    )


def has_items(_decision: Any, *, items: int, **_: object) -> str | None:
    """A decision names at least one product."""
    return None if items else "Dự thảo chưa có sản phẩm nào"


DECISION_MOVES: dict[DecisionMove, Step] = {
    DecisionMove.ISSUE: Step(
        "Ban hành",
        frozenset({DecisionState.DRAFT}),
        DecisionState.ISSUED,
        (has_items, has_number, has_signer, not_in_future, after_verdicts),
    ),
    DecisionMove.DISCARD: Step(
        "Bỏ dự thảo", frozenset({DecisionState.DRAFT}), DecisionState.DISCARDED
    ),
}


def has_reason(_standing: Any, *, reason: str, **_: object) -> str | None:
    """Each act says why."""
    return None if reason.strip() else "Chưa ghi lý do"


def has_decision(
    _standing: Any,
    *,
    decision_number: str,
    **_: object,
) -> str | None:
    """Taking a right away or giving it back rests on a decision (Art. 8.2, 8.3)."""
    return None if decision_number.strip() else "Chưa ghi số quyết định"


def known_ground(_standing: Any, *, ground: str, **_: object) -> str | None:
    """One of the six cases of Art. 8.1."""
    return None if ground in RevokeGround.values else "Hãy chọn một trong sáu trường hợp ở Điều 8.1"


def basis_before(
    _standing: Any,
    *,
    basis_on: dt.date | None,
    effective_on: dt.date,
    **_: object,
) -> str | None:
    """The conclusion or the commune's confirmation comes first (Art. 8.3, 8.4)."""
    if basis_on is None:
        return "Chưa ghi ngày kết luận vi phạm hoặc ngày xã xác nhận ngừng sản xuất"
    if basis_on > effective_on:
        return f"Ngày kết luận {vn_date(basis_on)} sau ngày thu hồi {vn_date(effective_on)}"
    return None


def act_in_order(
    standing: Any,
    *,
    effective_on: dt.date,
    on: dt.date,
    **_: object,
) -> str | None:
    """Acts follow each other, after the issue and not in the future."""
    if effective_on > on:
        return f"Ngày {vn_date(effective_on)} ở tương lai; hôm nay là {vn_date(on)}"
    if standing.begins is not None and effective_on < standing.begins:
        return f"Ngày {vn_date(effective_on)} trước ngày cấp giấy {vn_date(standing.begins)}"
    if standing.last_act is not None and effective_on < standing.last_act:
        return f"Ngày {vn_date(effective_on)} trước việc gần nhất {vn_date(standing.last_act)}"
    return None


_STANDING = frozenset(CertificateStatus.standing)
_ACT: tuple[Guard, ...] = (act_in_order, has_reason)

# A certificate has no stored state: `standing` carries its status of the day (selectors), so the
# same tables, sentences and tests serve it. Restored means in force again, as the dates say.
CERTIFICATE_ACTS: dict[ActionKind, Step] = {
    ActionKind.SUSPEND: Step(
        "Tạm đình chỉ",
        _STANDING - {CertificateStatus.SUSPENDED},
        CertificateStatus.SUSPENDED,
        (*_ACT, has_decision),
    ),
    ActionKind.RESTORE: Step(
        "Khôi phục",
        frozenset({CertificateStatus.SUSPENDED}),
        CertificateStatus.IN_FORCE,
        (*_ACT, has_decision),
    ),
    ActionKind.REVOKE: Step(
        "Thu hồi",
        _STANDING,
        CertificateStatus.REVOKED,
        (*_ACT, has_decision, known_ground, basis_before),
    ),
    ActionKind.SURRENDER: Step(
        "Ghi chủ thể trả lại", _STANDING, CertificateStatus.SURRENDERED, _ACT
    ),
    ActionKind.REPLACE: Step("Thay thế", _STANDING, CertificateStatus.REPLACED, _ACT),
}
