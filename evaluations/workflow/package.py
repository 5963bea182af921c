"""The papers of a sitting for signing: their machine, and where each verdict goes from there."""

from typing import Any

from common.workflow import Step
from evaluations.enums import Level, PackageMove, PackageState

_RATED = "rated"
_TOP_STARS = 5
_LOWEST_STARS = 3

# Where a verdict goes: into the decision that recognises, into the one that approves the result
# and asks the centre, or into no decision.
RECOGNISE = "recognise"
APPROVE = "approve"
NONE = "none"


def way_of(*, level: str, outcome: str, band: int, stars: int | None) -> str:
    """Which decision a verdict is proposed for (Đ7.3.đ, e; Đ7.4.đ): the band decides, not the
    shown points, so 89,996 shown as 90,00 is still under 90.
    """
    if outcome != _RATED or stars is None or stars < _LOWEST_STARS:
        return NONE
    if level == Level.CENTRAL:
        return RECOGNISE if stars == _TOP_STARS else NONE
    return APPROVE if band >= _TOP_STARS else RECOGNISE


def _has_reason(_package: Any, *, reason: str, **_: Any) -> str | None:
    return None if reason.strip() else "Hãy ghi lý do hủy"


PACKAGE_MOVES = {
    PackageMove.FINISH: Step("Lập xong", frozenset({PackageState.MAKING}), PackageState.READY),
    PackageMove.FAIL: Step("Lập không được", frozenset({PackageState.MAKING}), PackageState.FAILED),
    PackageMove.COUNTERSIGN: Step(
        "Duyệt bộ văn bản", frozenset({PackageState.READY}), PackageState.COUNTERSIGNED
    ),
    # What was countersigned is never edited: it is voided, kept, and made anew.
    PackageMove.VOID: Step(
        "Hủy để lập lại",
        frozenset({PackageState.READY, PackageState.COUNTERSIGNED, PackageState.FAILED}),
        PackageState.VOIDED,
        guards=(_has_reason,),
    ),
}
