"""The commune's meeting, its letter, proposing many at once; the round ahead (5-02 to 5-04)."""

import datetime as dt

import pytest

from common.errors import DomainError
from evaluations.models import CommuneAssessment, Dossier
from evaluations.selectors.dossier import assessment_missing
from evaluations.selectors.letters import letter_facts
from evaluations.selectors.papers import assessment_snapshot
from evaluations.selectors.rounds import round_ahead
from evaluations.services import dossier as moves
from evaluations.services.intake import save_assessment
from tests.factories import communes, evaluations, producers, products

pytestmark = pytest.mark.django_db
ON = evaluations.ON
MEETING = {
    "meeting_on": "2026-07-01",
    "meeting_place": "Hội trường",
    "meeting_people": "Hội Nông dân",
    "meeting_conclusion": "Thống nhất đề nghị.",
}


def _assessed(row: Dossier, **more: str) -> Dossier:
    data = {**evaluations.ASSESSMENT, **more}
    return save_assessment(dossier=row, data=data, actor=row.opened_by, on=ON, version=row.version)


def _two() -> list[Dossier]:
    first = _assessed(evaluations.in_state("filed"), letter_number="", signer="")
    second = evaluations.in_state(
        "filed", product=products.product("Ruốc", producers.producer(unit=first.unit))
    )
    return [first, _assessed(second, letter_number="", signer="Lê Khác")]


def test_rule_7_04_a_meeting_is_optional_and_told_whole() -> None:
    row = _assessed(evaluations.in_state("filed"))
    written = CommuneAssessment.objects.get(dossier=row)
    assert (written.meeting_on, assessment_missing(written)) == (None, [])
    row = _assessed(row, meeting_people="Hội Nông dân")
    written.refresh_from_db()
    assert assessment_missing(written) == ["Ngày họp", "Kết luận cuộc họp"]
    with pytest.raises(DomainError, match="Kết luận cuộc họp"):
        moves.propose_dossier(dossier=row, actor=row.opened_by, on=ON)
    row = _assessed(row, **MEETING)
    moves.propose_dossier(dossier=row, actor=row.opened_by, on=ON)
    written.refresh_from_db()
    assert written.meeting_on == ON
    assert written.snapshot is not None
    assert written.snapshot["meeting"] == {
        "on": "2026-07-01",
        "place": "Hội trường",
        "people": "Hội Nông dân",
        "conclusion": "Thống nhất đề nghị.",
    }


def test_a_meeting_in_the_future_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        _assessed(evaluations.in_state("filed"), meeting_on="2199-01-01")
    assert list(refused.value.fields) == ["meeting_on"]


def test_rule_6_04_several_go_up_with_one_letter_that_names_them_all() -> None:
    first, second = _two()
    done = moves.propose_dossiers(
        dossiers=[second, first],
        letter_number=" 45/UBND-KT ",
        signer="Lê Văn Thành",
        actor=first.opened_by,
        on=ON,
    )
    assert [row.state for row in done] == ["proposed", "proposed"]
    facts = [CommuneAssessment.objects.get(dossier=row).snapshot for row in done]
    assert [one["letter_number"] for one in facts if one] == ["45/UBND-KT", "45/UBND-KT"]
    assert [one["signer_name"] for one in facts if one] == ["Lê Văn Thành", "Lê Khác"]
    letter = letter_facts(done[1], facts[1] or {})
    assert [item["product"] for item in letter["items"]] == [first.product.name, "Ruốc"]
    assert letter["samples"] is True


def test_one_that_is_not_ready_keeps_all_back_and_writes_no_number() -> None:
    first, second = _two()
    _assessed(second, idea="", letter_number="")
    with pytest.raises(DomainError, match=r"^Ruốc: Mẫu số 03 còn thiếu \(1\)"):
        moves.propose_dossiers(
            dossiers=[first, second],
            letter_number="45/UBND-KT",
            signer="Lê Văn Thành",
            actor=first.opened_by,
            on=ON,
        )
    assert set(Dossier.objects.values_list("state", flat=True)) == {"filed"}
    assert set(CommuneAssessment.objects.values_list("letter_number", flat=True)) == {""}


def test_a_letter_that_is_not_sent_names_its_own_product() -> None:
    row = _assessed(evaluations.in_state("filed"))
    written = CommuneAssessment.objects.get(dossier=row)
    facts = {**assessment_snapshot(row, written, on=ON), "date": ON.isoformat()}
    letter = letter_facts(row, facts)
    assert [item["product"] for item in letter["items"]] == [row.product.name]
    assert letter["date"] == "2026-07-01"


def test_a_dossier_that_has_gone_up_already_keeps_its_letter() -> None:
    first, second = _two()
    by = first.opened_by
    more = {"signer": "Lê Văn Thành", "actor": by, "on": ON}
    moves.propose_dossiers(dossiers=[first], letter_number="45/UBND-KT", **more)
    with pytest.raises(DomainError) as refused:
        moves.propose_dossiers(dossiers=[first, second], letter_number="46/UBND-KT", **more)
    assert refused.value.code == "state"
    assert CommuneAssessment.objects.get(dossier=first).letter_number == "45/UBND-KT"
    assert CommuneAssessment.objects.get(dossier=second).letter_number == ""


def test_a_letter_needs_a_number_and_one_commune() -> None:
    first = _assessed(evaluations.in_state("filed"))
    other = _assessed(evaluations.in_state("filed"))
    more = {"signer": "Lê", "actor": first.opened_by, "on": ON}
    with pytest.raises(DomainError) as numberless:
        moves.propose_dossiers(dossiers=[first], letter_number=" ", **more)
    assert list(numberless.value.fields) == ["letter_number"]
    with pytest.raises(DomainError, match="một xã, phường"):
        moves.propose_dossiers(dossiers=[first, other], letter_number="1", **more)


@pytest.mark.parametrize(
    ("on", "name", "missed"),
    [
        (dt.date(2026, 4, 29), "Đợt 1 năm 2026", ""),
        (dt.date(2026, 4, 30), "Đợt 2 năm 2026", "Đợt 1 năm 2026"),
        (dt.date(2026, 10, 29), "Đợt 2 năm 2026", "Đợt 1 năm 2026"),
        (dt.date(2026, 10, 30), "Đợt 1 năm 2027", "Đợt 2 năm 2026"),
    ],
)
def test_rules_5_02_and_5_03_the_round_ahead_of_a_day(on: dt.date, name: str, missed: str) -> None:
    ahead = round_ahead(communes.commune("Xã Một"), on=on)
    assert (ahead.name, ahead.opened) == (name, False)
    assert ahead.missed.startswith(missed) if missed else ahead.missed == ""
    assert ahead.sentence.endswith("(Điều 5.1)")


def test_rule_5_04_an_extra_round_that_is_open_comes_first() -> None:
    unit = communes.commune("Xã Một")
    evaluations.round_of(unit.parent, number=3, before=dt.date(2026, 8, 15), plan="12/KH")
    ahead = round_ahead(unit, on=dt.date(2026, 8, 14))
    assert (ahead.name, ahead.opened) == ("Đợt 3 năm 2026", True)
    assert round_ahead(unit, on=dt.date(2026, 8, 15)).name == "Đợt 2 năm 2026"
