"""Certificates that a producer holds besides OCOP: VietGAP, organic, HACCP …"""

import datetime as dt
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.dates import vn_date
from common.errors import DomainError
from common.faults import field_faults, refuse_faults
from common.text import normalise, told_changes
from documents.models import StoredFile
from producers.enums import HeldKind, ProducerVerb
from producers.models import HeldCertificate, Producer
from producers.services.register import locked


class HeldDetails(TypedDict):
    """A held certificate as its paper says; no ``valid_until``: the paper names no end."""

    kind: str
    title: str
    number: str
    issuer: str
    issued_on: dt.date | None
    valid_until: dt.date | None
    scope: str
    file: StoredFile | None


@transaction.atomic
def add_held(
    *, producer: Producer, actor: User | None, on: dt.date, **details: Unpack[HeldDetails]
) -> HeldCertificate:
    """Enter a certificate of the producer, with its paper if there is one.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when this kind and
            number is entered already; ``state`` once merged.
    """
    held = HeldCertificate(producer=locked(producer), **details)
    _check(held, on=on)
    _save(held)
    record(
        actor=actor,
        verb=ProducerVerb.HELD_ADDED,
        target=held.producer,
        data={"held": held.code, "kind": held.kind, "number": held.number},
    )
    return held


@transaction.atomic
def change_held(
    *, held: HeldCertificate, actor: User, on: dt.date, **details: Unpack[HeldDetails]
) -> HeldCertificate:
    """Write what differs; without ``file`` the paper that is there stays.

    Raises:
        DomainError: as :func:`add_held`.
    """
    producer = locked(held.producer)
    row = HeldCertificate.objects.select_for_update().get(pk=held.pk)
    before = {field: getattr(row, field) for field in details}
    for field, value in details.items():
        setattr(row, field, value)
    row.file = details["file"] or before["file"]
    _check(row, on=on)
    changed = [field for field in details if getattr(row, field) != before[field]]
    if not changed:
        return row
    _save(row)
    record(
        actor=actor,
        verb=ProducerVerb.HELD_CHANGED,
        target=producer,
        data={
            "held": row.code,
            "changed": told_changes(before, row, changed),
        },
    )
    return row


@transaction.atomic
def remove_held(*, held: HeldCertificate, actor: User) -> None:
    """Take a certificate out of the register; products no longer name it.

    One that merely ran out stays, with its last day: it proves what once was.
    """
    producer = locked(held.producer)
    row = HeldCertificate.objects.select_for_update().get(pk=held.pk)
    told = {"held": row.code, "kind": row.kind, "number": row.number, "issuer": row.issuer}
    row.delete()
    record(actor=actor, verb=ProducerVerb.HELD_REMOVED, target=producer, data=told)


def _check(held: HeldCertificate, *, on: dt.date) -> None:
    for field in ("title", "number", "issuer", "scope"):
        setattr(held, field, normalise(getattr(held, field)))
    found: dict[str, str | None] = {}
    if not held.issuer:
        found["issuer"] = "Chưa ghi nơi cấp"
    if held.kind == HeldKind.OTHER and not held.title:
        found["title"] = "Ghi tên của chứng nhận"
    if held.issued_on and held.issued_on > on:
        found["issued_on"] = f"Ngày cấp không thể sau hôm nay, {vn_date(on)}"
    if held.issued_on and held.valid_until and held.valid_until < held.issued_on:
        found["valid_until"] = f"Ngày hết hạn ở trước ngày cấp, {vn_date(held.issued_on)}"
    faults = field_faults(held, exclude=["producer", "file"], found=found)
    refuse_faults(faults, where="ở chứng nhận này")


def _save(held: HeldCertificate) -> None:
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        twins = HeldCertificate.objects.filter(
            producer=held.producer_id, kind=held.kind, number=held.number
        )
        if not held.number or not twins.exclude(pk=held.pk).exists():
            raise
        sentence = f"{held.get_kind_display()} số {held.number} đã có trong sổ của chủ thể này"
        raise DomainError(sentence, code="conflict", fields={"number": [sentence]}) from None
