"""Papers one by one: there, readable, in force today and on the council's day, told by number."""

from collections.abc import Iterator

from common.dates import add_months, vn_date
from evaluations.advising.entries import ARTICLES
from evaluations.advising.facts import Facts, PaperFacts
from evaluations.advising.findings import PAPERS, Hit, Rule, Severity, quoted
from evaluations.advising.marks import PART_THREE
from evaluations.enums import DossierKind
from producers.enums import PaperKind

# Papers that an authority or a laboratory issues: "giấy tờ pháp lý có thời hạn" of Đ6.1.c.
LEGAL = frozenset(
    {
        PaperKind.BUSINESS,
        PaperKind.CONDITIONS,
        PaperKind.DECLARATION,
        PaperKind.TEST,
        PaperKind.IP,
        PaperKind.TRACE,
        PaperKind.QUALITY_SYSTEM,
    }
)
# Those whose number and day the province always asks for.
_IDENTIFIED = frozenset(
    {PaperKind.BUSINESS, PaperKind.CONDITIONS, PaperKind.DECLARATION, PaperKind.TEST}
)
# For how many months a test sheet is taken as telling of the product of today.
_TEST_MONTHS = 12


def _none(facts: Facts) -> Iterator[Hit]:
    if not facts.papers:
        yield Hit(
            "Chưa có giấy tờ nào chứng minh cho bản tự chấm",
            remedy="Thêm bản chụp hoặc bản quét những giấy tờ đang có",
            reference=f"{PART_THREE} ({ARTICLES[facts.kind]})",
        )


def _unreadable(facts: Facts) -> Iterator[Hit]:
    for paper in facts.papers:
        if not paper.readable:
            yield Hit(
                f"{quoted(paper.title)} không mở đọc được",
                remedy="Chụp hoặc quét lại rồi thay tệp",
                subject=paper.code,
            )


def _withdrawn(facts: Facts) -> Iterator[Hit]:
    for paper in facts.papers:
        if paper.withdrawn:
            yield Hit(
                f"{quoted(paper.title)} đã rút khỏi kho giấy tờ của chủ thể",
                remedy="Bỏ giấy này khỏi hồ sơ, hoặc thay bằng giấy đang dùng",
                subject=paper.code,
            )


# --- days -----------------------------------------------------------------------------------------


def _dated(facts: Facts) -> list[PaperFacts]:
    """Papers whose days matter: neither impossible to open nor taken back, which is told first."""
    return [paper for paper in facts.papers if paper.readable and not paper.withdrawn]


def _must_be_renewed(facts: Facts, paper: PaperFacts) -> bool:
    """A re-rating hands in renewed papers (6-03); an old one beside a good one is only old."""
    return (
        facts.kind == DossierKind.RERATING
        and paper.kind in LEGAL
        and not facts.papers_of(paper.kind)
    )


def _has_ended(paper: PaperFacts) -> str:
    return f"{quoted(paper.title)} đã hết hạn ngày {paper.valid_until:%d/%m/%Y}"


def _not_renewed(facts: Facts) -> Iterator[Hit]:
    for paper in _dated(facts):
        if paper.ended(facts.today) and _must_be_renewed(facts, paper):
            yield Hit(
                _has_ended(paper),
                remedy="Đánh giá lại phải bổ sung giấy tờ pháp lý còn thời hạn",
                subject=paper.code,
            )


def _ended(facts: Facts) -> Iterator[Hit]:
    for paper in _dated(facts):
        if paper.ended(facts.today) and not _must_be_renewed(facts, paper):
            renewed = facts.papers_of(paper.kind)
            yield Hit(
                _has_ended(paper),
                remedy=f"Đã có {quoted(renewed[0].title)} còn hạn: bỏ bản cũ khỏi hồ sơ"
                if renewed
                else "Thay bằng giấy còn hạn; giấy hết hạn không chứng minh được",
                subject=paper.code,
            )


def _ends_before_council(facts: Facts) -> Iterator[Hit]:
    for paper in _dated(facts):
        if not paper.ended(facts.today) and paper.ended(facts.council_by):
            yield Hit(
                f"{quoted(paper.title)} hết hạn ngày {paper.valid_until:%d/%m/%Y}, có thể trước"
                " ngày Hội đồng họp",
                remedy=f"{facts.council_name} họp chậm nhất ngày {vn_date(facts.council_by)}: xin"
                " gia hạn hoặc cấp mới từ bây giờ",
                subject=paper.code,
            )


def _renewed(facts: Facts) -> Iterator[Hit]:
    for paper in _dated(facts):
        if paper.renewed and not paper.ended(facts.today):
            yield Hit(
                f"{quoted(paper.title)} đã có bản mới thay thế trong kho giấy tờ",
                remedy="Dùng bản mới trong hồ sơ này",
                subject=paper.code,
            )


def _dated_ahead(facts: Facts) -> Iterator[Hit]:
    for paper in facts.papers:
        if paper.issued_on is not None and paper.issued_on > facts.today:
            yield Hit(
                f"{quoted(paper.title)} ghi ngày cấp {vn_date(paper.issued_on)}, sau hôm nay",
                remedy="Xem lại ngày cấp trên giấy",
                subject=paper.code,
                column="issued_on",
            )


def _test_old(facts: Facts) -> Iterator[Hit]:
    tests = [p for p in facts.papers_of(PaperKind.TEST) if p.issued_on is not None]
    if not tests:
        return
    newest = max(tests, key=lambda paper: (paper.issued_on, paper.code))
    if newest.issued_on is None or add_months(newest.issued_on, _TEST_MONTHS) >= facts.today:
        return
    yield Hit(
        f"{quoted(newest.title)} đã quá {_TEST_MONTHS} tháng, cấp ngày {vn_date(newest.issued_on)}",
        remedy="Thêm phiếu kiểm nghiệm định kỳ mới; phiếu cũ không cho biết chất lượng hiện nay",
        subject=newest.code,
    )


def _not_identified(facts: Facts) -> Iterator[Hit]:
    for paper in _dated(facts):
        if paper.kind in _IDENTIFIED and not paper.number and paper.issued_on is None:
            yield Hit(
                f"{quoted(paper.title)} chưa ghi số, ngày cấp",
                remedy="Ghi những gì in trên giấy, để máy soát được hạn và tên",
                subject=paper.code,
                column="number",
            )


RULES = (
    Rule("papers_none", Severity.BLOCK, PART_THREE, PAPERS, _none),
    Rule("paper_not_renewed", Severity.BLOCK, "Điều 6.1.c", PAPERS, _not_renewed),
    Rule("paper_unreadable", Severity.RISK, "Điều 7.3.a", PAPERS, _unreadable),
    Rule("paper_withdrawn", Severity.RISK, "Điều 7.3.a", PAPERS, _withdrawn),
    Rule("paper_ended", Severity.RISK, "Điều 7.3.a", PAPERS, _ended),
    Rule("paper_ends_before_council", Severity.ADVICE, "", PAPERS, _ends_before_council),
    Rule("paper_renewed", Severity.ADVICE, "", PAPERS, _renewed),
    Rule("paper_dated_ahead", Severity.ADVICE, "", PAPERS, _dated_ahead),
    Rule("test_old", Severity.ADVICE, "", PAPERS, _test_old),
    Rule("paper_not_identified", Severity.ADVICE, "", PAPERS, _not_identified),
)
