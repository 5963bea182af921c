"""What a QR or a typed code says: read by the public page, the API and the command."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Prefetch

from certificates.enums import CertificateStatus, Origin
from certificates.models import Certificate, CertificateAction
from certificates.selectors.status import annotate_status
from certificates.validators import clean_code
from common.dates import vn_date


@dataclass(frozen=True, slots=True)
class Verification:
    """What a QR or a typed code says on a day; every fact as it stood when issued."""

    code: str
    status: str
    headline: str
    sentence: str
    product: str
    product_code: str
    producer: str
    place: str
    packaging: str
    stars: int
    number: str
    decision: str
    authority: str
    issued_on: dt.date | None
    issued_year: int | None
    valid_until: dt.date | None
    recorded: bool
    successor_code: str = ""
    reason: str = ""
    history: tuple[tuple[dt.date, str], ...] = field(default=())

    @property
    def valid(self) -> bool:
        """Whether the stars may be used on that day."""
        return self.status in CertificateStatus.valid


_HEADLINES = {
    CertificateStatus.EXPIRING: "Còn hiệu lực, sắp hết hạn",
    CertificateStatus.UNCERTAIN: "Chưa rõ thời hạn",
}


def sentence_of(certificate: Certificate, *, status: str, on: dt.date) -> str:
    """One sentence that says what the stars are worth on ``on``; reads the prefetched acts."""
    past = [act for act in certificate.actions.all() if act.effective_on <= on]
    since = vn_date(past[-1].effective_on) if past else ""
    number = past[-1].decision_number if past else ""
    paper = f" theo Quyết định {number}" if number else ""
    match CertificateStatus(status):
        case CertificateStatus.IN_FORCE | CertificateStatus.EXPIRING:
            return _until(certificate, status=status, on=on)
        case CertificateStatus.EXPIRED:
            assert certificate.ends_latest
            gone = vn_date(certificate.ends_latest + dt.timedelta(days=1))
            return f"Không còn được dùng sao OCOP từ ngày {gone}."
        case CertificateStatus.SUSPENDED:
            return f"Tạm dừng dùng sao OCOP từ ngày {since}{paper}."
        case CertificateStatus.REVOKED:
            return f"Không được bán với sao OCOP từ ngày {since}{paper}."
        case CertificateStatus.SURRENDERED:
            return f"Chủ thể đã trả lại giấy từ ngày {since}."
        case CertificateStatus.REPLACED:
            return f"Giấy này đã được thay bằng giấy mới từ ngày {since}."
        case CertificateStatus.NOT_YET:
            begins = certificate.issued_on
            first = f"ngày {vn_date(begins)}" if begins else f"năm {certificate.issued_year}"
            return f"Giấy có hiệu lực từ {first}."
        case CertificateStatus.UNCERTAIN:
            year = certificate.issued_year
            said = f"chỉ ghi năm công nhận {year}" if year else "không ghi ngày công nhận"
            return (
                f"Sổ cũ {said}, nên chưa rõ giấy còn hiệu lực hay không."
                " Hãy hỏi Văn phòng Điều phối."
            )


def _until(certificate: Certificate, *, status: str, on: dt.date) -> str:
    end = certificate.ends_earliest
    assert end
    until = f"Được dùng sao OCOP đến hết ngày {vn_date(end)}"
    if status == CertificateStatus.IN_FORCE:
        return f"{until}."
    return (
        f"{until}, còn {(end - on).days} ngày." if end > on else f"{until}; hôm nay là ngày cuối."
    )


def _history(certificate: Certificate, *, on: dt.date) -> tuple[tuple[dt.date, str], ...]:
    begun: list[tuple[dt.date, str]] = []
    if certificate.issued_on and certificate.issued_on <= on:
        begun.append((certificate.issued_on, f"Công nhận {certificate.stars} sao"))
    acts = [
        (act.effective_on, str(act.get_kind_display()))
        for act in certificate.actions.all()
        if act.effective_on <= on
    ]
    return tuple(begun + acts)


def verify(code: str, *, on: dt.date) -> Verification | None:
    """What the certificate with the typed ``code`` is worth on ``on``; ``None`` if there is none.

    Case, blanks and hyphens of ``code`` don't matter. Two statements. A replaced certificate names
    the code of the one that took its place, a revoked one its reason.
    """
    acts = CertificateAction.objects.select_related("successor").order_by("effective_on", "pk")
    row = (
        annotate_status(Certificate.objects.filter(code=clean_code(code)), on=on)
        .prefetch_related(Prefetch("actions", queryset=acts))
        .select_related("product")
        .first()
    )
    if row is None:
        return None
    status: str = row.status
    shown = row.snapshot
    decision = row.snapshot.get("decision", {})
    past = [act for act in row.actions.all() if act.effective_on <= on]
    last = past[-1] if past else None
    return Verification(
        code=row.code,
        status=status,
        headline=_HEADLINES.get(CertificateStatus(status), str(CertificateStatus(status).label)),
        sentence=sentence_of(row, status=status, on=on),
        product=shown["product"]["name"],
        product_code=row.product.code,
        producer=shown["producer"]["name"],
        place=shown["producer"].get("address", ""),
        packaging=shown["product"].get("packaging", ""),
        stars=row.stars,
        number=row.number,
        decision=decision.get("number", ""),
        authority=decision.get("authority", ""),
        issued_on=row.issued_on,
        issued_year=row.issued_year,
        valid_until=row.valid_until,
        recorded=row.origin == Origin.RECORDED,
        successor_code=last.successor.code if last and last.successor else "",
        reason=last.reason if last and status == CertificateStatus.REVOKED else "",
        history=_history(row, on=on),
    )
