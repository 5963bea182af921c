"""Reading producers: who sees which, who acts for whom."""

import datetime as dt

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, assignments_of, is_person, units_in_scope
from audit.models import AuditEntry
from audit.selectors import timeline
from common.dates import vn_date
from common.text import fold
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import current_communes
from producers.models import Producer, ProducerMember

# These read what lies in their place; the first two also write there.
EDITORS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER)
READERS = (
    *EDITORS,
    Role.PROVINCE_LEADER,
    Role.ADVISER,
    Role.INSPECTOR,
    Role.CENTRAL_OFFICER,
    Role.ADMINISTRATOR,
)


def visible_to(user: Person, *, on: dt.date) -> QuerySet[Producer]:
    """The producers ``user`` may see on ``on``: of own places, and those the person acts for."""
    if not is_person(user):
        return Producer.objects.none()
    scope = units_in_scope(user, on=on, roles=READERS)
    own = memberships(user, on).values("producer")
    return Producer.objects.filter(Q(unit__in=scope) | Q(pk__in=own)).select_related(
        "unit__parent__parent"
    )


def in_scope(prefix: str, scope: QuerySet[AdministrativeUnit]) -> Q:
    """The condition that a row's place lies in ``scope``; ``prefix`` leads to it (``product__``).

    Today's commune decides; the recorded one only while nobody knows today's.
    """
    ids = scope.order_by().values("pk")
    return Q(**{f"{prefix}current_unit__in": ids}) | Q(
        **{f"{prefix}current_unit__isnull": True, f"{prefix}unit__in": ids}
    )


def memberships(user: Person, on: dt.date) -> QuerySet[ProducerMember]:
    """For which producers ``user`` acts on ``on``."""
    if not is_person(user):
        return ProducerMember.objects.none()
    return (
        ProducerMember.objects.on(on)
        .filter(user=user)
        .select_related("producer__unit")
        .order_by("producer__sort_key", "pk")
    )


def members_of(producer: Producer, *, on: dt.date) -> QuerySet[User]:
    """The active people who act for ``producer`` on ``on``; notices go to them."""
    rows = ProducerMember.objects.on(on).filter(producer=producer)
    return User.objects.filter(is_active=True, pk__in=rows.values("user")).order_by("pk")


def is_editor(user: Person, *, on: dt.date) -> bool:
    """Whether ``user`` keeps the register of some place on ``on``."""
    return is_person(user) and any(row.role in EDITORS for row in assignments_of(user, on=on))


def edits_unit(user: Person, unit_ids: set[int], *, on: dt.date) -> bool:
    """Whether ``user`` keeps the register of one of the places on ``on``."""
    if not is_editor(user, on=on):
        return False
    return units_in_scope(user, on=on, roles=EDITORS).filter(pk__in=unit_ids).exists()


def registrable_communes(user: Person, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The communes of today in which ``user`` may register producers and products."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    return current_communes(on=on).filter(pk__in=scope)


def communes_for(producer: Producer, user: Person, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """What ``user`` may choose as the producer's commune: own communes of today, and the present.

    The present one may be a former commune, until somebody brings the entry up to date.
    """
    ids = registrable_communes(user, on=on).order_by().values("pk")
    return AdministrativeUnit.objects.filter(Q(pk__in=ids) | Q(pk=producer.unit_id))


def unit_fault(unit: AdministrativeUnit, *, on: dt.date) -> str | None:
    """Why nothing new can be entered in ``unit`` on ``on``: a sentence, or None.

    A province is let through, and a district on a day when it existed: old registers name no
    commune at times.
    """
    if unit.valid_from > on or (unit.valid_to is not None and unit.valid_to < on):
        if unit.level == UnitLevel.DISTRICT:
            return f"{unit.full_name} là cấp huyện. Hãy chọn xã, phường"
        return f"{unit.full_name} không phải đơn vị hành chính của ngày {vn_date(on)}"
    return None


def search(producers: QuerySet[Producer], text: str) -> QuerySet[Producer]:
    """Those with every word of ``text`` in the name, with or without accents, or its tax code."""
    named = Q()
    for word in fold(text).split():
        named &= Q(folded_name__contains=word)
    digits = "".join(text.split())
    return producers.filter(named | Q(tax_code=digits)) if digits else producers


def in_place(producers: QuerySet[Producer], key: str) -> QuerySet[Producer]:
    """Those in the unit with this key or below it."""
    return producers.filter(
        Q(unit__key=key) | Q(unit__parent__key=key) | Q(unit__parent__parent__key=key)
    )


def places_of(producers: QuerySet[Producer], *, level: str) -> QuerySet[AdministrativeUnit]:
    """The communes of these producers, or with level ``province`` the provinces above them."""
    ids = producers.order_by().values("unit")
    communes = AdministrativeUnit.objects.filter(pk__in=ids)
    if level == UnitLevel.COMMUNE:
        return communes
    above = AdministrativeUnit.objects.filter(
        Q(pk__in=ids)
        | Q(pk__in=communes.order_by().values("parent"))
        | Q(pk__in=communes.order_by().values("parent__parent"))
    )
    return above.filter(level=level)


def history(producer: Producer) -> QuerySet[AuditEntry]:
    """What happened to the producer's entry, oldest first."""
    return timeline(producer)
