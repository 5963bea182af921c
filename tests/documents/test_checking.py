"""What is inside a PDF or picture: nothing that acts, nothing hidden; photos become a plain PDF."""

import io
import tracemalloc
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from common.errors import DomainError
from documents.enums import FileKind
from documents.models import StoredFile
from documents.services import page_count, page_pictures, store_bytes, store_photos, store_upload
from documents.services.files import read_bytes
from tests.factories import accounts
from tests.factories.papers import pdf_bytes, photo, photo_bytes

pytestmark = pytest.mark.django_db
PRINT = "Hãy in ra PDF (chọn “Save as PDF”) rồi gửi bản đó"


def pdf_with(change: Any, **saved: Any) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 283))
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **saved)
    return out.getvalue()


def runs_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def hides_script_behind_a_link(pdf: pikepdf.Pdf) -> None:
    then = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    act = Dictionary(S=Name.URI, URI=String("https://example.org"), Next=then)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=act)
    pdf.pages[0].Annots = Array([link])


def starts_a_program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String("cmd.exe"))


def carries_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def asks_for_data(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))


def nothing(_pdf: pikepdf.Pdf) -> None:
    """A plain page."""


ZIP = b"PK\x05\x06" + b"\0" * 18
EMPTY = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
REFUSED = [
    ("a.pdf", pdf_with(runs_script), f"Tệp PDF có mã lệnh JavaScript bên trong. {PRINT}"),
    (
        "a.pdf",
        pdf_with(hides_script_behind_a_link),
        f"Tệp PDF có mã lệnh JavaScript bên trong. {PRINT}",
    ),
    ("a.pdf", pdf_with(starts_a_program), f"Tệp PDF có lệnh mở chương trình khác. {PRINT}"),
    (
        "a.pdf",
        pdf_with(carries_a_file),
        f"Tệp PDF có tệp khác đính kèm bên trong (“virus.exe”). {PRINT}",
    ),
    (
        "a.pdf",
        pdf_with(asks_for_data),
        f"Tệp PDF có biểu mẫu động hoặc phim, âm thanh bên trong. {PRINT}",
    ),
    (
        "a.pdf",
        pdf_with(nothing, encryption=pikepdf.Encryption(owner="a", user="b")),
        "Tệp PDF có mật khẩu. Hãy lưu một bản không đặt mật khẩu rồi gửi lại",
    ),
    (
        "a.pdf",
        b"%PDF-1.7\nhong\n%%EOF\n",
        "Tệp PDF bị hỏng, không mở được. Hãy quét hoặc tải lại",
    ),
    (
        "a.pdf",
        EMPTY,
        "Tệp PDF bị hỏng, không mở được. Hãy quét hoặc tải lại",
    ),
    (
        "a.pdf",
        pdf_bytes() + ZIP,
        "Tệp vừa là PDF vừa là tệp nén. Hãy in hoặc quét lại thành PDF thường",
    ),
    (
        "a.jpg",
        photo_bytes() + b"<!doctype html><script>alert(1)</script>",
        "Trong ảnh có giấu nội dung khác (trang web, tệp nén hoặc PDF). Hãy chụp lại ảnh",
    ),
    (
        "a.png",
        photo_bytes(kind="PNG") + ZIP,
        "Trong ảnh có giấu nội dung khác (trang web, tệp nén hoặc PDF). Hãy chụp lại ảnh",
    ),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_what_acts_or_hides_is_refused_in_words(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(DomainError) as refused:
        store_upload(upload=SimpleUploadedFile(name, content), actor=accounts.user())
    assert refused.value.fields == {"file": [sentence]}
    assert not StoredFile.objects.exists()


def test_a_pdf_that_only_its_owner_may_change_is_taken() -> None:
    content = pdf_with(nothing, encryption=pikepdf.Encryption(owner="a", user=""))
    stored = store_upload(upload=SimpleUploadedFile("a.pdf", content), actor=accounts.user())
    assert page_count(stored) == 1


def test_a_scan_of_five_hundred_pages_is_taken_piece_by_piece() -> None:
    noise = photo_bytes((400, 600))
    with pikepdf.new() as pdf:
        for number in range(500):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Contents = pdf.make_stream(noise + bytes([number % 256]) * 40_000)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    size = out.tell()
    with TemporaryUploadedFile("quet.pdf", "application/pdf", size, None) as upload:
        upload.write(out.getvalue())
        out.close()
        tracemalloc.start()
        stored = store_upload(upload=upload, actor=accounts.user(), max_bytes=100 * 1024 * 1024)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert stored.size == size > 15 * 1024 * 1024
    assert page_count(stored) == 500
    assert peak < 5 * 1024 * 1024


def test_first_pages_are_drawn_small() -> None:
    stored = store_bytes(content=pdf_bytes(6), kind=FileKind.PDF)
    pictures = page_pictures(stored, first=4)
    assert [Image.open(io.BytesIO(one)).size for one in pictures] == [(240, 340)] * 4
    picture = store_bytes(content=photo_bytes((600, 800)), kind=FileKind.JPEG)
    (small,) = page_pictures(picture, first=4)
    assert Image.open(io.BytesIO(small)).size == (240, 320)
    assert page_count(picture) == 1


def test_what_has_no_pages_is_not_drawn() -> None:
    for content, kind in ((b"PK so", FileKind.XLSX), (b"%PDF hong", FileKind.PDF)):
        with pytest.raises(ValueError, match=r"."):
            page_pictures(store_bytes(content=content, kind=kind), first=1)
    assert page_count(StoredFile.objects.get(kind=FileKind.XLSX)) is None


# --- photos ---------------------------------------------------------------------------------------


def sizes(stored: StoredFile) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(read_bytes(stored))) as pdf:
        return [(int(page.mediabox[2]), int(page.mediabox[3])) for page in pdf.pages]


def test_photos_are_turned_upright_made_small_and_freed_of_the_camera_notes() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Máy của An"
    exif.get_ifd(0x8825)[1] = "N"
    lying = photo("1.jpg", size=(4000, 3000), exif=exif)
    flat = photo("2.png", size=(900, 600), kind="PNG")
    stored = store_photos(uploads=[lying, flat], actor=accounts.user())
    # A4 at 150 dpi is 595 × 842 points; the second is smaller and stays as it is.
    assert sizes(stored) == [(595, 793), (432, 288)]
    content = read_bytes(stored)
    assert b"Exif" not in content
    assert "Máy của An".encode() not in content


def test_the_same_photos_give_the_same_file_and_another_order_another() -> None:
    colours = ("#b8730a", "#0a5c4f")
    by = accounts.user()

    def made(*order: int) -> StoredFile:
        return store_photos(uploads=[photo(colour=colours[one]) for one in order], actor=by)

    assert made(0, 1) == made(0, 1)
    assert made(0, 1) != made(1, 0)


def test_a_photo_of_an_iphone_becomes_a_page_upright() -> None:
    content = (Path(__file__).parent / "data" / "photo.heic").read_bytes()
    upload = SimpleUploadedFile("IMG_1.HEIC", content, "image/heic")
    # 80 × 60 points, lying on its side: 60 × 80 upright.
    assert sizes(store_photos(uploads=[upload], actor=accounts.user())) == [(28, 38)]
    alone = SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg")
    with pytest.raises(DomainError, match="Ảnh HEIC của iPhone: hãy gửi ở ô ảnh chụp"):
        store_upload(upload=alone, actor=accounts.user())


PHOTOS_REFUSED = [
    ([photo()] * 41, "Một giấy tờ nhiều nhất 40 ảnh, đang có 41 ảnh"),
    (
        [photo("a.jpg"), SimpleUploadedFile("b.jpg", b"")],
        "Ảnh 2 “b.jpg”: ảnh rỗng (0 byte). Hãy chụp lại",
    ),
    (
        [photo("a.jpg"), SimpleUploadedFile("b.pdf", pdf_bytes())],
        "Ảnh 2 “b.pdf”: là PDF. Mỗi giấy tờ là một tệp PDF, hoặc các ảnh chụp; không gửi lẫn",
    ),
    (
        [photo("a.jpg"), SimpleUploadedFile("b.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
        "Ảnh 2 “b.svg”: không phải ảnh JPG, PNG hay HEIC (tệp là image/svg+xml)",
    ),
    (
        [SimpleUploadedFile("a.jpg", photo_bytes()[:60]), photo("b.jpg")],
        "Ảnh 1 “a.jpg”: ảnh bị hỏng, không mở được. Hãy chụp lại",
    ),
]


@pytest.mark.parametrize(("uploads", "sentence"), PHOTOS_REFUSED)
def test_a_bad_photo_is_named(uploads: list[SimpleUploadedFile], sentence: str) -> None:
    with pytest.raises(DomainError) as refused:
        store_photos(uploads=uploads, actor=accounts.user())
    assert refused.value.fields == {"file": [sentence]}
    assert not StoredFile.objects.exists()


def test_a_photo_over_the_limit_is_refused_with_both_sizes(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    big = SimpleUploadedFile("b.jpg", photo_bytes() + b"\0" * 3 * 1024 * 1024)
    with pytest.raises(DomainError, match=r"Ảnh 2 “b.jpg”: 3,0 MB, mỗi ảnh nhiều nhất 1 MB"):
        store_photos(uploads=[photo(), big], actor=accounts.user())
