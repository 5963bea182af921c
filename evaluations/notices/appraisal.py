"""Words of the notices about the appraisal of a dossier."""

import datetime as dt

from common.dates import vn_date
from evaluations.models import Appraisal, Dossier, RequestedTest
from evaluations.notices.dossier import Letter
from evaluations.workflow.appraisal import article_of, due_words


def _url(dossier: Dossier) -> str:
    return f"/lam-viec/ho-so/{dossier.code}/tham-dinh/"


def _product(dossier: Dossier) -> str:
    return f"“{dossier.product.name}” của {dossier.product.producer.name}"


def assigned(dossier: Dossier, *, on: dt.date, due_on: dt.date | None) -> Letter:
    """To the people who are to appraise it."""
    return Letter(
        kind="appraisal_assigned",
        subject=f"Thẩm định hồ sơ {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} Văn phòng Điều phối giao anh/chị thẩm định hồ sơ"
            f" {_product(dossier)} và báo cáo Chủ tịch Hội đồng ({article_of(dossier.kind)})."
            f"{due_words(due_on)}"
        ),
        url=_url(dossier),
    )


def taken_back(dossier: Dossier, *, on: dt.date) -> Letter:
    """To somebody who no longer appraises it; he can't open the dossier any more."""
    return Letter(
        kind="appraisal_taken_back",
        subject=f"Không thẩm định hồ sơ {dossier.product.name} nữa",
        body=f"Ngày {vn_date(on)} Văn phòng Điều phối giao hồ sơ {_product(dossier)} cho người"
        " khác thẩm định.",
        url="/lam-viec/ho-so/tham-dinh/",
    )


def reported(appraisal: Appraisal, dossier: Dossier, *, on: dt.date) -> Letter:
    """To the office and, once the dossier stands in a sitting, the council's chair."""
    return Letter(
        kind="appraisal_reported",
        subject=f"Báo cáo thẩm định {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} {appraisal.signer} ký báo cáo thẩm định số"
            f" {appraisal.report_number} về {_product(dossier)}, gửi Chủ tịch Hội đồng"
            f" ({article_of(dossier.kind)})."
        ),
        url=_url(dossier),
    )


def reopened(dossier: Dossier, *, on: dt.date, reason: str) -> Letter:
    """To the people who appraise it."""
    return Letter(
        kind="appraisal_reopened",
        subject=f"Sửa báo cáo thẩm định {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} Văn phòng Điều phối mở lại thẩm định hồ sơ {_product(dossier)}.\n"
            f"Lý do: {reason}"
        ),
        url=_url(dossier),
    )


def test_requested(dossier: Dossier, test: RequestedTest, *, on: dt.date) -> Letter:
    """To the producer's people and the office."""
    where = f" tại {test.laboratory}" if test.laboratory else ""
    return Letter(
        kind="appraisal_test",
        subject=f"Đề nghị kiểm nghiệm thêm {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} Tổ tư vấn đề nghị kiểm nghiệm thêm {_product(dossier)}{where}:"
            f" {test.what} (Điều 7.3.c). Chủ thể nộp phiếu kết quả ở trang hồ sơ, mục Kiểm nghiệm"
            " tỉnh yêu cầu."
        ),
        url=f"/lam-viec/ho-so/{dossier.code}/",
    )


def test_handed_in(dossier: Dossier, test: RequestedTest, *, on: dt.date) -> Letter:
    """To the people who appraise it and the office."""
    return Letter(
        kind="appraisal_test_paper",
        subject=f"Phiếu kiểm nghiệm {dossier.product.name}",
        body=(
            f"Ngày {vn_date(on)} chủ thể nộp phiếu kết quả kiểm nghiệm {test.number} ({test.what})"
            f" của {_product(dossier)}. Xem phiếu và ghi kết quả ở trang thẩm định."
        ),
        url=_url(dossier),
    )
