"""The register as a plan needs it: some provinces of it, in memory, read in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, Q

from certificates.enums import Origin
from certificates.models import (
    Certificate,
    CertificateAction,
    Decision,
    ExpiryNotice,
    RegisterEntry,
)
from certificates.services import SAID
from common.bulk import read_rows
from common.text import normalise
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import Gazetteer, answers_for
from exchange.reading.names import LooseName, producer_key, product_key
from producers.models import Producer
from products.models import Product

M = TypeVar("M", bound=Model)


_OF_PRODUCERS = ("id", "code", "name", "kind", "named", "unit_id", "merged_into_id")
_OF_PRODUCTS = (
    "id",
    "code",
    "name",
    "producer_id",
    "unit_id",
    "current_unit_id",
    "recorded_place",
    "group_code",
    "merged_into_id",
)
_OF_ENTRIES = ("id", "code", "product_id", "certificate_id", "printed", "fingerprint", *SAID)
_OF_CERTIFICATES = ("id", "code", "number", "product_id", "decision_id", "origin", "stars")
# So few names are compared one by one: cheaper than finding out which can be near at all.
_FEW = 8


@dataclass(slots=True)
class Names:
    """Names with what they belong to, found by their exact key or by being near."""

    exact: dict[str, list[int | str]] = field(default_factory=lambda: defaultdict(list))
    _added: list[tuple[str, int | str]] = field(default_factory=list)
    # The same made ready to compare with, as many as were compared with so far.
    _ready: list[tuple[LooseName, int | str]] = field(default_factory=list)
    _loose: dict[str, list[tuple[LooseName, int | str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # How many of all names are in ``_loose`` already.
    _sorted: int = 0

    def add(self, key: str, name: str, ref: int | str) -> None:
        """Let ``ref`` be found under ``key`` and by names near ``name``."""
        if ref in self.exact[key]:
            return
        self.exact[key].append(ref)
        self._added.append((name, ref))

    def alike(self, name: str) -> list[int | str]:
        """What is called nearly so: accents aside, or one word misspelt."""
        if not self._added:
            return []
        for known, ref in self._added[len(self._ready) :]:
            self._ready.append((LooseName.of(known), ref))
        asked = LooseName.of(name)
        few = len(self._ready) <= _FEW
        if few and not any(asked.is_near(other) for other, _ in self._ready):
            return []
        for ready in self._ready[self._sorted :]:
            for handle in _handles(ready[0]):
                self._loose[handle].append(ready)
        self._sorted = len(self._ready)
        found = {
            ref: None
            for handle in _handles(asked)
            for other, ref in self._loose.get(handle, ())
            if asked.is_near(other)
        }
        return list(found)


def _handles(name: LooseName) -> Iterator[str]:
    """Keys of which near names share one: without blanks, and with any one word left open."""
    yield name.joined
    for index in range(len(name.words)):
        yield " ".join([*name.words[:index], "*", *name.words[index + 1 :]])


@dataclass(slots=True)
class Picture:
    """Producers, products, entries and certificates of some provinces."""

    producers: dict[int, Producer] = field(default_factory=dict)
    products: dict[int, Product] = field(default_factory=dict)
    entries: dict[int, RegisterEntry] = field(default_factory=dict)
    by_fingerprint: dict[str, RegisterEntry] = field(default_factory=dict)
    by_code: dict[str, RegisterEntry] = field(default_factory=dict)
    entries_of: dict[int, list[RegisterEntry]] = field(default_factory=lambda: defaultdict(list))
    certificates: dict[str, Certificate] = field(default_factory=dict)
    certificates_of: dict[int, list[Certificate]] = field(default_factory=lambda: defaultdict(list))
    # Certificates on which somebody acted or about which somebody was told.
    acted: set[int] = field(default_factory=set)
    # Names of producers by province of today; names of products by producer.
    makers: dict[int, Names] = field(default_factory=lambda: defaultdict(Names))
    goods: dict[int | str, Names] = field(default_factory=lambda: defaultdict(Names))
    # Products whose maker no source names, by recorded unit and key.
    unnamed: dict[tuple[int, str], int] = field(default_factory=dict)


def provinces_with(provinces: Iterable[int]) -> list[int]:
    """All records of provinces (keys), former ones too, that lie in ``provinces`` today."""
    rows = answers_for(provinces).filter(level=UnitLevel.PROVINCE).order_by()
    return list(rows.values_list("pk", flat=True))


def lying_in(provinces: list[int], prefix: str = "") -> Q:
    """Condition: recorded in one of ``provinces`` (keys) or below it; ``prefix`` leads there."""
    units = AdministrativeUnit.objects.filter(
        Q(pk__in=provinces) | Q(parent__in=provinces) | Q(parent__parent__in=provinces)
    )
    return Q(**{f"{prefix}unit__in": units.order_by().values("pk")})


def picture_of(provinces: Iterable[int], gazetteer: Gazetteer) -> Picture:
    """What the register holds for ``provinces`` of today (keys)."""
    records = provinces_with(provinces)
    picture = Picture()
    # Only what the plan looks at: there are many of them.
    producers = Producer.objects.filter(lying_in(records)).order_by("pk")
    merged_producers = _read(picture.producers, read_rows(producers, *_OF_PRODUCERS))
    products = Product.objects.filter(lying_in(records)).order_by("pk")
    merged_products = _read(picture.products, read_rows(products, *_OF_PRODUCTS))
    _name_producers(picture, merged_producers, gazetteer)
    _name_products(picture, merged_products)
    entries = RegisterEntry.objects.filter(lying_in(records, "product__")).order_by("pk")
    for entry in read_rows(entries, *_OF_ENTRIES):
        # What a merged product had word for word like the survivor stays with it, and is said once.
        if entry.product_id not in picture.products:
            continue
        picture.entries[entry.pk] = entry
        picture.by_fingerprint[entry.fingerprint] = entry
        picture.by_code[entry.code] = entry
        picture.entries_of[entry.product_id].append(entry)
    certificates = Certificate.objects.filter(lying_in(records, "product__")).order_by("pk")
    # One decision stands for many certificates.
    decisions = Decision.objects.filter(pk__in=certificates.order_by().values("decision")).in_bulk()
    for certificate in read_rows(certificates, *_OF_CERTIFICATES):
        certificate.decision = decisions.get(certificate.decision_id or 0)
        picture.certificates[certificate.code] = certificate
        picture.certificates_of[certificate.product_id].append(certificate)
    scope = lying_in(records, "certificate__product__")
    for model in (CertificateAction, ExpiryNotice):
        rows = model.objects.filter(scope).order_by()
        picture.acted.update(rows.values_list("certificate_id", flat=True))
    return picture


def _read(into: dict[int, M], rows: Iterable[M]) -> dict[int, M]:
    """Fill ``into`` with what stands for itself; returns the rows merged into others."""
    merged: dict[int, M] = {}
    for row in rows:
        (merged if row.merged_into_id else into)[row.pk] = row  # type: ignore[attr-defined]
    return merged


def _survivor(pk: int, merged: dict[int, M]) -> int:
    while pk in merged:
        pk = merged[pk].merged_into_id  # type: ignore[attr-defined]
    return pk


def _name_producers(picture: Picture, merged: dict[int, Producer], gazetteer: Gazetteer) -> None:
    for row in [*picture.producers.values(), *merged.values()]:
        survivor = _survivor(row.pk, merged)
        province = gazetteer.province_today(row.unit_id)
        if row.named and province is not None and survivor in picture.producers:
            picture.makers[province].add(producer_key(row.name), row.name, survivor)


def _name_products(picture: Picture, merged: dict[int, Product]) -> None:
    for row in [*picture.products.values(), *merged.values()]:
        survivor = _survivor(row.pk, merged)
        product = picture.products.get(survivor)
        if product is None:
            continue
        picture.goods[product.producer_id].add(product_key(row.name), row.name, survivor)
        producer = picture.producers.get(product.producer_id)
        if producer is not None and not producer.named:
            picture.unnamed[product.unit_id, product_key(row.name)] = survivor


def speaks_of_portal(certificate: Certificate) -> bool:
    """Whether the portal itself issued the certificate."""
    return certificate.origin == Origin.ISSUED


def plain(text: str) -> str:
    """A text to compare by: blanks, Unicode form and case aside."""
    return normalise(text).casefold()
