"""The appraisal of a dossier: who may do it, each state and move, what is frozen (7-10, 7-23)."""

import datetime as dt

import pytest

from accounts.enums import Role
from audit.models import AuditEntry
from common.errors import DomainError
from documents.services import snapshot_digest
from evaluations.enums import AppraisalState, DossierKind, ItemState
from evaluations.models import Appraisal, SessionItem
from evaluations.selectors.appraisal import appraisals_of, loads_of, waiting_appraisals
from evaluations.selectors.dossier import province_of, visible_to
from evaluations.services.appraisal import (
    assign_appraisal,
    assign_appraisals,
    reopen_appraisal,
    report_appraisal,
    save_appraisal,
)
from evaluations.services.council.convening import convene_session
from evaluations.services.testing import answer_test, request_test
from notifications.models import Notice
from tests.factories import accounts, appraisals, council, evaluations, producers

pytestmark = pytest.mark.django_db
ON = appraisals.ON
LATER = ON + dt.timedelta(days=10)


def kept(row: Appraisal, version: int | None = None, **texts: str) -> Appraisal:
    return save_appraisal(
        appraisal=row,
        texts={**appraisals.TEXTS, **texts},
        findings={"1.1": "Có sổ thu mua."},
        survey_on=ON,
        version=row.version if version is None else version,
        actor=appraisals.lead_of(row),
        on=ON,
    )


def reopened(row: Appraisal, reason: str = "Thiếu phiếu") -> Appraisal:
    return reopen_appraisal(appraisal=row, reason=reason, actor=accounts.user(), on=ON)


def refused_by(act: object, code: str) -> str:
    with pytest.raises(DomainError) as refused:
        act()  # type: ignore[operator]
    assert refused.value.code == code
    return refused.value.message


# --- giving it ------------------------------------------------------------------------------------


def test_7_10_who_is_given_a_dossier_reads_exactly_that_one_and_is_told() -> None:
    row = appraisals.appraisal(due_on=LATER)
    khoa = appraisals.lead_of(row)
    evaluations.in_state("received")
    assert list(visible_to(khoa, on=ON)) == [row.dossier]
    note = Notice.objects.get(recipient=khoa)
    assert note.url == f"/lam-viec/ho-so/{row.dossier.code}/tham-dinh/"
    assert note.body.endswith(f"Hạn báo cáo: {LATER:%d/%m/%Y}.")


def test_an_adviser_whose_role_has_ended_reads_nothing() -> None:
    row = appraisals.appraisal()
    khoa = appraisals.lead_of(row)
    khoa.role_assignments.update(valid_to=ON - dt.timedelta(days=1))
    khoa = type(khoa).objects.get(pk=khoa.pk)
    assert not visible_to(khoa, on=ON).exists()


def test_changing_the_team_takes_the_dossier_from_who_goes() -> None:
    row = appraisals.appraisal()
    khoa = appraisals.lead_of(row)
    loan = appraisals.adviser(province_of(row.dossier.unit), "Mai Thị Loan")
    assign_appraisal(dossier=row.dossier, lead=loan, actor=accounts.user(), on=ON)
    assert not visible_to(khoa, on=ON).exists()
    assert list(visible_to(loan, on=ON)) == [row.dossier]
    assert Notice.objects.filter(recipient=khoa, kind="appraisal_taken_back").count() == 1


@pytest.mark.parametrize(
    ("state", "given"),
    [
        ("draft", False),
        ("filed", False),
        ("returned", False),
        ("proposed", False),
        ("received", True),
        ("supplement", True),
        ("accepted", True),
        ("in_session", False),
        ("concluded", False),
        ("withdrawn", False),
    ],
)
def test_only_what_the_province_holds_is_given(state: str, given: bool) -> None:
    row = evaluations.in_state(state)
    khoa = appraisals.adviser(province_of(row.unit))
    if given:
        appraisals.appraisal(row, lead=khoa)
        assert appraisals_of(khoa).count() == 1
    else:
        message = refused_by(lambda: appraisals.appraisal(row, lead=khoa), "state")
        assert message.endswith("nên không giao thẩm định được")


def test_a_stranger_the_producers_man_and_who_wrote_it_are_refused() -> None:
    row = evaluations.in_state("accepted")
    unit = province_of(row.unit)
    stranger = accounts.user("Hà Văn Nam")
    own = producers.member(row.product.producer, "Đồng Văn Huy")
    accounts.give_role(own, Role.ADVISER, unit)
    accounts.give_role(row.opened_by, Role.ADVISER, unit)
    for person, words in (
        (stranger, "Hà Văn Nam không thuộc Tổ tư vấn của tỉnh"),
        (own, "Đồng Văn Huy là người của chủ thể nên không được giao thẩm định"),
        (row.opened_by, "Đồng Thị An đã soạn hồ sơ này nên không được giao thẩm định"),
    ):
        act = lambda person=person: appraisals.appraisal(row, lead=person)  # noqa: E731
        assert refused_by(act, "invalid") == words
    assert not Appraisal.objects.exists()


def test_7_23_a_rerating_is_led_by_the_advisory_body() -> None:
    row = evaluations.in_state("accepted")
    type(row).objects.filter(pk=row.pk).update(
        kind=DossierKind.RERATING, expires_on=ON + dt.timedelta(days=150)
    )
    row.refresh_from_db()
    unit = province_of(row.unit)
    khoa, officer = appraisals.adviser(unit), accounts.province_officer(unit, "Lê Thu")
    words = refused_by(lambda: appraisals.appraisal(row, lead=khoa), "invalid")
    assert words.startswith("Đánh giá lại do cơ quan tham mưu chủ trì (Điều 7.6.c)")
    found = appraisals.appraisal(row, lead=officer, members=[khoa])
    facts = appraisals.reported(found).snapshot
    assert facts is not None
    assert facts["rerating"] is True
    assert [one["name"] for one in facts["team"]] == ["Lê Thu", "Lưu Văn Khoa"]


def test_many_are_spread_evenly_past_an_interest() -> None:
    rows = [evaluations.in_state("accepted") for _ in range(3)]
    unit = province_of(rows[0].unit)
    khoa = producers.member(rows[0].product.producer, "Lưu Văn Khoa")
    accounts.give_role(khoa, Role.ADVISER, unit)
    loan = appraisals.adviser(unit, "Mai Thị Loan")
    done = assign_appraisals(
        dossiers=rows, people=[khoa, loan], due_on=LATER, actor=accounts.user(), on=ON
    )
    assert [appraisals.lead_of(row) for row in done] == [loan, khoa, khoa]
    assert loads_of([khoa, loan]) == {khoa.pk: 2, loan.pk: 1}


def test_all_or_none_when_nobody_is_left_for_one() -> None:
    rows = [evaluations.in_state("accepted") for _ in range(2)]
    khoa = producers.member(rows[1].product.producer, "Lưu Văn Khoa")
    accounts.give_role(khoa, Role.ADVISER, province_of(rows[0].unit))
    words = refused_by(
        lambda: assign_appraisals(dossiers=rows, people=[khoa], actor=accounts.user(), on=ON),
        "invalid",
    )
    assert words.startswith(f"{rows[1].product.name}: Lưu Văn Khoa là người của chủ thể")
    assert not Appraisal.objects.exists()


# --- each state and move --------------------------------------------------------------------------


def test_save_keeps_and_counts_the_save() -> None:
    row = kept(appraisals.appraisal())
    assert (row.version, row.conclusion) == (2, "Đủ điều kiện đưa ra Hội đồng.")
    assert row.findings == {"1.1": "Có sổ thu mua."}


def test_two_tabs_the_second_is_told_and_the_same_text_disturbs_nobody() -> None:
    row = appraisals.appraisal()
    first = kept(row)
    assert kept(row, version=1).version == first.version
    words = refused_by(lambda: kept(row, version=1, conclusion="Chưa đủ."), "conflict")
    assert words.startswith("Thẩm định đã được lưu ở cửa sổ khác")
    row.refresh_from_db()
    assert row.conclusion == "Đủ điều kiện đưa ra Hội đồng."


def test_a_text_too_long_and_a_day_to_come_are_refused_at_their_fields() -> None:
    row = appraisals.appraisal()
    with pytest.raises(DomainError) as refused:
        save_appraisal(
            appraisal=row,
            texts={"survey_place": "x" * 201},
            findings={"1.1": "y" * 2001, "99": "lạ"},
            survey_on=ON + dt.timedelta(days=1),
            version=1,
            actor=appraisals.lead_of(row),
            on=ON,
        )
    assert sorted(refused.value.fields) == ["finding_1.1", "survey_on", "survey_place"]


def test_report_waits_for_what_is_missing_and_a_signer() -> None:
    row = appraisals.appraisal()
    actor = appraisals.lead_of(row)
    words = refused_by(
        lambda: report_appraisal(appraisal=row, signer="Khoa", actor=actor, on=ON), "state"
    )
    assert words == (
        "Báo cáo còn thiếu (4): Điểm mạnh; Hạn chế, điều cần bổ sung; Kết luận, đề xuất với Hội"
        " đồng; Nhận xét ở ít nhất một tiêu chí"
    )
    row = appraisals.written(row)
    words = refused_by(
        lambda: report_appraisal(appraisal=row, signer=" ", actor=actor, on=ON), "state"
    )
    assert words == "Ghi người ký báo cáo"


def test_report_is_numbered_frozen_and_told_to_the_office() -> None:
    row = appraisals.reported()
    assert (row.state, row.reported_on) == (AppraisalState.REPORTED, ON)
    assert row.report_number == f"01/{ON.year}/BC-TTV"
    assert row.digest == snapshot_digest(row.snapshot)
    assert appraisals.reported().report_number == f"02/{ON.year}/BC-TTV"
    assert Notice.objects.filter(kind="appraisal_reported").exists()
    row.dossier.product.name = "Tên khác"
    row.dossier.product.save()
    row.refresh_from_db()
    assert row.snapshot["product"] != "Tên khác"


def test_a_reported_one_is_neither_saved_nor_reported_nor_given_anew() -> None:
    row = appraisals.reported()
    actor = appraisals.lead_of(row)
    for act in (
        lambda: kept(row, conclusion="Khác"),
        lambda: report_appraisal(appraisal=row, signer="Khoa", actor=actor, on=ON),
        lambda: appraisals.appraisal(row.dossier, lead=actor),
        lambda: request_test(appraisal=row, what="Histamin", actor=actor, on=ON),
    ):
        assert refused_by(act, "state").endswith("“Đã báo cáo Hội đồng”")


def test_reopening_wants_a_reason_keeps_the_number_and_the_digest_in_the_audit() -> None:
    row = appraisals.reported()
    number, digest = row.report_number, row.digest
    assert refused_by(lambda: reopened(row, " "), "invalid").startswith("Ghi lý do mở lại")
    row = reopened(row)
    assert (row.state, row.snapshot, row.digest) == (AppraisalState.ASSIGNED, None, "")
    entry = AuditEntry.objects.get(verb="appraisal.reopened")
    assert (entry.data["digest"], entry.reason) == (digest, "Thiếu phiếu")
    assert appraisals.reported(row).report_number == number
    assert refused_by(lambda: reopened(appraisals.appraisal()), "state").startswith("Không thể")


def test_once_a_council_marks_nothing_is_changed() -> None:
    of = council.sitting(members=1)
    row = Appraisal.objects.create(dossier=of.dossiers[0], assigned_on=ON, assigned_by=of.officer)
    row.members.create(user=appraisals.adviser(of.unit), leads=True)
    row = kept(row)
    SessionItem.objects.update(state=ItemState.SCORING)
    words = "Hội đồng đã bắt đầu chấm sản phẩm này nên thẩm định không sửa được nữa"
    assert refused_by(lambda: kept(row, conclusion="Khác"), "state") == words
    assert not waiting_appraisals(appraisals.lead_of(row)).exists()


# --- tests ----------------------------------------------------------------------------------------


def test_a_test_is_asked_for_and_its_result_comes_with_a_paper_of_the_dossier() -> None:
    row = appraisals.appraisal()
    actor = appraisals.lead_of(row)
    asked = request_test(
        appraisal=row, what=" Histamin ", laboratory="QUATEST 1", actor=actor, on=ON
    )
    assert (asked.number, asked.what) == (1, "Histamin")
    paper = row.dossier.papers.get()
    answer_test(test=asked, result="62 mg/kg", result_on=ON, paper=paper, actor=actor, on=ON)
    asked.refresh_from_db()
    assert (asked.result, asked.paper) == ("62 mg/kg", paper)
    assert appraisals.reported(row).snapshot["tests"][0]["paper"] == paper.title


def test_a_result_refuses_another_dossiers_paper_an_early_day_and_silence() -> None:
    row = appraisals.appraisal()
    actor = appraisals.lead_of(row)
    asked = request_test(appraisal=row, what="Histamin", actor=actor, on=ON)
    strange = evaluations.in_state("filed").papers.get()
    with pytest.raises(DomainError) as refused:
        answer_test(
            test=asked,
            result=" ",
            result_on=ON - dt.timedelta(days=1),
            paper=strange,
            actor=actor,
            on=ON,
        )
    assert sorted(refused.value.fields) == ["paper", "result", "result_on"]
    assert (
        refused_by(lambda: request_test(appraisal=row, what=" ", actor=actor, on=ON), "invalid")
        == "Ghi chỉ tiêu cần kiểm nghiệm"
    )


# --- before a sitting -----------------------------------------------------------------------------


def convened(*, required: bool, state: str) -> object:
    round_ = council.evaluation_round()
    council.regulation(round_.unit, appraisal_required=required)
    body = council.council(round_.unit)
    council.seat(body, "chair", None, "UBND tỉnh", "Trần Đức Lương")
    dossier = council.accepted_dossier(round_, name="Mắm tép Nghi Sơn")
    if state:
        row = Appraisal.objects.create(
            dossier=dossier, assigned_on=ON, assigned_by=accounts.user("Nguyễn Văn Thái")
        )
        row.members.create(user=appraisals.adviser(round_.unit), leads=True)
        if state == "reported":
            appraisals.reported(row)
    day = council.today()
    return convene_session(
        council=body,
        round=round_,
        held_on=day,
        place="",
        dossiers=[dossier],
        actor=accounts.user("Nguyễn Văn Thái"),
        on=day,
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [("", "chưa được giao thẩm định"), ("given", "đang thẩm định, chưa báo cáo")],
)
def test_7_10_the_regulation_may_ask_for_the_report_before_a_sitting(
    state: str, words: str
) -> None:
    told = refused_by(lambda: convened(required=True, state=state), "state")
    assert told == (
        f"Mắm tép Nghi Sơn {words}: quy chế của Hội đồng yêu cầu có báo cáo thẩm định trước khi"
        " họp (Điều 7.3.c)"
    )


@pytest.mark.parametrize(("required", "state"), [(True, "reported"), (False, ""), (False, "given")])
def test_else_the_dossier_goes_before_the_council(required: bool, state: str) -> None:
    assert convened(required=required, state=state) is not None
