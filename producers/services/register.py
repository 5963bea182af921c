"""The register of producers: entering and changing."""

import datetime as dt
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from common.text import plain_text
from communes.models import AdministrativeUnit
from producers.enums import ProducerVerb
from producers.models import Producer
from producers.selectors import place_today
from producers.services.checks import DERIVED, SENSITIVE, check, tidy
from producers.signals import producer_changed
from producers.validators import is_personal_number

# Personal data: the audit chain says that they changed, never what they were.
_PERSONAL = frozenset({*SENSITIVE, "representative_address"})


class ProducerDetails(TypedDict, total=False):
    """What may be known of a producer beside name, kind and commune; absent means unknown."""

    tax_code: str
    registration_number: str
    registered_on: dt.date | None
    recorded_place: str
    # False: no source names the maker, the name is the portal's own.
    named: bool
    address: str
    phone: str
    email: str
    website: str
    representative: str
    representative_position: str
    representative_gender: str
    representative_ethnicity: str
    representative_disability: str
    representative_address: str
    consent_on: dt.date | None


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
    tidy(producer)
    check(producer, on=on, unit_is_new=True, consent_is_new=True)
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
    saved in between, that other version is not overwritten. A new unit brings its own place of
    today. Announces ``producer_changed`` inside the transaction, so that the search text of the
    products follows.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when somebody else
            saved first or the tax code is already in the register; ``state`` once merged.
    """
    row = locked(producer)
    if seen is not None and seen != row.updated_at.isoformat():
        raise DomainError(
            "Thông tin chủ thể đã được sửa ở nơi khác sau khi trang này mở ra."
            " Chữ vừa gõ vẫn còn ở dưới; lưu lần nữa sẽ ghi theo chữ này",
            code="conflict",
        )
    before = {field: getattr(row, field) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    tidy(row)
    changed = [field for field in changes if getattr(row, field) != before[field]]
    if not changed:
        return row
    consent_is_new = bool({*SENSITIVE, "consent_on"} & set(changed))
    check(row, on=on, unit_is_new="unit" in changed, consent_is_new=consent_is_new)
    if "unit" in changed:
        row.current_unit = place_today(row.unit, on=on)
    _save(row, update_fields=[*changed, *DERIVED, "current_unit", "updated_at"])
    record(
        actor=actor,
        verb=ProducerVerb.CHANGED,
        target=row,
        data={"changed": {field: _told(row, field, before[field]) for field in changed}},
    )
    producer_changed.send(sender=Producer, producer=row, changed=frozenset(changed))
    return row


@transaction.atomic
def withdraw_consent(*, producer: Producer, actor: User) -> Producer:
    """The representative no longer agrees: ethnicity and disability are cleared with the day.

    The audit entry says that it happened, not what had been written. What was printed into papers
    already handed in stays in these papers.

    Raises:
        DomainError: ``state`` when nothing of the kind is written.
    """
    row = locked(producer)
    fields = ["consent_on", *sorted(SENSITIVE)]
    if not any(getattr(row, field) for field in fields):
        raise DomainError("Sổ không ghi dân tộc, khuyết tật của người đại diện", code="state")
    row.consent_on = None
    row.representative_ethnicity = ""
    row.representative_disability = ""
    row.save(update_fields=[*fields, "updated_at"])
    record(actor=actor, verb=ProducerVerb.CONSENT_WITHDRAWN, target=row)
    return row


def locked(producer: Producer) -> Producer:
    """The producer's row, locked until the transaction ends.

    Raises:
        DomainError: ``state`` when it was merged into another meanwhile.
    """
    row = Producer.objects.select_for_update().get(pk=producer.pk)
    if row.merged_into_id is not None:
        keep = Producer.objects.get(pk=row.merged_into_id)
        raise DomainError(f"{row.name} đã được gộp vào {keep.name}", code="state")
    return row


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
            .select_related("unit", "merged_into")
            .first()
        )
        if twin is None:
            raise
        sentence = f"Mã số thuế này đã có trong sổ: {twin.name}, {twin.unit.full_name}"
        if twin.merged_into is not None:
            sentence += f", đã gộp vào {twin.merged_into.name}"
        raise DomainError(sentence, code="conflict", fields={"tax_code": [sentence]}) from None


def _told(producer: Producer, field: str, old: object) -> list[str] | None:
    told = [plain_text(old), plain_text(getattr(producer, field))]
    if field in _PERSONAL or (field == "tax_code" and any(map(is_personal_number, told))):
        return None
    return told
