"""Official papers as Word files after Nghị định 30/2020/NĐ-CP: the facts of the PDF, editable.

The only place that knows python-docx. Every text is put into the file as text: nothing that a
person wrote is ever read as a template, a field or markup.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from common.templatetags.vi import agency_lines, vn_long_date

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
# Characters that XML 1.0 cannot hold, however they came into a text.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line; ``size`` in points, 0 for that of the paper."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float = 0


def bold(text: str) -> Run:
    """``text`` in bold."""
    return Run(text, bold=True)


def italic(text: str) -> Run:
    """``text`` in italics."""
    return Run(text, italic=True)


Piece = str | Run


def _clean(text: object) -> str:
    return _NOT_XML.sub("", str(text)).replace("\r\n", "\n").replace("\r", "\n")


def _line(paragraph: Any, pieces: Iterable[Piece], size: float = 0) -> Any:
    for piece in pieces:
        run = piece if isinstance(piece, Run) else Run(piece)
        made = paragraph.add_run(_clean(run.text))
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.size or size:
            made.font.size = Pt(run.size or size)
    return paragraph


def _property(parent: Any, name: str, **values: str) -> Any:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _rule(paragraph: Any, *, side: int) -> None:
    """Make the empty ``paragraph`` a thin line, ``side`` millimetres in from both edges."""
    frame = paragraph.paragraph_format
    frame.left_indent = frame.right_indent = Mm(side)
    frame.space_after, frame.line_spacing = Pt(4), Pt(3)
    borders = _property(paragraph._p.get_or_add_pPr(), "w:pBdr")  # noqa: SLF001 -- no public way
    _property(borders, "w:bottom", val="single", sz="6", space="1", color="000000")


class WordPaper:
    """An official paper, written from top to bottom; :meth:`content` gives the file's bytes.

    ``wide`` lays the page on its side, for tables of many columns; ``foot`` stands small at the
    foot of every page.
    """

    def __init__(self, *, name: str, author: str, wide: bool = False, foot: str = "") -> None:
        self._document: Any = Document()
        about = self._document.core_properties
        about.title, about.author = _clean(name)[:255], _clean(author)[:255]
        about.comments, about.language = "", "vi-VN"
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(14)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:eastAsia", "w:cs", "w:hAnsi"):
            fonts.set(qn(kind), FONT)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.line_spacing = 1.15
        section = self._document.sections[0]
        section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
        if wide:
            section.orientation = WD_ORIENT.LANDSCAPE
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        self._number_pages(section)
        # The first page has a header and a footer of its own.
        for footer in (section.footer, section.first_page_footer) if foot else ():
            made = _line(footer.paragraphs[0], [Run(foot, size=8.5)])
            made.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    @staticmethod
    def _number_pages(section: Any) -> None:
        """The page number in the middle above, from page two (Phụ lục I, Phần I, II)."""
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run()
        run.font.size = Pt(13)
        for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
            if kind:
                _property(run._r, "w:fldChar", fldCharType=kind)  # noqa: SLF001 -- no public way
            else:
                _property(run._r, "w:instrText").text = text  # noqa: SLF001 -- no public way

    def _paragraph(self, place: Any = None, align: str = "center") -> Any:
        made = (place or self._document).add_paragraph()
        made.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        return made

    # --- heads ------------------------------------------------------------------------------------

    def remark(self, *pieces: Piece) -> None:
        """A centred line above everything: that this is a draft."""
        _line(self._paragraph(), pieces)

    def national_head(self) -> None:
        """Quốc hiệu and tiêu ngữ alone, as on a form that a citizen hands in."""
        self._nation(self._document, side=52)

    def _nation(self, place: Any, *, side: int, size: float = 13) -> None:
        first = self._paragraph(place)
        first.paragraph_format.space_after = Pt(0)
        _line(first, [bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")], size - 0.5)
        second = self._paragraph(place)
        second.paragraph_format.space_after = Pt(0)
        _line(second, [bold("Độc lập - Tự do - Hạnh phúc")], size + 0.5)
        _rule(self._paragraph(place), side=side)

    def letterhead(
        self,
        *,
        body: str,
        place: str,
        date: dt.date | str,
        number: str = "",
        about: str = "",
        parent: str = "",
    ) -> None:
        """The issuing body left, quốc hiệu right, number and day below (Phụ lục I, Phần I, II)."""
        left, right = self._columns(66, 99)
        for line in agency_lines(parent) if parent else ():
            self._head_line(left, Run(line.upper()), 12.5)
        for line in agency_lines(body):
            self._head_line(left, bold(line.upper()), 13)
        _rule(self._paragraph(left), side=20)
        if number:
            self._head_line(left, Run(f"Số: {number}"), 13)
        if about:
            self._head_line(left, Run(f"V/v {about}"), 12)
        self._nation(right, side=20)
        self._head_line(right, italic(f"{place}, {vn_long_date(date)}"), 13.5)
        for cell in (left, right):
            self._drop_first(cell)

    def letterhead_of(self, facts: Mapping[str, Any]) -> None:
        """The letterhead of a paper whose facts name ``body``, ``number``, ``place``, ``date``."""
        names = ("parent", "body", "number", "place", "date")
        self.letterhead(**{name: facts[name] for name in names if name in facts})

    def _head_line(self, cell: Any, piece: Run, size: float) -> Any:
        made = _line(self._paragraph(cell), [piece], size)
        made.paragraph_format.space_after = Pt(0)
        return made

    def title(self, name: str, *subject: str) -> None:
        """The kind of paper in capitals, and below what it is about."""
        head = _line(self._paragraph(), [bold(name.upper())])
        head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(14), Pt(0)
        for line in subject:
            made = _line(self._paragraph(), [bold(line)])
            made.paragraph_format.space_after = Pt(0)
        self._document.paragraphs[-1].paragraph_format.space_after = Pt(10)

    # --- text -------------------------------------------------------------------------------------

    def heading(self, text: str) -> None:
        """A part of the paper, kept with what follows."""
        made = _line(self._paragraph(align="left"), [bold(text)])
        made.paragraph_format.space_before, made.paragraph_format.keep_with_next = Pt(8), True
        made.paragraph_format.first_line_indent = Mm(10)

    def line(self, *pieces: Piece, indent: bool = True, align: str = "justify") -> None:
        """One paragraph."""
        made = _line(self._paragraph(align=align), pieces)
        if indent:
            made.paragraph_format.first_line_indent = Mm(10)

    def text(self, text: str, empty: str = "…") -> None:
        """A long text, paragraph by paragraph as it was written."""
        for part in [part for part in _clean(text).split("\n") if part.strip()] or [empty]:
            self.line(part)

    # --- tables -----------------------------------------------------------------------------------

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[Sequence[Piece] | str]],
        *,
        widths: Sequence[int],
        above: str = "",
        numbers: Sequence[str] = (),
    ) -> None:
        """A ruled table; its head repeats on every page. ``widths`` in millimetres.

        A cell is a text or a sequence of pieces; ``above`` is a first row across all columns;
        ``numbers`` names the columns whose cells stand at the right.
        """
        table = self._document.add_table(rows=0, cols=len(head), style="Table Grid")
        table.autofit = False
        if above:
            cells = self._row(table, [[bold(above)]], repeat=True)
            for cell in cells[1:]:
                cells[0].merge(cell)
            cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for cell in self._row(table, [[bold(text)] for text in head], repeat=True):
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for row in rows:
            self._row(table, row, repeat=False)
        self._widen(table, widths)
        for row in table.rows[1 + bool(above) :]:
            for cell, text in zip(row.cells, head, strict=True):
                if text in numbers:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._paragraph(align="left").paragraph_format.space_after = Pt(0)

    @staticmethod
    def _widen(table: Any, widths: Sequence[int]) -> None:
        """Word reads the width of a cell, others that of the column: say both."""
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                if cell.grid_span == 1:
                    cell.width = Mm(width)

    @staticmethod
    def _row(table: Any, texts: Sequence[Sequence[Piece] | str], *, repeat: bool) -> Any:
        row = table.add_row()
        rules = row._tr.get_or_add_trPr()  # noqa: SLF001 -- no public way
        _property(rules, "w:cantSplit")
        if repeat:
            _property(rules, "w:tblHeader")
        cells = row.cells
        for cell, text in zip(cells, texts, strict=False):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            _line(paragraph, [text] if isinstance(text, str) else text, 12)
        return cells

    def _columns(self, *widths: int) -> list[Any]:
        """Columns without rules, kept on one page."""
        table = self._document.add_table(rows=1, cols=len(widths))
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        _property(table.rows[0]._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001 -- as above
        self._widen(table, widths)
        return list(table.rows[0].cells)

    @staticmethod
    def _drop_first(cell: Any) -> None:
        """A new cell begins with an empty paragraph; the last one has to stay."""
        first = cell.paragraphs[0]._p  # noqa: SLF001 -- no public way
        first.getparent().remove(first)

    # --- the end ----------------------------------------------------------------------------------

    def signature(
        self,
        *title: str,
        name: str,
        hint: str = "",
        day: str = "",
        recipients: Sequence[str] = (),
    ) -> None:
        """Nơi nhận left, the signature right: day, who signs in capitals, room to sign, name.

        It takes the paragraph before it along: no page holds a signature alone.
        """
        if self._document.paragraphs:
            self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        left, right = self._columns(75, 90)
        _line(
            left.paragraphs[0], [Run("Nơi nhận:", bold=True, italic=True)] if recipients else [], 12
        )
        for place, one in enumerate(recipients, start=1):
            end = "." if place == len(recipients) else ";"
            made = _line(left.add_paragraph(), [f"- {one}{end}"], 11)
            made.paragraph_format.space_after = Pt(0)
        lines = [italic(day)] if day else []
        lines += [bold(line.upper()) for one in title for line in agency_lines(one)]
        lines += [Run(hint, italic=True, size=12)] if hint else []
        for line in [*lines, Run("\n\n\n"), bold(name)]:
            made = _line(self._paragraph(right), [line])
            made.paragraph_format.space_after = Pt(0)
            made.paragraph_format.keep_with_next = line.text != name
        self._drop_first(right)

    def signatures(self, *signers: tuple[str, str]) -> None:
        """Several people sign beside each other: for each the title and the name."""
        if self._document.paragraphs:
            self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        width = 165 // len(signers)
        cells = self._columns(*[width] * len(signers))
        for cell, (title, name) in zip(cells, signers, strict=True):
            lines = [bold(line.upper()) for line in title.splitlines()]
            for line in [*lines, Run("\n\n\n"), bold(name)]:
                made = _line(self._paragraph(cell), [line])
                made.paragraph_format.space_after = Pt(0)
            self._drop_first(cell)

    def new_page(self) -> None:
        """What follows begins on a page of its own: an annex."""
        self._document.add_page_break()

    def content(self) -> bytes:
        """The file; the same facts give the same bytes, whatever the hour."""
        saved, kept = io.BytesIO(), io.BytesIO()
        self._document.save(saved)
        with (
            zipfile.ZipFile(saved) as parts,
            zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file,
        ):
            for name in parts.namelist():
                # A bare ZipInfo carries the first day of ZIP's calendar, not the clock.
                file.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
        return kept.getvalue()
