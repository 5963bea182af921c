"""A register's workbook as rows: every row of the sheet is understood or passed, none is lost."""

import datetime as dt
import re
from collections.abc import Mapping

from certificates.enums import EntryStatus
from common.dates import today
from common.text import fold
from exchange.enums import FaultLevel
from exchange.reading.cells import (
    DASHES,
    Value,
    clean,
    join_days,
    parse_day,
    parse_decision,
    parse_group,
    parse_kind,
    parse_score,
    parse_stars,
    parse_status,
    status_of_notes,
    text_of,
    year_of_round,
)
from exchange.reading.container import NOT_CALCULATED
from exchange.reading.header import (
    DEPTH,
    Header,
    check_header,
    checked_mapping,
    find_header,
    header_at,
    no_header,
)
from exchange.reading.headings import Headings, names_place, places_in
from exchange.reading.layout import FIELDS
from exchange.reading.rows import Fault, Passed, Reading, RegisterRow
from exchange.reading.workbook import Sheet, Workbook, open_workbook

# Excel's errors, as error cells hold them.
_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
     "#GETTING_DATA", NOT_CALCULATED}
)  # fmt: skip
# Where these say something, a row without a product's name has lost it.
_SUBSTANCE = ("producer", "stars", "decision_number", "decided_on", "row_key", "commune", "score")
# A total counts products, also in the column of stars, but names no maker and no decision.
_NAMING = frozenset({"producer", "decision_number", "row_key"})
_LINE = frozenset({"stars", "decision_number", "row_key"})
_ABSENT = frozenset({"không rõ", "không ghi", "không có", "chưa rõ", "không ghi tên"})
_SHORT = 1 + max(map(len, _ABSENT))
_TEXTS = ("producer", "commune", "district", "province", "authority", "round", "notes")
_LIMITED = ("name", "producer", "commune", "district", "province", "authority", "round", "row_key")

_TOTAL = re.compile(r"(?:tong cong|tong so|tong|cong)(?: (?:so )?san pham)?\s*[:.]?\s*(?:[(\d].*)?")
# The number of a heading in the column of running numbers: I, II, A.
_MARK = re.compile(r"[IVXLC]+|[A-Z]")
_COUNT = re.compile(r"\d+(?: (?:sản phẩm|sp))?", re.IGNORECASE)
_EXAMPLE = re.compile(r"vi du\b|mau:")
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|kiem tra|tong hop|ky)|(?:pho )?chanh van phong|(?:pho )?giam doc"
    r"|(?:pho )?chu tich|thu truong|ke toan|(?:pho )?truong (?:phong|ban)|thu ky|ky ten|t/m|tm\. "
    r"|kt\. |tl\. |noi nhan|xac nhan|\(ky)\b|.*\bngay\b.*\bthang\b.*\bnam\b"
)


def read_register(
    content: bytes,
    *,
    filename: str,
    sheet: str | None = None,
    header_row: int | None = None,
    mapping: Mapping[str, int] | None = None,
    on: dt.date | None = None,
) -> Reading:
    """Read the register in a workbook, seen on the day ``on``.

    Without ``sheet`` the first visible one with a header; ``header_row`` (from 1) and ``mapping``
    (field → column from 0) are what a person chose. What can't be read is refused with a
    sentence; what can't be understood is a fault of its cell.
    """
    book = open_workbook(content, filename=filename)
    others: list[str] = []
    if sheet is None and header_row is None:
        chosen, header, others = _first_register(book)
    else:
        chosen = book.sheet(sheet or book.sheets[0])
        found = find_header(chosen) if header_row is None else header_at(chosen, header_row)
        if found is None:
            raise no_header([chosen])
        header = found
    if mapping is None:
        check_header(header)
        columns = header.mapping
    else:
        columns = checked_mapping(mapping, header)
    reader = _Reader(chosen, header, columns, on or today())
    reader.read()
    return Reading(
        sheet=chosen.name,
        header_row=header.row,
        columns=header.columns,
        mapping=columns,
        rows=reader.rows,
        passed=reader.passed,
        sheets=book.sheets,
        other_sheets=others,
    )


def _first_register(book: Workbook) -> tuple[Sheet, Header, list[str]]:
    """The first sheet with a header, and the names of further ones; one is held at a time."""
    first: tuple[Sheet, Header] | None = None
    others: list[str] = []
    tops: list[Sheet] = []
    for name in book.sheets:
        sheet = book.sheet(name)
        header = find_header(sheet)
        if header is None:
            tops.append(Sheet(name, sheet.rows[:DEPTH], []))
        elif first is None:
            first = (sheet, header)
        else:
            others.append(name)
    if first is None:
        raise no_header(tops)
    return (*first, others)


class _Reader:
    """One pass over a sheet; keeps the headings and whether the signatures have begun."""

    def __init__(self, sheet: Sheet, header: Header, mapping: Mapping[str, int], on: dt.date):
        self.sheet, self.header, self.mapping, self.on = sheet, header, mapping, on
        self.rows: list[RegisterRow] = []
        self.passed: list[Passed] = []
        self.headings = Headings()
        self.signing = False
        self.columns = [(key, column) for key, column in mapping.items() if key != "stt"]
        self.stt = mapping.get("stt", -1)
        self.carried = _carried(sheet, header.row, self.columns)

    def read(self) -> None:
        """Fill ``rows`` and ``passed``."""
        for number, cells in enumerate(self.sheet.rows, start=1):
            values = cells
            if number <= self.header.row:
                why = "heading" if number >= self.header.first else "title"
                self._pass(number, why if any(v != "" for v in values) else "blank", values)
                continue
            texts = {
                key: text
                for key, column in self.columns
                if (raw := values[column]) != ""
                and (text := clean(raw) if isinstance(raw, str) else text_of(raw))
            }
            if texts and number in self.carried:
                values = self._with_carried(number, cells, texts)
            stt = text_of(values[self.stt]) if self.stt >= 0 else ""
            if not (stt.isdigit() and "name" in texts and len(texts) > 2):
                why = self._why_passed(values, texts, stt.rstrip(".)"))
                if why:
                    self._pass(number, why, values)
                    continue
            self.rows.append(self._understood(number, values, texts))

    def _with_carried(self, number: int, values: list[Value], texts: dict[str, str]) -> list[Value]:
        """The row with what merged cells above say; ``texts`` gets it too."""
        values = list(values)
        for key, column, value in self.carried[number]:
            values[column] = value
            texts[key] = text_of(value)
        return values

    def _pass(self, number: int, why: str, values: list[Value]) -> None:
        text = " ".join(text for value in values if value != "" and (text := text_of(value)))
        self.passed.append(Passed(number, why, text))

    def _why_passed(self, values: list[Value], texts: dict[str, str], stt: str) -> str:
        """Why a row is no product; "" when it is one, if only an incomplete one."""
        shown = [text for value in values if value != "" and (text := text_of(value))]
        if not shown:
            return "blank"
        lead = fold(shown[0])
        if _TOTAL.fullmatch(lead) and not _NAMING & set(texts):
            return "total"
        if _EXAMPLE.match(fold(stt)) or _EXAMPLE.match(lead):
            return "title"
        if self._repeats_header(shown):
            return "heading"
        if not stt and _SIGNATURE.match(lead) and "stars" not in texts:
            self.signing = True
            return "signature"
        if self.signing and not stt and not _LINE & set(texts):
            return "signature"
        if not texts and stt.isdigit() and shown == [stt]:
            return "blank"  # a line of an empty form
        return "heading" if self._took_heading(shown, texts, stt) else ""

    def _took_heading(self, shown: list[str], texts: dict[str, str], stt: str) -> bool:
        """Whether a row is a heading, and not a product with little said; notes what it names."""
        name = texts.get("name", "")
        # Beside a heading may stand how many products follow.
        counted = all(key == "name" or _COUNT.fullmatch(text) for key, text in texts.items())
        if name:
            numbered = _MARK.fullmatch(stt) is not None and len(texts) == 1
            if numbered or (counted and names_place(name, numbered=bool(stt))):
                self.headings.take(name, mark=stt)
                return True
            return False
        says = any(key in texts for key in _SUBSTANCE) or (texts and stt.isdigit())
        if says and not (counted and names_place(shown[0], numbered=False)):
            return False
        self.headings.take(shown[0] if texts else max(shown, key=len))
        return True

    def _repeats_header(self, shown: list[str]) -> bool:
        """The header again, as on printed pages, or the row (1) (2) (3) below it."""
        if len(shown) < 3:
            return False
        if shown[0] == self.header.columns[0] and set(shown) <= set(self.header.columns):
            return True
        numbers = [text.strip("()[] ") for text in shown]
        return numbers == [str(place) for place in range(1, len(numbers) + 1)]

    def _understood(self, number: int, values: list[Value], texts: dict[str, str]) -> RegisterRow:
        faults: list[Fault] = []
        for key, text in list(texts.items()):
            if text[0] == "#" and text in _ERRORS:
                del texts[key]
                faults.append(self._fault(key, FaultLevel.ERROR, _error_sentence(text)))
        row = RegisterRow(number=number, name=texts.get("name", ""), printed=texts, faults=faults)
        self._take_texts(row, texts)
        self._take_values(row, values, texts)
        self._take_status(row, values, texts)
        row.row_key = texts.pop("row_key", "")
        if not row.name and not any(fault.column == self.mapping["name"] for fault in faults):
            faults.append(self._fault("name", FaultLevel.ERROR, "Thiếu tên sản phẩm."))
        return row

    def _take_texts(self, row: RegisterRow, texts: dict[str, str]) -> None:
        for key in _TEXTS:
            text = texts.get(key)
            if text and len(text) < _SHORT and _says_nothing(text):
                del texts[key]
        for key in _LIMITED:
            text = texts.get(key)
            if text and len(text) > FIELDS[key].longest:
                said = f"Ô dài quá {FIELDS[key].longest} chữ; xin viết ngắn lại."
                row.faults.append(self._fault(key, FaultLevel.ERROR, said))
        if "address" in texts or "," in texts.get("commune", ""):
            self._take_address(texts)
        headings = self.headings
        for key, heading in (
            ("province", headings.province),
            ("district", headings.district),
            ("commune", headings.commune),
        ):
            if heading and key not in texts:
                texts[key] = heading
        row.producer = texts.get("producer", "")
        row.commune = texts.get("commune", "")
        row.district = texts.get("district", "")
        row.province = texts.get("province", "")
        row.authority = texts.get("authority", "")
        row.round_text = texts.get("round", "")
        row.round_year = year_of_round(row.round_text)
        row.notes = texts.get("notes", "")

    def _take_address(self, texts: dict[str, str]) -> None:
        """Units from an address in one cell; cells of their own win."""
        combined = texts.get("commune", "")
        if "," in combined and "commune" in (found := places_in(combined)):
            del texts["commune"]
            for key, text in found.items():
                texts.setdefault(key, text)
        for key, text in places_in(texts.get("address", "")).items():
            texts.setdefault(key, text)

    def _take_values(self, row: RegisterRow, values: list[Value], texts: dict[str, str]) -> None:
        kind = parse_kind(texts.get("kind", ""), row.producer)
        row.kind = str(kind.value)
        self._note(row, "kind", kind.level, kind.text)
        if "group" in texts:
            group = parse_group(texts["group"])
            row.group_code = group.value
            self._note(row, "group", group.level, group.text)
        else:
            row.group_code = self.headings.group
        if "score" in texts:
            score = parse_score(values[self.mapping["score"]])
            row.score = score.value
            self._note(row, "score", score.level, score.text)
        if "decision_number" in texts or "decided_on" in texts:
            self._take_decision(row, values, texts)

    def _take_decision(self, row: RegisterRow, values: list[Value], texts: dict[str, str]) -> None:
        raw = values[self.mapping["decision_number"]] if "decision_number" in texts else ""
        decision = parse_decision(raw, self.on)
        raw = values[self.mapping["decided_on"]] if "decided_on" in texts else ""
        own = parse_day(raw, self.on)
        day = join_days(own, decision.day)
        row.decision_number = decision.number
        row.decided_on, row.decided_year = day.on, day.year
        self._note(row, "decision_number", decision.level, decision.text)
        place = (
            "decision_number" if day is decision.day or "decided_on" not in texts else "decided_on"
        )
        self._note(row, place, day.level, day.text)

    def _take_status(self, row: RegisterRow, values: list[Value], texts: dict[str, str]) -> None:
        raw = values[self.mapping["stars"]] if "stars" in texts else ""
        stars = parse_stars(raw)
        row.stars, row.proposed_stars = stars.recognised, stars.proposed
        self._note(row, "stars", stars.level, stars.text)
        status = ""
        if "status" in texts:
            word = parse_status(texts["status"])
            status = word.value
            self._note(row, "status", word.level, word.text)
        status = status or status_of_notes(row.notes)
        if not status and raw == "" and row.notes:
            # "Tiềm năng 5 sao" in the notes of a line without stars.
            row.proposed_stars = parse_stars(_first_clause(row.notes)).proposed
        if not status and row.stars is None and row.proposed_stars is not None:
            status = EntryStatus.PROPOSED
        if status == EntryStatus.PROPOSED and row.proposed_stars is None:
            row.stars, row.proposed_stars = None, row.stars
        row.status = str(status or EntryStatus.RECOGNISED)

    def _note(self, row: RegisterRow, key: str, level: str, text: str) -> None:
        if text:
            row.faults.append(self._fault(key, level, text))

    def _fault(self, key: str, level: str, text: str) -> Fault:
        return Fault(self.mapping.get(key, self.mapping["name"]), level, text)


def _carried(
    sheet: Sheet, header_row: int, columns: list[tuple[str, int]]
) -> dict[int, list[tuple[str, int, Value]]]:
    """What merged cells say to the rows below their first, within the range only."""
    keys = {column: key for key, column in columns if key != "row_key"}
    carried: dict[int, list[tuple[str, int, Value]]] = {}
    reached: dict[int, int] = {}
    last_row = len(sheet.rows) - 1
    for (top, left), (end, _) in sorted(sheet.merged):
        bottom = min(end, last_row)
        if top >= bottom or left not in keys or top < header_row or top < reached.get(left, 0):
            continue
        reached[left] = bottom + 1
        value = sheet.rows[top][left]
        if value == "":
            continue
        for row in range(top + 1, bottom + 1):
            carried.setdefault(row + 1, []).append((keys[left], left, value))
    return carried


def _says_nothing(text: str) -> bool:
    return text in DASHES or text.lower() in _ABSENT


def _first_clause(notes: str) -> str:
    return re.split(r"[;,.]", notes, maxsplit=1)[0]


def _error_sentence(text: str) -> str:
    if text == NOT_CALCULATED:
        return "Ô có công thức chưa tính ra giá trị; xin mở bằng Excel, lưu lại rồi đưa lên."
    return f"Ô báo lỗi {text} của Excel; xin sửa lại công thức hoặc ghi giá trị."
