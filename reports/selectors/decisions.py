"""Decisions to prepare and to issue, and results to tell."""

import datetime as dt
from collections import Counter

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role
from certificates.enums import DecisionKind, DecisionState
from certificates.selectors import (
    awaiting_decision,
    decisions_for_list,
    decisions_visible_to,
    offices_of,
)
from evaluations.enums import Level
from evaluations.models import Verdict
from reports.selectors.workrow import WorkRow, about, since

_DRAFT = {
    DecisionKind.RECOGNISE: "Soạn quyết định công nhận cho {} sản phẩm",
    DecisionKind.APPROVE_RESULT: "Soạn quyết định phê duyệt kết quả cho {} sản phẩm",
}


def to_draft(user: User, *, on: dt.date) -> list[WorkRow]:
    """Concluded dossiers of the own office: one line a kind of decision, one a negative result."""
    found: list[WorkRow] = []
    for office in offices_of(user, Role.PROVINCE_OFFICER, on=on):
        verdicts = awaiting_decision(office, level=Level.PROVINCE)
        found += _drafts(verdicts, on)
        found += [_not_recognised(verdict, on) for verdict in verdicts if _way(verdict) is None]
    if has_role(user, Role.CENTRAL_OFFICER, on=on):
        verdicts = awaiting_decision(None, level=Level.CENTRAL)
        found += _drafts(verdicts, on)
        found += [_send_back(verdict, on) for verdict in verdicts if _way(verdict) is None]
    return found


def _way(verdict: Verdict) -> DecisionKind | None:
    way: DecisionKind | None = verdict.way  # type: ignore[attr-defined]
    return way


def _drafts(verdicts: list[Verdict], on: dt.date) -> list[WorkRow]:
    counts = Counter(way for way in map(_way, verdicts) if way is not None)
    found = []
    for kind, number in counts.items():
        first = min(_day(verdict) for verdict in verdicts if _way(verdict) == kind)
        found.append(
            WorkRow(
                title=_DRAFT[kind].format(number),
                note="Hội đồng đã kết luận, chưa có trong quyết định nào",
                url=f"{reverse('certificates:decision_create')}?loai={kind.value}",
                action="Soạn",
                **since(first, on=on),  # type: ignore[arg-type]
            )
        )
    return found


def _not_recognised(verdict: Verdict, on: dt.date) -> WorkRow:
    return WorkRow(
        title="Thông báo kết quả không đạt",
        note=about(verdict.dossier),
        url=reverse("certificates:not_recognised", args=[verdict.dossier.code]),
        action="Thông báo",
        **since(_day(verdict), on=on),  # type: ignore[arg-type]
    )


def _send_back(verdict: Verdict, on: dt.date) -> WorkRow:
    return WorkRow(
        title="Trả kết quả dưới 5 sao về tỉnh",
        note=about(verdict.dossier),
        url=reverse("certificates:send_back", args=[verdict.dossier.code]),
        action="Trả kết quả",
        **since(_day(verdict), on=on),  # type: ignore[arg-type]
    )


def _day(verdict: Verdict) -> dt.date:
    return timezone.localdate(verdict.concluded_at)


def to_issue(user: User, *, on: dt.date) -> list[WorkRow]:
    """Drafts that wait for this authority's signature; one statement."""
    drafts = decisions_visible_to(user, on=on).filter(state=DecisionState.DRAFT)
    levels = [Level.PROVINCE] if has_role(user, Role.PROVINCE_LEADER, on=on) else []
    if has_role(user, Role.CENTRAL_OFFICER, on=on):
        levels.append(Level.CENTRAL)
    return [
        WorkRow(
            title=f"Ban hành quyết định cho {row.products} sản phẩm",  # type: ignore[attr-defined]
            note=f"{row.get_kind_display()} · {row.authority}",
            url=reverse("certificates:decision_issue", args=[row.code]),
            action="Xem và ký",
            **since(timezone.localdate(row.created_at), on=on),  # type: ignore[arg-type]
        )
        for row in decisions_for_list(drafts.filter(level__in=levels))
    ]
