"""The producer's vault as a dossier sees it: what may be chosen, what has a newer one."""

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import QuerySet

from documents.models import StoredFile
from evaluations.advising.proof import EVIDENCE
from evaluations.models import Dossier, DossierPaper
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import papers_in_order
from producers.enums import PaperKind
from producers.models import Paper
from producers.selectors import Standing, in_use, papers_of, standing_of, unsaid

# What such a paper shows is one product; all others may prove something of any product.
_OF_ONE_PRODUCT = frozenset(
    {PaperKind.STORY, PaperKind.DECLARATION, PaperKind.TEST, PaperKind.TRACE, PaperKind.PHOTO}
)


class Offer(NamedTuple):
    """A paper of the vault that the dossier could use, and what speaks for it.

    ``others`` names the products it was used for, where it shows one product and never this one.
    """

    paper: Paper
    standing: Standing
    why: str
    others: str = ""


class Use(NamedTuple):
    """A paper in the dossier, and what there is to say or do about it."""

    use: DossierPaper
    standing: Standing
    unsaid: list[str]
    newer: Paper | None
    picture: int | None


def kinds_proving(dossier: Dossier, criterion: str) -> tuple[str, ...]:
    """The kinds of papers that the sheet names as evidence of a criterion, if any."""
    row = parsed(dossier.sheet).by_code.get(criterion)
    if row is None or row.evidence_inferred:
        return ()
    found = (kinds for start, kinds in EVIDENCE.items() if row.evidence.startswith(start))
    return next(found, ())


def choosable(dossier: Dossier) -> QuerySet[Paper]:
    """The papers of the producer that are in use and not in the dossier yet."""
    here = dossier.papers.order_by().values("paper")
    return in_use(papers_of(dossier.product.producer)).exclude(pk__in=here)


def offers(
    dossier: Dossier, *, on: dt.date, criteria: list[str] | None = None, kind: str = ""
) -> list[Offer]:
    """What may be chosen, best matches first.

    In force, then of a kind that proves one of ``criteria`` (or of ``kind``), then used before for
    this product, then the newest. What shows another product comes last.
    """
    fitting = {kind} if kind else set()
    for code in criteria or []:
        fitting.update(kinds_proving(dossier, code))
    shown = _products_shown(choosable(dossier))
    found = []
    for paper in choosable(dossier):
        ended = paper.valid_until is not None and paper.valid_until < on
        names = dict(shown.get(paper.pk, ()))
        fits, known = paper.kind in fitting, dossier.product_id in names
        others = "" if known or paper.kind not in _OF_ONE_PRODUCT else ", ".join(names.values())
        why = [
            "loại giấy tiêu chí này cần" if fits else "",
            "đã dùng cho sản phẩm này" if known else "",
        ]
        age = -(paper.issued_on.toordinal() if paper.issued_on else 0)
        order = (bool(others), ended, not fits, not known, age, paper.pk)
        words = ", ".join(filter(None, why))
        found.append((order, Offer(paper, standing_of(paper, on=on), words, others)))
    return [offer for _order, offer in sorted(found, key=lambda pair: pair[0])]


def _products_shown(papers: QuerySet[Paper]) -> dict[int, list[tuple[int, str]]]:
    """By key of the paper the products for whose dossiers it was used: key and name."""
    found = defaultdict(list)
    uses = DossierPaper.objects.filter(paper__in=papers.order_by().values("pk")).order_by("pk")
    rows = uses.values_list("paper", "dossier__product", "dossier__product__name")
    for paper, key, name in rows:
        found[paper].append((key, name))
    return found


def uses_of(dossier: Dossier, *, on: dt.date) -> list[Use]:
    """The dossier's papers in the order of Mẫu số 02, each with the newest that replaces it."""
    uses = papers_in_order(dossier)
    newer = newest_of([use.paper_id for use in uses])
    drawn = set(
        Paper.objects.filter(pk__in=[use.paper_id for use in uses], pictures__number=1).values_list(
            "pk", flat=True
        )
    )
    return [
        Use(
            use,
            standing_of(use.paper, on=on),
            unsaid(use.paper),
            newer.get(use.paper_id),
            1 if use.paper_id in drawn else None,
        )
        for use in uses
    ]


def newest_of(papers: list[int]) -> dict[int, Any]:
    """For each paper with a later one the last of the chain that is in use."""
    last: dict[int, Paper] = {}
    asked = {pk: pk for pk in papers}
    while asked:
        following = Paper.objects.filter(replaces__in=asked).order_by("pk")
        found = {}
        for row in following:
            start = asked[row.replaces_id or 0]
            found[row.pk] = start
            if row.withdrawn_on is None:
                last[start] = row
        asked = found
    return last


def filed_paper(dossier: Dossier, code: str) -> tuple[StoredFile, str] | None:
    """The bytes and name of a paper that was filed under ``code``, found by their digest."""
    for submission in dossier.submissions.order_by("-number"):
        for paper in submission.snapshot["papers"]:
            if paper["code"] == code:
                file = StoredFile.objects.filter(digest=paper["sha256"]).first()
                return (file, paper["filename"]) if file else None
    return None
