"""The commune's fifteen working days (Đ7.2, rule 7-03), computed from what happened."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from common.dates import ORDINARY_WEEK, Calendar, add_working_days, working_days_between

COMMUNE_TERM = 15
_RUNNING, _PAUSED = "filed", "returned"


@dataclass(frozen=True, slots=True)
class Clock:
    """The commune's term as it stood at the end of a day.

    ``used`` and ``paused`` are working days. ``deadline`` is the last day of the term; None while
    the producer holds the dossier and the term has not run out. ``stopped_on`` is the day the
    commune proposed (or the producer withdrew).
    """

    term: int
    started_on: dt.date
    used: int
    paused: int
    deadline: dt.date | None
    stopped_on: dt.date | None
    waiting_for_producer: bool

    @property
    def left(self) -> int:
        """Working days left; negative when overdue."""
        return self.term - self.used

    @property
    def overdue(self) -> bool:
        """Whether more days were used than the law gives."""
        return self.used > self.term


def commune_clock(
    steps: Iterable[tuple[str, dt.date]],
    *,
    on: dt.date,
    calendar: Calendar = ORDINARY_WEEK,
    term: int = COMMUNE_TERM,
) -> Clock | None:
    """The commune's term at the end of ``on``; None when nothing was filed by then.

    ``steps`` are (state reached, day) in order; later ones than ``on`` are ignored, so any past
    day can be asked for. The day of receipt is not counted (Bộ luật Dân sự 2015 Đ147.2). Days
    on which the producer completes a returned dossier stand still, the law counting from a
    dossier received; the count goes on where it stood.
    """
    state, since = "", dt.date.min
    started: dt.date | None = None
    stopped: dt.date | None = None
    deadline: dt.date | None = None
    used = paused = 0
    for target, day in [*((to, when) for to, when in steps if when <= on), ("", on)]:
        if state == _RUNNING:
            if used < term:
                deadline = add_working_days(since, term - used, calendar)
            used += working_days_between(since, day, calendar)
        elif state == _PAUSED:
            paused += working_days_between(since, day, calendar)
        if target == "":
            break
        if target == _RUNNING and started is None:
            started = day
        state, since = target, day
        if started is not None and target not in (_RUNNING, _PAUSED):
            stopped = day
            break
    if started is None:
        return None
    waiting = stopped is None and state == _PAUSED
    return Clock(
        term=term,
        started_on=started,
        used=used,
        paused=paused,
        deadline=None if waiting and used < term else deadline,
        stopped_on=stopped,
        waiting_for_producer=waiting,
    )
