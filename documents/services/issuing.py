"""Numbers without gaps, and papers frozen as they were issued."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from accounts.models import User
from communes.models import AdministrativeUnit
from communes.selectors import same_body
from documents.enums import FileKind
from documents.models import IssuedDocument, NumberSequence
from documents.services.files import store_bytes
from documents.services.rendering import render_pdf

_CANONICAL = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical_json(data: Any) -> str:
    """The one text form of ``data`` that digests are taken of: sorted keys, no blanks, UTF-8."""
    return _CANONICAL.encode(data)


def snapshot_digest(data: Any) -> str:
    """SHA-256 of :func:`canonical_json`, hexadecimal."""
    return text_digest(canonical_json(data))


def text_digest(text: str) -> str:
    """SHA-256 of ``text``, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def next_number(*, kind: str, year: int, unit: AdministrativeUnit | None) -> int:
    """The next number of the sequence; it is used up exactly when the transaction commits.

    A unit that changed name or kind within the year, its code staying, goes on counting.

    Raises:
        RuntimeError: outside a transaction, where a number could be given twice or lost.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number() cần chạy trong một giao dịch")
    if unit is not None:
        unit = same_body([unit.pk]).earliest("valid_from", "pk")
    NumberSequence.objects.bulk_create(
        [NumberSequence(kind=kind, year=year, unit=unit)], ignore_conflicts=True
    )
    row = NumberSequence.objects.select_for_update().get(kind=kind, year=year, unit=unit)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def issue_document(
    *,
    kind: str,
    number: str,
    template: str,
    snapshot: dict[str, Any],
    actor: User | None,
    extra: dict[str, Any] | None = None,
) -> IssuedDocument:
    """Render ``template`` from ``snapshot``, store bytes and facts, return the row.

    The template gets ``snapshot`` (after a round trip through JSON, so the stored form renders
    the same) and ``extra`` for what is drawn but isn't a fact (a QR picture).
    """
    frozen = json.loads(canonical_json(snapshot))
    content = render_pdf(template=template, context={"snapshot": frozen, **(extra or {})})
    with transaction.atomic():
        file = store_bytes(content=content, kind=FileKind.PDF)
        return IssuedDocument.objects.create(
            kind=kind,
            number=number,
            template=template,
            snapshot=frozen,
            snapshot_digest=snapshot_digest(frozen),
            file=file,
            issued_by=actor,
        )
