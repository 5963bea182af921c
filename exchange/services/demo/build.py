"""The story of the demo province, stage by stage; each stage is laid once."""

import datetime as dt
import os

from django.conf import settings
from django.db import transaction

from certificates.enums import DecisionKind
from certificates.models import Certificate
from certificates.services import (
    close_not_recognised,
    draft_decision,
    issue_decision,
    suspend_certificate,
)
from common.dates import today
from common.errors import DomainError
from communes.enums import UnitLevel
from communes.selectors import current_communes, unit_by_code
from evaluations.enums import Level, Seat
from evaluations.models import Council, CouncilSession, Dossier, EvaluationRound, ScoreSheet
from evaluations.selectors.council.declaring import declares
from evaluations.selectors.criteria import parsed
from evaluations.services.council.attendance import note_attendance
from evaluations.services.council.convening import convene_session
from evaluations.services.council.declaring import sign_declaration
from evaluations.services.council.founding import found_council, seat_member
from evaluations.services.council.regulation import set_regulation
from evaluations.services.council.scoring import save_answers, sign_sheet
from evaluations.services.council.sitting import conclude_session, open_item, start_session
from evaluations.services.council.verdict import conclude_item
from evaluations.services.reminding import remind_deadlines
from evaluations.services.rounds import open_round
from evaluations.workflow.council import round_dates
from exchange.services.demo import appraisals
from exchange.services.demo import dossiers as steps
from exchange.services.demo.dossiers import Item
from exchange.services.demo.ideas import lay_ideas
from exchange.services.demo.marks import sheet_of_total
from exchange.services.demo.people import CENTRAL_COUNCIL, COUNCIL, Cast, make_people
from exchange.services.demo.register import give_brand_its_maker, load_register
from exchange.services.demo.story import (
    APPRAISED,
    COMMUNE,
    CONCLUDED,
    COOP,
    HOUSEHOLD,
    IN_SESSION,
    LE_GIA,
    ON_THE_WAY,
    OPENED,
)
from notifications.models import Notice
from notifications.selectors import notices_of
from notifications.services import mark_read

STAGES = ("draft", "scoring", "certified", "inspected")
DEFAULT_PASSWORD = "ocop-demo-2026"  # noqa: S105 -- demo only, refused in production
PROVINCE = "38"


def seed_demo(*, stage: str = STAGES[-1]) -> dict[str, int]:
    """Lay the demo province up to ``stage``; what stands already is left alone.

    Returns how many people, certificates, dossiers and sittings there are now. Days count back
    from today, so the demo is fresh whenever it is laid.

    Raises:
        DomainError: under production settings, for an unknown stage, or without reference data.
    """
    if not settings.DEMO:
        raise DomainError("Dữ liệu chạy thử không nạp vào máy chủ thật", code="blocked")
    if stage not in STAGES:
        raise DomainError(f"Giai đoạn “{stage}” không có; chọn {', '.join(STAGES)}", code="invalid")
    reached = STAGES.index(stage)
    cast = _cast()
    _council(cast)
    _draft(cast)
    lay_ideas(cast)
    if reached >= STAGES.index("scoring"):
        _scoring(cast)
    if reached >= STAGES.index("certified"):
        _certified(cast)
    if reached >= STAGES.index("inspected"):
        _inspected(cast)
        steps.upgraded(CONCLUDED[1][0], cast=cast, on=today())
    remind_deadlines(on=today())
    _read_old_notices(cast)
    return {
        "people": len(cast.users),
        "certificates": Certificate.objects.count(),
        "dossiers": Dossier.objects.count(),
        "sittings": CouncilSession.objects.count(),
    }


def _read_old_notices(cast: Cast) -> None:
    """Everybody has read all but the latest three notices, as people who work here would have.

    Done once: whoever tries the demo reads their own notices from then on.
    """
    if Notice.objects.filter(read_at__isnull=False).exists():
        return
    for user in cast.users.values():
        for pk in notices_of(user).values_list("pk", flat=True)[3:]:
            mark_read(user=user, notice_pk=pk)


def _cast() -> Cast:
    on = today()
    province = unit_by_code(PROVINCE, level=UnitLevel.PROVINCE, on=on)
    if province is None:
        raise DomainError("Chưa có dữ liệu nền: chạy manage.py seed_reference trước")
    communes = {unit.code: unit for unit in current_communes(province=province, on=on)}
    password = os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
    return make_people(
        province=province,
        commune=communes[COMMUNE],
        communes=communes,
        password=password,
        on=on - dt.timedelta(days=300),
    )


def _council(cast: Cast) -> None:
    """Both councils and their regulations; seven members score, the chair opens and concludes."""
    if Council.objects.exists():
        return
    since = today() - dt.timedelta(days=200)
    for level, unit, chair, secretary, members, name in (
        (Level.PROVINCE, cast.province, "chutich", "thuky", COUNCIL, "tỉnh Thanh Hóa"),
        (Level.CENTRAL, None, "tw1", "", CENTRAL_COUNCIL[1:], "cấp Trung ương"),
    ):
        actor = cast["tinh"] if unit else cast["trunguong"]
        set_regulation(
            level=level,
            unit=unit,
            number="QC-DEMO/QĐ-UBND" if unit else "QC-DEMO/QĐ-BNNMT",
            valid_from=since,
            actor=actor,
            extra_rounds=True,
            chair_scores=unit is None,
            reference="Quy chế của bản chạy thử; Điều 7.3.b Quyết định 26/2026/QĐ-TTg",
        )
        council = found_council(
            level=level,
            unit=unit,
            name=f"Hội đồng đánh giá, phân hạng sản phẩm OCOP {name}",
            decision_number="HĐ-DEMO/QĐ-UBND" if unit else "HĐ-DEMO/QĐ-BNNMT",
            decided_on=since,
            actor=actor,
            on=since,
        )
        seats = [(chair, Seat.CHAIR, ""), *((row[0], Seat.MEMBER, row[3]) for row in members)]
        if secretary:
            seats.append((secretary, Seat.SECRETARY, "Văn phòng Điều phối nông thôn mới tỉnh"))
        for username, seat, body in seats:
            seat_member(
                council=council,
                user=cast[username],
                seat=seat,
                organisation=body,
                actor=actor,
                on=since,
            )


def _rounds(cast: Cast) -> tuple[EvaluationRound, EvaluationRound]:
    """The round before the council now, and the next one that takes proposals."""
    on = today()
    sitting = next(
        (
            (number, days.proposals_before, days.held_before)
            for number in (1, 2)
            if (days := round_dates(Level.PROVINCE, on.year, number))
            and days.proposals_before + dt.timedelta(days=20) <= on
            and on + dt.timedelta(days=7) < days.held_before
        ),
        (3, on - dt.timedelta(days=20), on + dt.timedelta(days=40)),
    )
    following = next(
        (year, number)
        for year in (on.year, on.year + 1)
        for number in (1, 2)
        if (days := round_dates(Level.PROVINCE, year, number)) and days.proposals_before > on
    )
    return (
        _round(cast, on.year, sitting[0], sitting[1], sitting[2]),
        _round(cast, following[0], following[1], None, None),
    )


def _round(
    cast: Cast, year: int, number: int, before: dt.date | None, held: dt.date | None
) -> EvaluationRound:
    known = EvaluationRound.objects.filter(
        level=Level.PROVINCE, unit=cast.province, year=year, number=number
    ).first()
    return known or open_round(
        level=Level.PROVINCE,
        unit=cast.province,
        year=year,
        number=number,
        actor=cast["tinh"],
        on=today(),
        proposals_before=before,
        held_before=held,
        plan="Kế hoạch đánh giá của bản chạy thử",
    )


@transaction.atomic
def _draft(cast: Cast) -> None:
    """Makers, the public register, and one dossier at each desk."""
    on = today()
    load_register(province=cast.province)
    for maker in (LE_GIA, COOP, HOUSEHOLD):
        producer = steps.make_producer(maker, cast=cast, on=on - dt.timedelta(days=120))
        if maker is LE_GIA:
            give_brand_its_maker(maker=producer, actor=cast["tinh"], on=on)
    _sitting, following = _rounds(cast)
    for item, goal in ON_THE_WAY:
        row = _walk(item, goal, cast=cast, entered=following, end=on)
        if row is not None and goal == "accepted":
            appraisals.in_hand(row, cast=cast, on=on)


def _walk(
    item: Item, goal: str, *, cast: Cast, entered: EvaluationRound, end: dt.date
) -> Dossier | None:
    """A dossier taken to ``goal``, the last step about ``end``; None when it has been here."""

    def ago(days: int) -> dt.date:
        return end - dt.timedelta(days=days)

    producer = steps.make_producer(item.maker, cast=cast, on=ago(40))
    product = steps.make_product(item, producer=producer, cast=cast, on=ago(40))
    if steps.has_dossier(product):
        return None
    way = {
        "draft": (),
        "filed": ("filed",),
        "returned": ("filed", "returned"),
        "proposed": ("filed", "proposed"),
        "received": ("filed", "proposed", "received", "checked"),
        "supplement": ("filed", "proposed", "received", "asked"),
        "accepted": ("filed", "proposed", "received", "accepted"),
    }[goal]
    row = steps.drafted(product, item, cast=cast, on=ago(25))
    days = {"filed": 18, "returned": 10, "proposed": 8, "received": 5, "asked": 3, "accepted": 2}
    days["checked"] = 3
    if way in {("filed",), ("filed", "returned")}:
        # One past its fifteen working days, one near their end.
        days["filed"] = 24 if item.maker is COOP else 18
    for name in way:
        extra = {"entered": entered} if name == "accepted" else {}
        row = getattr(steps, name)(row, cast=cast, on=ago(days[name]), **extra)
    return row


def _sit(
    cast: Cast, entered: EvaluationRound, rows: list[Dossier], *, held_on: dt.date, place: str
) -> CouncilSession:
    """Called and begun, everybody there; everybody has declared that nothing ties him."""
    council = Council.objects.get(level=Level.PROVINCE, unit=cast.province)
    session = convene_session(
        council=council,
        round=entered,
        held_on=held_on,
        place=place,
        dossiers=rows,
        actor=cast["tinh"],
        on=held_on,
    )
    members = list(council.members.select_related("user"))
    for member in members:
        if declares(member):
            sign_declaration(session=session, conflicts={}, actor=member.user, on=held_on)
    note_attendance(session=session, present=members, actor=cast["thuky"])
    return start_session(session=session, actor=cast["chutich"], on=held_on)


def _score(
    sheet: ScoreSheet, total: int, *, keeps: int, fixed: dict[str, int], comment: str
) -> None:
    """Filled in to ``total``, signed."""
    by = sheet.member.user
    form = parsed(sheet.item.dossier.sheet)
    sheet = save_answers(
        sheet=sheet,
        answers=sheet_of_total(form, total, keeps=keeps, **fixed),
        comment=comment,
        version=sheet.version,
        actor=by,
    )
    sign_sheet(sheet=sheet, version=sheet.version, actor=by)


def _sheets(session: CouncilSession, dossier: Dossier) -> list[ScoreSheet]:
    found = ScoreSheet.objects.filter(item__session=session, item__dossier=dossier)
    return list(
        found.select_related("member__user", "item__dossier__sheet").order_by("member__user__pk")
    )


@transaction.atomic
def _scoring(cast: Cast) -> None:
    """A sitting under way: some sheets signed, one product opened with marks too far apart."""
    entered, _following = _rounds(cast)
    end = entered.proposals_before + dt.timedelta(days=6)
    walked = [
        (_walk(item, "accepted", cast=cast, entered=entered, end=end), totals)
        for item, totals in IN_SESSION
    ]
    rows = [row for row, _totals in walked if row is not None]
    if len(rows) != len(walked):
        return
    appraisals.reported(rows[APPRAISED], cast=cast, on=end)
    session = _sit(cast, entered, rows, held_on=today(), place="Phòng họp số 2, UBND tỉnh")
    for row, totals in walked:
        assert row is not None
        for sheet, total in zip(_sheets(session, row), totals, strict=True):
            if total is not None:
                _score(sheet, total, keeps=3, fixed={}, comment="")
    opened = session.items.get(dossier=rows[OPENED])
    open_item(item=opened, actor=cast["chutich"])


@transaction.atomic
def _certified(cast: Cast) -> None:
    """A concluded sitting: two certificates, one result for the centre, one product that fell."""
    entered, _following = _rounds(cast)
    end = entered.proposals_before + dt.timedelta(days=4)
    walked = [
        (_walk(item, "accepted", cast=cast, entered=entered, end=end), totals, keeps, fixed)
        for item, totals, keeps, fixed in CONCLUDED
    ]
    rows = [row for row, *_rest in walked if row is not None]
    if len(rows) != len(walked):
        return
    held_on = today() - dt.timedelta(days=10)
    session = _sit(cast, entered, rows, held_on=held_on, place="Phòng họp số 2, UBND tỉnh")
    for row, totals, keeps, fixed in walked:
        assert row is not None
        for sheet, total in zip(_sheets(session, row), totals, strict=True):
            _score(sheet, total, keeps=keeps, fixed=fixed, comment="")
        item = session.items.get(dossier=row)
        item = open_item(item=item, actor=cast["chutich"])
        conclude_item(item=item, actor=cast["chutich"], on=held_on)
    conclude_session(session=session, actor=cast["chutich"], on=held_on)
    le_gia, *recognised, fallen = rows
    _decide(cast, DecisionKind.RECOGNISE, recognised, "01-DEMO/QĐ-UBND")
    _decide(cast, DecisionKind.APPROVE_RESULT, [le_gia], "02-DEMO/QĐ-UBND")
    close_not_recognised(dossier=fallen, actor=cast["tinh"], on=today())


def _decide(cast: Cast, kind: str, rows: list[Dossier], number: str) -> None:
    on = today()
    decision = draft_decision(
        kind=kind,
        level=Level.PROVINCE,
        unit=cast.province,
        dossiers=[Dossier.objects.get(pk=row.pk) for row in rows],
        actor=cast["tinh"],
        on=on,
    )
    issue_decision(
        decision=decision,
        number=number,
        decided_on=on,
        signer=cast["lanhdao"].full_name,
        signer_title="Chủ tịch",
        actor=cast["lanhdao"],
        on=on,
    )


def _inspected(cast: Cast) -> None:
    """A post-check found the pack unlike the registered one: the certificate is suspended."""
    found = Certificate.objects.filter(
        product__name=CONCLUDED[2][0].name, actions__isnull=True
    ).first()
    if found is None:
        return
    suspend_certificate(
        certificate=found,
        effective_on=today(),
        decision_number="03-DEMO/QĐ-UBND",
        reason="Đoàn kiểm tra kết luận: bao bì đang bán khác mẫu đã đăng ký (bản chạy thử).",
        actor=cast["lanhdao"],
        on=today(),
    )
