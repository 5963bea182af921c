"""The status of a certificate on a day: derived here and nowhere else, never stored."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from certificates.enums import ActionKind, CertificateStatus
from certificates.models import Certificate, CertificateAction
from products.models import Product

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Status(TypedDict):
        status: str

    class _Rating(TypedDict):
        rating_code: str | None
        rating_status: str | None
        rating_stars: int | None
        rating_until: dt.date | None
        stars_now: int | None

    Dated = WithAnnotations[Certificate, _Status]
    Rated = WithAnnotations[Product, _Rating]

_WORD_OF_ACT = {
    ActionKind.REVOKE: CertificateStatus.REVOKED,
    ActionKind.SURRENDER: CertificateStatus.SURRENDERED,
    ActionKind.REPLACE: CertificateStatus.REPLACED,
    ActionKind.SUSPEND: CertificateStatus.SUSPENDED,
}


def _status_by_act(on: dt.date) -> QuerySet[CertificateAction, Any]:
    """The status the acts up to ``on`` give: a final one wins, else the latest; NULL restored."""
    word = Case(
        *(When(kind=kind, then=Value(status)) for kind, status in _WORD_OF_ACT.items()),
        default=Value(None),
    )
    final_first = Case(
        When(kind__in=ActionKind.final, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        CertificateAction.objects.filter(certificate=OuterRef("pk"), effective_on__lte=on)
        .order_by(final_first, "-effective_on", "-pk")
        .values(word=word)[:1]
    )


def _status_by_dates(on: dt.date) -> Case:
    """The status the dates alone give on ``on``; see :func:`annotate_status`."""
    soon = on + dt.timedelta(days=settings.CERTIFICATE_EXPIRING_DAYS)
    not_begun = Q(issued_on__gt=on) | Q(issued_on__isnull=True, issued_year__gt=on.year)
    return Case(
        When(not_begun, then=Value(CertificateStatus.NOT_YET)),
        When(ends_latest__lt=on, then=Value(CertificateStatus.EXPIRED)),
        When(
            Q(ends_earliest__isnull=True) | Q(ends_earliest__lt=on),
            then=Value(CertificateStatus.UNCERTAIN),
        ),
        When(ends_earliest__lte=soon, then=Value(CertificateStatus.EXPIRING)),
        default=Value(CertificateStatus.IN_FORCE),
    )


def annotate_status(certificates: QuerySet[Certificate], *, on: dt.date) -> "QuerySet[Dated]":
    """Annotate ``status`` (a :class:`CertificateStatus` value) as it is on ``on``.

    Revoked, surrendered, replaced > not yet valid > suspended > expired > expiring (at most
    ``CERTIFICATE_EXPIRING_DAYS`` before the end, that day included) > in force; the last day of
    validity is still valid. An act can't be earlier than the issue, so acts decide first. Where an
    old register gives only a year, the status is ``uncertain`` between the earliest and the latest
    possible end, and certain outside; without any date it is always ``uncertain``.
    """
    return certificates.annotate(
        status=Coalesce(Subquery(_status_by_act(on)), _status_by_dates(on))
    )


def current_certificates(on: dt.date) -> "QuerySet[Dated]":
    """Certificates valid on ``on`` (in force or expiring), at most one a product.

    Where old registers leave two valid ones for a product, the one that ends last counts.
    """
    newer = annotate_status(
        Certificate.objects.filter(product=OuterRef("product")).filter(
            Q(ends_latest__gt=OuterRef("ends_latest"))
            | Q(ends_latest=OuterRef("ends_latest"), stars__gt=OuterRef("stars"))
            | Q(
                ends_latest=OuterRef("ends_latest"),
                stars=OuterRef("stars"),
                pk__gt=OuterRef("pk"),
            )
        ),
        on=on,
    ).filter(status__in=CertificateStatus.valid)
    return annotate_status(Certificate.objects.all(), on=on).filter(
        ~Exists(newer), status__in=CertificateStatus.valid
    )


def annotate_rating(products: QuerySet[Product], on: dt.date) -> "QuerySet[Rated]":
    """Annotate what a product may show on ``on``, from the certificate that speaks for it.

    That is a valid one, else one whose state isn't final, else the latest. ``rating_code``,
    ``rating_status``, ``rating_stars``, ``rating_until`` describe it (all NULL without any);
    ``stars_now`` holds its stars only while it is valid: that is what may be shown as stars.
    """
    weight = Case(
        When(status__in=CertificateStatus.valid, then=Value(0)),
        When(status__in=CertificateStatus.standing, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    speaking = annotate_status(Certificate.objects.filter(product=OuterRef("pk")), on=on).order_by(
        weight, F("ends_latest").desc(nulls_last=True), "-stars", "-pk"
    )
    return products.annotate(
        rating_code=Subquery(speaking.values("code")[:1]),
        rating_status=Subquery(speaking.values("status")[:1]),
        rating_stars=Subquery(speaking.values("stars")[:1]),
        rating_until=Subquery(speaking.values("valid_until")[:1], output_field=DateField()),
    ).annotate(
        stars_now=Case(
            When(rating_status__in=CertificateStatus.valid, then=F("rating_stars")),
            default=Value(None),
            output_field=IntegerField(),
        )
    )


def status_counts(on: dt.date, certificates: QuerySet[Certificate] | None = None) -> dict[str, int]:
    """How many certificates have each status on ``on``; every status is a key."""
    rows = annotate_status(
        Certificate.objects.all() if certificates is None else certificates, on=on
    )
    found = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    return {status: found.get(status, 0) for status in CertificateStatus.values}


def status_of(certificate: Certificate, *, on: dt.date) -> str:
    """The status of one certificate on ``on``."""
    row = annotate_status(Certificate.objects.filter(pk=certificate.pk), on=on)
    return str(row.values_list("status", flat=True).get())


@dataclass(frozen=True, slots=True)
class Standing:
    """A certificate on a day, as the table of acts reads it."""

    state: str
    begins: dt.date | None
    last_act: dt.date | None

    def get_state_display(self) -> str:
        """The status in words."""
        return str(CertificateStatus(self.state).label)


def standing_of(certificate: Certificate, *, on: dt.date) -> Standing:
    """Status on ``on``, first possible day and day of the last act (of any day)."""
    begins = certificate.issued_on
    if begins is None and certificate.issued_year:
        begins = dt.date(certificate.issued_year, 1, 1)
    last = certificate.actions.order_by("-effective_on").values_list("effective_on", flat=True)
    return Standing(status_of(certificate, on=on), begins, last.first())
