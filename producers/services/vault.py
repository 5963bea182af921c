"""The vault: a producer's papers, uploaded once and used by any number of dossiers."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple, TypedDict, Unpack

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.dates import vn_date
from common.errors import DomainError
from common.faults import field_faults, refuse_faults
from common.text import normalise, told_changes
from documents.enums import EXTENSIONS, FileKind
from documents.models import StoredFile
from documents.services import are_photos, page_count, shown_name, store_photos, store_upload
from producers.enums import HeldKind, PaperKind, ProducerVerb
from producers.models import HeldCertificate, Paper, Producer
from producers.selectors import PAPER_FACTS
from producers.services.pictures import ask_pictures
from producers.services.register import locked
from producers.signals import paper_withdrawn

_TITLE_MAX = 200
_REASON_MAX = 250
# As which kind of paper a held certificate goes into the vault.
KIND_OF_HELD: dict[str, PaperKind] = {
    HeldKind.GI: PaperKind.IP,
    HeldKind.COLLECTIVE_MARK: PaperKind.IP,
    HeldKind.CERTIFICATION_MARK: PaperKind.IP,
    HeldKind.TRADEMARK: PaperKind.IP,
    HeldKind.FOOD_SAFETY: PaperKind.CONDITIONS,
    HeldKind.SELF_DECLARED: PaperKind.DECLARATION,
    HeldKind.OTHER: PaperKind.OTHER,
}


class Received(NamedTuple):
    """A file that is stored already, under the name people know it by."""

    file: StoredFile
    filename: str


class Printed(TypedDict, total=False):
    """What is printed on a paper; what is left out stays as it was."""

    number: str
    issuer: str
    issued_on: dt.date | None
    valid_until: dt.date | None
    holder: str
    holder_address: str
    holder_tax_code: str
    product_name: str


class PaperDetails(Printed, total=False):
    """The same, with what people call it and where it stands in Mẫu số 02."""

    kind: str
    title: str


def receive(*, uploads: "Sequence[UploadedFile[Any]]", actor: User) -> Received:
    """Store one PDF or picture as it is, or several photos as one PDF in their order.

    Nothing else is written yet, so the file stays chosen whatever else has to be corrected.

    Raises:
        DomainError: ``invalid`` on ``file`` with what is wrong and what to do.
    """
    if not uploads:
        sentence = "Chọn tệp PDF hoặc ảnh chụp"
        raise DomainError(sentence, code="invalid", fields={"file": [sentence]})
    if are_photos(uploads):
        file = store_photos(uploads=uploads, actor=actor)
        return Received(file, f"anh-chup-{len(uploads)}-trang.pdf")
    file = store_upload(upload=uploads[0], actor=actor, max_bytes=settings.PAPER_MAX_BYTES)
    return Received(file, shown_name(str(uploads[0].name)))


@transaction.atomic
def keep_paper(
    *,
    producer: Producer,
    file: StoredFile,
    filename: str,
    kind: str,
    title: str,
    actor: User | None,
    **printed: Unpack[Printed],
) -> Paper:
    """Put a stored file into the producer's vault; a file that is there already is given back.

    Without ``title`` the kind's name is taken. ``kind`` is one of ``PaperKind``. Pictures of the
    first pages are drawn after the commit.

    Raises:
        DomainError: ``state`` once the producer is merged into another.
    """
    row = locked(producer)
    known = row.papers.filter(file=file, withdrawn_on=None).first()
    if known is not None:
        return known
    paper = Paper(
        producer=row,
        file=file,
        filename=filename[-200:],
        kind=kind,
        title=(normalise(title) or str(PaperKind(kind).label))[:_TITLE_MAX],
        pages=page_count(file),
        added_by=actor,
        **printed,
    )
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError:
        # SQLite takes no row locks: the same file may have come in between.
        return row.papers.get(file=file, withdrawn_on=None)
    _announce(paper, actor=actor)
    return paper


def _announce(paper: Paper, *, actor: User | None) -> None:
    record(
        actor=actor,
        verb=ProducerVerb.PAPER_KEPT,
        target=paper.producer,
        data={"paper": paper.code, "kind": paper.kind, "sha256": paper.file.digest}
        | ({"replaces": paper.replaces.code} if paper.replaces else {}),
    )
    transaction.on_commit(partial(ask_pictures, paper.pk), robust=True)


@transaction.atomic
def change_paper(
    *,
    paper: Paper,
    actor: User,
    on: dt.date,
    seen: str | None = None,
    **details: Unpack[PaperDetails],
) -> Paper:
    """Write what differs of what is printed on the paper; its file never changes.

    What was filed with it keeps the number and days of then. ``seen`` is
    ``updated_at.isoformat()`` of what the person had before the eyes.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when somebody changed
            it meanwhile; ``state`` once it is withdrawn, or its producer merged.
    """
    producer = locked(paper.producer)
    row = _locked_paper(paper)
    if seen is not None and seen != row.updated_at.isoformat():
        raise DomainError(
            "Người khác vừa sửa giấy tờ này. Hãy xem lại rồi lưu lần nữa", code="conflict"
        )
    before = {field: getattr(row, field) for field in details}
    for field, value in details.items():
        setattr(row, field, normalise(value) if isinstance(value, str) else value)
    if "title" in details and not row.title:
        row.title = str(PaperKind(row.kind).label) if row.kind in PaperKind.values else ""
    _check(row, on=on)
    changed = [field for field in details if getattr(row, field) != before[field]]
    if not changed:
        return row
    row.save(update_fields=[*changed, "updated_at"])
    data = {"paper": row.code, "changed": told_changes(before, row, changed)}
    record(actor=actor, verb=ProducerVerb.PAPER_CHANGED, target=producer, data=data)
    return row


@transaction.atomic
def renew_paper(
    *, paper: Paper, file: StoredFile, filename: str, actor: User, on: dt.date
) -> Paper:
    """Put the renewed paper into the vault, as a row of its own that replaces ``paper``.

    It takes over what stays the same (kind, title, issuer, holder); number and days are asked
    anew. Dossiers keep the old one until somebody changes over to the new.

    Raises:
        DomainError: ``state`` when the old one is withdrawn or renewed already; ``invalid`` on
            ``file`` when the file is in the vault already.
    """
    producer = locked(paper.producer)
    old = _locked_paper(paper)
    if Paper.objects.filter(replaces=old).exists():
        raise DomainError(f"“{old.title}” đã có bản mới trong kho", code="state")
    known = producer.papers.filter(file=file, withdrawn_on=None).first()
    if known is not None:
        raise _invalid("file", f"Tệp này đã có trong kho với tên “{known.title}”")
    new = Paper(
        producer=producer,
        file=file,
        filename=filename[-200:],
        pages=page_count(file),
        replaces=old,
        added_by=actor,
        **{
            field: getattr(old, field)
            for field in PAPER_FACTS
            if field not in ("number", "issued_on", "valid_until")
        },
    )
    _check(new, on=on)
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        sentence = f"Người khác vừa thay “{old.title}” bằng bản mới"
        raise DomainError(sentence, code="conflict") from None
    _announce(new, actor=actor)
    return new


@transaction.atomic
def withdraw_paper(*, paper: Paper, reason: str, actor: User, on: dt.date) -> Paper:
    """Take a paper out of use, with the reason; no dossier can choose it any more.

    Where it was filed it stays to be read, marked as withdrawn, and the people who handle those
    dossiers are told. The same file may be added again as a new paper.

    Raises:
        DomainError: ``invalid`` on ``reason``; ``state`` when it is withdrawn already.
    """
    producer = locked(paper.producer)
    row = _locked_paper(paper)
    said = normalise(reason)
    if not said:
        raise _invalid("reason", "Ghi lý do rút để người đọc hồ sơ biết")
    if len(said) > _REASON_MAX:
        raise _invalid("reason", f"Lý do dài {len(said)} chữ, nhiều nhất {_REASON_MAX}")
    row.withdrawn_on, row.withdrawn_reason = on, said
    row.save(update_fields=["withdrawn_on", "withdrawn_reason", "updated_at"])
    record(
        actor=actor,
        verb=ProducerVerb.PAPER_WITHDRAWN,
        target=producer,
        reason=said,
        data={"paper": row.code, "kind": row.kind, "sha256": row.file.digest},
    )
    paper_withdrawn.send(sender=Paper, paper=row, actor=actor, on=on)
    return row


@transaction.atomic
def take_held(*, held: HeldCertificate, actor: User) -> Paper:
    """Put the paper of a held certificate into the vault, with what the register says of it.

    Raises:
        DomainError: ``state`` when the certificate has no file.
    """
    producer = locked(held.producer)
    row = HeldCertificate.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if row.file is None:
        raise DomainError("Chứng nhận này chưa có bản chụp để đưa vào kho", code="state")
    return keep_paper(
        producer=producer,
        file=row.file,
        filename=f"{row.kind}-{row.code}{EXTENSIONS[FileKind(row.file.kind)][0]}",
        kind=KIND_OF_HELD.get(row.kind, PaperKind.QUALITY_SYSTEM),
        title=" – ".join(filter(None, (str(row.get_kind_display()), row.title))),
        actor=actor,
        number=row.number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
    )


def _locked_paper(paper: Paper) -> Paper:
    row = Paper.objects.select_for_update(of=("self",)).select_related("file").get(pk=paper.pk)
    if row.withdrawn_on is not None:
        day = vn_date(row.withdrawn_on)
        raise DomainError(f"“{row.title}” đã rút khỏi kho ngày {day}", code="state")
    return row


def _invalid(field: str, sentence: str) -> DomainError:
    return DomainError(sentence, code="invalid", fields={field: [sentence]})


def _check(paper: Paper, *, on: dt.date) -> None:
    found: dict[str, str | None] = {}
    if paper.issued_on and paper.issued_on > on:
        found["issued_on"] = f"Ngày cấp không thể sau hôm nay, {vn_date(on)}"
    if paper.issued_on and paper.valid_until and paper.valid_until < paper.issued_on:
        found["valid_until"] = f"Ngày hết hạn ở trước ngày cấp, {vn_date(paper.issued_on)}"
    unchecked = ["producer", "file", "replaces", "added_by", "code", "filename"]
    faults = field_faults(paper, exclude=unchecked, found=found)
    refuse_faults(faults, where="ở giấy tờ này")
