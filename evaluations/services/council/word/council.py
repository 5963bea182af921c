"""What the council itself signs, as Word files: minutes, table of points, report."""

from common.templatetags.vi import points, vn_long_date, vn_number, vn_time
from common.text import lower_first
from documents.services.docx import WordPaper, bold
from evaluations.services.council.word.parts import (
    Facts,
    end,
    rank,
    round_of,
    two_sign,
    when,
)


def minutes(paper: WordPaper, facts: Facts) -> None:
    """Biên bản họp Hội đồng."""
    session, counts = facts["session"], facts["counts"]
    kind = "Tổng hợp ý kiến bằng văn bản" if facts["written"] else "Họp"
    paper.title("Biên bản", f"{kind} đánh giá, phân hạng sản phẩm OCOP, {round_of(facts)}")
    paper.heading("I. Thời gian, địa điểm")
    if facts["written"]:
        paper.line(f"Hội đồng {when(facts)} (điểm d khoản 6 Điều 7).")
    else:
        place = f", tại {session['place']}" if session["place"] else ""
        paper.line(
            f"Khai mạc lúc {vn_time(session['started_at'])}, "
            f"{vn_long_date(session['held_on'])}{place}."
        )
    paper.heading("II. Thành phần")
    paper.line(
        f"Hội đồng thành lập theo Quyết định số {facts['council_decision']} "
        f"{vn_long_date(facts['council_decided_on'])}; làm việc theo Quy chế ban hành kèm theo "
        f"Quyết định số {session['regulation']['number']}. Chủ tọa: {facts['signer_name']}. "
        f"Thư ký: {facts['secretary_name']}."
    )
    quorum = facts["quorum"]
    paper.line(
        f"{'Lấy ý kiến của' if facts['written'] else 'Có mặt'} {quorum['present']} trên "
        f"{quorum['seats']} thành viên chấm điểm; quy chế yêu cầu ít nhất {quorum['needed']}."
    )
    paper.table(
        ("TT", "Họ và tên, cơ quan", "Chức danh", "Có mặt"),
        [
            [str(place), "\n".join(filter(None, (row["name"], row["organisation"]))), _seat(row),
             _presence(row, written=facts["written"])]
            for place, row in enumerate(facts["attendance"], start=1)
        ],
        widths=(12, 60, 43, 50),
    )  # fmt: skip
    paper.heading("III. Nội dung")
    paper.line(
        f"1. Chương trình: Hội đồng xem xét {counts['products']} sản phẩm của "
        f"{counts['producers']} chủ thể tại {counts['communes']} xã, phường: "
        + "; ".join(
            f"({row['position']}) {row['name']} của {row['producer']}" for row in facts["products"]
        )
        + "."
    )
    paper.line(
        f"2. Khai báo xung đột lợi ích: trước khi chấm điểm, {facts['declared']} thành viên đã "
        "khai có hay không có xung đột lợi ích với từng sản phẩm. Người có xung đột lợi ích không "
        "đọc hồ sơ, không chấm và không biểu quyết sản phẩm đó."
    )
    paper.line(
        "3. Kết quả đánh giá từng sản phẩm. Phiếu của các thành viên được niêm phong cho đến khi "
        f"Chủ tọa mở điểm từng sản phẩm. {facts['how_counted']}".rstrip()
    )
    for row in facts["products"]:
        _minuted(paper, row, session["regulation"]["spread_max"])
    if facts["referred"]:
        names = "; ".join(
            f"{row['name']} của {row['producer']}, {lower_first(row['commune'])}"
            for row in facts["referred"]
        )
        paper.line(f"Đưa ra phiên họp của Hội đồng, chưa kết luận: {names}.")
    if facts["remarks"]:
        paper.heading("IV. Ý kiến khác")
        paper.text(facts["remarks"])
    paper.heading(f"{'V' if facts['remarks'] else 'IV'}. Kết luận")
    paper.line(
        f"Trong {counts['products']} sản phẩm: {facts['counted']}. Hội đồng giao Thư ký hoàn thiện "
        f"hồ sơ, báo cáo {facts['head']} xem xét, quyết định."
    )
    ended = session["concluded_at"]
    at = "" if facts["written"] else f" lúc {vn_time(ended)}"
    paper.line(
        f"Biên bản được thông qua{at} {vn_long_date(ended)}; bảng tổng hợp điểm và phiếu đánh giá "
        "của các thành viên kèm theo biên bản."
    )
    two_sign(paper, facts)


def _seat(row: Facts) -> str:
    stands = f"\ndự thay {row['stands_in_for']}" if row["stands_in_for"] else ""
    return f"{row['seat_name']}{stands}"


def _presence(row: Facts, *, written: bool) -> str:
    if not row["present"]:
        why = f": {row['absence_reason']}" if row["absence_reason"] else ""
        instead = f"; {row['replaced_by']} dự thay" if row["replaced_by"] else ""
        return f"Vắng{why}{instead}"
    if written:
        return "Cho ý kiến bằng văn bản"
    came = f", đến lúc {vn_time(row['arrived_at'])}" if row["arrived_at"] else ""
    went = f", về lúc {vn_time(row['left_at'])}" if row["left_at"] else ""
    return f"Có mặt{came}{went}"


def _minuted(paper: WordPaper, row: Facts, spread_max: str) -> None:
    paper.heading(f"Sản phẩm {row['position']}. {row['name']}")
    number = f" Mã số: {row['number']}." if row["number"] else ""
    paper.line(
        f"Chủ thể: {row['producer']}, {lower_first(row['commune'])}.{number} {row['kind']}. "
        f"Bộ sản phẩm {row['set']['number']}: {row['set']['name']}."
    )
    for one in row["recused"]:
        paper.line(f"Không chấm vì có xung đột lợi ích: {one['name']} ({one['reason']}).")
    for one in row["rounds"]:
        scores = "; ".join(f"{each['name']} {vn_number(each['total'])}" for each in one["scores"])
        turn = f"Lượt {one['round']}. " if len(row["rounds"]) > 1 else ""
        over = (
            f", quá mức {vn_number(spread_max)} điểm của quy chế" if one["spread_exceeded"] else ""
        )
        again = "" if one["final"] else f" Cho chấm lại: {one['reason']}."
        paper.line(
            f"{turn}Điểm các phiếu: {scores}. Điểm của sản phẩm: ",
            bold(points(one["total"])),
            f"; chênh lệch giữa phiếu cao nhất và thấp nhất {vn_number(one['spread'])} điểm{over}."
            f"{again}",
        )
    if row["how_counted"]:
        paper.line(row["how_counted"])
    if row["spread_reason"]:
        paper.line(f"Lý do giữ kết quả khi các phiếu lệch nhau: {row['spread_reason']}")
    if row["gates"]:
        paper.line(f"Điều kiện loại: {'; '.join(row['gates'])}. Căn cứ: {row['gate_reason']}")
    if row["vote"]:
        vote = row["vote"]
        other = f" Ý kiến khác: {vote['note']}" if vote["note"] else ""
        paper.line(
            f"Biểu quyết: {vote['in_favour']} đồng ý, {vote['against']} không đồng ý, "
            f"{vote['abstained']} không có ý kiến.{other}"
        )
    if row["note"]:
        paper.line(f"Ý kiến của Hội đồng: {row['note']}")
    paper.line(bold(f"Kết luận: {row['sentence']}"))


# --- the table, the report, the submission --------------------------------------------------------


def tally(paper: WordPaper, facts: Facts) -> None:
    """Bảng tổng hợp điểm, the page on its side."""
    paper.title(
        "Bảng tổng hợp điểm của các thành viên Hội đồng",
        f"{facts['session']['round']}, phiên họp {vn_long_date(facts['session']['held_on'])}",
    )
    columns = facts["columns"]
    each = max(8, (252 - 12 - 56 - 18 - 14 - 28) // max(1, len(columns)))
    spare = 252 - 12 - 18 - 14 - 28 - each * len(columns)
    paper.table(
        ["TT", "Sản phẩm, chủ thể", *[str(one["number"]) for one in columns], "Điểm", "Lệch",
         "Kết luận"],
        [
            [
                str(row["position"]),
                f"{row['name']}\n{row['producer']}{' (đã chấm lại)' if row['rescored'] else ''}",
                *[vn_number(cell) for cell in row["cells"]],
                [bold(points(row["total"]))],
                vn_number(row["spread"]) + (" *" if row["spread_exceeded"] else ""),
                rank(row),
            ]
            for row in facts["rows"]
        ],
        widths=[12, spare, *[each] * len(columns), 18, 14, 28],
    )  # fmt: skip
    paper.line(bold("Cột điểm theo thành viên: "), "; ".join(
        f"{one['number']}. " + ", ".join(filter(None, (one["name"], one["organisation"])))
        for one in columns
    ), indent=False)  # fmt: skip
    limit = vn_number(facts["session"]["regulation"]["spread_max"])
    paper.line(
        "“–”: không chấm vì có xung đột lợi ích; “x”: không có phiếu; “*”: lệch quá "
        f"{limit} điểm, mức của quy chế. Sản phẩm chấm lại ghi điểm của lượt cuối.",
        indent=False,
    )
    two_sign(paper, facts)


def report(paper: WordPaper, facts: Facts) -> None:
    """Báo cáo kết quả of the council (Đ6.3, Đ7.3.d)."""
    counts, quorum = facts["counts"], facts["quorum"]
    paper.title("Báo cáo", f"Kết quả đánh giá, phân hạng sản phẩm OCOP, {round_of(facts)}")
    paper.line(f"Kính gửi: {facts['to']}", indent=False, align="center")
    article = "khoản 4 Điều 7" if facts["central"] else "điểm d khoản 3 Điều 7"
    paper.line(
        f"Căn cứ {facts['basis']} (điểm a khoản 3 Điều 6, {article}); Quyết định số "
        f"{facts['council_decision']} {vn_long_date(facts['council_decided_on'])} thành lập Hội "
        f"đồng, {facts['council']} báo cáo kết quả như sau:"
    )
    paper.heading("1. Tổ chức đánh giá")
    paper.line(
        f"Hội đồng {when(facts)}, có {quorum['present']} trên {quorum['seats']} thành viên chấm "
        "điểm tham gia, theo Quy chế ban hành kèm theo Quyết định số "
        f"{facts['session']['regulation']['number']}. Trước khi chấm, {facts['declared']} thành "
        "viên đã khai xung đột lợi ích; phiếu được niêm phong đến khi mở điểm."
    )
    paper.heading("2. Kết quả")
    paper.line(
        f"Hội đồng đánh giá {counts['products']} sản phẩm của {counts['producers']} chủ thể tại "
        f"{counts['communes']} xã, phường: {facts['counted']}."
    )
    paper.table(
        ("TT", "Sản phẩm", "Chủ thể, xã, phường", "Điểm", "Kết luận"),
        [
            [
                str(row["position"]),
                f"{row['name']}\n{row['kind']}{', đã chấm lại' if row['rescored'] else ''}",
                f"{row['producer']}, {lower_first(row['commune'])}",
                points(row["total"]),
                rank(row),
            ]
            for row in facts["products"]
        ],
        widths=(12, 48, 50, 20, 35),
        numbers=("Điểm",),
    )
    for row in facts["products"]:
        if row["outcome"] != "rated" or row["spread_reason"] or row["stars"] != row["band"]:
            kept = (
                f" Lý do giữ kết quả khi các phiếu lệch quá mức: {row['spread_reason']}"
                if row["spread_reason"]
                else ""
            )
            paper.line(f"Sản phẩm {row['position']}, {row['name']}: {row['sentence']}{kept}")
    paper.heading("3. Đề nghị")
    _proposals(paper, facts)
    paper.line("Kèm theo: biên bản họp, bảng tổng hợp điểm, phiếu đánh giá của các thành viên.")
    paper.line(f"{facts['council']} kính báo cáo {facts['head']} xem xét, quyết định./.")
    end(paper, facts)


def _proposals(paper: WordPaper, facts: Facts) -> None:
    if facts["recognise"]:
        stars = "5 sao (khoản 4 Điều 7)" if facts["central"] else (
            "3 sao, 4 sao (điểm d, đ khoản 3 Điều 7)"
        )  # fmt: skip
        names = "; ".join(f"{row['name']} ({row['stars']} sao)" for row in facts["recognise"])
        paper.line(f"Công nhận {len(facts['recognise'])} sản phẩm đạt {stars}: {names}.")
    if facts["approve"]:
        names = "; ".join(
            f"{row['name']} ({points(row['total'])} điểm)" for row in facts["approve"]
        )
        paper.line(
            f"Phê duyệt kết quả đánh giá của {len(facts['approve'])} sản phẩm đạt từ 90 điểm trở "
            "lên và đề nghị Bộ Nông nghiệp và Môi trường đánh giá, công nhận (điểm e khoản 3 Điều "
            f"7): {names}."
        )
    if not facts["recognise"] and not facts["approve"]:
        paper.line(
            "Không có sản phẩm đủ điều kiện công nhận; đề nghị cơ quan tham mưu thông báo kết quả "
            "cho chủ thể và Ủy ban nhân dân cấp xã."
        )
