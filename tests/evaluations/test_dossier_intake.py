"""Opening a dossier, writing its forms, its papers; what a filing asks for and freezes."""

import datetime as dt
import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.selectors import timeline
from common.errors import DomainError
from documents.services import canonical_json, snapshot_digest
from evaluations.enums import DossierState, RoundState
from evaluations.models import CommuneAssessment, Dossier, DossierSubmission
from evaluations.selectors import dossier as selectors
from evaluations.selectors.advising import findings_of, missing_for_filing
from evaluations.selectors.criteria import parsed
from evaluations.services import dossier as moves
from evaluations.services.intake import (
    open_dossier,
    save_assessment,
    save_registration,
    save_report,
    save_self_scores,
)
from evaluations.services.papers import add_paper, remove_paper
from producers.enums import PaperKind
from tests.factories import accounts, communes, criteria, evaluations, producers, products

pytestmark = pytest.mark.django_db
ON = evaluations.ON


def texts(row: Dossier) -> list[str]:
    return missing_for_filing(row, on=ON)


# --- opening --------------------------------------------------------------------------------------


def test_a_new_dossier_is_prefilled_from_the_register() -> None:
    maker = producers.producer("HTX Tác Huy", representative="Đồng Thị Huy", phone="0912345678")
    row = evaluations.dossier(products.product("Mắm tép", maker))
    assert row.registration["unit_name"] == "HTX Tác Huy"
    assert row.registration["product_name"] == "Mắm tép"
    assert row.registration["classification"].startswith("Thực phẩm")
    assert row.report["organisation"] == "Hợp tác xã"
    assert row.sheet.code == "QD26-09"
    assert (row.state, row.unit) == (DossierState.DRAFT, maker.unit)


def test_a_product_has_one_dossier_under_way() -> None:
    row = evaluations.dossier()
    with pytest.raises(DomainError) as refused:
        evaluations.dossier(row.product)
    assert refused.value.code == "conflict"
    moves.withdraw_dossier(dossier=row, reason="", actor=row.opened_by, on=ON)
    assert evaluations.dossier(row.product).pk != row.pk


def test_a_product_without_a_set_is_refused_with_what_to_do() -> None:
    product = products.product(product_set=None)
    with pytest.raises(DomainError, match="chưa chọn bộ sản phẩm"):
        evaluations.dossier(product)


def test_a_set_without_a_published_sheet_is_refused() -> None:
    product = products.product(product_set=products.product_set(10))
    with pytest.raises(DomainError, match="Chưa có phiếu chấm nào được công bố"):
        evaluations.dossier(product)


def test_a_former_commune_becomes_the_commune_of_today() -> None:
    today_unit = communes.commune("Phường Nghi Sơn")
    old = communes.commune("Phường Hải Thanh", communes.district())
    communes.change(today_unit, old)
    product = products.product()
    type(product).objects.filter(pk=product.pk).update(unit=old, current_unit=None)
    product.refresh_from_db()
    assert evaluations.dossier(product).unit == today_unit


def test_the_commune_that_was_chosen_for_a_split_one_takes_the_dossier() -> None:
    chosen, other = communes.commune("Phường Nghi Sơn"), communes.commune("Phường Tĩnh Gia")
    old = communes.commune("Phường Hải Thanh", communes.district())
    communes.change(chosen, parts=(old,))
    communes.change(other, parts=(old,))
    product = products.product()
    type(product).objects.filter(pk=product.pk).update(unit=old, current_unit=None)
    product.refresh_from_db()
    with pytest.raises(DomainError, match="đã chia vào nhiều xã, phường"):
        evaluations.dossier(product)
    type(product).objects.filter(pk=product.pk).update(current_unit=chosen)
    product.refresh_from_db()
    assert evaluations.dossier(product).unit == chosen


def test_a_rerating_asks_for_the_end_of_the_certificate() -> None:
    with pytest.raises(DomainError) as refused:
        evaluations.dossier(kind="rerating")
    assert list(refused.value.fields) == ["expires_on"]
    with pytest.raises(DomainError) as unknown:
        evaluations.dossier(kind="lần thứ tư")
    assert unknown.value.code == "invalid"


def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(DomainError, match="ở sau hôm nay"):
        evaluations.dossier(on=dt.date(2199, 1, 1))


# --- rules 6-01, 6-02, 6-03, 6-05 -----------------------------------------------------------------


def test_rule_6_01_a_first_rating_needs_mau_01_mau_02_scores_and_papers() -> None:
    row = evaluations.dossier()
    with pytest.raises(DomainError) as refused:
        moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    found = texts(row)
    assert refused.value.message == f"Hồ sơ còn thiếu ({len(found)}): {'; '.join(found)}"
    assert "Mẫu số 01: Chức vụ" in found
    assert "Mẫu số 02: Cơ cấu tổ chức của chủ thể" in found
    assert "Chưa tự chấm tiêu chí nào trong 31 tiêu chí" in found
    assert "Chưa có giấy tờ nào chứng minh cho bản tự chấm" in found
    assert texts(evaluations.fill_in(row)) == []


@pytest.mark.parametrize("name", ["unit_name", "phone", "place", "signed_on", "samples"])
def test_rule_6_01_each_empty_entry_of_mau_01_is_named(name: str) -> None:
    empty = {**evaluations.REGISTRATION, name: None}
    row = evaluations.fill_in(evaluations.dossier(), registration=empty)
    assert len(texts(row)) == 1
    assert texts(row)[0].startswith("Mẫu số 01: ")


def test_rule_6_02_an_upgrade_says_what_changed() -> None:
    report = {**evaluations.REPORT, "changes": ""}
    row = evaluations.fill_in(evaluations.dossier(kind="upgrade"), report=report)
    assert texts(row) == [
        "Mẫu số 02: Những thay đổi so với sản phẩm đã được công nhận, kèm minh chứng"
    ]
    first = evaluations.fill_in(evaluations.dossier(), report=report)
    assert texts(first) == []


def test_rule_6_03_a_rerating_says_what_is_new() -> None:
    row = evaluations.dossier(kind="rerating", expires_on=ON + dt.timedelta(days=150))
    row = evaluations.fill_in(row, report={**evaluations.REPORT, "updates": ""})
    assert [text[:50] for text in texts(row)] == [
        "Mẫu số 02: Nội dung mới và thay đổi sau 3 năm được"
    ]


def test_rule_6_04_fewer_than_five_samples_are_refused() -> None:
    row = evaluations.fill_in(
        evaluations.dossier(), registration={**evaluations.REGISTRATION, "samples": 4}
    )
    assert texts(row) == ["Sản phẩm mẫu cần 05 đơn vị (Điều 6.2.d), phiếu đăng ký đang ghi 4"]


def test_rule_6_05_tourism_hands_in_no_samples() -> None:
    sheet = criteria.published_sheet("QD26-26")
    product = products.product(product_set=sheet.product_set)
    row = open_dossier(product=product, kind="first", actor=accounts.user(), on=ON)
    row = evaluations.fill_in(row, registration={**evaluations.REGISTRATION, "samples": None})
    assert texts(row) == []


def test_a_criterion_with_a_zero_option_must_be_scored() -> None:
    row = evaluations.dossier()
    best = evaluations.answers(row)
    del best["1.4"]
    row = evaluations.fill_in(row, scores=best)
    assert texts(row) == ["Tiêu chí 1.4 chưa chấm; phiếu có mức 0 điểm nên không được để trống"]


def test_a_criterion_without_a_zero_option_may_stay_empty() -> None:
    row = evaluations.dossier()
    best = evaluations.answers(row)
    del best["1.1"]
    assert texts(evaluations.fill_in(row, scores=best)) == []


def test_a_missing_photo_is_advice_and_keeps_nothing_back() -> None:
    row = evaluations.fill_in(evaluations.dossier())
    assert ("photo_missing", "photo") in [found.key for found in findings_of(row, on=ON)]
    assert texts(row) == []


# --- rule 7-21 through the service ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(181, "nộp được từ"), (180, None), (120, None), (119, "Hạn nộp hồ sơ đánh giá lại")],
)
def test_rule_7_21_filing_a_rerating(days: int, sentence: str | None) -> None:
    end = dt.date(2027, 3, 31)  # the window opens after the decision came into force
    on = end - dt.timedelta(days=days)
    begun = dt.date(2026, 9, 1)
    row = evaluations.dossier(kind="rerating", on=begun, expires_on=end)
    row = evaluations.fill_in(row, on=begun)
    import time_machine

    with time_machine.travel(dt.datetime(on.year, on.month, on.day, 3, tzinfo=dt.UTC)):
        if sentence is None:
            assert moves.file_dossier(dossier=row, actor=row.opened_by, on=on).state == "filed"
            return
        with pytest.raises(DomainError, match=sentence):
            moves.file_dossier(dossier=row, actor=row.opened_by, on=on)


# --- saving, second tab ---------------------------------------------------------------------------


def test_the_second_tab_gets_the_sentence_and_nothing_is_lost() -> None:
    row = evaluations.dossier()
    seen = row.version
    first = {**evaluations.REGISTRATION, "position": "Giám đốc"}
    save_registration(dossier=row, data=first, actor=row.opened_by, on=ON, version=seen)
    with pytest.raises(DomainError) as refused:
        save_registration(
            dossier=row,
            data={**first, "position": "Chủ tịch"},
            actor=row.opened_by,
            on=ON,
            version=seen,
        )
    assert refused.value.code == "conflict"
    assert refused.value.message.startswith("Hồ sơ đã được lưu ở cửa sổ khác lúc ")
    assert "chữ vừa gõ vẫn còn ở dưới" in refused.value.message
    assert Dossier.objects.get(pk=row.pk).registration["position"] == "Giám đốc"


def test_two_tabs_on_different_forms_do_not_disturb_each_other() -> None:
    row = evaluations.dossier()
    seen, by = row.version, row.opened_by
    save_registration(dossier=row, data=evaluations.REGISTRATION, actor=by, on=ON, version=seen)
    saved = save_report(dossier=row, data=evaluations.REPORT, actor=by, on=ON, version=seen)
    assert saved.report["plan"] == "Mở thêm hai kênh siêu thị."


@pytest.mark.parametrize("state", ["filed", "proposed", "received", "withdrawn"])
def test_forms_are_closed_once_filed(state: str) -> None:
    row = evaluations.in_state(state)
    with pytest.raises(DomainError) as refused:
        save_registration(dossier=row, data={}, actor=row.opened_by, on=ON, version=row.version)
    assert refused.value.code == "state"


def test_days_in_the_future_are_refused_at_their_field() -> None:
    row = evaluations.dossier()
    data = {**evaluations.REPORT, "founded_on": "2199-01-01", "signed_on": "2026-13-40"}
    with pytest.raises(DomainError) as refused:
        save_report(dossier=row, data=data, actor=row.opened_by, on=ON, version=row.version)
    assert refused.value.fields == {
        "founded_on": ["Ngày thành lập/đăng ký kinh doanh 01/01/2199 ở sau hôm nay 01/07/2026"],
        "signed_on": ["Ngày ký phải là ngày có thật, dạng ngày/tháng/năm"],
    }


def test_unknown_entries_and_choices_are_not_stored() -> None:
    row = evaluations.dossier()
    data = {**evaluations.REPORT, "state": "decided", "ticks": ["business", "vàng"]}
    row = save_report(dossier=row, data=data, actor=row.opened_by, on=ON, version=row.version)
    assert "state" not in row.report
    assert row.report["ticks"] == ["business"]
    with pytest.raises(DomainError) as refused:
        save_report(
            dossier=row,
            data={**data, "gender": "khác"},
            actor=row.opened_by,
            on=ON,
            version=row.version,
        )
    assert list(refused.value.fields) == ["gender"]


# --- self-score -----------------------------------------------------------------------------------


def test_points_that_are_not_on_the_sheet_are_refused_at_the_criterion() -> None:
    row = evaluations.dossier()
    for bad in (2, 99, -1, "3", True, None, {"case": "a", "points": 1}):
        with pytest.raises(DomainError) as refused:
            save_self_scores(
                dossier=row,
                answers={"1.2": 3, "1.1": bad},
                actor=row.opened_by,
                on=ON,
                version=row.version,
            )
        assert list(refused.value.fields) == ["1.1"]
    assert row.self_scores.count() == 0


def test_an_unknown_criterion_is_refused() -> None:
    row = evaluations.dossier()
    with pytest.raises(DomainError, match="không có tiêu chí"):
        save_self_scores(
            dossier=row, answers={"99.9": 1}, actor=row.opened_by, on=ON, version=row.version
        )


def test_saving_replaces_the_whole_self_score_and_predicts() -> None:
    row = evaluations.dossier()
    by = row.opened_by
    assert selectors.prediction(row) is None
    row = save_self_scores(
        dossier=row, answers=evaluations.answers(row), actor=by, on=ON, version=row.version
    )
    result = selectors.prediction(row)
    assert result is not None
    assert (result.total, result.stars) == (100, 5)
    row = save_self_scores(
        dossier=row,
        answers={"1.1": 3},
        explanations={"1.1": "  Tép moi trong tỉnh  "},
        actor=by,
        on=ON,
        version=row.version,
    )
    kept = row.self_scores.get()
    assert (kept.criterion, kept.points, kept.max_points, kept.explanation) == (
        "1.1",
        3,
        5,
        "Tép moi trong tỉnh",
    )


# --- papers ---------------------------------------------------------------------------------------


def _add(row: Dossier, upload: SimpleUploadedFile, **values: object):
    given = {"kind": PaperKind.TEST, "title": "", "criteria": [], **values}
    return add_paper(dossier=row, upload=upload, actor=row.opened_by, on=ON, **given)


def test_a_paper_is_stored_with_its_digest_and_criteria_in_sheet_order() -> None:
    row = evaluations.dossier()
    upload = evaluations.pdf("Phiếu kiểm nghiệm số 1187.pdf", evaluations.PDF)
    paper = _add(row, upload, criteria=["3.5", "1.1"])
    assert paper.file.digest == hashlib.sha256(evaluations.PDF).hexdigest()
    assert (paper.title, paper.filename, paper.criteria) == (
        "Phiếu kết quả kiểm nghiệm",
        "Phiếu kiểm nghiệm số 1187.pdf",
        ["1.1", "3.5"],
    )
    assert timeline(row).last().data["paper"] == paper.code


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("giay.pdf", b"", "tệp rỗng (0 byte)"),
        ("giay.pdf", b"MZ\x90\x00" + b"\x00" * 200, "nội dung không phải"),
        ("giay.jpg", evaluations.PDF, "tên có đuôi “.jpg” nhưng nội dung là PDF"),
        ("giay.pdf", evaluations.PDF[:40], "bị cắt giữa chừng"),
        ("trang.pdf", b"<html><script>alert(1)</script></html>", "nội dung không phải"),
    ],
)
def test_bad_uploads_are_refused_with_what_was_found(name: str, content: bytes, words: str) -> None:
    row = evaluations.dossier()
    with pytest.raises(DomainError) as refused:
        _add(row, SimpleUploadedFile(name, content))
    assert list(refused.value.fields) == ["file"]
    assert words in refused.value.message
    assert row.papers.count() == 0


def test_an_upload_that_is_too_big_is_refused(settings) -> None:
    settings.PAPER_MAX_BYTES = 1024 * 1024
    with pytest.raises(DomainError, match="nhiều nhất 1 MB"):
        _add(evaluations.dossier(), evaluations.pdf(content=evaluations.PDF + b" " * 1024 * 1024))


def test_the_same_file_twice_and_unknown_kinds_are_refused() -> None:
    row = evaluations.dossier()
    _add(row, evaluations.pdf(content=evaluations.PDF), title="Phiếu 1187")
    with pytest.raises(DomainError, match="đã có trong hồ sơ với tên “Phiếu 1187”"):
        _add(row, evaluations.pdf(content=evaluations.PDF))
    with pytest.raises(DomainError) as kind:
        _add(row, evaluations.pdf(), kind="vàng")
    assert list(kind.value.fields) == ["kind"]
    with pytest.raises(DomainError) as codes:
        _add(row, evaluations.pdf(), criteria=["99.1"])
    assert list(codes.value.fields) == ["criteria"]
    assert row.papers.count() == 1


@pytest.mark.parametrize("state", DossierState.values)
def test_papers_change_only_in_draft_returned_and_supplement(state: str) -> None:
    row = evaluations.in_state(state)
    before = row.papers.count()
    if state in {"draft", "returned", "supplement"}:
        paper = _add(row, evaluations.pdf())
        assert row.papers.count() == before + 1
        remove_paper(paper=paper, actor=row.opened_by, on=ON)
        assert row.papers.count() == before
        with pytest.raises(DomainError) as again:
            remove_paper(paper=paper, actor=row.opened_by, on=ON)
        assert again.value.code == "conflict"
    else:
        with pytest.raises(DomainError) as refused:
            _add(row, evaluations.pdf())
        assert refused.value.code == "state"


# --- what a filing freezes ------------------------------------------------------------------------


def test_a_filing_freezes_forms_scores_and_papers_under_a_stable_digest() -> None:
    row = evaluations.in_state("filed")
    kept = DossierSubmission.objects.get(dossier=row)
    assert kept.number == 1
    assert kept.digest == snapshot_digest(kept.snapshot)
    assert kept.digest == snapshot_digest(json.loads(canonical_json(kept.snapshot)))
    facts = kept.snapshot
    assert facts["registration"]["unit_name"] == "Hợp tác xã Tác Huy"
    assert facts["result"]["total"] == "100.00"
    assert [paper["sha256"] for paper in facts["papers"]] == [row.papers.get().file.digest]
    assert len(facts["scores"]) == len(parsed(row.sheet).criteria)
    assert facts["receipts"]["commune"] == row.commune_receipt


def test_later_changes_leave_the_frozen_copy_alone() -> None:
    row = evaluations.in_state("returned")
    digest = row.submissions.get().digest
    data = {**evaluations.REGISTRATION, "position": "Chủ tịch HĐQT"}
    row = save_registration(dossier=row, data=data, actor=row.opened_by, on=ON, version=row.version)
    moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    first, second = row.submissions.all()
    assert first.digest == digest
    assert first.snapshot["registration"]["position"] == "Giám đốc"
    assert second.snapshot["registration"]["position"] == "Chủ tịch HĐQT"


def test_rule_7_06_forms_and_mau_03_are_completed_in_a_supplement_and_frozen_again() -> None:
    row = evaluations.in_state("supplement")
    by = row.opened_by
    first = CommuneAssessment.objects.get(dossier=row).snapshot
    moves.answer_supplement(dossier=row, actor=by, on=ON)
    assert CommuneAssessment.objects.get(dossier=row).snapshot == first
    row = moves.ask_supplement(dossier=row, reason="Ghi rõ lao động", actor=by, on=ON)
    row = save_report(
        dossier=row,
        data={**evaluations.REPORT, "plan": "Mở một kênh"},
        actor=by,
        on=ON,
        version=Dossier.objects.get(pk=row.pk).version,
    )
    data = {**evaluations.ASSESSMENT, "labour": ""}
    row = save_assessment(dossier=row, data=data, actor=by, on=ON, version=row.version)
    evaluations.reply(row)
    with pytest.raises(DomainError, match="Mẫu số 03: Về sử dụng lao động địa phương"):
        moves.answer_supplement(dossier=row, actor=by, on=ON)
    data["labour"] = "12 trên 12 lao động"
    row = save_assessment(dossier=row, data=data, actor=by, on=ON, version=row.version)
    row = moves.answer_supplement(dossier=row, actor=by, on=ON)
    again = CommuneAssessment.objects.get(dossier=row).snapshot
    assert again is not None
    assert again["labour"] == "12 trên 12 lao động"
    last = row.submissions.order_by("number").last()
    assert last is not None
    assert last.snapshot["report"]["plan"] == "Mở một kênh"


def test_an_answered_supplement_is_frozen_too() -> None:
    row = evaluations.in_state("supplement")
    _add(row, evaluations.pdf(), title="Phiếu kiểm nghiệm mới")
    moves.answer_supplement(dossier=row, actor=row.opened_by, on=ON)
    first, second = row.submissions.all()
    assert len(first.snapshot["papers"]) + 1 == len(second.snapshot["papers"])


# --- rules 7-04 and 7-05 --------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(evaluations.ASSESSMENT))
def test_rules_7_04_and_7_05_each_content_and_number_is_needed_to_propose(name: str) -> None:
    row = evaluations.in_state("filed")
    data = {**evaluations.ASSESSMENT, name: "  "}
    row = save_assessment(dossier=row, data=data, actor=row.opened_by, on=ON, version=row.version)
    with pytest.raises(DomainError, match=r"Mẫu số 03 còn thiếu \(1\)"):
        moves.propose_dossier(dossier=row, actor=row.opened_by, on=ON)


def test_rule_7_05_without_any_assessment_all_seven_are_named() -> None:
    row = evaluations.in_state("filed")
    with pytest.raises(DomainError, match=r"Mẫu số 03 còn thiếu \(7\)"):
        moves.propose_dossier(dossier=row, actor=row.opened_by, on=ON)


def test_proposing_freezes_mau_03() -> None:
    row = evaluations.in_state("proposed")
    kept = CommuneAssessment.objects.get(dossier=row)
    assert kept.digest == snapshot_digest(kept.snapshot)
    assert kept.snapshot["material"] == evaluations.ASSESSMENT["material"]
    with pytest.raises(DomainError):
        save_assessment(dossier=row, data={}, actor=row.opened_by, on=ON, version=row.version)


def test_a_number_longer_than_its_column_is_refused() -> None:
    row = evaluations.in_state("filed")
    data = {**evaluations.ASSESSMENT, "report_number": "1" * 61}
    with pytest.raises(DomainError) as refused:
        save_assessment(dossier=row, data=data, actor=row.opened_by, on=ON, version=row.version)
    assert list(refused.value.fields) == ["report_number"]


# --- rounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposed_on", "before", "fits"),
    [
        (dt.date(2026, 7, 1), dt.date(2026, 7, 2), True),
        (dt.date(2026, 7, 2), dt.date(2026, 7, 2), False),
    ],
)
def test_rules_5_02_and_5_03_when_accepting(
    proposed_on: dt.date, before: dt.date, fits: bool
) -> None:
    row = evaluations.in_state("proposed", on=proposed_on)
    by = row.opened_by
    row = moves.receive_dossier(dossier=row, actor=by, on=proposed_on)
    row = evaluations.check(row, on=proposed_on)
    entered = evaluations.round_of(row.unit.parent, before=before)
    if fits:
        done = moves.accept_dossier(dossier=row, evaluation_round=entered, actor=by, on=proposed_on)
        assert done.round == entered
    else:
        with pytest.raises(DomainError, match=r"Điều 5\.1"):
            moves.accept_dossier(dossier=row, evaluation_round=entered, actor=by, on=proposed_on)


def test_a_closed_round_and_another_provinces_round_are_refused() -> None:
    row = evaluations.in_state("received")
    closed = evaluations.round_of(row.unit.parent, state=RoundState.CLOSED)
    with pytest.raises(DomainError, match="đã khép"):
        moves.accept_dossier(dossier=row, evaluation_round=closed, actor=row.opened_by, on=ON)
    other = evaluations.round_of(communes.province("Tỉnh Nghệ An", "40"))
    with pytest.raises(DomainError, match="không phải của tỉnh"):
        moves.accept_dossier(dossier=row, evaluation_round=other, actor=row.opened_by, on=ON)


# --- notices --------------------------------------------------------------------------------------


def test_each_side_is_told_and_nobody_else() -> None:
    from accounts.enums import Role
    from notifications.models import Notice

    maker = producers.producer()
    an = producers.member(maker)
    binh = accounts.commune_officer(maker.unit)
    thai = accounts.province_officer(maker.unit.parent)
    accounts.outsider()
    accounts.user("Quản trị", Role.ADMINISTRATOR)
    accounts.commune_officer(communes.commune("Xã Khác"))

    def told() -> list[tuple[str, str]]:
        rows = list(Notice.objects.order_by("pk").values_list("kind", "recipient__full_name"))
        Notice.objects.all().delete()
        return rows

    row = evaluations.fill_in(evaluations.dossier(products.product(producer=maker), actor=an))
    told()
    row = moves.file_dossier(dossier=row, actor=an, on=ON)
    notice = Notice.objects.get()
    assert "đến hết 22/07/2026" in notice.body
    assert notice.url == f"/lam-viec/ho-so/{row.code}/"
    assert told() == [("dossier_filed", binh.full_name)]
    row = moves.return_dossier(dossier=row, reason="Thiếu nhãn phụ", actor=binh, on=ON)
    assert "Thiếu nhãn phụ" in Notice.objects.get().body
    assert told() == [("dossier_returned", an.full_name)]
    evaluations.reply(row)
    row = moves.file_dossier(dossier=row, actor=an, on=ON)
    row = evaluations.assess(row)
    told()
    row = moves.propose_dossier(dossier=row, actor=binh, on=ON)
    assert told() == [("dossier_proposed", thai.full_name)]
    row = moves.receive_dossier(dossier=row, actor=thai, on=ON)
    row = moves.ask_supplement(dossier=row, reason="Phiếu methanol", actor=thai, on=ON)
    assert sorted(told()) == sorted(
        [("dossier_supplement", binh.full_name), ("dossier_supplement", an.full_name)]
    )
    evaluations.reply(row)
    row = moves.answer_supplement(dossier=row, actor=binh, on=ON)
    assert told() == [("dossier_supplement_sent", thai.full_name)]
    evaluations.check(row)
    entered = evaluations.round_of(row.unit.parent)
    moves.accept_dossier(dossier=row, evaluation_round=entered, actor=thai, on=ON)
    assert sorted(told()) == sorted(
        [("dossier_accepted", binh.full_name), ("dossier_accepted", an.full_name)]
    )
