"""Papers of a producer's vault, and the files people send as one."""

import io
import itertools
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from documents.enums import FileKind
from documents.services import store_bytes
from producers.enums import PaperKind
from producers.models import Paper, Producer
from producers.services import keep_paper

_numbers = itertools.count(1)


def pdf_bytes(pages: int = 1) -> bytes:
    """A PDF of blank pages; no two are the same."""
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(200, 283))
        pdf.docinfo["/Title"] = f"Giấy số {next(_numbers)}"
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def photo_bytes(
    size: tuple[int, int] = (60, 80), colour: str = "#b8730a", kind: str = "JPEG", **saved: Any
) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **saved)
    return out.getvalue()


def photo(name: str = "trang.jpg", **made: Any) -> SimpleUploadedFile:
    """A photo as a telephone sends it."""
    return SimpleUploadedFile(name, photo_bytes(**made), "image/jpeg")


def paper(
    of: Producer,
    kind: str = PaperKind.TEST,
    *,
    title: str = "",
    actor: User | None = None,
    content: bytes | None = None,
    pages: int = 1,
    **printed: Any,
) -> Paper:
    """A test report in the vault, with no number or day unless told."""
    file = store_bytes(content=content or pdf_bytes(pages), kind=FileKind.PDF)
    return keep_paper(
        producer=of,
        file=file,
        filename="giay.pdf",
        kind=kind,
        title=title,
        actor=actor,
        **printed,
    )
