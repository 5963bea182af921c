"""Photos of a paper, taken with a phone, made into one PDF."""

import io
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

import magic
import pi_heif
import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User
from common.errors import DomainError
from documents.enums import HEIC, IMAGE_KINDS, PHOTO_EXTENSIONS, FileKind
from documents.models import StoredFile
from documents.services.files import shown_name, store_file
from documents.services.photos import on_white

MOST_PHOTOS = 40
# A4 at 150 dots per inch: legible, and a page of about 250 KB.
_DPI = 150
_LONG, _SHORT = 1754, 1240
_QUALITY = 75
_MB = 1024 * 1024
# Beyond this a photo is a bomb, not of a telephone.
_MOST_POINTS = 120_000_000
# Up to here the finished PDF stays in memory while it is written.
_SPOOL = 4 * _MB


def paper_rules() -> dict[str, Any]:
    """What a page needs to say beside the field for a paper's files."""
    return {
        # Any picture: an iPhone then hands over JPG, and a phone offers its camera.
        "accept": ".pdf,application/pdf,image/*",
        "max_bytes": settings.PAPER_MAX_BYTES,
        "photo_bytes": settings.UPLOAD_MAX_BYTES,
        "most_photos": MOST_PHOTOS,
    }


def are_photos(uploads: "Sequence[UploadedFile[Any]]") -> bool:
    """Whether the files are to be pages of one paper: several, or one that only a phone makes."""
    suffixes = [PurePosixPath(str(upload.name or "").lower()).suffix for upload in uploads]
    if len(suffixes) == 1:
        return suffixes[0] in (".heic", ".heif")
    return len(suffixes) > 1


def store_photos(
    *,
    uploads: "Sequence[UploadedFile[Any]]",
    actor: User,  # noqa: ARG001 -- every write names who asks
) -> StoredFile:
    """Make one PDF of photos, a page each in the given order, and store it.

    Each is turned upright and made as small as A4 at 150 dpi; place, camera and time that the
    phone wrote down are left out. One photo is in memory at a time. The same photos in the same
    order give the same file.

    Raises:
        DomainError: ``invalid`` on ``file``, naming the photo: too many, too big, empty, damaged,
            or something else than JPG, PNG or HEIC.
    """
    if len(uploads) > MOST_PHOTOS:
        sentence = f"Một giấy tờ nhiều nhất {MOST_PHOTOS} ảnh, đang có {len(uploads)} ảnh"
        raise DomainError(sentence, code="invalid", fields={"file": [sentence]})
    with pikepdf.new() as pdf, tempfile.SpooledTemporaryFile(max_size=_SPOOL) as out:
        for number, upload in enumerate(uploads, start=1):
            _add_page(pdf, *_page_of(upload, number))
        pdf.save(cast("Any", out), deterministic_id=True)
        return store_file(file=cast("BinaryIO", out), kind=FileKind.PDF)


def _refuse(upload: "UploadedFile[Any]", number: int, sentence: str) -> DomainError:
    told = f"Ảnh {number} “{shown_name(str(upload.name or ''))}”: {sentence}"
    return DomainError(told, code="invalid", fields={"file": [told]})


def _page_of(upload: "UploadedFile[Any]", number: int) -> tuple[bytes, tuple[int, int]]:
    """One photo as a plain JPEG, with its width and height."""
    size, limit = upload.size or 0, settings.UPLOAD_MAX_BYTES
    if size == 0:
        raise _refuse(upload, number, "ảnh rỗng (0 byte). Hãy chụp lại")
    if size > limit:
        found = f"{size / _MB:.1f}".replace(".", ",")
        raise _refuse(upload, number, f"{found} MB, mỗi ảnh nhiều nhất {limit // _MB} MB")
    file = cast("BinaryIO", upload.file)
    file.seek(0)
    kind = str(magic.from_buffer(file.read(4096), mime=True))
    suffix = PurePosixPath(str(upload.name or "").lower()).suffix
    if kind == FileKind.PDF:
        raise _refuse(
            upload, number, "là PDF. Mỗi giấy tờ là một tệp PDF, hoặc các ảnh chụp; không gửi lẫn"
        )
    if kind not in (*IMAGE_KINDS, *HEIC) or suffix not in PHOTO_EXTENSIONS:
        raise _refuse(upload, number, f"không phải ảnh JPG, PNG hay HEIC (tệp là {kind})")
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture = _upright(file, heic=kind in HEIC)
        except _TooManyPointsError:
            raise _refuse(upload, number, "quá nhiều điểm ảnh, hãy chụp ở cỡ nhỏ hơn") from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError):
            raise _refuse(upload, number, "ảnh bị hỏng, không mở được. Hãy chụp lại") from None
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True, exif=b"")
    return out.getvalue(), picture.size


class _TooManyPointsError(Exception):
    """The picture claims more points than a phone takes."""


def _upright(file: BinaryIO, *, heic: bool) -> Image.Image:
    if heic:
        found = pi_heif.open_heif(file, convert_hdr_to_8bit=True)
        _check_points(found.size)
        # The reader has turned it already.
        picture = found.to_pillow()
        picture.getexif().clear()
    else:
        source = Image.open(file)
        _check_points(source.size)
        source.draft("RGB", (_LONG, _LONG))
        picture = ImageOps.exif_transpose(source)
    box = (_SHORT, _LONG) if picture.height >= picture.width else (_LONG, _SHORT)
    picture.thumbnail(box)
    return on_white(picture)


def _check_points(size: tuple[int, int]) -> None:
    if size[0] * size[1] > _MOST_POINTS:
        raise _TooManyPointsError


def _add_page(pdf: pikepdf.Pdf, jpeg: bytes, size: tuple[int, int]) -> None:
    """A page as large as its photo at 150 dpi: at most A4."""
    width, height = (round(side * 72 / _DPI, 2) for side in size)
    picture = pdf.make_stream(
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, width, height],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=picture)),
        Contents=pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Photo Do Q".encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
