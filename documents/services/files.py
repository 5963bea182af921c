"""Files in and out: sniffed, limited, stored under their digest, streamed with safe headers."""

import hashlib
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

import magic
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse

from accounts.models import User
from common.errors import DomainError
from common.text import upper_first
from documents.enums import EXTENSIONS, HEIC, UPLOAD_KINDS, FileKind
from documents.models import StoredFile
from documents.services.checking import image_fault, pdf_fault

_MB = 1024 * 1024


def _refuse(name: str, sentence: str) -> DomainError:
    at_field = upper_first(sentence)
    return DomainError(f"Tệp “{name}”: {sentence}", code="invalid", fields={"file": [at_field]})


def shown_name(name: str) -> str:
    """The last part of a path, without control characters: it is shown to people."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return "".join(char for char in bare if char.isprintable()) or "không tên"


def _sniff(file: BinaryIO) -> str:
    file.seek(0)
    return str(magic.from_buffer(file.read(4096), mime=True))


def _shown_mb(size: int) -> str:
    return f"{size / _MB:.1f}".replace(".", ",")


def _checked(
    upload: "UploadedFile[Any]", kinds: Collection[str], max_bytes: int | None
) -> tuple[BinaryIO, FileKind]:
    """The open file and its kind, if it may be kept. Size before content: too much isn't read."""
    name = shown_name(str(upload.name or ""))
    limit = max_bytes or settings.UPLOAD_MAX_BYTES
    size = upload.size or 0
    if size == 0:
        raise _refuse(name, "tệp rỗng (0 byte). Hãy chọn lại tệp")
    if size > limit:
        raise _refuse(
            name,
            f"tệp {_shown_mb(size)} MB, nhiều nhất {limit // _MB} MB. Hãy quét ở 150 dpi",
        )
    file = cast("BinaryIO", upload.file)
    sniffed = _sniff(file)
    if sniffed not in kinds:
        allowed = ", ".join(str(FileKind(item).label) for item in kinds)
        raise _refuse(name, f"nội dung không phải {allowed} (tệp là {sniffed}){_advice(sniffed)}")
    kind = FileKind(sniffed)
    extension = PurePosixPath(name).suffix.lower()
    if extension not in EXTENSIONS[kind]:
        raise _refuse(
            name,
            f"tên có đuôi “{extension or 'trống'}” nhưng nội dung là {kind.label}."
            " Hãy đổi tên tệp cho đúng",
        )
    fault = pdf_fault(file) if kind == FileKind.PDF else image_fault(file)
    if fault:
        raise _refuse(name, fault)
    file.seek(0)
    return file, kind


def _advice(sniffed: str) -> str:
    """What to do about a kind that people often bring along."""
    if sniffed in HEIC:
        return ". Ảnh HEIC của iPhone: hãy gửi ở ô ảnh chụp, cổng tự chuyển thành PDF"
    return ""


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
    file, kind = _checked(upload, kinds, max_bytes)
    return file.read(), kind


def store_upload(
    *,
    upload: "UploadedFile[Any]",
    actor: User,  # noqa: ARG001 -- every write names who asks
    kinds: Collection[str] = UPLOAD_KINDS,
    max_bytes: int | None = None,
) -> StoredFile:
    """Store what somebody uploaded and return its row; equal bytes share one row.

    A PDF has to be plain: without password, script, launch action or attached file. The file is
    checked, hashed and written piece by piece, so its size doesn't show in memory.

    Raises:
        DomainError: as :func:`check_upload`.
    """
    file, kind = _checked(upload, kinds, max_bytes)
    return store_file(file=file, kind=kind)


def store_file(*, file: BinaryIO, kind: str) -> StoredFile:
    """As :func:`store_bytes`, from an open file."""
    file.seek(0)
    digest = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
    size = file.seek(0, 2)
    return _kept(digest=digest, size=size, kind=kind, content=File(file))


def store_bytes(*, content: bytes, kind: str) -> StoredFile:
    """Store bytes the portal made itself or has already checked.

    The file is written before the row: a crash between the two leaves an unused file, never a
    row without its bytes.
    """
    digest = hashlib.sha256(content).hexdigest()
    return _kept(digest=digest, size=len(content), kind=kind, content=ContentFile(content))


def _kept(*, digest: str, size: int, kind: str, content: "File[bytes]") -> StoredFile:
    existing = StoredFile.objects.filter(digest=digest).first()
    if existing:
        return existing
    path = f"files/{digest[:2]}/{digest[2:4]}/{digest}"
    if not default_storage.exists(path):
        path = default_storage.save(path, content)
    with transaction.atomic():
        row, _made = StoredFile.objects.get_or_create(
            digest=digest, defaults={"size": size, "kind": kind, "path": path}
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
