"""Which products the public sees, and what a card or a page shows of one."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from catalogue.enums import CLASS_OF_GROUP, DRAWING_OF_SET, Group, Tone
from catalogue.selectors.whereabouts import place_name
from catalogue.validators import Part, parts_of
from certificates.enums import CertificateStatus
from certificates.models import Certificate, CertificateAction
from certificates.selectors import annotate_rating, annotate_status
from communes.models import AdministrativeUnit
from producers.models import Producer
from producers.selectors import in_scope
from products import selectors as products_selectors
from products.models import Product, ProductImage

M = TypeVar("M", Product, Producer)

# A word may follow these; the folded text of a product keeps its punctuation.
_BEFORE = (" ", "(", "-", "/", '"', "“")


def public_products(on: dt.date) -> QuerySet[Product]:
    """Products that have or had a certificate, with what they may show on ``on``.

    Annotated by ``certificates.selectors.annotate_rating``. A product without any certificate, so
    one whose dossier is only being prepared, is not public; nor is a duplicate that was merged.
    """
    return annotate_rating(_certified(), on)


def _certified() -> QuerySet[Product]:
    known = Certificate.objects.filter(product=OuterRef("pk"))
    return Product.objects.filter(Exists(known), merged_into__isnull=True)


def recorded_counts(units: Iterable[int]) -> dict[int, int]:
    """How many public products the papers name in each of these units; one statement."""
    rows = _certified().filter(unit__in=list(units)).order_by().values_list("unit")
    return dict(rows.annotate(n=Count("pk")))


def lying_in(units: Collection[int]) -> Q:
    """The condition that a product's or producer's place is one of these units."""
    return in_scope("", AdministrativeUnit.objects.filter(pk__in=units))


def has_word(name: str, word: str) -> Q:
    """The condition that a word of the column ``name`` begins like ``word``."""
    found = Q(**{f"{name}__startswith": word})
    for before in _BEFORE:
        found |= Q(**{f"{name}__contains": before + word})
    return found


def having_words(products: QuerySet[Product], words: Iterable[str]) -> QuerySet[Product]:
    """Products in whose name, producer, commune or province a word begins like each of these."""
    found = Q()
    for word in words:
        found &= has_word("search_text", word)
    return products.filter(found)


def public_producers() -> QuerySet[Producer]:
    """Producers of public products."""
    certified = Certificate.objects.filter(product__producer=OuterRef("pk"))
    return Producer.objects.filter(Exists(certified), merged_into__isnull=True)


def survivor_of(rows: QuerySet[M], code: str) -> M | None:
    """The row of ``rows`` into which the entry with this code was merged, over several merges."""
    known = rows.model.objects.filter(code=code).first()
    seen: set[int] = set()
    while known is not None and known.merged_into_id and known.pk not in seen:
        seen.add(known.pk)
        known = known.merged_into
    return rows.filter(pk=known.pk).first() if known is not None and seen else None


def with_recognition(products: QuerySet[Product]) -> QuerySet[Product]:
    """Add ``rating_since``: the day the certificate that speaks for the product was given."""
    speaking = Certificate.objects.filter(code=OuterRef("rating_code")).values("issued_on")
    return products.annotate(rating_since=Subquery(speaking[:1], output_field=DateField()))


def with_card(products: QuerySet[Product]) -> QuerySet[Product]:
    """With what a card shows: two statements, photos included."""
    return products.select_related(
        "producer", "unit", "current_unit", "product_set"
    ).prefetch_related(
        Prefetch("images", ProductImage.objects.only("code", "product_id", "caption", "position"))
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. ``stars`` are 0 unless they may be shown today."""

    code: str
    name: str
    parts: tuple[Part, ...]
    producer: str
    producer_code: str
    place: str
    place_key: str
    group: str
    group_label: str
    set_label: str
    drawing: str
    image: str
    stars: int
    stars_then: int
    status: str
    status_label: str
    tone: str
    until: dt.date | None
    certificate: str

    @property
    def valid(self) -> bool:
        """Whether the stars may be used today."""
        return self.status in CertificateStatus.valid

    @property
    def stars_words(self) -> str:
        """What is said in place of stars that may not be shown."""
        known = self.status in (CertificateStatus.UNCERTAIN, CertificateStatus.NOT_YET)
        return f"{'Giấy ghi' if known else 'Từng đạt'} {self.stars_then} sao"


def cards_of(
    products: Iterable[Product], *, on: dt.date, words: tuple[str, ...] = ()
) -> list[Card]:
    """Rows of :func:`with_card` as cards; ``words`` of the query are marked in the names."""
    return [_card(product, on=on, words=words) for product in products]


def _card(product: Product, *, on: dt.date, words: tuple[str, ...]) -> Card:
    status: str = product.rating_status  # type: ignore[attr-defined]
    images = list(product.images.all())
    known_set = product.product_set
    place = product.current_unit or product.unit
    return Card(
        code=product.code,
        name=product.name,
        parts=parts_of(product.name, words),
        producer=product.producer.name,
        producer_code=product.producer.code,
        place=place_name(place, on=on),
        place_key=place.key,
        group=CLASS_OF_GROUP.get(product.group_code, "g1"),
        group_label=group_label(product.group_code),
        set_label=known_set.name if known_set else "",
        drawing=DRAWING_OF_SET.get(known_set.code, "") if known_set else "",
        image=images[0].code if images else "",
        stars=product.stars_now or 0,  # type: ignore[attr-defined]
        stars_then=product.rating_stars,  # type: ignore[attr-defined]
        status=status,
        status_label=str(CertificateStatus(status).label),
        tone=Tone.of_status[CertificateStatus(status)],
        until=product.rating_until,  # type: ignore[attr-defined]
        certificate=product.rating_code,  # type: ignore[attr-defined]
    )


def group_label(code: str) -> str:
    """Short name of a group; empty where an old register names none."""
    return str(Group(code).label) if code in Group.values else ""


@dataclass(frozen=True, slots=True)
class StarEvent:
    """One line of the star history."""

    on: dt.date | None
    year: int | None
    title: str
    note: str


def certificates_of(product: Product, *, on: dt.date) -> list[Certificate]:
    """Every certificate of a product with its status and acts, newest first; two statements."""
    acts = CertificateAction.objects.filter(effective_on__lte=on).order_by("effective_on", "pk")
    rows = annotate_status(Certificate.objects.filter(product=product), on=on)
    return list(
        rows.select_related("decision").prefetch_related(Prefetch("actions", acts)).order_by("-pk")
    )


def star_history(certificates: Iterable[Certificate]) -> list[StarEvent]:
    """Recognitions and acts, newest first; what has no day stands last."""
    events = []
    for row in certificates:
        decision = row.decision
        paper = f"Quyết định {decision.number}" if decision and decision.number else ""
        issued = StarEvent(row.issued_on, row.issued_year, f"Được công nhận {row.stars} sao", paper)
        events.append(issued)
        for act in row.actions.all():
            number = f"Quyết định {act.decision_number}" if act.decision_number else ""
            events.append(StarEvent(act.effective_on, None, str(act.get_kind_display()), number))
    return sorted(events, key=_when, reverse=True)


def _when(event: StarEvent) -> tuple[dt.date, int]:
    if event.on:
        return event.on, 1
    return dt.date(event.year, 1, 1) if event.year else dt.date.min, 0


def public_image(code: str) -> ProductImage | None:
    """The photo with this code if its product is public."""
    image = products_selectors.public_image(code)
    if image is None or not Certificate.objects.filter(product=image.product_id).exists():
        return None
    return image
