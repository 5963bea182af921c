"""Who holds a dossier, since when, until when: computed from what happened, for any day.

Nothing here is stored: an event, a day entered in the calendar or a setting changes the answer at
once, and a question about a past day gets that day's answer.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common.dates import (
    ORDINARY_WEEK,
    Calendar,
    add_working_days,
    vn_date,
    working_day_from,
    working_days_between,
)
from evaluations.enums import DossierKind, DossierState, RequestLevel
from evaluations.workflow.dossier import HOLDERS, PRODUCER
from evaluations.workflow.windows import late_until, rerating_window

S = DossierState
COMMUNE_TERM = 15
# Reminded so many working days before the end; "sắp đến hạn" begins with the first.
REMINDERS = (5, 2, 0)
SOON = REMINDERS[0]
_LAST_DAYS = 2


@dataclass(frozen=True, slots=True)
class Term:
    """So many days to do something, and the states in which they run or stand still."""

    days: int
    working: bool
    source: str
    running: frozenset[str]
    paused: frozenset[str]


COMMUNE_DAYS = Term(
    COMMUNE_TERM,
    working=True,
    source="15 ngày làm việc từ ngày nhận hồ sơ (Điều 7.2)",
    running=frozenset({S.FILED}),
    paused=frozenset({S.RETURNED}),
)
_AT_PROVINCE = frozenset({S.RECEIVED, S.ACCEPTED, S.IN_SESSION, S.CONCLUDED})
RERATING_DAYS = Term(
    45,
    working=False,
    source="45 ngày từ ngày tỉnh nhận đủ hồ sơ đề nghị (Điều 7.6.g)",
    running=_AT_PROVINCE,
    paused=frozenset({S.SUPPLEMENT}),
)


def province_days(days: int, reference: str) -> Term | None:
    """The province's own limit for first ratings and upgrades; None where it set none.

    Đ7.3 leaves the days between receipt and decision open (forms part 7 no. 11).
    """
    if days < 1:
        return None
    return Term(
        days,
        working=True,
        source=f"{days} ngày làm việc từ ngày tỉnh tiếp nhận ({reference})",
        running=_AT_PROVINCE,
        paused=frozenset({S.SUPPLEMENT}),
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """A term as it stood at the end of a day.

    ``used`` and ``paused`` are days of the term's kind. ``deadline`` is the last day of the term;
    None while it stands still and has not run out. ``stopped_on`` is the day on which it was met
    (or the producer withdrew).
    """

    term: int
    started_on: dt.date
    used: int
    paused: int
    deadline: dt.date | None
    stopped_on: dt.date | None
    waiting_for_producer: bool
    overdue: bool

    @property
    def left(self) -> int:
        """Days left; negative when more were used than there are."""
        return self.term - self.used


def term_clock(
    term: Term,
    steps: Iterable[tuple[str, dt.date]],
    *,
    on: dt.date,
    calendar: Calendar = ORDINARY_WEEK,
) -> Clock | None:
    """``term`` at the end of ``on``; None when it had not begun by then.

    ``steps`` are (state reached, day) in order; later ones than ``on`` are ignored. The day on
    which the term begins is not counted (Bộ luật Dân sự 2015 Art. 147.2). It begins with the first
    running state, stands still in a paused one, goes on where it stood, and ends with any other.
    """
    phase, since = _OUT, dt.date.min
    started: dt.date | None = None
    stopped: dt.date | None = None
    deadline: dt.date | None = None
    used = paused = 0
    late = False
    for entered, day in [*_phases(term, steps, on), ("", on)]:
        if phase == _RUNS:
            if not late:
                deadline = _end(term, since, max(term.days - used, 0), calendar)
            used += _days(term, since, day, calendar)
            late = late or (deadline is not None and day > deadline)
        elif phase == _STILL and started is not None:
            paused += _days(term, since, day, calendar)
        if entered:
            phase, since = entered, day
        if phase == _RUNS and started is None:
            started = day
        if phase == _OUT and started is not None:
            stopped = since
            break
    if started is None:
        return None
    waiting = phase == _STILL
    return Clock(
        term=term.days,
        started_on=started,
        used=used,
        paused=paused,
        deadline=None if waiting and not late else deadline,
        stopped_on=stopped,
        waiting_for_producer=waiting,
        overdue=late,
    )


_RUNS, _STILL, _OUT = "runs", "still", "out"


def _phases(
    term: Term, steps: Iterable[tuple[str, dt.date]], on: dt.date
) -> Iterator[tuple[str, dt.date]]:
    """The days up to ``on`` on which the term began to run, stood still, or was over."""
    phase = _OUT
    for state, day in steps:
        if day > on:
            return
        entered = _RUNS if state in term.running else _STILL if state in term.paused else _OUT
        if entered != phase:
            phase = entered
            yield entered, day


def _days(term: Term, start: dt.date, end: dt.date, calendar: Calendar) -> int:
    return working_days_between(start, end, calendar) if term.working else (end - start).days


def _end(term: Term, start: dt.date, left: int, calendar: Calendar) -> dt.date:
    """The last day; one in calendar days gives way to a working day (Bộ luật Dân sự Art. 148.5)."""
    if term.working:
        return add_working_days(start, left, calendar)
    return working_day_from(start + dt.timedelta(days=left), calendar)


def commune_clock(
    steps: Iterable[tuple[str, dt.date]],
    *,
    on: dt.date,
    calendar: Calendar = ORDINARY_WEEK,
) -> Clock | None:
    """The commune's fifteen working days (Đ7.2, rule 7-03) at the end of ``on``.

    Days on which the producer completes a returned dossier stand still, the law counting from a
    dossier received; the count goes on where it stood.
    """
    return term_clock(COMMUNE_DAYS, steps, on=on, calendar=calendar)


# --- who holds it ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody was asked to complete: by whom, when, until when."""

    level: str
    asked_on: dt.date
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the clock reads of one dossier. ``steps`` are (state reached, day) in order."""

    kind: str
    opened_on: dt.date
    steps: tuple[tuple[str, dt.date], ...] = ()
    asks: tuple[Ask, ...] = ()
    expires_on: dt.date | None = None
    held_before: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier stood at the end of ``on``.

    ``station`` is empty once nobody has to act. ``until`` is the holder's last day; ``source``
    where it comes from, or why there is none. ``left`` counts working days to it, negative after
    it. ``clock`` is the term that runs, where one does.
    """

    on: dt.date
    state: str
    station: str
    since: dt.date
    until: dt.date | None
    source: str
    left: int | None
    clock: Clock | None

    @property
    def days(self) -> int:
        """Calendar days the holder has had it."""
        return max((self.on - self.since).days, 0)

    @property
    def overdue(self) -> bool:
        """Whether the holder's last day has passed."""
        return self.until is not None and self.on > self.until

    @property
    def soon(self) -> bool:
        """Whether the holder's last day is near: :data:`SOON` working days or fewer."""
        return self.left is not None and not self.overdue and self.left <= SOON

    @property
    def due_words(self) -> str:
        """ "Còn 3 ngày làm việc", "Hạn hôm nay", "Quá 2 ngày"; empty where there is no last day."""
        if self.until is None:
            return ""
        days = (self.until - self.on).days
        if days < 0:
            return f"Quá {-days} ngày"
        if days == 0:
            return "Hạn hôm nay"
        # Only a weekend or a holiday may be left.
        return f"Còn {self.left} ngày làm việc" if self.left else f"Còn {days} ngày"

    @property
    def due_tone(self) -> str:
        """Red when overdue, amber in the last working days."""
        if self.until is None or self.left is None:
            return ""
        return "bad" if self.overdue else "warn" if self.left <= _LAST_DAYS else ""


def standing(
    facts: Facts,
    *,
    on: dt.date,
    calendar: Calendar = ORDINARY_WEEK,
    province: Term | None = None,
) -> Standing | None:
    """Who held the dossier at the end of ``on``; None before it was opened.

    ``province`` is the province's own limit (:func:`province_days`).
    """
    if on < facts.opened_on:
        return None
    state: str = S.DRAFT
    station, since = PRODUCER, facts.opened_on
    for target, day in facts.steps:
        if day > on:
            break
        holder = HOLDERS[target] or ""
        if holder != station or not holder:
            station, since = holder, day
        state = target
    until, source, clock = _until(facts, state, on, calendar, province)
    left = None if until is None else working_days_between(on, until, calendar)
    return Standing(on, state, station, since, until, source, left, clock)


def reminder_step(there: Standing) -> int | None:
    """The newest step of the reminders that ``there`` has come to, None before the first.

    Working days before the end (:data:`REMINDERS`), then weeks overdue as -1, -2, …: the first
    on the day after the end.
    """
    if there.until is None or there.left is None:
        return None
    if there.overdue:
        return -1 - ((there.on - there.until).days - 1) // 7
    return min((step for step in REMINDERS if there.left <= step), default=None)


_Until = tuple[dt.date | None, str, Clock | None]


def _until(
    facts: Facts, state: str, on: dt.date, calendar: Calendar, province: Term | None
) -> _Until:
    """The holder's last day in ``state``, its source, and the clock it was read from."""
    if HOLDERS[state] is None:
        return None, "", None
    if state == S.DRAFT:
        return _draft(facts)
    if state == S.FILED:
        clock = term_clock(COMMUNE_DAYS, facts.steps, on=on, calendar=calendar)
        return clock.deadline if clock else None, COMMUNE_DAYS.source, clock
    if state in (S.RETURNED, S.SUPPLEMENT):
        return _asked(facts, state, on)
    if state in (S.FORWARDED, S.SENT_BACK):
        return None, "Quyết định 26/2026/QĐ-TTg không đặt hạn cho bước này (Điều 7.4)", None
    if state == S.AT_CENTRE:
        before = facts.held_before
        until = before - dt.timedelta(days=1) if before else None
        return until, f"đợt họp trước {vn_date(before)} (Điều 5.2)" if before else "", None
    if state == S.PROPOSED:
        return None, "Quyết định 26/2026/QĐ-TTg không đặt hạn tiếp nhận", None
    term = RERATING_DAYS if facts.kind == DossierKind.RERATING else province
    clock = term_clock(term, facts.steps, on=on, calendar=calendar) if term else None
    ends: list[tuple[dt.date, str]] = []
    if term and clock and clock.deadline:
        ends.append((clock.deadline, term.source))
    if state in (S.ACCEPTED, S.IN_SESSION) and facts.held_before:
        before = facts.held_before
        ends.append((before - dt.timedelta(days=1), f"đợt họp trước {vn_date(before)} (Điều 5.1)"))
    if ends:
        return *min(ends), clock
    return None, "Quyết định 26/2026/QĐ-TTg không đặt hạn cho bước này (Điều 7.3)", None


def _draft(facts: Facts) -> _Until:
    """A first filing has no last day; a re-rating has that of its window (rules 7-21, 12-04)."""
    if facts.kind != DossierKind.RERATING or facts.expires_on is None:
        return None, "Chủ thể nộp khi hồ sơ đủ", None
    end = late_until(facts.expires_on) or rerating_window(facts.expires_on)[1]
    return end, f"giấy chứng nhận hết hạn {vn_date(facts.expires_on)} (Điều 7.6.a)", None


def _asked(facts: Facts, state: str, on: dt.date) -> _Until:
    """The day that the open request names (rules 7-04, 7-06)."""
    returned = state == S.RETURNED
    level = RequestLevel.COMMUNE if returned else RequestLevel.PROVINCE
    asks = [ask for ask in facts.asks if ask.level == level and ask.asked_on <= on]
    who = "xã, phường" if returned else "tỉnh"
    article = "Điều 7.2.a" if returned else "Điều 7.3.a"
    due = asks[-1].due_on if asks else None
    if due is None:
        return None, f"Yêu cầu bổ sung của {who} không ghi hạn trả lời", None
    return due, f"hạn ghi trong yêu cầu bổ sung của {who} ({article})", None
