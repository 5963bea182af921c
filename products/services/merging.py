"""One product written down twice: merged with its history, and taken apart again."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.models import AuditEntry
from audit.selectors import timeline
from audit.services import record
from common.errors import DomainError
from products.enums import ProductVerb
from products.models import Product, ProductImage, ProductSet, ProductVariant, SalesChannel
from products.services.register import tidy
from products.signals import product_merged, product_split

# What a person may take from the entry that goes; the rest of the survivor stays.
TAKEABLE = ("name", "packaging", "product_set", "description", "story")
_HELD = "producers.heldcertificate"

# Primary keys of what moved, by "app.model".
Moved = dict[str, list[int]]


@transaction.atomic
def merge_products(
    *, keep: Product, absorb: Product, take: Collection[str] = (), actor: User, on: dt.date
) -> Product:
    """Make one entry of two: ``absorb`` goes into ``keep`` and is in no list from then on.

    Photos, variants, places of sale and ticked certificates move, except those ``keep`` has
    already; so do, by ``product_merged``, certificates, lines of old registers, dossiers and
    complaints. ``take`` names what is taken over from ``absorb`` (``TAKEABLE``). Writes one audit
    entry on each; :func:`split_product` takes it back while nothing has changed since.

    Raises:
        DomainError: ``invalid`` for one and the same product; ``conflict`` when one of them was
            merged meanwhile, both have a dossier under way, or the name taken over is a third
            product's.
    """
    if keep.pk == absorb.pk:
        raise DomainError("Hãy chọn hai sản phẩm khác nhau để gộp", code="invalid")
    kept, gone = locked_pair(keep, absorb)
    for row in (kept, gone):
        if row.merged_into_id is not None:
            raise DomainError(f"{row.name} (mã {row.code}) đã được gộp trước đó", code="conflict")
    gone.merged_into = kept
    gone.save(update_fields=["merged_into", "updated_at"])
    before = _take_over(kept, gone, take)
    moved = _move_own(kept, gone) | _link_held(kept, gone)
    product_merged.send(sender=Product, keep=kept, absorb=gone, moved=moved)
    told = {"keep": kept.code, "absorb": gone.code, "on": on, "before": before, "moved": moved}
    for row in (kept, gone):
        record(actor=actor, verb=ProductVerb.MERGED, target=row, data=told)
    return kept


@transaction.atomic
def split_product(*, absorbed: Product, actor: User) -> Product:
    """Take a merger back: the entry stands in the lists again with what it had.

    Writes one audit entry on each of the two.

    Raises:
        DomainError: ``state`` when it isn't merged, or one of the two has changed since;
            ``conflict`` when its name in its packaging was entered again meanwhile.
    """
    standing = Product.objects.get(pk=absorbed.pk).merged_into
    if standing is None:
        raise DomainError(f"{absorbed.name} không còn là sản phẩm đã gộp", code="state")
    kept, gone = locked_pair(standing, absorbed)
    if gone.merged_into_id != kept.pk:
        raise DomainError(f"{gone.name} không còn là sản phẩm đã gộp", code="state")
    told = _merger_of(kept, gone)
    moved: Moved = told["moved"]
    _give_back(kept, told["before"])
    gone.merged_into = None
    try:
        with transaction.atomic():
            gone.save(update_fields=["merged_into", "updated_at"])
    except IntegrityError:
        raise DomainError(
            f"{gone.producer.name} đã có sản phẩm khác tên {gone.name} cùng quy cách."
            " Hãy đổi tên sản phẩm kia trước",
            code="conflict",
        ) from None
    _move_back(kept, gone, moved)
    product_split.send(sender=Product, keep=kept, absorb=gone, moved=moved)
    for row in (kept, gone):
        record(
            actor=actor,
            verb=ProductVerb.SPLIT,
            target=row,
            data={"keep": kept.code, "absorb": gone.code},
        )
    return gone


def locked_pair(one: Product, other: Product) -> tuple[Product, Product]:
    """Both as they stand, locked in the order of their keys."""
    rows = (
        Product.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk, other.pk])
        .select_related("producer", "unit__parent__parent")
        .order_by("pk")
    )
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]


def _take_over(kept: Product, gone: Product, take: Collection[str]) -> dict[str, Any]:
    """Write what is taken over; returns what stood there before, as the audit keeps it."""
    before: dict[str, Any] = {}
    for field in TAKEABLE:
        if field not in take or getattr(kept, field) == getattr(gone, field):
            continue
        before[field] = _plain(getattr(kept, field))
        if field == "product_set":
            before["group_code"] = kept.group_code
            kept.group_code = gone.group_code
        setattr(kept, field, getattr(gone, field))
    if before:
        _rename(kept, list(before))
    return before


def _give_back(kept: Product, before: dict[str, Any]) -> None:
    for field, value in before.items():
        is_set = field == "product_set"
        setattr(kept, field, ProductSet.objects.filter(code=value).first() if is_set else value)
    if before:
        _rename(kept, list(before))


def _rename(kept: Product, fields: list[str]) -> None:
    tidy(kept)
    try:
        with transaction.atomic():
            kept.save(
                update_fields=[*fields, "folded_name", "sort_key", "search_text", "updated_at"]
            )
    except IntegrityError:
        raise DomainError(
            f"{kept.producer.name} đã có sản phẩm khác tên {kept.name} cùng quy cách."
            " Hãy giữ tên hoặc quy cách khác",
            code="conflict",
        ) from None


def _move_own(kept: Product, gone: Product) -> Moved:
    """Photos, variants, places of sale; what the survivor has already stays where it is."""
    files = set(kept.images.values_list("file_id", flat=True))
    images = [row for row in gone.images.all() if row.file_id not in files]
    known = {_variant_key(row) for row in kept.variants.all()}
    variants = [row for row in gone.variants.all() if _variant_key(row) not in known]
    shops = {(row.kind, row.name, row.url) for row in kept.channels.all()}
    channels = [row for row in gone.channels.all() if (row.kind, row.name, row.url) not in shops]
    last = max(kept.images.values_list("position", flat=True), default=0)
    for place, image in enumerate(images, start=last + 1):
        ProductImage.objects.filter(pk=image.pk).update(product=kept, position=place)
    last = max(kept.variants.values_list("position", flat=True), default=0)
    for place, variant in enumerate(variants, start=last + 1):
        ProductVariant.objects.filter(pk=variant.pk).update(product=kept, position=place)
    ids = [row.pk for row in channels]
    SalesChannel.objects.filter(pk__in=ids).update(product=kept)
    return {
        "products.productimage": [row.pk for row in images],
        "products.productvariant": [row.pk for row in variants],
        "products.saleschannel": ids,
    }


def _variant_key(variant: ProductVariant) -> tuple[str, object, str]:
    return variant.folded_name, variant.net_quantity, variant.net_unit


def _link_held(kept: Product, gone: Product) -> Moved:
    """Tick for the survivor what was ticked for the other; only papers of its own producer."""
    standing = set(kept.held_certificates.values_list("pk", flat=True))
    papers = gone.held_certificates.filter(producer=kept.producer_id).exclude(pk__in=standing)
    ids = list(papers.order_by("pk").values_list("pk", flat=True))
    kept.held_certificates.add(*ids)
    return {_HELD: ids}


def _merger_of(kept: Product, gone: Product) -> dict[str, Any]:
    """What the audit says of the merger, if it is still the last thing that happened to both."""
    for row in (kept, gone):
        # Said of one of them and a third, which moves nothing.
        others = timeline(row).exclude(verb__in=(ProductVerb.DISTINCT, ProductVerb.RECONSIDERED))
        entry: AuditEntry | None = others.order_by("-seq").first()
        told: dict[str, Any] = entry.data if entry and entry.verb == ProductVerb.MERGED else {}
        if (told.get("keep"), told.get("absorb")) != (kept.code, gone.code):
            raise DomainError(
                f"{row.name} đã có thay đổi sau khi gộp nên không tách lại được nữa."
                " Nếu là hai sản phẩm khác nhau, hãy ghi lại sản phẩm kia",
                code="state",
            )
    return told


def _move_back(kept: Product, gone: Product, moved: Moved) -> None:
    for model in (ProductImage, ProductVariant, SalesChannel):
        ids = moved[model._meta.label_lower]  # noqa: SLF001 -- public API of Django models
        model.objects.filter(pk__in=ids, product=kept).update(product=gone)
    kept.held_certificates.remove(*moved[_HELD])


def _plain(value: object) -> str:
    return value.code if isinstance(value, ProductSet) else str(value or "")
