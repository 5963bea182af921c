"""Finding producers in the register, and what belongs to one of them."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from audit.models import AuditEntry
from audit.selectors import timeline
from common.text import fold
from producers.enums import Gender
from producers.models import HeldCertificate, Producer, ProductionSite
from producers.selectors.twins import ids_of, likely_pairs

# A held certificate is said to run out soon from this many days before its last day.
SOON = 90

ORDERS = {
    "": ("sort_key", "pk"),
    "moi": ("-created_at", "-pk"),
    "sua": ("-updated_at", "-pk"),
    "noi": (F("current_unit__sort_key").asc(nulls_first=True), "sort_key", "pk"),
}


def search(producers: QuerySet[Producer], text: str) -> QuerySet[Producer]:
    """Those with every word of ``text`` in the name, with or without accents, or its tax code."""
    named = Q()
    for word in fold(text).split():
        named &= Q(folded_name__contains=word)
    digits = "".join(text.split())
    return producers.filter(named | Q(tax_code=digits)) if digits else producers


def narrowed(
    producers: QuerySet[Producer], chosen: Mapping[str, str], *, on: dt.date
) -> QuerySet[Producer]:
    """Those that fit the list's filters (names as in its address), in the order asked for."""
    rows = search(producers, chosen["q"])
    conditions = {
        "loai": Q(kind=chosen["loai"]),
        "thue": Q(tax_code="") if chosen["thue"] == "khong" else ~Q(tax_code=""),
        "nu": Q(representative_gender=Gender.FEMALE),
    }
    for name, condition in conditions.items():
        if chosen[name]:
            rows = rows.filter(condition)
    held = HeldCertificate.objects.filter(producer=OuterRef("pk"))
    if chosen["giay"]:
        held = held.filter(kind=chosen["giay"])
    if chosen["han"] == "het":
        held = held.filter(valid_until__lt=on)
    elif chosen["han"] == "sap":
        held = held.filter(valid_until__range=(on, on + dt.timedelta(days=SOON)))
    if chosen["giay"] or chosen["han"]:
        rows = rows.filter(Exists(held))
    if chosen["can"] == "noi":
        rows = rows.filter(current_unit__isnull=True)
    elif chosen["can"] == "ten":
        rows = rows.filter(named=False)
    elif chosen["can"] == "trung":
        rows = rows.filter(pk__in=ids_of(likely_pairs(producers)))
    return rows.order_by(*ORDERS[chosen["xep"]])


def with_codes(producers: QuerySet[Producer], codes: Collection[str]) -> QuerySet[Producer]:
    """Those with these codes."""
    return producers.filter(code__in=codes)


def sites_of(producer: Producer) -> QuerySet[ProductionSite]:
    """The sites of the producer: those at work first."""
    rows = ProductionSite.objects.filter(producer=producer).select_related("unit__parent")
    return rows.order_by(F("closed_on").asc(nulls_first=True), "pk")


def held_by(producer: Producer) -> QuerySet[HeldCertificate]:
    """What the producer holds besides OCOP, with the paper."""
    return HeldCertificate.objects.filter(producer=producer).select_related("file")


def days_left(held: HeldCertificate, *, on: dt.date) -> int | None:
    """How many days it is still good, below zero once it ran out; None when it names no end."""
    return None if held.valid_until is None else (held.valid_until - on).days


def absorbed_by(producer: Producer) -> QuerySet[Producer]:
    """The duplicates that were merged into the producer."""
    return Producer.objects.filter(merged_into=producer).order_by("sort_key", "pk")


def history(producer: Producer) -> QuerySet[AuditEntry]:
    """What happened to the producer's entry, oldest first."""
    return timeline(producer)
