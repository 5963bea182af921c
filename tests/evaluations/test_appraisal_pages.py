"""Pages of the appraisal: role x door, writing it, two windows, the frozen report, hostile text."""

import html
import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.dates import today
from evaluations.models import Appraisal
from evaluations.selectors.dossier import province_of, visible_to
from evaluations.services.testing import request_test
from tests.evaluations.test_council_pages import address, client_of
from tests.evaluations.test_dossier_pages import Cast, at, cast, pdf_text, signed_in, text_of
from tests.factories import appraisals, council, evaluations

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
WRITING_QUERIES = 22
OWN_QUERIES = 8
ROUND_QUERIES = 14
SCRIPT = {"X-Requested-With": "fetch"}
DAY = {"survey_on": evaluations.ON.isoformat()}
HOSTILE = "<script>alert(1)</script> {{ 7|add:7 }} & 'x'"


@pytest.fixture
def khoa(cast: Cast) -> User:
    person = appraisals.adviser(cast.product.producer.unit.parent)
    cast.people["khoa"] = person
    cast.people["loan"] = appraisals.adviser(cast.product.producer.unit.parent, "Mai Thị Loan")
    return person


def given(cast: Cast, khoa: User, state: str = "accepted") -> Appraisal:
    return appraisals.appraisal(at(cast, state), lead=khoa)


def url_of(row: Appraisal, name: str = "dossier_appraisal", *more: Any) -> str:
    return reverse(f"evaluations:{name}", args=[row.dossier.code, *more])


def typed(row: Appraisal, **more: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return {
        **appraisals.TEXTS,
        "version": row.version,
        "finding_1.1": "Có sổ thu mua.",
        **DAY,
        **more,
    }


# --- who ------------------------------------------------------------------------------------------

READERS = {"khoa", "thai"}
SEE_DOSSIER = {"an", "binh", "thai", "leader", "khoa"}
# page: (who opens it while it is written, who of those who see the dossier gets 403)
DOORS: dict[str, tuple[set[str], set[str]]] = {
    "dossier_appraisal": (READERS, set()),
    "dossier_appraisal_pdf": (READERS, set()),
    "dossier_appraisal_docx": (READERS, set()),
    "dossier_appraisal_report": ({"khoa"}, {"thai"}),
    "dossier_appraisal_assign": ({"thai"}, {"an", "binh", "leader", "khoa"}),
}


@pytest.mark.parametrize("page", sorted(DOORS))
def test_who_opens_what_while_it_is_written(cast: Cast, khoa: User, page: str) -> None:
    url = url_of(given(cast, khoa), page)
    allowed, refused = DOORS[page]
    for name, person in cast.people.items():
        expected = 200 if name in allowed else 403 if name in refused else 404
        assert signed_in(person).get(url).status_code == expected, name
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    ("page", "allowed", "refused"),
    [
        ("dossier_appraisal", {"khoa"}, {"thai"}),
        ("dossier_appraisal_test", {"khoa"}, {"thai"}),
        ("dossier_appraisal_report", {"khoa"}, {"thai"}),
        ("dossier_appraisal_reopen", {"thai"}, {"khoa"}),
    ],
)
def test_who_writes(cast: Cast, khoa: User, page: str, allowed: set, refused: set) -> None:
    url = url_of(given(cast, khoa), page)
    for name, person in cast.people.items():
        status = signed_in(person).post(url, {}).status_code
        if name in allowed:
            assert status in (400, 409), name
        else:
            assert status == (403 if name in refused else 404), name


def test_the_report_is_read_by_the_leader_not_by_producer_and_commune(
    cast: Cast, khoa: User
) -> None:
    row = appraisals.reported(given(cast, khoa), conclusion="Đề nghị Hội đồng xem kỹ nhãn.")
    words = "Đề nghị Hội đồng xem kỹ nhãn."
    record = reverse("evaluations:dossier", args=[row.dossier.code])
    for name, person in cast.people.items():
        reads = name in {"khoa", "thai", "leader"}
        client = signed_in(person)
        answer = client.get(url_of(row))
        assert answer.status_code == (200 if reads else 404), name
        assert (words in text_of(client.get(record))) is reads, name
        assert (words in text_of(answer)) is reads, name


def test_an_adviser_lists_only_what_was_given_to_him(cast: Cast, khoa: User) -> None:
    row = given(cast, khoa)
    url = reverse("evaluations:appraisal_list")
    assert "Mắm tép đặc biệt" in text_of(signed_in(khoa).get(url))
    loan = cast.people["loan"]
    assert "Mắm tép" not in text_of(signed_in(loan).get(url))
    assert not visible_to(loan, on=today()).exists()
    assert signed_in(cast.an).get(url).status_code == 403
    work = text_of(signed_in(khoa).get(reverse("reports:worklist")))
    assert "Thẩm định hồ sơ, báo cáo Hội đồng" in work
    assert f"/lam-viec/ho-so/{row.dossier.code}/tham-dinh/" in work


# --- giving it ------------------------------------------------------------------------------------


def test_the_office_gives_one_dossier_and_changes_the_team(cast: Cast, khoa: User) -> None:
    row = at(cast, "accepted")
    client = signed_in(cast.thai)
    url = reverse("evaluations:dossier_appraisal_assign", args=[row.code])
    empty = client.post(url, {})
    assert (empty.status_code, "Chọn ít nhất một người thẩm định" in text_of(empty)) == (400, True)
    assert client.post(url, {"members": [khoa.username]}).status_code == 302
    loan = cast.people["loan"]
    sent = {"members": [khoa.username, loan.username], "lead": loan.username}
    assert client.post(url, sent).status_code == 302
    team = Appraisal.objects.get(dossier=row).members
    assert [one.user.full_name for one in team.all()] == ["Mai Thị Loan", "Lưu Văn Khoa"]


def test_many_of_a_round_are_given_at_once_and_the_list_is_taken_away(
    cast: Cast, khoa: User
) -> None:
    row = at(cast, "accepted")
    client = signed_in(cast.thai)
    url = reverse("evaluations:round_appraisals", args=[row.round.code])
    page = text_of(client.get(url))
    assert "Chưa giao" in page
    assert client.post(url, {}).status_code == 400
    sent = {"dossiers": [row.code], "people": [khoa.username], "due_on": "2027-12-01"}
    late = client.post(url, sent)
    assert (late.status_code, "Hạn báo cáo phải từ" in text_of(late)) == (400, True)
    sent["due_on"] = ""
    assert client.post(url, sent).status_code == 302
    assert "Lưu Văn Khoa" in text_of(client.get(url))
    table = b"".join(client.get(url, {"tai": "csv"}).streaming_content).decode()
    assert "Mắm tép đặc biệt" in table
    assert "Lưu Văn Khoa" in table
    assert signed_in(cast.leader).get(url).status_code == 200
    assert signed_in(cast.leader).post(url, sent).status_code == 403
    assert signed_in(khoa).get(url).status_code == 404


# --- writing it -----------------------------------------------------------------------------------


def test_he_writes_beside_the_papers_looks_and_reports(cast: Cast, khoa: User) -> None:
    row = given(cast, khoa)
    client = signed_in(khoa)
    page = text_of(client.get(url_of(row)))
    paper = row.dossier.papers.get()
    assert f"{paper.title}</a>" in page
    assert 'name="finding_1.1"' in page
    assert 'type="radio"' not in page
    answer = client.post(url_of(row), typed(row))
    assert answer.url == url_of(row, "dossier_appraisal_report")
    seen = text_of(client.get(answer.url))
    assert "Có sổ thu mua." in seen
    row.refresh_from_db()
    sent = {"version": row.version, "signer": "Lưu Văn Khoa", "number": "7/BC-TTV"}
    assert client.post(answer.url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.report_number) == ("reported", "7/BC-TTV")


def test_the_script_is_answered_and_a_second_window_sees_the_others_text(
    cast: Cast, khoa: User
) -> None:
    row = given(cast, khoa)
    client = signed_in(khoa)
    kept = client.post(url_of(row), typed(row, autosave="1"), headers=SCRIPT)
    assert (kept.status_code, kept.json()["version"]) == (200, 2)
    stale = typed(row, version=1, conclusion="Chưa đủ điều kiện.")
    told = client.post(url_of(row), stale, headers=SCRIPT)
    assert told.status_code == 409
    assert (told.json()["version"], [one["name"] for one in told.json()["other"]]) == (
        2,
        ["conclusion"],
    )
    shown = client.post(url_of(row), stale)
    assert shown.status_code == 409
    assert "Chưa đủ điều kiện." in text_of(shown)
    assert 'name="version" value="2"' in text_of(shown)
    wrong = client.post(url_of(row), typed(row, survey_on="bậy"), headers=SCRIPT)
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["survey_on"])


def test_a_report_is_not_sent_from_a_preview_that_is_out_of_date(cast: Cast, khoa: User) -> None:
    row = appraisals.written(given(cast, khoa))
    answer = signed_in(khoa).post(
        url_of(row, "dossier_appraisal_report"), {"version": 1, "signer": "Khoa"}
    )
    assert answer.status_code == 409
    assert "hãy đọc lại rồi báo cáo" in text_of(answer)


def test_a_test_is_asked_and_answered_on_the_page(cast: Cast, khoa: User) -> None:
    row = given(cast, khoa)
    client = signed_in(khoa)
    ask = url_of(row, "dossier_appraisal_test")
    assert client.post(ask, {"what": ""}).status_code == 400
    assert client.post(ask, {"what": "Histamin"}).status_code == 302
    result = url_of(row, "dossier_appraisal_result", 1)
    assert client.post(result, {"kn1-result": "", "kn1-result_on": ""}).status_code == 400
    sent = {"kn1-result": "62 mg/kg", "kn1-result_on": today().isoformat()}
    assert client.post(result, sent).status_code == 302
    assert row.tests.get().result == "62 mg/kg"
    assert client.post(url_of(row, "dossier_appraisal_result", 9), sent).status_code == 404


def test_reopening_asks_for_a_reason_on_the_page(cast: Cast, khoa: User) -> None:
    row = appraisals.reported(given(cast, khoa))
    client = signed_in(cast.thai)
    url = url_of(row, "dossier_appraisal_reopen")
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 400
    assert client.post(url, {"reason": "Thiếu phiếu"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "assigned"


# --- the paper ------------------------------------------------------------------------------------


def test_the_paper_is_printed_from_the_frozen_text(cast: Cast, khoa: User) -> None:
    row = given(cast, khoa)
    client = signed_in(khoa)
    assert "BẢN NHÁP" in pdf_text(client.get(url_of(row, "dossier_appraisal_pdf")))
    row = appraisals.reported(row, conclusion=HOSTILE)
    type(row).objects.filter(pk=row.pk).update(conclusion="Sửa lén", signer="Người khác")
    printed = pdf_text(client.get(url_of(row, "dossier_appraisal_pdf")))
    assert "BẢN NHÁP" not in printed
    assert "Sửa lén" not in printed
    assert "{{ 7|add:7 }}" in printed
    word = client.get(url_of(row, "dossier_appraisal_docx")).content
    text = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert html.escape("<script>alert(1)</script>", quote=False) in text
    assert "Sửa lén" not in text
    page = client.get(url_of(row)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_member_reads_the_report_beside_the_sheet_and_no_more_statements() -> None:
    of = council.sitting(members=2)
    row = Appraisal.objects.create(
        dossier=of.dossiers[0], assigned_on=today(), assigned_by=of.officer
    )
    row.members.create(user=appraisals.adviser(of.unit), leads=True)
    council_page = address("item_score", of)
    appraisals.reported(row, on=today(), conclusion="Nên xem nhãn.")
    council.start(of)
    council.declare(of, 1)
    client = client_of(of.members[1].user)
    # On demand: what the team thinks must not stand there before the member has looked himself.
    asked = f"{council_page}tham-khao/tham-dinh/"
    page = text_of(client.get(council_page))
    assert asked in page
    assert "Nên xem nhãn." not in page
    report = text_of(client.get(asked))
    assert "Báo cáo thẩm định số" in report
    assert "Nên xem nhãn." in report
    assert client.get(url_of(row)).status_code == 200
    undeclared = client_of(of.members[0].user)
    assert "Nên xem nhãn." not in text_of(undeclared.get(asked, follow=True))


# --- counts of statements -------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_writing_asks_the_same_at_one_and_three_tests(
    cast: Cast, khoa: User, rows: int, django_assert_num_queries: Any
) -> None:
    row = given(cast, khoa)
    for number in range(rows):
        request_test(appraisal=row, what=f"Chỉ tiêu {number}", actor=khoa, on=evaluations.ON)
    client = signed_in(khoa)
    client.get(url_of(row))
    with django_assert_num_queries(WRITING_QUERIES):
        page = text_of(client.get(url_of(row)))
    assert page.count("Chờ kết quả") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_same_at_one_and_three(rows: int, django_assert_num_queries: Any) -> None:
    round_ = council.evaluation_round()
    khoa = appraisals.adviser(round_.unit)
    for _ in range(rows):
        dossier = council.accepted_dossier(round_)
        appraisals.appraisal(dossier, lead=khoa)
    council.accepted_dossier(round_)  # not given yet: the form to give it stands below
    officer = council.accounts.province_officer(province_of(dossier.unit))
    desk, office = signed_in(khoa), signed_in(officer)
    own, whole = (
        reverse("evaluations:appraisal_list"),
        reverse("evaluations:round_appraisals", args=[round_.code]),
    )
    desk.get(own)
    with django_assert_num_queries(OWN_QUERIES):
        assert desk.get(own).content.decode().count("Chưa báo cáo") == rows
    office.get(whole)
    with django_assert_num_queries(ROUND_QUERIES):
        assert office.get(whole).content.decode().count("Chưa báo cáo") == rows


@pytest.mark.parametrize(
    ("required", "words"),
    [
        (False, "Quy chế không yêu cầu nên vẫn triệu tập được (Điều 7.3.c)"),
        (True, "Quy chế yêu cầu có báo cáo trước khi họp (Điều 7.3.c)"),
    ],
)
def test_convening_warns_of_what_is_not_reported(required: bool, words: str) -> None:
    round_ = council.evaluation_round()
    council.regulation(round_.unit, appraisal_required=required)
    council.accepted_dossier(round_, name="Mắm tép Nghi Sơn")
    client = signed_in(council.accounts.province_officer(round_.unit))
    page = text_of(client.get(reverse("evaluations:session_convene", args=[round_.code])))
    assert "1 hồ sơ chưa có báo cáo thẩm định: Mắm tép Nghi Sơn." in page
    assert words in page
    rules = text_of(client.get(reverse("evaluations:regulation_set")))
    box = re.search(r'<input[^>]*name="appraisal_required"[^>]*>', rules)
    assert box is not None
    assert ("checked" in box[0]) is required
