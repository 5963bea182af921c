"""Pages of the papers for signing: each role × each door, typed words, what is told of progress."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from common.dates import today
from documents.services.docx import DOCX
from documents.services.files import read_bytes
from evaluations.enums import PackageState
from evaluations.models import SessionPackage
from evaluations.selectors.council.package_inputs import default_inputs
from evaluations.services.council.packaging import countersign_package, draw_package, void_package
from tests.factories import accounts, communes, packages, producers
from tests.factories import council as factory
from tests.tables import content_of

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def cast(of: factory.Sitting) -> dict[str, Any]:
    """One person of each kind."""
    dossier = of.dossiers[0]
    root = accounts.user("Vũ Tối Cao")
    root.is_superuser = root.is_staff = True
    root.save()
    return {
        "outsider": accounts.outsider(),
        "producer": producers.member(dossier.product.producer),
        "commune": accounts.commune_officer(dossier.unit),
        "elsewhere": accounts.province_officer(communes.province("Tỉnh Nghệ An", "40")),
        "central": accounts.user("Đỗ Trung Ương", Role.CENTRAL_OFFICER),
        "administrator": accounts.user("Vũ Quản Trị", Role.ADMINISTRATOR),
        "superuser": root,
        "inspector": accounts.user("Bùi Văn Em", Role.INSPECTOR, of.unit),
        "officer": of.officer,
        "leader": accounts.user("Lê Đức Giang", Role.PROVINCE_LEADER, of.unit),
        "chair": of.chair,
        "member": of.members[1].user,
        "secretary": of.secretary.user,
    }


STRANGERS = dict.fromkeys(
    (
        "outsider", "producer", "commune", "elsewhere", "central", "administrator", "superuser",
        "inspector",
    ),
    404,
)  # fmt: skip


def expected(*, leader: int, member: int, **others: int) -> dict[str, int]:
    return STRANGERS | {"leader": leader, "member": member, **others}


READ = expected(leader=200, member=403, officer=200, chair=200, secretary=200)
MOVES = {
    "package_make": expected(leader=403, member=403, officer=302, chair=403, secretary=302),
    "package_countersign": expected(leader=403, member=403, officer=403, chair=302, secretary=403),
    "package_void": expected(leader=403, member=403, officer=302, chair=302, secretary=302),
}


def url(name: str, package: SessionPackage) -> str:
    codes: list[Any] = [package.session.code]
    if name not in ("package_detail", "package_make"):
        codes.append(package.code)
    if name in ("package_paper", "package_word"):
        codes.append(1)
    return reverse(f"evaluations:{name}", args=codes)


def test_each_role_at_each_page() -> None:
    of = packages.over()
    package = packages.made(of)
    doors = ("package_detail", "package_zip", "package_paper", "package_word")
    for who, user in cast(of).items():
        client = client_of(user)
        for door in doors:
            answer = client.get(url(door, package))
            if answer.streaming:
                answer.getvalue()
            assert (who, door, answer.status_code) == (who, door, READ[who])
    for door in doors:
        assert Client().get(url(door, package)).status_code == 302


@pytest.mark.parametrize("name", MOVES)
def test_each_role_at_each_move(name: str) -> None:
    of = packages.over()
    made = packages.ready(of)
    people = cast(of)
    words = default_inputs(of.session)
    for who, user in people.items():
        SessionPackage.objects.exclude(pk=made.pk).delete()
        SessionPackage.objects.filter(pk=made.pk).update(
            state=PackageState.READY, voided_at=None, voided_by=None, void_reason=""
        )
        if name == "package_make":
            void_package(package=made, reason="Lập lại", actor=of.officer)
        data = {**words, "huy-reason": "Sai tên người ký"}
        status = client_of(user).post(url(name, made), data).status_code
        assert (who, status) == (who, MOVES[name][who])


@pytest.mark.parametrize("door", ["package_detail", "package_make"])
def test_before_the_end_there_is_nothing_to_open(door: str) -> None:
    of = factory.sitting(members=2)
    factory.opened(of, factory.answers(of.form), factory.answers(of.form))
    address = reverse(f"evaluations:{door}", args=[of.session.code])
    for user in (of.officer, of.chair, of.secretary.user):
        client = client_of(user)
        answer = client.get(address) if door == "package_detail" else client.post(address)
        assert answer.status_code == 409
        assert "Phiên họp chưa bế mạc" in answer.content.decode()
    page = client_of(of.officer).get(reverse("evaluations:session_detail", args=[of.session.code]))
    assert "Bộ văn bản trình ký" not in page.content.decode()


def test_a_package_of_another_sitting_is_not_found() -> None:
    of = packages.over()
    package = packages.asked(of)
    wrong = reverse("evaluations:package_void", args=["KHONGCO", package.code])
    assert client_of(of.officer).post(wrong, {"huy-reason": "x"}).status_code == 404


def test_typed_words_survive_an_error_and_reach_the_papers() -> None:
    of = packages.over()
    client = client_of(of.secretary.user)
    address = reverse("evaluations:package_make", args=[of.session.code])
    words = {**default_inputs(of.session), "remarks": "Đề nghị tập huấn <b>nhãn hiệu</b>"}
    answer = client.post(address, {**words, "chair_name": "", "dated_on": "31/13/2026"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Đề nghị tập huấn &lt;b&gt;nhãn hiệu&lt;/b&gt;" in text
    assert 'value="31/13/2026"' in text
    assert SessionPackage.objects.count() == 0
    assert client.post(address, {**words, "dated_on": "30/11/2026"}).status_code == 302
    package = SessionPackage.objects.get()
    assert package.facts["inputs"]["remarks"] == words["remarks"]
    assert package.facts["inputs"]["dated_on"] == "2026-11-30"


def test_no_figure_can_be_typed() -> None:
    of = packages.over()
    forged = {**default_inputs(of.session), "total": "99", "counts": "9", "products": "[]"}
    client_of(of.officer).post(reverse("evaluations:package_make", args=[of.session.code]), forged)
    facts = SessionPackage.objects.get().facts
    assert facts["products"][0]["total"] == "80.00"
    assert facts["counts"]["products"] == 1
    assert "total" not in facts["inputs"]


def test_the_page_tells_how_far_the_job_has_come() -> None:
    of = packages.over()
    package = packages.asked(of)
    client = client_of(of.chair)
    address = url("package_detail", package)
    assert "Đang xếp hàng chờ" in client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert ("Đang lập các văn bản" in part, "<html" in part) == (True, False)
    draw_package(package.pk)
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    text = client.get(address).content.decode()
    assert "Biên bản họp Hội đồng" in text
    assert "Duyệt bộ văn bản" in text


def test_a_void_version_stays_and_says_so() -> None:
    of = packages.over()
    package = packages.ready(of)
    countersign_package(package=package, actor=of.chair)
    client = client_of(of.secretary.user)
    refused = client.post(url("package_void", package), {"huy-reason": " "})
    assert (refused.status_code, "Hãy ghi lý do hủy" in refused.content.decode()) == (400, True)
    void_package(package=package, reason="Sai tên <i>thư ký</i>", actor=of.officer)
    text = client.get(url("package_detail", package)).content.decode()
    assert "Các bản đã hủy" in text
    assert "Sai tên &lt;i&gt;thư ký&lt;/i&gt;" in text
    assert "Lập bộ văn bản trình ký" in text
    answer = client.get(url("package_zip", package))
    assert f"trinh-ky-{today():%Y%m%d}-ban-1-da-huy.zip" in answer["Content-Disposition"]
    assert content_of(answer) == read_bytes(package.file)


def test_a_word_file_is_the_one_in_the_zip() -> None:
    of = packages.over()
    package = packages.made(of)
    client = client_of(of.officer)
    answer = client.get(url("package_word", package))
    assert answer["Content-Type"] == DOCX
    with zipfile.ZipFile(io.BytesIO(content_of(client.get(url("package_zip", package))))) as file:
        assert file.read("01-bien-ban-hop-hoi-dong.docx") == answer.content
    # The sheets of a member have no Word file.
    sheets = reverse("evaluations:package_word", args=[of.session.code, package.code, 7])
    assert client.get(sheets).status_code == 404


# Session, user and roles of the person, notices unread: 4 of each.
PAGE_QUERIES = 13


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_costs_the_same_however_many_versions(
    versions: int, django_assert_num_queries
) -> None:
    of = packages.over()
    for number in range(versions):
        package = packages.ready(of)
        if number < versions - 1:
            void_package(package=package, reason="Lập lại", actor=of.officer)
    client = client_of(of.officer)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(url("package_detail", package))
