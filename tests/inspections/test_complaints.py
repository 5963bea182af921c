"""Reports of misuse: from anybody, to the office and the inspectors, answered once."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEntry
from common.errors import DomainError
from common.workflow import blocked_reason
from inspections.enums import ComplaintMove, ComplaintState, InspectionVerb
from inspections.models import Complaint
from inspections.selectors import complaints_visible_to
from inspections.services import file_complaint, handle_complaint
from inspections.views import REPORTS_AN_HOUR
from inspections.workflow import COMPLAINT_MOVES
from notifications.models import Notice
from tests.factories import accounts, certificates, communes, evaluations, products
from tests.factories.certificates import TODAY, Scene

FORM = "/phan-anh/"
TEXT = "Bao bì in năm sao nhưng đã hết hạn, mua ở chợ Vườn Hoa"


@pytest.fixture
def em(scene: Scene) -> User:
    return accounts.user("Ngô Thị Em", Role.INSPECTOR, scene.province)


def complaint(**details: object) -> Complaint:
    return file_complaint(text=TEXT, on=TODAY, **details)  # type: ignore[arg-type]


def test_a_guest_reports_and_the_office_is_told(scene: Scene, client: Client) -> None:
    code = certificates.recorded(scene).code
    sent = client.post(
        FORM, {"text": TEXT, "certificate_code": code.lower(), "contact": "0987 654 321"}
    )
    assert sent["Location"] == reverse("inspections:complaint_sent")
    row = Complaint.objects.get()
    assert row.product is not None
    assert (row.product.certificates.get().code, row.state) == (code, ComplaintState.RECEIVED)
    notice = Notice.objects.get()
    assert notice.recipient == scene.officer
    assert TEXT not in notice.body
    entry = AuditEntry.objects.get(verb=InspectionVerb.COMPLAINT_FILED)
    assert entry.actor is None
    assert "0987" not in str(entry.data) + entry.reason + entry.target_label


def test_a_code_that_does_not_exist_is_kept_as_typed(scene: Scene) -> None:
    row = complaint(certificate_code="AAAA-BBBB")
    assert (row.product, row.certificate_code) == (None, "AAAA-BBBB")


def test_a_photo_is_kept_and_only_the_office_sees_it(
    scene: Scene, em: User, client: Client
) -> None:
    client.post(FORM, {"text": TEXT, "photo": products.picture()})
    row = Complaint.objects.get()
    url = reverse("inspections:complaint_photo", args=[row.code])
    assert client.get(url).status_code == 302
    client.force_login(em)
    answer = client.get(url)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer)[:2] == b"\xff\xd8"  # type: ignore[arg-type]
    client.force_login(scene.binh)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("text", ["", "ngắn", "   "])
def test_a_report_without_words_is_refused_and_keeps_what_was_typed(
    scene: Scene, client: Client, text: str
) -> None:
    page = client.post(FORM, {"text": text, "contact": "giữ lại"})
    assert page.status_code == 400
    assert "giữ lại" in page.content.decode()
    assert not Complaint.objects.exists()


def test_a_file_that_is_no_photo_is_refused(scene: Scene, client: Client) -> None:
    page = client.post(FORM, {"text": TEXT, "photo": evaluations.pdf()})
    assert page.status_code == 400
    assert "nội dung không phải" in page.content.decode()
    assert not Complaint.objects.exists()


def test_the_trap_catches_machines_without_telling_them(scene: Scene, client: Client) -> None:
    sent = client.post(FORM, {"text": TEXT, "website": "http://spam.example"})
    assert sent.status_code == 302
    assert not Complaint.objects.exists()


def test_too_many_reports_from_one_address_are_asked_to_wait(scene: Scene, client: Client) -> None:
    for _ in range(REPORTS_AN_HOUR):
        assert client.post(FORM, {"text": TEXT}).status_code == 302
    refused = client.post(FORM, {"text": TEXT})
    assert refused.status_code == 429
    assert Complaint.objects.count() == REPORTS_AN_HOUR


def test_the_form_needs_its_token(scene: Scene) -> None:
    assert Client(enforce_csrf_checks=True).post(FORM, {"text": TEXT}).status_code == 403


def test_a_report_is_answered_once(scene: Scene, em: User, client: Client) -> None:
    row = complaint()
    client.force_login(em)
    url = reverse("inspections:complaint_handle", args=[row.code])
    assert client.post(url, {"answer": ""}).status_code == 400
    assert client.post(url, {"answer": "Đã tới cơ sở, yêu cầu gỡ sao"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.handled_by) == (ComplaintState.HANDLED, em)
    again = client.post(url, {"answer": "Ghi khác đi"})
    assert again.status_code == 409
    row.refresh_from_db()
    assert row.answer == "Đã tới cơ sở, yêu cầu gỡ sao"
    assert AuditEntry.objects.filter(verb=InspectionVerb.COMPLAINT_HANDLED).count() == 1


@pytest.mark.parametrize("state", ComplaintState.values)
@pytest.mark.parametrize("move", list(COMPLAINT_MOVES))
def test_every_state_and_move(scene: Scene, state: str, move: str) -> None:
    row = complaint()
    row.state = state
    allowed = (state, move) == (ComplaintState.RECEIVED, ComplaintMove.HANDLE)
    reason = blocked_reason(COMPLAINT_MOVES, move, row, answer="Đã xem xét")
    assert (reason is None) == allowed


def test_an_answer_of_blanks_is_refused(scene: Scene) -> None:
    row = complaint()
    with pytest.raises(DomainError) as refusal:
        handle_complaint(complaint=row, answer="  ", actor=scene.officer)
    assert refusal.value.code == "state"


def test_handled_without_answer_is_refused_by_the_database(scene: Scene) -> None:
    row = complaint()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=row.pk).update(state=ComplaintState.HANDLED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=row.pk).update(state="lost")
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=row.pk).update(text="")


@pytest.mark.parametrize(
    ("role", "here", "listed", "one"),
    [
        (Role.PROVINCE_OFFICER, True, 200, 200),
        (Role.INSPECTOR, True, 200, 200),
        (Role.INSPECTOR, False, 200, 404),
        (Role.PROVINCE_LEADER, True, 403, 404),
        (Role.COMMUNE_OFFICER, True, 403, 404),
        (Role.ADMINISTRATOR, None, 403, 404),
        (Role.PRODUCER, None, 403, 404),
        ("", None, 403, 404),
    ],
)
def test_who_reads_reports_about_a_product(
    scene: Scene, client: Client, role: str, here: bool | None, listed: int, one: int
) -> None:
    row = complaint(certificate_code=certificates.recorded(scene).code)
    place = scene.province if here else communes.province("Tỉnh Nghệ An", "40")
    person = accounts.user("Trần Văn Ai", role, None if here is None else place)
    client.force_login(person)
    assert client.get(reverse("inspections:complaint_list")).status_code == listed
    detail = reverse("inspections:complaint_detail", args=[row.code])
    assert client.get(detail).status_code == one
    handle = reverse("inspections:complaint_handle", args=[row.code])
    assert client.post(handle, {"answer": "x"}).status_code == (302 if one == 200 else 404)
    assert client.get(handle).status_code == 405
    seen = complaints_visible_to(person, on=TODAY).filter(pk=row.pk).exists()
    assert seen == person.has_perm("inspections.view_complaint", row) == (one == 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_a_fixed_number_of_statements(
    scene: Scene,
    em: User,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        complaint(certificate_code=certificates.recorded(scene).code)
    client.force_login(em)
    url = reverse("inspections:complaint_list")
    client.get(url)
    with django_assert_num_queries(8):
        assert client.get(url).status_code == 200
