"""How many pages a stored paper has, small pictures of the first of them, one page to read."""

import io
import threading
from typing import Any, BinaryIO, cast

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from documents.enums import IMAGE_KINDS, FileKind
from documents.models import StoredFile
from documents.services.checking import pages_in
from documents.services.photos import on_white

PICTURE_WIDTH = 240
# A4 that can be read on a desk's screen, and enlarged on a tablet.
PAGE_WIDTH = 1240
_QUALITY = 78
# pdfium knows no threads; a web process may have several.
_ONE_AT_A_TIME = threading.Lock()


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


def page_picture(stored: StoredFile, number: int) -> bytes:
    """Page ``number`` (from 1) of a PDF, or the photo, as a JPEG of 1,240 pixels in width.

    Raises:
        ValueError: there is no such page, or it can't be drawn.
    """
    with default_storage.open(stored.path) as file:
        if stored.kind == FileKind.PDF:
            return _of_pdf(file, number, after=number - 1, width=PAGE_WIDTH)[0]
        if stored.kind in IMAGE_KINDS and number == 1:
            return _of_image(file, width=PAGE_WIDTH)
    raise ValueError(f"{stored} has no page {number}")


def _of_pdf(file: object, last: int, *, after: int = 0, width: int = PICTURE_WIDTH) -> list[bytes]:
    """Pictures of the pages behind ``after`` up to ``last``, as far as there are any."""
    with _ONE_AT_A_TIME:
        return _drawn_pages(file, last, after, width)


def _drawn_pages(file: object, last: int, after: int, width: int) -> list[bytes]:
    # Only who draws needs it; every process would load it.
    import pypdfium2  # noqa: PLC0415 -- see above

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    try:
        if not 0 <= after < len(document):
            raise ValueError(f"no page {after + 1}")
        pages = range(after, min(last, len(document)))
        return [_drawn(document, number, width) for number in pages]
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    finally:
        document.close()


def _drawn(document: Any, number: int, wide: int) -> bytes:
    page = document[number]
    try:
        width, height = page.get_size()
        # A till roll of a page stays a small picture.
        scale = min(wide / max(width, 1), 3 * wide / max(height, 1))
        return _jpeg(page.render(scale=scale, may_draw_forms=False).to_pil())
    finally:
        page.close()


def _of_image(file: object, *, width: int = PICTURE_WIDTH) -> bytes:
    try:
        with Image.open(file) as source:  # type: ignore[arg-type]
            source.draft("RGB", (width, width))
            picture = ImageOps.exif_transpose(source)
            picture.thumbnail((width, 3 * width))
            return _jpeg(picture)
    except (OSError, SyntaxError) as error:
        raise ValueError(str(error)) from None


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    plain = on_white(picture)
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True, exif=b"")
    return out.getvalue()
