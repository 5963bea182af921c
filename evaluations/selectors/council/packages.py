"""The packages of a sitting: which there are, how far one is, who hears of it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from accounts.selectors import Person
from evaluations.enums import PackageState, Seat
from evaluations.models import CouncilSession, SessionPackage
from evaluations.selectors.council.package_papers import papers_of
from evaluations.selectors.council.sittings import (
    attendance_of,
    office_of,
    presiding_seat,
    sessions_visible_to,
)

# A job that is at work shows a new paper long before that.
_PATIENCE = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class People:
    """Who hears of the papers of a sitting."""

    presiding: list[User]
    secretaries: list[User]
    office: list[User]


def people_of(session: CouncilSession, *, on: dt.date) -> People:
    """Who presided, who kept the minutes, and the officers behind the council."""
    seat = presiding_seat(session)
    return People(
        presiding=[seat.user] if seat else [],
        secretaries=[
            row.member.user for row in attendance_of(session) if row.member.seat == Seat.SECRETARY
        ],
        office=list(office_of(session, on=on)),
    )


def packages_visible_to(user: Person, *, on: dt.date) -> QuerySet[SessionPackage]:
    """Packages of the sittings somebody sees; whether he may read them is the rule's matter."""
    sessions = sessions_visible_to(user, on=on).values("pk")
    return SessionPackage.objects.filter(session__in=sessions).select_related(
        "session__council__unit",
        "session__round",
        "session__regulation",
        "file",
        "made_by",
        "countersigned_by",
        "voided_by",
    )


def packages_in(session: CouncilSession) -> list[SessionPackage]:
    """Every version, the newest first; the facts are read where they are needed."""
    rows = SessionPackage.objects.filter(session=session).defer("facts")
    return list(
        rows.select_related("file", "made_by", "countersigned_by", "voided_by").order_by("-version")
    )


def progress_of_package(package: SessionPackage) -> tuple[int, int]:
    """How many papers are drawn, of how many; counted from the papers themselves."""
    return package.documents.count(), len(papers_of(package.facts))


def waiting_to_be_made(moment: dt.datetime) -> list[SessionPackage]:
    """Packages that nobody has drawn a paper of for a while."""
    rows = SessionPackage.objects.filter(
        state=PackageState.MAKING, created_at__lt=moment - _PATIENCE
    ).exclude(documents__document__issued_at__gte=moment - _PATIENCE)
    return list(rows.defer("facts").order_by("pk"))
