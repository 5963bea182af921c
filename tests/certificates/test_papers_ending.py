"""Papers to be renewed: which, for whom, on the page, on the work list, in the month's notice."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from certificates.selectors import papers_ending
from certificates.services import tell_of_papers
from evaluations.models import DossierPaper
from notifications.models import Notice
from producers.models import Paper
from producers.services import withdraw_paper
from tests.factories import accounts, evaluations, producers
from tests.factories.certificates import TODAY, Scene, issued
from tests.factories.papers import paper

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
URL = "/lam-viec/giay-to-het-han/"


def ends(scene: Scene, days: int, title: str = "") -> Paper:
    return paper(scene.producer, title=title, valid_until=TODAY + days * DAY)


def test_what_ends_within_ninety_days_is_listed_the_first_first(scene: Scene) -> None:
    later, soon = ends(scene, 90), ends(scene, 0)
    ends(scene, 91)
    ends(scene, -1)
    paper(scene.producer)
    gone = ends(scene, 5)
    withdraw_paper(paper=gone, reason="Nhầm", actor=scene.an, on=TODAY)
    assert list(papers_ending(scene.an, on=TODAY)) == [soon, later]


def test_what_ended_is_listed_while_a_dossier_under_way_rests_on_it(scene: Scene) -> None:
    old = ends(scene, -1)
    row = evaluations.dossier(scene.product(), actor=scene.an)
    DossierPaper.objects.create(dossier=row, paper=old, added_by=scene.an)
    (found,) = papers_ending(scene.an, on=TODAY)
    assert (found.holds_dossier, found.holds_certificate) == (True, False)  # type: ignore[attr-defined]
    type(row).objects.filter(pk=row.pk).update(state="withdrawn")
    assert not papers_ending(scene.an, on=TODAY).exists()


def test_what_ended_is_listed_while_a_valid_certificate_rests_on_it(scene: Scene) -> None:
    old = ends(scene, -1)
    certificate = issued(scene)
    assert certificate.dossier is not None
    DossierPaper.objects.create(dossier=certificate.dossier, paper=old, added_by=scene.an)
    (found,) = papers_ending(scene.an, on=TODAY)
    assert found.holds_certificate  # type: ignore[attr-defined]
    assert not papers_ending(scene.an, on=TODAY + 1200 * DAY).exists()


def person(scene: Scene, who: str) -> User:
    known = {"an": scene.an, "binh": scene.binh, "officer": scene.officer, "leader": scene.leader}
    if who == "other own":
        return producers.member(producers.producer(unit=scene.commune), "Lê Văn Khác")
    return known.get(who) or accounts.outsider()


@pytest.mark.parametrize(
    ("who", "status", "rows"),
    [
        ("an", 200, 1),
        ("binh", 200, 1),
        ("officer", 200, 1),
        ("other own", 200, 0),
        ("leader", 403, None),
        ("outsider", 403, None),
    ],
)
def test_who_opens_the_list_and_sees_what(
    client: Client, scene: Scene, who: str, status: int, rows: int | None
) -> None:
    ends(scene, 5)
    client.force_login(person(scene, who))
    answer = client.get(URL)
    assert answer.status_code == status
    if rows is not None:
        assert len(answer.context["papers"]) == rows


def test_the_list_is_narrowed_and_taken_away(client: Client, scene: Scene) -> None:
    ends(scene, 5, "Sắp hết")
    row = evaluations.dossier(scene.product(), actor=scene.an)
    DossierPaper.objects.create(dossier=row, paper=ends(scene, -1, "Đã hết"), added_by=scene.an)
    client.force_login(scene.an)
    for asked, titles in (("het", ["Đã hết"]), ("sap", ["Sắp hết"]), ("x", ["Đã hết", "Sắp hết"])):
        answer = client.get(URL, {"han": asked})
        assert [each.title for each, _standing, _rests in answer.context["papers"]] == titles
    table = client.get(URL, {"han": "het", "tai": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(table.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    cells = [cell.value for line in sheet.iter_rows() for cell in line]
    assert "hồ sơ đang làm" in cells
    assert "Sắp hết" not in cells


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number(
    client: Client, scene: Scene, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for days in range(rows):
        ends(scene, days)
    client.force_login(scene.binh)
    with django_assert_num_queries(10):
        client.get(URL)


def test_the_work_list_says_how_many_and_which_ends_first(client: Client, scene: Scene) -> None:
    ends(scene, 5, "Giấy ATTP")
    ends(scene, 50)
    client.force_login(scene.binh)
    rows = client.get(reverse("reports:worklist")).context["work"].desk
    (row,) = [each for each in rows if each.url == URL]
    assert (row.title, row.due) == ("2 giấy tờ cần cấp lại", "Còn 5 ngày")
    assert row.note == f"Sớm nhất: Giấy ATTP, {scene.producer.name}"


def test_each_keeper_is_told_once_a_month(scene: Scene) -> None:
    ends(scene, 5, "Giấy ATTP")
    ends(scene, 50)
    producers.member(producers.producer(unit=scene.commune), "Lê Văn Khác")
    assert tell_of_papers(on=TODAY) == 3
    assert tell_of_papers(on=TODAY + DAY) == 0
    told = Notice.objects.filter(kind="certificates.paper_digest")
    assert {each.recipient for each in told} == {scene.an, scene.binh, scene.officer}
    notice = told.get(recipient=scene.an)
    assert notice.subject == "2 giấy tờ cần cấp lại, 0 đã hết hạn"
    assert f"- Giấy ATTP, {scene.producer.name}: có giá trị đến hết 25/11/2026" in notice.body
    assert tell_of_papers(on=dt.date(2026, 12, 1)) == 3
