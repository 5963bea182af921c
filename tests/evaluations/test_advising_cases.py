"""Seeded faults: each a believable dossier in which exactly one thing was made wrong.

Every case names all that must be found, and nothing else may be: a false alarm fails it too.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from evaluations.advising import RULES, Facts, Severity, review
from evaluations.rating import reference_codes
from producers.enums import PaperKind, ProducerKind
from tests.factories import advising as make

Keys = set[tuple[str, str]]
TODAY = make.TODAY


def found(facts: Facts) -> Keys:
    return {finding.key for finding in review(facts)}


def mam() -> Facts:
    """A cooperative's shrimp paste, first rating."""
    return make.facts()


def household() -> Facts:
    """A household's."""
    return make.facts(register=make.HOUSEHOLD)


def tea() -> Facts:
    """A company's herbal tea, to be raised."""
    return make.facts("QD26-12", make.COMPANY, kind="upgrade")


def stay() -> Facts:
    """Community tourism: no samples, no condition for rejection on its sheet."""
    return make.facts("QD26-26", make.GUESTHOUSES)


def rerated() -> Facts:
    """A re-rating in its window."""
    return make.facts(kind="rerating")


def rice() -> Facts:
    """Fresh farm goods: the sheets with conditions on origin."""
    return make.facts("QD26-01")


BASES = (mam, household, tea, stay, rerated, rice)


# --- nothing wrong: nothing found -----------------------------------------------------------------

nfd = unicodedata.normalize("NFD", make.COOPERATIVE.producer_name)
CLEAN: dict[str, Callable[[], Facts]] = {
    **{base.__name__: base for base in BASES},
    **{code: partial(make.facts, code) for code in reference_codes() if code.startswith("QD26-")},
    "HTX on the paper": lambda: make.with_paper(mam(), "business", holder="HTX Tác Huy"),
    "capitals and blanks": lambda: make.with_paper(
        mam(), "business", holder="  HỢP TÁC XÃ   TÁC HUY "
    ),
    "decomposed letters": lambda: make.with_paper(mam(), "business", holder=nfd),
    "công ty with short forms": lambda: make.with_paper(
        tea(), "business", holder="CTY TNHH DƯỢC LIỆU BÁ THƯỚC"
    ),
    "trách nhiệm hữu hạn": lambda: make.with_paper(
        tea(), "business", holder="Công ty trách nhiệm hữu hạn dược liệu Bá Thước"
    ),
    "hoà for hòa": lambda: make.with_paper(
        tea(), "declaration", product_name="Trà thảo mộc Hoà Bình Minh"
    ),
    "the person of a household": lambda: make.with_paper(
        household(), "business", holder="Cao Thị Sen"
    ),
    "ông, bà": lambda: make.with_registration(household(), representative="Bà Cao Thị Sen"),
    "product with its pack": lambda: make.with_paper(
        mam(), "declaration", product_name="Mắm tép đặc biệt chai 250 ml"
    ),
    "paper for several products": lambda: make.with_paper(
        mam(), "test", product_name="Mắm tôm; Mắm tép đặc biệt; Nước mắm"
    ),
    "tax code of a dependent unit": lambda: make.with_paper(
        mam(), "business", holder_tax_code="2801234566-001"
    ),
    "tax code with blanks": lambda: make.with_paper(
        mam(), "business", holder_tax_code="2801 234 566"
    ),
    "address without the commune": lambda: make.with_paper(
        mam(), "business", holder_address="Tổ dân phố Liên Đình"
    ),
    "address in short forms": lambda: make.with_paper(
        mam(), "business", holder_address="TDP Liên Đình, P. Nghi Sơn, T. Thanh Hóa"
    ),
    "address with a district that has ended": lambda: make.with_paper(
        mam(),
        "business",
        holder_address="Số nhà 12, tổ dân phố Liên Đình, phường Nghi Sơn, thị xã Nghi Sơn,"
        " tỉnh Thanh Hoá",
    ),
    "address without commas": lambda: make.with_paper(
        mam(),
        "business",
        holder_address="Tổ dân phố Liên Đình phường Nghi Sơn thị xã Nghi Sơn tỉnh Thanh Hóa",
    ),
    "address on a provincial road": lambda: make.with_paper(
        make.facts(register=replace(make.COOPERATIVE, address="Tỉnh lộ 7, Liên Đình")),
        "business",
        holder_address="Tỉnh lộ 7, Liên Đình - phường Nghi Sơn - Thanh Hóa",
    ),
    "number with words before it": lambda: make.with_paper(
        mam(), "business", number="Số: 2801234566"
    ),
    "paper that ends on the council's day": lambda: make.with_paper(
        mam(), "conditions", valid_until=make.COUNCIL_BY
    ),
    "HACCP instead of the certificate": lambda: make.with_paper(
        mam(), "conditions", kind=PaperKind.QUALITY_SYSTEM, valid_until=None
    ),
    "test sheet of twelve months ago": lambda: make.with_paper(
        mam(), "test", issued_on=dt.date(2025, 7, 15)
    ),
    "tourism without samples": lambda: make.with_registration(stay(), samples=None),
    "criterion without nought left empty": lambda: make.with_answers(mam(), c1_2=None),
    "contract of a supplier": lambda: make.with_paper(
        mam(), "material", holder="Hộ ông Nguyễn Văn Tư", holder_address="Xã Hải Bình"
    ),
    "rerating on the first day": lambda: replace(
        rerated(), expires_on=TODAY + dt.timedelta(days=180)
    ),
    "rerating on the last day": lambda: replace(
        rerated(), expires_on=TODAY + dt.timedelta(days=120)
    ),
    "rerating refiled after the window": lambda: replace(
        rerated(), expires_on=TODAY + dt.timedelta(days=60), filed_before=True
    ),
    "man of an ethnic minority": lambda: make.with_report(mam(), gender="male", ethnicity="Mường"),
    "joint stock company": lambda: replace(
        mam(), register=replace(make.COOPERATIVE, producer_kind=ProducerKind.JSC)
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_found_where_nothing_is_wrong(name: str) -> None:
    assert [finding.text for finding in review(CLEAN[name]())] == []


# --- one fault ------------------------------------------------------------------------------------

# fmt: off
FAULTS: dict[str, tuple[Callable[[], Facts], Keys]] = {
    # Mẫu số 01, 02 (6-01, 6-02, 6-03, 6-05)
    "6-01 no position in Mẫu 01": (
        lambda: make.with_registration(mam(), position=""), {("registration_empty", "position")}),
    "6-01 no history in Mẫu 02": (
        lambda: make.with_report(mam(), history=""), {("report_empty", "history")}),
    "6-02 upgrade without the changes": (
        lambda: make.with_report(tea(), changes=""), {("report_empty", "changes")}),
    "6-03 rerating without the updates": (
        lambda: make.with_report(rerated(), updates=""), {("report_empty", "updates")}),
    "6-04 four samples": (
        lambda: make.with_registration(mam(), samples=4), {("samples_few", "samples")}),
    "6-04 samples not said": (
        lambda: make.with_registration(mam(), samples=None), {("registration_empty", "samples")}),
    # days (7-21, 12-04)
    "7-21 a day too early": (
        lambda: replace(rerated(), expires_on=TODAY + dt.timedelta(days=181)),
        {("outside_window", "")}),
    "7-21 a day too late": (
        lambda: replace(
            rerated(), today=dt.date(2027, 1, 11), expires_on=dt.date(2027, 5, 10)),
        {("outside_window", "")}),
    "12-04 late, let pass by the transition": (
        lambda: replace(rerated(), expires_on=TODAY + dt.timedelta(days=60)),
        {("window_late", "")}),
    # the self-score
    "no mark at all": (
        lambda: replace(mam(), answers={}), {("scores_none", "")}),
    "a criterion with a nought left empty": (
        lambda: make.with_answers(mam(), c1_4=None), {("scores_faulty", "1.4")}),
    "structure of a story that is not there": (
        lambda: make.with_answers(mam(), c5_1=0), {("scores_faulty", "5.2")}),
    "points that the sheet does not have": (
        lambda: make.with_answers(mam(), c1_1=4), {("scores_faulty", "1.1")}),
    "no mark for criterion 3.5: no 3 stars": (
        lambda: make.with_answers(mam(), c3_5=None), {("below_three", "3.5")}),
    "too few points for 3 stars": (
        lambda: make.with_answers(
            stay(), c1_2=None, c1_3=None, c2_1=None, c2_3=None, c4_1=None, c4_4=None, c4_5=None,
            c13=None, c14=None, c5_1=None, c12=None, c10=None, c7=None, c6=None),
        {("below_three", "")}),
    "marked as a cooperative, is a household": (
        lambda: make.with_answers(household(), c3_1=3), {("organisation_differs", "3.1")}),
    "marked below the own kind": (
        lambda: make.with_answers(mam(), c3_1=1), {("organisation_differs", "3.1")}),
    "a man of the majority takes 3.2": (
        lambda: make.with_report(mam(), gender="male"), {("representative_unproved", "3.2")}),
    "a woman leaves 3.2": (
        lambda: make.with_answers(mam(), c3_2=0), {("representative_forgotten", "3.2")}),
    # conditions of the sheet
    "nothing grown in the commune": (
        lambda: make.with_answers(rice(), c1_1=None), {("gate_near", "1.1")}),
    "common good, nought for the idea": (
        lambda: make.with_answers(rice(), c2_1=0), {("gate_near", "2.1")}),
    "dirt found in the sample": (
        lambda: make.with_answers(mam(), c6_1=0), {("gate_near", "6.1")}),
    "one of the four senses of water": (
        lambda: make.with_answers(make.facts("QD26-16"), c6_2=0), {("gate_near", "6.2")}),
    "no food safety certificate": (
        lambda: make.without_papers(
            make.with_report(make.with_answers(mam(), c9=None), ticks=["business", "declaration",
            "trademark"]), "conditions"),
        {("gate_conditions", "conditions"), ("below_three", "9")}),
    "food safety certificate that ended": (
        lambda: make.with_paper(mam(), "conditions", valid_until=dt.date(2026, 7, 14)),
        {("paper_ended", "conditions"), ("gate_conditions", "conditions")}),
    "medicine without its declaration": (
        lambda: make.without_papers(make.with_report(make.with_paper(
            make.facts("QD26-18"), "test",
            criteria=tuple(c.code for c in make.facts("QD26-18").sheet.criteria
                           if "kiểm nghiệm" in c.evidence)),
            ticks=["business", "food_safety", "trademark"]), "declaration"),
        {("gate_declaration", "declaration")}),
    # papers
    "no paper at all": (
        lambda: replace(mam(), papers=()), {("papers_none", "")}),
    "no photo": (
        lambda: make.without_papers(mam(), "photo"), {("photo_missing", "photo")}),
    "a file that can't be opened": (
        lambda: make.with_paper(mam(), "market", readable=False), {("paper_unreadable", "market")}),
    "a paper taken back": (
        lambda: make.with_paper(mam(), "story", withdrawn=True), {("paper_withdrawn", "story")}),
    "a trademark that ended yesterday": (
        lambda: make.with_paper(mam(), "ip", valid_until=TODAY - dt.timedelta(days=1)),
        {("paper_ended", "ip")}),
    "6-03 rerating with an old test sheet": (
        lambda: make.with_paper(rerated(), "test", valid_until=dt.date(2026, 6, 1)),
        {("paper_not_renewed", "test")}),
    "6-03 rerating, old paper beside the new": (
        lambda: replace(rerated(), papers=(*rerated().papers, replace(
            next(p for p in rerated().papers if p.code == "test"), code="old", title="Phiếu 2024",
            valid_until=dt.date(2025, 3, 1)))),
        {("paper_ended", "old")}),
    "certificate that ends the day before the council": (
        lambda: make.with_paper(mam(), "conditions", valid_until=dt.date(2026, 12, 28)),
        {("paper_ends_before_council", "conditions")}),
    "a newer one in the vault": (
        lambda: make.with_paper(mam(), "ip", renewed=True), {("paper_renewed", "ip")}),
    "issued tomorrow": (
        lambda: make.with_paper(mam(), "ip", issued_on=dt.date(2026, 7, 16)),
        {("paper_dated_ahead", "ip")}),
    "test sheet of thirteen months ago": (
        lambda: make.with_paper(mam(), "test", issued_on=dt.date(2025, 7, 14)),
        {("test_old", "test")}),
    "declaration without number and day": (
        lambda: make.with_paper(mam(), "declaration", number="", issued_on=None),
        {("paper_not_identified", "declaration")}),
    # proof
    "marks of the market without a contract": (
        lambda: make.without_papers(mam(), "market"), {("score_unproved", "market")}),
    "contract there, tied to nothing": (
        lambda: make.with_paper(mam(), "market", criteria=()), {("score_unproved", "market")}),
    "labour not proved": (
        lambda: make.without_papers(mam(), "labour"), {("score_unproved", "labour")}),
    "trademark ticked, not there": (
        lambda: make.without_papers(make.with_answers(mam(), c3_5=None), "ip"),
        {("tick_without_paper", "ip"), ("below_three", "3.5")}),
    "declaration there, not ticked": (
        lambda: make.with_report(mam(), ticks=["business", "food_safety", "trademark"]),
        {("paper_without_tick", "ticks")}),
    # names, places, numbers
    "another cooperative on the paper": (
        lambda: make.with_paper(mam(), "conditions", holder="HTX Tác Huy 2"),
        {("paper_holder", "conditions")}),
    "only accents on the paper": (
        lambda: make.with_paper(mam(), "conditions", holder="Hợp tác xã Tắc Huy"),
        {("paper_holder", "conditions")}),
    "another person's household": (
        lambda: make.with_paper(household(), "business", holder="Cao Thị Sến"),
        {("paper_holder", "business")}),
    "company with another form": (
        lambda: make.with_paper(tea(), "business", holder="CTCP Dược liệu Bá Thước"),
        {("paper_holder", "business")}),
    "another tax code": (
        lambda: make.with_paper(mam(), "business", holder_tax_code="2801234567"),
        {("paper_tax_code", "business")}),
    "another hamlet": (
        lambda: make.with_paper(
            mam(), "business", holder_address="Tổ dân phố Liên Sơn, phường Nghi Sơn"),
        {("paper_address", "business")}),
    "another commune": (
        lambda: make.with_paper(
            mam(), "business", holder_address="Tổ dân phố Liên Đình, phường Tĩnh Gia"),
        {("paper_address", "business")}),
    "another commune, without commas": (
        lambda: make.with_paper(
            mam(), "business", holder_address="Tổ dân phố Liên Đình phường Tĩnh Gia"),
        {("paper_address", "business")}),
    "another province": (
        lambda: make.with_paper(
            mam(), "business", holder_address="Tổ dân phố Liên Đình, tỉnh Nghệ An"),
        {("paper_address", "business")}),
    "the commune under its former name": (
        lambda: make.with_paper(
            mam(), "business",
            holder_address="Tổ dân phố Liên Đình, phường Hải Thanh, thị xã Nghi Sơn, Thanh Hóa"),
        {("paper_former_commune", "business")}),
    "another product on the test sheet": (
        lambda: make.with_paper(mam(), "test", product_name="Mắm tôm đặc biệt"),
        {("paper_product", "test")}),
    "product with other accents": (
        lambda: make.with_paper(mam(), "declaration", product_name="Mắm tẹp đặc biệt"),
        {("paper_product", "declaration")}),
    "another number than on the paper": (
        lambda: make.with_paper(mam(), "business", number="2809999999"),
        {("business_number", "business")}),
    "another unit in Mẫu 01": (
        lambda: make.with_registration(mam(), unit_name="Hợp tác xã Tác Hùng"),
        {("form_differs", "unit_name")}),
    "another product in Mẫu 01": (
        lambda: make.with_registration(mam(), product_name="Mắm tép"),
        {("form_differs", "product_name")}),
    "another representative in Mẫu 01": (
        lambda: make.with_registration(mam(), representative="Đồng Thị Hương"),
        {("form_differs", "representative")}),
    "another address in Mẫu 02": (
        lambda: make.with_report(mam(), address="Thôn 7, xã Các Sơn"),
        {("report_differs", "address")}),
    "another founding day in Mẫu 02": (
        lambda: make.with_report(mam(), founded_on="2016-03-02"),
        {("report_differs", "founded_on")}),
    "two representatives, none in the register": (
        lambda: make.with_report(
            replace(mam(), register=replace(make.COOPERATIVE, representative="")),
            representative="Lê Văn Tám"),
        {("forms_differ", "representative")}),
}
# fmt: on


@pytest.mark.parametrize("name", FAULTS)
def test_the_seeded_fault_is_found_and_nothing_else(name: str) -> None:
    seeded, expected = FAULTS[name]
    assert found(seeded()) == expected


def test_count_of_seeded_faults_and_false_alarms() -> None:
    missed = [name for name, (seeded, keys) in FAULTS.items() if not keys <= found(seeded())]
    alarms = sum(len(review(clean())) for clean in CLEAN.values())
    alarms += sum(len(found(seeded()) - keys) for seeded, keys in FAULTS.values())
    print(f"{len(FAULTS)} seeded, {len(missed)} missed, {alarms} false alarms")
    assert (len(FAULTS) >= 30, missed, alarms) == (True, [], 0)


def test_every_rule_has_a_case() -> None:
    seen = {code for _seeded, keys in FAULTS.values() for code, _subject in keys}
    assert {rule.code for rule in RULES} - seen == set()


def test_what_blocks_cites_its_article() -> None:
    for seeded, _keys in FAULTS.values():
        for finding in review(seeded()):
            if finding.severity == Severity.BLOCK:
                assert "Điều " in finding.reference, finding
            assert finding.text == finding.text.rstrip(".")


def test_the_page_of_checks_lists_every_rule() -> None:
    page = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]*?) ?\|", page, re.MULTILINE)
    assert rows == [(rule.code, rule.severity, rule.reference) for rule in RULES]


BLOCKS = {
    "outside_window", "registration_empty", "samples_few", "report_empty", "scores_none",
    "scores_faulty", "papers_none", "paper_not_renewed",
}  # fmt: skip


def test_only_what_the_law_asks_for_before_filing_blocks() -> None:
    assert {rule.code for rule in RULES if rule.severity == Severity.BLOCK} == BLOCKS


def test_a_difference_in_accents_is_told_as_such() -> None:
    seeded, _keys = FAULTS["only accents on the paper"]
    (told,) = review(seeded())
    assert told.text == (
        "“Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm” ghi chủ thể “Hợp tác xã Tắc Huy”,"
        " sổ ghi “Hợp tác xã Tác Huy”: chỉ khác dấu"
    )
