"""Which products the public sees, and what a card or a page shows of one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from catalogue.enums import CLASS_OF_GROUP, DRAWING_OF_SET, Group, Tone
from catalogue.validators import Part, parts_of
from certificates.enums import CertificateStatus
from certificates.models import Certificate, CertificateAction
from certificates.selectors import annotate_rating, annotate_status
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from producers.models import Producer
from products import selectors as products_selectors
from products.models import Product, ProductImage

# A word may follow these; the folded text of a product keeps its punctuation.
_BEFORE = (" ", "(", "-", "/", '"', "“")


def public_products(on: dt.date) -> QuerySet[Product]:
    """Products that have or had a certificate, with what they may show on ``on``.

    Annotated by ``certificates.selectors.annotate_rating``. A product without any certificate, so
    one whose dossier is only being prepared, is not public.
    """
    known = Certificate.objects.filter(product=OuterRef("pk"))
    return annotate_rating(Product.objects.filter(Exists(known)), on)


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
    return Producer.objects.filter(Exists(certified))


def with_recognition(products: QuerySet[Product]) -> QuerySet[Product]:
    """Add ``rating_since``: the day the certificate that speaks for the product was given."""
    speaking = Certificate.objects.filter(code=OuterRef("rating_code")).values("issued_on")
    return products.annotate(rating_since=Subquery(speaking[:1], output_field=DateField()))


def with_card(products: QuerySet[Product]) -> QuerySet[Product]:
    """With what a card shows: two statements, photos included."""
    return products.select_related("producer", "unit", "product_set").prefetch_related(
        Prefetch("images", ProductImage.objects.only("code", "product_id", "caption", "position"))
    )


def place_name(unit: AdministrativeUnit, *, on: dt.date) -> str:
    """``Xã Hoằng Thanh``; a unit of before a reorganisation says so: ``Xã Hoằng Lộc (cũ)``."""
    ended = unit.valid_to is not None and unit.valid_to < on
    return f"{unit.full_name} (cũ)" if ended else unit.full_name


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
    return Card(
        code=product.code,
        name=product.name,
        parts=parts_of(product.name, words),
        producer=product.producer.name,
        producer_code=product.producer.code,
        place=place_name(product.unit, on=on),
        place_key=product.unit.key,
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


def province_name(unit: AdministrativeUnit) -> str:
    """The province above a unit fetched with its parents; empty for a province."""
    top = unit
    while top.parent is not None:
        top = top.parent
    return top.full_name if top.level == UnitLevel.PROVINCE and top.pk != unit.pk else ""
