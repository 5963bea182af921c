"""Who sees which producers, who acts for whom."""

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, assignments_of, is_person, units_in_scope
from communes.models import AdministrativeUnit
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


def in_scope(prefix: str, scope: QuerySet[AdministrativeUnit]) -> Q:
    """Rows that lie in ``scope``: where they lie today decides, else where they are recorded.

    ``prefix`` leads to the producer or product (``product__``); empty for these themselves.
    A row whose former commune was split, with nobody having chosen, lies in each of the parts.
    """
    # One condition, so that the database works the scope out once and not for each column.
    place = Coalesce(F(f"{prefix}current_unit"), F(f"{prefix}unit"))
    return Q(In(place, scope.order_by().values("pk")))


def visible_to(user: Person, *, on: dt.date) -> QuerySet[Producer]:
    """The producers ``user`` may see on ``on``: of own places, and those the person acts for.

    Duplicates that were merged into another are in no list.
    """
    if not is_person(user):
        return Producer.objects.none()
    scope = units_in_scope(user, on=on, roles=READERS)
    own = memberships(user, on).order_by().values("producer")
    return Producer.objects.filter(
        in_scope("", scope) | Q(pk__in=own), merged_into__isnull=True
    ).select_related("unit__parent__parent", "current_unit__parent")


def editable_by(user: Person, *, on: dt.date) -> QuerySet[Producer]:
    """The producers in whose register ``user`` may say what identifies them, on ``on``."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    return visible_to(user, on=on).filter(in_scope("", scope))


def changeable_ids(user: Person, *, on: dt.date) -> set[int]:
    """The keys of the producers whose entry ``user`` may change: own places, or own people."""
    scope = units_in_scope(user, on=on, roles=EDITORS)
    own = memberships(user, on).order_by().values("producer")
    rows = visible_to(user, on=on).filter(in_scope("", scope) | Q(pk__in=own))
    return set(rows.order_by().values_list("pk", flat=True))


def survivor_of(user: Person, code: str, *, on: dt.date) -> Producer | None:
    """Into whose entry the one with this code was merged, if ``user`` may see it."""
    merged = Producer.objects.filter(code=code, merged_into__isnull=False).first()
    while merged is not None and merged.merged_into is not None:
        merged = merged.merged_into
    return visible_to(user, on=on).filter(pk=merged.pk).first() if merged else None


def memberships(user: Person, on: dt.date) -> QuerySet[ProducerMember]:
    """For which producers ``user`` acts on ``on``."""
    if not is_person(user):
        return ProducerMember.objects.none()
    return (
        ProducerMember.objects.on(on)
        .filter(user=user, producer__merged_into__isnull=True)
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
