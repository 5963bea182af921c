"""Who may do what around the council. An object is a sitting or a product in one."""

from typing import Any

import rules

from accounts.enums import Role
from accounts.selectors import Person, has_role
from common.dates import today
from evaluations.enums import ScoreSheetState, Seat, SessionMode
from evaluations.models import CouncilSession, SessionItem
from evaluations.selectors.council.declaring import declares
from evaluations.selectors.council.marks import has_recused, marks_open_to, own_sheet
from evaluations.selectors.council.sittings import (
    presides,
    runs_council,
    seat_in,
    sessions_visible_to,
)


def _session(obj: CouncilSession | SessionItem) -> CouncilSession:
    return obj.session if isinstance(obj, SessionItem) else obj


@rules.predicate
def is_office(user: Person, obj: Any = None) -> bool:
    """An officer of the office that runs councils; with an object, for its level and place."""
    on = today()
    if obj is None:
        return has_role(user, Role.PROVINCE_OFFICER, Role.CENTRAL_OFFICER, on=on)
    place = obj.council if isinstance(obj, CouncilSession) else obj
    return runs_council(user, place.level, place.unit, on=on)


@rules.predicate
def sees_session(user: Person, obj: CouncilSession | SessionItem) -> bool:
    """The sitting is among those this person sees."""
    seen = sessions_visible_to(user, on=today())
    return seen.filter(pk=_session(obj).pk).exists()


@rules.predicate
def has_seat(user: Person, obj: CouncilSession | SessionItem) -> bool:
    """Holds a seat in this sitting."""
    return seat_in(user, _session(obj), on=today()) is not None


@rules.predicate
def presides_here(user: Person, obj: CouncilSession | SessionItem) -> bool:
    """Chairs this sitting; for a product also when the chair recused himself from it."""
    item = obj if isinstance(obj, SessionItem) else None
    return presides(user, _session(obj), on=today(), item=item)


@rules.predicate
def is_secretary(user: Person, obj: CouncilSession | SessionItem) -> bool:
    """Keeps the minutes of this sitting."""
    seat = seat_in(user, _session(obj), on=today())
    return seat is not None and seat.seat == Seat.SECRETARY


@rules.predicate
def in_writing(_user: Person, obj: CouncilSession | SessionItem) -> bool:
    """Opinions are taken in writing (Đ7.6.d): nobody presides over a beginning."""
    return _session(obj).mode == SessionMode.WRITTEN


@rules.predicate
def declares_here(user: Person, obj: CouncilSession | SessionItem) -> bool:
    """Signs a declaration of conflict of interest for this sitting."""
    seat = seat_in(user, _session(obj), on=today())
    return seat is not None and declares(seat)


@rules.predicate
def runs_office_of(user: Person, obj: CouncilSession | SessionItem) -> bool:
    """An officer of the office behind this sitting."""
    return bool(is_office(user, _session(obj)))


@rules.predicate
def has_sheet(user: Person, item: SessionItem) -> bool:
    """Has a sheet of his own for this product."""
    return own_sheet(user, item) is not None


@rules.predicate
def has_declared(user: Person, item: SessionItem) -> bool:
    """Has said that no conflict of interest exists."""
    sheet = own_sheet(user, item)
    return sheet is not None and sheet.state in (ScoreSheetState.DRAFT, ScoreSheetState.SIGNED)


@rules.predicate
def is_recused(user: Person, item: SessionItem) -> bool:
    """Has declared a conflict of interest for this product."""
    return has_recused(user, item)


@rules.predicate
def sees_marks(user: Person, item: SessionItem) -> bool:
    """The marks of all members are open to this person."""
    return marks_open_to(user, item, on=today())


rules.add_perm("evaluations.run_rounds", is_office)
rules.add_perm("evaluations.run_council", is_office)
rules.add_perm("evaluations.view_session", sees_session)
rules.add_perm("evaluations.note_attendance", presides_here | is_secretary | runs_office_of)
rules.add_perm("evaluations.preside_session", presides_here)
rules.add_perm("evaluations.start_session", presides_here | (runs_office_of & in_writing))
rules.add_perm("evaluations.declare_conflicts", declares_here)
rules.add_perm("evaluations.read_declarations", presides_here | is_secretary | runs_office_of)
rules.add_perm("evaluations.invite_session", runs_office_of)
rules.add_perm("evaluations.view_sitting_table", has_seat | runs_office_of)
rules.add_perm("evaluations.score_item", has_sheet)
rules.add_perm("evaluations.read_item_dossier", has_declared & ~is_recused)
rules.add_perm("evaluations.view_tally", (has_seat & ~is_recused) | (runs_office_of & ~is_recused))
rules.add_perm("evaluations.view_marks", sees_marks)
