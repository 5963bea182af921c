"""Believable dossiers as plain facts: complete, true, nothing to find in them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evaluations.advising import Facts, PaperFacts, Register
from evaluations.rating import Sheet, reference_sheet
from producers.enums import PaperKind, ProducerKind
from tests.factories.criteria import best_answers

TODAY = dt.date(2026, 7, 15)
COUNCIL_BY = dt.date(2026, 12, 29)

_COMMUNE = {
    "communes": ("Phường Nghi Sơn",),
    "former_communes": ("Phường Hải Thanh", "Xã Thanh Thủy"),
    "provinces": ("Tỉnh Thanh Hóa",),
}
COOPERATIVE = Register(
    producer_name="Hợp tác xã Tác Huy",
    product_name="Mắm tép đặc biệt",
    producer_kind=ProducerKind.COOPERATIVE,
    tax_code="2801234566",
    registration_number="2801234566",
    registered_on=dt.date(2015, 3, 2),
    address="Tổ dân phố Liên Đình",
    representative="Đồng Thị Huy",
    **_COMMUNE,
)
HOUSEHOLD = replace(
    COOPERATIVE,
    producer_name="Hộ kinh doanh Cao Thị Sen",
    producer_kind=ProducerKind.HOUSEHOLD,
    product_name="Mắm tôm phơi nắng",
    tax_code="038175001234",
    registration_number="26D8000123",
    representative="Cao Thị Sen",
    address="Thôn 3",
)
COMPANY = replace(
    COOPERATIVE,
    producer_name="Công ty TNHH Dược liệu Bá Thước",
    producer_kind=ProducerKind.LLC,
    product_name="Trà thảo mộc Hòa Bình Minh",
    representative="Hà Văn Én",
    address="Khu phố 2",
)
GUESTHOUSES = replace(
    COOPERATIVE,
    producer_name="Hợp tác xã Du lịch cộng đồng Pù Luông",
    product_name="Lưu trú cộng đồng bản Đôn",
    representative="Lương Văn Giáp",
    address="Bản Đôn",
)


def registration(register: Register, **changes: Any) -> dict[str, Any]:
    """Mẫu số 01 as the register has it."""
    return {
        "unit_name": register.producer_name,
        "representative": register.representative,
        "position": "Giám đốc",
        "contact_address": register.address,
        "phone": "0912345678",
        "email": "",
        "product_name": register.product_name,
        "classification": "Thực phẩm; Gia vị; 9. Tương, nước mắm, gia vị dạng lỏng khác",
        "samples": 5,
        "place": "Nghi Sơn",
        "signed_on": "2026-07-10",
        **changes,
    }


def report(register: Register, **changes: Any) -> dict[str, Any]:
    """Mẫu số 02 without Part III."""
    return {
        "producer_name": register.producer_name,
        "organisation": "Hợp tác xã",
        "address": register.address,
        "phone": "0912345678",
        "representative": register.representative,
        "gender": "female",
        "ethnicity": "Kinh",
        "permanent_address": "Phường Nghi Sơn",
        "founded_on": "2015-03-02",
        "registration_number": register.registration_number,
        "description": "Đóng chai 250 ml, TCVN 5107:2018",
        "ticks": ["business", "declaration", "food_safety", "trademark"],
        "history": "Thành lập năm 2015 từ nhóm hộ làm mắm.",
        "structure": "Hội đồng quản trị 3 người, 12 xã viên.",
        "result_material": "Tép moi biển Nghi Sơn, ủ chum sành.",
        "result_quality": "Đổi chai thủy tinh, nhãn có mã truy xuất.",
        "result_market": "7 đại lý trong và ngoài tỉnh.",
        "result_business": "Doanh thu 2025: 1.234.000.000 đồng.",
        "plan": "Mở thêm hai kênh siêu thị.",
        "place": "Nghi Sơn",
        "signed_on": "2026-07-10",
        **changes,
    }


def criteria_by_evidence(sheet: Sheet, start: str) -> tuple[str, ...]:
    """Codes of the criteria whose proof begins with these words."""
    return tuple(c.code for c in sheet.criteria if c.evidence.startswith(start))


_PAPERS: tuple[tuple[str, str, str], ...] = (
    (PaperKind.BUSINESS, "Giấy đăng ký kinh doanh", "Giấy đăng ký kinh doanh"),
    (
        PaperKind.CONDITIONS,
        "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        "Giấy chứng nhận cơ sở đủ điều kiện",
    ),
    (PaperKind.MATERIAL, "Hợp đồng thu mua nguyên liệu", "Giấy xác nhận ATTP vùng nguyên liệu"),
    (PaperKind.ENVIRONMENT, "Giấy đăng ký môi trường", "Hồ sơ, thủ tục môi trường"),
    (PaperKind.LABOUR, "Danh sách lao động đóng bảo hiểm", "Danh sách lao động"),
    (PaperKind.GROWTH, "Báo cáo tài chính 2024, 2025", "Kết quả phân loại hợp tác xã"),
    (PaperKind.IP, "Giấy chứng nhận đăng ký nhãn hiệu", "Đơn đã được chấp nhận"),
    (PaperKind.MARKET, "Hợp đồng 7 đại lý", "Hợp đồng, cam kết"),
    (PaperKind.PROMOTION, "Trang web, ảnh hội chợ", "Tài liệu về website"),
    (PaperKind.STORY, "Tờ rơi câu chuyện sản phẩm", "Tờ rơi, hình ảnh"),
    (PaperKind.DECLARATION, "Bản tự công bố sản phẩm", "Tài liệu công bố chất lượng"),
    (PaperKind.TEST, "Phiếu kết quả kiểm nghiệm", "Phiếu kết quả kiểm nghiệm"),
    (PaperKind.PHOTO, "Ảnh bao bì, nhãn", "không có"),
)
_NUMBERED = {PaperKind.CONDITIONS, PaperKind.DECLARATION, PaperKind.TEST, PaperKind.IP}


def papers(sheet: Sheet, register: Register) -> tuple[PaperFacts, ...]:
    """One paper of every kind, tied to what it proves, with what is printed on it."""
    rows = []
    for kind, title, start in _PAPERS:
        row = PaperFacts(
            code=kind, kind=kind, title=title, criteria=criteria_by_evidence(sheet, start)
        )
        if kind == PaperKind.BUSINESS:
            row = replace(
                row,
                number=register.registration_number,
                issued_on=dt.date(2015, 3, 2),
                holder=register.producer_name,
                holder_address=f"{register.address}, phường Nghi Sơn, tỉnh Thanh Hóa",
                holder_tax_code=register.tax_code,
            )
        elif kind in _NUMBERED:
            row = replace(
                row,
                number="118/2026",
                issued_on=dt.date(2026, 3, 20),
                valid_until=dt.date(2029, 3, 19) if kind == PaperKind.CONDITIONS else None,
                holder=register.producer_name,
                product_name=register.product_name if kind != PaperKind.CONDITIONS else "",
            )
        rows.append(row)
    return tuple(rows)


def facts(
    code: str = "QD26-09", register: Register = COOPERATIVE, *, kind: str = "first", **changes: Any
) -> Facts:
    """A clean dossier on the sheet ``code``: the best marks that are the producer's to take."""
    sheet = reference_sheet(code)
    answers = best_answers(sheet)
    organisations = {ProducerKind.HOUSEHOLD: 1, ProducerKind.LLC: 2}
    answers["3.1"] = organisations.get(ProducerKind(register.producer_kind), 3)
    told: Mapping[str, Any] = {
        "upgrade": {"changes": "Thêm nhãn hiệu đã được cấp văn bằng."},
        "rerating": {"updates": "Phiếu kiểm nghiệm 2026, sản lượng tăng."},
    }.get(kind, {})
    return replace(
        Facts(
            kind=kind,
            sheet=sheet,
            register=register,
            today=TODAY,
            council_by=COUNCIL_BY,
            council_name="Đợt 2 năm 2026",
            answers=answers,
            registration=registration(register, samples=5 if sheet.requires_samples else None),
            report=report(register, **told),
            papers=papers(sheet, register),
            expires_on=TODAY + dt.timedelta(days=150) if kind == "rerating" else None,
        ),
        **changes,
    )


def with_paper(given: Facts, code: str, **changes: Any) -> Facts:
    """The same dossier with one paper otherwise."""
    rows = tuple(replace(p, **changes) if p.code == code else p for p in given.papers)
    assert rows != given.papers
    return replace(given, papers=rows)


def without_papers(given: Facts, *codes: str) -> Facts:
    """The same dossier without some papers."""
    return replace(given, papers=tuple(p for p in given.papers if p.code not in codes))


def with_answers(given: Facts, **changes: Any) -> Facts:
    """The same dossier with other marks: ``c1_4=0`` for criterion 1.4; None leaves it empty."""
    answers = dict(given.answers)
    for name, points in changes.items():
        code = name.removeprefix("c").replace("_", ".")
        answers.pop(code, None)
        if points is not None:
            answers[code] = points
    return replace(given, answers=answers)


def with_registration(given: Facts, **changes: Any) -> Facts:
    """The same dossier with other entries in Mẫu số 01."""
    return replace(given, registration={**given.registration, **changes})


def with_report(given: Facts, **changes: Any) -> Facts:
    """The same dossier with other entries in Mẫu số 02."""
    return replace(given, report={**given.report, **changes})
