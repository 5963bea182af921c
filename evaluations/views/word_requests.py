"""The slip of a request as a Word file, from the same facts as its PDF."""

from collections.abc import Mapping
from typing import Any

from common.templatetags.vi import vn_date
from documents.services.docx import WordPaper, bold


def slip_docx(facts: Mapping[str, Any]) -> bytes:
    """Phiếu yêu cầu bổ sung, as it was issued."""
    paper = WordPaper(name=f"Phiếu yêu cầu bổ sung – {facts['product']}", author=facts["body"])
    paper.letterhead_of(facts)
    paper.title(
        "Phiếu yêu cầu bổ sung hồ sơ",
        f"Lần {facts['round']}, hồ sơ đăng ký đánh giá, phân hạng sản phẩm {facts['product']}",
    )
    paper.line(f"Kính gửi: {'; '.join(facts['to'])}", indent=False)
    by_commune = facts["level"] == "commune"
    article = "Điều 7 khoản 2" if by_commune else "Điều 7 khoản 3 điểm a"
    paper.line(
        "Qua kiểm tra hồ sơ đăng ký đánh giá, phân hạng sản phẩm OCOP theo"
        f" {article} của Quyết định 26/2026/QĐ-TTg, đề nghị bổ sung, hoàn thiện các nội dung dưới"
        " đây."
    )
    paper.line(bold("Sản phẩm: "), facts["product"])
    paper.line(bold("Chủ thể: "), f"{facts['producer']}, {facts['commune']}")
    if facts["note"]:
        paper.text(facts["note"])
    paper.table(
        ("TT", "Nội dung cần bổ sung", "Ở phần", "Tiêu chí"),
        [
            (str(point["number"]), point["text"], point["step"], point["criterion"])
            for point in facts["points"]
        ],
        widths=(12, 93, 40, 20),
    )
    paper.line(_until(facts["due_on"], by_commune=by_commune))
    paper.signature(
        facts["signer_title"], name=facts["signer_name"], recipients=facts["recipients"]
    )
    return paper.content()


def _until(due_on: str | None, *, by_commune: bool) -> str:
    when = f"trước hết ngày {vn_date(due_on)}" if due_on else "khi đã bổ sung xong"
    told = f"Đề nghị trả lời từng điểm và gửi lại hồ sơ {when}."
    if not by_commune:
        return told
    return (
        f"{told} Thời hạn 15 ngày làm việc của Ủy ban nhân dân cấp xã tạm dừng trong lúc chờ bổ"
        " sung."
    )
