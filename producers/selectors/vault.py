"""Reading the vault: a producer's papers, how long they hold, where they are used."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.enums import Role
from accounts.selectors import Person, units_in_scope
from common.dates import now, vn_date
from common.text import fold
from producers.enums import PaperKind
from producers.models import Paper, PaperPage, Producer
from producers.selectors.scope import in_scope, memberships

# A paper is said to run out soon from this many days before its last day.
ENDING = 90
# What is printed on a paper, in the order of the form.
PAPER_FACTS = (
    "kind",
    "title",
    "number",
    "issuer",
    "issued_on",
    "valid_until",
    "holder",
    "holder_address",
    "holder_tax_code",
    "product_name",
)
# Kinds that an office or a laboratory issues with a number and a day; others have neither.
_NUMBERED = frozenset(
    {
        PaperKind.BUSINESS,
        PaperKind.CONDITIONS,
        PaperKind.IP,
        PaperKind.DECLARATION,
        PaperKind.TEST,
        PaperKind.QUALITY_SYSTEM,
    }
)
_ASKED = (("number", "số"), ("issuer", "nơi cấp"), ("issued_on", "ngày cấp"))
# The job draws again what failed, but doesn't try the same broken file for ever.
_DRAWN_WITHIN_DAYS = 2
_DRAWN_AT_ONCE = 50


class Standing(NamedTuple):
    """Whether a paper holds: a tone of the chips (empty: nothing to be marked), and the words."""

    tone: str
    words: str


def papers_of(producer: Producer) -> QuerySet[Paper]:
    """The vault of the producer, withdrawn and renewed papers included.

    Each with ``renewed``: whether a newer one stands in its place.
    """
    newer = Paper.objects.filter(replaces=OuterRef("pk"))
    rows = Paper.objects.filter(producer=producer).select_related("file", "added_by", "replaces")
    return rows.annotate(renewed=Exists(newer)).order_by("kind", "-issued_on", "pk")


def in_use(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Those that may be chosen: neither withdrawn nor replaced by a newer one."""
    newer = Paper.objects.filter(replaces=OuterRef("pk"))
    return papers.filter(~Exists(newer), withdrawn_on__isnull=True)


def with_uses(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Those with ``dossiers``: in how many dossiers each is used."""
    return papers.annotate(dossiers=Count("uses", distinct=True))


def narrowed_papers(
    papers: QuerySet[Paper], chosen: Mapping[str, str], *, on: dt.date
) -> QuerySet[Paper]:
    """Those that fit the list's filters, named as in its address."""
    conditions = {
        "sap": Q(valid_until__range=(on, on + dt.timedelta(days=ENDING))),
        "het": Q(valid_until__lt=on),
        "con": Q(valid_until__gt=on + dt.timedelta(days=ENDING)) | Q(valid_until__isnull=True),
    }
    rows = papers
    if chosen["loai"]:
        rows = rows.filter(kind=chosen["loai"])
    if chosen["han"]:
        rows = rows.filter(conditions[chosen["han"]])
    if chosen["xem"] == "rut":
        rows = rows.filter(Q(withdrawn_on__isnull=False) | Q(renewed=True))
    elif chosen["xem"] != "tat":
        rows = in_use(rows)
    words = fold(chosen["q"]).split()
    if words:
        # A vault holds some dozens of papers: accents are folded here, not kept in a column.
        texts = rows.values_list("pk", "title", "number", "issuer")
        found = [pk for pk, *text in texts if all(word in fold(" ".join(text)) for word in words)]
        rows = rows.filter(pk__in=found)
    return rows


def standing_of(paper: Any, *, on: dt.date) -> Standing:
    """Whether the paper holds on ``on``; ``paper`` may carry ``renewed`` (:func:`papers_of`)."""
    if paper.withdrawn_on is not None:
        return Standing("bad", f"Đã rút {vn_date(paper.withdrawn_on)}")
    if getattr(paper, "renewed", False):
        return Standing("off", "Đã có bản mới")
    if paper.valid_until is None:
        return Standing("", "Không ghi hạn")
    left = (paper.valid_until - on).days
    if left < 0:
        return Standing("bad", f"Hết hạn từ {vn_date(paper.valid_until)}")
    if left <= ENDING:
        return Standing("warn", f"Còn {left} ngày" if left else "Hết hạn hôm nay")
    return Standing("ok", "Còn hạn")


def unsaid(paper: Paper) -> list[str]:
    """What a paper of its kind carries and nobody has written down yet."""
    if paper.kind not in _NUMBERED:
        return []
    return [words for field, words in _ASKED if not getattr(paper, field)]


def shown_uses(paper: Paper, user: Person, *, on: dt.date) -> QuerySet[Any]:
    """The dossiers' uses of the paper that ``user`` may know of.

    A draft is known to the producer's own people and its commune only.
    """
    uses = paper.uses.select_related("dossier__product").order_by("-pk")
    commune = units_in_scope(user, on=on, roles=[Role.COMMUNE_OFFICER])
    near = Producer.objects.filter(pk=paper.producer_id).filter(
        in_scope("", commune) | Q(pk__in=memberships(user, on).order_by().values("producer"))
    )
    return uses if near.exists() else uses.filter(dossier__filed_on__isnull=False)


def papers_without_pictures(paper_id: int | None = None) -> QuerySet[Paper]:
    """The one asked for, or the recent ones, of which no page has been drawn yet."""
    rows = Paper.objects.filter(~Exists(PaperPage.objects.filter(paper=OuterRef("pk"))))
    rows = rows.select_related("file").order_by("pk")
    if paper_id is not None:
        return rows.filter(pk=paper_id)
    since = now() - dt.timedelta(days=_DRAWN_WITHIN_DAYS)
    return rows.filter(created_at__gte=since)[:_DRAWN_AT_ONCE]


def ending_by(papers: QuerySet[Paper], last: dt.date) -> QuerySet[Paper]:
    """Of the papers in use those whose last day is ``last`` or before, the first to end first."""
    return in_use(papers).filter(valid_until__lte=last).order_by("valid_until", "pk")
