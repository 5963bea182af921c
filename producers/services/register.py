"""The register of producers: entering and changing."""

import datetime as dt
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.dates import vn_date
from common.errors import DomainError
from common.text import fold, normalise, sort_key
from communes.models import AdministrativeUnit
from producers.enums import ProducerVerb
from producers.models import Producer
from producers.selectors import place_today, unit_fault
from producers.signals import producer_changed
from producers.validators import (
    is_personal_number,
    normal_phone,
    normal_tax_code,
    phone_fault,
    tax_code_fault,
)

# Personal data: the audit chain says that they changed, never what they were.
_PERSONAL = frozenset({"representative_ethnicity", "representative_address"})
_DERIVED = ["folded_name", "sort_key"]


class ProducerDetails(TypedDict, total=False):
    """What may be known of a producer beside name, kind and commune; absent means unknown."""

    tax_code: str
    registration_number: str
    registered_on: dt.date | None
    address: str
    phone: str
    email: str
    website: str
    representative: str
    representative_position: str
    representative_gender: str
    representative_ethnicity: str
    representative_address: str


class ProducerChanges(ProducerDetails, total=False):
    """What may be changed later: the details, and what identifies the producer."""

    name: str
    kind: str
    unit: AdministrativeUnit


@transaction.atomic
def register_producer(
    *,
    actor: User | None,
    on: dt.date,
    name: str,
    kind: str,
    unit: AdministrativeUnit,
    **details: Unpack[ProducerDetails],
) -> Producer:
    """Enter a producer (Đ2.3) into the register of ``unit``; writes one audit entry.

    ``unit`` is a commune in force on ``on``; a province only for entries taken over from old
    registers that name no commune. ``actor`` None is the portal itself (seeding, import).

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when the tax code is
            already in the register.
    """
    producer = Producer(name=name, kind=kind, unit=unit, **details)
    _tidy(producer)
    _check(producer, on=on, unit_is_new=True)
    producer.current_unit = place_today(unit, on=on)
    _save(producer)
    record(
        actor=actor,
        verb=ProducerVerb.REGISTERED,
        target=producer,
        data={"code": producer.code, "unit": unit.full_name, "kind": producer.kind},
    )
    return producer


@transaction.atomic
def change_producer(
    *,
    producer: Producer,
    actor: User,
    on: dt.date,
    seen: str | None = None,
    **changes: Unpack[ProducerChanges],
) -> Producer:
    """Write what differs and one audit entry; nothing differs, nothing is written.

    ``seen`` is ``updated_at.isoformat()`` of what the person had before the eyes: if somebody
    saved in between, that other version is not overwritten. Announces ``producer_changed`` inside
    the transaction, so that the search text of the products follows.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when somebody else
            saved first or the tax code is already in the register.
    """
    row = Producer.objects.select_for_update().get(pk=producer.pk)
    if seen is not None and seen != row.updated_at.isoformat():
        raise DomainError(
            "Thông tin chủ thể đã được sửa ở nơi khác sau khi trang này mở ra."
            " Chữ vừa gõ vẫn còn ở dưới; lưu lần nữa sẽ ghi theo chữ này",
            code="conflict",
        )
    before = {field: getattr(row, field) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    _tidy(row)
    changed = [field for field in changes if getattr(row, field) != before[field]]
    if not changed:
        return row
    _check(row, on=on, unit_is_new="unit" in changed)
    if "unit" in changed:
        row.current_unit = place_today(row.unit, on=on)
    _save(row, update_fields=[*changed, *_DERIVED, "current_unit", "updated_at"])
    record(
        actor=actor,
        verb=ProducerVerb.CHANGED,
        target=row,
        data={"changed": {field: _told(row, field, before[field]) for field in changed}},
    )
    producer_changed.send(sender=Producer, producer=row, changed=frozenset(changed))
    return row


def _tidy(producer: Producer) -> None:
    """Bring every text to its normal form and derive what is derived."""
    for field in Producer._meta.concrete_fields:  # noqa: SLF001 -- public API of Django models
        value = getattr(producer, field.attname)
        if isinstance(value, str) and field.editable:
            setattr(producer, field.attname, normalise(value))
    producer.tax_code = normal_tax_code(producer.tax_code)
    producer.phone = normal_phone(producer.phone)
    producer.folded_name = fold(producer.name)[:250]
    producer.sort_key = sort_key(producer.name)[:800]


def _check(producer: Producer, *, on: dt.date, unit_is_new: bool) -> None:
    faults: dict[str, list[str]] = {}
    try:
        producer.clean_fields(exclude=_DERIVED)
    except ValidationError as error:
        faults = dict(error.message_dict)
    found = {
        "name": None if producer.name else "Chưa có tên chủ thể",
        "tax_code": tax_code_fault(producer.tax_code, kind=producer.kind),
        "phone": phone_fault(producer.phone),
        "unit": unit_fault(producer.unit, on=on) if unit_is_new else None,
        "registered_on": _future_fault(producer.registered_on, on),
    }
    for field, sentence in found.items():
        if sentence:
            faults[field] = [sentence]
    if faults:
        raise DomainError(
            f"Có {len(faults)} chỗ cần sửa trong thông tin chủ thể", code="invalid", fields=faults
        )


def _future_fault(day: dt.date | None, on: dt.date) -> str | None:
    if day is None or day <= on:
        return None
    return f"Ngày đăng ký không thể sau hôm nay, {vn_date(on)}"


def _save(producer: Producer, update_fields: list[str] | None = None) -> None:
    """Save; the tax code's constraint decides, so two people at once can't both enter it."""
    try:
        with transaction.atomic():
            producer.save(update_fields=update_fields)
    except IntegrityError:
        twin = (
            Producer.objects.filter(tax_code=producer.tax_code)
            .exclude(pk=producer.pk)
            .exclude(tax_code="")
            .select_related("unit")
            .first()
        )
        if twin is None:
            raise
        sentence = f"Mã số thuế này đã có trong sổ: {twin.name}, {twin.unit.full_name}"
        raise DomainError(sentence, code="conflict", fields={"tax_code": [sentence]}) from None


def _told(producer: Producer, field: str, old: object) -> list[str] | None:
    told = [_text(old), _text(getattr(producer, field))]
    if field in _PERSONAL or (field == "tax_code" and any(map(is_personal_number, told))):
        return None
    return told


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")
