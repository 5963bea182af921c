"""Texts and recipients of this room's notices: who, when, what to do."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import officers_of
from certificates.enums import ActionKind, LadderStep
from certificates.models import Certificate, CertificateAction
from certificates.validators import LADDER, Rung
from common.dates import vn_date
from notifications.services import Message, queue
from producers.models import Paper

EXPIRY = "certificates.expiry"
EXPIRY_DIGEST = "certificates.expiry_digest"
PAPER_DIGEST = "certificates.paper_digest"
ISSUED = "certificates.issued"
ACTED = "certificates.acted"
_MOST_LINES = 50
_LATE = dt.timedelta(days=1)


def page_of(certificate: Certificate) -> str:
    """Address of the certificate in the work area."""
    return f"/lam-viec/giay-chung-nhan/{certificate.code}/"


def people_of(certificate: Certificate, *, on: dt.date) -> list[User]:
    """The producer's people and the commune's officers."""
    members = User.objects.filter(
        is_active=True,
        pk__in=certificate.product.producer.members.on(on).values("user"),
    )
    product = certificate.product
    officers = officers_of(product.current_unit or product.unit, Role.COMMUNE_OFFICER, on=on)
    return [*members, *officers]


def certificate_issued(certificate: Certificate, *, on: dt.date) -> None:
    """Tell producer and commune (rule 7-15)."""
    assert certificate.decision
    assert certificate.valid_until
    queue(
        kind=ISSUED,
        to=people_of(certificate, on=on),
        subject=f"{certificate.product.name} được công nhận {certificate.stars} sao",
        body=(
            f"Theo Quyết định {certificate.decision.number} ngày"
            f" {vn_date(certificate.decision.decided_on or on)}, sản phẩm “{certificate.product}”"
            f" đạt hạng {certificate.stars} sao. Giấy chứng nhận số {certificate.number} có giá trị"
            f" đến hết ngày {vn_date(certificate.valid_until)}. Tải giấy ở trang dưới đây."
        ),
        url=page_of(certificate),
        target=certificate,
    )


_ACTED = {
    ActionKind.SUSPEND: "bị tạm đình chỉ",
    ActionKind.RESTORE: "được khôi phục",
    ActionKind.REVOKE: "bị thu hồi",
    ActionKind.SURRENDER: "đã được ghi là trả lại",
}


def certificate_acted(act: CertificateAction, *, on: dt.date) -> None:
    """Tell producer and commune what was decided about their certificate (rule 8-03)."""
    certificate = act.certificate
    words = _ACTED[ActionKind(act.kind)]
    paper = f" theo Quyết định {act.decision_number}" if act.decision_number else ""
    queue(
        kind=ACTED,
        to=people_of(certificate, on=on),
        subject=f"Giấy chứng nhận của {certificate.product.name} {words}",
        body=(
            f"Từ ngày {vn_date(act.effective_on)}, {certificate} ({certificate.product})"
            f" {words}{paper}. Lý do: {act.reason}"
        ),
        url=page_of(certificate),
        target=certificate,
    )


# --- the expiry ladder ----------------------------------------------------------------------


def _what_now(step: str, end: dt.date) -> str:
    """What the producer should do at this step."""
    rungs: dict[str, Rung] = {rung.step: rung for rung in LADDER}
    opens = vn_date(rungs[LadderStep.WINDOW_OPENS].due_on(end))
    closes = vn_date(rungs[LadderStep.WINDOW_CLOSES].due_on(end))
    window = f"từ {opens} đến hết {closes} (Điều 7.6.a)"
    match LadderStep(step):
        case LadderStep.YEAR:
            return (
                f"Hồ sơ đánh giá lại nhận {window}. Hãy chuẩn bị giấy kiểm nghiệm, nhãn, sổ sách."
            )
        case LadderStep.WINDOW_OPENS | LadderStep.WINDOW_HALF:
            return f"Hãy nộp hồ sơ đánh giá lại ở xã, phường: nhận {window}."
        case LadderStep.WINDOW_CLOSES:
            return f"Hạn nộp hồ sơ đánh giá lại là {closes}. Nếu chưa nộp, hãy liên hệ xã, phường."
        case LadderStep.TWO_MONTHS | LadderStep.MONTH:
            return (
                f"Hạn nộp hồ sơ đánh giá lại đã qua ngày {closes}. Nếu chưa nộp, hãy liên hệ"
                " xã, phường để được hướng dẫn."
            )
        case LadderStep.LAST_DAY:
            return "Từ ngày mai không được in sao OCOP lên lô hàng mới."
        case LadderStep.OVER:
            return "Không được in sao OCOP lên lô hàng mới. Muốn có sao lại, hãy đăng ký đánh giá."


def expiry_text(
    certificate: Certificate, step: str, *, covered: int, on: dt.date
) -> tuple[str, str]:
    """Subject and body of the notice of ``step``; ``covered`` earlier steps were missed.

    A year-only certificate of an old register is warned from its earliest possible end, and told
    so: too early does no harm, too late does.
    """
    end = certificate.ends_earliest
    assert end
    left = (end - on).days
    exact = certificate.valid_until is not None
    may = "" if exact else "có thể "
    if left > 0:
        subject = f"Giấy chứng nhận của {certificate.product.name} {may}hết hạn sau {left} ngày"
    elif left == 0:
        subject = f"Giấy chứng nhận của {certificate.product.name} {may}hết hạn hôm nay"
    else:
        subject = f"Giấy chứng nhận của {certificate.product.name} {may}đã hết hạn"
    body = [
        (
            f"{certificate} ({certificate.product}, {certificate.stars} sao) {may}có giá trị đến"
            f" hết ngày {vn_date(end)}."
        ),
        _what_now(step, end),
    ]
    if not exact:
        body.append(
            f"Sổ cũ chỉ ghi năm {certificate.issued_year}, nên đây là ngày sớm nhất có thể;"
            " hãy gửi quyết định cho Văn phòng Điều phối để ghi đúng ngày."
        )
    due = next(rung for rung in LADDER if rung.step == step).due_on(end)
    if on - due > _LATE:
        missed = f", thay cho cả {covered} lần báo trước đó" if covered else ""
        body.append(f"Thông báo này lẽ ra gửi ngày {vn_date(due)}{missed}.")
    return subject, " ".join(body)


def digest_text(
    place: str, rows: Iterable[tuple[Certificate, str]], *, on: dt.date
) -> tuple[str, str]:
    """One message for the officers of ``place`` about everything new in this run."""
    rows = sorted(rows, key=lambda row: (row[0].ends_earliest or on, row[0].pk))
    counts = Counter(step for _certificate, step in rows)
    heads = [f"{LadderStep(step).label}: {counts[step]}" for step in LadderStep if counts[step]]
    lines = [
        f"– {certificate.product} ({certificate.product.producer}):"
        f" hết hạn {vn_date(certificate.ends_earliest or on)}"
        f"{'' if certificate.valid_until else ' (sớm nhất, sổ cũ chỉ ghi năm)'}"
        for certificate, _step in rows[:_MOST_LINES]
    ]
    if len(rows) > _MOST_LINES:
        lines.append(f"– và {len(rows) - _MOST_LINES} giấy khác, xem trang Giấy chứng nhận.")
    subject = f"{place}: {len(rows)} giấy chứng nhận cần theo dõi thời hạn"
    return subject, "\n".join(["; ".join(heads) + ".", *lines])


def papers_to_renew(person: User, papers: Sequence[Paper], *, on: dt.date) -> Message:
    """The month's list of papers that end, for one person."""
    ended = sum(1 for paper in papers if paper.valid_until and paper.valid_until < on)
    lines = [_ending_line(paper, on=on) for paper in papers[:_MOST_LINES]]
    if len(papers) > _MOST_LINES:
        lines.append(f"và {len(papers) - _MOST_LINES} giấy tờ khác")
    return Message(
        recipient=person,
        subject=f"{len(papers)} giấy tờ cần cấp lại, {ended} đã hết hạn",
        body="\n".join(["Giấy tờ hết hạn hoặc hết hạn trong 90 ngày tới:", *lines]),
        url="/lam-viec/giay-to-het-han/",
        key=f"papers-ending:{on:%Y-%m}",
    )


def _ending_line(paper: Paper, *, on: dt.date) -> str:
    number = f" số {paper.number}" if paper.number else ""
    assert paper.valid_until is not None
    ended = paper.valid_until < on
    words = "hết hạn từ" if ended else "có giá trị đến hết"
    return f"- {paper.title}{number}, {paper.producer.name}: {words} {vn_date(paper.valid_until)}"
