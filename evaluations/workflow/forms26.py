"""Mẫu số 01, 02 and 03 of Decision 26/2026 as lists of entries: what is asked and what must be.

The one schema of the stored JSON: forms are drawn from it, services clean by it, the completeness
list and the guards name what is missing with its labels. Labels are those of Annex III.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from common.dates import vn_date
from common.text import normalise, plain_text

TEXT, LONG, DATE, CHOICE, TICKS, COUNT = "text", "long", "date", "choice", "ticks", "count"
TEXT_MAX, LONG_MAX, COUNT_MAX = 300, 20_000, 1_000

# Đ6.2.d, rule 6-04; none for tourism, rule 6-05.
SAMPLES_NEEDED = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a form.

    ``only`` limits it to some kinds of dossier (Art. 6.1 b, c); ``samples`` to product sets that
    hand in samples.
    """

    name: str
    label: str
    kind: str = TEXT
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    only: frozenset[str] = frozenset()
    samples: bool = False


REGISTRATION: tuple[Entry, ...] = (
    Entry("unit_name", "Tên đơn vị"),
    Entry("representative", "Họ tên người đại diện pháp lý"),
    Entry("position", "Chức vụ"),
    Entry("contact_address", "Địa chỉ liên hệ"),
    Entry("phone", "Điện thoại"),
    Entry("email", "Email", required=False),
    Entry("product_name", "Tên sản phẩm"),
    Entry(
        "classification",
        "Nhóm sản phẩm đăng ký (Ngành, Nhóm, Phân nhóm)",
        hint="Theo Phụ lục I của Quyết định 26/2026/QĐ-TTg",
    ),
    Entry(
        "samples",
        "Sản phẩm mẫu (số lượng)",
        COUNT,
        hint="Chủ thể nộp 05 đơn vị sản phẩm mẫu (Điều 6.2.d)",
        samples=True,
    ),
    Entry("place", "Nơi ký"),
    Entry("signed_on", "Ngày ký", DATE),
)

GENDERS = (("male", "Nam"), ("female", "Nữ"))
TICKS_OF_REPORT = (
    ("business", "Giấy đăng ký kinh doanh"),
    ("declaration", "Đã công bố chất lượng sản phẩm theo quy định"),
    (
        "food_safety",
        (
            "Giấy chứng nhận cơ sở đủ điều kiện vệ sinh an toàn thực phẩm theo quy định của pháp"
            " luật cho sản xuất sản phẩm"
        ),
    ),
    (
        "conditions",
        (
            "Giấy chứng nhận cơ sở đủ điều kiện sản xuất bắt buộc theo quy định cho sản phẩm (đối"
            " với các sản phẩm bắt buộc theo quy định)"
        ),
    ),
    ("trademark", "Giấy chứng nhận đăng ký nhãn hiệu"),
    (
        "geographical",
        "Văn bản ghi nhận quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập thể, nhãn hiệu chứng nhận",
    ),
    ("patent", "Bằng sáng chế"),
    ("design", "Bằng độc quyền kiểu dáng công nghiệp"),
    ("copyright", "Giấy chứng nhận bản quyền tác giả"),
    ("ip_other", "Sở hữu trí tuệ khác"),
)

# Item 7 of Mẫu số 02 as printed: letter or dash, code (none: a heading without a box).
_PRINTED_TICKS = (
    ("a) ", "business"),
    ("b) ", "declaration"),
    ("c) Đã có các điều kiện sản xuất theo quy định", ""),
    ("- ", "food_safety"),
    ("- ", "conditions"),
    ("d) Đã có đăng ký sở hữu trí tuệ", "property"),
    ("+ ", "trademark"),
    ("+ ", "geographical"),
    ("+ ", "patent"),
    ("+ ", "design"),
    ("+ ", "copyright"),
    ("+ Khác (ghi rõ)", "ip_other"),
)
_PROPERTY = ("trademark", "geographical", "patent", "design", "copyright", "ip_other")


def printed_ticks(report: Mapping[str, Any]) -> list[tuple[str, bool | None]]:
    """Lines of Mẫu số 02 item 7 in their order: text, and whether its box is ticked (None: no box).

    The box of d) follows from those below it.
    """
    chosen = set(report.get("ticks") or ())
    labels = dict(TICKS_OF_REPORT)
    lines: list[tuple[str, bool | None]] = []
    for head, code in _PRINTED_TICKS:
        if code == "":
            lines.append((f"{head}:", None))
        elif code == "property":
            lines.append((f"{head}:", not chosen.isdisjoint(_PROPERTY)))
        elif code == "ip_other":
            told = report.get("ip_other") or ""
            lines.append((f"{head}: {told}".strip(), code in chosen))
        else:
            lines.append((f"{head}{labels[code]}:", code in chosen))
    return lines


REPORT_GENERAL: tuple[Entry, ...] = (
    Entry("producer_name", "Tên chủ thể"),
    Entry("organisation", "Loại hình tổ chức"),
    Entry("address", "Địa chỉ"),
    Entry("phone", "Điện thoại"),
    Entry("email", "Email", required=False),
    Entry("representative", "Họ tên người đại diện pháp luật"),
    Entry("gender", "Giới tính", CHOICE, choices=GENDERS),
    Entry("ethnicity", "Dân tộc"),
    Entry("permanent_address", "Địa chỉ thường trú"),
    Entry("founded_on", "Ngày thành lập/đăng ký kinh doanh", DATE),
    Entry("registration_number", "Số giấy đăng ký", required=False),
    Entry("description", "Tên sản phẩm/dịch vụ, mô tả về quy cách sản phẩm, tiêu chuẩn", LONG),
    Entry(
        "ticks",
        "Đánh dấu (√) vào mục tương ứng",
        TICKS,
        required=False,
        choices=TICKS_OF_REPORT,
    ),
    Entry("ip_other", "Sở hữu trí tuệ khác (ghi rõ)", required=False),
    Entry(
        "history",
        "Lịch sử hình thành của chủ thể (nêu các giai đoạn hình thành và phát triển)",
        LONG,
    ),
    Entry("structure", "Cơ cấu tổ chức của chủ thể", LONG),
)
REPORT_RESULTS: tuple[Entry, ...] = (
    Entry(
        "result_material",
        "Tổ chức vùng nguyên liệu, công nghệ sản xuất, sơ chế, chế biến, đóng gói sản phẩm của"
        " chủ thể",
        LONG,
    ),
    Entry(
        "result_quality",
        "Sự thay đổi về chất lượng sản phẩm: chất lượng, tiêu chuẩn chất lượng, bao bì, nhãn mác,"
        " hình thức đóng gói,...",
        LONG,
    ),
    Entry("result_market", "Thị trường phân phối sản phẩm", LONG),
    Entry("result_business", "Kết quả sản xuất, kinh doanh: doanh thu, lợi nhuận", LONG),
    Entry(
        "changes",
        "Những thay đổi so với sản phẩm đã được công nhận, kèm minh chứng",
        LONG,
        hint="Bắt buộc khi đăng ký nâng hạng (Điều 6.1.b)",
        only=frozenset({"upgrade"}),
    ),
    Entry(
        "updates",
        "Nội dung mới và thay đổi sau 3 năm được công nhận: nguyên liệu, công nghệ, bao bì,"
        " nhãn mác, công bố chất lượng, phiếu kiểm nghiệm định kỳ, thị trường, sản lượng,"
        " doanh thu",
        LONG,
        hint="Bắt buộc khi đăng ký đánh giá lại (Điều 6.1.c)",
        only=frozenset({"rerating"}),
    ),
)
REPORT_PLAN: tuple[Entry, ...] = (
    Entry(
        "plan",
        "Định hướng, kế hoạch phát triển sản phẩm, tổ chức sản xuất, thị trường trong thời gian"
        " tới",
        LONG,
    ),
    Entry("place", "Nơi ký"),
    Entry("signed_on", "Ngày ký", DATE),
)
REPORT: tuple[Entry, ...] = REPORT_GENERAL + REPORT_RESULTS + REPORT_PLAN

ASSESSMENT_CONTENTS: tuple[Entry, ...] = (
    Entry(
        "material",
        "Về sử dụng nguyên liệu địa phương",
        LONG,
        hint="Chủ thể mô tả gì; xã, phường thấy thực tế sử dụng nguyên liệu tại địa bàn thế nào",
    ),
    Entry(
        "labour",
        "Về sử dụng lao động địa phương",
        LONG,
        hint="Chủ thể mô tả gì; xã, phường thấy thực tế sử dụng lao động tại địa bàn thế nào",
    ),
    Entry(
        "idea",
        "Nguồn gốc ý tưởng sản phẩm",
        LONG,
        hint="Sản phẩm truyền thống hay sản phẩm mới, dựa trên thực tế địa phương",
    ),
    Entry(
        "identity",
        "Bản sắc/trí tuệ địa phương",
        LONG,
        hint="Giá trị văn hóa, tri thức, kinh nghiệm, cách sản xuất làm nên khác biệt",
    ),
)
# Đ7.2.a para. 2: the chairman holds a meeting with the units concerned where it is necessary.
ASSESSMENT_MEETING: tuple[Entry, ...] = (
    Entry("meeting_on", "Ngày họp", DATE, required=False),
    Entry("meeting_place", "Nơi họp", required=False),
    Entry("meeting_people", "Thành phần dự họp", LONG, required=False),
    Entry(
        "meeting_conclusion",
        "Kết luận cuộc họp",
        LONG,
        required=False,
        hint="In vào Mẫu số 03, sau bốn nội dung",
    ),
)
ASSESSMENT_LETTER: tuple[Entry, ...] = (
    Entry("report_number", "Số báo cáo (Mẫu số 03)", hint="Ví dụ 12/BC-UBND"),
    Entry("letter_number", "Số văn bản đề nghị", hint="Ví dụ 45/UBND-KT (Điều 6.2.a)"),
    Entry("signer", "Người ký thay mặt Ủy ban nhân dân"),
)
ASSESSMENT: tuple[Entry, ...] = ASSESSMENT_CONTENTS + ASSESSMENT_MEETING + ASSESSMENT_LETTER
# The columns of CommuneAssessment are shorter than a free text.
_SHORT = {"report_number": 60, "letter_number": 60, "signer": 120, "meeting_place": 160}


def meeting_gaps(data: Mapping[str, Any]) -> list[str]:
    """Labels of what a meeting that is told of still lacks; none where none was held."""
    if not any(data.get(entry.name) for entry in ASSESSMENT_MEETING):
        return []
    needed = ("meeting_on", "meeting_conclusion")
    return [
        entry.label
        for entry in ASSESSMENT_MEETING
        if entry.name in needed and not data.get(entry.name)
    ]


def asked(entries: Iterable[Entry], *, kind: str, samples: bool) -> list[Entry]:
    """The entries that a dossier of this kind and product set has to fill in."""
    return [
        entry
        for entry in entries
        if (not entry.only or kind in entry.only) and (samples or not entry.samples)
    ]


def missing(
    entries: Iterable[Entry], data: Mapping[str, Any], *, kind: str, samples: bool
) -> list[Entry]:
    """The required entries that are still empty, in the order of the form."""
    return [
        entry
        for entry in asked(entries, kind=kind, samples=samples)
        if entry.required and data.get(entry.name) in (None, "", [])
    ]


def _clean_one(entry: Entry, value: Any) -> Any:
    if entry.kind == TICKS:
        known = [code for code, _label in entry.choices]
        return [code for code in known if code in (value or ())]
    if entry.kind == DATE:
        return plain_text(value)
    if entry.kind == COUNT:
        return None if value in (None, "") else int(value)
    text = str(value or "").replace("\r\n", "\n")
    if entry.kind == LONG:
        return "\n".join(normalise(line) for line in text.split("\n")).strip()
    return normalise(text)


def clean(entries: Iterable[Entry], data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` in its stored form: known entries only, texts normalised, days as ISO text."""
    return {entry.name: _clean_one(entry, data.get(entry.name)) for entry in entries}


def shown(entry: Entry, value: Any) -> str:
    """A stored value as a person reads it: days as dd/mm/yyyy, choices by their words."""
    if value in (None, "", []):
        return ""
    if entry.kind == DATE:
        return vn_date(dt.date.fromisoformat(value))
    if entry.kind == CHOICE:
        return dict(entry.choices).get(value, "")
    if entry.kind == TICKS:
        return "; ".join(label for code, label in entry.choices if code in value)
    return str(value)


def typed(entry: Entry, value: Any) -> list[str]:
    """A stored value as the fields of a page send it."""
    if value in (None, "", []):
        return []
    if entry.kind == TICKS:
        return list(value)
    return [str(value) if entry.kind == CHOICE else shown(entry, value)]


def _fault(entry: Entry, value: Any, on: dt.date) -> str | None:
    if value in (None, "", []):
        return None
    if entry.kind == DATE:
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            return f"{entry.label} phải là ngày có thật, dạng ngày/tháng/năm"
        if day > on:
            return f"{entry.label} {vn_date(day)} ở sau hôm nay {vn_date(on)}"
    elif entry.kind == CHOICE:
        if value not in dict(entry.choices):
            return f"{entry.label}: không có lựa chọn này trong mẫu"
    elif entry.kind == COUNT:
        if not 0 <= value <= COUNT_MAX:
            return f"{entry.label} phải từ 0 đến {COUNT_MAX}, đang là {value}"
    elif entry.kind != TICKS:
        most = _SHORT.get(entry.name, LONG_MAX if entry.kind == LONG else TEXT_MAX)
        if len(value) > most:
            return f"{entry.label} dài {len(value)} chữ cái, nhiều nhất {most}"
    return None


def faults(
    entries: Iterable[Entry], data: Mapping[str, Any], *, on: dt.date
) -> dict[str, list[str]]:
    """What is wrong with cleaned ``data``, by entry; an empty entry is not wrong, only missing."""
    found = ((entry.name, _fault(entry, data.get(entry.name), on)) for entry in entries)
    return {name: [sentence] for name, sentence in found if sentence}


def samples_fault(data: Mapping[str, Any], *, samples: bool) -> str | None:
    """Rules 6-04 d and 6-05: five samples, except where the product set hands in none."""
    given = data.get("samples")
    if not samples or given is None or given >= SAMPLES_NEEDED:
        return None
    return f"Sản phẩm mẫu cần 0{SAMPLES_NEEDED} đơn vị (Điều 6.2.d), phiếu đăng ký đang ghi {given}"
