"""Deadlines and "who holds it since when until when", from the events of a dossier."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, fields

from django.conf import settings
from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from common.dates import Calendar
from evaluations.enums import DossierState
from evaluations.models import Dossier, DossierEvent, SupplementRequest
from evaluations.workflow.clock import (
    Ask,
    Clock,
    Facts,
    Standing,
    Term,
    commune_clock,
    province_days,
    standing,
)
from evaluations.workflow.dossier import (
    CENTRE,
    COMMUNE,
    COUNCIL,
    HOLDERS,
    LEADER,
    PRODUCER,
    PROVINCE,
    STATIONS,
)
from programmes.selectors.calendar import working_calendar

_AGENTS = {
    PRODUCER: "Chủ thể",
    PROVINCE: "Văn phòng Điều phối",
    COUNCIL: "Hội đồng",
    LEADER: "Chủ tịch tỉnh",
    CENTRE: "Trung ương",
}


def commune_deadline(
    dossier: Dossier, on: dt.date, *, calendar: Calendar | None = None
) -> Clock | None:
    """The commune's fifteen working days as of the end of ``on`` (rule 7-03).

    Reads ``dossier.events``, and the calendar unless it is given: prefetch the one and give the
    other for lists. None for a dossier never filed.
    """
    return commune_clock(_steps(dossier), on=on, calendar=calendar or working_calendar())


@dataclass(frozen=True, slots=True)
class Holder(Standing):
    """Who holds a dossier, with the name in words: "Phường Nghi Sơn"; empty once it has ended."""

    label: str


_FIELDS = fields(Standing)


def _holder(found: Standing, unit: str, *, central: bool) -> Holder:
    label = unit if found.station == COMMUNE else _AGENTS.get(found.station, "")
    if central and found.station in (COUNCIL, LEADER):
        label = "Hội đồng Trung ương" if found.station == COUNCIL else _AGENTS[CENTRE]
    return Holder(**{field.name: getattr(found, field.name) for field in _FIELDS}, label=label)


def _province_term() -> Term | None:
    """The limit that the province set itself, from the settings."""
    return province_days(settings.OCOP_PROVINCE_DAYS, settings.OCOP_PROVINCE_DAYS_SOURCE)


def _steps(dossier: Dossier) -> tuple[tuple[str, dt.date], ...]:
    events = sorted(dossier.events.all(), key=lambda event: event.pk)
    return tuple((event.to_state, event.on) for event in events)


def _opened(created: dt.datetime, steps: tuple[tuple[str, dt.date], ...]) -> dt.date:
    """The day it was opened; a move may be dated before the day it was written down."""
    made = timezone.localdate(created)
    return min(made, steps[0][1]) if steps else made


def _facts(dossier: Dossier, on: dt.date) -> Facts:
    steps = _steps(dossier)
    asks = sorted(dossier.requests.all(), key=lambda row: row.pk)
    return Facts(
        kind=dossier.kind,
        opened_on=_opened(dossier.created_at, steps),
        steps=steps,
        asks=tuple(Ask(row.level, row.asked_on, row.due_on) for row in asks),
        expires_on=dossier.expires_on,
        held_before=_held_before(dossier, up=_is_up(steps, on)),
    )


def _held_before(dossier: Dossier, *, up: bool) -> dt.date | None:
    entered = dossier.central_round if up else dossier.round
    return entered.held_before if entered else None


def _is_up(steps: tuple[tuple[str, dt.date], ...], on: dt.date) -> bool:
    """Whether the centre had it on ``on``: taken up, and neither sent back nor taken home since."""
    up = False
    for state, day in steps:
        if day > on:
            break
        if state == DossierState.AT_CENTRE:
            up = True
        elif state in (DossierState.SENT_BACK, DossierState.ACCEPTED):
            up = False
    return up


def holder_on(dossier: Dossier, *, on: dt.date, calendar: Calendar | None = None) -> Holder | None:
    """Who held ``dossier`` at the end of the day ``on``; None before it was opened.

    Reads ``events``, ``requests``, ``unit`` and ``round``: prefetch and select them for lists, and
    give the calendar.
    """
    calendar = calendar or working_calendar()
    found = standing(_facts(dossier, on), on=on, calendar=calendar, province=_province_term())
    if found is None:
        return None
    return _holder(found, dossier.unit.full_name, central=_is_up(_steps(dossier), on))


def holder_of(dossier: Dossier, *, on: dt.date, calendar: Calendar | None = None) -> Holder:
    """As :func:`holder_on`, for a day on which the dossier is known to exist."""
    opened = _opened(dossier.created_at, _steps(dossier))
    found = holder_on(dossier, on=max(on, opened), calendar=calendar)
    assert found is not None
    return found


def holders_of(dossiers: QuerySet[Dossier], *, on: dt.date) -> dict[int, Holder]:
    """Who holds each of ``dossiers`` (by key) at the end of ``on``; four statements for any number.

    A dossier opened later is left out.
    """
    rows = dossiers.order_by().values_list(
        "pk",
        "kind",
        "created_at",
        "expires_on",
        "round__held_before",
        "central_round__held_before",
        "unit__full_name",
    )
    if not rows:
        return {}
    keys = dossiers.order_by().values("pk")
    steps: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
    events = DossierEvent.objects.filter(dossier__in=keys).order_by("pk")
    for key, state, day in events.values_list("dossier", "to_state", "on"):
        steps[key].append((state, day))
    asks: dict[int, list[Ask]] = defaultdict(list)
    requests = SupplementRequest.objects.filter(dossier__in=keys).order_by("pk")
    for key, level, asked, due in requests.values_list("dossier", "level", "asked_on", "due_on"):
        asks[key].append(Ask(level, asked, due))
    calendar, province = working_calendar(), _province_term()
    found = {}
    for key, kind, created, expires, own, central, unit in rows:
        way = tuple(steps[key])
        up = _is_up(way, on)
        before = central if up else own
        facts = Facts(kind, _opened(created, way), way, tuple(asks[key]), expires, before)
        there = standing(facts, on=on, calendar=calendar, province=province)
        if there is not None:
            found[key] = _holder(there, unit, central=up)
    return found


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
        CENTRE: "xếp đợt, chấm điểm, 5 sao",
    }
