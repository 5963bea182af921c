"""Sites of a producer, and the certificates it holds besides OCOP with their papers."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from common.dates import today
from common.errors import DomainError
from documents.models import StoredFile
from producers.enums import HeldKind, ProducerVerb, SiteKind
from producers.models import HeldCertificate, Producer, ProductionSite
from producers.selectors import days_left, held_by, site_communes, sites_of
from producers.services import change_held, change_site, remove_held
from tests.factories import accounts, communes
from tests.factories.evaluations import pdf
from tests.factories.producers import ON, held, member, producer, site
from tests.factories.products import product

pytestmark = pytest.mark.django_db
DETAILS = ("kind", "title", "number", "issuer", "issued_on", "valid_until", "scope", "file")
SITE = ("kind", "name", "unit", "address", "area", "closed_on")


def values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def verbs(row: Producer) -> list[str]:
    entries = AuditEntry.objects.filter(target_id=str(row.pk)).exclude(verb=ProducerVerb.REGISTERED)
    return list(entries.order_by("seq").values_list("verb", flat=True))


# --- sites ----------------------------------------------------------------------------------------


def test_a_site_is_entered_changed_closed_and_opened_with_one_entry_each() -> None:
    row, actor = producer(), accounts.outsider()
    place = site(row, "  Xưởng   mắm ", area="300 lít mỗi ngày")
    assert place.name == "Xưởng mắm"
    facts = values(place, SITE)
    for change in ({"area": "500 lít mỗi ngày"}, {"closed_on": ON}, {"closed_on": None}):
        facts |= change
        change_site(site=place, actor=actor, on=ON, **facts)
    change_site(site=place, actor=actor, on=ON, **facts)
    changed = ProducerVerb.SITE_CHANGED
    assert verbs(row) == [ProducerVerb.SITE_ADDED, changed, changed, changed]
    entry = AuditEntry.objects.filter(verb=changed).earliest("seq")
    assert entry.data["changed"] == {"area": ["300 lít mỗi ngày", "500 lít mỗi ngày"]}


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": " "}, "name"), ({"kind": "x"}, "kind"), ({"area": "a" * 121}, "area")],
)
def test_a_wrong_site_is_refused_at_its_field(given: dict[str, str], field: str) -> None:
    row = producer()
    with pytest.raises(DomainError) as refusal:
        site(row, **({"name": "Xưởng"} | given))
    assert list(refusal.value.fields) == [field]
    assert not ProductionSite.objects.exists()


def test_a_site_lies_in_a_commune_of_today_but_an_old_one_may_be_changed_elsewhere() -> None:
    row = producer()
    former = communes.commune("Xã Cũ", communes.district())
    with pytest.raises(DomainError) as refusal:
        site(row, unit=former)
    assert list(refusal.value.fields) == ["unit"]
    place = site(row)
    ProductionSite.objects.filter(pk=place.pk).update(unit=former)
    place.refresh_from_db()
    facts = values(place, SITE) | {"area": "2 ha"}
    assert change_site(site=place, actor=accounts.outsider(), on=ON, **facts).area == "2 ha"


def test_sites_at_work_come_before_those_closed() -> None:
    row = producer()
    closed, open_site = site(row, "Kho cũ", closed_on=ON), site(row, "Xưởng")
    assert list(sites_of(row)) == [open_site, closed]


def test_a_site_may_lie_in_any_commune_of_the_province_and_nowhere_else() -> None:
    row = producer()
    near = communes.commune("Xã Nga Sơn")
    communes.commune("Xã Xa", communes.province("Tỉnh Nghệ An", "40"))
    communes.commune("Xã Cũ", communes.district())
    assert set(site_communes(row, None, on=today())) == {row.unit, near}


def address(name: str, row: Producer, **more: str) -> str:
    return reverse(f"producers:{name}", kwargs={"code": row.code} | more)


def test_own_people_enter_and_close_a_site_on_the_page(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    typed = {"kind": SiteKind.GROWING, "name": "Vùng lúa", "unit": row.unit.key, "area": "12 ha"}
    answer = client.post(address("site_add", row), typed | {"closed_on": "31/02/2026"})
    assert list(answer.context["form"].errors) == ["closed_on"]
    assert 'value="12 ha"' in answer.text
    assert client.post(address("site_add", row), typed).status_code == 302
    place = ProductionSite.objects.get()
    edit = address("site_edit", row, site=place.code)
    assert 'value="Vùng lúa"' in client.get(edit).text
    assert client.post(edit, typed | {"closed_on": "01/07/2026"}).status_code == 302
    assert "Đã ngừng từ 01/07/2026" in client.get(address("producer_detail", row)).text


def test_the_site_of_another_producer_is_not_found(client: Client) -> None:
    row = producer()
    other = site(producer(unit=row.unit))
    client.force_login(accounts.commune_officer(row.unit))
    assert client.get(address("site_edit", row, site=other.code)).status_code == 404


# --- certificates held ----------------------------------------------------------------------------


def test_a_certificate_is_entered_changed_and_removed_with_one_entry_each() -> None:
    row, actor = producer(), accounts.outsider()
    paper = held(row, number=" VG-12 ", issued_on=dt.date(2024, 1, 5))
    assert paper.number == "VG-12"
    facts = values(paper, DETAILS) | {"valid_until": dt.date(2026, 12, 15)}
    change_held(held=paper, actor=actor, on=ON, **facts)
    change_held(held=paper, actor=actor, on=ON, **facts)
    remove_held(held=paper, actor=actor)
    assert verbs(row) == [
        ProducerVerb.HELD_ADDED,
        ProducerVerb.HELD_CHANGED,
        ProducerVerb.HELD_REMOVED,
    ]
    entry = AuditEntry.objects.get(verb=ProducerVerb.HELD_CHANGED)
    assert entry.data["changed"] == {"valid_until": ["", "2026-12-15"]}
    assert not HeldCertificate.objects.exists()


def test_removing_a_certificate_leaves_its_products() -> None:
    row = producer()
    paper, made = held(row), product(producer=row)
    made.held_certificates.add(paper)
    remove_held(held=paper, actor=accounts.outsider())
    assert list(made.held_certificates.all()) == []


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"issuer": " "}, "issuer", "Chưa ghi nơi cấp"),
        ({"kind": HeldKind.OTHER}, "title", "Ghi tên của chứng nhận"),
        ({"kind": "x"}, "kind", None),
        (
            {"issued_on": ON + dt.timedelta(days=1)},
            "issued_on",
            "Ngày cấp không thể sau hôm nay, 01/07/2026",
        ),
        (
            {"issued_on": dt.date(2024, 1, 5), "valid_until": dt.date(2024, 1, 4)},
            "valid_until",
            "Ngày hết hạn ở trước ngày cấp, 05/01/2024",
        ),
    ],
)
def test_a_wrong_certificate_is_refused_at_its_field(
    given: dict[str, Any], field: str, sentence: str | None
) -> None:
    row = producer()
    with pytest.raises(DomainError) as refusal:
        held(row, **given)
    assert list(refusal.value.fields) == [field]
    if sentence:
        assert refusal.value.fields[field] == [sentence]
    assert not HeldCertificate.objects.exists()


def test_one_number_of_a_kind_stands_once_at_a_producer() -> None:
    row = producer()
    held(row, number="VG-12")
    held(row, HeldKind.HACCP, number="VG-12")
    held(producer(), number="VG-12")
    held(row)
    other = held(row)
    sentence = "VietGAP số VG-12 đã có trong sổ của chủ thể này"
    with pytest.raises(DomainError) as refusal:
        held(row, number="VG-12")
    assert (refusal.value.code, refusal.value.fields) == ("conflict", {"number": [sentence]})
    facts = values(other, DETAILS) | {"number": "VG-12"}
    with pytest.raises(DomainError):
        change_held(held=other, actor=accounts.outsider(), on=ON, **facts)


@pytest.mark.parametrize(("days", "words"), [(None, "Không ghi hạn"), (400, "Còn hạn")])
def test_a_certificate_far_from_its_end_is_calm(
    client: Client, days: int | None, words: str
) -> None:
    assert words in shown_with_end(client, days)


@pytest.mark.parametrize(
    ("days", "words"),
    [(23, "Còn 23 ngày"), (90, "Còn 90 ngày"), (0, "Hết hạn hôm nay"), (-1, "Đã hết hạn")],
)
def test_a_certificate_near_its_end_says_how_long(client: Client, days: int, words: str) -> None:
    assert words in shown_with_end(client, days)


def shown_with_end(client: Client, days: int | None) -> str:
    row = producer()
    held(row, valid_until=None if days is None else today() + dt.timedelta(days=days))
    client.force_login(accounts.commune_officer(row.unit))
    return client.get(address("producer_detail", row)).text


def test_days_left_count_from_the_asked_day() -> None:
    paper = held(producer(), valid_until=dt.date(2026, 12, 15))
    assert days_left(paper, on=dt.date(2026, 11, 22)) == 23
    assert days_left(held(producer()), on=ON) is None


TYPED = {"kind": "vietgap", "issuer": "Trung tâm Chứng nhận", "number": "VG-12"}


def test_own_people_enter_a_certificate_with_its_paper(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    assert client.post(address("held_add", row), TYPED | {"file": pdf()}).status_code == 302
    paper = HeldCertificate.objects.get()
    answer = client.get(address("held_file", row, held=paper.code))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    edit = address("held_edit", row, held=paper.code)
    assert client.post(edit, TYPED | {"scope": "12 ha"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.scope, paper.file is not None) == ("12 ha", True)


def test_a_chosen_file_survives_a_fault_elsewhere(client: Client) -> None:
    row = producer()
    client.force_login(member(row))
    answer = client.post(address("held_add", row), TYPED | {"issuer": "", "file": pdf()})
    assert list(answer.context["form"].errors) == ["issuer"]
    assert "Đã nhận tệp vừa chọn" in answer.text
    kept = answer.context["form"].data["kept"]
    assert client.post(address("held_add", row), TYPED | {"kept": kept}).status_code == 302
    assert HeldCertificate.objects.get().file == StoredFile.objects.get()


def test_nobody_takes_the_file_that_another_was_handed(client: Client) -> None:
    row, other = producer(), producer()
    client.force_login(member(row))
    answer = client.post(address("held_add", row), TYPED | {"issuer": "", "file": pdf()})
    kept = answer.context["form"].data["kept"]
    client.force_login(member(other))
    for stolen in (kept, str(StoredFile.objects.get().pk)):
        client.post(address("held_add", other), TYPED | {"number": stolen[:9], "kept": stolen})
    assert [paper.file for paper in HeldCertificate.objects.all()] == [None, None]


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("giay.pdf", b""), "Tệp rỗng"),
        (SimpleUploadedFile("giay.pdf", b"MZ khong phai pdf"), "Nội dung không phải PDF"),
        (SimpleUploadedFile("giay.exe", b"%PDF-1.7\n%%EOF"), "đuôi “.exe”"),
    ],
)
def test_a_wrong_file_is_refused_at_its_field_and_the_text_stays(
    client: Client, upload: SimpleUploadedFile, words: str
) -> None:
    row = producer()
    client.force_login(member(row))
    answer = client.post(address("held_add", row), TYPED | {"file": upload})
    assert list(answer.context["form"].errors) == ["file"]
    assert words in answer.text
    assert 'value="VG-12"' in answer.text
    assert not HeldCertificate.objects.exists()


def test_a_removed_certificate_is_gone_and_its_paper_with_it(client: Client) -> None:
    row = producer()
    client.force_login(accounts.commune_officer(row.unit))
    client.post(address("held_add", row), TYPED | {"file": pdf()})
    code = HeldCertificate.objects.get().code
    assert client.post(address("held_remove", row, held=code)).status_code == 302
    assert client.get(address("held_file", row, held=code)).status_code == 404


def test_a_certificate_without_paper_has_no_file(client: Client) -> None:
    row = producer()
    paper = held(row)
    client.force_login(accounts.commune_officer(row.unit))
    assert client.get(address("held_file", row, held=paper.code)).status_code == 404
    assert list(held_by(row)) == [paper]


# --- who ------------------------------------------------------------------------------------------

# name of the person: reads the paper, writes sites and certificates
WHO = {
    "member": (200, 200),
    "member_of_another": (404, 404),
    "commune_officer": (200, 200),
    "officer_of_other_commune": (404, 404),
    "province_officer": (200, 200),
    "province_leader": (200, 403),
    "inspector": (200, 403),
    "central_officer": (200, 403),
    "administrator": (200, 403),
    "outsider": (404, 404),
}


@pytest.mark.parametrize("who", WHO)
def test_who_reads_papers_and_who_writes(client: Client, who: str) -> None:
    row, other = producer(), producer(unit=communes.commune("Xã Các Sơn"))
    place = site(row)
    client.force_login(accounts.commune_officer(row.unit))
    client.post(address("held_add", row), TYPED | {"file": pdf()})
    paper = HeldCertificate.objects.get()
    province = communes.province()
    people = {
        "member": lambda: member(row),
        "member_of_another": lambda: member(other),
        "commune_officer": lambda: accounts.commune_officer(row.unit),
        "officer_of_other_commune": lambda: accounts.commune_officer(other.unit),
        "province_officer": lambda: accounts.province_officer(province),
        "province_leader": lambda: accounts.user("Lãnh đạo", "province_leader", province),
        "inspector": lambda: accounts.user("Em", "inspector", province),
        "central_officer": lambda: accounts.user("Trung ương", "central_officer"),
        "administrator": lambda: accounts.user("Quản trị", "administrator"),
        "outsider": accounts.outsider,
    }
    client.force_login(people[who]())
    reads, writes = WHO[who]
    answer = client.get(address("held_file", row, held=paper.code))
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    assert answer.status_code == reads
    doors = [
        address("site_add", row),
        address("site_edit", row, site=place.code),
        address("held_add", row),
        address("held_edit", row, held=paper.code),
    ]
    assert [client.get(door).status_code for door in doors] == [writes] * 4
    removed = client.post(address("held_remove", row, held=paper.code)).status_code
    assert removed == (302 if writes == 200 else writes)
    assert HeldCertificate.objects.exists() is (writes != 200)
