"""A council at work: rounds, seats, sittings, filled-in sheets. States go through the services."""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

from accounts.enums import Role
from accounts.models import User
from common.dates import today
from communes.models import AdministrativeUnit
from evaluations.enums import DossierKind, DossierState, Level, Seat, SessionMode
from evaluations.models import (
    Attendance,
    Council,
    CouncilMember,
    CouncilRegulation,
    CouncilSession,
    CriteriaSheet,
    Dossier,
    EvaluationRound,
    ScoreSheet,
    SessionItem,
    Verdict,
)
from evaluations.rating import Sheet
from evaluations.selectors.council.declaring import declaration_of
from evaluations.selectors.criteria import parsed
from evaluations.services.council.attendance import note_attendance, replace_member
from evaluations.services.council.convening import convene_session
from evaluations.services.council.declaring import recuse, sign_declaration
from evaluations.services.council.founding import found_council, seat_member
from evaluations.services.council.regulation import set_regulation
from evaluations.services.council.scoring import EMPTY, save_answers, sign_sheet
from evaluations.services.council.sitting import open_item, start_session
from evaluations.services.council.verdict import conclude_item
from evaluations.services.rounds import open_round
from tests.factories import accounts, communes, producers, products
from tests.factories.criteria import published_sheet

SINCE = dt.date(2026, 1, 5)
BODIES = (
    "UBND tỉnh",
    "Sở NN&MT",
    "Sở Công Thương",
    "Sở Y tế",
    "Sở KH&CN",
    "Sở VHTT&DL",
    "VP Điều phối",
)
_numbers = itertools.count(1)


def evaluation_round(
    unit: AdministrativeUnit | None = None,
    *,
    number: int = 2,
    actor: User | None = None,
    on: dt.date | None = None,
) -> EvaluationRound:
    """An open round of a province whose last day lies ahead of today, whatever today is."""
    day = on or today()
    return open_round(
        level=Level.PROVINCE,
        unit=unit or communes.province(),
        year=day.year + 1,
        number=number,
        actor=actor or accounts.user("Nguyễn Văn Thái"),
        on=day,
    )


def regulation(unit: AdministrativeUnit | None = None, **details: Any) -> CouncilRegulation:
    """A regulation in force since January; the portal's defaults unless told."""
    details.setdefault("number", f"{next(_numbers)}/QĐ-UBND")
    details.setdefault("valid_from", SINCE)
    return set_regulation(
        level=Level.PROVINCE,
        unit=unit or communes.province(),
        actor=accounts.user("Nguyễn Văn Thái"),
        **details,
    )


def council(unit: AdministrativeUnit | None = None) -> Council:
    """A council without members."""
    return found_council(
        level=Level.PROVINCE,
        unit=unit or communes.province(),
        name="Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh Thanh Hóa",
        decision_number=f"{next(_numbers)}/QĐ-UBND",
        decided_on=SINCE,
        actor=accounts.user("Nguyễn Văn Thái"),
        on=today(),
    )


def seat(
    of: Council,
    kind: str = Seat.MEMBER,
    person: User | None = None,
    organisation: str = "",
    full_name: str = "Trần Thị Chi",
) -> CouncilMember:
    """Chi, or somebody else, with a seat since January."""
    return seat_member(
        council=of,
        user=person or accounts.user(full_name),
        seat=kind,
        organisation=organisation,
        actor=accounts.user("Nguyễn Văn Thái"),
        on=SINCE,
    )


def accepted_dossier(
    round_: EvaluationRound,
    *,
    name: str = "",
    sheet: CriteriaSheet | None = None,
    kind: str = DossierKind.FIRST,
) -> Dossier:
    """A dossier that stands in the round; written past the dossier's own machine."""
    commune = communes.commune(parent=round_.unit)
    producer = producers.producer(unit=commune, address="Thôn 3")
    order = next(_numbers)
    return Dossier.objects.create(
        product=products.product(name or f"Mắm tép số {order}", producer),
        unit=commune,
        kind=kind,
        expires_on=today() if kind == DossierKind.RERATING else None,
        state=DossierState.ACCEPTED,
        sheet=sheet or published_sheet(),
        round=round_,
        filed_on=SINCE,
        proposed_on=SINCE,
        received_on=SINCE,
        product_number=f"38-{commune.code}-{order}-2026",
        opened_by=accounts.user("Đồng Thị An"),
    )


def answers(form: Sheet, level: float = 1.0, **named: Any) -> dict[str, Any]:
    """A whole sheet: for each criterion the option nearest to ``level`` of its maximum.

    ``named`` sets single criteria, with ``c`` and underscores: ``c3_5=1``.
    """
    found: dict[str, Any] = {}
    for criterion in form.criteria:
        options = list(criterion.options)
        if criterion.has_cases:
            options = [option for option in options if option.case == options[0].case]
        goal = criterion.max_points * level
        best = min(options, key=lambda option: (abs(option.points - goal), -option.points))
        found[criterion.code] = (
            {"case": best.case, "points": best.points} if criterion.has_cases else best.points
        )
    for name, answer in named.items():
        found[name.removeprefix("c").replace("_", ".")] = answer
    if found.get("5.1") == 0:
        found["5.2"] = 0
    return found


@dataclass
class Sitting:
    """A sitting with everybody in it."""

    unit: AdministrativeUnit
    round: EvaluationRound
    regulation: CouncilRegulation
    council: Council
    officer: User
    secretary: CouncilMember
    members: list[CouncilMember]
    session: CouncilSession
    dossiers: list[Dossier] = field(default_factory=list)
    substitutes: list[CouncilMember] = field(default_factory=list)

    @property
    def chair(self) -> User:
        """The one who opens and concludes."""
        return self.members[0].user

    @property
    def items(self) -> list[SessionItem]:
        """The products, read anew."""
        return list(
            SessionItem.objects.filter(session=self.session)
            .select_related("session__regulation", "dossier__sheet", "dossier__product")
            .order_by("position")
        )

    @property
    def item(self) -> SessionItem:
        """The first product, read anew."""
        return self.items[0]

    @property
    def form(self) -> Sheet:
        """The sheet everybody fills in."""
        return parsed(self.dossiers[0].sheet)

    def sheet(self, index: int, item: SessionItem | None = None) -> ScoreSheet:
        """The current sheet of the member with this place in the order of seats."""
        item = item or self.item
        return ScoreSheet.objects.select_related("member__user", "item").get(
            item=item, member=self.members[index], scoring_round=item.scoring_round
        )


def sitting(
    *,
    members: int = 7,
    dossiers: int = 1,
    vice: bool = False,
    substitutes: int = 0,
    regulation_details: dict[str, Any] | None = None,
    sheet_code: str = "QD26-09",
    written: bool = False,
) -> Sitting:
    """A sitting called for today: a chair, members, a secretary; nobody noted as present yet.

    ``written``: re-ratings, opinions in writing, for which everybody counts as present.
    """
    unit = communes.province()
    officer = accounts.user("Nguyễn Văn Thái", Role.PROVINCE_OFFICER, unit)
    round_ = evaluation_round(unit, actor=officer)
    rules = regulation(unit, **(regulation_details or {}))
    body = council(unit)
    seats = [seat(body, Seat.CHAIR, None, BODIES[0], "Trần Đức Lương")]
    for index in range(1, members):
        kind = Seat.VICE if vice and index == 1 else Seat.MEMBER
        seats.append(seat(body, kind, None, BODIES[index % 7], f"Trần Thị Chi {index}"))
    secretary = seat(body, Seat.SECRETARY, None, "VP Điều phối", "Lê Văn Ký")
    spare = [
        seat(body, Seat.SUBSTITUTE, None, "Sở Y tế", f"Lò Thị Dự {index}")
        for index in range(1, substitutes + 1)
    ]
    sheet = published_sheet(sheet_code)
    kind = DossierKind.RERATING if written else DossierKind.FIRST
    rows = [accepted_dossier(round_, sheet=sheet, kind=kind) for _ in range(dossiers)]
    session = convene_session(
        council=body,
        round=round_,
        held_on=today(),
        place="Phòng họp số 2",
        dossiers=rows,
        actor=officer,
        on=today(),
        mode=SessionMode.WRITTEN if written else SessionMode.MEETING,
    )
    return Sitting(unit, round_, rules, body, officer, secretary, seats, session, rows, spare)


def start(of: Sitting, *, present: list[int] | None = None) -> None:
    """Note who is there (everybody unless told by places in the order of seats) and begin."""
    indexes = range(len(of.members)) if present is None else present
    there = [of.members[index] for index in indexes]
    if of.session.mode == SessionMode.MEETING:
        note_attendance(session=of.session, present=[*there, of.secretary], actor=of.secretary.user)
    of.session = start_session(session=of.session, actor=of.chair, on=today())


def declare(
    of: Sitting,
    index: int,
    item: SessionItem | None = None,
    conflicts: dict[str, str] | None = None,
) -> ScoreSheet:
    """The member signs his declaration of the sitting, "none" for everything unless told.

    Nothing happens where he has signed it. The sheet is that of ``item``, else the first one.
    """
    member = of.members[index]
    if declaration_of(of.session, member) is None:
        sign_declaration(
            session=of.session, conflicts=conflicts or {}, actor=member.user, on=today()
        )
    return of.sheet(index, item)


def fill(
    of: Sitting,
    index: int,
    given: dict[str, Any],
    item: SessionItem | None = None,
    comment: str | None = None,
) -> ScoreSheet:
    """Save answers into an open sheet."""
    sheet = of.sheet(index, item)
    return save_answers(
        sheet=sheet,
        answers=given,
        comment=comment,
        version=sheet.version,
        actor=of.members[index].user,
    )


def score(
    of: Sitting,
    index: int,
    given: dict[str, Any],
    item: SessionItem | None = None,
    comment: str | None = None,
) -> ScoreSheet:
    """Declare where needed, fill in and sign."""
    if of.sheet(index, item).state == "assigned":
        declare(of, index, item)
    sheet = fill(of, index, given, item, comment)
    return sign_sheet(sheet=sheet, version=sheet.version, actor=of.members[index].user)


def stood_in(of: Sitting, index: int) -> Attendance:
    """The member leaves; the first substitute stands in for him."""
    there = [
        row.member
        for row in Attendance.objects.filter(session=of.session, present=True)
        if row.member_id != of.members[index].pk
    ]
    note_attendance(session=of.session, present=there, actor=of.secretary.user)
    return replace_member(
        session=of.session,
        member=of.members[index],
        substitute=of.substitutes[0],
        reason="Đi công tác",
        actor=of.secretary.user,
    )


def recused(of: Sitting, index: int, item: SessionItem | None = None) -> ScoreSheet:
    """The member declares a conflict of interest, after "none" for all where nothing was signed."""
    declare(of, index, item)
    return recuse(
        sheet=of.sheet(index, item), reason="Người nhà góp vốn", actor=of.members[index].user
    )


def opened(of: Sitting, *given: dict[str, Any], item: SessionItem | None = None) -> SessionItem:
    """Started, scored by as many members as answers are given, the rest absent, and opened."""
    if of.session.started_at is None:
        start(of, present=list(range(len(given))))
    item = item or of.item
    for index, row in enumerate(given):
        score(of, index, row, item)
    return open_item(item=item, actor=of.chair)


def concluded(of: Sitting, *given: dict[str, Any], **words: str) -> Verdict:
    """Opened and concluded."""
    item = opened(of, *given)
    return conclude_item(item=item, actor=of.chair, on=today(), **words)


def attendance(of: Sitting) -> dict[str, bool]:
    """Who is noted as present, by the name of sign-in."""
    rows = Attendance.objects.filter(session=of.session).select_related("member__user")
    return {row.member.user.username: row.present for row in rows}


EMPTY_BOX = EMPTY
