"""What is inside an uploaded PDF or picture: whole, plain, and nothing that acts by itself."""

import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf
from PIL import Image, UnidentifiedImageError

CHUNK = 1024 * 1024
_PDF_END_WINDOW = 2048
# A scan of 500 pages has about 2,000 parts; beyond this somebody means to keep the machine busy.
_MOST_PARTS = 200_000
_DEPTH = 40
# What turns a picture into a page, a program or a paper for another program. All lower case.
_FOREIGN = (b"<script", b"<html", b"<!doctype html", b"<svg ", b"<?php", b"%pdf-")

CUT_OFF = "tệp PDF bị cắt giữa chừng. Hãy quét hoặc tải lại"
DAMAGED = "tệp PDF bị hỏng, không mở được. Hãy quét hoặc tải lại"
LOCKED = "tệp PDF có mật khẩu. Hãy lưu một bản không đặt mật khẩu rồi gửi lại"
TWO_IN_ONE = "trong ảnh có giấu nội dung khác (trang web, tệp nén hoặc PDF). Hãy chụp lại ảnh"
ZIP_IN_PDF = "tệp vừa là PDF vừa là tệp nén. Hãy in hoặc quét lại thành PDF thường"
_PRINT = "Hãy in ra PDF (chọn “Save as PDF”) rồi gửi bản đó"


def pdf_fault(file: BinaryIO) -> str | None:
    """Why a PDF can't be taken: cut off, damaged, locked, or with something active inside.

    Reads what it needs from the open file, never all of it into memory.
    """
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _PDF_END_WINDOW))
    if b"%%EOF" not in file.read():
        return CUT_OFF
    file.seek(0)
    if zipfile.is_zipfile(file):
        return ZIP_IN_PDF
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            if not len(pdf.pages):
                return DAMAGED
            return _active(pdf)
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError):
        return DAMAGED


def pages_in(file: BinaryIO) -> int:
    """How many pages a PDF has that was checked before."""
    file.seek(0)
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def _active(pdf: pikepdf.Pdf) -> str | None:
    """The first thing in the PDF that would act by itself, as a sentence."""
    if len(pdf.objects) > _MOST_PARTS:
        return f"tệp PDF có quá nhiều thành phần, cổng không kiểm tra được. {_PRINT}"
    for part in pdf.objects:
        for entry in _dictionaries(part, _DEPTH):
            fault = _acts(entry)
            if fault:
                return fault
    return None


def _dictionaries(part: Any, depth: int) -> Iterator[Any]:
    """Every dictionary in ``part`` that isn't an object of its own."""
    if depth == 0:
        return
    if isinstance(part, pikepdf.Stream | pikepdf.Dictionary):
        yield part
        inner: Any = [value for _key, value in part.items()]
    elif isinstance(part, pikepdf.Array):
        inner = part
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth - 1)


def _acts(entry: Any) -> str | None:
    kind = str(entry.get("/S", ""))
    if kind == "/JavaScript" or "/JS" in entry:
        return f"tệp PDF có mã lệnh JavaScript bên trong. {_PRINT}"
    if kind == "/Launch":
        return f"tệp PDF có lệnh mở chương trình khác. {_PRINT}"
    if "/EF" in entry or str(entry.get("/Type", "")) == "/EmbeddedFile":
        name = str(entry.get("/UF", "") or entry.get("/F", ""))
        which = f" (“{name[:60]}”)" if name else ""
        return f"tệp PDF có tệp khác đính kèm bên trong{which}. {_PRINT}"
    if "/XFA" in entry or str(entry.get("/Subtype", "")) in ("/RichMedia", "/Movie", "/Sound"):
        return f"tệp PDF có biểu mẫu động hoặc phim, âm thanh bên trong. {_PRINT}"
    return None


def image_fault(file: BinaryIO) -> str | None:
    """Why a picture can't be taken: a bomb, damaged, or something else at the same time."""
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file) as image:
                image.verify()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            return "ảnh quá nhiều điểm ảnh, hãy chụp lại ở cỡ nhỏ hơn"
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return "ảnh bị hỏng, không mở được. Hãy chụp hoặc quét lại"
    file.seek(0)
    if zipfile.is_zipfile(file) or _holds(file, _FOREIGN):
        return TWO_IN_ONE
    return None


def _holds(file: BinaryIO, words: tuple[bytes, ...]) -> bool:
    """Whether one of ``words`` stands anywhere in the file, read piece by piece."""
    file.seek(0)
    longest = max(map(len, words)) - 1
    kept = b""
    while piece := file.read(CHUNK):
        window = kept + piece.lower()
        if any(word in window for word in words):
            return True
        kept = window[-longest:]
    return False
