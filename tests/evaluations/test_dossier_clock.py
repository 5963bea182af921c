"""Days: the commune's fifteen (7-03), rounds (5-02, 5-03), the window of a re-rating (7-21)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import Calendar, is_working_day
from evaluations.selectors.clock import commune_deadline, holder_of
from evaluations.services import dossier as moves
from evaluations.workflow.clock import commune_clock
from evaluations.workflow.windows import (
    LATE_RERATING,
    LateRule,
    late_until,
    late_warning,
    proposal_fault,
    rerating_window,
    too_early,
    too_late,
)
from tests.factories import accounts, evaluations

D = dt.date


def test_rule_7_03_fifteen_working_days_after_the_day_of_receipt() -> None:
    """Received Wednesday 1/7/2026: the fifteenth working day is Wednesday 22/7/2026."""
    clock = commune_clock([("filed", D(2026, 7, 1))], on=D(2026, 7, 1))
    assert clock is not None
    assert (clock.used, clock.left, clock.deadline) == (0, 15, D(2026, 7, 22))


def test_rule_7_03_the_last_day_is_still_in_time() -> None:
    steps = [("filed", D(2026, 7, 1))]
    on_time = commune_clock(steps, on=D(2026, 7, 22))
    late = commune_clock(steps, on=D(2026, 7, 23))
    assert on_time is not None
    assert late is not None
    assert (on_time.left, on_time.overdue) == (0, False)
    assert (late.left, late.overdue, late.deadline) == (-1, True, D(2026, 7, 22))


def test_a_holiday_on_a_weekday_is_not_counted() -> None:
    """1/9 and 2/9/2026 are days off: filed 26/8, the term ends two days later."""
    national_day = Calendar.of([D(2026, 9, 1), D(2026, 9, 2)])
    steps = [("filed", D(2026, 8, 26))]
    bare = commune_clock(steps, on=D(2026, 8, 26))
    real = commune_clock(steps, on=D(2026, 8, 26), calendar=national_day)
    assert bare is not None
    assert real is not None
    assert (bare.deadline, real.deadline) == (D(2026, 9, 16), D(2026, 9, 18))


def test_days_with_the_producer_stand_still() -> None:
    steps = [
        ("filed", D(2026, 7, 1)),
        ("returned", D(2026, 7, 8)),
        ("filed", D(2026, 7, 15)),
    ]
    waiting = commune_clock(steps, on=D(2026, 7, 13))
    again = commune_clock(steps, on=D(2026, 7, 15))
    assert waiting is not None
    assert again is not None
    assert (waiting.used, waiting.paused, waiting.deadline) == (5, 3, None)
    assert waiting.waiting_for_producer
    assert (again.used, again.paused, again.deadline) == (5, 5, D(2026, 7, 29))


def test_the_clock_stops_with_the_proposal_and_any_past_day_can_be_asked() -> None:
    steps = [("filed", D(2026, 7, 1)), ("proposed", D(2026, 7, 10)), ("received", D(2026, 7, 20))]
    after = commune_clock(steps, on=D(2026, 12, 1))
    before = commune_clock(steps, on=D(2026, 7, 3))
    assert after is not None
    assert before is not None
    assert (after.used, after.stopped_on, after.deadline) == (7, D(2026, 7, 10), D(2026, 7, 22))
    assert (before.used, before.stopped_on) == (2, None)
    assert commune_clock(steps, on=D(2026, 6, 30)) is None


_gaps = st.lists(st.integers(0, 20), min_size=1, max_size=7)
_days = st.frozensets(st.dates(D(2026, 1, 1), D(2026, 6, 30)), max_size=6)
_calendars = st.builds(Calendar, _days, _days)


@given(
    start=st.dates(D(2026, 1, 1), D(2026, 3, 1)),
    gaps=_gaps,
    after=st.integers(0, 40),
    off=_calendars,
)
def test_the_clock_agrees_with_counting_day_by_day(
    start: dt.date, gaps: list[int], after: int, off: Calendar
) -> None:
    """Each working day belongs to whoever held the dossier when it began."""
    steps, day = [], start
    for n, gap in enumerate(gaps):
        day += dt.timedelta(days=gap if n else 0)
        steps.append(("filed" if n % 2 == 0 else "returned", day))
    on = day + dt.timedelta(days=after)
    clock = commune_clock(steps, on=on, calendar=off)
    assert clock is not None

    counted = {"filed": 0, "returned": 0}
    late = False
    day = start
    while day < on:
        day += dt.timedelta(days=1)
        holder = [state for state, since in steps if since < day][-1]
        late = late or (holder == "filed" and counted["filed"] >= clock.term)
        counted[holder] += is_working_day(day, off)
    assert (clock.used, clock.paused) == (counted["filed"], counted["returned"])
    assert clock.overdue is late
    if late:
        assert clock.deadline is not None
        assert clock.deadline < on
    elif steps[-1][0] == "returned":
        assert clock.deadline is None
    else:
        assert clock.deadline is not None
        ends = [clock.deadline, clock.deadline + dt.timedelta(days=1)]
        last, after_it = (commune_clock(steps, on=end, calendar=off) for end in ends)
        assert last is not None
        assert after_it is not None
        assert (last.left, last.overdue, after_it.overdue) == (0, False, True)


@given(
    start=st.dates(D(2026, 1, 1), D(2026, 3, 1)), first=st.integers(0, 60), more=st.integers(0, 9)
)
def test_used_days_never_shrink(start: dt.date, first: int, more: int) -> None:
    steps = [("filed", start)]
    day = start + dt.timedelta(days=first)
    early = commune_clock(steps, on=day)
    late = commune_clock(steps, on=day + dt.timedelta(days=more))
    assert early is not None
    assert late is not None
    assert early.used <= late.used
    assert early.deadline == late.deadline


@pytest.mark.parametrize(
    ("rule", "proposed_on", "before", "fits"),
    [
        ("5-02", D(2026, 4, 29), D(2026, 4, 30), True),
        ("5-02", D(2026, 4, 30), D(2026, 4, 30), False),
        ("5-03", D(2026, 10, 29), D(2026, 10, 30), True),
        ("5-03", D(2026, 10, 30), D(2026, 10, 30), False),
    ],
)
def test_rules_5_02_and_5_03_the_day_itself_is_late(
    rule: str, proposed_on: dt.date, before: dt.date, fits: bool
) -> None:
    assert (proposal_fault(proposed_on, before) is None) is fits, rule


# A certificate under the new law alone: its window opens after 22/5/2026.
END = D(2027, 6, 30)


def test_rule_7_21_the_window_has_both_ends_included() -> None:
    first, last = rerating_window(END)
    assert (first, last) == (D(2027, 1, 1), D(2027, 3, 2))
    assert [(END - day).days for day in (first, last)] == [180, 120]


@pytest.mark.parametrize(
    ("on", "early", "late"),
    [
        (D(2026, 12, 31), True, False),
        (D(2027, 1, 1), False, False),
        (D(2027, 3, 2), False, False),
        (D(2027, 3, 3), False, True),
        (END, False, True),
    ],
)
def test_rule_7_21_from_180_to_120_days_before_the_end(
    on: dt.date, early: bool, late: bool
) -> None:
    assert bool(too_early(on, END)) is early
    assert bool(too_late(on, END)) is late


def test_rule_12_04_a_product_caught_by_the_change_of_law_may_be_late() -> None:
    """Expiry 30/9/2026: the window opened 3/4/2026, before the decision was in force."""
    end = D(2026, 9, 30)
    assert rerating_window(end)[0] < LATE_RERATING.in_force_from
    assert too_late(D(2026, 9, 1), end) is None
    assert too_late(D(2027, 3, 29), end) is None
    assert too_late(D(2027, 3, 30), end) is not None
    assert late_until(end) == D(2027, 3, 29)
    warning = late_warning(D(2026, 9, 1), end)
    assert warning is not None
    assert "Điều 12.3" in warning


def test_rule_12_04_for_everyone_only_where_the_setting_says_so() -> None:
    rule = LateRule("Điều 12.3", LATE_RERATING.in_force_from, 180, everyone=True)
    assert late_until(END) is None
    assert too_late(D(2027, 5, 1), END, rule) is None
    assert too_late(D(2027, 12, 28), END, rule) is not None
    assert late_warning(D(2027, 1, 15), END) is None
    assert late_warning(D(2027, 1, 15), None) is None


@pytest.mark.django_db
def test_the_clock_of_a_dossier_comes_from_its_events() -> None:
    row = evaluations.in_state("filed", on=D(2026, 7, 1))
    row = moves.return_dossier(
        dossier=row, reason="Thiếu nhãn", actor=row.opened_by, on=D(2026, 7, 8)
    )
    evaluations.reply(row, on=D(2026, 7, 15))
    row = moves.file_dossier(dossier=row, actor=row.opened_by, on=D(2026, 7, 15))
    clock = commune_deadline(row, D(2026, 7, 16))
    assert clock is not None
    assert (clock.used, clock.paused, clock.deadline) == (6, 5, D(2026, 7, 29))
    assert commune_deadline(evaluations.dossier(), D(2026, 7, 16)) is None


@pytest.mark.django_db
def test_who_holds_it_since_when() -> None:
    row = evaluations.in_state("filed", on=D(2026, 7, 1))
    row = evaluations.assess(row)
    officer = accounts.user("Lê Thị Bình")
    row = moves.propose_dossier(dossier=row, actor=officer, on=D(2026, 7, 6))
    row = moves.receive_dossier(dossier=row, actor=officer, on=D(2026, 7, 9))
    holder = holder_of(row, on=D(2026, 7, 16))
    # Proposed and received lie in the same hands: the office has had it since the proposal.
    assert (holder.station, holder.label, holder.since, holder.days) == (
        "province",
        "Văn phòng Điều phối",
        D(2026, 7, 6),
        10,
    )
    row = moves.ask_supplement(
        dossier=row, reason="Phiếu kiểm nghiệm", actor=officer, on=D(2026, 7, 20)
    )
    holder = holder_of(row, on=D(2026, 7, 20))
    assert (holder.label, holder.since, holder.days) == (row.unit.full_name, D(2026, 7, 20), 0)


@pytest.mark.django_db
def test_nobody_holds_what_has_ended() -> None:
    holder = holder_of(evaluations.in_state("decided"), on=D(2026, 7, 20))
    assert (holder.station, holder.label, holder.since) == ("", "", D(2026, 7, 1))
