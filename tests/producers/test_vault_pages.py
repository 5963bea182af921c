"""The pages of the vault: who may open them, adding, changing, renewing, withdrawing, the list."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from common.dates import today
from documents.enums import FileKind
from documents.models import StoredFile
from documents.services import store_bytes
from producers.enums import HeldKind, PaperKind
from producers.models import Paper, Producer
from producers.services import draw_pictures
from tests.factories import accounts, communes
from tests.factories.papers import paper, pdf_bytes, photo
from tests.factories.producers import held, member, producer

pytestmark = pytest.mark.django_db


def address(name: str, row: Paper, *more: int) -> str:
    return reverse(f"producers:{name}", args=[row.producer.code, row.code, *more])


def pdf(name: str = "giay.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes() if content is None else content, "application/pdf")


def opened(client: Client, url: str) -> int:
    """The status of a page; a file is read to its end."""
    answer = client.get(url)
    if getattr(answer, "streaming", False):
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code


def person_of(who: str, row: Producer) -> User:
    province = row.unit.parent
    if who in ("own", "other own"):
        return member(row if who == "own" else producer(unit=row.unit))
    if who in ("commune", "other commune"):
        far = communes.commune("Xã Xa", communes.province("Tỉnh Nghệ An", "40"))
        return accounts.commune_officer(row.unit if who == "commune" else far)
    role = {
        "province": Role.PROVINCE_OFFICER,
        "leader": Role.PROVINCE_LEADER,
        "adviser": Role.ADVISER,
        "inspector": Role.INSPECTOR,
        "central": Role.CENTRAL_OFFICER,
        "administrator": Role.ADMINISTRATOR,
    }.get(who)
    person = accounts.outsider()
    if role:
        national = role in (Role.CENTRAL_OFFICER, Role.ADMINISTRATOR)
        accounts.give_role(person, role, None if national else province)
    return person


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("own", 200),
        ("commune", 200),
        ("province", 200),
        ("leader", 403),
        ("adviser", 403),
        ("inspector", 403),
        ("central", 403),
        ("administrator", 403),
        ("other own", 404),
        ("other commune", 404),
        ("outsider", 404),
    ],
)
def test_who_opens_which_door_of_a_vault(client: Client, who: str, status: int) -> None:
    row = paper(producer())
    draw_pictures(row.pk)
    certificate = held(row.producer)
    client.force_login(person_of(who, row.producer))
    doors = [
        reverse("producers:paper_list", args=[row.producer.code]),
        reverse("producers:paper_add", args=[row.producer.code]),
        address("paper_detail", row),
        address("paper_edit", row),
        address("paper_renew", row),
        address("paper_file", row),
        address("paper_picture", row, 1),
    ]
    assert {door: opened(client, door) for door in doors} == dict.fromkeys(doors, status)
    refused = {200: 400, 403: 403, 404: 404}[status]
    assert client.post(address("paper_withdraw", row)).status_code == refused
    into = reverse("producers:held_to_vault", args=[row.producer.code, certificate.code])
    assert client.post(into).status_code == {200: 409, 403: 403, 404: 404}[status]
    row.refresh_from_db()
    assert row.withdrawn_on is None


def test_a_paper_of_another_producer_is_not_found_below_ones_own_address(client: Client) -> None:
    row, other = producer(), paper(producer())
    client.force_login(member(row))
    for name in ("paper_detail", "paper_file", "paper_edit"):
        url = reverse(f"producers:{name}", args=[row.code, other.code])
        assert client.get(url).status_code == 404


def test_a_file_is_kept_first_and_its_details_asked_for_after(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    add = reverse("producers:paper_add", args=[row.code])
    answer = client.post(add, {"file": pdf("Phiếu 12.pdf"), "kind": PaperKind.TEST})
    kept = Paper.objects.get()
    assert (kept.filename, kept.kind, kept.pages) == ("Phiếu 12.pdf", PaperKind.TEST, 1)
    assert answer["location"] == address("paper_edit", kept)
    typed = {"kind": PaperKind.TEST, "number": "12/PKQ", "issued_on": "31/02/2026"}
    refused = client.post(address("paper_edit", kept), typed)
    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == ["issued_on"]
    assert 'value="12/PKQ"' in refused.text
    client.post(address("paper_edit", kept), typed | {"issued_on": "01/02/2026"})
    kept.refresh_from_db()
    assert (kept.number, kept.issued_on) == ("12/PKQ", dt.date(2026, 2, 1))


def test_a_script_that_sends_is_told_where_to_go(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    add = reverse("producers:paper_add", args=[row.code])
    answer = client.post(add, {"file": pdf()}, headers={"x-requested-with": "fetch"})
    assert answer.json() == {"url": address("paper_edit", Paper.objects.get())}


def test_the_same_file_again_leads_to_the_paper_that_is_there(client: Client) -> None:
    row, content = producer(), pdf_bytes()
    known = paper(row, title="Phiếu 12", content=content)
    client.force_login(member(row))
    add = reverse("producers:paper_add", args=[row.code])
    answer = client.post(add, {"file": pdf(content=content)}, follow=True)
    assert answer.redirect_chain == [(address("paper_detail", known), 302)]
    assert "Tệp này đã có trong kho với tên “Phiếu 12”" in answer.text
    assert Paper.objects.count() == 1


def test_photos_become_one_paper_in_their_order(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    photos = [photo("2.jpg", size=(80, 60)), photo("1.jpg")]
    client.post(reverse("producers:paper_add", args=[row.code]), {"file": photos})
    kept = Paper.objects.get()
    assert (kept.filename, kept.pages, kept.kind) == ("anh-chup-2-trang.pdf", 2, PaperKind.OTHER)
    assert kept.file.kind == FileKind.PDF


def test_a_refused_file_leaves_nothing_and_says_why(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    add = reverse("producers:paper_add", args=[row.code])
    answer = client.post(add, {"file": pdf(content=b"<html>"), "kind": PaperKind.IP})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["file"]
    assert client.post(add, {}).context["form"].errors["file"] == ["Chọn tệp PDF hoặc ảnh chụp"]
    assert not Paper.objects.exists()
    assert not StoredFile.objects.exists()


def test_two_hundred_megabytes_are_refused_before_they_are_read(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    add = reverse("producers:paper_add", args=[row.code])
    answer = client.post(add, {"file": pdf()}, CONTENT_LENGTH="209715200")
    assert answer.status_code == 413
    assert "Bạn gửi 200 MB, mỗi lần gửi nhiều nhất 100 MB" in answer.text
    ordinary = reverse("producers:held_add", args=[row.code])
    answer = client.post(ordinary, {"file": pdf()}, CONTENT_LENGTH="31457280")
    assert "Bạn gửi 30 MB, mỗi lần gửi nhiều nhất 20 MB" in answer.text


def test_a_renewed_paper_stands_beside_the_old_one(client: Client) -> None:
    old = paper(producer(), PaperKind.CONDITIONS, number="1", issuer="Chi cục", title="Giấy ATTP")
    client.force_login(member(old.producer))
    answer = client.post(address("paper_renew", old), {"file": pdf()})
    new = Paper.objects.get(replaces=old)
    assert answer["location"] == address("paper_edit", new)
    assert (new.title, new.issuer, new.number) == ("Giấy ATTP", "Chi cục", "")
    assert "Đã có bản mới" in client.get(address("paper_detail", old)).text
    again = client.post(address("paper_renew", old), {"file": pdf()})
    assert again.status_code == 409
    assert "“Giấy ATTP” đã có bản mới trong kho" in again.text


def test_a_paper_is_withdrawn_with_its_reason_and_leaves_the_list(client: Client) -> None:
    row = paper(producer(), title="Giấy nhầm")
    client.force_login(member(row.producer))
    refused = client.post(address("paper_withdraw", row), {"reason": " "})
    assert refused.status_code == 400
    assert "Ghi lý do rút để người đọc hồ sơ biết" in refused.text
    answer = client.post(address("paper_withdraw", row), {"reason": "Tải nhầm tệp"}, follow=True)
    assert answer.context["papers"] == []
    gone = reverse("producers:paper_list", args=[row.producer.code]) + "?xem=rut"
    assert [each["words"] for each in client.get(gone).context["papers"]] == [
        f"Đã rút {today():%d/%m/%Y}"
    ]
    assert "Tải nhầm tệp" in client.get(address("paper_detail", row)).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ảnh nhãn", "Hết hạn", "Còn dài", "Sắp hết"]),
        ("?q=anh%20nhan", ["Ảnh nhãn"]),
        ("?q=chi%20cuc", ["Còn dài"]),
        ("?loai=photo", ["Ảnh nhãn"]),
        ("?han=het", ["Hết hạn"]),
        ("?han=sap", ["Sắp hết"]),
        ("?han=con", ["Ảnh nhãn", "Còn dài"]),
        ("?loai=nothing", ["Ảnh nhãn", "Hết hạn", "Còn dài", "Sắp hết"]),
    ],
)
def test_the_list_is_narrowed(client: Client, query: str, found: list[str]) -> None:
    row, day = producer(), dt.timedelta(days=1)
    paper(row, title="Hết hạn", valid_until=today() - day)
    paper(row, title="Sắp hết", valid_until=today() + 90 * day)
    paper(row, title="Còn dài", valid_until=today() + 91 * day, issuer="Chi cục")
    paper(row, PaperKind.PHOTO, title="Ảnh nhãn")
    client.force_login(member(row))
    answer = client.get(reverse("producers:paper_list", args=[row.code]) + query)
    assert sorted(each["paper"].title for each in answer.context["papers"]) == sorted(found)


def test_the_list_as_a_workbook_holds_what_was_filtered(client: Client) -> None:
    row = producer()
    paper(row, title="Phiếu", number="12", issued_on=dt.date(2026, 1, 2))
    paper(row, PaperKind.PHOTO)
    client.force_login(member(row))
    url = reverse("producers:paper_list", args=[row.code])
    answer = client.get(url, {"tai": "xlsx", "loai": "test"})
    body = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    sheet = load_workbook(body).active
    assert sheet is not None
    values = [cell.value for line in sheet.iter_rows() for cell in line]
    assert "Phiếu" in values
    assert "Ảnh sản phẩm, bao bì, nhãn" not in values


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    row = producer()
    for _ in range(rows):
        draw_pictures(paper(row).pk)
    client.force_login(member(row))
    with django_assert_num_queries(10):
        client.get(reverse("producers:paper_list", args=[row.code]))


def test_a_held_certificate_goes_into_the_vault_in_one_press(client: Client) -> None:
    row = producer()
    file = store_bytes(content=pdf_bytes(), kind=FileKind.PDF)
    certificate = held(row, HeldKind.HACCP, number="H-1", file=file)
    client.force_login(member(row))
    into = reverse("producers:held_to_vault", args=[row.code, certificate.code])
    for _press in range(2):
        client.post(into)
    kept = Paper.objects.get()
    assert (kept.file, kept.number, kept.issuer) == (file, "H-1", certificate.issuer)
    assert (kept.kind, kept.title) == (PaperKind.QUALITY_SYSTEM, "HACCP")


def test_details_go_back_to_a_page_of_this_portal_only(client: Client) -> None:
    row = paper(producer())
    client.force_login(member(row.producer))
    typed = {"kind": row.kind}
    url = address("paper_edit", row)
    assert client.post(f"{url}?ve=/lam-viec/", typed)["location"].endswith("/lam-viec/")
    far = client.post(f"{url}?ve=https://example.org/", typed)["location"]
    assert far == address("paper_detail", row)
