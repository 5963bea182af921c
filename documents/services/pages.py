"""How many pages a stored paper has, and small pictures of the first of them."""

import io
from typing import Any, BinaryIO, cast

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from documents.enums import IMAGE_KINDS, FileKind
from documents.models import StoredFile
from documents.services.checking import pages_in
from documents.services.photos import on_white

PICTURE_WIDTH = 240
# A till roll of a page stays a small picture.
_PICTURE_HEIGHT = 3 * PICTURE_WIDTH
_QUALITY = 78


def page_count(stored: StoredFile) -> int | None:
    """Pages of a PDF, one for a picture, None for what has no pages."""
    if stored.kind in IMAGE_KINDS:
        return 1
    if stored.kind != FileKind.PDF:
        return None
    with default_storage.open(stored.path) as file:
        return pages_in(cast("BinaryIO", file))


def page_pictures(stored: StoredFile, *, first: int) -> list[bytes]:
    """JPEG pictures, 240 pixels wide, of up to ``first`` pages of a PDF or of a photo.

    Raises:
        ValueError: the file has no pages, or can't be drawn.
    """
    with default_storage.open(stored.path) as file:
        if stored.kind == FileKind.PDF:
            return _of_pdf(file, first)
        if stored.kind in IMAGE_KINDS:
            return [_of_image(file)]
    raise ValueError(f"{stored} has no pages")


def _of_pdf(file: object, first: int) -> list[bytes]:
    # Only the job that draws needs it; every process would load it.
    import pypdfium2  # noqa: PLC0415 -- see above

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    try:
        return [_drawn(document, number) for number in range(min(first, len(document)))]
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    finally:
        document.close()


def _drawn(document: Any, number: int) -> bytes:
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(PICTURE_WIDTH / max(width, 1), _PICTURE_HEIGHT / max(height, 1))
        return _jpeg(page.render(scale=scale, may_draw_forms=False).to_pil())
    finally:
        page.close()


def _of_image(file: object) -> bytes:
    try:
        with Image.open(file) as source:  # type: ignore[arg-type]
            source.draft("RGB", (PICTURE_WIDTH, PICTURE_WIDTH))
            picture = ImageOps.exif_transpose(source)
            picture.thumbnail((PICTURE_WIDTH, _PICTURE_HEIGHT))
            return _jpeg(picture)
    except (OSError, SyntaxError) as error:
        raise ValueError(str(error)) from None


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    plain = on_white(picture)
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True, exif=b"")
    return out.getvalue()
