"""The invitation to a sitting as a Word file, from the same facts as its PDF."""

from collections.abc import Mapping
from typing import Any

from common.templatetags.vi import vn_date, vn_weekday
from common.text import lower_first
from documents.services.docx import WordPaper, bold


def invitation_docx(facts: Mapping[str, Any], *, draft: bool) -> bytes:
    """Giấy mời with its agenda."""
    paper = WordPaper(name=f"Giấy mời – {facts['body']}", author=facts["body"])
    if draft:
        paper.remark(bold("BẢN NHÁP"), " – chưa ban hành")
    paper.letterhead_of(facts)
    written = facts["written"]
    paper.title(
        "Giấy mời",
        f"{'Cho ý kiến bằng văn bản' if written else 'Họp Hội đồng'} đánh giá, phân hạng sản phẩm "
        f"OCOP, {facts['round'].lower()}",
    )
    paper.line(f"Kính gửi: Thành viên {facts['body']} (danh sách kèm theo)", indent=False)
    (_written if written else _meeting)(paper, facts)
    paper.line(
        "Hồ sơ sản phẩm đọc trên cổng thông tin. Mỗi thành viên chấm điểm ký bản khai xung đột lợi "
        "ích trước; ký xong hồ sơ mới mở để đọc."
    )
    if facts["replaces"]:
        paper.line(f"Giấy mời này thay giấy mời số {facts['replaces']}.")
    paper.line(f"Kính mời các thành viên {'cho ý kiến đúng hạn' if written else 'tham dự'}./.")
    paper.signature(
        facts["signer_title"], name=facts["signer_name"], recipients=facts["recipients"]
    )
    _lists(paper, facts)
    return paper.content()


def _meeting(paper: WordPaper, facts: Mapping[str, Any]) -> None:
    paper.line(
        f"{facts['body']} (Quyết định số {facts['council_decision']}) kính mời các thành viên dự "
        f"phiên họp đánh giá, phân hạng {len(facts['products'])} sản phẩm:"
    )
    day = f"{lower_first(vn_weekday(facts['held_on']))}, ngày {vn_date(facts['held_on'])}"
    hour = f"{facts['starts_at']}, " if facts["starts_at"] else ""
    paper.line(bold("Thời gian: "), f"{hour}{day}.")
    paper.line(bold("Địa điểm: "), f"{facts['where'] or '…'}.")
    paper.line(
        f"Theo quy chế số {facts['regulation']}, phiên họp cần ít nhất {facts['needed']} thành "
        "viên chấm điểm có mặt; không dự được, đề nghị báo lại trước ngày họp."
    )


def _written(paper: WordPaper, facts: Mapping[str, Any]) -> None:
    paper.line(
        "Thực hiện Điều 7 khoản 6 điểm d của Quyết định 26/2026/QĐ-TTg, "
        f"{facts['body']} (Quyết định số {facts['council_decision']}) lấy ý kiến bằng văn bản về "
        f"{len(facts['products'])} sản phẩm đánh giá lại."
    )
    paper.line(
        bold("Thời gian: "),
        f"từ ngày {vn_date(facts['held_on'])} đến hết ngày {vn_date(facts['answers_until'])}.",
    )
    paper.line(
        f"Theo quy chế số {facts['regulation']}, cần ít nhất {facts['needed']} thành viên cho "
        "ý kiến."
    )


def _lists(paper: WordPaper, facts: Mapping[str, Any]) -> None:
    timed = bool(facts["starts_at"])
    paper.heading("Chương trình" if timed else "Sản phẩm")
    head = ("Giờ", "Mẫu", "Sản phẩm, chủ thể") if timed else ("Mẫu", "Sản phẩm, chủ thể")
    rows = []
    if timed:
        rows.append((facts["starts_at"], "", "Khai mạc, giới thiệu thành phần; báo cáo hồ sơ"))
    for line in facts["products"]:
        named = (
            bold(line["product"]),
            f"\n{line['producer']}, {line['commune']} ({line['kind'].lower()})",
        )
        cells = (f"{line['position']:02d}", named)
        rows.append((line["time"], *cells) if timed else cells)
    if timed:
        rows.append((facts["ends_at"], "", "Kết luận, bế mạc"))
    paper.table(head, rows, widths=(20, 15, 130) if timed else (15, 150))
    paper.heading("Thành phần")
    paper.table(
        ("TT", "Họ tên", "Ghế", "Cơ quan"),
        [
            (str(place), row["name"], row["seat"], row["organisation"])
            for place, row in enumerate(facts["members"], start=1)
        ],
        widths=(12, 55, 45, 53),
    )
