"""The dossier's machine, walked through its services: every state × every move."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction

from audit.selectors import timeline
from common.errors import DomainError
from evaluations.enums import DossierMove, DossierState, EvaluationVerb, Level
from evaluations.models import Dossier, DossierEvent
from evaluations.services import dossier as moves
from evaluations.workflow import DOSSIER_MOVES, HOLDERS
from tests.factories import accounts, evaluations, products

pytestmark = pytest.mark.django_db
ON = evaluations.ON


def _accept(row: Dossier) -> Dossier:
    entered = evaluations.round_of(row.unit.parent)
    return moves.accept_dossier(dossier=row, evaluation_round=entered, actor=row.opened_by, on=ON)


def _take_up(row: Dossier) -> Dossier:
    try:
        return evaluations.taken_up(row, on=ON)
    except DomainError as refused:
        # Of several the product is named first.
        raise DomainError(refused.message.partition(": ")[2], code=refused.code) from refused


def _reevaluate(row: Dossier) -> Dossier:
    entered = evaluations.round_of(row.unit.parent)
    return moves.reevaluate_dossier(
        dossier=row, evaluation_round=entered, actor=row.opened_by, on=ON
    )


def _service(name: str, **more: str) -> Callable[[Dossier], Dossier]:
    def act(row: Dossier) -> Dossier:
        return getattr(moves, name)(dossier=row, actor=row.opened_by, on=ON, **more)

    return act


def _at_centre(name: str, **more: str) -> Callable[[Dossier], Dossier]:
    """The move of a dossier that the centre has taken up."""

    def act(row: Dossier) -> Dossier:
        entered = evaluations.central_round(ON)
        Dossier.objects.filter(pk=row.pk).update(central_round=entered)
        return _service(name, **more)(row)

    return act


ACT: dict[str, Callable[[Dossier], Dossier]] = {
    DossierMove.FILE: _service("file_dossier"),
    DossierMove.RETURN: _service("return_dossier", reason="Thiếu giấy an toàn thực phẩm"),
    DossierMove.PROPOSE: _service("propose_dossier"),
    DossierMove.RECEIVE: _service("receive_dossier"),
    DossierMove.ASK_SUPPLEMENT: _service("ask_supplement", reason="Bổ sung phiếu kiểm nghiệm"),
    DossierMove.ANSWER_SUPPLEMENT: _service("answer_supplement"),
    DossierMove.ACCEPT: _accept,
    DossierMove.PUT_IN_SESSION: _service("put_in_session"),
    DossierMove.CONCLUDE: _service("conclude"),
    DossierMove.DECIDE: _service("decide"),
    DossierMove.FORWARD: _service("forward"),
    DossierMove.REFER: _service("refer", level=Level.PROVINCE, reason="Ý kiến khác nhau"),
    DossierMove.REFER_CENTRE: _at_centre("refer", level=Level.CENTRAL, reason="Khác nhau"),
    DossierMove.TAKE_UP: _take_up,
    DossierMove.SEND_BACK: _at_centre("send_back"),
    DossierMove.REEVALUATE: _reevaluate,
    DossierMove.NOT_RECOGNISE: _service("not_recognise"),
    DossierMove.WITHDRAW: _service("withdraw_dossier", reason="Ngừng sản xuất"),
}


def _ready(state: str) -> Dossier:
    """A dossier in ``state`` that lacks nothing the next move asks for."""
    row = evaluations.in_state(state)
    if state == DossierState.DRAFT:
        row = evaluations.fill_in(row)
    if state == DossierState.FILED:
        row = evaluations.assess(row)
    if state == DossierState.RECEIVED:
        row = evaluations.check(row)
    return row


def test_every_move_has_a_service_and_every_state_a_holder() -> None:
    assert set(ACT) == set(DOSSIER_MOVES) == set(DossierMove.values)
    assert set(HOLDERS) == set(DossierState.values)


@pytest.mark.parametrize("state", DossierState.values)
def test_in_each_state_the_table_says_which_moves_are_made(state: str) -> None:
    row = _ready(state)
    for move in DossierMove.values:
        with transaction.atomic():
            _try(move, Dossier.objects.get(pk=row.pk))
            transaction.set_rollback(True)


def _try(move: str, row: Dossier) -> None:
    """The move is made and written down, or refused with its name and nothing is written."""
    state = row.state
    step = DOSSIER_MOVES[move]
    before = timeline(row).count()
    if state in step.sources:
        done = ACT[move](row)
        assert done.state == step.target
        assert Dossier.objects.get(pk=row.pk).state == step.target
        last = DossierEvent.objects.filter(dossier=row).last()
        assert last is not None, (state, move)
        assert (last.move, last.from_state, last.to_state, last.on) == (
            move,
            state,
            step.target,
            ON,
        )
        assert timeline(row).count() == before + 1
    else:
        with pytest.raises(DomainError) as refused:
            ACT[move](row)
        assert refused.value.code == "state", (state, move)
        assert step.label in refused.value.message
        assert Dossier.objects.get(pk=row.pk).state == state
        assert timeline(row).count() == before


def test_the_audit_entry_of_a_return_says_who_what_and_why() -> None:
    row = evaluations.in_state("filed")
    officer = accounts.user("Lê Thị Bình")
    moves.return_dossier(dossier=row, reason="  Thiếu nhãn  ", actor=officer, on=ON)
    entry = timeline(row).last()
    assert entry is not None
    assert (entry.actor, entry.verb, entry.old, entry.new, entry.reason) == (
        officer,
        EvaluationVerb.DOSSIER_RETURNED,
        "filed",
        "returned",
        "Thiếu nhãn",
    )


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("filed", "return_dossier"),
        ("received", "ask_supplement"),
        ("filed", "withdraw_dossier"),
    ],
)
@pytest.mark.parametrize("reason", ["", "   "])
def test_sending_back_without_a_reason_is_refused(state: str, name: str, reason: str) -> None:
    row = evaluations.in_state(state)
    with pytest.raises(DomainError) as refused:
        getattr(moves, name)(dossier=row, reason=reason, actor=row.opened_by, on=ON)
    assert refused.value.code == "invalid"
    assert list(refused.value.fields) == ["reason"]
    assert Dossier.objects.get(pk=row.pk).state == state


def test_a_draft_is_withdrawn_without_a_reason() -> None:
    row = evaluations.dossier()
    done = moves.withdraw_dossier(dossier=row, reason="", actor=row.opened_by, on=ON)
    assert done.state == "withdrawn"


def test_the_second_of_two_officers_gets_the_sentence() -> None:
    row = evaluations.in_state("filed")
    stale = Dossier.objects.get(pk=row.pk)
    moves.return_dossier(dossier=row, reason="Thiếu nhãn", actor=row.opened_by, on=ON)
    assert stale.state == "filed"
    with pytest.raises(DomainError) as refused:
        moves.return_dossier(dossier=stale, reason="Thiếu nhãn", actor=row.opened_by, on=ON)
    assert refused.value.message == (
        "Không thể “Trả chủ thể bổ sung” khi đang ở bước “Chủ thể đang bổ sung”"
    )
    assert DossierEvent.objects.filter(dossier=row, move="return").count() == 1


def test_a_day_in_the_future_is_refused() -> None:
    row = evaluations.in_state("proposed")
    with pytest.raises(DomainError) as refused:
        moves.receive_dossier(dossier=row, actor=row.opened_by, on=dt.date(2199, 1, 1))
    assert refused.value.code == "invalid"
    assert "01/01/2199 ở sau hôm nay" in refused.value.message


def test_a_day_before_the_last_step_is_refused() -> None:
    row = evaluations.in_state("proposed")
    with pytest.raises(DomainError) as refused:
        moves.receive_dossier(dossier=row, actor=row.opened_by, on=ON - dt.timedelta(days=1))
    assert refused.value.message == (
        "Ngày 30/06/2026 ở trước bước gần nhất của hồ sơ, ngày 01/07/2026"
    )


def test_numbers_count_per_commune_and_year() -> None:
    first = evaluations.in_state("filed")
    commune, province = first.unit.code, first.unit.parent.code
    assert first.commune_receipt == f"01-26/PĐK-{province}-{commune}-2026"
    from tests.factories import producers, products

    second = evaluations.in_state(
        "filed", product=products.product(producer=producers.producer(unit=first.unit))
    )
    other = evaluations.in_state("filed")
    assert second.commune_receipt == f"02-26/PĐK-{province}-{commune}-2026"
    assert other.commune_receipt == f"01-26/PĐK-{province}-{other.unit.code}-2026"


def test_the_receipt_stays_the_same_after_a_return() -> None:
    row = evaluations.in_state("returned")
    number, day = row.commune_receipt, row.filed_on
    again = moves.file_dossier(dossier=row, actor=row.opened_by, on=ON + dt.timedelta(days=3))
    assert (again.commune_receipt, again.filed_on) == (number, day)
    assert [row.number for row in again.submissions.all()] == [1, 2]


def test_the_pattern_of_the_receipt_is_the_provinces_own(settings) -> None:
    settings.OCOP_RECEIPT_PATTERN = "{month:02d}-{number:03d}/PĐK-{province}-{commune}-{year}"
    row = evaluations.in_state("filed")
    assert row.commune_receipt == f"07-001/PĐK-38-{row.unit.code}-2026"


def test_the_province_has_a_receipt_of_its_own_and_acceptance_a_product_number() -> None:
    row = evaluations.in_state("accepted")
    assert row.province_receipt == f"01-26/PĐK-38-{row.unit.code}-2026"
    assert row.product_number == f"38-{row.unit.code}-1-2026"


@pytest.mark.parametrize(
    ("width", "yearly", "numbers"),
    [
        (0, True, ("1-2026", "1-2027")),
        (3, True, ("001-2026", "001-2027")),
        (3, False, ("001-2026", "002-2027")),
    ],
)
def test_the_running_number_of_a_product_is_the_provinces_to_arrange(
    settings, width: int, yearly: bool, numbers: tuple[str, str]
) -> None:
    settings.OCOP_INTAKE_CHECK = False
    settings.OCOP_PRODUCT_NUMBER_WIDTH = width
    settings.OCOP_PRODUCT_NUMBER_YEARLY = yearly
    first = evaluations.in_state("accepted")
    row = evaluations.dossier(products.product("Mắm tôm", first.product.producer))
    row = evaluations.in_state("received", row=row)
    entered = evaluations.round_of(row.unit.parent, year=2027)
    second = moves.accept_dossier(dossier=row, evaluation_round=entered, actor=row.opened_by, on=ON)
    given = [one.product_number for one in (first, second)]
    assert given == [f"38-{first.unit.code}-{number}" for number in numbers]


def test_a_refused_filing_uses_up_no_number() -> None:
    row = evaluations.dossier()
    with pytest.raises(DomainError):
        moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    done = moves.file_dossier(dossier=evaluations.fill_in(row), actor=row.opened_by, on=ON)
    assert done.commune_receipt.startswith("01-26/")


@pytest.mark.parametrize(("state", "name"), [("concluded", "send_back"), ("in_session", "refer")])
def test_nothing_goes_back_or_up_that_the_centre_has_not_taken(state: str, name: str) -> None:
    row = evaluations.in_state(state)
    more = {"level": Level.CENTRAL, "reason": "Khác nhau"} if name == "refer" else {}
    with pytest.raises(DomainError) as refused:
        getattr(moves, name)(dossier=row, actor=row.opened_by, on=ON, **more)
    assert refused.value.message == "Trung ương chưa đưa hồ sơ này vào đợt nào"
