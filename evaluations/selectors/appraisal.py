"""The appraisal of a dossier: who may do it, who does it, what it says, what its report prints."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, is_person, officers_of
from audit.selectors import timeline
from common.text import lower_first
from evaluations.enums import (
    AppraisalState,
    DossierKind,
    DossierMove,
    DossierState,
    EvaluationVerb,
    ItemState,
    Level,
    Seat,
)
from evaluations.models import (
    Appraisal,
    AppraisalMember,
    CouncilMember,
    Dossier,
    EvaluationRound,
    SessionItem,
)
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import answers_of, papers_in_order, province_of
from evaluations.workflow.appraisal import OPEN_IN, body_of
from evaluations.workflow.forms26 import ASSESSMENT_CONTENTS
from producers.models import ProducerMember

# Whoever did one of these wrote the dossier, or the commune's word on it.
_DRAFTED = (
    EvaluationVerb.DOSSIER_OPENED,
    EvaluationVerb.DOSSIER_SAVED,
    EvaluationVerb.DOSSIER_FILED,
    EvaluationVerb.PAPER_ADDED,
    EvaluationVerb.ASSESSMENT_SAVED,
    EvaluationVerb.DOSSIER_PROPOSED,
)


def appraisal_of(dossier: Dossier) -> Appraisal | None:
    """The dossier's appraisal; None while nobody was given it."""
    found: Appraisal | None = getattr(dossier, "appraisal", None)
    return found


def reported_facts(dossier: Dossier) -> dict[str, Any] | None:
    """What the report says, as it was frozen; None before it went to the chair."""
    row = appraisal_of(dossier)
    return row.snapshot if row is not None else None


def team_of(appraisal: Appraisal) -> list[AppraisalMember]:
    """Who works on it, the one who leads first."""
    rows = appraisal.members.select_related("user")
    return sorted(rows, key=lambda row: (not row.leads, row.pk))


def is_member(user: Person, appraisal: Appraisal | None) -> bool:
    """Whether it was given to ``user``."""
    if appraisal is None or not is_person(user):
        return False
    return appraisal.members.filter(user=user).exists()


def marking_begun(dossier: Dossier) -> bool:
    """Whether a council has begun to mark the dossier: until then a report can be reopened."""
    return SessionItem.objects.filter(dossier=dossier).exclude(state=ItemState.WAITING).exists()


# --- who may be given one -------------------------------------------------------------------------


def eligible(dossier: Dossier, *, on: dt.date) -> QuerySet[User]:
    """The province's advisers; for a re-rating also the officers of the advisory body (7-23)."""
    return people_for(province_of(dossier.unit), dossier.kind, on=on)


def people_for(province: Any, kind: str, *, on: dt.date) -> QuerySet[User]:
    """As :func:`eligible`, for a province and a kind of dossier."""
    advisers = officers_of(province, Role.ADVISER, on=on)
    if kind != DossierKind.RERATING:
        return advisers
    office = officers_of(province, Role.PROVINCE_OFFICER, on=on)
    keys = Q(pk__in=advisers.order_by().values("pk")) | Q(pk__in=office.order_by().values("pk"))
    return User.objects.filter(keys).order_by("pk")


def may_lead(dossier: Dossier, *, on: dt.date) -> set[int]:
    """Keys of those who may lead: for a re-rating the advisory body leads (rule 7-23)."""
    if dossier.kind != DossierKind.RERATING:
        return set(eligible(dossier, on=on).values_list("pk", flat=True))
    return office_of(province_of(dossier.unit), on=on)


def office_of(province: Any, *, on: dt.date) -> set[int]:
    """Keys of the officers of the advisory body."""
    return set(officers_of(province, Role.PROVINCE_OFFICER, on=on).values_list("pk", flat=True))


def conflicts_of(dossier: Dossier, people: Iterable[User]) -> dict[int, str]:
    """By key of the person: why an interest keeps him from appraising it, as a sentence.

    A member of the producer, now or before, and whoever wrote the dossier or Mẫu số 03.
    """
    rows = {person.pk: person for person in people}
    members = ProducerMember.objects.filter(producer=dossier.product.producer, user__in=rows)
    wrote = timeline(dossier).filter(verb__in=_DRAFTED, actor__in=rows)
    moved = dossier.events.filter(move__in=[DossierMove.FILE, DossierMove.PROPOSE], actor__in=rows)
    drafted = {dossier.opened_by_id, *wrote.values_list("actor_id", flat=True)}
    drafted |= set(moved.values_list("actor_id", flat=True))
    found = {
        pk: f"{rows[pk].full_name} đã soạn hồ sơ này nên không được giao thẩm định"
        for pk in rows.keys() & drafted
    }
    return found | {
        pk: f"{rows[pk].full_name} là người của chủ thể nên không được giao thẩm định"
        for pk in members.values_list("user_id", flat=True)
    }


def loads_of(people: Iterable[User]) -> dict[int, int]:
    """How many appraisals each of them has that are not reported yet."""
    keys = [person.pk for person in people]
    rows = AppraisalMember.objects.filter(
        user__in=keys,
        appraisal__state=AppraisalState.ASSIGNED,
        appraisal__dossier__state__in=OPEN_IN,
    )
    counted = dict(rows.values_list("user").annotate(n=Count("pk")).order_by())
    return {key: counted.get(key, 0) for key in keys}


def chairs_of(dossier: Dossier, *, on: dt.date) -> QuerySet[User]:
    """The chairs of the councils whose sittings the dossier stands in."""
    councils = SessionItem.objects.filter(dossier=dossier).values("session__council")
    seats = CouncilMember.objects.on(on).filter(seat=Seat.CHAIR, council__in=councils)
    return User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("pk")


# --- lists ----------------------------------------------------------------------------------------

_WITH = ("dossier__product__producer", "dossier__unit", "dossier__round")


def _listed(rows: QuerySet[Appraisal]) -> QuerySet[Appraisal]:
    team = AppraisalMember.objects.select_related("user").order_by("-leads", "pk")
    return (
        rows.select_related(*_WITH)
        .defer("findings", "snapshot", "dossier__registration", "dossier__report")
        .prefetch_related(Prefetch("members", team), "tests")
    )


def appraisals_of(user: Person) -> QuerySet[Appraisal]:
    """What was given to ``user``: not reported yet first, the earliest last day first."""
    if not is_person(user):
        return Appraisal.objects.none()
    mine = AppraisalMember.objects.filter(user=user).values("appraisal")
    rows = Appraisal.objects.filter(pk__in=mine)
    return _listed(rows).order_by("state", "due_on", "assigned_on", "pk")


def waiting_appraisals(user: Person) -> QuerySet[Appraisal]:
    """Those of :func:`appraisals_of` that wait for their report; for the work list."""
    return (
        appraisals_of(user)
        .filter(state=AppraisalState.ASSIGNED, dossier__state__in=OPEN_IN)
        .exclude(dossier__session_items__in=SessionItem.objects.exclude(state=ItemState.WAITING))
    )


def round_dossiers(round_: EvaluationRound) -> QuerySet[Dossier]:
    """The dossiers of a round with team and tests; three statements for any number."""
    team = AppraisalMember.objects.select_related("user").order_by("-leads", "pk")
    return (
        Dossier.objects.filter(round=round_)
        .exclude(state=DossierState.WITHDRAWN)
        .select_related("product__producer", "unit", "appraisal")
        .defer("registration", "report", "appraisal__findings", "appraisal__snapshot")
        .prefetch_related(Prefetch("appraisal__members", team), "appraisal__tests")
        .order_by("product_number", "pk")
    )


def counts_of(round_: EvaluationRound) -> dict[str, int]:
    """How many dossiers of a round there are, were given to somebody, and have their report."""
    reported = Q(appraisal__state=AppraisalState.REPORTED)
    return (
        Dossier.objects.filter(round=round_)
        .exclude(state=DossierState.WITHDRAWN)
        .aggregate(
            total=Count("pk"),
            assigned=Count("appraisal"),
            reported=Count("pk", filter=reported),
        )
    )


def unreported(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Those without a report, given to somebody or not; one statement."""
    rows = list(dossiers)
    done = set(
        Appraisal.objects.filter(
            dossier__in=[row.pk for row in rows], state=AppraisalState.REPORTED
        ).values_list("dossier_id", flat=True)
    )
    return [row for row in rows if row.pk not in done]


def is_reported(dossier: Dossier) -> tuple[bool, bool]:
    """Whether the dossier was given to somebody, and whether the report is there."""
    state = Appraisal.objects.filter(dossier=dossier).values_list("state", flat=True).first()
    return state is not None, state == AppraisalState.REPORTED


def evenly(
    leaders: Collection[int], loads: dict[int, int], conflicted: Collection[int] = ()
) -> int | None:
    """The one of ``leaders`` with the least to do who has no interest; None when nobody is left."""
    free = [key for key in leaders if key not in conflicted]
    return min(free, key=lambda key: (loads[key], key), default=None)


# --- what stands beside the form, and what the report prints ------------------------------------


def criteria_of(dossier: Dossier, appraisal: Appraisal) -> list[dict[str, Any]]:
    """The criteria in the order of the sheet: own mark, what the producer wrote, its papers."""
    answers, papers = answers_of(dossier), papers_in_order(dossier)
    words = {row.criterion: row.explanation for row in dossier.self_scores.all()}
    by_code = defaultdict(list)
    for paper in papers:
        for code in paper.criteria:
            by_code[code].append(paper)
    rows = []
    for criterion in parsed(dossier.sheet).criteria:
        answer = answers.get(criterion.code)
        points = answer["points"] if isinstance(answer, dict) else answer
        rows.append(
            {
                "criterion": criterion,
                "points": points,
                "words": words.get(criterion.code, ""),
                "papers": by_code[criterion.code],
                "remark": appraisal.findings.get(criterion.code, ""),
            }
        )
    return rows


def commune_words(assessment: Any) -> list[tuple[str, str]]:
    """What the commune wrote in Mẫu số 03, content by content."""
    if assessment is None:
        return []
    return [
        (entry.label, text)
        for entry in ASSESSMENT_CONTENTS
        if (text := getattr(assessment, entry.name))
    ]


def report_facts(
    dossier: Dossier, appraisal: Appraisal, *, number: str, signer: str, on: dt.date
) -> dict[str, Any]:
    """Everything the report shows, JSON-safe; frozen when it goes to the chair."""
    province = province_of(dossier.unit)
    producer = dossier.product.producer
    rerating = dossier.kind == DossierKind.RERATING
    team = team_of(appraisal)
    return {
        "parent": f"Ủy ban nhân dân {lower_first(province.full_name)}"
        if rerating
        else f"Hội đồng đánh giá, phân hạng sản phẩm OCOP {lower_first(province.full_name)}",
        "body": settings.PORTAL["office"]
        if rerating and province.code == settings.PORTAL["province_code"]
        else body_of(dossier.kind)
        if rerating
        else "Tổ tư vấn",
        "number": number,
        "place": province.name,
        "date": on,
        "to": "Chủ tịch Hội đồng đánh giá, phân hạng sản phẩm OCOP"
        f" {lower_first(province.full_name)}",
        "level": Level.PROVINCE,
        "rerating": rerating,
        "code": dossier.code,
        "product": dossier.product.name,
        "product_number": dossier.product_number,
        "producer": producer.name,
        "commune": dossier.unit.full_name,
        "kind": str(dossier.get_kind_display()),
        "round": str(dossier.round) if dossier.round else "",
        "sheet": parsed(dossier.sheet).name,
        "sheet_number": parsed(dossier.sheet).number,
        "team": [
            {"name": row.user.full_name, "position": row.user.position, "leads": row.leads}
            for row in team
        ],
        "assigned_on": appraisal.assigned_on,
        "survey_on": appraisal.survey_on,
        "survey_place": appraisal.survey_place,
        "survey_people": appraisal.survey_people,
        "survey_findings": appraisal.survey_findings,
        "findings": [
            {
                "part": row["criterion"].part,
                "criterion": row["criterion"].code,
                "name": row["criterion"].name,
                "max": row["criterion"].max_points,
                "points": row["points"],
                "papers": [paper.title for paper in row["papers"]],
                "remark": row["remark"],
            }
            for row in criteria_of(dossier, appraisal)
            if row["remark"]
        ],
        "tests": [
            {
                "number": test.number,
                "what": test.what,
                "laboratory": test.laboratory,
                "asked_on": test.asked_on,
                "result": test.result,
                "result_on": test.result_on,
                "paper": test.paper.title if test.paper else "",
            }
            for test in appraisal.tests.select_related("paper__paper").order_by("number")
        ],
        "strengths": appraisal.strengths,
        "weaknesses": appraisal.weaknesses,
        "conclusion": appraisal.conclusion,
        "recipients": ["Như trên", "Lưu: Tổ tư vấn"] if not rerating else ["Như trên", "Lưu: VT"],
        "signer_title": "THỦ TRƯỞNG" if rerating else "TỔ TRƯỞNG",
        "signer_name": signer,
    }
