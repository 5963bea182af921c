"""What a council member, chair or secretary has to do. Only own sheets are read, never a mark."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from django.db.models import F
from django.urls import reverse

from accounts.models import User
from evaluations.enums import ItemState, ScoreSheetState, Seat, SessionState
from evaluations.models import (
    Attendance,
    ConflictDeclaration,
    CouncilMember,
    CouncilSession,
    ScoreSheet,
    SessionItem,
)
from evaluations.selectors.council.declaring import declares
from evaluations.selectors.council.sittings import sheet_counts
from reports.selectors.workrow import WorkRow, until


class Signatures(Protocol):
    """How many sheets of a product are in, and how many are waited for."""

    @property
    def signed(self) -> int:
        """Signed sheets."""

    @property
    def pending(self) -> int:
        """Members present who have not signed."""


_LEADING = (Seat.CHAIR, Seat.SECRETARY)
# A sitting stands on the list of who runs it from this many days before.
_AHEAD = dt.timedelta(days=14)


def rows(user: User, *, on: dt.date) -> list[WorkRow]:
    """A line for each sitting and kind of work; at most seven statements."""
    seats = list(CouncilMember.objects.on(on).filter(user=user))
    if not seats:
        return []
    called = Attendance.objects.filter(member__in=seats).values("session")
    sessions = {
        session.pk: session
        for session in CouncilSession.objects.filter(pk__in=called)
        .exclude(state=SessionState.CONCLUDED)
        # Somebody stands in for him: nothing is left for him to do there.
        .exclude(attendance__stands_in_for__in=seats)
        .select_related("council")
    }
    leads = {seat.council_id: seat.seat for seat in seats if seat.seat in _LEADING}
    signing = {seat.council_id for seat in seats if declares(seat)}
    to_sign = {pk: row for pk, row in sessions.items() if row.council_id in signing}
    found = [*_undeclared(user, to_sign, on), *_own_sheets(user, sessions, on)]
    leading = {pk: row for pk, row in sessions.items() if row.council_id in leads}
    return [*found, *_leading(leading, leads, on)]


def _line(session: CouncilSession, title: str, action: str, on: dt.date) -> WorkRow:
    return WorkRow(
        title=title,
        note=f"{session.council.name} · {session.place}" if session.place else session.council.name,
        url=reverse("evaluations:session_detail", args=[session.code]),
        action=action,
        **until(session.held_on, on=on, note="họp"),  # type: ignore[arg-type]
    )


def _undeclared(user: User, sessions: dict[int, CouncilSession], on: dt.date) -> list[WorkRow]:
    """Sittings whose declaration waits for him, from the day they are called."""
    signed = set(
        ConflictDeclaration.objects.filter(session__in=sessions, member__user=user).values_list(
            "session", flat=True
        )
    )
    return [
        replace(
            _line(row, "Ký bản khai xung đột lợi ích", "Khai và ký", on),
            url=reverse("evaluations:session_declare", args=[row.code]),
        )
        for pk, row in sessions.items()
        if pk not in signed
    ]


def _own_sheets(user: User, sessions: dict[int, CouncilSession], on: dt.date) -> list[WorkRow]:
    sheets = ScoreSheet.objects.filter(
        member__user=user,
        item__session__in=sessions,
        item__state=ItemState.SCORING,
        scoring_round=F("item__scoring_round"),
    ).values_list("item__session", "state")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for session, state in sheets:
        counts[session][state] += 1
    found = []
    for pk, states in counts.items():
        open_ones = states[ScoreSheetState.DRAFT]
        if open_ones:
            title = f"Chấm và ký phiếu cho {open_ones} sản phẩm"
            found.append(_line(sessions[pk], title, "Chấm tiếp", on))
    return found


def _leading(
    sessions: dict[int, CouncilSession], leads: dict[int, str], on: dt.date
) -> list[WorkRow]:
    items = list(
        SessionItem.objects.filter(session__in=sessions).select_related("session__regulation")
    )
    ready = sheet_counts([item for item in items if item.state == ItemState.SCORING])
    by_session: dict[int, list[SessionItem]] = defaultdict(list)
    for item in items:
        by_session[item.session_id].append(item)
    found = []
    for pk, session in sessions.items():
        chairs = leads[session.council_id] == Seat.CHAIR
        found += _of_sitting(session, by_session[pk], ready, chairs=chairs, on=on)
    return found


def _of_sitting(
    session: CouncilSession,
    items: list[SessionItem],
    counts: Mapping[int, Signatures],
    *,
    chairs: bool,
    on: dt.date,
) -> list[WorkRow]:
    if session.state == SessionState.CONVENED:
        if session.held_on - _AHEAD > on:
            return []
        title = "Khai mạc phiên họp" if chairs else "Điểm danh phiên họp"
        return [_line(session, title, "Mở phiên họp", on)]
    states = Counter(item.state for item in items)
    settled = sum(states[state] for state in ItemState.settled)
    if not chairs:
        done = bool(items) and settled == len(items)
        return [_line(session, "Hoàn tất biên bản phiên họp", "Mở phiên họp", on)] if done else []
    openable = sum(
        1 for item in items if item.state == ItemState.SCORING and _all_signed(counts.get(item.pk))
    )
    found = []
    if openable:
        found.append(_line(session, f"Mở điểm {openable} sản phẩm đã ký đủ", "Mở điểm", on))
    if states[ItemState.OPENED]:
        title = f"Kết luận {states[ItemState.OPENED]} sản phẩm đã mở điểm"
        found.append(_line(session, title, "Kết luận", on))
    if items and settled == len(items):
        found.append(_line(session, "Bế mạc phiên họp", "Bế mạc", on))
    return found


def _all_signed(count: Signatures | None) -> bool:
    return count is not None and count.signed > 0 and not count.pending
