"""The invitation to a sitting: its agenda, its facts, how much notice it gives."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from common.dates import Calendar, add_working_days, working_days_between
from common.text import lower_first
from evaluations.enums import Seat, SessionMode
from evaluations.models import (
    Council,
    CouncilMember,
    CouncilRegulation,
    CouncilSession,
    SessionItem,
)
from evaluations.selectors.council.sittings import attendance_of, quorum_of, seat_order
from evaluations.workflow.agenda import Agenda, agenda
from evaluations.workflow.council import Quorum


@dataclass(frozen=True, slots=True)
class Notice:
    """How many working days lie between an invitation and the sitting, and how many should."""

    days: int
    wanted: int
    earliest: dt.date

    @property
    def short(self) -> bool:
        """Sent later than the regulation says. The law is silent: it is told, not refused."""
        return self.days < self.wanted


def notice_of(
    regulation: CouncilRegulation, *, sent: dt.date, held_on: dt.date, calendar: Calendar
) -> Notice:
    """The notice that an invitation of ``sent`` gives; ``earliest`` is the first day in order."""
    return Notice(
        days=working_days_between(sent, held_on, calendar),
        wanted=regulation.files_before_days,
        earliest=add_working_days(sent, regulation.files_before_days, calendar),
    )


@dataclass(frozen=True, slots=True)
class Composition:
    """Who would sit: for the page that calls a sitting."""

    council: Council
    scoring: int
    chair: bool
    secretary: bool
    substitutes: int
    needed: int

    @property
    def faults(self) -> list[str]:
        """What is missing, in sentences; a council without chair can't be called."""
        found = []
        if not self.chair:
            found.append("Hội đồng chưa có chủ tịch, chưa triệu tập được")
        if not self.secretary:
            found.append("Hội đồng chưa có thư ký: chưa có người ghi biên bản")
        if self.needed > self.scoring:
            found.append(
                f"Quy chế cần {self.needed} người có mặt, Hội đồng mới có {self.scoring} "
                "thành viên chấm điểm"
            )
        return found


def compositions(
    councils: Iterable[Council], regulation: CouncilRegulation, *, on: dt.date
) -> list[Composition]:
    """The composition of each council on a day; one statement."""
    rows = list(councils)
    seats: dict[int, list[str]] = {council.pk: [] for council in rows}
    members = CouncilMember.objects.on(on).filter(council__in=rows)
    for council, seat in members.values_list("council", "seat"):
        seats[council].append(seat)
    return [_composition(council, seats[council.pk], regulation) for council in rows]


def _composition(council: Council, seats: list[str], regulation: CouncilRegulation) -> Composition:
    scoring = sum(seat in Seat.scoring for seat in seats)
    quorum = Quorum(
        seats=scoring,
        present=0,
        chair_present=False,
        percent=regulation.quorum_percent,
        chair_required=regulation.chair_required,
        least=regulation.quorum_count,
    )
    return Composition(
        council=council,
        scoring=scoring,
        chair=Seat.CHAIR in seats,
        secretary=Seat.SECRETARY in seats,
        substitutes=seats.count(Seat.SUBSTITUTE),
        needed=quorum.needed,
    )


def agenda_of(session: CouncilSession, products: int) -> Agenda | None:
    """The hours of a meeting; None for written opinions and while the hour isn't set."""
    if session.starts_at is None or session.mode == SessionMode.WRITTEN:
        return None
    return agenda(session.starts_at, products=products, minutes=session.minutes_each)


def agenda_lines(session: CouncilSession, items: Sequence[SessionItem]) -> list[dict[str, Any]]:
    """The products in order with their hours, JSON-safe."""
    hours = agenda_of(session, len(items))
    return [
        {
            "item": item.code,
            "position": item.position,
            "time": f"{hours.times[place]:%H:%M}" if hours else "",
            "product": item.dossier.product.name,
            "producer": item.dossier.product.producer.name,
            "commune": item.dossier.unit.full_name,
            "kind": item.dossier.get_kind_display(),
        }
        for place, item in enumerate(items)
    ]


def differs(session: CouncilSession, items: Sequence[SessionItem]) -> bool:
    """Whether the agenda, hour or place is no longer what the invitation sent says."""
    if session.invitation is None:
        return False
    sent = session.invitation.snapshot
    now = (agenda_lines(session, items), session.place, _hour(session))
    return now != (sent["products"], sent["where"], sent["starts_at"])


def _hour(session: CouncilSession) -> str:
    return f"{session.starts_at:%H:%M}" if session.starts_at else ""


def invitation_facts(
    session: CouncilSession, items: Sequence[SessionItem], *, number: str, on: dt.date
) -> dict[str, Any]:
    """Everything the invitation shows, JSON-safe; ``number`` empty for a draft."""
    council, rows = session.council, attendance_of(session)
    unit = council.unit
    body = "Bộ Nông nghiệp và Môi trường"
    if unit is not None:
        body = f"Ủy ban nhân dân {lower_first(unit.full_name)}"
    members = sorted((row.member for row in rows), key=seat_order)
    chair = next((member for member in members if member.seat == Seat.CHAIR), None)
    hours = agenda_of(session, len(items))
    return {
        "parent": body,
        "body": council.name,
        "number": number,
        "place": unit.name if unit is not None else "Hà Nội",
        "date": on.isoformat(),
        "recipients": ["Như trên", "Văn phòng Điều phối", "Lưu: hồ sơ Hội đồng"],
        "signer_title": "CHỦ TỊCH HỘI ĐỒNG",
        "signer_name": chair.user.full_name if chair else "",
        "written": session.mode == SessionMode.WRITTEN,
        "session": session.code,
        "round": str(session.round),
        "council_decision": council.decision_number,
        "regulation": session.regulation.number,
        "held_on": session.held_on.isoformat(),
        "answers_until": session.answers_until.isoformat() if session.answers_until else "",
        "starts_at": _hour(session),
        "ends_at": f"{hours.ends:%H:%M}" if hours else "",
        "where": session.place,
        "needed": quorum_of(session, rows).needed,
        "replaces": session.invitation.number if session.invitation else "",
        "members": [
            {
                "name": member.user.full_name,
                "seat": member.get_seat_display(),
                "organisation": member.organisation,
            }
            for member in members
        ],
        "products": agenda_lines(session, items),
    }
