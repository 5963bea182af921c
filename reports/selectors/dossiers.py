"""Dossiers on the desk of a person, and those that others hold."""

import datetime as dt

from django.db.models import Count, Min
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role
from common.dates import vn_date
from evaluations.enums import DossierKind, DossierState
from evaluations.models import Dossier
from evaluations.selectors.clock import annotate_held, commune_deadline
from evaluations.selectors.dossier import dossiers_waiting_for, visible_to
from reports.selectors.workrow import Strip, Waiting, WorkRow, since, tone_of, until

# Days before the end of a certificate on which a re-rating must be filed (rule 7-21).
_RERATING_CLOSES = dt.timedelta(days=120)

_WORDS = {
    DossierState.DRAFT: ("Viết tiếp hồ sơ", "Làm tiếp"),
    DossierState.RETURNED: ("Bổ sung hồ sơ theo yêu cầu của xã, phường", "Làm tiếp"),
    DossierState.FILED: ("Kiểm tra hồ sơ, viết đánh giá (Mẫu số 03)", "Mở hồ sơ"),
    DossierState.SUPPLEMENT: ("Bổ sung theo yêu cầu của tỉnh", "Làm tiếp"),
    DossierState.PROPOSED: ("Tiếp nhận hồ sơ xã, phường đề nghị", "Mở hồ sơ"),
    DossierState.RECEIVED: ("Kiểm tra hồ sơ, đưa vào đợt đánh giá", "Mở hồ sơ"),
}


def rows(user: User, *, on: dt.date) -> list[WorkRow]:
    """Those in which this person makes the next move; two statements."""
    return [_row(dossier, on=on) for dossier in dossiers_waiting_for(user, on)]


def _row(dossier: Dossier, *, on: dt.date) -> WorkRow:
    title, action = _WORDS[DossierState(dossier.state)]
    product = dossier.product
    held: dt.date = dossier.held_since  # type: ignore[attr-defined]
    about = {
        "title": title,
        "note": f"{product.name} · {product.producer.name}",
        "url": reverse("evaluations:dossier", args=[dossier.code]),
        "action": action,
    }
    clock = commune_deadline(dossier, on) if dossier.state == DossierState.FILED else None
    if clock is not None and clock.deadline and clock.deadline < on and not clock.overdue:
        # The term ran out on Friday, no working day has passed since: late all the same.
        return WorkRow(**about, **until(clock.deadline, on=on))  # type: ignore[arg-type]
    if clock is not None:
        strip = Strip(used=clock.used, total=clock.term, paused=clock.paused)
        last = f"hạn {vn_date(clock.deadline)}" if clock.deadline else ""
        return WorkRow(
            **about, left=clock.left, due_note=last, tone=tone_of(clock.left), strip=strip
        )
    draft_again = dossier.state == DossierState.DRAFT and dossier.kind == DossierKind.RERATING
    if draft_again and dossier.expires_on:
        closes = dossier.expires_on - _RERATING_CLOSES
        return WorkRow(**about, **until(closes, on=on, note="nộp đến"))  # type: ignore[arg-type]
    return WorkRow(**about, **since(held, on=on))  # type: ignore[arg-type]


def forwarded(user: User, *, on: dt.date) -> list[WorkRow]:
    """What provinces sent up and the centre has not yet taken; two statements."""
    sent = annotate_held(visible_to(user, on=on).filter(state=DossierState.FORWARDED))
    return [
        WorkRow(
            title="Xem hồ sơ tỉnh đề nghị Trung ương đánh giá",
            note=f"{row.product.name} · {row.product.producer.name}",
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
    """Open dossiers this person sees and somebody else holds, by who holds them; one statement."""
    open_ones = visible_to(user, on=on).exclude(state__in=DossierState.closed)
    grouped = (
        annotate_held(open_ones)
        .order_by()
        .values("state")
        .annotate(n=Count("pk"), oldest=Min("held_since"))
    )
    found = {row["state"]: (row["n"], row["oldest"]) for row in grouped}
    waiting = []
    for label, icon, states, own in _STATIONS:
        held = [found[state] for state in states if state in found]
        if not held or (own and has_role(user, own, on=on)):
            continue
        count = sum(number for number, _oldest in held)
        days = max((on - min(oldest for _number, oldest in held)).days, 0)
        url = reverse("evaluations:dossier_list")
        if len(states) == 1:
            url = f"{url}?buoc={states[0]}"
        note = f"{count} hồ sơ · lâu nhất {days} ngày" if days else f"{count} hồ sơ · từ hôm nay"
        waiting.append(Waiting(label, note, icon, url))
    return waiting


def late_at_communes(user: User, *, on: dt.date) -> int:
    """Filed dossiers this person sees whose commune used up its fifteen working days."""
    filed = visible_to(user, on=on).filter(state=DossierState.FILED).prefetch_related("events")
    clocks = (commune_deadline(row, on) for row in filed)
    return sum(1 for clock in clocks if clock is not None and clock.overdue)


def open_dossiers(user: User, *, on: dt.date) -> int:
    """Dossiers this person sees whose way has not ended."""
    return visible_to(user, on=on).exclude(state__in=DossierState.closed).count()
