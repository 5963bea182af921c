"""What every way into the register has in common: normal form and checks of one producer."""

import datetime as dt

from common.dates import vn_date
from common.faults import field_faults, refuse_faults
from common.text import fold, normalise, sort_key
from producers.models import Producer
from producers.selectors import unit_fault
from producers.validators import (
    NEEDS_CONSENT,
    normal_phone,
    normal_tax_code,
    phone_fault,
    tax_code_fault,
)

DERIVED = ["folded_name", "sort_key"]
# Kept only with the representative's consent (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).
SENSITIVE = frozenset({"representative_ethnicity", "representative_disability"})


def tidy(producer: Producer) -> None:
    """Bring every text to its normal form and derive what is derived."""
    for field in Producer._meta.concrete_fields:  # noqa: SLF001 -- public API of Django models
        value = getattr(producer, field.attname)
        if value and isinstance(value, str) and field.editable:
            setattr(producer, field.attname, normalise(value))
    producer.tax_code = normal_tax_code(producer.tax_code)
    producer.phone = normal_phone(producer.phone)
    producer.folded_name = fold(producer.name)[:250]
    producer.sort_key = sort_key(producer.name)[:800]


def faults_of(
    producer: Producer, *, on: dt.date, unit_is_new: bool, consent_is_new: bool
) -> dict[str, list[str]]:
    """What is wrong with a tidy producer, by field; empty when it may be written."""
    found = {
        "name": None if producer.name else "Chưa có tên chủ thể",
        "tax_code": tax_code_fault(producer.tax_code, kind=producer.kind),
        "phone": phone_fault(producer.phone),
        "unit": unit_fault(producer.unit, on=on) if unit_is_new else None,
        "registered_on": _future_fault("Ngày đăng ký", producer.registered_on, on),
        "consent_on": _consent_fault(producer, on) if consent_is_new else None,
    }
    return field_faults(producer, exclude=[*DERIVED, "merged_into", "current_unit"], found=found)


def check(producer: Producer, *, on: dt.date, unit_is_new: bool, consent_is_new: bool) -> None:
    """Refuse a tidy producer that may not be written.

    Raises:
        DomainError: ``invalid`` with the sentences per field.
    """
    faults = faults_of(producer, on=on, unit_is_new=unit_is_new, consent_is_new=consent_is_new)
    refuse_faults(faults, where="trong thông tin chủ thể")


def _consent_fault(producer: Producer, on: dt.date) -> str | None:
    if producer.consent_on is not None:
        return _future_fault("Ngày đồng ý", producer.consent_on, on)
    return NEEDS_CONSENT if any(getattr(producer, field) for field in SENSITIVE) else None


def _future_fault(what: str, day: dt.date | None, on: dt.date) -> str | None:
    if day is None or day <= on:
        return None
    return f"{what} không thể sau hôm nay, {vn_date(on)}"
