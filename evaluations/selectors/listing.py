"""Lists of dossiers: narrowed, put in order of who holds them until when, and counted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.selectors.clock import Holder, annotate_held, holders_of
from evaluations.selectors.dossier import listed
from evaluations.workflow.dossier import COMMUNE, HOLDERS, STATIONS

OVERDUE, SOON = "qua", "sap"
_AT_ONCE = 500
_FAR = dt.date.max


def at_station(dossiers: QuerySet[Dossier], station: str) -> QuerySet[Dossier]:
    """Those that ``station`` holds."""
    return dossiers.filter(state__in=[state for state, at in HOLDERS.items() if at == station])


def open_ones(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those in which somebody has to act."""
    return dossiers.exclude(state__in=DossierState.closed)


def with_deadline(dossiers: QuerySet[Dossier], which: str, *, on: dt.date) -> QuerySet[Dossier]:
    """Those whose holder is :data:`OVERDUE` or due :data:`SOON` on ``on``.

    Deadlines are worked out, not stored: the four statements of ``holders_of`` and some
    microseconds for each open dossier.
    """
    held = holders_of(open_ones(dossiers), on=on)
    keys = [key for key, one in held.items() if (one.overdue if which == OVERDUE else one.soon)]
    return dossiers.filter(pk__in=keys)


def by_deadline(dossiers: QuerySet[Dossier], *, on: dt.date) -> list[int]:
    """Keys of ``dossiers``, the nearest deadline first, then those without one, then the ended.

    What has the same deadline, or none, comes by how long it has been held.
    """
    held = holders_of(open_ones(dossiers), on=on)

    def urgency(key: int) -> tuple[bool, dt.date, dt.date, int]:
        one = held.get(key)
        if one is None:
            return True, _FAR, _FAR, -key
        return False, one.until or _FAR, one.since, key

    return sorted(dossiers.order_by().values_list("pk", flat=True), key=urgency)


def by_time_held(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those held longest first, the ended last."""
    return annotate_held(dossiers).order_by(_ended(), F("held_since"), "pk")


def by_place(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """In order of the way (``STATIONS``), the ended last; then by commune."""
    whens = [
        When(state=state, then=Value(STATIONS.index(station)))
        for state, station in HOLDERS.items()
        if station
    ]
    place = Case(*whens, default=Value(len(STATIONS)), output_field=IntegerField())
    return dossiers.order_by(place, "unit__sort_key", "pk")


def _ended() -> Case:
    return Case(
        When(state__in=DossierState.closed, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def in_turn(keys: Iterable[int]) -> Iterator[Dossier]:
    """The dossiers with ``keys`` in that order, with all that a row of the list shows."""
    keys = list(keys)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        rows = {row.pk: row for row in listed(Dossier.objects.filter(pk__in=some).values("pk"))}
        yield from (rows[key] for key in some if key in rows)


# --- how much is held, how much of it is late -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """What one station, or one commune, holds: so many, so many of them late or nearly."""

    key: str
    label: str
    count: int
    soon: int
    overdue: int
    longest: int

    @classmethod
    def of(cls, key: str, label: str, held: list[Holder]) -> "Held":
        """The figures of ``held``; ``longest`` in calendar days."""
        return cls(
            key=key,
            label=label,
            count=len(held),
            soon=sum(one.soon for one in held),
            overdue=sum(one.overdue for one in held),
            longest=max((one.days for one in held), default=0),
        )


_STATION_NAMES = (
    "Chủ thể",
    "Xã, phường",
    "Văn phòng Điều phối",
    "Hội đồng",
    "Chủ tịch tỉnh",
    "Trung ương",
)


def held_by_station(held: Iterable[Holder]) -> list[Held]:
    """The stations in order of the way, those that hold nothing too."""
    rows: dict[str, list[Holder]] = defaultdict(list)
    for one in held:
        rows[one.station].append(one)
    names = zip(STATIONS, _STATION_NAMES, strict=True)
    return [Held.of(station, name, rows[station]) for station, name in names]


def held_by_commune(dossiers: QuerySet[Dossier], held: dict[int, Holder]) -> list[Held]:
    """What each commune holds, the latest and fullest first; communes that hold nothing left out.

    ``held`` are the holders of ``dossiers`` (``holders_of``).
    """
    rows: dict[tuple[str, str], list[Holder]] = defaultdict(list)
    units = dossiers.order_by().values_list("pk", "unit__key", "unit__full_name")
    for pk, key, name in units:
        one = held.get(pk)
        if one is not None and one.station == COMMUNE:
            rows[key, name].append(one)
    found = [Held.of(key, name, some) for (key, name), some in rows.items()]
    return sorted(found, key=lambda row: (-row.overdue, -row.soon, -row.count, row.label))
