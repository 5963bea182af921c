"""Reading dossiers: who sees which, what is missing, what a self-score comes to."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, has_role, is_person, officers_of, units_in_scope
from audit.models import AuditEntry
from audit.selectors import timeline
from common.text import fold
from communes.models import AdministrativeUnit
from evaluations.enums import DossierState, Level, RoundState
from evaluations.models import (
    CommuneAssessment,
    Dossier,
    DossierEvent,
    DossierPaper,
    DossierSubmission,
    EvaluationRound,
    SupplementPoint,
)
from evaluations.rating import Result, Sheet, predict
from evaluations.selectors.advised import advised
from evaluations.selectors.clock import annotate_held
from evaluations.selectors.council.sittings import council_dossiers, seated_at
from evaluations.selectors.criteria import parsed
from evaluations.workflow.forms26 import ASSESSMENT, meeting_gaps, missing
from producers.enums import PaperKind
from producers.selectors import members_of, memberships

_WITH = (
    "product__producer",
    "product__product_set",
    "unit__parent",
    "sheet",
    "round",
    "central_round",
)


def province_of(unit: AdministrativeUnit) -> AdministrativeUnit:
    """The province above a commune; communes of before July 2025 stand below a district."""
    above = unit
    while above.parent is not None:
        above = above.parent
    return above


def _in_scope(user: User, role: str, on: dt.date) -> Q:
    if not has_role(user, role, on=on):
        return Q(pk__in=[])
    return Q(unit__in=units_in_scope(user, on=on, roles=[role]).values("pk"))


def visible_to(user: Person, *, on: dt.date) -> QuerySet[Dossier]:
    """The dossiers ``user`` may read on ``on``.

    Producers their own; communes those of their place from the first draft on (they guide the
    producer, Đ10.4.a); the provincial office what was filed, its leader what it received; the
    centre what was sent up; a council member those of own sittings; an adviser those given to him
    to appraise. Administrators and inspectors: none, a dossier's content is not theirs to read.
    """
    if not is_person(user):
        return Dossier.objects.none()
    seen = (
        Q(product__producer__in=memberships(user, on).order_by().values("producer"))
        | _in_scope(user, Role.COMMUNE_OFFICER, on)
        | (Q(filed_on__isnull=False) & _in_scope(user, Role.PROVINCE_OFFICER, on))
        | (Q(received_on__isnull=False) & _in_scope(user, Role.PROVINCE_LEADER, on))
        | Q(pk__in=council_dossiers(user, on=on).order_by().values("pk"))
        | advised(user, on=on)
    )
    if has_role(user, Role.CENTRAL_OFFICER, on=on):
        seen |= Q(state=DossierState.FORWARDED) | Q(central_round__isnull=False)
    return Dossier.objects.filter(seen).select_related(*_WITH)


def sent_up(user: Person, *, on: dt.date) -> QuerySet[Dossier]:
    """What provinces proposed to the centre and no round of the centre has taken (Đ7.4.a)."""
    return visible_to(user, on=on).filter(state=DossierState.FORWARDED).order_by("pk")


def for_record(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With everything that the record page shows."""
    return dossiers.select_related("appraisal").prefetch_related(
        Prefetch("events", DossierEvent.objects.select_related("actor")),
        Prefetch("papers", DossierPaper.objects.select_related("added_by")),
        "self_scores",
        "submissions",
        "requests__points",
    )


def for_list(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With what a row of a list shows: what happened and was asked, for the clock."""
    return dossiers.prefetch_related("events", "requests").order_by("-created_at", "-pk")


def listed(keys: QuerySet[Dossier, Any]) -> QuerySet[Dossier]:
    """The dossiers with these keys in the order of the list: for one page of it."""
    # Only what a row shows: with more tables PostgreSQL joins them all before it looks at the keys.
    rows = Dossier.objects.filter(pk__in=keys).select_related(
        "product__producer", "unit", "round", "central_round"
    )
    return for_list(rows)


def search(dossiers: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    """Those with every word in product, producer or commune (accents or not), or that number."""
    named = Q()
    for word in fold(text).split():
        named &= Q(product__search_text__contains=word)
    if not named:
        return dossiers
    number = text.strip()
    return dossiers.filter(
        named
        | Q(commune_receipt__icontains=number)
        | Q(province_receipt__icontains=number)
        | Q(product_number__icontains=number)
        | Q(code__iexact=number)
    )


def dossiers_waiting_for(user: Person, on: dt.date) -> QuerySet[Dossier]:
    """Those in which ``user`` has to make the next move, longest waiting first.

    Annotated with ``held_since``, what the clock reads prefetched; for the work list. An accepted
    dossier waits for a sitting and one in session for its council: both stand in the list of
    sittings.
    """
    if not is_person(user):
        return Dossier.objects.none()
    own = Q(product__producer__in=memberships(user, on).order_by().values("producer"))
    # Asked by the province: the commune holds it, the producer replies too.
    unreplied = SupplementPoint.objects.filter(reply="", request__answered_on__isnull=True)
    asked = Q(state=DossierState.SUPPLEMENT, pk__in=unreplied.order_by().values("request__dossier"))
    mine = (
        (own & (Q(state__in=DossierState.with_producer) | asked))
        | (Q(state__in=DossierState.with_commune) & _in_scope(user, Role.COMMUNE_OFFICER, on))
        | (
            Q(state__in=[DossierState.PROPOSED, DossierState.RECEIVED])
            & _in_scope(user, Role.PROVINCE_OFFICER, on)
        )
    )
    waiting = Dossier.objects.filter(mine).select_related(*_WITH)
    held = annotate_held(waiting).prefetch_related("events", "requests")
    return held.order_by(F("held_since"), "pk")


# --- what is in it, what is missing ---------------------------------------------------------------


def needs_samples(dossier: Dossier) -> bool:
    """Whether five samples go with it; not for tourism (rule 6-05)."""
    return parsed(dossier.sheet).requires_samples


def answers_of(dossier: Dossier) -> dict[str, Any]:
    """The self-score in the form the rating reads: points, or case and points."""
    return {
        row.criterion: {"case": row.case, "points": row.points} if row.case else row.points
        for row in dossier.self_scores.all()
        if row.points is not None
    }


def explanations_of(dossier: Dossier) -> dict[str, str]:
    """What the producer wrote beside each mark."""
    return {row.criterion: row.explanation for row in dossier.self_scores.all()}


def prediction(dossier: Dossier) -> Result | None:
    """What the self-score alone would come to; None before the first mark."""
    answers = answers_of(dossier)
    return predict(parsed(dossier.sheet), answers) if answers else None


def papers_in_order(dossier: Dossier) -> list[DossierPaper]:
    """Papers in the order of the table of Mẫu số 02."""
    order = {kind: place for place, kind in enumerate(PaperKind.values)}
    return sorted(dossier.papers.all(), key=lambda paper: (order[paper.kind], paper.pk))


def assessment_of(dossier: Dossier) -> CommuneAssessment | None:
    """Mẫu số 03 as far as the commune has written it."""
    return CommuneAssessment.objects.filter(dossier=dossier).first()


def assessment_missing(assessment: CommuneAssessment | None) -> list[str]:
    """Labels of what Mẫu số 03 and the letter still lack (rules 7-04, 7-05)."""
    data = {entry.name: getattr(assessment, entry.name, "") for entry in ASSESSMENT}
    lacking = [entry.label for entry in missing(ASSESSMENT, data, kind="", samples=True)]
    return lacking + meeting_gaps(data)


def last_submission(dossier: Dossier) -> DossierSubmission | None:
    """What was frozen at the latest filing or supplement."""
    return max(dossier.submissions.all(), key=lambda row: row.number, default=None)


# --- rounds ---------------------------------------------------------------------------------------


def open_rounds(dossier: Dossier) -> QuerySet[EvaluationRound]:
    """Rounds of the dossier's province that still take what the commune proposed (5-02, 5-03)."""
    rounds = EvaluationRound.objects.filter(
        seated_at(province_of(dossier.unit)), level=Level.PROVINCE, state=RoundState.OPEN
    )
    if dossier.proposed_on:
        rounds = rounds.filter(proposals_before__gt=dossier.proposed_on)
    return rounds.order_by("year", "number")


def is_own_round(dossier: Dossier, entered: EvaluationRound) -> bool:
    """Whether a round is of the dossier's province, whatever that was called then."""
    province = province_of(dossier.unit)
    return EvaluationRound.objects.filter(seated_at(province), pk=entered.pk).exists()


# --- people ---------------------------------------------------------------------------------------


def producers_people(dossier: Dossier, *, on: dt.date) -> QuerySet[User]:
    """Who acts for the producer."""
    return members_of(dossier.product.producer, on=on)


def commune_people(dossier: Dossier, *, on: dt.date) -> QuerySet[User]:
    """The OCOP officers of the commune."""
    return officers_of(dossier.unit, Role.COMMUNE_OFFICER, on=on)


def province_people(dossier: Dossier, *, on: dt.date) -> QuerySet[User]:
    """The officers of the provincial coordination office."""
    return officers_of(province_of(dossier.unit), Role.PROVINCE_OFFICER, on=on)


def history(dossier: Dossier) -> QuerySet[AuditEntry]:
    """What happened to the dossier, oldest first."""
    return timeline(dossier)


def marked_sheet(sheet: Sheet, answers: Mapping[str, Any], part: str) -> tuple[int, int]:
    """How many criteria of ``part`` have a mark, and their points together."""
    rows = [criterion for criterion in sheet.criteria if criterion.part == part]
    marks = [answers[row.code] for row in rows if row.code in answers]
    return len(marks), sum(mark["points"] if isinstance(mark, dict) else mark for mark in marks)
