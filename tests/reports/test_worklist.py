"""What waits for each person: the right rows, the right order, a fixed number of statements."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role, Title
from accounts.models import User
from certificates.enums import DecisionKind
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.services.council.sitting import open_item
from evaluations.services.council.verdict import conclude_item
from inspections.services import file_complaint
from notifications.enums import MailState
from notifications.models import Notice, OutboxMail
from reports.selectors import WorkList, work_of
from tests.factories import (
    accounts,
    catalogue,
    certificates,
    communes,
    council,
    evaluations,
    programmes,
)
from tests.factories.certificates import TODAY, Scene

URL = "/lam-viec/"


def work(user: User, *, on: dt.date = TODAY) -> WorkList:
    return work_of(User.objects.get(pk=user.pk), on=on)


def titles(user: User) -> list[str]:
    return [row.title for row in work(user).desk]


def dossier_in(scene: Scene, state: str, *, on: dt.date = TODAY) -> Dossier:
    """A dossier of the scene's producer, walked to ``state``."""
    row = evaluations.dossier(product=scene.product(), actor=scene.an)
    return evaluations.in_state(state, row=row, on=on)


@pytest.mark.parametrize(
    ("state", "who", "title"),
    [
        (DossierState.DRAFT, "an", "Viết tiếp hồ sơ"),
        (DossierState.RETURNED, "an", "Bổ sung hồ sơ theo yêu cầu của xã, phường"),
        (DossierState.FILED, "binh", "Kiểm tra hồ sơ, viết đánh giá (Mẫu số 03)"),
        (DossierState.SUPPLEMENT, "binh", "Bổ sung theo yêu cầu của tỉnh"),
        (DossierState.PROPOSED, "officer", "Tiếp nhận hồ sơ xã, phường đề nghị"),
        (DossierState.RECEIVED, "officer", "Kiểm tra hồ sơ, đưa vào đợt đánh giá"),
    ],
)
def test_a_dossier_stands_on_the_desk_of_who_moves_it_next(
    scene: Scene, state: str, who: str, title: str
) -> None:
    row = dossier_in(scene, state)
    for name in ("an", "binh", "officer", "leader"):
        desk = work(getattr(scene, name)).desk
        expected = [(title, reverse("evaluations:dossier", args=[row.code]))] if name == who else []
        assert [(line.title, line.url) for line in desk] == expected


def test_a_draft_says_when_it_was_begun_and_which_registration_it_is(scene: Scene) -> None:
    product = scene.product()
    evaluations.dossier(product, actor=scene.an, kind="upgrade")
    desk = work(scene.an).desk
    assert [line.note for line in desk] == [f"{product.name}, nâng hạng · {scene.producer.name}"]
    assert [(line.due, line.due_note) for line in desk] == [("Mở hôm nay", "")]
    later = work(scene.an, on=TODAY + dt.timedelta(days=3)).desk
    assert [(line.due, line.due_note) for line in later] == [("Mở 3 ngày trước", "từ 20/11/2026")]


def test_the_commune_sees_its_clock(scene: Scene) -> None:
    dossier_in(scene, DossierState.FILED, on=dt.date(2026, 11, 2))
    row = work(scene.binh).desk[0]
    assert row.strip is not None
    assert (row.strip.used, row.strip.total, row.left, row.tone) == (14, 15, 1, "warn")
    assert row.due_note == "hạn 23/11/2026"
    late = work(scene.binh, on=dt.date(2026, 11, 25)).desk[0]
    assert (late.left, late.tone) == (-2, "bad")


def test_a_term_that_ended_on_friday_is_late_on_saturday(scene: Scene) -> None:
    dossier_in(scene, DossierState.FILED, on=dt.date(2026, 10, 30))
    friday = work(scene.binh, on=dt.date(2026, 11, 20)).desk[0]
    assert (friday.left, friday.tone) == (0, "warn")
    saturday = work(scene.binh, on=dt.date(2026, 11, 21)).desk[0]
    assert (saturday.due, saturday.due_note, saturday.tone) == (
        "Quá 1 ngày",
        "hạn 20/11/2026",
        "bad",
    )


def test_the_most_urgent_stands_first(scene: Scene) -> None:
    fresh = dossier_in(scene, DossierState.FILED, on=TODAY)
    old = dossier_in(scene, DossierState.FILED, on=dt.date(2026, 10, 20))
    urls = [row.url for row in work(scene.binh).desk]
    assert urls == [reverse("evaluations:dossier", args=[row.code]) for row in (old, fresh)]


def test_what_others_hold_stands_aside(scene: Scene) -> None:
    dossier_in(scene, DossierState.DRAFT)
    dossier_in(scene, DossierState.PROPOSED)
    assert [one.label for one in work(scene.binh).waiting] == [
        "Chủ thể đang soạn, bổ sung",
        "Tỉnh đang kiểm tra",
    ]
    assert [one.label for one in work(scene.an).waiting] == ["Tỉnh đang kiểm tra"]
    assert work(scene.officer).waiting == []


def test_the_office_prepares_decisions_and_tells_negative_results(scene: Scene) -> None:
    certificates.verdict(scene, stars=3)
    certificates.verdict(scene, stars=4, total="75.00")
    certificates.verdict(scene, stars=5, total="92.00")
    certificates.verdict(scene, stars=None, total="41.00")
    rows = work(scene.officer).desk
    assert sorted(row.title for row in rows) == [
        "Soạn quyết định công nhận cho 2 sản phẩm",
        "Soạn quyết định phê duyệt kết quả cho 1 sản phẩm",
        "Thông báo kết quả không đạt",
    ]
    assert titles(scene.leader) == []


def test_the_leader_issues_what_the_office_prepared(scene: Scene) -> None:
    draft = certificates.draft(scene, kind=DecisionKind.RECOGNISE)
    row = work(scene.leader).desk[0]
    assert row.title == "Ban hành quyết định cho 1 sản phẩm"
    assert row.url == reverse("certificates:decision_issue", args=[draft.code])
    certificates.issue(draft, actor=scene.leader)
    assert titles(scene.leader) == []


def test_a_leader_of_another_province_sees_nothing(scene: Scene) -> None:
    other = accounts.user("Vũ Khác", Role.PROVINCE_LEADER, communes.province("Tỉnh Nghệ An", "40"))
    certificates.draft(scene)
    assert titles(other) == []


def test_certificates_to_renew_follow_the_window(scene: Scene) -> None:
    days = {"Mở": 200, "Trong": 170, "Gần": 130, "Qua": 100}
    for name, left in days.items():
        product = catalogue.named(scene, f"{name} kỳ nộp")
        certificates.ending_on(scene, TODAY + dt.timedelta(days=left), product=product)
    far = catalogue.named(scene, "Còn lâu")
    certificates.ending_on(scene, TODAY + dt.timedelta(days=400), product=far)
    found = work(scene.binh)
    assert [(row.title, row.tone) for row in found.renewals] == [
        ("Đã qua hạn nộp hồ sơ đánh giá lại", "bad"),
        ("Nhắc chủ thể nộp hồ sơ đánh giá lại", "warn"),
        ("Nhắc chủ thể nộp hồ sơ đánh giá lại", ""),
        ("Chuẩn bị đánh giá lại", ""),
    ]
    assert (found.renewals_total, found.count) == (4, 2)
    assert work(scene.an).renewals[1].title == "Nộp hồ sơ đánh giá lại"
    assert work(scene.leader).renewals == []


def test_an_end_known_by_its_year_is_told_as_the_earliest_possible(scene: Scene) -> None:
    certificates.recorded(scene, decided_on=None, decided_year=TODAY.year - 2)
    (row,) = work(scene.binh).renewals
    earliest = f"01/01/{TODAY.year + 1}"
    assert row.note.endswith(f"3 sao, sổ chỉ ghi năm, hết hạn sớm nhất {earliest}")


def test_a_product_with_a_dossier_on_the_way_need_not_be_renewed(scene: Scene) -> None:
    product = scene.product()
    certificates.ending_on(scene, TODAY + dt.timedelta(days=150), product=product)
    assert len(work(scene.binh).renewals) == 1
    evaluations.dossier(product=product, actor=scene.an)
    assert work(scene.binh).renewals == []


def test_members_declare_then_score_and_the_chair_opens_and_concludes(db: None) -> None:
    of = council.sitting(members=3, dossiers=1)
    chair, member, secretary = of.chair, of.members[1].user, of.secretary.user
    assert set(titles(chair)) == {"Ký bản khai xung đột lợi ích", "Khai mạc phiên họp"}
    assert titles(secretary) == ["Điểm danh phiên họp"]
    assert titles(member) == ["Ký bản khai xung đột lợi ích"]
    council.declare(of, 1)
    assert titles(member) == []
    council.start(of)
    assert titles(member) == ["Chấm và ký phiếu cho 1 sản phẩm"]
    for index in range(3):
        council.score(of, index, council.answers(of.form))
    assert titles(member) == []
    assert titles(chair) == ["Mở điểm 1 sản phẩm đã ký đủ"]
    open_item(item=of.item, actor=chair)
    assert titles(chair) == ["Kết luận 1 sản phẩm đã mở điểm"]
    conclude_item(item=of.item, actor=chair, on=TODAY)
    assert titles(chair) == ["Bế mạc phiên họp"]
    assert titles(secretary) == ["Hoàn tất biên bản phiên họp"]


def test_who_waits_for_a_signature_sees_no_mark(db: None, client: Client) -> None:
    of = council.sitting(members=3, dossiers=1)
    council.start(of)
    council.score(of, 1, council.answers(of.form), comment="Nhận xét mật 8153")
    for person in (of.chair, of.members[2].user, of.secretary.user, of.officer):
        client.force_login(person)
        text = client.get(URL).content.decode()
        assert "8153" not in text
        assert "100,00" not in text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "statements"), [("member", 12), ("chair", 15)])
def test_a_sitting_costs_a_fixed_number_of_statements(
    client: Client,
    db: None,
    django_assert_num_queries: DjangoAssertNumQueries,
    who: str,
    statements: int,
    rows: int,
) -> None:
    of = council.sitting(members=3, dossiers=rows)
    council.start(of)
    person = of.members[1].user if who == "member" else of.chair
    client.force_login(person)
    client.get(URL)
    with django_assert_num_queries(statements):
        page = client.get(URL)
    assert [row.title for row in page.context["work"].desk] == ["Ký bản khai xung đột lợi ích"]


def test_the_inspector_and_the_office_see_reports_of_misuse(scene: Scene) -> None:
    em = accounts.user("Ngô Thị Em", Role.INSPECTOR, scene.province)
    file_complaint(text="Bao bì in năm sao, mua ở chợ Vườn Hoa", on=TODAY)
    for person in (em, scene.officer):
        assert titles(person) == ["Xem xét phản ánh của người dân"]
    assert titles(scene.binh) == []


def test_ideas_wait_for_the_communes_survey_then_for_the_office(scene: Scene) -> None:
    call = programmes.call(scene.province, actor=scene.officer, title="Ý tưởng năm 2027")
    first, second = (
        programmes.idea(call, actor=scene.binh, unit=scene.commune) for _number in range(2)
    )
    away = programmes.call(scene.province, actor=scene.officer, title="Ý tưởng bổ sung")
    elsewhere = communes.commune("Xã Khác", parent=scene.province)
    programmes.idea(away, actor=scene.officer, unit=elsewhere)
    desk = work(scene.binh).desk
    assert [(row.title, row.note, row.due) for row in desk] == [
        ("Khảo sát 2 ý tưởng sản phẩm", "Ý tưởng năm 2027", "Đã giữ 10 ngày")
    ]
    assert desk[0].url == f"{reverse('programmes:call_detail', args=[call.code])}?buoc=registered"
    assert titles(scene.officer) == []
    programmes.surveyed(first, actor=scene.binh)
    assert titles(scene.binh) == ["Khảo sát 1 ý tưởng sản phẩm"]
    rows = work(scene.officer).desk
    assert [(row.title, row.url) for row in rows] == [
        ("Chọn trong 1 ý tưởng đã khảo sát", reverse("programmes:idea_choose", args=[call.code]))
    ]
    programmes.surveyed(second, actor=scene.binh)
    programmes.decided(second, actor=scene.officer)
    assert titles(scene.officer) == ["Chọn trong 1 ý tưởng đã khảo sát"]
    assert titles(scene.binh) == []
    assert titles(scene.an) == []


def test_the_administrator_sees_mail_that_failed(scene: Scene) -> None:
    admin = accounts.user("Quản Trị", Role.ADMINISTRATOR)
    notice = Notice.objects.create(recipient=scene.an, kind="x", subject="Thư")
    OutboxMail.objects.create(notice=notice, to="an@example.com", state=MailState.FAILED)
    assert titles(admin) == ["Gửi lại 1 thư chưa tới nơi"]


def test_the_centre_sees_what_provinces_sent_up(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=5, total="92.00")
    decision = certificates.draft(scene, row, kind=DecisionKind.APPROVE_RESULT)
    certificates.issue(decision, actor=scene.leader)
    centre = accounts.user("Đỗ Trung Ương", Role.CENTRAL_OFFICER)
    assert titles(centre) == ["Xem hồ sơ tỉnh đề nghị Trung ương đánh giá"]


def _fill_desk(scene: Scene, who: str, rows: int) -> User:
    """``rows`` things to do for a role."""
    states = {"an": DossierState.DRAFT, "binh": DossierState.FILED, "officer": "proposed"}
    if who == "em":
        em = accounts.user("Ngô Thị Em", Role.INSPECTOR, scene.province)
        for number in range(rows):
            file_complaint(text=f"Bao bì in năm sao lần {number}", on=TODAY)
        return em
    for _ in range(rows):
        if who == "leader":
            certificates.draft(scene)
        else:
            dossier_in(scene, states[who])
            certificates.ending_on(scene, TODAY + dt.timedelta(days=140))
    person: User = getattr(scene, who)
    return person


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("who", "statements"), [("an", 17), ("binh", 18), ("officer", 22), ("leader", 13), ("em", 10)]
)
def test_the_list_costs_a_fixed_number_of_statements(
    scene: Scene,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    who: str,
    statements: int,
    rows: int,
) -> None:
    client.force_login(_fill_desk(scene, who, rows))
    client.get(URL)
    with django_assert_num_queries(statements):
        page = client.get(URL)
    assert len(page.context["work"].desk) == rows


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (Title.MRS, "Chào chị Bình, có 1 việc đang chờ chị"),
        (Title.MR, "Chào anh Bình, có 1 việc đang chờ anh"),
        (Title.NEUTRAL, "Chào anh/chị Bình, có 1 việc đang chờ anh/chị"),
    ],
)
def test_the_greeting_calls_the_person_as_chosen(
    scene: Scene, client: Client, title: str, words: str
) -> None:
    scene.binh.title = title
    scene.binh.save(update_fields=["title"])
    dossier_in(scene, DossierState.FILED)
    client.force_login(scene.binh)
    assert words in client.get(URL).content.decode()


def test_an_empty_desk_says_what_is_true(scene: Scene, client: Client) -> None:
    client.force_login(scene.binh)
    assert "không có việc nào đang chờ" in client.get(URL).content.decode()
    client.force_login(accounts.outsider())
    assert "Tài khoản này chưa có vai trò nào" in client.get(URL).content.decode()


def test_a_guest_is_asked_to_sign_in(db: None, client: Client) -> None:
    assert client.get(URL)["Location"].startswith("/dang-nhap/")


def test_who_keeps_a_place_is_asked_where_split_places_lie_today(scene: Scene) -> None:
    old = communes.commune("Xã Hoằng Yến", communes.district(parent=scene.province))
    second = communes.commune("Xã Hoằng Tiến", scene.province)
    for unit in (scene.commune, second):
        communes.change(unit, parts=(old,))
    first, other = catalogue.recognised(scene, "A"), catalogue.recognised(scene, "B")
    for product in (first, other):
        catalogue.placed(product, old)
    title = "Chọn xã, phường hiện nay cho 2 sản phẩm"
    for person in (scene.officer, scene.binh):
        assert [(row.title, row.url) for row in work(person).desk] == [
            (title, f"{reverse('products:product_list')}?can=noi")
        ]
    assert title not in titles(scene.leader) + titles(scene.an)
    for product in (first, other):
        catalogue.placed(product, old, scene.commune)
    assert titles(scene.officer) == titles(scene.binh) == []
