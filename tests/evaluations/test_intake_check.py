"""The province's check (rule 7-06), samples (6-04, 6-05), accepting many at once (5-02, 5-03)."""

import datetime as dt

import pytest

from audit.selectors import timeline
from common.dates import today
from common.errors import DomainError
from evaluations.enums import DossierKind, EvaluationVerb
from evaluations.models import Dossier, IntakeItem
from evaluations.selectors.intake import received_for, summary_of, waiting_intake
from evaluations.selectors.requests import suggestions, unchecked
from evaluations.services import dossier as moves
from evaluations.services.checking import check_intake
from evaluations.services.rounds import close_round
from evaluations.workflow.intake import BY_ITEM, HINTS, LINES, lines_for
from evaluations.workflow.requests import Judged, Point
from tests.factories import accounts, criteria, evaluations, producers, products

pytestmark = pytest.mark.django_db
ON = evaluations.ON


def _check(row: Dossier, judged: dict[str, Judged], **more) -> Dossier:
    return check_intake(dossier=row, judged=judged, actor=row.opened_by, on=ON, **more)


@pytest.mark.parametrize(
    ("kind", "samples", "own"),
    [
        (DossierKind.FIRST, True, {"samples"}),
        (DossierKind.FIRST, False, set()),
        (DossierKind.UPGRADE, True, {"samples", "changes"}),
        (DossierKind.RERATING, False, {"updates", "renewed"}),
    ],
)
def test_rules_6_02_6_03_and_6_05_choose_the_lines(kind: str, samples: bool, own: set) -> None:
    items = {line.item for line in lines_for(kind, samples=samples)}
    assert items & {"samples", "changes", "updates", "renewed"} == own
    assert len(items) == 15 + len(own)


def test_every_line_names_its_article_and_every_hint_its_line() -> None:
    assert all(line.reference for line in LINES)
    assert set(HINTS.values()) <= set(BY_ITEM)


def test_rule_7_06_accepting_waits_until_every_line_is_judged(settings) -> None:
    row = evaluations.in_state("received")
    entered = evaluations.round_of(row.unit.parent)
    _check(row, {"letter": Judged("ok")})
    with pytest.raises(DomainError) as refused:
        moves.accept_dossier(dossier=row, evaluation_round=entered, actor=row.opened_by, on=ON)
    assert refused.value.message.startswith("Còn 15 mục chưa kiểm tra: Báo cáo của xã")
    settings.OCOP_INTAKE_CHECK = False
    assert unchecked(row) == []
    done = moves.accept_dossier(dossier=row, evaluation_round=entered, actor=row.opened_by, on=ON)
    assert done.state == "accepted"


def test_what_is_lacking_warns_and_begins_the_request() -> None:
    row = evaluations.check(evaluations.in_state("received"), names="Tên trên nhãn khác")
    check = summary_of(row)
    assert (check.words, check.left, check.samples) == ("1 mục thiếu", 0, 5)
    assert [one.point for one in suggestions(row, "province")] == [
        Point(f"{BY_ITEM['names'].text}: Tên trên nhãn khác", "papers")
    ]
    entered = evaluations.round_of(row.unit.parent)
    done = moves.accept_dossier(dossier=row, evaluation_round=entered, actor=row.opened_by, on=ON)
    assert done.state == "accepted"


@pytest.mark.parametrize(
    ("judged", "more", "field"),
    [
        ({"names": Judged("lacking", " ")}, {}, "note_names"),
        ({"names": Judged("waived")}, {}, "note_names"),
        ({"names": Judged("good")}, {}, "note_names"),
        ({"names": Judged("ok", "x" * 1001)}, {}, "note_names"),
        ({"samples": Judged("ok")}, {}, "samples"),
        ({}, {"samples": 5}, "samples_on"),
        ({}, {"samples_on": ON}, "samples"),
        ({}, {"samples": 100, "samples_on": ON}, "samples"),
        ({}, {"samples": 5, "samples_on": dt.date(2199, 1, 1)}, "samples_on"),
        ({}, {"samples": 5, "samples_on": ON - dt.timedelta(days=1)}, "samples_on"),
    ],
)
def test_a_judgement_that_can_not_be_kept_says_where(judged, more, field: str) -> None:
    row = evaluations.in_state("received")
    with pytest.raises(DomainError) as refused:
        _check(row, judged, **more)
    assert (refused.value.code, list(refused.value.fields)) == ("invalid", [field])
    assert not IntakeItem.objects.filter(dossier=row).exists()


def test_only_what_changes_is_written_and_an_empty_verdict_takes_a_line_back() -> None:
    row = evaluations.in_state("received")
    _check(row, {"letter": Judged("ok"), "names": Judged("lacking", "Nhãn")})
    first = row.intake_items.get(item="letter")
    _check(row, {"letter": Judged("ok"), "names": Judged("")}, samples=4, samples_on=ON)
    assert row.intake_items.get() == first
    again = Dossier.objects.get(pk=row.pk)
    assert (again.samples_received, again.samples_on) == (4, ON)
    verbs = [entry.verb for entry in timeline(row)]
    assert verbs.count(EvaluationVerb.INTAKE_CHECKED) == 2
    assert verbs.count(EvaluationVerb.SAMPLES_RECEIVED) == 1


def test_rule_6_05_tourism_hands_in_no_samples() -> None:
    row = evaluations.in_state("received")
    Dossier.objects.filter(pk=row.pk).update(sheet=criteria.published_sheet("QD26-26"))
    row = Dossier.objects.get(pk=row.pk)
    row = _check(row, {"samples": Judged("ok"), "letter": Judged("ok")}, samples=5, samples_on=ON)
    assert [one.item for one in row.intake_items.all()] == ["letter"]
    assert (row.samples_received, summary_of(row).lines) == (None, 15)


def test_a_colleagues_judgement_is_not_overwritten_unseen() -> None:
    row = evaluations.in_state("received")
    _check(row, {"letter": Judged("ok")})
    seen = row.intake_items.get().checked_at.isoformat()
    _check(row, {"names": Judged("lacking", "Nhãn khác tên")})
    with pytest.raises(DomainError) as refused:
        _check(row, {"names": Judged("ok")}, seen=seen)
    assert refused.value.code == "conflict"
    assert row.intake_items.get(item="names").verdict == "lacking"


def test_the_check_is_the_offices_while_it_holds_the_dossier() -> None:
    row = evaluations.in_state("proposed")
    with pytest.raises(DomainError) as refused:
        _check(row, {"letter": Judged("ok")})
    assert refused.value.code == "state"


def _two_received() -> list[Dossier]:
    first = evaluations.check(evaluations.in_state("received"))
    second = evaluations.in_state(
        "received", product=products.product("Ruốc", producers.producer(unit=first.unit))
    )
    return [first, second]


def test_a_closed_round_has_received_only_its_own() -> None:
    row = evaluations.in_state("accepted")
    other = evaluations.in_state(
        "received", product=products.product("Ruốc", producers.producer(unit=row.unit))
    )
    assert summary_of(other).words == "Chưa kiểm tra"
    entered = row.round
    assert entered is not None
    assert {one.pk for one in received_for(entered)} == {row.pk, other.pk}
    entered = close_round(round=entered, actor=row.opened_by, on=ON)
    assert list(received_for(entered)) == [row]


def test_several_are_accepted_together_or_none_of_them() -> None:
    first, second = _two_received()
    entered = evaluations.round_of(first.unit.parent)
    by = first.opened_by
    with pytest.raises(DomainError, match=r"^Ruốc: Còn 16 mục"):
        moves.accept_dossiers(dossiers=[second, first], evaluation_round=entered, actor=by, on=ON)
    assert set(Dossier.objects.values_list("state", flat=True)) == {"received"}
    evaluations.check(second)
    done = moves.accept_dossiers(
        dossiers=[second, first], evaluation_round=entered, actor=by, on=ON
    )
    assert [row.product_number[-6:] for row in done] == ["1-2026", "2-2026"]
    with pytest.raises(DomainError) as nothing:
        moves.accept_dossiers(dossiers=[], evaluation_round=entered, actor=by, on=ON)
    assert nothing.value.code == "invalid"


def test_a_round_has_received_what_was_proposed_in_time_for_it_and_not_for_an_earlier_one() -> None:
    first, second = _two_received()
    officer = accounts.province_officer(first.unit.parent)
    assert list(waiting_intake(officer, on=today())) == [first, second]
    early = evaluations.round_of(first.unit.parent, number=3, before=ON, plan="12/KH")
    fits = evaluations.round_of(first.unit.parent, number=2)
    late = evaluations.round_of(
        first.unit.parent, number=4, before=dt.date(2026, 11, 30), plan="12/KH"
    )
    found = [list(received_for(one)) for one in (early, fits, late)]
    assert [len(rows) for rows in found] == [0, 2, 0]
    moves.accept_dossier(dossier=first, evaluation_round=late, actor=officer, on=ON)
    assert list(received_for(late)) == [first]
    assert list(received_for(fits)) == [second]
