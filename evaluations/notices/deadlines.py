"""Words of the reminders of a deadline: until when, by which rule, what to do now."""

from collections.abc import Sequence

from common.dates import vn_date
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.notices.dossier import Letter
from evaluations.selectors.clock import Holder

KIND, DIGEST_KIND = "dossier_deadline", "dossier_deadlines"
_MOST_LINES = 50
_DO: dict[str, str] = {
    DossierState.DRAFT: "Hoàn thiện và nộp hồ sơ đánh giá lại cho xã, phường.",
    DossierState.RETURNED: "Bổ sung theo yêu cầu của xã, phường rồi nộp lại.",
    DossierState.FILED: "Kiểm tra hồ sơ, viết Mẫu số 03 và gửi đề nghị lên tỉnh.",
    DossierState.SUPPLEMENT: "Bổ sung theo yêu cầu của tỉnh rồi gửi lại.",
    DossierState.RECEIVED: "Kiểm tra hồ sơ và đưa vào đợt đánh giá.",
    DossierState.ACCEPTED: "Đưa hồ sơ ra phiên họp của Hội đồng.",
    DossierState.IN_SESSION: "Chấm và kết luận.",
    DossierState.CONCLUDED: "Ban hành quyết định hoặc thông báo kết quả.",
}


def reminder(dossier: Dossier, holder: Holder) -> Letter:
    """One dossier, to a person who has no other to be reminded of."""
    return Letter(
        kind=KIND,
        subject=f"{holder.due_words}: hồ sơ {dossier.product.name}",
        body=f"{_line(dossier, holder)}\nCăn cứ: {holder.source}.\n{_DO.get(holder.state, '')}",
        url=f"/lam-viec/ho-so/{dossier.code}/",
    )


def digest(rows: Sequence[tuple[Dossier, Holder]]) -> Letter:
    """Several dossiers in one notice, the most urgent first."""
    ordered = sorted(rows, key=lambda row: (row[1].left or 0, row[0].pk))
    late = sum(holder.overdue for _dossier, holder in rows)
    near = len(rows) - late
    parts = [f"{late} hồ sơ quá hạn" if late else "", f"{near} hồ sơ sắp đến hạn" if near else ""]
    lines = [f"- {holder.due_words}: {_line(dossier, holder)}" for dossier, holder in ordered]
    hidden = len(lines) - _MOST_LINES
    if hidden > 0:
        lines = [*lines[:_MOST_LINES], f"và {hidden} hồ sơ khác"]
    return Letter(
        kind=DIGEST_KIND,
        subject=", ".join(part for part in parts if part),
        body="\n".join(lines),
        url="/lam-viec/ho-so/?cho=toi&xep=han",
    )


def _line(dossier: Dossier, holder: Holder) -> str:
    assert holder.until
    return (
        f"Hồ sơ “{dossier.product.name}” của {dossier.product.producer.name} ở {holder.label} từ"
        f" {vn_date(holder.since)}, hạn {vn_date(holder.until)}."
    )
