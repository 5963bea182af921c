"""A status in words and in one of the six tones of the house; the lines of old registers."""

from typing import Any

from django import template

from certificates.enums import CertificateStatus, DecisionState, EntryStatus
from certificates.models import RegisterEntry
from certificates.selectors import entries_of
from products.models import Product

register = template.Library()

_TONES = {
    CertificateStatus.IN_FORCE: "ok",
    CertificateStatus.EXPIRING: "warn",
    CertificateStatus.EXPIRED: "off",
    CertificateStatus.SUSPENDED: "halt",
    CertificateStatus.REVOKED: "bad",
    CertificateStatus.SURRENDERED: "off",
    CertificateStatus.REPLACED: "info",
    CertificateStatus.NOT_YET: "info",
    CertificateStatus.UNCERTAIN: "warn",
}
_DECISION_TONES = {
    DecisionState.DRAFT: "warn",
    DecisionState.ISSUED: "ok",
    DecisionState.DISCARDED: "off",
}
_ENTRY_TONES = {
    EntryStatus.RECOGNISED: "ok",
    EntryStatus.PROPOSED: "info",
    EntryStatus.SCORED: "info",
    EntryStatus.EXPIRED: "off",
    EntryStatus.REVOKED: "bad",
    EntryStatus.DELISTED: "off",
}
# The cells of a register's line, in the order in which offices print them.
_CELLS = {
    "name": "Tên sản phẩm",
    "producer": "Chủ thể",
    "kind": "Loại hình chủ thể",
    "commune": "Xã, phường, thị trấn",
    "district": "Huyện, thị xã, thành phố",
    "province": "Tỉnh, thành phố",
    "group": "Nhóm sản phẩm",
    "stars": "Hạng sao",
    "score": "Điểm",
    "decision_number": "Quyết định số",
    "decided_on": "Ngày ban hành",
    "authority": "Cơ quan ban hành",
    "round": "Năm, đợt",
    "status": "Tình trạng",
    "notes": "Ghi chú",
    "row_key": "Mã dòng",
}


@register.filter
def status_label(status: str) -> str:
    """``Còn hiệu lực`` …; nothing for a product without certificate."""
    return str(CertificateStatus(status).label) if status else ""


@register.filter
def status_tone(status: str) -> str:
    """``ok warn halt bad info off`` for ``c-chip`` and ``c-ribbon``."""
    return _TONES[CertificateStatus(status)] if status else "off"


@register.filter
def decision_tone(state: str) -> str:
    """The tone of a decision's state."""
    return _DECISION_TONES[DecisionState(state)]


@register.filter
def entry_tone(status: str) -> str:
    """The tone of what an old register says of a product."""
    return _ENTRY_TONES[EntryStatus(status)]


@register.filter
def printed_cells(entry: RegisterEntry) -> list[tuple[str, str]]:
    """Header and text of each filled cell of the line, as the register prints them."""
    return [(label, entry.printed[key]) for key, label in _CELLS.items() if entry.printed.get(key)]


@register.inclusion_tag("certificates/_entries.html")
def register_entries(product: Product) -> dict[str, Any]:
    """What old registers say of ``product``; nothing when none names it. One statement."""
    return {"entries": list(entries_of(product))}
