"""Words of the notices about a dossier: who did what when, and what to do now."""

import datetime as dt
from dataclasses import dataclass

from common.dates import vn_date
from evaluations.models import Dossier


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice before it has a recipient."""

    kind: str
    subject: str
    body: str
    url: str


def _url(dossier: Dossier) -> str:
    return f"/lam-viec/ho-so/{dossier.code}/"


def _product(dossier: Dossier) -> str:
    return f"“{dossier.product.name}” của {dossier.product.producer.name}"


def filed(dossier: Dossier, *, on: dt.date, deadline: dt.date | None) -> Letter:
    """To the commune's officers."""
    until = f" đến hết {vn_date(deadline)}" if deadline else ""
    return Letter(
        kind="dossier_filed",
        subject=f"Hồ sơ {dossier.product.name} đã nộp, chờ {dossier.unit.full_name} đánh giá",
        body=(
            f"Hồ sơ {_product(dossier)} nộp ngày {vn_date(on)}, phiếu số"
            f" {dossier.commune_receipt}. {dossier.unit.full_name} có 15 ngày làm việc{until} để"
            " kiểm tra thành phần, viết Mẫu số 03 và gửi đề nghị lên tỉnh (Điều 7.2)."
        ),
        url=_url(dossier),
    )


def _until(due_on: dt.date | None) -> str:
    return f" Hạn trả lời: {vn_date(due_on)}." if due_on else ""


def returned(
    dossier: Dossier, *, on: dt.date, reason: str, due_on: dt.date | None = None
) -> Letter:
    """To the producer's people."""
    return Letter(
        kind="dossier_returned",
        subject=f"{dossier.unit.full_name} trả hồ sơ {dossier.product.name} để bổ sung",
        body=(
            f"Ngày {vn_date(on)} {dossier.unit.full_name} trả hồ sơ {_product(dossier)}.\n"
            f"Cần bổ sung: {reason}\nBổ sung xong, hãy trả lời từng điểm rồi nộp lại; thời hạn của"
            f" xã, phường tạm dừng trong lúc chờ.{_until(due_on)}"
        ),
        url=_url(dossier),
    )


def withdrawn(dossier: Dossier, *, on: dt.date, reason: str) -> Letter:
    """To those who had it before them."""
    return Letter(
        kind="dossier_withdrawn",
        subject=f"Chủ thể rút hồ sơ {dossier.product.name}",
        body=f"Ngày {vn_date(on)} chủ thể rút hồ sơ {_product(dossier)}.\nLý do: {reason}",
        url=_url(dossier),
    )


def proposed(dossier: Dossier, *, on: dt.date) -> Letter:
    """To the provincial office."""
    return Letter(
        kind="dossier_proposed",
        subject=f"{dossier.unit.full_name} đề nghị đánh giá {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} {dossier.unit.full_name} đề nghị đánh giá {_product(dossier)}."
            " Hãy tiếp nhận và kiểm tra thành phần, nội dung hồ sơ (Điều 7.3.a)."
        ),
        url=_url(dossier),
    )


def supplement_asked(
    dossier: Dossier, *, on: dt.date, reason: str, due_on: dt.date | None = None
) -> Letter:
    """To the commune's officers and the producer's people."""
    return Letter(
        kind="dossier_supplement",
        subject=f"Tỉnh yêu cầu bổ sung hồ sơ {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} Văn phòng Điều phối yêu cầu bổ sung hồ sơ {_product(dossier)}.\n"
            f"Cần bổ sung: {reason}\nChủ thể thêm giấy tờ, trả lời từng điểm;"
            f" {dossier.unit.full_name} kiểm tra rồi gửi bổ sung lên tỉnh.{_until(due_on)}"
        ),
        url=_url(dossier),
    )


def supplement_sent(dossier: Dossier, *, on: dt.date) -> Letter:
    """To the provincial office."""
    return Letter(
        kind="dossier_supplement_sent",
        subject=f"{dossier.unit.full_name} đã bổ sung hồ sơ {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} {dossier.unit.full_name} gửi bổ sung hồ sơ {_product(dossier)}."
            " Hãy kiểm tra tiếp."
        ),
        url=_url(dossier),
    )


def accepted(dossier: Dossier, *, on: dt.date) -> Letter:
    """To the commune's officers and the producer's people."""
    return Letter(
        kind="dossier_accepted",
        subject=f"Hồ sơ {dossier.product.name} đã vào {str(dossier.round).lower()}",
        body=(
            f"Ngày {vn_date(on)} Văn phòng Điều phối đưa hồ sơ {_product(dossier)} vào"
            f" {str(dossier.round).lower()}. Mã số sản phẩm: {dossier.product_number}. Chờ Hội"
            " đồng họp; không phải làm gì thêm."
        ),
        url=_url(dossier),
    )
