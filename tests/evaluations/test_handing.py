"""The producer hands in the paper of a test that was asked for: who may, until when, who learns."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.selectors import timeline
from common.dates import today
from common.errors import DomainError
from evaluations.enums import EvaluationVerb, ItemState
from evaluations.models import Appraisal, Dossier, RequestedTest, SessionItem
from evaluations.selectors.testing import waiting_tests
from evaluations.services.papers import use_papers
from evaluations.services.testing import answer_test, hand_in_test, request_test
from notifications.models import Notice
from producers.enums import PaperKind
from producers.services import withdraw_paper
from reports.selectors import work_of
from tests.evaluations.test_dossier_pages import Cast, at, cast, signed_in, text_of
from tests.factories import appraisals, council, evaluations, producers
from tests.factories.papers import paper, photo

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
ON = evaluations.ON


@pytest.fixture
def khoa(cast: Cast) -> User:
    return appraisals.adviser(cast.product.producer.unit.parent)


@pytest.fixture
def test(cast: Cast, khoa: User) -> RequestedTest:
    return asked(appraisals.appraisal(at(cast, "accepted"), lead=khoa))


def asked(row: Appraisal, what: str = "Histamin") -> RequestedTest:
    lead = appraisals.lead_of(row)
    return request_test(appraisal=row, what=what, laboratory="QUATEST 1", actor=lead, on=ON)


def url_of(test: RequestedTest) -> str:
    return reverse("evaluations:dossier_test", args=[test.appraisal.dossier.code, test.number])


def record_of(client: Client, row: Dossier) -> str:
    return text_of(client.get(reverse("evaluations:dossier", args=[row.code])))


def sent(name: str = "phieu.pdf", **more: Any) -> dict[str, Any]:
    return {"file": evaluations.pdf(name), "paper": "", **more}


def told(kind: str) -> set[str]:
    rows = Notice.objects.filter(kind=kind)
    return set(rows.values_list("recipient__full_name", flat=True))


def test_the_producer_sees_what_is_asked_and_hands_in_its_paper(
    cast: Cast, khoa: User, test: RequestedTest
) -> None:
    row, client = test.appraisal.dossier, signed_in(cast.an)
    record = record_of(client, row)
    assert "Kiểm nghiệm tỉnh yêu cầu" in record
    assert url_of(test) in record
    assert "QUATEST 1" in text_of(client.get(url_of(test)))
    before = row.papers.count()
    done = client.post(url_of(test), sent())
    assert done["Location"].endswith(f"/{row.code}/#kiem-nghiem")
    test.refresh_from_db()
    assert test.paper is not None
    assert (test.paper.dossier, test.paper.kind) == (row, PaperKind.TEST)
    assert test.paper.title == "Phiếu kiểm nghiệm: Histamin"
    assert (row.papers.count(), test.result) == (before + 1, "")
    row.refresh_from_db()
    assert row.state == "accepted"
    assert "Đã nộp phiếu" in record_of(client, row)
    assert told("appraisal_test_paper") == {khoa.full_name, cast.thai.full_name} | told_office()
    appraisal_page = reverse("evaluations:dossier_appraisal", args=[row.code])
    written = text_of(signed_in(khoa).get(appraisal_page))
    assert "Chủ thể đã nộp phiếu" in written
    assert "Chờ kết quả" not in written
    assert "đã có phiếu (Phiếu kiểm nghiệm: Histamin)" in text_of(
        signed_in(cast.thai).get(appraisal_page)
    )


def told_office() -> set[str]:
    """The office's people of the scene besides Thái: whoever gave the dossier to the team."""
    return set(Appraisal.objects.values_list("assigned_by__full_name", flat=True))


def test_the_producer_never_reads_what_the_team_writes(cast: Cast, test: RequestedTest) -> None:
    answer_test(
        test=test,
        result="Vượt ngưỡng 812",
        result_on=ON,
        actor=appraisals.lead_of(test.appraisal),
        on=ON,
    )
    client = signed_in(cast.an)
    pages = record_of(client, test.appraisal.dossier) + text_of(client.get(url_of(test)))
    assert "Tổ tư vấn đã ghi kết quả" in pages
    assert "812" not in pages
    assert "không nhận thêm phiếu" in pages
    refused = client.post(url_of(test), sent())
    assert refused.status_code == 409
    assert test.appraisal.dossier.papers.count() == 1


def test_several_photos_become_one_paper(cast: Cast, test: RequestedTest) -> None:
    files = {"file": [photo("a.jpg"), photo("b.jpg", colour="navy")], "paper": ""}
    assert signed_in(cast.an).post(url_of(test), files).status_code == 302
    test.refresh_from_db()
    assert test.paper is not None
    assert test.paper.paper.pages == 2


def test_a_paper_of_the_vault_is_handed_in(cast: Cast, test: RequestedTest) -> None:
    of = cast.product.producer
    kept, licence = paper(of, PaperKind.TEST), paper(of, PaperKind.BUSINESS)
    strange = paper(producers.producer("HTX Khác"), PaperKind.TEST)
    client = signed_in(cast.an)
    for wrong in (licence, strange):
        assert client.post(url_of(test), {"paper": wrong.code}).status_code == 400
    nothing = client.post(url_of(test), {"paper": ""})
    assert nothing.status_code == 400
    assert "Chọn tệp PDF hoặc ảnh chụp" in text_of(nothing)
    assert client.post(url_of(test), {"paper": kept.code}).status_code == 302
    test.refresh_from_db()
    assert test.paper is not None
    assert test.paper.paper == kept


def test_a_paper_that_the_dossier_has_is_used_as_it_stands(cast: Cast, khoa: User) -> None:
    kept = paper(cast.product.producer, PaperKind.TEST)
    draft = at(cast, "draft")
    (use,) = use_papers(dossier=draft, papers=[kept], criteria=(), actor=cast.an, on=ON)
    row = asked(appraisals.appraisal(evaluations.in_state("accepted", row=draft), lead=khoa))
    hand_in_test(test=row, paper=kept, actor=cast.an, on=ON)
    row.refresh_from_db()
    assert row.paper == use


def test_a_paper_withdrawn_meanwhile_is_refused(cast: Cast, test: RequestedTest) -> None:
    kept = paper(cast.product.producer, PaperKind.TEST)
    withdraw_paper(paper=kept, reason="Nhầm", actor=cast.an, on=ON)
    with pytest.raises(DomainError, match="vừa được rút hoặc thay") as refused:
        hand_in_test(test=test, paper=kept, actor=cast.an, on=ON)
    assert list(refused.value.fields) == ["paper"]


def test_a_later_paper_is_put_forward_until_the_result_is_written(
    cast: Cast, test: RequestedTest
) -> None:
    client = signed_in(cast.an)
    client.post(url_of(test), sent("cu.pdf"))
    client.post(url_of(test), {"file": photo("moi.jpg"), "paper": ""})
    test.refresh_from_db()
    assert test.paper is not None
    uses = list(test.appraisal.dossier.papers.order_by("pk"))
    assert (len(uses), test.paper) == (3, uses[-1])


def test_nothing_is_taken_once_it_is_reported(cast: Cast, test: RequestedTest) -> None:
    appraisals.reported(test.appraisal)
    page = text_of(signed_in(cast.an).get(url_of(test)))
    assert "Tổ tư vấn đã báo cáo Chủ tịch Hội đồng nên không nhận thêm phiếu kết quả." in page
    assert 'type="file"' not in page
    with pytest.raises(DomainError) as refused:
        hand_in_test(test=test, uploads=[evaluations.pdf()], actor=cast.an, on=ON)
    assert refused.value.code == "state"


def test_nothing_is_taken_once_a_council_marks() -> None:
    of = council.sitting(members=1)
    row = Appraisal.objects.create(dossier=of.dossiers[0], assigned_on=ON, assigned_by=of.officer)
    row.members.create(user=appraisals.adviser(of.unit), leads=True)
    test = asked(row)
    maker = producers.member(of.dossiers[0].product.producer)
    assert list(waiting_tests(maker, on=today())) == [test]
    SessionItem.objects.update(state=ItemState.SCORING)
    assert list(waiting_tests(maker, on=today())) == []
    with pytest.raises(DomainError, match="Hội đồng đã bắt đầu chấm sản phẩm này nên không nhận"):
        hand_in_test(test=test, uploads=[evaluations.pdf()], actor=maker, on=ON)


def test_who_may_hand_in(cast: Cast, khoa: User, test: RequestedTest) -> None:
    people = {**cast.people, "khoa": khoa}
    found = {name: signed_in(one).get(url_of(test)).status_code for name, one in people.items()}
    allowed = {name for name, status in found.items() if status == 200}
    refused = {name for name, status in found.items() if status == 403}
    assert (allowed, refused) == ({"an", "binh"}, {"thai", "leader", "khoa"})
    other = reverse("evaluations:dossier_test", args=[test.appraisal.dossier.code, 9])
    assert signed_in(cast.an).get(other).status_code == 404
    for name in ("thai", "khoa"):
        assert "Kiểm nghiệm tỉnh yêu cầu" not in record_of(
            signed_in(people[name]), test.appraisal.dossier
        )


def test_it_is_written_in_the_audit(cast: Cast, test: RequestedTest) -> None:

    hand_in_test(test=test, uploads=[evaluations.pdf()], actor=cast.an, on=ON)
    last = timeline(test.appraisal).last()
    assert last is not None
    assert (last.verb, last.actor) == (EvaluationVerb.TEST_HANDED_IN, cast.an)


def test_it_waits_on_the_producers_list_until_it_is_handed_in(
    cast: Cast, test: RequestedTest
) -> None:
    second = asked(test.appraisal, "Chì")
    desk = work_of(User.objects.get(pk=cast.an.pk), on=today()).desk
    assert {(row.title, row.url) for row in desk} == {
        ("Kiểm nghiệm tỉnh yêu cầu: Histamin", url_of(test)),
        ("Kiểm nghiệm tỉnh yêu cầu: Chì", url_of(second)),
    }
    assert desk[0].due.startswith("Yêu cầu ")
    hand_in_test(test=test, uploads=[evaluations.pdf()], actor=cast.an, on=ON)
    assert list(waiting_tests(cast.an, on=today())) == [second]
    for person in (cast.binh, cast.people["other_producer"], cast.people["former_member"]):
        assert list(waiting_tests(person, on=today())) == []
    appraisals.reported(test.appraisal)
    assert list(waiting_tests(cast.an, on=today())) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_asks_the_same_for_one_and_three_tests(
    cast: Cast, khoa: User, django_assert_num_queries: Any, rows: int
) -> None:
    row = appraisals.appraisal(at(cast, "accepted"), lead=khoa)
    for number in range(rows):
        asked(row, f"Chỉ tiêu {number}")
    client = signed_in(cast.an)
    address = reverse("evaluations:dossier", args=[row.dossier.code])
    client.get(address)
    with django_assert_num_queries(21):
        client.get(address)
