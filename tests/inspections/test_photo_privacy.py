"""A reporter's photo keeps what it shows and loses what the camera wrote into it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.dates import today
from documents.enums import FileKind
from documents.services.files import read_bytes
from inspections.services import file_complaint

pytestmark = pytest.mark.django_db
CAMERA_MODEL = 0x0110


def test_photo_of_a_report_is_stored_without_the_cameras_notes():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[CAMERA_MODEL] = "Điện thoại của chị Hoa"
    Image.new("RGB", (60, 40), "#b8730a").save(out, "JPEG", exif=exif)
    assert b"Hoa" in out.getvalue()

    row = file_complaint(
        text="Sản phẩm bán ở chợ không đúng bao bì đã đăng ký",
        photo=SimpleUploadedFile("anh.jpg", out.getvalue(), "image/jpeg"),
        on=today(),
    )

    stored = read_bytes(row.photo)
    assert row.photo.kind == FileKind.JPEG
    with Image.open(io.BytesIO(stored)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((60, 40), {})
    assert b"Hoa" not in stored
