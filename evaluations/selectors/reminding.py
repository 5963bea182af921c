"""Whom to remind of a deadline: the people of the place that holds the dossier."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import officers_of
from communes.models import AdministrativeUnit
from evaluations.enums import DossierState, Seat
from evaluations.models import CouncilMember, Dossier, SessionItem
from evaluations.selectors.clock import Holder
from evaluations.selectors.dossier import province_of
from evaluations.workflow.dossier import COMMUNE, COUNCIL, LEADER, PRODUCER, PROVINCE
from producers.models import ProducerMember


def people_of_holders(
    dossiers: Iterable[Dossier], holders: Mapping[int, Holder], *, on: dt.date
) -> dict[int, list[User]]:
    """By key of the dossier: the producer's people, the officers, or chair and secretary.

    While commune and producer complete a dossier for the province, both are told. ``dossiers`` need
    ``product__producer`` and ``unit__parent__parent``. The statements depend on how many different
    communes there are, not on how many dossiers.
    """
    dossiers = list(dossiers)
    members = _members(dossiers, on=on)
    seats = _seats([row for row in dossiers if holders[row.pk].station == COUNCIL], on=on)
    offices: dict[tuple[str, int], list[User]] = {}

    def office(role: str, unit: AdministrativeUnit) -> list[User]:
        if (role, unit.pk) not in offices:
            offices[role, unit.pk] = list(officers_of(unit, role, on=on))
        return offices[role, unit.pk]

    found = {}
    for row in dossiers:
        holder = holders[row.pk]
        people: list[User] = []
        if holder.station == PRODUCER or holder.state == DossierState.SUPPLEMENT:
            people += members[row.product.producer_id]
        if holder.station == COMMUNE:
            people += office(Role.COMMUNE_OFFICER, row.unit)
        elif holder.station == PROVINCE:
            people += office(Role.PROVINCE_OFFICER, province_of(row.unit))
        elif holder.station == LEADER:
            people += office(Role.PROVINCE_LEADER, province_of(row.unit))
        elif holder.station == COUNCIL:
            people += seats[row.pk]
        found[row.pk] = list({user.pk: user for user in people}.values())
    return found


def _members(dossiers: Iterable[Dossier], *, on: dt.date) -> dict[int, list[User]]:
    """The people of each producer (by key)."""
    producers = {row.product.producer_id for row in dossiers}
    rows = ProducerMember.objects.on(on).filter(producer__in=producers).select_related("user")
    found: dict[int, list[User]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.producer_id].append(row.user)
    return found


def _seats(dossiers: Iterable[Dossier], *, on: dt.date) -> dict[int, list[User]]:
    """Chair and secretary of the council before which each dossier (by key) stands."""
    items = SessionItem.objects.filter(dossier__in=[row.pk for row in dossiers])
    councils = dict(items.order_by("pk").values_list("dossier", "session__council"))
    rows = CouncilMember.objects.on(on).filter(
        council__in=set(councils.values()), seat__in=(Seat.CHAIR, Seat.SECRETARY)
    )
    leading: dict[int, list[User]] = defaultdict(list)
    for row in rows.select_related("user").order_by("pk"):
        leading[row.council_id].append(row.user)
    return defaultdict(list, {key: leading[council] for key, council in councils.items()})
