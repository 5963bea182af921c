"""The province's check of components and contents on receiving (Đ7.3.a, rule 7-06), as data.

Each line names the article it comes from. Which lines a dossier has follows from its kind (Đ6.1 a,
b, c) and from whether its product set hands in samples (Đ6.2.d).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.enums import DossierKind, IntakeVerdict
from evaluations.workflow import requests

COMPONENTS, CONTENTS = "components", "contents"
PARTS: dict[str, str] = {COMPONENTS: "Thành phần hồ sơ", CONTENTS: "Nội dung hồ sơ"}
NOTE_MAX = 1_000
SAMPLES_MAX = 99

_K = DossierKind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the check. ``only``: kinds of dossier it is for; ``step``: where it is mended."""

    item: str
    part: str
    text: str
    reference: str
    step: str = ""
    only: frozenset[str] = frozenset()
    samples: bool = False


LINES: tuple[Line, ...] = (
    Line(
        "letter",
        COMPONENTS,
        "Văn bản của UBND cấp xã đề nghị đánh giá, phân hạng, có số, ngày và người ký",
        "Điều 6.2.a",
        requests.ASSESSMENT,
    ),
    Line(
        "form03",
        COMPONENTS,
        "Báo cáo của xã, phường theo Mẫu số 03, đủ bốn nội dung",
        "Điều 6.2.b, 7.2",
        requests.ASSESSMENT,
    ),
    Line(
        "form01",
        COMPONENTS,
        "Phiếu đăng ký theo Mẫu số 01, đủ mục, có ký và đóng dấu",
        "Điều 6.1",
        requests.REGISTRATION,
    ),
    Line(
        "report_general",
        COMPONENTS,
        "Mẫu số 02, phần I: thông tin chung",
        "Điều 6.1, Mẫu số 02",
        requests.REPORT,
    ),
    Line(
        "report_results",
        COMPONENTS,
        "Mẫu số 02, phần II: kết quả thực hiện phương án sản xuất, kinh doanh",
        "Điều 6.1, Mẫu số 02",
        requests.REPORT,
    ),
    Line(
        "report_scores",
        COMPONENTS,
        "Mẫu số 02, phần III: tự đánh giá theo từng tiêu chí của bộ sản phẩm",
        "Điều 6.1, Mẫu số 02",
        requests.SCORES,
    ),
    Line(
        "report_plan",
        COMPONENTS,
        "Mẫu số 02, phần IV: kế hoạch sản xuất, kinh doanh",
        "Điều 6.1, Mẫu số 02",
        requests.REPORT,
    ),
    Line(
        "changes",
        COMPONENTS,
        "Những thay đổi so với sản phẩm đã được công nhận, kèm minh chứng",
        "Điều 6.1.b",
        requests.REPORT,
        only=frozenset({_K.UPGRADE}),
    ),
    Line(
        "updates",
        COMPONENTS,
        "Nội dung mới và thay đổi sau 3 năm được công nhận",
        "Điều 6.1.c",
        requests.REPORT,
        only=frozenset({_K.RERATING}),
    ),
    Line(
        "renewed",
        COMPONENTS,
        "Phiếu kiểm nghiệm định kỳ và các giấy tờ có thời hạn đã được bổ sung, gia hạn",
        "Điều 6.1.c",
        requests.PAPERS,
        only=frozenset({_K.RERATING}),
    ),
    Line(
        "annex",
        COMPONENTS,
        "Phụ lục giấy tờ minh chứng, xếp theo thứ tự tiêu chí",
        "Mẫu số 02, phần III",
        requests.PAPERS,
    ),
    Line(
        "samples",
        COMPONENTS,
        "05 đơn vị sản phẩm mẫu gửi cùng hồ sơ",
        "Điều 6.2.d",
        samples=True,
    ),
    Line("sets", COMPONENTS, "01 bộ giấy và 01 bộ điện tử", "Điều 7.2.b"),
    Line(
        "names",
        CONTENTS,
        "Tên chủ thể và tên sản phẩm khớp nhau giữa các mẫu, giấy tờ và nhãn",
        "Điều 7.3.a",
        requests.PAPERS,
    ),
    Line(
        "sheet",
        CONTENTS,
        "Đúng ngành, nhóm, bộ sản phẩm theo Phụ lục I",
        "Phụ lục I",
        requests.REGISTRATION,
    ),
    Line(
        "gates",
        CONTENTS,
        "Đủ giấy tờ pháp lý bắt buộc mà phiếu chấm nêu ở “Hồ sơ bị loại khi”",
        "Phụ lục II",
        requests.PAPERS,
    ),
    Line(
        "validity",
        CONTENTS,
        "Giấy tờ có thời hạn còn hiệu lực",
        "Điều 7.3.a",
        requests.PAPERS,
    ),
    Line(
        "evidence",
        CONTENTS,
        "Điểm tự chấm có minh chứng đi kèm từng tiêu chí",
        "Mẫu số 02, phần III",
        requests.SCORES,
    ),
    Line(
        "assessment",
        CONTENTS,
        "Mẫu số 03 nêu thực tế tại địa bàn, không trái với điều chủ thể kê khai",
        "Điều 7.2.a",
        requests.ASSESSMENT,
    ),
)
BY_ITEM = {line.item: line for line in LINES}

# Which line a finding of the co-pilot (evaluations.advising) is shown at.
HINTS: dict[str, str] = {
    "registration_empty": "form01",
    "samples_few": "samples",
    "report_empty": "report_results",
    "scores_none": "report_scores",
    "scores_faulty": "report_scores",
    "organisation_differs": "report_scores",
    "papers_none": "annex",
    "paper_unreadable": "annex",
    "photo_missing": "annex",
    "paper_not_renewed": "renewed",
    "form_differs": "names",
    "report_differs": "names",
    "forms_differ": "names",
    "paper_holder": "names",
    "paper_tax_code": "names",
    "paper_product": "names",
    "business_number": "names",
    "gate_near": "gates",
    "gate_conditions": "gates",
    "gate_declaration": "gates",
    "paper_ended": "validity",
    "paper_withdrawn": "validity",
    "below_three": "evidence",
    "score_unproved": "evidence",
}


def lines_for(kind: str, *, samples: bool) -> list[Line]:
    """The lines of a dossier of this kind; ``samples``: its product set hands in samples (6-05)."""
    return [
        line
        for line in LINES
        if (not line.only or kind in line.only) and (samples or not line.samples)
    ]


def unchecked(lines: Sequence[Line], verdicts: Mapping[str, str]) -> list[str]:
    """Texts of the lines that nobody has judged yet."""
    return [line.text for line in lines if not verdicts.get(line.item)]


def line_fault(line: Line, verdict: str, note: str) -> str | None:
    """Why a judgement of one line can't be kept, as a sentence."""
    if verdict and verdict not in IntakeVerdict.values:
        return f"{line.text}: chọn một trong các kết quả"
    if len(note) > NOTE_MAX:
        return f"Ghi chú dài {len(note)} chữ cái, nhiều nhất {NOTE_MAX}"
    if verdict == IntakeVerdict.LACKING and not note:
        return "Ghi rõ còn thiếu gì, để đưa vào yêu cầu bổ sung"
    if verdict == IntakeVerdict.WAIVED and not note:
        return "Ghi vì sao mục này không áp dụng"
    return None
