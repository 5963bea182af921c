"""The places where a producer grows, makes, keeps or sells."""

import datetime as dt
from typing import TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.faults import field_faults, refuse_faults
from common.text import normalise, told_changes
from communes.models import AdministrativeUnit
from producers.enums import ProducerVerb
from producers.models import Producer, ProductionSite
from producers.selectors import unit_fault
from producers.services.register import locked


class SiteDetails(TypedDict):
    """A site as it is entered; ``closed_on`` is the first day on which it no longer works."""

    kind: str
    name: str
    unit: AdministrativeUnit
    address: str
    area: str
    closed_on: dt.date | None


@transaction.atomic
def add_site(
    *, producer: Producer, actor: User | None, on: dt.date, **details: Unpack[SiteDetails]
) -> ProductionSite:
    """Enter a site of the producer; one audit entry on the producer.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``state`` once merged.
    """
    site = ProductionSite(producer=locked(producer), **details)
    _check(site, on=on, unit_is_new=True)
    site.save()
    record(
        actor=actor,
        verb=ProducerVerb.SITE_ADDED,
        target=site.producer,
        data={"site": site.code, "name": site.name, "kind": site.kind},
    )
    return site


@transaction.atomic
def change_site(
    *, site: ProductionSite, actor: User, on: dt.date, **details: Unpack[SiteDetails]
) -> ProductionSite:
    """Write what differs, closing and opening again included; nothing differs, nothing is written.

    Raises:
        DomainError: as :func:`add_site`.
    """
    producer = locked(site.producer)
    row = ProductionSite.objects.select_for_update().get(pk=site.pk)
    before = {field: getattr(row, field) for field in details}
    for field, value in details.items():
        setattr(row, field, value)
    unit_is_new = row.unit != before["unit"]
    _check(row, on=on, unit_is_new=unit_is_new)
    changed = [field for field in details if getattr(row, field) != before[field]]
    if not changed:
        return row
    row.save(update_fields=[*changed, "updated_at"])
    record(
        actor=actor,
        verb=ProducerVerb.SITE_CHANGED,
        target=producer,
        data={
            "site": row.code,
            "changed": told_changes(before, row, changed),
        },
    )
    return row


def _check(site: ProductionSite, *, on: dt.date, unit_is_new: bool) -> None:
    for field in ("name", "address", "area"):
        setattr(site, field, normalise(getattr(site, field)))
    found = {
        "name": None if site.name else "Chưa có tên cơ sở",
        "unit": unit_fault(site.unit, on=on) if unit_is_new else None,
    }
    refuse_faults(field_faults(site, exclude=["producer"], found=found), where="ở cơ sở này")
