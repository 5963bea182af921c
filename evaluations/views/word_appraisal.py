"""The report of an appraisal as a Word file, from the same facts as its PDF."""

from collections.abc import Mapping
from typing import Any

from common.templatetags.vi import vn_date
from documents.services.docx import WordPaper, bold


def report_docx(facts: Mapping[str, Any], *, draft: bool) -> bytes:
    """The report to the Council's chair (Đ7.3.c, Đ7.6.c)."""
    paper = WordPaper(name=f"Báo cáo thẩm định – {facts['product']}", author=facts["body"])
    paper.letterhead_of(facts)
    if draft:
        paper.remark(bold("BẢN NHÁP"), " – chưa báo cáo")
    paper.title("Báo cáo", f"Thẩm định hồ sơ sản phẩm {facts['product']}")
    paper.line(f"Kính gửi: {facts['to']}", indent=False, align="center")
    _about(paper, facts)
    _findings(paper, facts)
    _tests(paper, facts)
    for title, name in (
        ("4. Điểm mạnh", "strengths"),
        ("5. Hạn chế, điều cần bổ sung", "weaknesses"),
        ("6. Kết luận, đề xuất", "conclusion"),
    ):
        paper.heading(title)
        paper.text(facts[name])
    paper.signature(
        facts["signer_title"], name=facts["signer_name"], recipients=facts["recipients"]
    )
    return paper.content()


def _about(paper: WordPaper, facts: Mapping[str, Any]) -> None:
    article = "Điều 7 khoản 6 điểm c" if facts["rerating"] else "Điều 7 khoản 3 điểm c"
    paper.line(
        f"Thực hiện {article} của Quyết định 26/2026/QĐ-TTg, {facts['body']} báo cáo kết quả thẩm"
        f" định hồ sơ sản phẩm {facts['product']} của {facts['producer']}, {facts['commune']}"
        f" ({facts['kind'].lower()}; Bộ {facts['sheet_number']}: {facts['sheet']})."
    )
    names = [one["name"] + (" (trưởng nhóm)" if one["leads"] else "") for one in facts["team"]]
    paper.line(f"Người thẩm định: {', '.join(names)}.")
    paper.heading("1. Khảo sát thực tế")
    if facts["survey_on"]:
        paper.line(f"Ngày {vn_date(facts['survey_on'])}, tại {facts['survey_place'] or '…'}.")
        if facts["survey_people"]:
            paper.line(f"Thành phần: {facts['survey_people']}")
        paper.text(facts["survey_findings"])
    else:
        paper.line("Không khảo sát.")


def _findings(paper: WordPaper, facts: Mapping[str, Any]) -> None:
    paper.heading("2. Nhận xét theo tiêu chí")
    if not facts["findings"]:
        paper.line("Không có nhận xét.")
        return
    paper.table(
        ("Tiêu chí", "Chủ thể tự chấm", "Nhận xét"),
        [
            [
                f"{row['criterion']}. {row['name']}",
                f"{'–' if row['points'] is None else row['points']} / {row['max']}",
                row["remark"],
            ]
            for row in facts["findings"]
        ],
        widths=(55, 25, 85),
    )


def _tests(paper: WordPaper, facts: Mapping[str, Any]) -> None:
    paper.heading("3. Kiểm nghiệm thêm")
    if not facts["tests"]:
        paper.line("Không đề nghị kiểm nghiệm thêm.")
    for row in facts["tests"]:
        where = f", {row['laboratory']}" if row["laboratory"] else ""
        got = (
            f"{vn_date(row['result_on'])}: {row['result']}" if row["result"] else "chưa có kết quả"
        )
        paper.line(f"{row['number']}. {row['what']}{where}: {got}")
