"""Two entries of one producer made into one, and taken apart again."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from audit.selectors import timeline
from audit.services import record
from common.errors import DomainError
from producers.enums import MergePart, ProducerVerb
from producers.models import HeldCertificate, Paper, Producer, ProducerMember, ProductionSite
from producers.selectors import same_papers, same_products
from producers.services.checks import check, tidy
from producers.signals import producer_changed, producer_merged, producer_split

# What is chosen as one: a name with its sort order, a person with all that belongs to the person.
PARTS: dict[str, tuple[str, ...]] = {
    MergePart.NAME: ("name", "folded_name", "sort_key", "named"),
    MergePart.KIND: ("kind",),
    MergePart.TAX_CODE: ("tax_code",),
    MergePart.REGISTRATION: ("registration_number", "registered_on"),
    MergePart.PLACE: ("unit_id", "current_unit_id", "recorded_place"),
    MergePart.ADDRESS: ("address",),
    MergePart.PHONE: ("phone",),
    MergePart.EMAIL: ("email",),
    MergePart.WEBSITE: ("website",),
    MergePart.REPRESENTATIVE: (
        "representative",
        "representative_position",
        "representative_gender",
        "representative_ethnicity",
        "representative_disability",
        "representative_address",
        "consent_on",
    ),
}

# What goes over, by the names under which the audit entry keeps the keys.
_SITES, _PAPERS, _VAULT, _PEOPLE = (
    "producers.productionsite",
    "producers.heldcertificate",
    "producers.paper",
    "producers.producermember",
)
_MOVING: dict[str, Any] = {
    _SITES: ProductionSite,
    _PAPERS: HeldCertificate,
    _VAULT: Paper,
    _PEOPLE: ProducerMember,
}


@transaction.atomic
def merge_producers(
    *,
    keep: Producer,
    absorb: Producer,
    take: Collection[str],
    actor: User,
    on: dt.date,
    seen: str | None = None,
) -> Producer:
    """Make ``absorb`` part of ``keep``; the parts in ``take`` (:class:`MergePart`) come from it.

    Sites, held certificates, papers of the vault, people and, by ``producer_merged``, the products
    go over to ``keep``.
    ``absorb`` stays with ``merged_into`` set and holds what ``keep`` had in the parts taken, so
    that :func:`split_producer` can give them back and the audit chain need not know them.
    ``seen`` is :func:`stamp_of` of what the person compared.

    Raises:
        DomainError: ``state`` when one is merged already, both hold the same paper or both have a
            product of one name and packaging; ``conflict`` when one was changed in between;
            ``invalid`` when the parts don't fit together.
    """
    keep, absorb = locked_pair(keep, absorb)
    for row in (keep, absorb):
        if row.merged_into_id is not None:
            raise DomainError(f"{row.name} đã được gộp trước đó", code="state")
    if seen is not None and seen != stamp_of(keep, absorb):
        raise DomainError(
            "Một trong hai chủ thể vừa được sửa ở nơi khác. Hãy so lại rồi gộp", code="conflict"
        )
    refusal = merge_fault(keep, absorb)
    if refusal:
        raise DomainError(refusal, code="state")
    parts = [part for part in PARTS if part in take]
    called = absorb.name
    _exchange(keep, absorb, parts)
    tidy(keep)
    check(keep, on=on, unit_is_new=False, consent_is_new=False)
    absorb.merged_into = keep
    _save_pair(keep, absorb)
    moved = _move(keep, absorb)
    producer_merged.send(sender=Producer, keep=keep, absorb=absorb, moved=moved)
    data = {"taken": parts, "moved": moved, "stamp": stamp_of(keep, absorb)}
    record(actor=actor, verb=ProducerVerb.MERGED, target=absorb, data={"into": keep.code} | data)
    told = {"absorbed": absorb.code, "name": called}
    record(actor=actor, verb=ProducerVerb.MERGED, target=keep, data=told | data)
    _announce(keep, parts)
    return keep


@transaction.atomic
def split_producer(*, absorbed: Producer, actor: User) -> Producer:
    """Take a merge back: what came from ``absorbed`` returns to it, what came later stays.

    Raises:
        DomainError: ``state`` when it is not merged, or something changed since.
    """
    if absorbed.merged_into is None:
        raise DomainError(f"{absorbed.name} không phải chủ thể đã gộp", code="state")
    keep, row = locked_pair(absorbed.merged_into, absorbed)
    entry = timeline(row).filter(verb=ProducerVerb.MERGED).last()
    if entry is None or row.merged_into_id != keep.pk or entry.data["stamp"] != stamp_of(keep, row):
        raise DomainError(
            f"{keep.name} đã được sửa sau khi gộp, không tách tự động được nữa. Hãy ghi lại chủ thể"
            " kia như mới",
            code="state",
        )
    parts = entry.data["taken"]
    row.merged_into = None
    _exchange(keep, row, parts)
    _save_pair(keep, row)
    moved = entry.data["moved"]
    _give_back(keep, row, moved)
    producer_split.send(sender=Producer, keep=keep, absorb=row, moved=moved)
    for target, other in ((row, keep), (keep, row)):
        data = {"from" if target is row else "released": other.code, "taken": parts}
        record(actor=actor, verb=ProducerVerb.SPLIT, target=target, data=data)
    _announce(keep, parts)
    return row


def stamp_of(keep: Producer, absorb: Producer) -> str:
    """Names the state of two entries, in either order: it differs as soon as one is saved."""
    rows = sorted((keep, absorb), key=lambda row: row.pk)
    return " ".join(row.updated_at.isoformat() for row in rows)


def merge_fault(keep: Producer, absorb: Producer) -> str | None:
    """Why these two can't be merged as they are: a sentence, or None."""
    if keep.pk == absorb.pk:
        return "Hãy chọn hai chủ thể khác nhau"
    products = list(same_products(keep, absorb))
    if products:
        names = ", ".join(f"“{name}”" for name in products)
        return f"Cả hai cùng có sản phẩm {names} (cùng quy cách). Hãy gộp sản phẩm trước"
    papers = list(same_papers(keep, absorb))
    if papers:
        number = papers[0].number
        kind = papers[0].get_kind_display()
        return f"Cả hai cùng ghi {kind} số {number}. Hãy bỏ một trong hai trước khi gộp"
    return None


def locked_pair(keep: Producer, absorb: Producer) -> tuple[Producer, Producer]:
    """Both rows, locked in the order of their keys, so that two merges can't block each other."""
    rows = Producer.objects.select_for_update().filter(pk__in={keep.pk, absorb.pk}).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[keep.pk], found[absorb.pk]


def _exchange(keep: Producer, absorb: Producer, parts: Collection[str]) -> None:
    for part in parts:
        for field in PARTS[part]:
            ours, theirs = getattr(keep, field), getattr(absorb, field)
            setattr(keep, field, theirs)
            setattr(absorb, field, ours)


def _save_pair(keep: Producer, absorb: Producer) -> None:
    """Save both; a tax code stands in the register once at every moment."""
    tax_code, keep.tax_code = keep.tax_code, ""
    keep.save()
    absorb.save()
    keep.tax_code = tax_code
    keep.save()


def _move(keep: Producer, absorb: Producer) -> dict[str, list[int]]:
    # Who acts for both goes on doing so by the membership that ``keep`` has.
    ours = ProducerMember.objects.filter(producer=keep)
    same = Q(user=OuterRef("user")) & (Q(valid_to=None) | Q(valid_from=OuterRef("valid_from")))
    members = ProducerMember.objects.filter(producer=absorb).exclude(Exists(ours.filter(same)))
    # A file stands in a vault once: a paper that ``keep`` has too stays behind.
    standing = Paper.objects.filter(producer=keep, withdrawn_on=None).values("file")
    vault = absorb.papers.exclude(withdrawn_on=None, file__in=standing)
    moved: dict[str, list[int]] = {}
    for name, rows in (
        (_SITES, absorb.sites.all()),
        (_PAPERS, absorb.held_certificates.all()),
        (_VAULT, vault),
        (_PEOPLE, members),
    ):
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids:
            _MOVING[name].objects.filter(pk__in=ids).update(producer=keep)
            moved[name] = ids
    return moved


def _give_back(keep: Producer, absorb: Producer, moved: dict[str, list[int]]) -> None:
    for name, model in _MOVING.items():
        rows = model.objects.filter(pk__in=moved.get(name, []), producer=keep)
        rows.update(producer=absorb)


def _announce(keep: Producer, parts: Collection[str]) -> None:
    changed = frozenset(field.removesuffix("_id") for part in parts for field in PARTS[part])
    if changed:
        producer_changed.send(sender=Producer, producer=keep, changed=changed)
