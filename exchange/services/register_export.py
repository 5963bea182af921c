"""The register as a workbook in the office's own layout, which an import reads back unchanged."""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings

from certificates.enums import CertificateStatus, EntryStatus
from common.dates import vn_date
from common.spreadsheets import DAY, MOMENT, Formats, workbook, write_cell
from common.text import lower_first
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import Gazetteer, current_provinces
from exchange.enums import PlaceNames
from exchange.reading.layout import FIELDS, PRINTED
from exchange.selectors.register import RegisterLine, register_lines
from producers.enums import ProducerKind
from products.models import ProductGroup
from products.selectors import current_groups

# The office's columns, then what a line can't leave to its notes, then what holds today.
COLUMNS = (*PRINTED, FIELDS["status"])
STANDING = "Hiệu lực trên cổng"
_HEADER_ROW = 4  # the fifth: titles stand above, as in the office's own list
_LAST_PRINTED = "notes"  # what follows is for the portal: on paper the rest stays readable
# In letters; narrower than the office's, because long texts go on in the next line.
_WIDTHS = {
    "stt": 6, "name": 27, "producer": 29, "kind": 13, "commune": 16, "district": 16, "group": 18,
    "stars": 9, "score": 8, "decision_number": 19, "decided_on": 13, "authority": 19, "round": 13,
    "notes": 26, "row_key": 16, "status": 16, "standing": 24,
}  # fmt: skip
_LINE = 16  # points
_HIGHEST = 400
_NO_DISTRICT = "Không ghi huyện"
_NO_COMMUNE = "Chưa rõ xã, phường hiện nay"
_UNSAID_KINDS = (ProducerKind.ENTERPRISE, ProducerKind.UNKNOWN)
_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip


@dataclass(slots=True)
class _Row:
    """A line ready to write: where it stands, in which order, and its cells by field."""

    province: tuple[str, str]
    heading: tuple[bool, str, str]
    order: tuple[str, str, str, int]
    cells: dict[str, object]


def register_workbook(province: AdministrativeUnit | None, *, names: str, on: dt.date) -> IO[bytes]:
    """An open temporary XLSX file with the register of ``province``, of the country for None.

    ``names`` is a :class:`PlaceNames`: the words of the old registers and papers, or names and
    places of today. Reading it back changes nothing. The caller closes the file.
    """
    reader = _RecordedReader() if names == PlaceNames.RECORDED else _TodayReader(on)
    rows = [reader.row(line) for line in register_lines(province, on=on)]
    rows.sort(key=lambda row: (row.province, row.heading, row.order))
    book, file = workbook()
    sheet = book.add_worksheet("Danh sách")
    _Writer(book, sheet).write(rows, names=names, on=on)
    book.close()
    file.seek(0)
    return file


# --- a line as cells ----------------------------------------------------------------------------


class _RecordedReader:
    """Lines by the names and places of the old registers and papers."""

    def __init__(self) -> None:
        self.groups = {group.code: group for group in current_groups()}

    def row(self, line: RegisterLine) -> _Row:
        """The line ready to write."""
        place = _recorded_place(line)
        unit = line.product.unit
        heading = _district_heading(unit, place["district"])
        return self._row(line, _top(unit), heading, place | _names_then(line))

    def _row(
        self,
        line: RegisterLine,
        top: AdministrativeUnit,
        heading: tuple[bool, str, str],
        cells: dict[str, object],
    ) -> _Row:
        product = line.product
        cells = _said(line, self.groups) | cells
        day = cells["decided_on"]
        order = (
            product.producer.sort_key,
            product.sort_key,
            day.isoformat() if isinstance(day, dt.date) else str(day or ""),
            product.pk,
        )
        return _Row((top.sort_key, top.full_name), heading, order, cells)


class _TodayReader(_RecordedReader):
    """Lines by the names and communes of today; where nobody knows the commune, as recorded."""

    def __init__(self, on: dt.date) -> None:
        super().__init__()
        self.gazetteer = Gazetteer.load(on=on)
        self.provinces = {unit.pk: unit for unit in current_provinces(on)}

    def row(self, line: RegisterLine) -> _Row:
        """The line ready to write."""
        product = line.product
        names = {
            "name": product.name,
            "producer": product.producer.name if product.producer.named else "",
        }
        now = product.current_unit
        if now is not None:
            cells: dict[str, object] = {"commune": now.full_name, **names}
            return self._row(line, _top(now), (False, "", ""), cells)
        then = _top(product.unit)
        top = self.provinces.get(self.gazetteer.province_today(product.unit_id) or 0, then)
        heading = _NO_COMMUNE
        if top.name != then.name:
            heading += f" ({lower_first(then.full_name)} cũ)"
        return self._row(line, top, (True, then.sort_key, heading), _recorded_place(line) | names)


def _names_then(line: RegisterLine) -> dict[str, object]:
    if line.entry:
        printed = line.entry.printed
        return {
            "name": printed.get("name", line.product.name),
            "producer": printed.get("producer", ""),
        }
    paper, named = line.certificate.snapshot, line.product.producer.named
    maker = paper["producer"]["name"] if named else ""
    return {"name": paper["product"]["name"], "producer": maker}


def _recorded_place(line: RegisterLine) -> dict[str, object]:
    """Commune and district as the old register or the paper has them."""
    if line.entry:
        printed = line.entry.printed
        return {key: printed.get(key, "") for key in ("commune", "district")}
    unit = line.product.unit
    above = unit.parent
    district = above.full_name if above and above.level == UnitLevel.DISTRICT else ""
    if unit.level == UnitLevel.DISTRICT:
        return {"commune": "", "district": unit.full_name}
    commune = unit.full_name if unit.level == UnitLevel.COMMUNE else ""
    return {"commune": commune, "district": district}


def _said(line: RegisterLine, groups: dict[str, ProductGroup]) -> dict[str, object]:
    """Everything but names and place, by field of the layout."""
    product, entry, certificate = line.product, line.entry, line.certificate
    producer = product.producer
    printed = entry.printed if entry else {}
    group = product.product_set.group if product.product_set else groups.get(product.group_code)
    kind = "" if producer.kind in _UNSAID_KINDS else str(producer.get_kind_display())
    cells: dict[str, object] = {
        "kind": printed.get("kind") or kind,
        "group": printed.get("group") or (group.name if group else ""),
        "row_key": line.code,
        "standing": _standing(certificate),
    }
    if entry is None:
        decision = certificate.decision
        return cells | {
            "stars": f"{certificate.stars} sao",
            "decision_number": decision.number if decision else "",
            "decided_on": (decision.decided_on or decision.decided_year) if decision else None,
            "authority": decision.authority if decision else "",
            "status": str(EntryStatus.RECOGNISED.label),
        }
    wish = f"Đề nghị {entry.proposed_stars} sao" if entry.proposed_stars else ""
    return cells | {
        "stars": f"{entry.stars} sao" if entry.stars else printed.get("stars") or wish,
        "score": entry.score,
        "decision_number": entry.decision_number,
        "decided_on": entry.decided_on or entry.decided_year,
        "authority": entry.authority,
        "round": entry.round_text,
        "notes": entry.notes,
        "status": str(EntryStatus(entry.status).label),
    }


def _standing(certificate: Any) -> str:
    """What holds today: "Còn hiệu lực đến hết 05/03/2028"."""
    if certificate is None:
        return ""
    label = str(CertificateStatus(certificate.status).label)
    if certificate.status in CertificateStatus.valid and certificate.valid_until:
        return f"{label} đến hết {vn_date(certificate.valid_until)}"
    return label


def _district_heading(unit: AdministrativeUnit, printed: object) -> tuple[bool, str, str]:
    """The sub-heading of a line: its former district where the line names one, else none."""
    if not printed:
        return (True, "", _NO_DISTRICT)
    above = unit if unit.level == UnitLevel.DISTRICT else unit.parent
    if above is not None and above.level == UnitLevel.DISTRICT:
        return (False, above.sort_key, above.full_name)
    return (False, str(printed), str(printed))


def _top(unit: AdministrativeUnit) -> AdministrativeUnit:
    while unit.parent is not None:
        unit = unit.parent
    return unit


# --- the sheet ----------------------------------------------------------------------------------


class _Writer:
    """Writes the sheet from top to bottom: titles, header, headings and lines, signatures."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self.sheet = sheet
        self.at = 0
        self.last = len(COLUMNS)  # the column of what holds today
        face = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        framed = face | {"border": 1, "text_wrap": True}

        def style(**more: Any) -> Any:
            return book.add_format(face | more)

        self.centred = style(bold=True, align="center")
        self.motto = style(bold=True, align="center", underline=1)
        self.title = style(bold=True, align="center", font_size=14)
        self.note = style(italic=True, align="center")
        self.head = book.add_format(
            framed | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#DDEBF7"}
        )
        self.heading = book.add_format(framed | {"bold": True})
        self.cell = book.add_format(framed)
        self.middle = book.add_format(framed | {"align": "center"})
        self.dates = Formats(
            day=book.add_format(framed | {"num_format": DAY, "align": "center"}),
            moment=book.add_format(framed | {"num_format": MOMENT, "align": "center"}),
        )
        self._set_up()

    def _set_up(self) -> None:
        sheet = self.sheet
        for number, width in enumerate(_WIDTHS.values()):
            sheet.set_column(number, number, width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER_ROW)
        self.printed = list(_WIDTHS).index(_LAST_PRINTED)
        sheet.freeze_panes(_HEADER_ROW + 1, 0)
        sheet.set_footer("&C&P/&N")

    def write(self, rows: Sequence[_Row], *, names: str, on: dt.date) -> None:
        """The whole sheet."""
        self._titles(names, on)
        provinces = itertools.groupby(rows, key=lambda row: row.province)
        for number, ((_, province), group) in enumerate(provinces, start=1):
            lines = list(group)
            count = f"{len(lines)} sản phẩm"
            self._across(f"{_roman(number)}. {province.upper()} ({count})", self.heading)
            self._lines(lines)
        self._across(f"TỔNG CỘNG: {len(rows)} sản phẩm", self.heading)
        self.at += 1
        self.sheet.write_string(self.at, 1, "NGƯỜI LẬP BIỂU", self.centred)
        self.sheet.write_string(self.at, 11, "CHÁNH VĂN PHÒNG", self.centred)
        self.sheet.print_area(0, 0, self.at, self.printed)

    def _titles(self, names: str, on: dt.date) -> None:
        sheet, half, end = self.sheet, 7, self.printed
        office = str(settings.PORTAL["office"]).upper()
        sheet.merge_range(0, 0, 0, half - 1, office, self.centred)
        sheet.merge_range(0, half, 0, end, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", self.centred)
        sheet.merge_range(1, half, 1, end, "Độc lập - Tự do - Hạnh phúc", self.motto)
        sheet.merge_range(2, 0, 2, end, "DANH SÁCH SẢN PHẨM OCOP", self.title)
        said = f"(Đến hết ngày {vn_date(on)}; tên và nơi ghi {PlaceNames(names).label.lower()})"
        sheet.merge_range(3, 0, 3, end, said, self.note)
        sheet.set_row(_HEADER_ROW, 48)
        headers = [*(field.header for field in COLUMNS), STANDING]
        for number, header in enumerate(headers):
            sheet.write_string(_HEADER_ROW, number, header, self.head)
        self.at = _HEADER_ROW + 1

    def _lines(self, rows: Iterable[_Row]) -> None:
        numbers, places = itertools.count(1), itertools.count(1)
        for (_, _, heading), group in itertools.groupby(rows, key=lambda row: row.heading):
            if heading:
                self._across(f"{next(places)}. {heading}", self.heading)
            for row in group:
                self._line(next(numbers), row.cells)

    def _line(self, number: int, cells: dict[str, object]) -> None:
        cells = {**cells, "stt": number}
        lines = max(
            math.ceil(len(str(cells.get(key) or "")) / width) for key, width in _WIDTHS.items()
        )
        self.sheet.set_row(self.at, min(_LINE * max(lines, 1) + 2, _HIGHEST))
        for column, key in enumerate(_WIDTHS):
            value = cells.get(key)
            if value is None or value == "":
                self.sheet.write_blank(self.at, column, None, self.cell)
            else:
                style = self.cell if isinstance(value, str) else self.middle
                write_cell(self.sheet, self.at, column, value, self.dates, style)
        self.at += 1

    def _across(self, text: str, style: Any) -> None:
        """One text over the whole width, as headings stand in the office's list."""
        self.sheet.set_row(self.at, _LINE + 4)
        self.sheet.merge_range(self.at, 0, self.at, self.last, text, style)
        self.at += 1


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text
