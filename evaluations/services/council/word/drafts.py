"""What others sign, as Word files to be edited: submission, draft decisions, publication."""

from common.templatetags.vi import points, vn_long_date
from documents.services.docx import WordPaper, bold, italic
from evaluations.services.council.word.parts import Facts, end, product_list, round_of


def submission(paper: WordPaper, facts: Facts) -> None:
    """Tờ trình to who decides (Đ7.3.đ, Đ7.4.đ)."""
    asked = [
        words
        for words, rows in (
            ("công nhận", facts["recognise"]),
            ("phê duyệt kết quả đánh giá", facts["approve"]),
        )
        if rows
    ]
    about = ", ".join(asked) or "kết quả đánh giá"
    paper.title("Tờ trình", f"Về việc {about} sản phẩm OCOP, {round_of(facts)}")
    paper.line(f"Kính gửi: {facts['to']}", indent=False, align="center")
    paper.line(f"Căn cứ {facts['basis']};")
    paper.line(
        f"Căn cứ Báo cáo số {facts['report_number']} của {facts['council']} về kết quả đánh giá, "
        f"phân hạng sản phẩm OCOP, {round_of(facts)}, phiên họp "
        f"{vn_long_date(facts['session']['held_on'])},"
    )
    paper.line(f"{facts['body']} kính trình {facts['head']} xem xét, quyết định:")
    if facts["recognise"]:
        stars = "5 sao" if facts["central"] else "3 sao, 4 sao"
        paper.heading(f"Công nhận sản phẩm đạt {stars}")
        article = "" if facts["central"] else " (điểm đ, e khoản 3 Điều 7)"
        paper.line(
            "Ban hành quyết định công nhận và cấp giấy chứng nhận cho "
            f"{len(facts['recognise'])} sản phẩm dưới đây{article}; giấy chứng nhận có giá trị 36 "
            "tháng kể từ ngày ký (khoản 3 Điều 4)."
        )
        product_list(paper, facts["recognise"], scored=True)
    if facts["approve"]:
        paper.heading("Phê duyệt kết quả sản phẩm đạt từ 90 điểm trở lên")
        paper.line(
            f"Ban hành quyết định phê duyệt kết quả đánh giá của {len(facts['approve'])} sản phẩm "
            f"dưới đây; {facts['authority']} gửi văn bản và hồ sơ đề nghị Bộ Nông nghiệp và Môi "
            "trường đánh giá, công nhận 5 sao (điểm e khoản 3 Điều 7)."
        )
        product_list(paper, facts["approve"], scored=True)
    _not_proposed(paper, facts)
    drafts = ", dự thảo quyết định" if asked else ""
    paper.line(
        "Gửi kèm: báo cáo và biên bản họp của Hội đồng, bảng tổng hợp điểm, phiếu đánh giá của các "
        f"thành viên{drafts}."
    )
    paper.line(f"Kính trình {facts['head']} xem xét, quyết định./.")
    end(paper, facts)


def _not_proposed(paper: WordPaper, facts: Facts) -> None:
    rest = facts["rest"]
    if not rest:
        return
    paper.heading(
        "Sản phẩm không đạt 5 sao" if facts["central"] else "Sản phẩm không đề nghị công nhận"
    )
    names = "; ".join(
        f"{row['name']} của {row['producer']} "
        f"({row['outcome_text'] or points(row['total']) + ' điểm'})"
        for row in rest
    )
    told = (
        "Kết quả được thông báo cho Ủy ban nhân dân cấp tỉnh (điểm g khoản 4 Điều 7)."
        if facts["central"]
        else "Kết quả được thông báo bằng văn bản cho chủ thể và Ủy ban nhân dân cấp xã (điểm g "
        "khoản 3 Điều 7)."
    )
    paper.line(f"{len(rest)} sản phẩm: {names}. {told}")


# --- drafts ---------------------------------------------------------------------------------------


def _basis(paper: WordPaper, facts: Facts) -> None:
    law = "Chính phủ" if facts["central"] else "chính quyền địa phương"
    for line in (
        f"Căn cứ Luật Tổ chức {law};",
        f"Căn cứ {facts['basis']};",
        f"Căn cứ Báo cáo số {facts['report_number']} của {facts['council']};",
        f"Theo đề nghị của {facts['office']} tại Tờ trình số {facts['submission_number']}.",
    ):
        paper.line(italic(line))
    paper.line(bold("QUYẾT ĐỊNH:"), indent=False, align="center")


def _annex(paper: WordPaper, facts: Facts, subject: str) -> None:
    paper.line(
        bold("Điều 3. "),
        f"Quyết định này có hiệu lực kể từ ngày ký. {facts['office']}, Ủy ban nhân dân các xã, "
        "phường và chủ thể có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này./.",
    )
    end(paper, facts)
    paper.new_page()
    paper.title("Phụ lục", subject)
    day = vn_long_date(facts["date"])
    paper.line(
        italic(f"(Kèm theo Quyết định số {facts['number']} {day} của {facts['head']})"),
        indent=False,
        align="center",
    )
    product_list(paper, facts["items"], scored=True)


def decision(paper: WordPaper, facts: Facts) -> None:
    """Draft decision that recognises, with its annex (Đ7.3.e)."""
    where = facts["where"]
    paper.title(
        "Quyết định",
        f"Về việc công nhận sản phẩm OCOP {where}, {round_of(facts)}",
        facts["head"].upper(),
    )
    _basis(paper, facts)
    split = (
        " đạt 5 sao"
        if facts["central"]
        else f", gồm {facts['four']} sản phẩm 4 sao và {facts['three']} sản phẩm 3 sao"
    )
    paper.line(
        bold("Điều 1. "),
        f"Công nhận {len(facts['items'])} sản phẩm OCOP {where}, {round_of(facts)}{split} (danh "
        "sách tại Phụ lục kèm theo).",
    )
    paper.line(
        bold("Điều 2. "),
        "Chủ thể có sản phẩm tại Điều 1 được cấp Giấy chứng nhận có giá trị 36 tháng kể từ ngày ký "
        "Quyết định này, được sử dụng nhãn hiệu chứng nhận OCOP và hạng sao theo quy định; có "
        "trách nhiệm duy trì các tiêu chí đã được đánh giá và chịu sự kiểm tra của cơ quan nhà "
        "nước có thẩm quyền.",
    )
    _annex(paper, facts, "Danh sách sản phẩm OCOP được công nhận")


def approval(paper: WordPaper, facts: Facts) -> None:
    """Draft decision that approves results of 90 points and more (Đ7.3.e)."""
    where = facts["where"]
    paper.title(
        "Quyết định",
        "Về việc phê duyệt kết quả đánh giá sản phẩm OCOP đạt từ 90 điểm trở lên "
        f"{where}, {round_of(facts)}",
        facts["head"].upper(),
    )
    _basis(paper, facts)
    paper.line(
        bold("Điều 1. "),
        f"Phê duyệt kết quả đánh giá {len(facts['items'])} sản phẩm đạt từ 90 điểm trở lên {where},"
        f" {round_of(facts)} (danh sách tại Phụ lục kèm theo).",
    )
    paper.line(
        bold("Điều 2. "),
        f"{facts['office']} hoàn thiện hồ sơ, tham mưu {facts['authority']} có văn bản gửi Bộ Nông "
        "nghiệp và Môi trường đề nghị đánh giá, công nhận sản phẩm OCOP 5 sao (điểm e khoản 3 Điều "
        "7 của Quyết định số 26/2026/QĐ-TTg).",
    )
    _annex(paper, facts, "Danh sách sản phẩm được phê duyệt kết quả, đề nghị Trung ương đánh giá")


def publication(paper: WordPaper, facts: Facts) -> None:
    """Draft of the publication: recognised products, no points."""
    where = facts["where"]
    paper.title("Thông báo", f"Công bố sản phẩm OCOP được công nhận {where}, {round_of(facts)}")
    article = "" if facts["central"] else " (điểm e khoản 3 Điều 7)"
    paper.line(
        f"Căn cứ {facts['basis']}{article}; Quyết định số {facts['decision_number']} về việc công "
        f"nhận sản phẩm OCOP, {facts['authority']} công bố {len(facts['items'])} sản phẩm OCOP "
        f"được công nhận {where}, {round_of(facts)}:"
    )
    product_list(paper, facts["items"], scored=False)
    paper.line(
        "Giấy chứng nhận của các sản phẩm có giá trị 36 tháng kể từ ngày ký quyết định công nhận "
        "(khoản 3 Điều 4)./."
    )
    end(paper, facts)
