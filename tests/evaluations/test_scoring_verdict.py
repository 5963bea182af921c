"""From signed sheets to the conclusion, its letter, and the same bytes again."""

import copy
import io
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from audit.selectors import timeline
from common.dates import today
from common.errors import DomainError
from documents.services import canonical_json
from documents.services.files import read_bytes
from evaluations.enums import EvaluationVerb, MinimaTest
from evaluations.models import ScoreLine, Verdict
from evaluations.selectors.council.verdict import result_sentence
from evaluations.services.council.sitting import open_item, record_gates, rescore_item
from evaluations.services.council.verdict import compute_verdict, conclude_item, recompute
from tests.factories import council as factory
from tests.factories import producers
from tests.factories.accounts import commune_officer

pytestmark = pytest.mark.django_db


def totals(verdict: Verdict) -> list[str]:
    return verdict.result["member_totals"]


def test_the_mean_of_the_members_is_the_result() -> None:
    of = factory.sitting(members=3)
    full = factory.answers(of.form)
    verdict = factory.concluded(of, full, full | {"1.1": 3}, full | {"1.1": 1})
    assert totals(verdict) == ["100.00", "98.00", "96.00"]
    assert (verdict.total, verdict.band, verdict.stars) == (Decimal("98.00"), 5, 5)
    assert verdict.result["means"]["1.1"] == "3.00"
    assert verdict.dossier.state == "in_session"  # as it was read before
    verdict.dossier.refresh_from_db()
    assert verdict.dossier.state == "concluded"


@pytest.mark.parametrize(("recused", "mean"), [(False, "98.67"), (True, "99.00")])
def test_a_recusal_changes_the_mean(recused: bool, mean: str) -> None:
    of = factory.sitting(members=3)
    factory.start(of)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    factory.score(of, 1, full | {"6.5": 2})
    if recused:
        factory.recused(of, 2)
    else:
        factory.score(of, 2, full | {"7": 3})
    item = open_item(item=of.item, actor=of.chair)
    assert conclude_item(item=item, actor=of.chair, on=today()).total == Decimal(mean)


def test_a_mean_just_below_a_band_is_shown_rounded_and_stays_in_its_band() -> None:
    """Shown with two decimals half up, compared exactly."""
    of = factory.sitting(members=3)
    full = factory.answers(of.form)
    low = full | {"1.1": 3, "4.3": 3, "5.3": 3, "1.2": 1, "4.2": 1}
    verdict = factory.concluded(of, low, low, low | {"2.4": 0})
    assert totals(verdict) == ["90.00", "90.00", "89.00"]
    assert (verdict.total, verdict.band, verdict.stars) == (Decimal("89.67"), 4, 4)


def test_7_14_ninety_points_and_more_are_band_5() -> None:
    of = factory.sitting(members=1)
    full = factory.answers(of.form)
    low = full | {"1.1": 3, "4.3": 3, "5.3": 3, "1.2": 1, "4.2": 1}
    verdict = factory.concluded(of, low)
    assert (totals(verdict), verdict.band, verdict.stars) == (["90.00"], 5, 5)


@pytest.mark.parametrize(
    ("minima", "marks", "stars"),
    [
        (MinimaTest.MEAN, (1, 3, 2), 5),
        (MinimaTest.MEAN, (1, 1, 3), 3),
        (MinimaTest.EACH, (1, 3, 3), 3),
        (MinimaTest.EACH, (2, 2, 2), 5),
        (MinimaTest.MAJORITY, (1, 2, 2), 5),
        (MinimaTest.MAJORITY, (3, 1, 1), 3),
    ],
)
def test_a_minimum_is_tested_as_the_regulation_says(minima, marks, stars) -> None:
    of = factory.sitting(members=3, regulation_details={"minima": minima})
    full = factory.answers(of.form)
    verdict = factory.concluded(of, *(full | {"3.5": mark} for mark in marks))
    assert (verdict.band, verdict.stars) == (5, stars)


def test_what_held_the_star_back_is_named() -> None:
    of = factory.sitting(members=1)
    verdict = factory.concluded(of, factory.answers(of.form, c3_5=1))
    assert verdict.result["held_back"] == [
        {"star": 4, "criterion": "3.5", "needs": 2, "got": "1.00"}
    ]
    assert result_sentence(of.form, verdict.result) == (
        "Đạt 98,00 điểm, giữ ở 3 sao vì tiêu chí 3.5 Sở hữu trí tuệ đạt 1,00, cần 2."
    )


def test_minima_of_lower_stars_bind_unless_the_regulation_says_otherwise() -> None:
    given = {"2.2": 1}  # the mark of 3 stars is 2
    strict = factory.sitting(members=1)
    strict_verdict = factory.concluded(strict, factory.answers(strict.form) | given)
    assert (strict_verdict.stars, strict_verdict.band) == (None, 5)


def test_without_inheritance_only_the_star_s_own_marks_bind() -> None:
    of = factory.sitting(members=1, regulation_details={"inherit_minima": False})
    verdict = factory.concluded(of, factory.answers(of.form) | {"2.2": 1})
    assert verdict.stars == 5


# --- spread -------------------------------------------------------------------------------------


def test_a_spread_of_exactly_the_limit_needs_no_reason() -> None:
    of = factory.sitting(members=2)
    full = factory.answers(of.form)
    low = full | {"4.1": 3, "4.3": 3, "5.3": 3, "1.2": 1, "1.3": 1}
    verdict = factory.concluded(of, full, low)
    assert (verdict.result["spread"], verdict.result["spread_exceeded"]) == ("10.00", False)
    assert verdict.spread_reason == ""


def test_a_wider_spread_is_scored_again_or_explained() -> None:
    of = factory.sitting(members=2)
    full = factory.answers(of.form)
    low = full | {"4.1": 3, "4.3": 3, "5.3": 3, "1.2": 1, "1.3": 1, "2.4": 0}
    item = factory.opened(of, full, low)
    with pytest.raises(DomainError) as refused:
        conclude_item(item=item, actor=of.chair, on=today(), spread_reason=" ")
    assert refused.value.code == "state"
    assert "lệch nhau quá mức" in refused.value.message
    assert Verdict.objects.count() == 0
    verdict = conclude_item(
        item=item, actor=of.chair, on=today(), spread_reason="Đã thảo luận, giữ nguyên"
    )
    assert verdict.spread_reason == "Đã thảo luận, giữ nguyên"
    entry = timeline(of.item).filter(verb=EvaluationVerb.ITEM_CONCLUDED).get()
    assert entry.reason == "Đã thảo luận, giữ nguyên"


def test_after_scoring_again_only_the_last_round_counts() -> None:
    of = factory.sitting(members=2)
    full = factory.answers(of.form)
    low = full | {"4.1": 3, "4.3": 3, "5.3": 3, "1.2": 1, "1.3": 1, "2.4": 0}
    rescore_item(item=factory.opened(of, full, low), reason="Lệch", actor=of.chair)
    factory.score(of, 0, {})
    factory.score(of, 1, {"4.1": 5, "4.3": 5, "5.3": 5})
    verdict = conclude_item(
        item=open_item(item=of.item, actor=of.chair), actor=of.chair, on=today()
    )
    assert (totals(verdict), verdict.inputs["scoring_round"]) == (["100.00", "95.00"], 2)


# --- gates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gates", "outcome"), [(["R0"], "reject"), (["G3"], "stop"), (["G3", "G1"], "reject")]
)
def test_a_gate_overrides_all_points(gates: list[str], outcome: str) -> None:
    of = factory.sitting(members=1)
    item = factory.opened(of, factory.answers(of.form))
    record_gates(item=item, gates=gates, reason="Biên bản số 7", actor=of.chair)
    verdict = conclude_item(item=of.item, actor=of.chair, on=today())
    assert (verdict.outcome, verdict.stars, verdict.total) == (outcome, None, 100)
    assert verdict.result["held_back"] == []


# --- frozen -------------------------------------------------------------------------------------


def test_the_verdict_computed_again_is_the_same_bytes() -> None:
    of = factory.sitting(members=2)
    rows = factory.answers(of.form, 0.7), factory.answers(of.form, 0.8)
    verdict = factory.concluded(of, *rows, spread_reason="x")
    read = Verdict.objects.get(pk=verdict.pk)
    assert recompute(read) == canonical_json(read.result).encode()
    # Later lines, names and regulations change nothing about it.
    ScoreLine.objects.all().delete()
    of.members[0].user.full_name = "Tên mới"
    of.members[0].user.save()
    assert recompute(Verdict.objects.get(pk=verdict.pk)) == canonical_json(read.result).encode()


def test_a_verdict_whose_inputs_were_touched_is_not_computed_again() -> None:
    of = factory.sitting(members=1)
    verdict = factory.concluded(of, factory.answers(of.form))
    touched = copy.deepcopy(verdict.inputs)
    touched["members"][0]["answers"]["1.1"] = 1
    Verdict.objects.filter(pk=verdict.pk).update(inputs=touched)
    with pytest.raises(DomainError, match="không khớp mã băm"):
        recompute(Verdict.objects.get(pk=verdict.pk))


def test_computing_writes_nothing_and_needs_a_signed_sheet() -> None:
    of = factory.sitting(members=1)
    factory.start(of)
    with pytest.raises(DomainError, match="Chưa có phiếu nào được ký"):
        compute_verdict(of.item)
    factory.score(of, 0, factory.answers(of.form))
    inputs, result = compute_verdict(of.item)
    assert (result["total"], len(inputs["members"])) == ("100.00", 1)
    assert Verdict.objects.count() == 0
    assert json.loads(canonical_json(inputs)) == inputs


def test_a_refused_conclusion_uses_up_no_number_of_a_letter() -> None:
    of = factory.sitting(members=1, dossiers=2)
    full = factory.answers(of.form)
    first = factory.opened(of, full)
    second = factory.opened(of, full, item=of.items[1])
    verdict = conclude_item(item=first, actor=of.chair, on=today())
    with pytest.raises(DomainError):
        conclude_item(item=first, actor=of.chair, on=today())
    other = conclude_item(item=second, actor=of.chair, on=today())
    year = today().year
    assert [row.letter.number for row in (verdict, other)] == [
        f"1/{year}/TB-HĐOCOP-38",
        f"2/{year}/TB-HĐOCOP-38",
    ]


def test_constraints_of_verdicts() -> None:
    of = factory.sitting(members=1)
    rows = Verdict.objects.filter(pk=factory.concluded(of, factory.answers(of.form)).pk)
    for name, change in (
        ("verdict_total_range", {"total": 101}),
        ("verdict_stars_range", {"stars": 2}),
        ("verdict_stars_within_band", {"band": 4}),
    ):
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            rows.update(**change)
        assert name in str(broken.value)


# --- the letter ---------------------------------------------------------------------------------


def letter_text(verdict: Verdict) -> str:
    assert verdict.letter is not None
    pages = PdfReader(io.BytesIO(read_bytes(verdict.letter.file))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_7_15_producer_and_commune_are_told_and_get_a_letter() -> None:
    of = factory.sitting(members=1)
    dossier = of.dossiers[0]
    an = producers.member(dossier.product.producer)
    binh = commune_officer(dossier.unit)
    outsider = producers.member(producers.producer())
    verdict = factory.concluded(of, factory.answers(of.form, c3_5=1))
    for person in (an, binh):
        notice = person.notices.get(kind="item_concluded")
        assert notice.subject == f"Hội đồng đã kết luận {dossier.product.name}"
        assert "Đạt 98,00 điểm, giữ ở 3 sao vì tiêu chí 3.5" in notice.body
    assert outsider.notices.count() == 0
    assert verdict.letter is not None
    assert verdict.letter.snapshot["stars"] == 3


def test_the_letter_says_what_held_the_star_back_and_what_to_improve() -> None:
    of = factory.sitting(members=1)
    given = factory.answers(of.form, 0.9, c3_5=1, c1_1=3)
    verdict = factory.concluded(of, given, note="Khuyến khích xây dựng nhãn hiệu tập thể")
    text = letter_text(verdict)
    dossier = verdict.dossier
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "HỘI ĐỒNG ĐÁNH GIÁ",
        f"Kết quả đánh giá, phân hạng sản phẩm {dossier.product.name}",
        f"Kính gửi: {dossier.product.producer.name}",
        "Sở hữu trí tuệ",
        "Điều giữ hạng sao lại",
        "Điều có thể làm tốt hơn",
        "Khuyến khích xây dựng nhãn hiệu tập thể",
        "Trần Đức Lương",
    ):
        assert words in text


def test_the_letter_of_a_gate_names_the_gate_and_no_points() -> None:
    of = factory.sitting(members=1)
    item = factory.opened(of, factory.answers(of.form))
    record_gates(item=item, gates=["G1"], reason="Tờ khai hải quan 31/2026", actor=of.chair)
    text = letter_text(conclude_item(item=of.item, actor=of.chair, on=today()))
    assert "hồ sơ bị loại" in text
    assert "Sử dụng toàn bộ nguyên liệu nhập khẩu hoặc không rõ nguồn gốc" in text
    assert "Tờ khai hải quan 31/2026" in text
    assert "Điểm trung bình" not in text
