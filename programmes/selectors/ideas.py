"""Calls for ideas and the ideas: who sees which, lists and counts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, assignments_of, is_person, units_in_scope
from common.text import fold
from communes.models import AdministrativeUnit
from communes.selectors import answers_for, current_communes, province_of
from producers.models import Producer
from producers.selectors import EDITORS, in_scope, memberships, registrable_communes
from products.models import Product
from products.selectors import registrable_producers
from products.selectors import visible_to as products_visible_to
from programmes.enums import CallState, IdeaState
from programmes.models import IdeaCall, ProductIdea

KEEPERS = (Role.PROVINCE_OFFICER,)
READERS = (*EDITORS, Role.PROVINCE_LEADER, Role.CENTRAL_OFFICER)


def _provinces(user: Person, roles: Iterable[str], on: dt.date) -> set[int]:
    """The provinces in which ``user`` holds one of ``roles``, as they are called on ``on``."""
    wanted = set(roles)
    if not is_person(user):
        return set()
    units = [row.unit for row in assignments_of(user, on=on) if row.role in wanted and row.unit]
    return {province_of(unit, on=on).pk for unit in units}


def calls_visible_to(user: Person, *, on: dt.date) -> QuerySet[IdeaCall]:
    """Published calls of the provinces in which ``user`` works or makes; drafts for the office."""
    if not is_person(user):
        return IdeaCall.objects.none()
    rows = assignments_of(user, on=on)
    if any(row.role == Role.CENTRAL_OFFICER and row.unit_id is None for row in rows):
        found = ~Q(state=CallState.DRAFT)
    else:
        provinces = _provinces(user, READERS, on)
        for member in memberships(user, on).select_related("producer__current_unit"):
            place = member.producer.current_unit or member.producer.unit
            provinces.add(province_of(place, on=on).pk)
        found = Q(unit__in=answers_for(provinces)) & ~Q(state=CallState.DRAFT)
    mine = answers_for(_provinces(user, KEEPERS, on))
    return IdeaCall.objects.filter(found | Q(unit__in=mine)).select_related("unit")


def kept_calls(user: Person, *, on: dt.date) -> QuerySet[IdeaCall]:
    """The calls that ``user`` keeps as the province's office."""
    return IdeaCall.objects.filter(unit__in=answers_for(_provinces(user, KEEPERS, on)))


def office_of(user: Person, *, on: dt.date) -> AdministrativeUnit | None:
    """The province for whose office ``user`` works."""
    keys = _provinces(user, KEEPERS, on)
    return AdministrativeUnit.objects.filter(pk__in=keys).order_by("pk").first()


def visible_to(user: Person, *, on: dt.date) -> QuerySet[ProductIdea]:
    """The ideas of the places ``user`` works for, and of the producers the person acts for."""
    if not is_person(user):
        return ProductIdea.objects.none()
    scope = units_in_scope(user, on=on, roles=READERS).order_by().values("pk")
    own = memberships(user, on).order_by().values("producer")
    return ProductIdea.objects.filter(
        Q(unit__in=scope) | Q(producer__in=own), ~Q(call__state=CallState.DRAFT)
    )


def for_list(rows: QuerySet[ProductIdea]) -> QuerySet[ProductIdea]:
    """With what a list shows."""
    return rows.select_related("call", "unit", "product_set__group", "producer", "product")


def for_record(rows: QuerySet[ProductIdea]) -> QuerySet[ProductIdea]:
    """With what the record and the printed sheet show."""
    return for_list(rows).select_related("call__unit", "unit__parent", "registered_by")


def narrowed(
    rows: QuerySet[ProductIdea], *, text: str = "", state: str = "", kind: str = "", place: str = ""
) -> QuerySet[ProductIdea]:
    """Those that fit; ``text`` is looked for in maker and product, accents aside."""
    for word in fold(text).split():
        rows = rows.filter(folded__contains=word)
    wanted = {"state": state, "kind": kind, "unit__key": place}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def places_of(rows: QuerySet[ProductIdea]) -> QuerySet[AdministrativeUnit]:
    """The communes from which ``rows`` come."""
    keys = rows.order_by().values("unit")
    return AdministrativeUnit.objects.filter(pk__in=keys).order_by("sort_key", "key")


def counts_of(rows: QuerySet[ProductIdea]) -> dict[str, int]:
    """How many stand in each state; every state is there."""
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in IdeaState.values}


def with_counts(calls: QuerySet[IdeaCall], ideas: QuerySet[ProductIdea]) -> QuerySet[IdeaCall]:
    """Each with ``all_ideas``, ``chosen`` and ``waiting``, of those among ``ideas``."""
    mine = Q(ideas__in=ideas.order_by().values("pk"))
    open_states = [IdeaState.REGISTERED, IdeaState.SURVEYED]
    return calls.annotate(
        all_ideas=Count("ideas", filter=mine & ~Q(ideas__state=IdeaState.WITHDRAWN)),
        chosen=Count("ideas", filter=mine & Q(ideas__state=IdeaState.SELECTED)),
        waiting=Count("ideas", filter=mine & Q(ideas__state__in=open_states)),
    )


def communes_of(call: IdeaCall, user: Person, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The communes for whose people ``user`` may register an idea in ``call``."""
    places = registrable_communes(user, on=on)
    return places.filter(pk__in=answers_for([call.unit_id])).order_by("sort_key", "key")


def producers_of(call: IdeaCall, user: Person, *, on: dt.date) -> QuerySet[Producer]:
    """The producers of the call's province for whom ``user`` may register an idea."""
    rows = registrable_producers(user, on=on).filter(in_scope("", answers_for([call.unit_id])))
    return rows.order_by("sort_key", "pk")


def lies_in(call: IdeaCall, unit: AdministrativeUnit, *, on: dt.date) -> bool:
    """Whether ``unit`` is a commune of ``on`` in the call's province."""
    places = current_communes(on=on).filter(pk__in=answers_for([call.unit_id]))
    return places.filter(pk=unit.pk).exists()


def edits(user: Person, idea: ProductIdea, *, on: dt.date) -> bool:
    """Whether ``user`` keeps the register of the idea's commune."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    return scope.filter(pk=idea.unit_id).exists()


def acts_for(user: Person, idea: ProductIdea, *, on: dt.date) -> bool:
    """Whether ``user`` is one of the own people of the producer that the idea names."""
    if idea.producer_id is None:
        return False
    return memberships(user, on).filter(producer=idea.producer_id).exists()


def linkable_products(idea: ProductIdea, user: Person, *, on: dt.date) -> QuerySet[Product]:
    """The products that may be what became of ``idea``: its producer's, or its commune's."""
    rows = products_visible_to(user, on=on)
    if idea.producer_id is not None:
        return rows.filter(producer=idea.producer_id).order_by("sort_key", "pk")
    return rows.filter(in_scope("", answers_for([idea.unit_id]))).order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class WaitingIdeas:
    """Ideas of one call that wait for the same step; ``since`` is the day of the first."""

    code: str
    title: str
    count: int
    since: dt.date


def waiting_ideas(user: User, *, on: dt.date, role: str) -> list[WaitingIdeas]:
    """By call: for a commune's officer what is to be surveyed, for the office what to decide on.

    One statement.
    """
    surveys = role == Role.COMMUNE_OFFICER
    state, day = (
        (IdeaState.REGISTERED, "registered_on") if surveys else (IdeaState.SURVEYED, "survey_on")
    )
    places = units_in_scope(user, on=on, roles=[role]).order_by().values("pk")
    rows = ProductIdea.objects.filter(unit__in=places, state=state).order_by("call")
    found = rows.values_list("call__code", "call__title").annotate(Count("pk"), Min(day))
    return [WaitingIdeas(*row) for row in found]


def to_decide(call: IdeaCall) -> QuerySet[ProductIdea]:
    """The surveyed ideas of ``call``, best proposals first."""
    rows = call.ideas.filter(state=IdeaState.SURVEYED).select_related("unit", "product_set")
    return rows.order_by("unit__sort_key", "number")
