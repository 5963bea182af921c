"""Both levels: sent up, a round of the centre, five stars by the Minister, or sent back."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.enums import Role
from certificates.enums import DecisionKind
from certificates.models import Certificate
from certificates.selectors import awaiting_decision
from certificates.services import (
    close_not_recognised,
    draft_decision,
    issue_decision,
    send_back_result,
)
from common.dates import today
from common.errors import DomainError
from evaluations.enums import DossierState, Level, Seat
from evaluations.models import Dossier, EvaluationRound
from evaluations.selectors.clock import holder_of, holders_of
from evaluations.selectors.council.rounds import annotate_dossier_count, dossiers_in
from evaluations.selectors.dossier import sent_up, visible_to
from evaluations.services.council.attendance import note_attendance
from evaluations.services.council.convening import convene_session
from evaluations.services.council.founding import found_council, seat_member
from evaluations.services.council.regulation import set_regulation
from evaluations.services.council.sitting import open_item, start_session
from evaluations.services.council.verdict import conclude_item
from evaluations.services.dossier import reevaluate_dossier, take_up_dossiers
from evaluations.services.intake import open_dossier
from evaluations.services.rounds import close_round, open_round
from notifications.models import Notice
from tests.factories import accounts
from tests.factories import council as factory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 6, 10)
# 11 points given away where no star mark stands: 89 points, 4 stars.
JUST_BELOW = dict.fromkeys(("1.2", "1.3", "3.1"), factory.EMPTY_BOX) | {"1.6": 0, "2.4": 0}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-06-10T02:00:00Z", tick=False):
        yield


def officer():
    return accounts.user("Vũ Thị Trung", Role.CENTRAL_OFFICER)


def forwarded(dossiers: int = 1) -> factory.Sitting:
    """The province's council gave full points; the Chairman approved and proposed to the centre."""
    of = factory.sitting(members=2, dossiers=dossiers)
    full = factory.answers(of.form)
    factory.start(of)
    for item in of.items:
        factory.score(of, 0, full, item)
        factory.score(of, 1, full, item)
        open_item(item=item, actor=of.chair)
        conclude_item(item=item, actor=of.chair, on=DAY)
    issue(of, DecisionKind.APPROVE_RESULT, Level.PROVINCE, "12/QĐ-UBND")
    return of


def issue(of: factory.Sitting, kind: str, level: str, number: str) -> None:
    unit = of.unit if level == Level.PROVINCE else None
    verdicts = awaiting_decision(unit, level=level)
    decision = draft_decision(
        kind=kind,
        level=level,
        unit=unit,
        dossiers=[verdict.dossier for verdict in verdicts],
        actor=of.officer,
        on=DAY,
    )
    issue_decision(
        decision=decision,
        number=number,
        decided_on=DAY,
        signer="Lê Đức Giang",
        signer_title="CHỦ TỊCH",
        actor=of.officer,
        on=DAY,
    )


def central_round(**more) -> EvaluationRound:
    return open_round(
        level=Level.CENTRAL, unit=None, year=2026, number=1, actor=officer(), on=DAY, **more
    )


def taken_up(of: factory.Sitting) -> EvaluationRound:
    row = central_round()
    take_up_dossiers(
        dossiers=Dossier.objects.filter(state="forwarded"),
        evaluation_round=row,
        actor=officer(),
        on=DAY,
    )
    return row


def concluded_at_centre(of: factory.Sitting, lowered: dict[str, Any] | None) -> Dossier:
    """The central council gave full points but for ``lowered``; None: as little as it can."""
    row = taken_up(of)
    who = officer()
    set_regulation(level=Level.CENTRAL, unit=None, number="757/QĐ-BNN", valid_from=DAY, actor=who)
    body = found_council(
        level=Level.CENTRAL,
        unit=None,
        name="Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp Trung ương",
        decision_number="4497/QĐ-BNN",
        decided_on=DAY,
        actor=who,
        on=DAY,
    )
    seats = [
        seat_member(
            council=body,
            user=accounts.user(name, Role.COUNCIL),
            seat=kind,
            organisation="Bộ Công Thương",
            actor=who,
            on=DAY,
        )
        for name, kind in (("Tạ Thứ Trưởng", Seat.CHAIR), ("Mai Vụ Trưởng", Seat.MEMBER))
    ]
    session = convene_session(
        council=body,
        round=row,
        held_on=DAY,
        place="Hà Nội",
        dossiers=list(dossiers_in(row)),
        actor=who,
        on=DAY,
    )
    note_attendance(session=session, present=seats, actor=who)
    start_session(session=session, actor=seats[0].user, on=DAY)
    centre = factory.Sitting(
        None, row, session.regulation, body, who, seats[0], seats, session, of.dossiers
    )
    for item in centre.items:
        for index in range(2):
            level = 0.0 if lowered is None else 1.0
            given = factory.answers(centre.form, level) | (lowered or {})
            factory.score(centre, index, given, item)
        open_item(item=item, actor=centre.chair)
        conclude_item(item=item, actor=centre.chair, on=DAY)
    return Dossier.objects.get(pk=of.dossiers[0].pk)


def state_of(of: factory.Sitting) -> str:
    return Dossier.objects.get(pk=of.dossiers[0].pk).state


# --- the way up --------------------------------------------------------------------------------


def test_7_14_what_the_province_sent_up_waits_for_the_centre() -> None:
    of = forwarded()
    dossier = Dossier.objects.get(pk=of.dossiers[0].pk)
    assert holder_of(dossier, on=DAY).label == "Trung ương"
    assert list(sent_up(officer(), on=DAY)) == [dossier]
    assert not Certificate.objects.exists()
    with pytest.raises(DomainError, match="đang"):
        open_dossier(product=dossier.product, kind="upgrade", actor=of.officer, on=DAY)


def test_5_05_the_centre_takes_up_what_was_proposed_before_its_day() -> None:
    of = forwarded(2)
    row = taken_up(of)
    assert {dossier.state for dossier in dossiers_in(row)} == {DossierState.AT_CENTRE}
    counted = annotate_dossier_count(EvaluationRound.objects.filter(pk=row.pk)).get()
    assert (counted.dossier_count, counted.waiting_count) == (2, 2)
    own = annotate_dossier_count(EvaluationRound.objects.filter(pk=of.round.pk)).get()
    assert (own.dossier_count, own.waiting_count) == (2, 0)
    there = holder_of(Dossier.objects.get(pk=of.dossiers[0].pk), on=DAY)
    assert (there.label, there.until) == ("Trung ương", dt.date(2026, 9, 29))
    assert set(Notice.objects.filter(kind="dossier_taken_up").values_list("recipient", flat=True))


@pytest.mark.parametrize("case", ["late", "closed", "province", "nothing"])
def test_5_05_what_does_not_fit_a_round_of_the_centre(case: str) -> None:
    of = forwarded()
    who = officer()
    row = central_round()
    sentence = {
        "late": ("Tỉnh đề nghị ngày 10/06/2026, đợt này nhận đề nghị trước 10/06/2026 (Điều 5.2)"),
        "closed": "đã khép, không nhận thêm hồ sơ",
        "province": "Đợt đánh giá này không phải của Trung ương",
        "nothing": "Chọn ít nhất một hồ sơ",
    }[case]
    if case == "late":
        EvaluationRound.objects.filter(pk=row.pk).update(proposals_before=DAY)
    elif case == "closed":
        close_round(round=row, actor=who, on=DAY)
    elif case == "province":
        row = of.round
    rows = Dossier.objects.none() if case == "nothing" else Dossier.objects.all()
    with pytest.raises(DomainError) as refused:
        take_up_dossiers(dossiers=rows, evaluation_round=row, actor=who, on=DAY)
    assert sentence in refused.value.message
    assert state_of(of) == DossierState.FORWARDED


def test_7_17_five_stars_at_the_centre_are_recognised_by_the_minister() -> None:
    of = forwarded()
    dossier = concluded_at_centre(of, {})
    assert dossier.state == DossierState.CONCLUDED
    assert holder_of(dossier, on=DAY).label == "Trung ương"
    with pytest.raises(DomainError, match="được Hội đồng Trung ương xếp 5 sao"):
        send_back_result(dossier=dossier, actor=officer(), on=DAY)
    issue(of, DecisionKind.RECOGNISE, Level.CENTRAL, "99/QĐ-BNNMT")
    certificate = Certificate.objects.get()
    assert (certificate.stars, certificate.decision.level) == (5, Level.CENTRAL)
    assert state_of(of) == DossierState.DECIDED


# --- the way back ------------------------------------------------------------------------------


def test_7_19_under_90_the_province_recognises_on_the_central_result() -> None:
    of = forwarded()
    dossier = concluded_at_centre(of, JUST_BELOW)
    verdict = dossier.verdicts.latest("pk")
    assert (str(verdict.total), verdict.stars) == ("89.00", 4)
    assert awaiting_decision(of.unit, level=Level.PROVINCE) == []
    send_back_result(dossier=dossier, actor=officer(), on=DAY)
    assert state_of(of) == DossierState.SENT_BACK
    assert holder_of(Dossier.objects.get(pk=dossier.pk), on=DAY).label == "Văn phòng Điều phối"
    (waiting,) = awaiting_decision(of.unit, level=Level.PROVINCE)
    assert (waiting, waiting.sent_back) == (verdict, True)
    assert awaiting_decision(None, level=Level.CENTRAL) == []
    with pytest.raises(DomainError, match="việc tiếp theo là ra quyết định"):
        close_not_recognised(dossier=dossier, actor=of.officer, on=DAY)
    issue(of, DecisionKind.RECOGNISE, Level.PROVINCE, "15/QĐ-UBND")
    certificate = Certificate.objects.get()
    assert (certificate.stars, certificate.decision.unit) == (4, of.unit)
    assert state_of(of) == DossierState.DECIDED


def test_7_19_below_three_stars_at_the_centre_the_province_tells_so() -> None:
    of = forwarded()
    dossier = concluded_at_centre(of, None)
    with pytest.raises(DomainError, match="thì kết quả trở về tỉnh"):
        close_not_recognised(dossier=dossier, actor=of.officer, on=DAY)
    send_back_result(dossier=dossier, actor=officer(), on=DAY)
    close_not_recognised(dossier=dossier, actor=of.officer, on=DAY)
    assert state_of(of) == DossierState.NOT_RECOGNISED


def test_7_19_the_province_may_evaluate_again() -> None:
    of = forwarded()
    dossier = send_back_result(dossier=concluded_at_centre(of, JUST_BELOW), actor=officer(), on=DAY)
    row = reevaluate_dossier(dossier=dossier, evaluation_round=of.round, actor=of.officer, on=DAY)
    assert (row.state, row.round, row.product_number != "") == ("accepted", of.round, True)
    assert holder_of(row, on=DAY).label == "Văn phòng Điều phối"
    session = convene_session(
        council=of.council,
        round=of.round,
        held_on=DAY,
        place="",
        dossiers=[row],
        actor=of.officer,
        on=DAY,
    )
    assert session.items.count() == 1
    with pytest.raises(DomainError):
        reevaluate_dossier(dossier=row, evaluation_round=of.round, actor=of.officer, on=DAY)


def test_another_province_s_or_a_closed_round_takes_nothing_back() -> None:
    of = forwarded()
    dossier = send_back_result(dossier=concluded_at_centre(of, JUST_BELOW), actor=officer(), on=DAY)
    centre = EvaluationRound.objects.get(level=Level.CENTRAL)
    with pytest.raises(DomainError, match="không phải của tỉnh có hồ sơ"):
        reevaluate_dossier(dossier=dossier, evaluation_round=centre, actor=of.officer, on=DAY)
    close_round(round=of.round, actor=of.officer, on=DAY)
    with pytest.raises(DomainError, match="đã khép"):
        reevaluate_dossier(dossier=dossier, evaluation_round=of.round, actor=of.officer, on=DAY)


def test_nothing_goes_back_before_the_central_council_has_concluded() -> None:
    of = factory.sitting(members=2)
    full = factory.answers(of.form)
    verdict = factory.concluded(of, full, full)
    with pytest.raises(DomainError, match="Hội đồng Trung ương chưa kết luận"):
        send_back_result(dossier=verdict.dossier, actor=officer(), on=DAY)


def test_the_clock_of_a_list_says_what_that_of_one_dossier_says() -> None:
    of = forwarded()
    concluded_at_centre(of, JUST_BELOW)
    rows = Dossier.objects.all()
    (listed,) = holders_of(rows, on=DAY).values()
    assert listed == holder_of(rows.get(), on=DAY)
    send_back_result(dossier=rows.get(), actor=officer(), on=DAY)
    (listed,) = holders_of(rows, on=DAY).values()
    assert listed == holder_of(rows.get(), on=DAY)


# --- doors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "take_up", "send_back", "reevaluate"),
    [
        ("centre", 200, 200, 403),
        ("office", 404, 403, 200),
        ("leader", 404, 403, 403),
        ("stranger", 404, 403, 404),
    ],
)
def test_doors_between_the_levels(
    client, who: str, take_up: int, send_back: int, reevaluate: int
) -> None:
    of = forwarded()
    dossier = concluded_at_centre(of, JUST_BELOW)
    user = {
        "centre": officer(),
        "office": of.officer,
        "leader": accounts.user("Lê Đức Giang", Role.PROVINCE_LEADER, of.unit),
        "stranger": accounts.user("Người Lạ"),
    }[who]
    client.force_login(user)
    row = EvaluationRound.objects.get(level=Level.CENTRAL)
    found = [
        client.get(reverse("evaluations:round_take_up", args=[row.code])).status_code,
        client.get(reverse("certificates:send_back", args=[dossier.code])).status_code,
    ]
    send_back_result(dossier=dossier, actor=officer(), on=DAY)
    url = reverse("evaluations:dossier_reevaluate", args=[dossier.code])
    assert [*found, client.get(url).status_code] == [take_up, send_back, reevaluate]


def test_the_centre_walks_its_pages(client) -> None:
    of = forwarded(2)
    row = central_round()
    client.force_login(officer())
    url = reverse("evaluations:round_take_up", args=[row.code])
    empty = client.post(url, {})
    assert (empty.status_code, "Chọn ít nhất một hồ sơ" in empty.text) == (400, True)
    code = of.dossiers[0].code
    assert client.post(url, {"dossiers": [code]}).status_code == 302
    assert [d.code for d in dossiers_in(row)] == [code]
    assert visible_to(officer(), on=today()).count() == 2
    work = client.get(reverse("reports:worklist"))
    assert work.status_code == 200
    assert client.get(reverse("certificates:decision_create")).status_code == 200


def test_the_province_walks_its_page(client) -> None:
    of = forwarded()
    dossier = send_back_result(dossier=concluded_at_centre(of, JUST_BELOW), actor=officer(), on=DAY)
    client.force_login(of.officer)
    page = client.get(reverse("certificates:decision_create"))
    again = reverse("evaluations:dossier_reevaluate", args=[dossier.code])
    assert again in page.text
    assert client.post(again, {"round": "khong-co"}).status_code == 400
    assert client.post(again, {"round": of.round.code}).status_code == 302
    assert state_of(of) == DossierState.ACCEPTED
    assert client.get(again).status_code == 409
