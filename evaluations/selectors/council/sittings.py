"""Rounds, councils, sittings: who sees which, and how a sitting stands."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.selectors import (
    Person,
    assignments_of,
    has_role,
    is_person,
    officers_of,
    units_in_scope,
)
from common.dates import today
from communes.models import AdministrativeUnit
from communes.selectors import same_body
from evaluations.enums import (
    ItemState,
    Level,
    ScoreSheetState,
    Seat,
)
from evaluations.models import (
    Attendance,
    ConflictDeclaration,
    Council,
    CouncilMember,
    CouncilRegulation,
    CouncilSession,
    Dossier,
    ScoreSheet,
    SessionItem,
)
from evaluations.workflow.council import Quorum, SheetCount

# The office that runs councils at each level, and who may look on.
OFFICE_ROLES = (Role.PROVINCE_OFFICER,)
ONLOOKERS = (Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER)

# Chair first, as in the decision that founds the council.
SEAT_ORDER = {
    Seat.CHAIR: 0,
    Seat.VICE: 1,
    Seat.MEMBER: 2,
    Seat.SUBSTITUTE: 3,
    Seat.SECRETARY: 4,
}


def seated_at(unit: AdministrativeUnit | None, prefix: str = "") -> Q:
    """Rows of ``unit`` under every name it had, or of the centre; ``prefix`` leads to them."""
    if unit is None:
        return Q(**{f"{prefix}unit__isnull": True})
    return Q(**{f"{prefix}unit__in": same_body([unit.pk]).order_by()})


def regulation_for(
    level: str, unit: AdministrativeUnit | None, *, on: dt.date
) -> CouncilRegulation | None:
    """The council's regulation in force for a level and place on a day; None where none is."""
    rows = CouncilRegulation.objects.on(on).filter(seated_at(unit), level=level)
    return rows.order_by("-valid_from").first()


def at_own_level(user: Person, *, on: dt.date, roles: tuple[str, ...], prefix: str = "") -> Q:
    """Rows of a level and unit (named by ``prefix``) that somebody with ``roles`` works with."""
    scope = units_in_scope(user, on=on, roles=roles)
    found = Q(**{f"{prefix}level": Level.PROVINCE, f"{prefix}unit__in": scope.values("pk")})
    if has_role(user, Role.CENTRAL_OFFICER, on=on):
        found |= Q(**{f"{prefix}level": Level.CENTRAL})
    return found


def councils_visible_to(user: Person, *, on: dt.date) -> QuerySet[Council]:
    """Councils that the office runs, and those somebody has a seat in, newest first."""
    if not is_person(user):
        return Council.objects.none()
    seat = CouncilMember.objects.on(on).filter(council=OuterRef("pk"), user=user)
    where = at_own_level(user, on=on, roles=ONLOOKERS) | Exists(seat)
    return Council.objects.filter(where).select_related("unit").order_by("-decided_on", "-pk")


def members_of(council: Council, *, on: dt.date) -> list[CouncilMember]:
    """Who sits in the council on a day: chair, vice chairs, members, secretary."""
    rows = CouncilMember.objects.on(on).filter(council=council).select_related("user")
    return sorted(rows, key=seat_order)


def seat_order(member: CouncilMember) -> tuple[int, int]:
    """The order in which members stand in lists and tables."""
    return SEAT_ORDER[Seat(member.seat)], member.pk


def sessions_visible_to(user: Person, *, on: dt.date) -> QuerySet[CouncilSession]:
    """Sittings of councils somebody has a seat in, or that his office runs."""
    if not is_person(user):
        return CouncilSession.objects.none()
    seat = CouncilMember.objects.on(on).filter(council=OuterRef("council_id"), user=user)
    where = at_own_level(user, on=on, roles=ONLOOKERS, prefix="council__") | Exists(seat)
    return CouncilSession.objects.filter(where).select_related(
        "council__unit", "round", "regulation"
    )


def annotate_progress(sessions: QuerySet[CouncilSession]) -> QuerySet[CouncilSession]:
    """Add ``item_count`` and ``concluded_count``."""
    return sessions.annotate(
        item_count=Count("items"),
        concluded_count=Count("items", filter=Q(items__state__in=ItemState.settled)),
    ).order_by("-held_on", "-pk")


def items_visible_to(user: Person, *, on: dt.date) -> QuerySet[SessionItem]:
    """Products in the sittings somebody may see, with everything their pages name."""
    sessions = sessions_visible_to(user, on=on).values("pk")
    return (
        SessionItem.objects.filter(session__in=sessions)
        .select_related(
            "session__council__unit",
            "session__round",
            "session__regulation",
            "dossier__product__producer",
            "dossier__unit",
            "dossier__sheet__rule_version",
            "dossier__sheet__product_set",
            "dossier__appraisal",
            "opened_by",
            "verdict",
        )
        # The sheet's text is parsed once per process; see selectors.criteria.parsed.
        .defer(
            "dossier__sheet__content",
            "dossier__registration",
            "dossier__report",
            "dossier__appraisal__findings",
        )
    )


def with_room(items: QuerySet[SessionItem]) -> QuerySet[SessionItem]:
    """With the seats of the sitting read along, for pages that ask about them several times."""
    seats = Attendance.objects.select_related("member__user")
    return items.prefetch_related(Prefetch("session__attendance", seats))


def _room_read(session: CouncilSession) -> bool:
    return "attendance" in getattr(session, "_prefetched_objects_cache", {})


def attendance_of(session: CouncilSession) -> list[Attendance]:
    """The seats of a sitting with who was there, in the order of seats."""
    rows = session.attendance.all()
    if not _room_read(session):
        rows = rows.select_related("member__user")
    return sorted(rows, key=lambda row: seat_order(row.member))


def scoring_rows(rows: Iterable[Attendance]) -> list[Attendance]:
    """The seats that score: who stands in for somebody counts instead of him."""
    rows = list(rows)
    replaced = {row.stands_in_for_id for row in rows}
    return [
        row
        for row in rows
        if (row.member.seat in Seat.scoring or row.stands_in_for_id is not None)
        and row.member_id not in replaced
    ]


def seat_in(user: Person, session: CouncilSession, *, on: dt.date) -> CouncilMember | None:
    """The seat somebody holds in a sitting; None when he has none, or has lost it by ``on``.

    Read once per user object, sitting and day.
    """
    if not is_person(user):
        return None
    cache: dict[tuple[int, dt.date], CouncilMember | None]
    cache = user.__dict__.setdefault("_seats", {})
    key = (session.pk, on)
    if _room_read(session):
        members = [row.member for row in session.attendance.all()]
        held = [member for member in members if member.user_id == user.pk]
        return next((member for member in held if _holds(member, on)), None)
    if key not in cache:
        seats = Attendance.objects.filter(session=session).values("member")
        cache[key] = CouncilMember.objects.on(on).filter(user=user, pk__in=seats).first()
    return cache[key]


def _holds(member: CouncilMember, on: dt.date) -> bool:
    return member.valid_from <= on and (member.valid_to is None or member.valid_to >= on)


def recused_members(item: SessionItem) -> set[int]:
    """The keys of the members who declared a conflict of interest, in any scoring round."""
    return set(
        ScoreSheet.objects.filter(item=item, state=ScoreSheetState.RECUSED).values_list(
            "member_id", flat=True
        )
    )


def presiding_seat(
    session: CouncilSession, item: SessionItem | None = None
) -> CouncilMember | None:
    """Who chairs the sitting; with ``item``, who opens and concludes this product.

    The chair. Where the regulation allows a sitting without its chair and the chair is noted as
    absent: the first vice chair present. For a product from which the chair recused himself: the
    next in the order of seats who is present and did not. None when nobody is left.
    """
    rows = [row for row in attendance_of(session) if row.member.seat in Seat.scoring]
    chair = next((row for row in rows if row.member.seat == Seat.CHAIR), None)
    recused = recused_members(item) if item is not None else set()
    if chair is None or (chair.present and chair.member_id not in recused):
        return chair.member if chair else None
    if not chair.present and session.regulation.chair_required:
        return None if chair.member_id in recused else chair.member
    standing_in = (Seat.VICE,) if item is None else (Seat.VICE, Seat.MEMBER)
    for row in rows:
        if row.member.seat in standing_in and row.present and row.member_id not in recused:
            return row.member
    return chair.member if item is None else None


def presides(
    user: Person, session: CouncilSession, *, on: dt.date, item: SessionItem | None = None
) -> bool:
    """Whether somebody is the one of :func:`presiding_seat`, with a seat still valid on ``on``."""
    seat = seat_in(user, session, on=on)
    if seat is None or seat.seat == Seat.SECRETARY:
        return False
    presiding = presiding_seat(session, item)
    return presiding is not None and presiding.pk == seat.pk


def runs_council(user: Person, level: str, unit: AdministrativeUnit | None, *, on: dt.date) -> bool:
    """Whether somebody is an officer of the office that runs councils for a level and place."""
    if level == Level.CENTRAL:
        return has_role(user, Role.CENTRAL_OFFICER, on=on)
    return has_role(user, *OFFICE_ROLES, on=on, unit=unit)


def place_of_office(user: Person, *, on: dt.date) -> tuple[str, AdministrativeUnit | None] | None:
    """The level and place whose rounds and councils an officer runs; None for anybody else."""
    if not is_person(user):
        return None
    for row in assignments_of(user, on=on):
        if row.role in OFFICE_ROLES and row.unit is not None:
            return Level.PROVINCE, row.unit
        if row.role == Role.CENTRAL_OFFICER:
            return Level.CENTRAL, None
    return None


def items_in(session: CouncilSession) -> QuerySet[SessionItem]:
    """The products of a sitting in their order, with what a list of them names."""
    return (
        SessionItem.objects.filter(session=session)
        .select_related(
            "session__regulation",
            "dossier__product__producer",
            "dossier__unit",
            "dossier__sheet__product_set",
            "verdict",
        )
        .defer("dossier__sheet__content", "dossier__registration", "dossier__report")
        .order_by("position")
    )


def quorum_of(session: CouncilSession, rows: Iterable[Attendance] | None = None) -> Quorum:
    """The quorum of a sitting as noted so far; ``rows`` saves reading them again."""
    if rows is None:
        rows = attendance_of(session)
    scoring = scoring_rows(rows)
    return Quorum(
        seats=len(scoring),
        present=sum(row.present for row in scoring),
        chair_present=any(row.present for row in scoring if row.member.seat == Seat.CHAIR),
        percent=session.regulation.quorum_percent,
        chair_required=session.regulation.chair_required,
        least=session.regulation.quorum_count,
    )


def sheet_counts(
    items: Iterable[SessionItem], *, on: dt.date | None = None
) -> dict[int, SheetCount]:
    """How the sheets of each product stand, by the product's key in the sitting.

    Who signed, never what: no mark is read. Nobody is waited for any more on a day (today unless
    told) after the last one for written opinions. Two statements for any number of products.
    """
    items, day = list(items), on or today()
    over = {item.session_id for item in items if (item.session.answers_until or day) < day}
    percents = {item.pk: item.session.regulation.quorum_percent for item in items}
    there = set(
        Attendance.objects.filter(
            session__in={item.session_id for item in items}, present=True
        ).values_list("session_id", "member_id")
    )
    states: dict[int, Counter[str]] = defaultdict(Counter)
    rows = ScoreSheet.objects.filter(
        item__in=percents, scoring_round=F("item__scoring_round")
    ).values_list("item_id", "item__session_id", "member_id", "state")
    for item_id, session_id, member_id, state in rows:
        states[item_id][state] += 1
        waited_for = state in (ScoreSheetState.ASSIGNED, ScoreSheetState.DRAFT)
        if waited_for and session_id not in over and (session_id, member_id) in there:
            states[item_id]["pending"] += 1
    return {
        item.pk: SheetCount(
            seats=sum(
                states[item.pk][state]
                for state in ScoreSheetState.values
                if state != ScoreSheetState.REPLACED
            ),
            signed=states[item.pk][ScoreSheetState.SIGNED],
            recused=states[item.pk][ScoreSheetState.RECUSED],
            pending=states[item.pk]["pending"],
            percent=percents[item.pk],
        )
        for item in items
    }


def council_dossiers(user: Person, *, on: dt.date) -> QuerySet[Dossier]:
    """Dossiers that somebody may read because of a seat in a council.

    Whoever scores, the chair included: once he signed the declaration of the sitting, from the day
    it was called. The secretary, who doesn't score: every dossier of his sittings. Nobody: one for
    which he recused himself.
    """
    if not is_person(user):
        return Dossier.objects.none()
    seats = CouncilMember.objects.on(on).filter(user=user)
    items = SessionItem.objects.filter(dossier=OuterRef("pk"))
    own = ScoreSheet.objects.filter(item__dossier=OuterRef("pk"), member__in=seats.values("pk"))
    declared = own.filter(state__in=(ScoreSheetState.DRAFT, ScoreSheetState.SIGNED))
    # A chair has no sheet where the regulation says that he doesn't score.
    chairs = ConflictDeclaration.objects.filter(member__in=seats.filter(seat=Seat.CHAIR))
    leading = items.filter(
        Q(session__council__in=seats.filter(seat=Seat.SECRETARY).values("council"))
        | Q(session__in=chairs.values("session"))
    )
    recused = own.filter(state=ScoreSheetState.RECUSED)
    return Dossier.objects.filter(Q(Exists(declared)) | Q(Exists(leading))).exclude(Exists(recused))


def office_of(session: CouncilSession, *, on: dt.date) -> QuerySet[User]:
    """The officers who run the council of a sitting."""
    if session.council.unit is not None:
        return officers_of(session.council.unit, Role.PROVINCE_OFFICER, on=on)
    held = RoleAssignment.objects.on(on).filter(role=Role.CENTRAL_OFFICER, unit__isnull=True)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk")


def people_told_of(dossier: Dossier, *, on: dt.date) -> QuerySet[User]:
    """Who hears the result of a dossier: the producer's people and the commune's officers."""
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    producer = dossier.product.producer
    people = producer.members.filter(running, valid_from__lte=on).values("user_id")
    commune = officers_of(dossier.unit, Role.COMMUNE_OFFICER, on=on).order_by().values("pk")
    return User.objects.filter(Q(pk__in=people) | Q(pk__in=commune), is_active=True).order_by("pk")
