"""What the co-pilot looks at, read in a fixed number of statements; the rules are in ``advising``.

For a dossier that came with ``for_record`` and for any other one.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import answers_for, same_body
from evaluations.advising import (
    Facts,
    Finding,
    PaperFacts,
    Register,
    StarPath,
    blocking,
    missing_texts,
    own_limits,
    review,
    star_path,
    star_paths,
)
from evaluations.enums import DossierMove, Level, RoundState
from evaluations.models import CommuneAssessment, Dossier, DossierPaper, EvaluationRound
from evaluations.rating import RECOGNISED_STARS, answers_faults, predict
from evaluations.selectors.council.sittings import seated_at
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import (
    answers_of,
    assessment_missing,
    open_rounds,
    province_of,
)
from evaluations.selectors.requests import unanswered, unchecked
from evaluations.workflow.council import ROUNDS_BY_LAW, round_dates
from producers.models import Paper

_DAY = dt.timedelta(days=1)


def findings_of(dossier: Dossier, *, on: dt.date) -> list[Finding]:
    """Everything the rules find in the dossier on ``on``; see ``advising.review``."""
    uses = list(dossier.papers.all())
    return review(_facts(dossier, uses, on=on, around=_around(dossier, uses, on=on)))


def blocking_of(dossier: Dossier, *, on: dt.date) -> list[Finding]:
    """What keeps the dossier from being filed (rules 6-01, 6-02, 6-03, 6-05, 7-21)."""
    # No rule that blocks looks around the dossier, and every page of the guide asks this.
    uses = list(dossier.papers.all())
    return blocking(review(_facts(dossier, uses, on=on, around=_Around(on))))


def missing_for_filing(dossier: Dossier, *, on: dt.date) -> list[str]:
    """The sentences of what is missing, for the guard of filing."""
    return missing_texts(blocking_of(dossier, on=on))


def missing_for_supplement(dossier: Dossier, *, on: dt.date) -> list[str]:
    """As :func:`missing_for_filing`, with what Mẫu số 03 lacks: both go up again (Đ7.3.a)."""
    assessment = CommuneAssessment.objects.filter(dossier=dossier).first()
    lacking = [f"Mẫu số 03: {label}" for label in assessment_missing(assessment)]
    return missing_for_filing(dossier, on=on) + lacking


def paths_of(dossier: Dossier, *, on: dt.date) -> tuple[StarPath, ...]:
    """The ways to 3, 4 and 5 stars from the self-score; none before the first mark."""
    facts = _facts(dossier, [], on=on, around=_Around(on))
    if not facts.answers or answers_faults(facts.sheet, facts.answers):
        return ()
    return star_paths(facts.sheet, facts.answers, limits=own_limits(facts))


def next_path(dossier: Dossier, *, on: dt.date) -> StarPath | None:
    """The way to the lowest star not reached yet; None with 5 stars or before the first mark."""
    facts = _facts(dossier, [], on=on, around=_Around(on))
    if not facts.answers or answers_faults(facts.sheet, facts.answers):
        return None
    stars = predict(facts.sheet, facts.answers).stars
    ahead = [star for star in sorted(RECOGNISED_STARS) if star > (stars or 0)]
    if not ahead:
        return None
    return star_path(facts.sheet, facts.answers, ahead[0], limits=own_limits(facts))


def move_context(
    dossier: Dossier, move: str, *, on: dt.date, assessment: CommuneAssessment | None = None
) -> dict[str, Any]:
    """What the guards of ``move`` ask for, as far as it is known before the form is filled in.

    A reason is taken as given: the form asks for it beside the button.
    """
    context: dict[str, Any] = {"on": on, "reason": "đã ghi"}
    if move == DossierMove.FILE:
        context["missing"] = missing_for_filing(dossier, on=on)
        context["unanswered"] = unanswered(dossier)
    elif move == DossierMove.PROPOSE:
        context["missing"] = assessment_missing(assessment)
    elif move == DossierMove.ACCEPT:
        context["evaluation_round"] = open_rounds(dossier).first()
        context["own_round"] = True
        context["unchecked"] = unchecked(dossier)
    elif move == DossierMove.ANSWER_SUPPLEMENT:
        context["missing"] = missing_for_supplement(dossier, on=on)
        context["unanswered"] = unanswered(dossier)
    return context


# --- the council's day ----------------------------------------------------------------------------


def council_day(dossier: Dossier, *, on: dt.date) -> tuple[dt.date, str]:
    """The last day on which the council may be expected to sit, and its round in words.

    The round the dossier is in; else the next one of the province that still takes what is (or is
    going to be) proposed; else the next that Article 5.1 sets. "Trước ngày" leaves that day out.
    """
    entered = dossier.round or _next_round(dossier, on=on)
    if entered is not None:
        return entered.held_before - _DAY, f"Đợt {entered.number} năm {entered.year}"
    proposed = dossier.proposed_on or on
    for year in (proposed.year, proposed.year + 1):
        for number in range(1, ROUNDS_BY_LAW + 1):
            dates = round_dates(Level.PROVINCE, year, number)
            if dates and dates.proposals_before > proposed:
                return dates.held_before - _DAY, f"Đợt {number} năm {year} (Điều 5.1)"
    raise LookupError(f"Điều 5.1 không có đợt nào sau {proposed}")


def _next_round(dossier: Dossier, *, on: dt.date) -> EvaluationRound | None:
    rounds = EvaluationRound.objects.filter(
        seated_at(province_of(dossier.unit)),
        level=Level.PROVINCE,
        state=RoundState.OPEN,
        proposals_before__gt=dossier.proposed_on or on,
    )
    return rounds.order_by("held_before", "pk").first()


# --- facts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Around:
    """What lies outside the dossier: the council's day, newer papers, names of places."""

    council_by: dt.date
    council_name: str = ""
    renewed: frozenset[int] = frozenset()
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _around(dossier: Dossier, uses: list[DossierPaper], *, on: dt.date) -> _Around:
    council_by, council_name = council_day(dossier, on=on)
    used = [use.paper_id for use in uses]
    newer = Paper.objects.filter(replaces__in=used, withdrawn_on=None)
    return _Around(
        council_by=council_by,
        council_name=council_name,
        renewed=frozenset(paper.replaces_id for paper in newer if paper.replaces_id),
        places=_place_names(dossier),
    )


def _facts(dossier: Dossier, uses: list[DossierPaper], *, on: dt.date, around: _Around) -> Facts:
    return Facts(
        kind=dossier.kind,
        sheet=parsed(dossier.sheet),
        register=_register(dossier, around.places),
        today=on,
        council_by=around.council_by,
        council_name=around.council_name,
        answers=answers_of(dossier),
        registration=dossier.registration,
        report=dossier.report,
        papers=_papers(uses, around.renewed),
        expires_on=dossier.expires_on,
        filed_before=dossier.filed_on is not None,
    )


def _register(dossier: Dossier, places: Mapping[str, tuple[str, ...]]) -> Register:
    product, producer = dossier.product, dossier.product.producer
    return Register(
        producer_name=producer.name if producer.named else "",
        product_name=product.name,
        producer_kind=producer.kind,
        tax_code=producer.tax_code,
        registration_number=producer.registration_number,
        registered_on=producer.registered_on,
        address=producer.address,
        representative=producer.representative,
        **places,
    )


def _papers(uses: Iterable[DossierPaper], renewed: frozenset[int]) -> tuple[PaperFacts, ...]:
    return tuple(
        PaperFacts(
            code=use.code,
            kind=use.paper.kind,
            title=use.paper.title,
            number=use.paper.number,
            issued_on=use.paper.issued_on,
            valid_until=use.paper.valid_until,
            holder=use.paper.holder,
            holder_address=use.paper.holder_address,
            holder_tax_code=use.paper.holder_tax_code,
            product_name=use.paper.product_name,
            criteria=tuple(use.criteria),
            readable=use.paper.pages != 0,
            renewed=use.paper_id in renewed,
            withdrawn=use.paper.withdrawn_on is not None,
        )
        for use in sorted(uses, key=lambda use: use.pk)
    )


def _place_names(dossier: Dossier) -> dict[str, tuple[str, ...]]:
    """Names of communes and province: of today, and those they had or took in (one statement).

    Papers may name the commune of the product or that of the producer.
    """
    unit, province, producer = dossier.unit, province_of(dossier.unit), dossier.product.producer
    today = {unit.pk, producer.current_unit_id or producer.unit_id}
    merged = AdministrativeUnit.objects.filter(lines_out__successor=province)
    # A union, not one condition with OR: each part is found by an index.
    parts = [
        rows.order_by().values_list("pk", "level", "full_name")
        for rows in (answers_for({*today, producer.unit_id}), same_body([province.pk]), merged)
    ]
    names = sorted(parts[0].union(*parts[1:]))
    communes = [(pk, name) for pk, level, name in names if level == unit.level]
    # The dossier's own first: it is the one that is told.
    communes.sort(key=lambda row: row[0] != unit.pk)
    return {
        "communes": tuple(name for pk, name in communes if pk in today),
        "former_communes": tuple(name for pk, name in communes if pk not in today),
        "provinces": tuple(name for _pk, level, name in names if level == UnitLevel.PROVINCE),
    }
