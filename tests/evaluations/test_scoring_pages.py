"""The score page: saving by button and by script, two windows, bad input, proof, the look."""

import datetime as dt
import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from common.dates import today
from common.errors import DomainError
from evaluations.enums import ScoreSheetState
from evaluations.models import CommuneAssessment, DossierPaper, ScoreSheet
from evaluations.selectors.council.desk import by_criterion, proofs_of
from evaluations.selectors.criteria import parsed
from evaluations.services.council.scoring import keep_answers, save_answers
from evaluations.services.council.sitting import open_item, rescore_item
from tests.factories import council as factory
from tests.factories import papers

pytestmark = pytest.mark.django_db

# Session, user and roles of the person, notices unread: 4 of each.
SCORE_QUERIES = 12
LOOK_QUERIES = 11
SAVE_QUERIES = 11
SCRIPT = {"X-Requested-With": "fetch"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, of: factory.Sitting, *more: str) -> str:
    return reverse(f"evaluations:{name}", args=[of.session.code, of.item.code, *more])


def scoring(sheet_code: str = "QD26-09", **details: Any) -> tuple[factory.Sitting, Client]:
    of = factory.sitting(members=2, sheet_code=sheet_code, **details)
    factory.start(of)
    factory.declare(of, 1)
    return of, client_of(of.members[1].user)


def save(of: factory.Sitting, client: Client, version: int | None = None, **sent: str) -> Any:
    """Send as the script does; ``c1_1="5"`` is criterion 1.1."""
    fields = {
        name if name == "comment" else f"c-{name[1:].replace('_', '.')}": text
        for name, text in sent.items()
    }
    fields["version"] = str(of.sheet(1).version if version is None else version)
    return client.post(address("sheet_save", of), fields, headers=SCRIPT)


def lines(of: factory.Sitting) -> dict[str, int | str]:
    rows = of.sheet(1).lines.all()
    return {row.criterion: "empty" if row.empty else row.points for row in rows}


# --- saving -------------------------------------------------------------------------------------


def test_a_save_by_the_button_keeps_and_comes_back() -> None:
    of, client = scoring()
    sent = {"c-1.1": "5", "c-3.4": "", "version": str(of.sheet(1).version)}
    assert client.post(address("sheet_save", of), sent)["Location"] == address("item_score", of)
    assert lines(of) == {"1.1": 5, "3.4": "empty"}


def test_a_save_by_the_script_is_answered_with_a_receipt_of_the_server_s_clock() -> None:
    of, client = scoring()
    of.dossiers[0].self_scores.create(criterion="1.2", points=1, max_points=3)
    of.dossiers[0].self_scores.create(criterion="1.3", points=2, max_points=3)
    save(of, client, c1_1="5")
    told = save(of, client, c1_2="3").json()
    sheet = of.sheet(1)
    assert told["version"] == sheet.version
    assert told["stored"] == {"c-1.1": "5", "c-1.2": "3", "comment": ""}
    # The producer's own mark comes for what was just chosen, never for what was not.
    assert told["own"] == {"c-1.2": 1}
    assert len(told["missing"]) == 28
    assert told["clock"] == f"{localtime(sheet.updated_at):%H:%M}"
    assert "8,00 <small>/ 100</small>" in told["bar"]
    assert "2 trên 30 tiêu chí" in told["bar"]
    assert "<html" not in told["bar"]


def test_a_criterion_left_empty_and_one_taken_back() -> None:
    of, client = scoring()
    save(of, client, c1_1="5", c3_4="")
    assert save(of, client, c1_1="-").status_code == 200
    assert lines(of) == {"3.4": "empty"}


def test_a_choice_and_a_word_in_one_go() -> None:
    of, client = scoring()
    save(of, client, c1_1="5", comment="Nhãn rõ")
    assert (of.sheet(1).comment, lines(of)) == ("Nhãn rõ", {"1.1": 5})


# --- another window, a lost answer --------------------------------------------------------------


def test_an_old_version_hears_what_stands_and_writes_nothing() -> None:
    of, client = scoring()
    seen = of.sheet(1).version
    save(of, client, c1_1="5", c1_2="1")
    second = save(of, client, version=seen, c1_1="1", c1_3="3")
    told = second.json()
    assert (second.status_code, told["code"]) == (409, "conflict")
    assert told["stored"] == {"c-1.1": "5", "c-1.2": "1", "comment": ""}
    assert told["version"] == of.sheet(1).version
    assert lines(of) == {"1.1": 5, "1.2": 1}


def test_sending_again_what_arrived_already_is_no_conflict() -> None:
    of, client = scoring()
    seen = of.sheet(1).version
    save(of, client, version=seen, c1_1="5")  # the answer was lost on the way
    again = save(of, client, version=seen, c1_1="5")
    assert again.status_code == 200
    assert (again.json()["version"], of.sheet(1).version) == (seen + 1, seen + 1)


def test_without_script_the_second_tab_gets_the_sentence_and_its_choice_back() -> None:
    of, client = scoring()
    seen = str(of.sheet(1).version)
    client.post(address("sheet_save", of), {"c-1.1": "5", "version": seen})
    second = client.post(address("sheet_save", of), {"c-1.1": "1", "c-1.3": "3", "version": seen})
    text = second.content.decode()
    assert second.status_code == 409
    assert "Phiếu đã được lưu ở cửa sổ khác" in text
    assert 'id="tc-1-3_3" value="3" data-digit="3" checked' in text
    # The page carries the version that stands: pressing once more keeps the second tab's choice.
    assert f'name="version" id="version" value="{of.sheet(1).version}"' in text


def test_signing_what_another_window_changed_is_refused() -> None:
    of, client = scoring()
    full = factory.answers(of.form)
    factory.fill(of, 1, full)
    seen = of.sheet(1).version
    factory.fill(of, 1, {"4.1": 1})
    sent = {"version": str(seen), "c-1.1": str(full["1.1"])}
    assert client.post(address("sheet_sign", of), sent).status_code == 409
    assert of.sheet(1).state == ScoreSheetState.DRAFT


# --- what must not come in ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("c-1.1", "4", "Tiêu chí 1.1: không có mức 4 điểm; phiếu chỉ có các mức 1, 3, 5 điểm."),
        ("c-1.1", "500", "Tiêu chí 1.1: không có mức 500 điểm"),
        ("c-1.1", "a:3", 'Tiêu chí 1.1: điểm phải là số nguyên, không nhận "a:3".'),
        ("c-1.1", "3.5", 'Tiêu chí 1.1: điểm phải là số nguyên, không nhận "3.5".'),
        ("c-1.1", "9" * 400, "Tiêu chí 1.1: điểm phải là số nguyên"),
        ("c-9.9", "1", 'Phiếu QD26-09 không có tiêu chí "9.9".'),
        ("c-<b>", "1", 'Phiếu QD26-09 không có tiêu chí "<b>".'),
        ("c-4.3", "", "Tiêu chí 4.3 có mức 0 điểm nên không được để trống."),
    ],
)
def test_what_is_no_option_gets_a_sentence_and_nothing_is_lost(field, value, sentence) -> None:
    of, client = scoring()
    save(of, client, c1_2="1")
    sent = {field: value, "c-1.2": "3", "version": str(of.sheet(1).version)}
    script = client.post(address("sheet_save", of), sent, headers=SCRIPT)
    assert script.status_code == 400
    assert script.json()["fields"][field][0].startswith(sentence)
    page = client.post(address("sheet_save", of), sent)
    text = page.content.decode()
    assert page.status_code == 400
    assert html.escape(sentence) in text.replace("&#x27;", "'")
    assert 'id="tc-1-2_3" value="3" data-digit="3" checked' in text  # typed, not yet kept
    assert lines(of) == {"1.2": 1}


def test_a_sent_total_band_or_state_means_nothing() -> None:
    of, client = scoring()
    forged = {"total": "100", "stars": "5", "state": "signed", "signed_at": "2026-01-01"}
    sent = {**forged, "c-1.1": "1", "version": str(of.sheet(1).version)}
    told = client.post(address("sheet_save", of), sent, headers=SCRIPT).json()
    assert "1,00 <small>/ 100</small>" in told["bar"]
    assert of.sheet(1).state == ScoreSheetState.DRAFT


def test_another_member_s_sheet_has_no_address() -> None:
    of, _client = scoring()
    factory.declare(of, 0)
    factory.fill(of, 0, {"1.1": 5})
    other = client_of(of.members[1].user)
    sent = {"sheet": of.sheet(0).code, "member": of.members[0].code, "c-1.1": "1", "version": "3"}
    other.post(address("sheet_save", of), sent, headers=SCRIPT)
    assert of.sheet(0).lines.get(criterion="1.1").points == 5
    text = other.get(address("item_score", of)).content.decode()
    assert of.sheet(0).code not in text


@pytest.mark.parametrize("name", ["sheet_save", "sheet_sign"])
def test_nothing_goes_into_a_signed_sheet(name: str) -> None:
    of, client = scoring()
    factory.score(of, 1, factory.answers(of.form))
    before, version = lines(of), str(of.sheet(1).version)
    for sent in ({"c-1.1": "1"}, {"c-1.1": str(before["1.1"])}):
        refused = client.post(address(name, of), {**sent, "version": version}, headers=SCRIPT)
        assert refused.status_code == 409
        assert "Không thể “" in refused.content.decode() or "state" in refused.content.decode()
    assert (lines(of), of.sheet(1).state) == (before, ScoreSheetState.SIGNED)


def test_nothing_goes_in_once_the_chair_has_opened_and_the_script_hears_why() -> None:
    of = factory.sitting(members=4)
    factory.start(of)
    full = factory.answers(of.form)
    for index in (0, 1, 2, 3):
        factory.score(of, index, full)
    open_item(item=of.item, actor=of.chair)
    client = client_of(of.members[1].user)
    refused = save(of, client, c1_1="1")
    assert (refused.status_code, refused.json()["code"]) == (409, "state")
    assert refused.json()["message"].startswith("Không thể “Lưu điểm”")
    old = of.sheet(1)
    rescore_item(item=of.item, reason="Thảo luận lại", actor=of.chair)
    # A tablet that still shows the first round.
    with pytest.raises(DomainError, match=r"không ở bước|Không thể"):
        save_answers(sheet=old, answers={"1.1": 1}, version=old.version, actor=of.members[1].user)
    assert old.lines.get(criterion="1.1").points == full["1.1"]


def test_a_sheet_that_passed_to_a_substitute_is_closed_to_the_member() -> None:
    of, client = scoring()
    ScoreSheet.objects.filter(pk=of.sheet(1).pk).update(state=ScoreSheetState.REPLACED)
    for name in ("item_score", "item_look"):
        page = client.get(address(name, of))
        assert page.status_code == 409
        assert "Người khác dự thay bạn trong phiên này" in text_of(page)
    assert save(of, client, c1_1="5").status_code == 409


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "٣"])
def test_an_unreadable_version_is_an_old_one(version: str) -> None:
    of, client = scoring()
    sent = {"c-1.1": "5", "version": version}
    assert client.post(address("sheet_save", of), sent, headers=SCRIPT).status_code == 409
    assert lines(of) == {}


# --- the page -----------------------------------------------------------------------------------


def paper_for(of: factory.Sitting, codes: list[str], **details: Any) -> DossierPaper:
    dossier = of.dossiers[0]
    paper = papers.paper(dossier.product.producer, **details)
    return DossierPaper.objects.create(
        dossier=dossier, paper=paper, criteria=codes, added_by=of.officer
    )


def text_of(page: Any) -> str:
    return html.unescape(page.content.decode())


def criterion_of(text: str, code: str) -> str:
    """The part of the page about one criterion."""
    return text.split(f'data-crit="c-{code}"')[1].split("data-crit=")[0]


def test_each_criterion_shows_its_papers_and_words_or_says_that_there_are_none() -> None:
    of, client = scoring()
    use = paper_for(of, ["1.1", "8"], title="Phiếu kiểm nghiệm 1187")
    of.dossiers[0].self_scores.create(
        criterion="8", points=2, max_points=5, explanation="Công bố số 12"
    )
    text = text_of(client.get(address("item_score", of)))
    eight = criterion_of(text, "8")
    assert f'data-see="{use.code}"' in eight
    assert "Phiếu kiểm nghiệm 1187" in eight
    assert "Công bố số 12" in eight
    assert f'data-see="{use.code}"' in criterion_of(text, "1.1")
    none = criterion_of(text, "4.3")
    assert "Hồ sơ không có giấy tờ hay thuyết minh gắn với tiêu chí này." in none
    assert "Thường chứng minh bằng:" in none
    assert "data-see" not in none


def test_a_paper_says_whether_it_is_valid_on_the_day_of_the_sitting() -> None:
    of, _client = scoring()
    day = dt.timedelta(days=1)
    paper_for(of, [], title="Còn", valid_until=today())
    paper_for(of, [], title="Hết", valid_until=today() - day)
    paper_for(of, [], title="Không")
    found = {one.title: (one.validity, one.valid) for one in proofs_of(of.dossiers[0], on=today())}
    assert found["Còn"] == (f"Còn giá trị vào ngày họp (đến hết {today():%d/%m/%Y})", True)
    assert found["Hết"][0].startswith("Hết giá trị trước ngày họp")
    assert found["Không"] == ("Không ghi thời hạn", True)
    assert by_criterion(proofs_of(of.dossiers[0], on=today())) == {}


def test_what_others_said_is_fetched_on_demand_and_not_on_the_page() -> None:
    of, client = scoring()
    dossier = of.dossiers[0]
    dossier.self_scores.create(criterion="1.1", points=3, max_points=5)
    CommuneAssessment.objects.create(dossier=dossier, material="Tép mua trong xã")
    page = text_of(client.get(address("item_score", of)))
    assert "Tép mua trong xã" not in page
    assert "Chủ thể tự chấm 3" not in page
    marks = client.get(address("item_reference", of, "tu-cham"), headers=SCRIPT)
    assert "<html" not in marks.content.decode()
    assert "3 / 5" in text_of(marks)
    assert "Tép mua trong xã" in text_of(client.get(address("item_reference", of, "xa")))
    report = text_of(client.get(address("item_reference", of, "tham-dinh")))
    assert "Tổ tư vấn không có báo cáo thẩm định" in report
    assert client.get(address("item_reference", of, "khac")).status_code == 404
    assert lines(of) == {}  # looking is no mark


def test_nothing_is_fetched_before_the_declaration_or_by_others() -> None:
    of, _client = scoring()
    CommuneAssessment.objects.create(dossier=of.dossiers[0], material="Tép mua trong xã")
    url = address("item_reference", of, "xa")
    assert "Tép mua trong xã" not in text_of(client_of(of.chair).get(url, follow=True))
    assert client_of(of.officer).get(url).status_code == 403
    factory.recused(of, 1)
    assert "Tép mua trong xã" not in text_of(client_of(of.members[1].user).get(url))


def test_the_gates_stand_on_top_and_at_their_criterion() -> None:
    of, client = scoring()
    text = text_of(client.get(address("item_score", of)))
    assert "Điều kiện loại của phiếu này (4)" in text
    assert "<b>Dừng đánh giá</b> (tiêu chí 6.1)" in text
    assert "Điều kiện loại: Sử dụng toàn bộ nguyên liệu nhập khẩu" in criterion_of(text, "1.1")


def test_criteria_say_whether_they_may_stay_empty() -> None:
    of, client = scoring()
    text = text_of(client.get(address("item_score", of)))
    assert "Không đạt mức nào: để trống, 0 điểm" in criterion_of(text, "1.1")
    assert "Bắt buộc chọn một mức" not in criterion_of(text, "1.1")
    assert "Bắt buộc chọn một mức, không để trống." in criterion_of(text, "1.4")
    assert 'value=""' not in criterion_of(text, "1.4")


def test_the_structure_of_a_story_waits_for_the_story() -> None:
    of, client = scoring()
    url = address("item_score", of)
    assert "Chấm 5.1 trước." in criterion_of(text_of(client.get(url)), "5.2")
    save(of, client, c5_1="0")
    assert "Không áp dụng: 5.1 được 0 điểm" in criterion_of(text_of(client.get(url)), "5.2")
    save(of, client, c5_1="3")
    assert "data-out hidden" in criterion_of(text_of(client.get(url)), "5.2")


def test_two_cases_stand_apart_and_each_option_names_its_case() -> None:
    of, client = scoring("QD26-26")
    text = text_of(client.get(address("item_score", of)))
    eight = criterion_of(text, "8")
    assert "Trường hợp a</b>: Dịch vụ du lịch do cộng đồng" in eight
    assert "Trường hợp b</b>: Điểm dịch vụ du lịch" in eight
    assert eight.count('value="a:3"') == eight.count('value="b:3"') == 1
    assert eight.count('value=""') == 1  # one empty box for both
    save(of, client, c8="b:3")
    assert lines(of) == {"8": 3}
    assert of.sheet(1).lines.get().case == "b"


@pytest.mark.parametrize("code", ["QD26-09", "QD26-22", "QD26-26", "QD148-09"])
def test_a_whole_sheet_of_each_build_is_filled_in_looked_at_and_signed(code: str) -> None:
    of, client = scoring(code)
    form = of.form
    sent = {}
    for number, criterion in enumerate(form.criteria):
        option = criterion.options[-1]
        if criterion.allow_none and number % 3 == 0 and criterion.applies_if is None:
            sent[f"c-{criterion.code}"] = ""
        else:
            case = f"{option.case}:" if option.case else ""
            sent[f"c-{criterion.code}"] = f"{case}{option.points}"
    version = str(of.sheet(1).version)
    kept = client.post(address("sheet_save", of), {**sent, "version": version, "next": "ky"})
    assert kept["Location"] == address("item_look", of)
    look = text_of(client.get(kept["Location"]))
    assert "Ký phiếu này?" in look
    assert 'class="o-btn' in look.split("Ký phiếu này?")[1]
    signed = client.post(address("sheet_sign", of), {"version": str(of.sheet(1).version)})
    assert (signed.status_code, of.sheet(1).state) == (302, ScoreSheetState.SIGNED)


# --- looking and signing ------------------------------------------------------------------------


def test_the_look_shows_total_band_what_holds_back_and_empty_boxes() -> None:
    of, client = scoring()
    full = factory.answers(of.form, c3_5=1) | {"3.4": "empty"}
    factory.fill(of, 1, full, comment="Nên có chứng nhận")
    text = text_of(client.get(address("item_look", of)))
    assert "96,00 <small>/ 100</small>" in text
    assert "<dt>Khung điểm</dt><dd>5 sao</dd>" in text
    assert "<b>3.5</b> đang 1, cần 2" in text
    assert "<dt>Để trống</dt><dd><b>3.4</b> Tăng trưởng sản xuất kinh doanh</dd>" in text
    assert "Nên có chứng nhận" in text


def test_the_look_says_why_it_cannot_be_signed_yet() -> None:
    of, client = scoring()
    factory.fill(of, 1, {"1.1": 5})
    text = text_of(client.get(address("item_look", of)))
    assert "Còn 29 tiêu chí chưa chấm: 1.2, 1.3" in text
    assert 'aria-disabled="true"' in text


def test_save_and_next_goes_on_in_the_member_s_order_and_home_at_the_end() -> None:
    of, client = scoring(dossiers=2)
    other = next(item for item in of.items if item.code != of.item.code)
    version = str(of.sheet(1).version)
    onward = client.post(
        address("sheet_save", of), {"c-1.1": "5", "version": version, "next": "sau"}
    )
    there = reverse("evaluations:item_score", args=[of.session.code, other.code])
    assert onward["Location"] == there
    factory.score(of, 1, factory.answers(of.form), other)
    sent = {"version": str(of.sheet(1).version), "next": "sau"}
    factory.fill(of, 1, factory.answers(of.form))
    sent["version"] = str(of.sheet(1).version)
    home = client.post(address("sheet_sign", of), sent)
    assert home["Location"] == reverse("evaluations:session_detail", args=[of.session.code])


def test_the_page_leads_in_the_member_s_order_and_names_the_samples() -> None:
    of, client = scoring(dossiers=3)
    text = text_of(client.get(address("item_score", of)))
    assert "Mẫu 01 · " in text
    assert " trên 3</span>" in text


# --- a page of a paper --------------------------------------------------------------------------


def test_a_page_of_a_paper_is_a_picture_that_is_asked_for_each_time() -> None:
    of, client = scoring()
    use = paper_for(of, ["1.1"])
    url = reverse("evaluations:dossier_paper_page", args=[of.dossiers[0].code, use.code, 1])
    first = client.get(url)
    assert (first.status_code, first["Content-Type"]) == (200, "image/jpeg")
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url.replace("/1/lon/", "/99/lon/")).status_code == 404
    assert client.get(url.replace("/1/lon/", "/0/lon/")).status_code == 404
    factory.recused(of, 1)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 404


# --- counts of statements -----------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_score_page_asks_the_same_for_1_and_3(rows, django_assert_num_queries) -> None:
    of, client = scoring(dossiers=rows)
    factory.fill(of, 1, dict(list(factory.answers(of.form).items())[: rows * 5]))
    for number in range(rows):
        paper_for(of, ["1.1"], title=f"Giấy {number}")
        of.dossiers[0].self_scores.create(
            criterion=f"1.{number + 1}", points=1, max_points=3, explanation="Chữ"
        )
    with django_assert_num_queries(SCORE_QUERIES):
        client.get(address("item_score", of))
    with django_assert_num_queries(LOOK_QUERIES):
        client.get(address("item_look", of))


@pytest.mark.parametrize("rows", [1, 3])
def test_saving_answers_asks_little(rows, django_assert_num_queries) -> None:
    of, client = scoring(dossiers=rows)
    parsed(of.dossiers[0].sheet)
    answers = {f"c-1.{number + 1}": "1" for number in range(rows)}
    url, version = address("sheet_save", of), str(of.sheet(1).version)
    with django_assert_num_queries(SAVE_QUERIES):
        client.post(url, {**answers, "version": version}, headers=SCRIPT)


def test_the_service_writes_in_three_statements(django_assert_num_queries) -> None:
    of, _client = scoring()
    parsed(of.dossiers[0].sheet)
    sheet = ScoreSheet.objects.select_related("member__user", "item__dossier__sheet").get(
        pk=of.sheet(1).pk
    )
    # savepoint; lines read, version counted up, line written; release
    with django_assert_num_queries(5):
        kept = keep_answers(
            sheet=sheet, answers={"1.1": 5}, version=sheet.version, actor=of.members[1].user
        )
    assert [line.points for line in kept.lines] == [5]
    assert kept.sheet.version == of.sheet(1).version
