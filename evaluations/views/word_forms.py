"""Mẫu số 01, 02, 03 and the commune's letter as Word files, from the same facts as their PDF."""

from collections.abc import Mapping
from typing import Any

from common.templatetags.vi import points, vn_long_date
from documents.services.docx import Run, WordPaper, bold, italic
from evaluations.selectors.papers import KIND_BOXES
from evaluations.workflow.forms26 import GENDERS, REPORT_RESULTS, printed_ticks

Facts = Mapping[str, Any]
_BOX = {True: " ■", False: " □", None: ""}
_NO_DAY = "ngày … tháng … năm …"
_STATEMENT = (
    "Cam đoan những thông tin trong Phiếu đăng ký là đúng sự thật, chúng tôi xin cam kết tuân thủ"
    " các quy định về đánh giá, phân hạng sản phẩm OCOP, chịu trách nhiệm trước Hội đồng và pháp"
    " luật về Hồ sơ đăng ký đánh giá, phân hạng sản phẩm."
)
_FOOTNOTE = (
    "¹ Theo Phụ lục I về Danh mục phân loại sản phẩm tham gia đánh giá, phân hạng sản phẩm OCOP."
)


def _or_dots(value: Any) -> str:
    return "…" if value in (None, "") else str(value)


def _day(value: Any) -> str:
    return vn_long_date(value) if value else _NO_DAY


def _short_day(value: Any) -> str:
    return _iso_day(value) if value else "…"


def _iso_day(value: Any) -> str:
    year, month, day = str(value)[:10].split("-")
    return f"{day}/{month}/{year}"


def _draft(paper: WordPaper, draft: str) -> None:
    if draft:
        paper.remark(bold("BẢN NHÁP"), f" – {draft}")


def registration_docx(facts: Facts, *, draft: str) -> bytes:
    """Mẫu số 01."""
    form, dossier = facts["registration"], facts["dossier"]
    paper = WordPaper(
        name=f"Phiếu đăng ký – {facts['product']['name']}", author=facts["producer"]["name"]
    )
    _draft(paper, draft)
    paper.national_head()
    paper.title(
        "Phiếu đăng ký",
        "Tham gia đánh giá, phân hạng sản phẩm OCOP",
        f"của {facts['province']['name']} năm {dossier['year']}",
    )
    _registered(paper, facts)
    paper.line(_STATEMENT)
    paper.signature(
        "Đại diện",
        day=f"{_or_dots(form.get('place'))}, {_day(form.get('signed_on'))}",
        hint="(Ký, đóng dấu, ghi rõ họ tên)",
        name=form.get("representative", ""),
    )
    paper.line(Run(_FOOTNOTE, size=11), indent=False)
    _office_part(paper, facts)
    return paper.content()


def _registered(paper: WordPaper, facts: Facts) -> None:
    """Items 1 to 5."""
    form, dossier = facts["registration"], facts["dossier"]
    paper.line(bold("1. Thông tin về đơn vị đăng ký:"))
    for label, name in (
        ("Tên đơn vị", "unit_name"),
        ("Họ tên người đại diện pháp lý", "representative"),
        ("Chức vụ", "position"),
        ("Địa chỉ liên hệ", "contact_address"),
    ):
        paper.line(f"- {label}: {_or_dots(form.get(name))}")
    paper.line(f"- Điện thoại: {_or_dots(form.get('phone'))} Email: {_or_dots(form.get('email'))}")
    paper.line(bold("2. Tên sản phẩm: "), _or_dots(form.get("product_name")))
    paper.line(
        bold("3. Nhóm sản phẩm đăng ký (Ngành, Nhóm, Phân nhóm¹): "),
        _or_dots(form.get("classification")),
    )
    kinds = [f"{label}{_BOX[value == dossier['kind']]}" for value, label in KIND_BOXES]
    paper.line(bold("4. Lần đăng ký đánh giá: "), "    ".join(kinds))
    paper.line(bold("5. Tài liệu kèm theo:"))
    paper.line("- Báo cáo đánh giá về sản phẩm theo Bộ tiêu chí (bản gốc, bản điện tử).")
    samples = (
        _or_dots(form.get("samples"))
        if facts["sheet"]["samples"]
        else "không có (sản phẩm du lịch)"
    )
    paper.line(f"- Sản phẩm mẫu (số lượng): {samples}")


def _office_part(paper: WordPaper, facts: Facts) -> None:
    receipts = facts["receipts"]
    blank = (
        f"…-…/PĐK-{facts['province']['code']}-{facts['commune']['code']}-{facts['dossier']['year']}"
    )
    paper.heading("PHẦN DÀNH CHO CƠ QUAN QUẢN LÝ")
    cells: list[list[str | Run]] = [
        [
            f"Phiếu số: {receipts.get(office) or blank}\n",
            f"Ngày nhận: {_short_day(receipts.get(f'{office}_on'))}\n",
            "Người tiếp nhận: …\nChữ ký: …\n",
            bold("Cơ quan tiếp nhận\n"),
            italic("(Ký, đóng dấu và ghi rõ họ tên)"),
        ]
        for office in ("commune", "province")
    ]
    paper.table(
        ("DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ", "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH"),
        [cells],
        widths=(82, 83),
    )


def report_docx(facts: Facts, *, draft: str) -> bytes:
    """Mẫu số 02, the self-score as tables, the papers as its annex."""
    form = facts["report"]
    paper = WordPaper(
        name=f"Báo cáo tự đánh giá – {facts['product']['name']}", author=facts["producer"]["name"]
    )
    _draft(paper, draft)
    paper.title("Báo cáo tự đánh giá về sản phẩm", "(Dành cho chủ thể có sản phẩm đăng ký)")
    _general(paper, form)
    _results(paper, form, facts["dossier"]["kind"])
    _scores(paper, facts)
    paper.heading("Phần IV. KẾ HOẠCH SẢN XUẤT, KINH DOANH")
    paper.text(form.get("plan", ""))
    paper.signature(
        "Đại diện theo pháp luật của cơ sở",
        day=f"{_or_dots(form.get('place'))}, {_day(form.get('signed_on'))}",
        hint="(Ký, họ tên, đóng dấu)",
        name=form.get("representative", ""),
    )
    if facts["papers"]:
        paper.heading("PHỤ LỤC. DANH MỤC TÀI LIỆU")
        paper.table(
            ("TT", "Tài liệu", "Tệp", "Tiêu chí"),
            [
                [str(place), one["title"], one["filename"], ", ".join(one["criteria"])]
                for place, one in enumerate(facts["papers"], start=1)
            ],
            widths=(12, 70, 58, 25),
        )
    return paper.content()


def _general(paper: WordPaper, form: Facts) -> None:
    def of(name: str) -> str:
        return _or_dots(form.get(name))

    gender = dict(GENDERS).get(form.get("gender", ""), "… (Nam/nữ)")
    founded = _short_day(form.get("founded_on"))
    paper.heading("Phần I. THÔNG TIN CHUNG")
    for text in (
        f"1. Tên chủ thể: {of('producer_name')}",
        f"2. Loại hình tổ chức: {of('organisation')}",
        f"3. Địa chỉ: {of('address')}",
        f"4. Điện thoại: {of('phone')} Email: {of('email')}",
        "5. Tên người đại diện pháp luật:",
        f"- Họ tên: {of('representative')}",
        f"- Giới tính: {gender}; Dân tộc: {of('ethnicity')}",
        f"- Địa chỉ thường trú: {of('permanent_address')}",
        (
            f"6. Ngày thành lập/đăng ký kinh doanh: {founded}"
            f" Số giấy đăng ký (nếu có): {of('registration_number')}"
        ),
        "7. Tên sản phẩm/dịch vụ, mô tả về quy cách sản phẩm, tiêu chuẩn:",
    ):
        paper.line(text)
    paper.text(form.get("description", ""))
    paper.line(italic("Đánh dấu (√) vào mục tương ứng:"))
    for text, ticked in printed_ticks(form):
        paper.line(f"{text}{_BOX[ticked]}", indent=False)
    for label, name in (
        (
            "8. Lịch sử hình thành của chủ thể (nêu các giai đoạn hình thành và phát triển):",
            "history",
        ),
        ("9. Cơ cấu tổ chức của chủ thể:", "structure"),
    ):
        paper.line(label)
        paper.text(form.get(name, ""))


def _results(paper: WordPaper, form: Facts, kind: str) -> None:
    paper.heading("Phần II. KẾT QUẢ THỰC HIỆN PHƯƠNG ÁN SẢN XUẤT KINH DOANH")
    paper.line(
        "Đánh giá kết quả triển khai phương án sản xuất, kinh doanh của chủ thể theo Phương án sản"
        " xuất, kinh doanh khi tham gia OCOP."
    )
    asked = [
        (entry.label if entry.label.endswith("...") else f"{entry.label}.", entry.name)
        for entry in REPORT_RESULTS
        if not entry.only
    ]
    if kind == "upgrade":
        asked.append(("Những thay đổi so với sản phẩm đã được công nhận.", "changes"))
    if kind == "rerating":
        asked.append(("Nội dung mới và thay đổi sau 3 năm được công nhận.", "updates"))
    for label, name in asked:
        paper.line(f"- {label}")
        paper.text(form.get(name, ""))


def _scores(paper: WordPaper, facts: Facts) -> None:
    sheet, result = facts["sheet"], facts["result"]
    paper.heading("Phần III. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN THEO BỘ TIÊU CHÍ SẢN PHẨM OCOP")
    told = f"Bộ sản phẩm {sheet['number']}: {sheet['name']} (Quyết định {sheet['decision']})."
    if result:
        paper.line(f"{told} Tổng điểm tự chấm: ", bold(points(result["total"])), ".")
    else:
        paper.line(told)
    for part in sheet["parts"]:
        paper.table(
            ("Tiêu chí, kết quả, thuyết minh, tài liệu minh chứng", "Điểm"),
            [_score_row(row) for row in facts["scores"] if row["part"] == part["code"]],
            widths=(145, 20),
            numbers=("Điểm",),
            above=f"{part['code']}. {part['name']} (tối đa {part['max']} điểm)",
        )


def _score_row(row: Facts) -> list[Any]:
    cell: list[Any] = [
        bold(f"{row['criterion']} {row['name']}"),
        f"\n{row['label'] or 'Để trống'}",
    ]
    if row["explanation"]:
        cell.append(italic(f"\n{row['explanation']}"))
    if row["papers"]:
        cell.append("\nTài liệu: " + "; ".join(row["papers"]))
    return [cell, f"{'–' if row['points'] is None else row['points']} / {row['max']}"]


def assessment_docx(facts: Facts, *, draft: str) -> bytes:
    """Mẫu số 03."""
    paper = WordPaper(name=f"Báo cáo đánh giá – {facts['product']}", author=facts["body"])
    paper.letterhead_of(facts)
    _draft(paper, draft)
    paper.title(
        "Báo cáo",
        "Đánh giá một số nội dung của hồ sơ đăng ký tham gia đánh giá, phân hạng sản phẩm OCOP",
    )
    paper.heading("I. THÔNG TIN CHUNG VỀ HỒ SƠ SẢN PHẨM")
    for text in (
        f"1. Tên chủ thể: {facts['producer']}",
        f"2. Loại hình tổ chức: {_or_dots(facts['organisation'])}",
        f"3. Địa chỉ: {_or_dots(facts['address'])}",
        "4. Tên người đại diện pháp luật:",
        f"- Họ tên: {_or_dots(facts['representative'])}",
        f"- Giới tính: {_or_dots(facts['gender'])}; Dân tộc: {_or_dots(facts['ethnicity'])}",
        f"- Địa chỉ thường trú: {_or_dots(facts['permanent_address'])}",
        f"5. Sản phẩm đăng ký đánh giá: {facts['product']}",
    ):
        paper.line(text)
    paper.heading("II. ĐÁNH GIÁ MỘT SỐ NỘI DUNG CỦA HỒ SƠ SẢN PHẨM")
    for label, name in (
        ("1. Về sử dụng nguyên liệu địa phương:", "material"),
        ("2. Về sử dụng lao động địa phương:", "labour"),
        ("3. Nguồn gốc ý tưởng sản phẩm:", "idea"),
        ("4. Bản sắc/trí tuệ địa phương:", "identity"),
    ):
        paper.line(bold(label))
        paper.text(facts[name])
    _meeting(paper, facts.get("meeting"))
    paper.line(
        f"Ủy ban nhân dân {facts['commune']} đề nghị Ủy ban nhân dân {facts['province']} đánh giá,"
        f" phân hạng sản phẩm OCOP cho sản phẩm {facts['product']} của {facts['producer']}."
    )
    paper.signature(f"T.M {facts['body']}", hint="(Ký tên và đóng dấu)", name=facts["signer_name"])
    return paper.content()


def _meeting(paper: WordPaper, meeting: Facts | None) -> None:
    if not meeting:
        return
    place = f" tại {meeting['place']}" if meeting["place"] else ""
    paper.line(bold(f"Kết luận cuộc họp ngày {_iso_day(meeting['on'])}{place} (Điều 7.2.a):"))
    if meeting["people"]:
        paper.line(f"Thành phần dự họp: {meeting['people']}")
    paper.text(meeting["conclusion"])


def _checked(paper: WordPaper, facts: Facts) -> None:
    """What the commune has checked: one product in a sentence, several in a table."""
    items = facts["items"]
    alone = len(items) == 1
    paper.line(
        "Thực hiện Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ,"
        f" Ủy ban nhân dân {facts['commune']} đã kiểm tra thành phần hồ sơ và đánh giá các nội dung"
        + (
            f" theo Điều 7 đối với sản phẩm {facts['product']} của {facts['producer']}."
            if alone
            else f" theo Điều 7 đối với {len(items)} sản phẩm dưới đây."
        )
    )
    if not alone:
        paper.table(
            ("Sản phẩm", "Chủ thể", "Mẫu số 03"),
            [(item["product"], item["producer"], item["report_number"]) for item in items],
            widths=(65, 65, 35),
        )


def letter_docx(facts: Facts, *, draft: str) -> bytes:
    """The commune's letter (Đ6.2.a): no form is printed, so a công văn naming what goes along."""
    items = facts["items"]
    alone = len(items) == 1
    paper = WordPaper(name=f"Văn bản đề nghị – {facts['product']}", author=facts["body"])
    paper.letterhead(
        body=facts["body"],
        number=facts["letter_number"],
        about="đề nghị đánh giá, phân hạng sản phẩm OCOP"
        + (f" cho sản phẩm {facts['product']}" if alone else ""),
        place=facts["place"],
        date=facts["date"],
    )
    _draft(paper, draft)
    paper.line(f"Kính gửi: Ủy ban nhân dân {facts['province']}", indent=False, align="center")
    _checked(paper, facts)
    paper.line(
        f"Ủy ban nhân dân {facts['commune']} đề nghị Ủy ban nhân dân {facts['province']} đánh giá,"
        f" phân hạng {'sản phẩm' if alone else 'các sản phẩm'} nêu trên. Hồ sơ gửi kèm (Điều 6.2)"
        f"{'' if alone else ', mỗi sản phẩm,'} gồm:"
    )
    number = f" số {facts['number']}" if facts["number"] and alone else ""
    enclosed = [
        f"Báo cáo đánh giá một số nội dung của hồ sơ (Mẫu số 03){number};",
        "Hồ sơ sản phẩm của chủ thể (Mẫu số 01, Mẫu số 02 và tài liệu minh chứng);",
    ]
    if facts.get("samples", True):
        enclosed.append("05 đơn vị sản phẩm mẫu do chủ thể cung cấp.")
    enclosed[-1] = enclosed[-1].rstrip(";.") + "."
    for place, text in enumerate(enclosed, start=1):
        paper.line(f"{place}. {text}")
    makers = dict.fromkeys(item["producer"] for item in items)
    paper.signature(
        f"T.M {facts['body']}",
        name=facts["signer_name"],
        recipients=("Như trên", *makers, "Lưu: VT"),
    )
    return paper.content()
