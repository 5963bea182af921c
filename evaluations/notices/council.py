"""What people are told about rounds, sittings and results: who did what, when, what to do now.

No mark stands in a notice before the council has concluded.
"""

from typing import TypedDict

from django.db.models import Model
from django.urls import reverse

from common.text import normalise
from evaluations.models import CouncilMember, CouncilSession, SessionItem, Verdict


class Words(TypedDict):
    """What ``notifications.services.queue`` takes beside the people."""

    kind: str
    subject: str
    body: str
    url: str
    target: Model
    key: str


def _place(session: CouncilSession) -> str:
    return f", tại {session.place}" if session.place else ""


def convened(session: CouncilSession, products: int) -> Words:
    """To everybody with a seat: a sitting was called."""
    return Words(
        kind="session_convened",
        subject=f"Triệu tập phiên họp Hội đồng ngày {session.held_on:%d/%m/%Y}",
        body=normalise(
            f"{session.council.name} họp ngày {session.held_on:%d/%m/%Y}{_place(session)}, "
            f"chấm {products} sản phẩm của {session.round}. Trước khi đọc hồ sơ, mỗi thành viên "
            "chấm điểm ký bản khai mình có liên quan tới từng sản phẩm hay không."
        ),
        url=reverse("evaluations:session_detail", args=[session.code]),
        target=session,
        key=f"session-convened:{session.code}",
    )


def invited(session: CouncilSession, number: str, products: int) -> Words:
    """To everybody with a seat: the invitation with its agenda was issued."""
    hour = f" lúc {session.starts_at:%H:%M}" if session.starts_at else ""
    until = session.answers_until
    when = f"họp{hour} ngày {session.held_on:%d/%m/%Y}{_place(session)}"
    if until is not None:
        when = f"lấy ý kiến bằng văn bản từ {session.held_on:%d/%m/%Y} đến hết {until:%d/%m/%Y}"
    return Words(
        kind="session_invited",
        subject=f"Giấy mời số {number}",
        body=normalise(
            f"{session.council.name} {when}, {products} sản phẩm. Giấy mời và chương trình ở trang "
            "phiên họp. Hồ sơ mở để đọc khi anh/chị ký bản khai xung đột lợi ích."
        ),
        url=reverse("evaluations:session_detail", args=[session.code]),
        target=session,
        key=f"session-invited:{session.code}:{number}",
    )


def stands_in(session: CouncilSession, member: CouncilMember, sheets: int) -> Words:
    """To a substitute: he stands in for somebody in a sitting."""
    return Words(
        kind="stands_in",
        subject=f"Mời dự thay tại phiên họp ngày {session.held_on:%d/%m/%Y}",
        body=normalise(
            f"Bạn được cử dự thay {member.user.full_name} tại phiên họp của {session.council.name} "
            f"ngày {session.held_on:%d/%m/%Y}{_place(session)}; có {sheets} phiếu chờ bạn chấm. "
            "Trước khi đọc hồ sơ, hãy ký bản khai xung đột lợi ích."
        ),
        url=reverse("evaluations:session_detail", args=[session.code]),
        target=session,
        key=f"stands-in:{session.code}:{member.code}",
    )


def all_signed(item: SessionItem) -> Words:
    """To the chair: every sheet of a product is in, the marks may be opened."""
    return Words(
        kind="item_signed",
        subject=f"{item} đã đủ phiếu ký",
        body=(
            f"Các thành viên có mặt đã ký đủ phiếu của {item}, {item.dossier.product}. "
            "Chủ tịch có thể mở điểm."
        ),
        url=reverse("evaluations:item_tally", args=[item.session.code, item.code]),
        target=item,
        key=f"item-signed:{item.code}:{item.scoring_round}",
    )


def referred(item: SessionItem, reason: str) -> Words:
    """To the office: written opinions did not settle a product, a meeting has to."""
    return Words(
        kind="item_referred",
        subject=f"Cần đưa {item.dossier.product} ra phiên họp",
        body=normalise(
            f"Chủ tịch Hội đồng chuyển {item.dossier.product} từ lấy ý kiến bằng văn bản sang "
            f"phiên họp (Điều 7.6.d): {reason}. Hồ sơ lại chờ ra hội đồng trong đợt."
        ),
        url=reverse("evaluations:session_convene", args=[item.session.round.code]),
        target=item,
        key=f"item-referred:{item.code}",
    )


def rescore(item: SessionItem) -> Words:
    """To the members who score a product: the chair asks for a second scoring."""
    return Words(
        kind="item_rescore",
        subject=f"Chấm lại {item}, {item.dossier.product}",
        body=(
            f"Chủ tịch mở lượt chấm {item.scoring_round} cho {item.dossier.product}. "
            "Phiếu cũ còn nguyên; phiếu mới đã chép sẵn điểm cũ để sửa và ký lại."
        ),
        url=reverse("evaluations:item_score", args=[item.session.code, item.code]),
        target=item,
        key=f"item-rescore:{item.code}:{item.scoring_round}",
    )


def session_concluded(session: CouncilSession, products: int) -> Words:
    """To the office: a sitting is over, its results wait for the decision."""
    return Words(
        kind="session_concluded",
        subject=f"Hội đồng đã bế mạc phiên họp ngày {session.held_on:%d/%m/%Y}",
        body=(
            f"{session.council.name} đã kết luận {products} sản phẩm. "
            "Văn phòng tổng hợp, trình quyết định và gửi thông báo kết quả (Điều 7.3.đ)."
        ),
        url=reverse("evaluations:session_detail", args=[session.code]),
        target=session,
        key=f"session-concluded:{session.code}",
    )


def result(verdict: Verdict, sentence: str) -> Words:
    """To producer and commune: what the council came to, and where the letter lies (7-15)."""
    item = verdict.item
    return Words(
        kind="item_concluded",
        subject=f"Hội đồng đã kết luận {verdict.dossier.product}",
        body=(
            f"{sentence} Đây là kết luận của Hội đồng ngày {item.session.held_on:%d/%m/%Y}; "
            "việc công nhận do người có thẩm quyền quyết định."
        ),
        url=reverse("evaluations:result_letter", args=[item.session.code, item.code]),
        target=verdict,
        key=f"item-concluded:{item.code}",
    )
