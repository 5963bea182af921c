"""WeasyPrint changes Pillow for the whole process; uploads must not feel it."""

import io
import subprocess
import sys

import pytest
from django.conf import settings
from PIL import Image

from documents.services import check_engine


def cut_off_photo() -> io.BytesIO:
    whole = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(whole, "JPEG")
    return io.BytesIO(whole.getvalue()[: len(whole.getvalue()) // 2])


def test_a_photo_cut_off_in_the_middle_is_refused_after_a_pdf_was_made() -> None:
    check_engine()
    with Image.open(cut_off_photo()) as photo, pytest.raises(OSError, match="truncated"):
        photo.load()


def test_the_system_checks_leave_pillow_as_it_was() -> None:
    code = (
        "import django; django.setup();"
        "from django.core.checks import run_checks; run_checks();"
        "from PIL import ImageFile; raise SystemExit(ImageFile.LOAD_TRUNCATED_IMAGES)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False)
    assert done.returncode == 0
