"""Dossiers on the desk of a person, and those that others hold."""

import datetime as dt
from collections import defaultdict

from django.db.models import QuerySet
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role
from common.dates import Calendar, vn_date
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.selectors.clock import Holder, annotate_held, holder_of, holders_of
from evaluations.selectors.dossier import dossiers_waiting_for, visible_to
from programmes.selectors.calendar import working_calendar
from reports.selectors.workrow import Strip, Waiting, WorkRow, about, since, until

_WORDS = {
    DossierState.DRAFT: ("Viết tiếp hồ sơ", "Làm tiếp"),
    DossierState.RETURNED: ("Bổ sung hồ sơ theo yêu cầu của xã, phường", "Làm tiếp"),
    DossierState.FILED: ("Kiểm tra hồ sơ, viết đánh giá (Mẫu số 03)", "Mở hồ sơ"),
    DossierState.SUPPLEMENT: ("Bổ sung theo yêu cầu của tỉnh", "Làm tiếp"),
    DossierState.PROPOSED: ("Tiếp nhận hồ sơ xã, phường đề nghị", "Mở hồ sơ"),
    DossierState.RECEIVED: ("Kiểm tra hồ sơ, đưa vào đợt đánh giá", "Mở hồ sơ"),
}


def rows(user: User, *, on: dt.date) -> list[WorkRow]:
    """Those in which this person makes the next move; the same few statements for any number."""
    waiting = list(dossiers_waiting_for(user, on))
    if not waiting:
        return []
    calendar = working_calendar()
    return [_row(dossier, on=on, calendar=calendar) for dossier in waiting]


def _row(dossier: Dossier, *, on: dt.date, calendar: Calendar) -> WorkRow:
    title, action = _WORDS[DossierState(dossier.state)]
    row = {
        "title": title,
        "note": about(dossier),
        "url": reverse("evaluations:dossier", args=[dossier.code]),
        "action": action,
    }
    holder = holder_of(dossier, on=on, calendar=calendar)
    if holder.until is None or holder.left is None:
        verb = "Mở" if dossier.state == DossierState.DRAFT else ""
        return WorkRow(**row, **since(holder.since, on=on, calendar=calendar, verb=verb))  # type: ignore[arg-type]
    if dossier.state == DossierState.DRAFT:
        return WorkRow(**row, **until(holder.until, on=on, note="nộp đến"))  # type: ignore[arg-type]
    clock = holder.clock
    strip = None
    if dossier.state == DossierState.FILED and clock is not None:
        strip = Strip(used=clock.used, total=clock.term, paused=clock.paused)
    # A term that ended on Friday is late on Saturday, though no working day has passed since.
    left = min(holder.left, -1) if holder.overdue else holder.left
    return WorkRow(
        **row,
        left=left,
        due=holder.due_words,
        due_note=f"hạn {vn_date(holder.until)}",
        tone=holder.due_tone,
        strip=strip,
    )


def forwarded(user: User, *, on: dt.date) -> list[WorkRow]:
    """What provinces sent up and the centre has not yet taken; two statements."""
    sent = annotate_held(visible_to(user, on=on).filter(state=DossierState.FORWARDED))
    return [
        WorkRow(
            title="Xem hồ sơ tỉnh đề nghị Trung ương đánh giá",
            note=about(row),
            url=reverse("evaluations:dossier", args=[row.code]),
            action="Mở hồ sơ",
            **since(row.held_since, on=on),  # type: ignore[arg-type, attr-defined]
        )
        for row in sent
    ]


_STATIONS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("Chủ thể đang soạn, bổ sung", "person", tuple(DossierState.with_producer), Role.PRODUCER),
    (
        "Xã, phường đang đánh giá",
        "building",
        tuple(DossierState.with_commune),
        Role.COMMUNE_OFFICER,
    ),
    (
        "Tỉnh đang kiểm tra",
        "building-fill",
        (DossierState.PROPOSED, DossierState.RECEIVED),
        Role.PROVINCE_OFFICER,
    ),
    ("Chờ xếp phiên họp", "calendar3", (DossierState.ACCEPTED,), ""),
    ("Hội đồng đang chấm", "people", (DossierState.IN_SESSION,), ""),
    ("Chờ quyết định", "award", (DossierState.CONCLUDED,), ""),
)


def held_by_others(user: User, *, on: dt.date) -> list[Waiting]:
    """Open dossiers this person sees and somebody else holds, by who holds them and how late."""
    held: dict[str, list[Holder]] = defaultdict(list)
    for one in holders_of(_open(user, on), on=on).values():
        held[one.state].append(one)
    waiting = []
    for label, icon, states, own in _STATIONS:
        found = [one for state in states for one in held[state]]
        if not found or (own and has_role(user, own, on=on)):
            continue
        days = max(one.days for one in found)
        late = sum(one.overdue for one in found)
        url = reverse("evaluations:dossier_list")
        if len(states) == 1:
            url = f"{url}?buoc={states[0]}"
        elif len(stations := {one.station for one in found}) == 1:
            url = f"{url}?giu={stations.pop()}"
        note = f"{len(found)} hồ sơ"
        if late:
            note += f" · {late} quá hạn"
        note += f" · lâu nhất {days} ngày" if days else " · từ hôm nay"
        waiting.append(Waiting(label, note, icon, url))
    return waiting


def late_at_communes(user: User, *, on: dt.date) -> int:
    """Filed dossiers this person sees whose commune is past its fifteen working days."""
    filed = visible_to(user, on=on).filter(state=DossierState.FILED)
    return sum(one.overdue for one in holders_of(filed, on=on).values())


def _open(user: User, on: dt.date) -> QuerySet[Dossier]:
    return visible_to(user, on=on).exclude(state__in=DossierState.closed)


def open_dossiers(user: User, *, on: dt.date) -> int:
    """Dossiers this person sees whose way has not ended."""
    return _open(user, on).count()
