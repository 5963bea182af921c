"""Pages: each role × address, what each page shows, statement counts at one and three rows."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from certificates import selectors
from certificates.enums import CertificateStatus, DecisionState
from certificates.models import Certificate, Decision
from communes.models import AdministrativeUnit
from evaluations.enums import DossierState
from tests.factories import accounts, certificates, communes, producers
from tests.factories.certificates import TODAY, Scene

S = CertificateStatus
CAST = (
    "an",
    "binh",
    "officer",
    "leader",
    "inspector",
    "central",
    "administrator",
    "other_an",
    "other_binh",
    "other_officer",
    "other_leader",
    "outsider",
)


def cast(scene: Scene) -> dict[str, User]:
    """Everybody: those of the scene, their like elsewhere, and Dũng without a role."""
    elsewhere = Scene(communes.province("Tỉnh Nghệ An", "40"))
    return {
        "an": scene.an,
        "binh": scene.binh,
        "officer": scene.officer,
        "leader": scene.leader,
        "inspector": accounts.user("Mai Em", Role.INSPECTOR, scene.province),
        "central": accounts.user("Vũ Thị Trung", Role.CENTRAL_OFFICER),
        "administrator": accounts.user("Quản Trị", Role.ADMINISTRATOR),
        "other_an": producers.member(producers.producer("Hợp tác xã Khác", scene.commune)),
        "other_binh": accounts.commune_officer(communes.commune("Xã Hoằng Giang")),
        "other_officer": elsewhere.officer,
        "other_leader": elsewhere.leader,
        "outsider": accounts.outsider(),
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


SEES = {"an", "binh", "officer", "leader", "inspector", "central", "administrator"}
LIST, DECISION_LIST, NEW = 8, 8, 6
DECISIONS = {"officer", "leader", "central", "administrator"}


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("stars", [3, 5])
def test_certificate_pages_by_role(scene: Scene, who: str, stars: int) -> None:
    person = cast(scene)[who]
    certificate = certificates.recorded(scene, stars=stars)
    client = signed_in(person)
    found = 200 if who in SEES else 404
    authority = {"leader"} if stars == 3 else {"central"}
    register = {"officer"} if stars == 3 else {"central"}

    def status(name: str) -> int:
        return client.get(reverse(f"certificates:{name}", args=[certificate.code])).status_code

    def expected(allowed: set[str]) -> int:
        return 404 if who not in SEES else 200 if who in allowed else 403

    assert status("detail") == found
    assert status("pdf") == (409 if who in SEES else 404)  # an old register has no paper
    assert [status(name) for name in ("suspend", "revoke", "restore")] == [expected(authority)] * 3
    assert status("surrender") == expected(register)
    rows = client.get(reverse("certificates:list")).context["page"].object_list
    assert [row.pk for row in rows] == ([certificate.pk] if who in SEES else [])


@pytest.mark.parametrize("who", CAST)
def test_view_permission_and_list_agree(scene: Scene, who: str) -> None:
    person = cast(scene)[who]
    certificate = certificates.recorded(scene)
    listed = selectors.visible_to(person, on=TODAY).filter(pk=certificate.pk).exists()
    assert person.has_perm("certificates.view_certificate", certificate) == listed
    decision = certificate.decision
    listed = selectors.decisions_visible_to(person, on=TODAY).filter(pk=decision.pk).exists()
    assert person.has_perm("certificates.view_decision", decision) == listed


@pytest.mark.parametrize("who", CAST)
def test_decision_pages_by_role(scene: Scene, who: str) -> None:
    person = cast(scene)[who]
    decision = certificates.draft(scene)
    below = certificates.verdict(scene, stars=None, total="41.00")
    client = signed_in(person)

    def status(name: str, *args: str) -> int:
        return client.get(reverse(f"certificates:{name}", args=args)).status_code

    offices = {"officer", "other_officer"}
    readers = DECISIONS | {"other_officer", "other_leader"}
    assert status("decision_list") == (200 if who in readers else 403)
    assert status("decision_create") == (200 if who in offices | {"central"} else 403)
    assert status("decision_detail", decision.code) == (200 if who in DECISIONS else 404)
    issue = 404 if who not in DECISIONS else 200 if who == "leader" else 403
    assert status("decision_issue", decision.code) == issue
    discard = reverse("certificates:decision_discard", args=[decision.code])
    assert client.get(discard).status_code == 405
    letter = {"officer": 200, "other_officer": 404}.get(who, 403)
    assert status("not_recognised", below.dossier.code) == letter
    posted = client.post(discard).status_code
    assert posted == (404 if who not in DECISIONS else 302 if who == "officer" else 403)


def test_guests_are_sent_to_sign_in(scene: Scene, client: Client) -> None:
    certificate = certificates.recorded(scene)
    for name, args in (("list", []), ("detail", [certificate.code]), ("decision_list", [])):
        url = reverse(f"certificates:{name}", args=args)
        response = client.get(url)
        assert (response.status_code, response["Location"]) == (302, f"/dang-nhap/?next={url}")


def test_officer_of_the_merged_commune_sees_what_was_recorded_for_the_former(scene: Scene) -> None:
    old = communes.commune("Xã Hoằng Lưu", communes.district(parent=scene.province))
    communes.change(scene.commune, old)
    certificate = certificates.recorded(scene)
    type(certificate.product).objects.filter(pk=certificate.product_id).update(unit=old)
    for person in (scene.binh, scene.officer, scene.leader):
        assert certificate in selectors.visible_to(person, on=TODAY)


# --- the list -------------------------------------------------------------------------------


def _rows(client: Client, query: str) -> list[Certificate]:
    page = client.get(reverse("certificates:list") + query).context["page"]
    return list(page.object_list)


def test_list_puts_the_expiring_first_and_counts_each_status(scene: Scene) -> None:
    valid = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    gone = certificates.recorded(scene, decided_on=dt.date(2020, 3, 5))
    soon = certificates.recorded(scene, decided_on=dt.date(2024, 3, 5))
    client = signed_in(scene.binh)
    assert _rows(client, "") == [soon, valid, gone]
    assert _rows(client, "?trang-thai=expired") == [gone]
    assert _rows(client, "?trang-thai=linh-tinh") == [soon, valid, gone]
    tabs = client.get(reverse("certificates:list")).context["tabs"]
    assert [(tab["label"], tab["count"]) for tab in tabs] == [
        ("Tất cả", 3),
        ("Còn hiệu lực", 1),
        ("Sắp hết hạn", 1),
        ("Đã hết hạn", 1),
    ]


def test_list_is_searched_without_accents_and_filtered(scene: Scene) -> None:
    tea = certificates.recorded(scene, product=scene.product("Chè Đắng Ngọc Lặc"), stars=4)
    rice = certificates.recorded(scene, product=scene.product("Gạo Cẩm Thành"))
    client = signed_in(scene.officer)
    assert _rows(client, "?q=che+dang") == [tea]
    assert _rows(client, f"?q={rice.code.lower()}") == [rice]
    assert _rows(client, "?sao=4") == [tea]
    assert _rows(client, f"?noi={scene.commune.key}") == _rows(client, "")
    assert _rows(client, "?q=khong+co") == []


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "count"), [("list", LIST), ("decision_list", DECISION_LIST), ("decision_create", NEW)]
)
def test_lists_take_the_same_statements_at_any_length(
    scene: Scene, name: str, count: int, rows: int, django_assert_num_queries: object
) -> None:
    for _ in range(rows):
        certificates.recorded(scene)
        certificates.draft(scene)
        certificates.verdict(scene)
    client = signed_in(scene.officer)
    with django_assert_num_queries(count):  # type: ignore[operator]
        assert client.get(reverse(f"certificates:{name}")).status_code == 200


# --- acting on the pages --------------------------------------------------------------------


def _issue_form(**change: str) -> dict[str, str]:
    return {
        "number": "715/QĐ-UBND",
        "decided_on": "16/11/2026",
        "signer_title": "KT. CHỦ TỊCH\r\nPHÓ CHỦ TỊCH",
        "signer": "Đỗ Minh Hải",
    } | change


def test_office_drafts_and_leader_issues(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=4, total="75.00")
    office, leader = signed_in(scene.officer), signed_in(scene.leader)
    response = office.post(
        reverse("certificates:decision_create"),
        {"kind": "recognise", "dossiers": [row.dossier.code]},
    )
    decision = Decision.objects.get()
    page = reverse("certificates:decision_detail", args=[decision.code])
    assert response["Location"] == page
    assert "Ban hành</" not in office.get(page).content.decode()
    issue = reverse("certificates:decision_issue", args=[decision.code])
    assert row.dossier.product.name in leader.get(issue).content.decode()
    assert leader.post(issue, _issue_form())["Location"] == page
    certificate = Certificate.objects.get()
    assert certificate.snapshot["decision"]["signer_title"] == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    paper = signed_in(scene.an).get(reverse("certificates:pdf", args=[certificate.code]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper["X-Content-Type-Options"] == "nosniff"
    assert b"".join(paper.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": ""}, "Chưa có số quyết định"),
        ({"decided_on": "16-13-2026"}, "Hãy viết ngày/tháng/năm, ví dụ 05/11/2026"),
        ({"decided_on": "21/11/2026"}, "Ngày quyết định 21/11/2026 ở tương lai"),
        ({"decided_on": "01/11/2026"}, "trước ngày Hội đồng kết luận"),
    ],
)
def test_issue_form_says_the_fault_and_keeps_what_was_typed(
    scene: Scene, change: dict[str, str], words: str
) -> None:
    decision = certificates.draft(scene)
    url = reverse("certificates:decision_issue", args=[decision.code])
    response = signed_in(scene.leader).post(url, _issue_form(signer="Người Ký Khác", **change))
    assert response.status_code == 200
    shown = response.content.decode()
    assert words in shown
    assert "Người Ký Khác" in shown
    decision.refresh_from_db()
    assert decision.state == DecisionState.DRAFT


def test_second_leader_clicking_issue_reads_who_was_first(scene: Scene) -> None:
    second = accounts.user("Bùi Thị Lan", Role.PROVINCE_LEADER, scene.province)
    decision = certificates.draft(scene)
    url = reverse("certificates:decision_issue", args=[decision.code])
    assert signed_in(scene.leader).post(url, _issue_form()).status_code == 302
    response = signed_in(second).post(url, _issue_form(number="716/QĐ-UBND"))
    assert response.status_code == 409
    assert "Đỗ Minh Hải đã ban hành Quyết định 715/QĐ-UBND" in response.content.decode()
    assert Certificate.objects.count() == 1


def test_leader_revokes_on_the_page(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    client = signed_in(scene.leader)
    url = reverse("certificates:revoke", args=[certificate.code])
    empty = client.post(url, {"effective_on": "20/11/2026"})
    assert "Hãy chọn một trong sáu trường hợp ở Điều 8.1" in empty.content.decode()
    form = {
        "ground": "mark",
        "basis_on": "10/11/2026",
        "decision_number": "3763/QĐ-UBND",
        "effective_on": "20/11/2026",
        "reason": "Dùng sao trên sản phẩm khác",
    }
    assert client.post(url, form).status_code == 302
    again = client.post(url, form)
    assert again.status_code == 409
    assert "Không thể “Thu hồi” khi đang ở bước “Đã thu hồi”" in again.content.decode()
    assert certificate.actions.count() == 1
    page = client.get(reverse("certificates:detail", args=[certificate.code])).content.decode()
    assert "Không được bán với sao OCOP từ ngày 20/11/2026" in page
    assert url not in page


def test_negative_result_is_told_on_the_page(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=None, total="41.00")
    client = signed_in(scene.officer)
    url = reverse("certificates:not_recognised", args=[row.dossier.code])
    assert url in client.get(reverse("certificates:decision_create")).content.decode()
    assert client.post(url).status_code == 302
    row.dossier.refresh_from_db()
    assert row.dossier.state == DossierState.NOT_RECOGNISED
    assert client.post(url).status_code == 409


def test_page_of_a_certificate_keeps_the_name_on_the_paper(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    name = certificate.product.name
    type(certificate.product).objects.filter(pk=certificate.product_id).update(name="Tên sau này")
    shown = signed_in(scene.binh).get(reverse("certificates:detail", args=[certificate.code]))
    assert f"<h1>{name}</h1>" in shown.content.decode()
    assert "(nay là Tên sau này)" in shown.content.decode()
    assert isinstance(scene.commune, AdministrativeUnit)
