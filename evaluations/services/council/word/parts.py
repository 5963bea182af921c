"""What several Word files of a sitting share."""

from collections.abc import Mapping
from typing import Any

from common.templatetags.vi import points, vn_long_date
from common.text import lower_first
from documents.services.docx import WordPaper

Facts = Mapping[str, Any]


def end(paper: WordPaper, facts: Facts) -> None:
    """Recipients left, the one signature right."""
    paper.signature(
        *facts["signer_title"].splitlines(),
        name=facts["signer_name"],
        recipients=facts["recipients"],
    )


def two_sign(paper: WordPaper, facts: Facts) -> None:
    """Who kept the minutes and who presided sign."""
    paper.signatures(
        (facts["secretary_title"], facts["secretary_name"]),
        (facts["signer_title"], facts["signer_name"]),
    )


def round_of(facts: Facts) -> str:
    """The round inside a sentence."""
    return lower_first(facts["session"]["round"])


def when(facts: Facts) -> str:
    """When and where the council sat, or until when it wrote."""
    session = facts["session"]
    if facts["written"]:
        until = vn_long_date(session["answers_until"])
        return f"cho ý kiến bằng văn bản từ {vn_long_date(session['held_on'])} đến hết {until}"
    place = f" tại {session['place']}" if session["place"] else ""
    return f"họp {vn_long_date(session['held_on'])}{place}"


def rank(row: Facts) -> str:
    """What the council came to, in a cell."""
    if row["outcome"] != "rated":
        return str(row["outcome_text"])
    if row["stars"] is None:
        return "không đạt 3 sao"
    held = f" (khung điểm {row['band']} sao)" if row["stars"] < row["band"] else ""
    return f"{row['stars']} sao{held}"


def _address(row: Facts) -> str:
    return ", ".join(filter(None, (row["address"], lower_first(row["commune"]))))


def product_list(paper: WordPaper, rows: list[Facts], *, scored: bool) -> None:
    """Products as an annex lists them; ``scored`` with a column of points."""
    head = ["TT", "Sản phẩm", "Chủ thể, địa chỉ", "Bộ sản phẩm", "Điểm", "Sao"]
    widths = [11, 42, 50, 30, 17, 15]
    if not scored:
        del head[4], widths[4]
        widths[2] += 17
    paper.table(
        head,
        [
            [
                str(place),
                f"{row['name']}\n{row['number']}" if row["number"] else row["name"],
                f"{row['producer']}\n{_address(row)}",
                row["set"]["name"],
                *([points(row["total"])] if scored else []),
                str(row["stars"]),
            ]
            for place, row in enumerate(rows, start=1)
        ],
        widths=widths,
        numbers=("Điểm",),
    )
