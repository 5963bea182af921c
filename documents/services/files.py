"""Files in and out: sniffed, limited, stored under their digest, streamed with safe headers."""

import hashlib
import io
import warnings
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

import magic
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from PIL import Image, UnidentifiedImageError

from accounts.models import User
from common.errors import DomainError
from documents.enums import EXTENSIONS, UPLOAD_KINDS, FileKind
from documents.models import StoredFile

_MB = 1024 * 1024
_PDF_END_WINDOW = 2048


def _refuse(name: str, sentence: str) -> DomainError:
    return DomainError(f"Tệp “{name}”: {sentence}", code="invalid", fields={"file": [sentence]})


def _shown_name(name: str) -> str:
    """The last part of a path, without control characters: it is shown to people."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return "".join(char for char in bare if char.isprintable()) or "không tên"


def _sniff(content: bytes) -> str:
    return str(magic.from_buffer(content[:4096], mime=True))


def _check_image(name: str, content: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content)) as image:
                image.verify()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _refuse(name, "ảnh quá nhiều điểm ảnh, hãy chụp lại ở cỡ nhỏ hơn") from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise _refuse(name, "ảnh bị hỏng, không mở được. Hãy chụp hoặc quét lại") from None


def check_upload(
    *,
    upload: "UploadedFile[Any]",
    kinds: Collection[str] = UPLOAD_KINDS,
    max_bytes: int | None = None,
) -> tuple[bytes, FileKind]:
    """The bytes and the kind of what somebody uploaded; nothing is stored.

    The content decides what a file is; a name that says otherwise is refused. ``max_bytes``
    defaults to ``UPLOAD_MAX_BYTES``. For whoever stores a changed copy only.

    Raises:
        DomainError: ``invalid``, with the sentence for the field ``file``.
    """
    name = _shown_name(str(upload.name or ""))
    limit = max_bytes or settings.UPLOAD_MAX_BYTES
    size = upload.size or 0
    if size == 0:
        raise _refuse(name, "tệp rỗng (0 byte). Hãy chọn lại tệp")
    if size > limit:
        found = f"{size / _MB:.1f}".replace(".", ",")
        raise _refuse(name, f"tệp {found} MB, nhiều nhất {limit // _MB} MB. Hãy quét ở 150 dpi")
    content: bytes = upload.read()
    sniffed = _sniff(content)
    if sniffed not in kinds:
        allowed = ", ".join(str(FileKind(item).label) for item in kinds)
        raise _refuse(name, f"nội dung không phải {allowed} (tệp là {sniffed})")
    kind = FileKind(sniffed)
    extension = PurePosixPath(name).suffix.lower()
    if extension not in EXTENSIONS[kind]:
        raise _refuse(
            name,
            f"tên có đuôi “{extension or 'trống'}” nhưng nội dung là {kind.label}."
            " Hãy đổi tên tệp cho đúng",
        )
    if kind == FileKind.PDF:
        if b"%%EOF" not in content[-_PDF_END_WINDOW:]:
            raise _refuse(name, "tệp PDF bị cắt giữa chừng. Hãy quét hoặc tải lại")
    else:
        _check_image(name, content)
    return content, kind


def store_upload(
    *,
    upload: "UploadedFile[Any]",
    actor: User,  # noqa: ARG001 -- every write names who asks
    kinds: Collection[str] = UPLOAD_KINDS,
    max_bytes: int | None = None,
) -> StoredFile:
    """Store what somebody uploaded and return its row; equal bytes share one row.

    Raises:
        DomainError: as :func:`check_upload`.
    """
    content, kind = check_upload(upload=upload, kinds=kinds, max_bytes=max_bytes)
    return store_bytes(content=content, kind=kind)


def store_bytes(*, content: bytes, kind: str) -> StoredFile:
    """Store bytes the portal made itself or has already checked.

    The file is written before the row: a crash between the two leaves an unused file, never a
    row without its bytes.
    """
    digest = hashlib.sha256(content).hexdigest()
    existing = StoredFile.objects.filter(digest=digest).first()
    if existing:
        return existing
    path = f"files/{digest[:2]}/{digest[2:4]}/{digest}"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content))
    with transaction.atomic():
        row, _made = StoredFile.objects.get_or_create(
            digest=digest, defaults={"size": len(content), "kind": kind, "path": path}
        )
    return row


def read_bytes(stored: StoredFile) -> bytes:
    """The bytes of a stored file."""
    with default_storage.open(stored.path) as handle:
        return bytes(handle.read())


def stream(stored: StoredFile, *, filename: str, inline: bool = False) -> FileResponse:
    """A response that hands out the file. The caller has checked the permission.

    Never cached by anybody in between, never sniffed by the browser, sandboxed when opened in
    the page (an uploaded PDF may hold script).
    """
    response = FileResponse(
        default_storage.open(stored.path),
        as_attachment=not inline,
        filename=filename,
        content_type=stored.kind,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
