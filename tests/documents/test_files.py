"""Files in and out: what is refused and in which words, what is stored, how it is handed out."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from accounts.models import User
from common.errors import DomainError
from documents.enums import IMAGE_KINDS, FileKind
from documents.models import StoredFile
from documents.services import check_upload, store_bytes, store_upload, stream
from documents.services.files import read_bytes
from tests.factories import accounts

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages"
    b"/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 283]"
    b">>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def picture(kind: str, size: tuple[int, int] = (20, 10)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#b8730a").save(buffer, kind)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that would unpack to ``width`` × ``height`` points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


PNG, JPEG = picture("PNG"), picture("JPEG")
ZIP = b"PK\x03\x04" + b"\0" * 100
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def an() -> User:
    return accounts.user("Trần Văn An")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


REFUSED = [
    ("giay.pdf", b"", "tệp rỗng (0 byte). Hãy chọn lại tệp"),
    ("giay.pdf", HTML, "nội dung không phải PDF, ảnh JPG, ảnh PNG (tệp là text/html)"),
    ("anh.png", SVG, "nội dung không phải PDF, ảnh JPG, ảnh PNG (tệp là image/svg+xml)"),
    ("giay.pdf", ZIP, "nội dung không phải PDF, ảnh JPG, ảnh PNG (tệp là application/zip)"),
    ("giay.pdf", PNG, "tên có đuôi “.pdf” nhưng nội dung là ảnh PNG. Hãy đổi tên tệp cho đúng"),
    ("anh.png", JPEG, "tên có đuôi “.png” nhưng nội dung là ảnh JPG. Hãy đổi tên tệp cho đúng"),
    ("giay", PDF, "tên có đuôi “trống” nhưng nội dung là PDF. Hãy đổi tên tệp cho đúng"),
    ("giay.pdf.exe", PDF, "tên có đuôi “.exe” nhưng nội dung là PDF. Hãy đổi tên tệp cho đúng"),
    ("giay.pdf", PDF[:-8], "tệp PDF bị cắt giữa chừng. Hãy quét hoặc tải lại"),
    ("anh.jpg", JPEG[:60], "ảnh bị hỏng, không mở được. Hãy chụp hoặc quét lại"),
    ("anh.png", PNG[:40], "ảnh bị hỏng, không mở được. Hãy chụp hoặc quét lại"),
    (
        "anh.png",
        png_that_claims(50_000, 50_000),
        "ảnh quá nhiều điểm ảnh, hãy chụp lại ở cỡ nhỏ hơn",
    ),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_a_bad_file_is_refused_in_words_and_not_stored(
    an: User, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(DomainError) as refused:
        store_upload(upload=upload(name, content), actor=an)
    assert refused.value.fields == {"file": [sentence[0].upper() + sentence[1:]]}
    assert refused.value.message == f"Tệp “{name}”: {sentence}"
    assert refused.value.code == "invalid"
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Giấy phép.pdf", PDF, FileKind.PDF),
        ("GIAY.PDF", PDF, FileKind.PDF),
        ("anh.jpg", JPEG, FileKind.JPEG),
        ("anh.JPEG", JPEG, FileKind.JPEG),
        ("anh.png", PNG, FileKind.PNG),
        ("../../etc/giay.pdf", PDF, FileKind.PDF),
        ("C:\\tmp\\giay.pdf", PDF, FileKind.PDF),
    ],
)
def test_a_good_file_is_stored_under_its_digest(
    an: User, name: str, content: bytes, kind: str
) -> None:
    stored = store_upload(upload=upload(name, content), actor=an)
    assert (stored.kind, stored.size) == (kind, len(content))
    assert stored.path == f"files/{stored.digest[:2]}/{stored.digest[2:4]}/{stored.digest}"
    assert read_bytes(stored) == content


def test_a_file_over_the_limit_is_refused_with_both_sizes(an: User) -> None:
    big = PDF[:-6] + b"\n" * 3 * 1024 * 1024 + b"%%EOF\n"
    with pytest.raises(DomainError, match=r"tệp 3,0 MB, nhiều nhất 2 MB. Hãy quét ở 150 dpi"):
        store_upload(upload=upload("giay.pdf", big), actor=an, max_bytes=2 * 1024 * 1024)
    assert store_upload(upload=upload("giay.pdf", big), actor=an).size == len(big)


def test_the_limit_itself_is_allowed(an: User) -> None:
    store_upload(upload=upload("giay.pdf", PDF), actor=an, max_bytes=len(PDF))
    with pytest.raises(DomainError):
        store_upload(upload=upload("giay.pdf", PDF), actor=an, max_bytes=len(PDF) - 1)


def test_only_the_kinds_asked_for_are_taken(an: User) -> None:
    with pytest.raises(DomainError, match="nội dung không phải ảnh JPG, ảnh PNG"):
        store_upload(upload=upload("giay.pdf", PDF), actor=an, kinds=IMAGE_KINDS)


def test_control_characters_of_a_name_do_not_reach_the_sentence(an: User) -> None:
    name = "giay\x1b[31m\r\nBcc: x\u202efdp.exe"
    given = upload("x.pdf", HTML)
    given._name = name  # as a hostile client would send it
    with pytest.raises(DomainError) as refused:
        check_upload(upload=given)
    assert [char for char in refused.value.message if ord(char) < 32 or char == "\u202e"] == []


def test_equal_bytes_share_one_row_and_one_file(an: User) -> None:
    first = store_upload(upload=upload("a.pdf", PDF), actor=an)
    second = store_upload(upload=upload("b.pdf", PDF), actor=an)
    assert first == second
    folder = Path(default_storage.path(first.path)).parent
    assert [path.name for path in folder.iterdir()] == [first.digest]


def test_checking_stores_nothing(an: User) -> None:
    assert check_upload(upload=upload("a.png", PNG)) == (PNG, FileKind.PNG)
    assert not StoredFile.objects.exists()


def test_a_row_lost_after_its_file_was_written_is_made_again(an: User) -> None:
    first = store_bytes(content=PDF, kind=FileKind.PDF)
    path = first.path
    first.delete()
    assert store_bytes(content=PDF, kind=FileKind.PDF).path == path


@pytest.mark.parametrize("inline", [True, False])
def test_a_file_is_handed_out_with_guards(an: User, *, inline: bool) -> None:
    stored = store_bytes(content=PDF, kind=FileKind.PDF)
    name = 'Giấy "phép"\r\nX-Evil: 1.pdf'
    answer = stream(stored, filename=name, inline=inline)
    assert b"".join(answer.streaming_content) == PDF
    answer.close()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].endswith("sandbox")
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("inline" if inline else "attachment")
    assert "\n" not in disposition
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [({"size": 0}, "stored_file_not_empty"), ({"kind": "text/html"}, "stored_file_kind_known")],
)
def test_the_database_refuses_impossible_files(facts: dict[str, Any], constraint: str) -> None:
    given = {"digest": "a" * 64, "size": 1, "kind": FileKind.PDF, "path": "files/x"} | facts
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StoredFile.objects.create(**given)
