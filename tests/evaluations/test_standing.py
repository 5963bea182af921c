"""Who holds a dossier, since when, until when: each state, any past day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import Calendar, add_working_days
from evaluations.enums import DossierKind, DossierState
from evaluations.workflow.clock import (
    COMMUNE_DAYS,
    RERATING_DAYS,
    Ask,
    Facts,
    Standing,
    province_days,
    reminder_step,
    standing,
    term_clock,
)
from evaluations.workflow.dossier import HOLDERS

D = dt.date
OPENED = D(2026, 6, 20)
NO_LIMIT = "Quyết định 26/2026/QĐ-TTg không đặt hạn cho bước này (Điều 7.3)"
NO_LIMIT_UP = "Quyết định 26/2026/QĐ-TTg không đặt hạn cho bước này (Điều 7.4)"
WAY = (
    ("filed", D(2026, 7, 1)),
    ("returned", D(2026, 7, 8)),
    ("filed", D(2026, 7, 15)),
    ("proposed", D(2026, 7, 20)),
    ("received", D(2026, 7, 22)),
    ("supplement", D(2026, 7, 27)),
    ("received", D(2026, 8, 3)),
    ("accepted", D(2026, 8, 10)),
    ("in_session", D(2026, 9, 7)),
    ("concluded", D(2026, 9, 10)),
    ("decided", D(2026, 9, 21)),
)
ASKS = (
    Ask("commune", D(2026, 7, 8), D(2026, 7, 17)),
    Ask("province", D(2026, 7, 27), D(2026, 8, 5)),
)


def facts(kind: str = "first", *, opened: dt.date = OPENED, **values: object) -> Facts:
    given = {"steps": WAY, "asks": ASKS, "held_before": D(2026, 12, 30), **values}
    return Facts(kind, opened, **given)  # type: ignore[arg-type]


def there(on: dt.date, case: Facts | None = None, **values: object) -> Standing:
    found = standing(case or facts(), on=on, **values)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("on", "state", "station", "since", "until"),
    [
        (D(2026, 6, 20), "draft", "producer", D(2026, 6, 20), None),
        (D(2026, 7, 1), "filed", "commune", D(2026, 7, 1), D(2026, 7, 22)),
        (D(2026, 7, 8), "returned", "producer", D(2026, 7, 8), D(2026, 7, 17)),
        (D(2026, 7, 15), "filed", "commune", D(2026, 7, 15), D(2026, 7, 29)),
        (D(2026, 7, 21), "proposed", "province", D(2026, 7, 20), None),
        (D(2026, 7, 23), "received", "province", D(2026, 7, 20), None),
        (D(2026, 7, 30), "supplement", "commune", D(2026, 7, 27), D(2026, 8, 5)),
        (D(2026, 8, 5), "received", "province", D(2026, 8, 3), None),
        (D(2026, 8, 12), "accepted", "province", D(2026, 8, 3), D(2026, 12, 29)),
        (D(2026, 9, 8), "in_session", "council", D(2026, 9, 7), D(2026, 12, 29)),
        (D(2026, 9, 15), "concluded", "leader", D(2026, 9, 10), None),
        (D(2026, 12, 1), "decided", "", D(2026, 9, 21), None),
    ],
)
def test_each_state_has_its_holder_and_last_day(
    on: dt.date, state: str, station: str, since: dt.date, until: dt.date | None
) -> None:
    found = there(on)
    assert (found.state, found.station, found.since, found.until) == (state, station, since, until)
    assert found.days == (on - since).days


def test_every_state_is_covered_above() -> None:
    assert set(HOLDERS) - {state for state, _on in WAY} == {
        "draft",
        "forwarded",
        "at_centre",
        "sent_back",
        "not_recognised",
        "withdrawn",
    }


@pytest.mark.parametrize(
    ("end", "station", "until", "source"),
    [
        ("forwarded", "centre", None, NO_LIMIT_UP),
        ("at_centre", "centre", D(2026, 12, 29), "đợt họp trước 30/12/2026 (Điều 5.2)"),
        ("sent_back", "province", None, NO_LIMIT_UP),
    ],
)
def test_what_was_sent_up_is_with_the_centre_until_it_comes_back(
    end: str, station: str, until: dt.date | None, source: str
) -> None:
    case = facts(steps=(("filed", D(2026, 7, 1)), (end, D(2026, 7, 3))))
    found = there(D(2026, 8, 1), case)
    assert (found.station, found.until, found.source) == (station, until, source)
    assert found.since == D(2026, 7, 3)


@pytest.mark.parametrize("end", ["decided", "not_recognised", "withdrawn"])
def test_nobody_holds_what_has_ended(end: str) -> None:
    case = facts(steps=(("filed", D(2026, 7, 1)), (end, D(2026, 7, 3))))
    found = there(D(2026, 8, 1), case)
    assert (found.station, found.since, found.until, found.source) == ("", D(2026, 7, 3), None, "")
    assert (found.overdue, found.soon, found.due_words) == (False, False, "")


def test_a_day_before_it_was_opened_has_no_answer() -> None:
    assert standing(facts(), on=D(2026, 6, 19)) is None


@pytest.mark.parametrize(
    ("on", "source"),
    [
        (D(2026, 6, 25), "Chủ thể nộp khi hồ sơ đủ"),
        (D(2026, 7, 2), "15 ngày làm việc từ ngày nhận hồ sơ (Điều 7.2)"),
        (D(2026, 7, 9), "hạn ghi trong yêu cầu bổ sung của xã, phường (Điều 7.2.a)"),
        (D(2026, 7, 21), "Quyết định 26/2026/QĐ-TTg không đặt hạn tiếp nhận"),
        (D(2026, 7, 23), NO_LIMIT),
        (D(2026, 7, 28), "hạn ghi trong yêu cầu bổ sung của tỉnh (Điều 7.3.a)"),
        (D(2026, 9, 8), "đợt họp trước 30/12/2026 (Điều 5.1)"),
        (D(2026, 9, 15), NO_LIMIT),
    ],
)
def test_the_source_of_a_last_day_is_said_or_why_there_is_none(on: dt.date, source: str) -> None:
    assert there(on).source == source


def test_a_request_without_a_day_leaves_the_holder_without_one() -> None:
    case = facts(asks=(Ask("commune", D(2026, 7, 8), None),))
    found = there(D(2026, 7, 10), case)
    assert (found.until, found.source) == (
        None,
        "Yêu cầu bổ sung của xã, phường không ghi hạn trả lời",
    )


def test_the_last_request_of_the_level_counts_not_a_later_one() -> None:
    asks = (*ASKS, Ask("commune", D(2026, 7, 18), D(2026, 7, 30)))
    assert there(D(2026, 7, 10), facts(asks=asks)).until == D(2026, 7, 17)


# --- rule 7-27: a re-rating takes 45 days at the province -----------------------------------------


def rerating(*steps: tuple[str, dt.date], before: dt.date | None = None) -> Facts:
    return facts(
        DossierKind.RERATING,
        opened=D(2026, 1, 5),
        steps=steps,
        asks=(),
        held_before=before,
        expires_on=D(2026, 12, 31),
    )


def test_rule_7_27_forty_five_days_from_receipt_at_the_province() -> None:
    """Received Thursday 2/7/2026: 45 days end on Sunday 16/8, so on Monday 17/8 (BLDS 148.5)."""
    case = rerating(("proposed", D(2026, 7, 1)), ("received", D(2026, 7, 2)))
    found = there(D(2026, 7, 10), case)
    assert (found.until, found.source) == (D(2026, 8, 17), RERATING_DAYS.source)
    assert there(D(2026, 8, 17), case).overdue is False
    assert there(D(2026, 8, 18), case).overdue is True


def test_rule_7_27_stands_still_while_the_dossier_is_completed() -> None:
    steps = (
        ("received", D(2026, 7, 2)),
        ("supplement", D(2026, 7, 6)),
        ("received", D(2026, 7, 20)),
    )
    # 14 days stood still: 16/8 becomes 30/8, a Sunday, so Monday 31/8.
    assert there(D(2026, 7, 21), rerating(*steps)).until == D(2026, 8, 31)


def test_rule_7_27_runs_on_through_round_council_and_leader() -> None:
    case = rerating(
        ("received", D(2026, 7, 1)),
        ("accepted", D(2026, 7, 6)),
        ("in_session", D(2026, 7, 20)),
        ("concluded", D(2026, 7, 24)),
        before=D(2026, 12, 30),
    )
    days = [D(2026, 7, 2), D(2026, 7, 7), D(2026, 7, 21), D(2026, 7, 25)]
    assert {there(on, case).until for on in days} == {D(2026, 8, 17)}


def test_of_round_and_term_the_earlier_day_counts() -> None:
    steps = (("received", D(2026, 5, 20)), ("accepted", D(2026, 5, 25)))
    found = there(D(2026, 6, 1), rerating(*steps, before=D(2026, 6, 30)))
    assert (found.until, found.source) == (D(2026, 6, 29), "đợt họp trước 30/06/2026 (Điều 5.1)")


def test_rule_7_21_a_draft_of_a_rerating_is_due_with_its_window() -> None:
    case = facts(DossierKind.RERATING, steps=(), asks=(), expires_on=D(2027, 6, 30))
    assert there(D(2026, 7, 1), case).until == D(2027, 3, 2)


def test_the_province_may_set_a_limit_where_the_law_has_none() -> None:
    """Forms part 7 no. 11: 20 working days from receipt, the supplement left out."""
    limit = province_days(20, "Quyết định 15/2026/QĐ-UBND")
    found = there(D(2026, 8, 4), province=limit)
    # 22/7 to 27/7 uses 3 of the 20; 17 are left from 3/8.
    assert (found.until, found.source) == (
        D(2026, 8, 26),
        "20 ngày làm việc từ ngày tỉnh tiếp nhận (Quyết định 15/2026/QĐ-UBND)",
    )
    assert province_days(0, "") is None


# --- overdue, soon, words, reminders --------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "words", "tone", "overdue", "soon", "step"),
    [
        (D(2026, 7, 1), "Còn 15 ngày làm việc", "", False, False, None),
        (D(2026, 7, 14), "Còn 6 ngày làm việc", "", False, False, None),
        (D(2026, 7, 15), "Còn 5 ngày làm việc", "", False, True, 5),
        (D(2026, 7, 17), "Còn 3 ngày làm việc", "", False, True, 5),
        (D(2026, 7, 20), "Còn 2 ngày làm việc", "warn", False, True, 2),
        (D(2026, 7, 21), "Còn 1 ngày làm việc", "warn", False, True, 2),
        (D(2026, 7, 22), "Hạn hôm nay", "warn", False, True, 0),
        (D(2026, 7, 23), "Quá 1 ngày", "bad", True, False, -1),
        (D(2026, 7, 29), "Quá 7 ngày", "bad", True, False, -1),
        (D(2026, 7, 30), "Quá 8 ngày", "bad", True, False, -2),
    ],
)
def test_words_and_steps_around_the_last_day(
    on: dt.date, words: str, tone: str, overdue: bool, soon: bool, step: int | None
) -> None:
    found = there(on, facts(steps=(("filed", D(2026, 7, 1)),)))
    assert (found.due_words, found.due_tone) == (words, tone)
    assert (found.overdue, found.soon, reminder_step(found)) == (overdue, soon, step)


def test_a_term_that_ends_on_friday_is_late_on_saturday() -> None:
    case = facts(steps=(("filed", D(2026, 7, 3)),))
    friday, saturday = there(D(2026, 7, 24), case), there(D(2026, 7, 25), case)
    assert (friday.until, friday.overdue) == (D(2026, 7, 24), False)
    assert (saturday.left, saturday.overdue, saturday.due_words) == (0, True, "Quá 1 ngày")


def test_a_request_due_on_sunday_says_days_when_no_working_day_is_left() -> None:
    case = facts(asks=(Ask("commune", D(2026, 7, 8), D(2026, 7, 12)),))
    found = there(D(2026, 7, 11), case)
    assert (found.left, found.due_words, found.due_tone) == (0, "Còn 1 ngày", "warn")


def test_tet_and_a_swapped_saturday_move_the_end() -> None:
    """Filed 9/2/2026: Tết takes five weekdays, the swapped Saturday 28/2 gives one back."""
    case = facts(opened=D(2026, 2, 9), steps=(("filed", D(2026, 2, 9)),))
    bare = there(D(2026, 2, 10), case)
    tet = [D(2026, 2, n) for n in range(16, 21)]
    calendar = Calendar.of(tet, [D(2026, 2, 28)])
    real = there(D(2026, 2, 10), case, calendar=calendar)
    assert (bare.until, real.until) == (D(2026, 3, 2), D(2026, 3, 6))


# --- properties -----------------------------------------------------------------------------------

_days = st.frozensets(st.dates(D(2026, 1, 1), D(2026, 12, 31)), max_size=12)
_calendars = st.builds(Calendar, _days, _days)
_terms = st.sampled_from(
    [(COMMUNE_DAYS, "filed", "returned"), (RERATING_DAYS, "received", "supplement")]
)


@given(
    _terms,
    st.dates(D(2026, 1, 1), D(2026, 3, 1)),
    st.integers(0, 30),
    st.integers(0, 30),
    _calendars,
)
def test_standing_still_never_shortens_the_time_left(
    case: tuple, start: dt.date, held: int, still: int, calendar: Calendar
) -> None:
    term, runs, stands = case
    stop = start + dt.timedelta(days=held)
    again = stop + dt.timedelta(days=still)
    before = term_clock(term, [(runs, start)], on=stop, calendar=calendar)
    after = term_clock(
        term, [(runs, start), (stands, stop), (runs, again)], on=again, calendar=calendar
    )
    assert before is not None
    assert after is not None
    assert after.left == before.left
    assert before.deadline is not None
    assert after.deadline is not None
    if not before.overdue:
        assert after.deadline >= before.deadline
        assert not after.overdue


@given(
    st.lists(st.integers(0, 15), min_size=len(WAY), max_size=len(WAY)),
    st.integers(0, 120),
    st.integers(0, 120),
    st.sampled_from(list(DossierKind)),
    _calendars,
)
def test_a_past_day_gets_the_answer_it_got_then(
    gaps: list[int], ask: int, later: int, kind: str, calendar: Calendar
) -> None:
    """What was known at the end of a day, and what is known long after, say the same of it."""
    day, steps = D(2026, 1, 5), []
    for (state, _day), gap in zip(WAY, gaps, strict=True):
        day += dt.timedelta(days=gap)
        steps.append((state, day))
    on = D(2026, 1, 5) + dt.timedelta(days=ask)
    opened = D(2026, 1, 5)
    whole = facts(kind, opened=opened, steps=tuple(steps), expires_on=D(2026, 12, 31))
    known = tuple(step for step in steps if step[1] <= on)
    asked = tuple(ask for ask in ASKS if ask.asked_on <= on)
    then = facts(kind, opened=opened, steps=known, asks=asked, expires_on=D(2026, 12, 31))
    answers = [standing(row, on=on, calendar=calendar) for row in (whole, then, whole)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0] is not None
    assert HOLDERS[DossierState(answers[0].state)] == (answers[0].station or None)
    assert answers[0].since <= on
    if later and answers[0].until and not answers[0].overdue:
        end = answers[0].until
        assert answers[0].left == -_backwards(end, on, calendar)


def _backwards(end: dt.date, on: dt.date, calendar: Calendar) -> int:
    count, day = 0, end
    while day > on:
        count -= calendar.works(day)
        day -= dt.timedelta(days=1)
    return count


@given(st.dates(D(2026, 1, 1), D(2026, 6, 30)), _calendars)
def test_the_last_day_of_a_commune_is_its_fifteenth_working_day(
    start: dt.date, calendar: Calendar
) -> None:
    found = there(start, facts(opened=start, steps=(("filed", start),)), calendar=calendar)
    assert found.until == add_working_days(start, 15, calendar)
