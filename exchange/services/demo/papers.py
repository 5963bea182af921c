"""Papers of the demo dossiers: small real PDFs and photos that say what they are."""

import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from documents.services import render_pdf
from producers.enums import PaperKind


@dataclass(frozen=True)
class Paper:
    """What one demo paper is; ``lines`` are its text."""

    kind: str
    title: str
    issuer: str
    number: str
    lines: tuple[str, ...]
    criteria: tuple[str, ...]
    # Days before the dossier was begun on which it was issued, and for how long it is good.
    issued: int = 60
    lasts: int | None = None

    def printed(self, on: dt.date) -> dict[str, Any]:
        """Number, issuer and days, as of ``on``, as the vault keeps them."""
        issued_on = on - dt.timedelta(days=self.issued)
        until = None if self.lasts is None else issued_on + dt.timedelta(days=self.lasts)
        number = self.number.removeprefix("Số: ")
        return {
            "number": number,
            "issuer": self.issuer,
            "issued_on": issued_on,
            "valid_until": until,
        }


PAPERS = (
    Paper(
        PaperKind.BUSINESS,
        "Giấy chứng nhận đăng ký kinh doanh",
        "Phòng Kinh tế",
        "Số: 38-DEMO-0001",
        ("Ngành nghề: chế biến, bảo quản thủy sản và các sản phẩm từ thủy sản.",),
        ("3.1",),
        issued=900,
    ),
    Paper(
        PaperKind.CONDITIONS,
        "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        "Chi cục Quản lý chất lượng nông lâm sản và thủy sản",
        "Số: DEMO-118/ATTP",
        ("Cơ sở đủ điều kiện an toàn thực phẩm để sản xuất mắm, nước mắm.",),
        ("9",),
        issued=500,
        lasts=1095,
    ),
    Paper(
        PaperKind.TEST,
        "Phiếu kết quả kiểm nghiệm",
        "Trung tâm kiểm nghiệm",
        "Số: DEMO-1187/PKQ",
        (
            "Hàm lượng nitơ tổng số: 22 g/l. Hàm lượng muối: 265 g/l.",
            "Chì, cadimi, asen: trong giới hạn cho phép.",
        ),
        ("8", "9"),
        issued=75,
        lasts=365,
    ),
    Paper(
        PaperKind.MARKET,
        "Hợp đồng đại lý",
        "Chủ thể và 7 đại lý trong, ngoài tỉnh",
        "Số: DEMO-05/HĐĐL",
        ("Danh sách 7 đại lý, thời hạn 24 tháng.",),
        ("4.1", "4.2"),
        issued=200,
        lasts=730,
    ),
)
# In the vault beside the dossier's papers: one that ends soon, one that ended.
KEPT = (
    Paper(
        PaperKind.QUALITY_SYSTEM,
        "Giấy chứng nhận HACCP",
        "Tổ chức chứng nhận (bản chạy thử)",
        "Số: DEMO-HACCP-27",
        ("Phạm vi: sản xuất mắm, nước mắm đóng chai.",),
        (),
        issued=1045,
        lasts=1095,
    ),
    Paper(
        PaperKind.TEST,
        "Phiếu kết quả kiểm nghiệm năm trước",
        "Trung tâm kiểm nghiệm",
        "Số: DEMO-0842/PKQ",
        ("Hàm lượng nitơ tổng số: 21 g/l.",),
        (),
        issued=420,
        lasts=365,
    ),
)


@cache
def pdf_bytes(paper: Paper) -> bytes:
    """The PDF of a demo paper; made once per process."""
    return render_pdf(template="exchange/pdf/demo_paper.html", context={"paper": paper})


# What the pack is made of: shapes as (box, corner, colour), from the back to the front.
_BOTTLE = (
    ((430, 150, 770, 820), 60, "#8a5a12"),
    ((525, 60, 675, 180), 12, "#1b2b27"),
)
_JAR = (
    ((380, 240, 820, 800), 70, "#a3573a"),
    ((410, 170, 790, 270), 18, "#1b2b27"),
)
_BOX = (
    ((330, 220, 870, 780), 10, "#385c1c"),
    ((330, 220, 870, 300), 10, "#2a4614"),
)
_MAT = (
    ((250, 180, 950, 760), 6, "#d9b45b"),
    ((250, 230, 950, 250), 0, "#8a3d1b"),
    ((250, 690, 950, 710), 0, "#8a3d1b"),
)
_PACKS = {"Hũ": _JAR, "Gói": _BOX, "Hộp": _BOX, "Chiếc": _MAT}


@cache
def photo_bytes(text: str, packaging: str) -> bytes:
    """A drawn "photo" of a pack of its kind with the product's name on the label."""
    image = Image.new("RGB", (1200, 900), "#efede6")
    draw = ImageDraw.Draw(image)
    for box, corner, colour in _PACKS.get(packaging.split(" ")[0], _BOTTLE):
        draw.rounded_rectangle(box, corner, fill=colour)
    draw.rectangle((430, 360, 770, 620), fill="#ffffff")
    path = finders.find("fonts/pdf/BeVietnamPro-SemiBold.ttf")
    font = ImageFont.truetype(str(path), 34) if path else ImageFont.load_default()
    words, line, top = text.split(), "", 400
    for word in [*words, ""]:
        if word and len(line) + len(word) < 16:
            line = f"{line} {word}".strip()
            continue
        draw.text((600, top), line, fill="#1b2b27", font=font, anchor="mm")
        line, top = word, top + 50
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def pdf_upload(paper: Paper) -> SimpleUploadedFile:
    """The paper as a browser would send it."""
    name = f"{paper.kind}.pdf"
    return SimpleUploadedFile(name, pdf_bytes(paper), content_type="application/pdf")


def photo_upload(text: str, packaging: str) -> SimpleUploadedFile:
    """The photo as a telephone would send it."""
    content = photo_bytes(text, packaging)
    return SimpleUploadedFile("anh-san-pham.jpg", content, content_type="image/jpeg")
