"""Whether the papers prove what is claimed: the marks, the ticks of Mẫu 02, the sheet's gate."""

from collections.abc import Iterator, Mapping

from common.text import lower_first
from evaluations.advising.facts import Facts, PaperFacts
from evaluations.advising.findings import PAPERS, REPORT, Hit, Rule, Severity, quoted
from evaluations.advising.marks import PART_THREE
from evaluations.rating import Criterion, points_of
from evaluations.workflow.forms26 import TICKS_OF_REPORT
from producers.enums import PaperKind

# Rows of the table of Mẫu 02 Part III that prove a criterion, by how the sheets begin the words
# they print for its evidence.
EVIDENCE: Mapping[str, tuple[PaperKind, ...]] = {
    "Giấy xác nhận ATTP vùng nguyên liệu": (PaperKind.MATERIAL,),
    "Hồ sơ, thủ tục môi trường": (PaperKind.ENVIRONMENT,),
    "Giấy đăng ký kinh doanh": (PaperKind.BUSINESS,),
    "Danh sách lao động": (PaperKind.LABOUR,),
    "Kết quả phân loại hợp tác xã": (PaperKind.GROWTH,),
    "Đơn đã được chấp nhận": (PaperKind.IP,),
    "Hợp đồng, cam kết": (PaperKind.MARKET,),
    "Tài liệu về website": (PaperKind.PROMOTION,),
    "Tờ rơi, hình ảnh": (PaperKind.STORY,),
    "Phiếu kết quả kiểm nghiệm": (PaperKind.TEST,),
    "Tài liệu công bố chất lượng": (PaperKind.DECLARATION, PaperKind.TEST),
    "Giấy chứng nhận cơ sở đủ điều kiện": (PaperKind.CONDITIONS, PaperKind.QUALITY_SYSTEM),
}
_CONDITIONS = (PaperKind.CONDITIONS, PaperKind.QUALITY_SYSTEM)
# Ticks of Mẫu 02 item 7 and the papers they speak of.
_TICKED: Mapping[str, tuple[PaperKind, ...]] = {
    "business": (PaperKind.BUSINESS,),
    "declaration": (PaperKind.DECLARATION,),
    "food_safety": _CONDITIONS,
    "conditions": _CONDITIONS,
    "trademark": (PaperKind.IP,),
    "geographical": (PaperKind.IP,),
    "patent": (PaperKind.IP,),
    "design": (PaperKind.IP,),
    "copyright": (PaperKind.IP,),
    "ip_other": (PaperKind.IP,),
}
# What of Mẫu 02 item 7 a paper of a kind lets tick; any one of them will do.
_TICKS_OF: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.BUSINESS: ("business",),
    PaperKind.DECLARATION: ("declaration",),
    PaperKind.CONDITIONS: ("food_safety", "conditions"),
    PaperKind.IP: ("trademark", "geographical", "patent", "design", "copyright", "ip_other"),
}
_TICK_LABELS = dict(TICKS_OF_REPORT)
# What in the sheet's ground for rejection says that a paper must be there.
_ASKS_CONDITIONS = ("đủ điều kiện", "điều kiện bắt buộc", "giấy phép sản xuất")
_ASKS_DECLARATION = ("công bố",)


# --- the sheet's own ground for rejection ---------------------------------------------------------


def _grounds(facts: Facts, words: tuple[str, ...]) -> list[str]:
    return [
        condition
        for gate in facts.sheet.gates
        if gate.criterion is None
        for condition in gate.conditions
        if any(word in condition.lower() for word in words)
    ]


def _gate_papers(
    facts: Facts, words: tuple[str, ...], kinds: tuple[PaperKind, ...], what: str
) -> Iterator[Hit]:
    grounds = _grounds(facts, words)
    if facts.papers and grounds and not facts.papers_of(*kinds):
        yield Hit(
            f"Chưa có {what} còn hiệu lực",
            remedy=f"Phiếu {facts.sheet.number} loại hồ sơ khi “{lower_first(grounds[0])}”",
            subject=kinds[0],
            reference=f"Phụ lục II, phiếu {facts.sheet.number}",
        )


def _gate_conditions(facts: Facts) -> Iterator[Hit]:
    what = "giấy chứng nhận cơ sở đủ điều kiện (hoặc chứng nhận HACCP, ISO 22000, GMP thay thế)"
    return _gate_papers(facts, _ASKS_CONDITIONS, _CONDITIONS, what)


def _gate_declaration(facts: Facts) -> Iterator[Hit]:
    what = "bản công bố sản phẩm"
    return _gate_papers(facts, _ASKS_DECLARATION, (PaperKind.DECLARATION,), what)


# --- marks without proof --------------------------------------------------------------------------


def _kinds(criterion: Criterion) -> tuple[PaperKind, ...]:
    """The papers that prove a criterion; none where the form names no paper for it."""
    if criterion.evidence_inferred:
        return ()
    found = (kinds for start, kinds in EVIDENCE.items() if criterion.evidence.startswith(start))
    return next(found, ())


def _bare(facts: Facts) -> dict[tuple[PaperKind, ...], list[Criterion]]:
    """Criteria with points and no paper, by the papers that would prove them."""
    proved = {code for paper in facts.papers for code in paper.criteria}
    rows: dict[tuple[PaperKind, ...], list[Criterion]] = {}
    for criterion in facts.sheet.criteria:
        kinds = _kinds(criterion)
        if kinds and criterion.code not in proved and points_of(facts.answers, criterion.code):
            rows.setdefault(kinds, []).append(criterion)
    return rows


def _unproved(facts: Facts) -> Iterator[Hit]:
    if not facts.papers:
        return
    for kinds, criteria in _bare(facts).items():
        codes = ", ".join(criterion.code for criterion in criteria)
        points = sum(points_of(facts.answers, criterion.code) for criterion in criteria)
        there = [paper for paper in facts.papers if paper.kind in kinds]
        yield Hit(
            f"Tiêu chí {codes} (tự chấm {points} điểm) chưa gắn giấy tờ chứng minh",
            remedy=_what_to_tie(there, codes) or f"Cần có: {lower_first(criteria[0].evidence)}",
            subject=kinds[0],
            criteria=tuple(criterion.code for criterion in criteria),
        )


def _what_to_tie(there: list[PaperFacts], codes: str) -> str:
    if not there:
        return ""
    return f"Hồ sơ đã có {quoted(there[0].title)}: gắn giấy này với tiêu chí {codes} nếu đúng"


def _photo_missing(facts: Facts) -> Iterator[Hit]:
    if facts.papers and not any(paper.kind == PaperKind.PHOTO for paper in facts.papers):
        yield Hit(
            "Chưa có ảnh sản phẩm, bao bì, nhãn",
            remedy="Chụp rõ mặt trước, mặt sau và nhãn có hạn sử dụng",
            subject=PaperKind.PHOTO,
        )


# --- ticks of Mẫu 02 ------------------------------------------------------------------------------


def _ticked_without_paper(facts: Facts) -> Iterator[Hit]:
    if not facts.papers:
        return
    told: set[tuple[PaperKind, ...]] = set()
    for tick in facts.report.get("ticks") or ():
        kinds = _TICKED.get(tick, ())
        if kinds and kinds not in told and not any(p.kind in kinds for p in facts.papers):
            told.add(kinds)
            yield Hit(
                f"Mẫu số 02 đánh dấu “{_TICK_LABELS[tick]}” nhưng hồ sơ chưa có giấy này",
                remedy="Thêm giấy tờ, hoặc bỏ dấu này",
                subject=kinds[0],
            )


def _paper_without_tick(facts: Facts) -> Iterator[Hit]:
    ticks = set(facts.report.get("ticks") or ())
    for kind, fitting in _TICKS_OF.items():
        there = facts.papers_of(kind)
        if there and not ticks & set(fitting):
            yield Hit(
                f"Hồ sơ có {quoted(there[0].title)} nhưng Mẫu số 02 chưa đánh dấu ở mục 7",
                remedy=f"Đánh dấu “{_TICK_LABELS[fitting[0]]}” hoặc mục tương ứng",
                subject="ticks",
            )


RULES = (
    Rule("gate_conditions", Severity.RISK, "Phụ lục II", PAPERS, _gate_conditions),
    Rule("gate_declaration", Severity.RISK, "Phụ lục II", PAPERS, _gate_declaration),
    Rule("score_unproved", Severity.ADVICE, PART_THREE, PAPERS, _unproved),
    Rule("photo_missing", Severity.ADVICE, "", PAPERS, _photo_missing),
    Rule("tick_without_paper", Severity.ADVICE, "Mẫu số 02, mục 7", PAPERS, _ticked_without_paper),
    Rule("paper_without_tick", Severity.ADVICE, "Mẫu số 02, mục 7", REPORT, _paper_without_tick),
)
