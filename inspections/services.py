"""Writes of the inspections room."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.text import normalise
from common.workflow import require
from documents.enums import FileKind
from documents.services import check_upload, plain_photo, store_bytes
from inspections.enums import ComplaintMove, ComplaintState, InspectionVerb
from inspections.models import Complaint
from inspections.selectors import certified_product, office_people
from inspections.workflow import COMPLAINT_MOVES
from notifications.services import queue
from products.models import Product

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_COMPLAINTS = "inspections.complaint"
_PHOTO_MAX = 8 * 1024 * 1024
_TEXT_LEAST, _TEXT_MOST = 10, 5000
_PHOTOS = (FileKind.JPEG, FileKind.PNG)


def file_complaint(
    *,
    text: str,
    certificate_code: str = "",
    contact: str = "",
    photo: "UploadedFile[Any] | None" = None,
    actor: User | None = None,
    on: dt.date,
) -> Complaint:
    """Take in a report of misuse; the province's office gets a notice.

    The code decides which product is meant, where it is one of a certificate. Nothing about the
    reporter but what they wrote is kept; the audit entry holds neither text nor contact.

    Raises:
        DomainError: ``invalid`` when the text is too short or long, or the photo isn't one.
    """
    text = text.strip()
    if not _TEXT_LEAST <= len(text) <= _TEXT_MOST:
        sentence = (
            f"Nội dung dài {len(text)} chữ cái, cần từ {_TEXT_LEAST} đến {_TEXT_MOST}"
            if text
            else "Chưa ghi nội dung phản ánh"
        )
        raise DomainError(sentence, code="invalid", fields={"text": [sentence]})
    picture = None
    if photo is not None:
        try:
            content, _kind = check_upload(upload=photo, kinds=_PHOTOS, max_bytes=_PHOTO_MAX)
            # Whoever reports need not tell where the picture was taken, or with whose camera.
            picture = plain_photo(content)
        except DomainError as error:
            fields = {"photo": [error.message]}
            raise DomainError(error.message, code="invalid", fields=fields) from None
    product = certified_product(certificate_code)
    stored = store_bytes(content=picture, kind=FileKind.JPEG) if picture else None
    with transaction.atomic():
        row = Complaint.objects.create(
            product=product,
            certificate_code=normalise(certificate_code)[:40],
            text=text,
            contact=normalise(contact)[:160],
            photo=stored,
        )
        record(
            actor=actor,
            verb=InspectionVerb.COMPLAINT_FILED,
            target=row,
            new=ComplaintState.RECEIVED,
            data={"product": product.code if product else "", "photo": stored is not None},
        )
        queue(
            kind="complaint_filed",
            to=office_people(settings.PORTAL["province_code"], product, on=on),
            subject=f"Phản ánh của người dân{f' về {product.name}' if product else ''}",
            body="Có phản ánh mới chờ xem xét. Mở trang để đọc nội dung.",
            url=reverse("inspections:complaint_detail", args=[row.code]),
            target=row,
            key=f"complaint:{row.code}",
        )
    return row


@transaction.atomic
def handle_complaint(*, complaint: Complaint, answer: str, actor: User) -> Complaint:
    """Write down what was found and done; final.

    Raises:
        DomainError: ``state`` when somebody handled it before, or the answer is empty.
    """
    row = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    step = require(COMPLAINT_MOVES, ComplaintMove.HANDLE, row, answer=answer)
    old = row.state
    row.state, row.answer = step.target, answer.strip()
    row.handled_at, row.handled_by = now(), actor
    row.save(update_fields=["state", "answer", "handled_at", "handled_by", "updated_at"])
    record(
        actor=actor,
        verb=InspectionVerb.COMPLAINT_HANDLED,
        target=row,
        old=old,
        new=row.state,
        reason=row.answer,
    )
    return row


@transaction.atomic
def follow_product_merger(*, keep: Product, absorb: Product) -> dict[str, list[int]]:
    """Two entries of one product become one: move the complaints to ``keep``; returns which."""
    rows = Complaint.objects.select_for_update().filter(product=absorb).order_by("pk")
    ids = [row.pk for row in rows]
    Complaint.objects.filter(pk__in=ids).update(product=keep)
    return {_COMPLAINTS: ids}


@transaction.atomic
def follow_product_split(*, keep: Product, absorb: Product, moved: dict[str, list[int]]) -> None:
    """Take :func:`follow_product_merger` back."""
    ids = moved.get(_COMPLAINTS, [])
    Complaint.objects.filter(pk__in=ids, product=keep).update(product=absorb)
