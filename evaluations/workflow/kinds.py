"""Which of the three registrations of Mẫu số 01 a product is up to (Đ6.1, Đ7.5, Đ7.6)."""

import datetime as dt
from dataclasses import dataclass

from common.dates import vn_date
from evaluations.enums import DossierKind
from evaluations.workflow.windows import rerating_window, too_late

MOST_STARS = 5
# So long before the window of rule 7-21 opens, a draft of the re-rating is worth beginning.
NEAR_DAYS = 60


@dataclass(frozen=True, slots=True)
class Held:
    """The certificate that speaks for a product on a day.

    ``ends_on`` is the last day of validity, None where an old register doesn't say; ``valid``
    whether it may be shown as stars on that day.
    """

    stars: int
    ends_on: dt.date | None
    valid: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """The registration to propose, why, and the end of the certificate in hand for a re-rating.

    ``kind`` is empty where none is proper; ``now`` is False where there is nothing to begin yet.
    """

    kind: str
    reason: str
    expires_on: dt.date | None = None
    now: bool = True

    def is_due(self, on: dt.date) -> bool:
        """Whether it is a re-rating that can be filed on ``on``."""
        if self.kind != DossierKind.RERATING or self.expires_on is None:
            return False
        return rerating_window(self.expires_on)[0] <= on


def propose_kind(held: Held | None, *, on: dt.date) -> Proposal:
    """What to register for on ``on``; only a proposal, the producer chooses.

    A re-rating inside or near its window (7-21, late ones by 12-04), an upgrade while a valid
    certificate has fewer than five stars, else a first rating. Of a suspended certificate nothing
    before its window: an upgrade asks for a valid one (Đ7.5), a first rating for none.
    """
    if held is None:
        return Proposal(
            DossierKind.FIRST, "Sản phẩm chưa có giấy chứng nhận, hoặc giấy đã bị thu hồi, trả lại"
        )
    if held.ends_on is None:
        if held.valid and held.stars < MOST_STARS:
            return Proposal(
                DossierKind.UPGRADE,
                f"Sản phẩm đang có {held.stars} sao; sổ chưa ghi ngày hết hạn của giấy",
            )
        return Proposal(DossierKind.FIRST, "Sổ chưa ghi ngày hết hạn của giấy chứng nhận đã cấp")
    end = vn_date(held.ends_on)
    first, last = rerating_window(held.ends_on)
    refused = too_late(on, held.ends_on)
    if refused:
        return Proposal(DossierKind.FIRST, refused)
    if on >= first - dt.timedelta(days=NEAR_DAYS):
        return Proposal(
            DossierKind.RERATING,
            f"Giấy chứng nhận {held.stars} sao hết hạn {end}; hồ sơ đánh giá lại nộp từ"
            f" {vn_date(first)} đến {vn_date(last)} (Điều 7.6.a)",
            held.ends_on,
        )
    later = f"đánh giá lại nộp được từ {vn_date(first)} (Điều 7.6.a)"
    if not held.valid:
        return Proposal(
            "",
            f"Giấy chứng nhận {held.stars} sao, hết hạn {end}, đang tạm đình chỉ: được khôi phục"
            f" rồi mới nâng hạng; {later}",
            now=False,
        )
    if held.stars < MOST_STARS:
        return Proposal(
            DossierKind.UPGRADE,
            f"Sản phẩm đang có {held.stars} sao, giấy còn hiệu lực đến {end}",
            held.ends_on,
        )
    return Proposal(
        DossierKind.RERATING,
        f"Giấy chứng nhận {held.stars} sao hết hạn {end}; {later}",
        held.ends_on,
        now=False,
    )


# What each asks for beside Mẫu 01 and Mẫu 02 (6-01, 6-02, 6-03), in plain words.
NEEDS = (
    (
        DossierKind.FIRST,
        "Lần đầu",
        (
            "Sản phẩm chưa được xếp hạng, hoặc giấy chứng nhận đã hết hạn và đã qua hạn đánh giá"
            " lại. Cần Mẫu 01, Mẫu 02, giấy tờ chứng minh (Điều 6.1.a)."
        ),
    ),
    (
        DossierKind.UPGRADE,
        "Nâng hạng",
        (
            "Giấy chứng nhận còn hiệu lực và muốn thêm sao. Mẫu 02 phải nêu rõ, kèm minh chứng,"
            " những thay đổi so với sản phẩm đã được công nhận (Điều 6.1.b)."
        ),
    ),
    (
        DossierKind.RERATING,
        "Đánh giá lại",
        (
            "Giấy chứng nhận sắp hết 36 tháng. Mẫu 02 cập nhật nguyên liệu, công nghệ, bao bì, nhãn"
            " mác, công bố chất lượng, phiếu kiểm nghiệm định kỳ, thị trường, sản lượng, doanh thu;"
            " bổ sung giấy tờ có thời hạn (Điều 6.1.c). Nộp từ 180 đến 120 ngày trước ngày hết hạn."
        ),
    ),
)
