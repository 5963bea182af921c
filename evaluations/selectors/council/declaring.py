"""The declarations of a sitting: who signs one, who has, what follows from it for a sheet."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.selectors import Person
from communes.models import AdministrativeUnit
from evaluations.enums import ScoreSheetState, Seat
from evaluations.models import (
    Attendance,
    ConflictDeclaration,
    CouncilMember,
    CouncilSession,
    SessionItem,
)
from evaluations.selectors.council.sittings import attendance_of, seat_in


def declares(member: CouncilMember) -> bool:
    """Whether a seat signs a declaration: everybody but the secretary, who doesn't score."""
    return member.seat != Seat.SECRETARY


def declaration_of(session: CouncilSession, member: CouncilMember) -> ConflictDeclaration | None:
    """What a member declared for a sitting; None until it is signed."""
    return ConflictDeclaration.objects.filter(session=session, member=member).first()


def own_declaration(
    user: Person, session: CouncilSession, *, on: dt.date
) -> ConflictDeclaration | None:
    """Somebody's own declaration for a sitting."""
    seat = seat_in(user, session, on=on)
    return None if seat is None else declaration_of(session, seat)


@dataclass(frozen=True, slots=True)
class Declared:
    """One seat of a sitting and its declaration, if it was signed."""

    member: CouncilMember
    declaration: ConflictDeclaration | None

    @property
    def conflicts(self) -> int:
        """How many products the member declared a conflict for."""
        if self.declaration is None:
            return 0
        return sum(row["conflict"] for row in self.declaration.facts["products"])


def declarations_of(
    session: CouncilSession, seats: Iterable[Attendance] | None = None
) -> list[Declared]:
    """Every seat that signs, in the order of seats; ``seats`` saves reading them again.

    Whoever has somebody standing in for him signs nothing.
    """
    rows = list(attendance_of(session) if seats is None else seats)
    replaced = {row.stands_in_for_id for row in rows}
    signed = {row.member_id: row for row in ConflictDeclaration.objects.filter(session=session)}
    return [
        Declared(row.member, signed.get(row.member_id))
        for row in rows
        if declares(row.member) and (row.member_id in signed or row.member_id not in replaced)
    ]


def declared_for(item: SessionItem, member: CouncilMember) -> dict[str, Any]:
    """Fields of a sheet of ``member`` that is made after he declared; empty when he hasn't.

    So nobody declares a product twice, whenever a sheet comes to him.
    """
    declaration = ConflictDeclaration.objects.filter(session=item.session_id, member=member).first()
    if declaration is None:
        return {}
    said = {row["item"]: row for row in declaration.facts["products"]}.get(item.code)
    if said is None:
        return {}
    return {
        "state": ScoreSheetState.RECUSED if said["conflict"] else ScoreSheetState.DRAFT,
        "conflict_reason": said["reason"],
        "declared_at": declaration.signed_at,
    }


def declaration_facts(
    session: CouncilSession,
    member: CouncilMember,
    items: Iterable[SessionItem],
    conflicts: Mapping[str, str],
    hints: Mapping[int, list[str]],
    *,
    on: dt.date,
) -> dict[str, Any]:
    """Everything a declaration says, JSON-safe: who, for which sitting, each product.

    ``conflicts`` holds the reason by the code of the product, ``hints`` what the register showed.
    """
    council = session.council
    return {
        "session": session.code,
        "held_on": session.held_on.isoformat(),
        "round": str(session.round),
        "council": council.name,
        "council_decision": council.decision_number,
        "regulation": session.regulation.number,
        "place": _place_of(council.unit),
        "date": on.isoformat(),
        "name": member.user.full_name,
        "seat": member.get_seat_display(),
        "organisation": member.organisation,
        "products": [
            {
                "item": item.code,
                "position": item.position,
                "product": item.dossier.product.name,
                "producer": item.dossier.product.producer.name,
                "commune": item.dossier.unit.full_name,
                "kind": item.dossier.get_kind_display(),
                "conflict": item.code in conflicts,
                "reason": conflicts.get(item.code, ""),
                "hints": hints.get(item.pk, []),
            }
            for item in items
        ],
    }


def _place_of(unit: AdministrativeUnit | None) -> str:
    return unit.name if unit is not None else "Hà Nội"
