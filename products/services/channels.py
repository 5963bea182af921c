"""Where a product is sold, and that somebody has looked whether it is."""

import datetime as dt
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from common.faults import field_faults, refuse_faults
from common.text import normalise, told_changes
from products.enums import ProductVerb
from products.models import Product, SalesChannel
from products.validators import address_fault


class ChannelFacts(TypedDict, total=False):
    """What may be said of a place of sale."""

    kind: str
    name: str
    address: str
    url: str


@transaction.atomic
def add_channel(
    *, product: Product, actor: User | None, **facts: Unpack[ChannelFacts]
) -> SalesChannel:
    """Add a place where the product is sold; writes one audit entry.

    Raises:
        DomainError: ``invalid`` with the sentences per field; ``conflict`` when it is there.
    """
    row = Product.objects.select_for_update().get(pk=product.pk)
    channel = SalesChannel(product=row, **facts)
    _tidy(channel)
    _check(channel)
    _save(channel)
    record(actor=actor, verb=ProductVerb.CHANNEL_ADDED, target=row, data=_told(channel))
    return channel


@transaction.atomic
def change_channel(
    *, channel: SalesChannel, actor: User, **changes: Unpack[ChannelFacts]
) -> SalesChannel:
    """Write what differs and one audit entry; nothing differs, nothing is written.

    Another address is another place: that somebody looked at the old one says nothing of it.

    Raises:
        DomainError: as :func:`add_channel`; ``conflict`` also when it was removed meanwhile.
    """
    row = _locked(channel)
    before = {field: getattr(row, field) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    _tidy(row)
    changed = sorted(field for field in changes if getattr(row, field) != before[field])
    if not changed:
        return row
    _check(row)
    if {"url", "address"} & set(changed):
        row.checked_on = row.checked_by = None
    _save(row, update_fields=[*changed, "checked_on", "checked_by", "updated_at"])
    told = told_changes(before, row, changed)
    record(
        actor=actor,
        verb=ProductVerb.CHANNEL_CHANGED,
        target=row.product,
        data=_told(row) | {"changed": told},
    )
    return row


@transaction.atomic
def check_channel(*, channel: SalesChannel, actor: User, on: dt.date) -> SalesChannel:
    """Note that ``actor`` looked on ``on`` and the product is sold there; again is no new fact.

    Raises:
        DomainError: ``conflict`` when it was removed meanwhile.
    """
    row = _locked(channel)
    if row.checked_on == on:
        return row
    row.checked_on, row.checked_by = on, actor
    row.save(update_fields=["checked_on", "checked_by", "updated_at"])
    record(
        actor=actor,
        verb=ProductVerb.CHANNEL_CHECKED,
        target=row.product,
        data=_told(row) | {"on": on},
    )
    return row


@transaction.atomic
def remove_channel(*, channel: SalesChannel, actor: User) -> None:
    """Take away a place where the product is no longer sold; writes one audit entry.

    Raises:
        DomainError: ``conflict`` when somebody has removed it already.
    """
    row = _locked(channel)
    told, product = _told(row), row.product
    row.delete()
    record(actor=actor, verb=ProductVerb.CHANNEL_REMOVED, target=product, data=told)


def _locked(channel: SalesChannel) -> SalesChannel:
    Product.objects.select_for_update().get(pk=channel.product_id)
    row = SalesChannel.objects.filter(pk=channel.pk).select_related("product").first()
    if row is None:
        raise DomainError("Nơi bán này đã được bỏ trước đó", code="conflict")
    return row


def _tidy(channel: SalesChannel) -> None:
    channel.name = normalise(channel.name)
    channel.address = normalise(channel.address)
    channel.url = channel.url.strip()


def _check(channel: SalesChannel) -> None:
    found = {
        "name": None if channel.name else "Chưa có tên nơi bán",
        "url": address_fault(channel.url),
    }
    faults = field_faults(channel, exclude=["product", "checked_by"], found=found)
    refuse_faults(faults, where="trong nơi bán")


def _save(channel: SalesChannel, update_fields: list[str] | None = None) -> None:
    """Save; the constraint decides, so two people at once can't both enter the same."""
    try:
        with transaction.atomic():
            channel.save(update_fields=update_fields)
    except IntegrityError:
        sentence = f"Sản phẩm đã có nơi bán “{channel.name}”"
        raise DomainError(sentence, code="conflict", fields={"name": [sentence]}) from None


def _told(channel: SalesChannel) -> dict[str, object]:
    return {"channel": channel.code, "kind": channel.kind, "name": channel.name}
