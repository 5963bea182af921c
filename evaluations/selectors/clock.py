"""Deadlines and "who holds it since when", from the events of a dossier."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from common.dates import Calendar
from evaluations.enums import DossierState
from evaluations.models import Dossier, DossierEvent
from evaluations.workflow.clock import Clock, commune_clock
from evaluations.workflow.dossier import (
    COMMUNE,
    COUNCIL,
    HOLDERS,
    LEADER,
    PRODUCER,
    PROVINCE,
    STATIONS,
)
from programmes.selectors.calendar import working_calendar

_AGENTS = {PROVINCE: "Văn phòng Điều phối", COUNCIL: "Hội đồng", LEADER: "Chủ tịch tỉnh"}


def commune_deadline(
    dossier: Dossier, on: dt.date, *, calendar: Calendar | None = None
) -> Clock | None:
    """The commune's fifteen working days as of the end of ``on`` (rule 7-03).

    Reads ``dossier.events``, and the calendar unless it is given: prefetch the one and give the
    other for lists. None for a dossier never filed.
    """
    events = sorted(dossier.events.all(), key=lambda event: event.pk)
    steps = [(event.to_state, event.on) for event in events]
    return commune_clock(steps, on=on, calendar=calendar or working_calendar())


@dataclass(frozen=True, slots=True)
class Holder:
    """Who can make the next move. ``station`` is empty once nobody has to."""

    station: str
    label: str
    since: dt.date
    days: int


def _same_hands() -> Q:
    """Moves that leave the dossier with whoever held it."""
    same = Q(pk__in=[])
    for station in STATIONS:
        states = [state for state, holder in HOLDERS.items() if holder == station]
        same |= Q(from_state__in=states, to_state__in=states)
    return same


def annotate_held(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Add ``held_since``: the day the present holder got the dossier."""
    handed = (
        DossierEvent.objects.filter(dossier=OuterRef("pk"))
        .exclude(_same_hands())
        .order_by("-pk")
        .values("on")[:1]
    )
    return dossiers.annotate(
        held_since=Coalesce(Subquery(handed), TruncDate("created_at"), output_field=DateField())
    )


def holder_label(dossier: Dossier) -> str:
    """Who holds it, in words: "Phường Nghi Sơn". Empty once the way has ended."""
    station = HOLDERS[dossier.state]
    if station is None:
        return ""
    if station == COMMUNE:
        return dossier.unit.full_name
    return "Chủ thể" if station == PRODUCER else _AGENTS[station]


def holder_of(dossier: Dossier, *, on: dt.date) -> Holder:
    """Who holds ``dossier``, since when, and for how many days up to ``on``.

    Uses ``held_since`` where :func:`annotate_held` gave it, else asks for it.
    """
    since = getattr(dossier, "held_since", None)
    if since is None:
        row = annotate_held(Dossier.objects.filter(pk=dossier.pk)).get()
        since = row.held_since  # type: ignore[attr-defined]
    return Holder(
        station=HOLDERS[dossier.state] or "",
        label=holder_label(dossier),
        since=since,
        days=max((on - since).days, 0),
    )


def station_notes(dossier: Dossier) -> dict[str, str]:
    """One line under each station of the strip "ai đang giữ hồ sơ"."""
    return {
        PRODUCER: "lập hồ sơ",
        COMMUNE: "15 ngày làm việc",
        PROVINCE: "kiểm tra, xếp đợt",
        COUNCIL: "chấm điểm",
        LEADER: "phê duyệt, chuyển Trung ương"
        if dossier.state == DossierState.FORWARDED
        else "quyết định",
    }
