"""Entering and changing producers: what is stored, refused, written down."""

import datetime as dt

import pytest

from accounts.enums import Role
from accounts.models import RoleAssignment
from audit.models import AuditEntry
from common.errors import DomainError
from producers.enums import Gender, ProducerKind, ProducerVerb
from producers.models import Producer, ProducerMember
from producers.selectors import members_of, memberships
from producers.services import add_member, change_producer, register_producer
from tests.factories import accounts, communes
from tests.factories.producers import ON, former_member, producer

pytestmark = pytest.mark.django_db
TAX_CODE = "0100109106"


def entries(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb))


def test_a_registered_producer_is_stored_tidy_and_findable() -> None:
    officer = accounts.commune_officer(communes.commune())
    row = register_producer(
        actor=officer,
        on=ON,
        name="  Hợp tác xã   Đặc sản Nghi Sơn ",
        kind=ProducerKind.COOPERATIVE,
        unit=communes.commune("Phường Nghi Sơn"),
        tax_code="0100109106",
        phone="+84 912 345 678",
        representative="Đồng  Thị Huy",
        representative_gender=Gender.FEMALE,
    )
    row.refresh_from_db()
    assert row.name == "Hợp tác xã Đặc sản Nghi Sơn"
    assert row.folded_name == "hop tac xa dac san nghi son"
    assert row.phone == "0912345678"
    assert row.representative == "Đồng Thị Huy"
    assert len(row.code) == 8


def test_registering_writes_one_audit_entry() -> None:
    officer = accounts.commune_officer(communes.commune())
    row = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"), actor=officer)
    (entry,) = AuditEntry.objects.all()
    assert (entry.verb, entry.actor, entry.target_id) == (
        ProducerVerb.REGISTERED,
        officer,
        str(row.pk),
    )
    assert entry.data == {"code": row.code, "unit": "Phường Nghi Sơn", "kind": "cooperative"}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "   ", "Chưa có tên chủ thể"),
        ("kind", "khác", None),
        ("tax_code", "280214733", "Mã số thuế phải có 10 hoặc 13 chữ số, đang có 9"),
        ("phone", "12", "Số điện thoại phải có 10 hoặc 11 chữ số và bắt đầu bằng 0, đang có 2"),
        ("registered_on", dt.date(2026, 7, 2), "Ngày đăng ký không thể sau hôm nay, 01/07/2026"),
        ("email", "khong-phai-thu", None),
        ("website", "javascript:alert(1)", None),
        ("representative_gender", "x", None),
        ("address", "a" * 251, None),
    ],
)
def test_wrong_facts_are_refused_at_their_field(
    field: str, value: object, sentence: str | None
) -> None:
    facts = {"name": "Hộ Tác Huy", "kind": ProducerKind.LLC, "unit": communes.commune()}
    with pytest.raises(DomainError) as refusal:
        register_producer(actor=None, on=ON, **(facts | {field: value}))
    assert refusal.value.code == "invalid"
    assert list(refusal.value.fields) == [field]
    if sentence:
        assert refusal.value.fields[field] == [sentence]
    assert not Producer.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_former_district_takes_no_producer() -> None:
    with pytest.raises(DomainError) as refusal:
        producer(unit=communes.district("Huyện Hoằng Hóa"))
    assert refusal.value.fields == {"unit": ["Huyện Hoằng Hóa là cấp huyện. Hãy chọn xã, phường"]}


def test_a_former_commune_takes_no_new_producer() -> None:
    former = communes.commune("Xã Hoằng Ngọc", communes.district())
    with pytest.raises(DomainError) as refusal:
        producer(unit=former)
    assert refusal.value.fields == {
        "unit": ["Xã Hoằng Ngọc không phải đơn vị hành chính của ngày 01/07/2026"]
    }


def test_an_old_register_may_name_the_province_or_the_district_of_its_day() -> None:
    assert producer(unit=communes.province()).unit == communes.province()
    district = communes.district("Huyện Hoằng Hóa")
    assert producer(unit=district, on=communes.LAST_OLD).unit == district


def test_a_tax_code_stands_in_the_register_once() -> None:
    producer("Công ty Ba Làng", communes.commune("Phường Hải Bình"), tax_code=TAX_CODE)
    with pytest.raises(DomainError) as refusal:
        producer("Công ty khác", tax_code="0100 109 106")
    sentence = "Mã số thuế này đã có trong sổ: Công ty Ba Làng, Phường Hải Bình"
    assert refusal.value.code == "conflict"
    assert refusal.value.fields == {"tax_code": [sentence]}
    assert Producer.objects.count() == 1
    assert len(entries(ProducerVerb.REGISTERED)) == 1


def test_many_producers_may_have_no_tax_code() -> None:
    assert {producer().tax_code, producer().tax_code} == {""}


def test_a_change_writes_what_differs_and_one_entry() -> None:
    officer = accounts.commune_officer(communes.commune())
    row = producer("Hộ Tác Huy", phone="0912345678")
    change_producer(producer=row, actor=officer, on=ON, name="Cơ sở Tác Huy", phone="0912 345 678")
    row.refresh_from_db()
    assert (row.name, row.folded_name) == ("Cơ sở Tác Huy", "co so tac huy")
    (entry,) = entries(ProducerVerb.CHANGED)
    assert entry.actor == officer
    assert entry.data == {"changed": {"name": ["Hộ Tác Huy", "Cơ sở Tác Huy"]}}


def test_saving_the_same_again_writes_nothing() -> None:
    row = producer("Hộ Tác Huy", phone="0912345678")
    before = row.updated_at
    change_producer(
        producer=row, actor=accounts.outsider(), on=ON, name="Hộ  Tác Huy", phone="0912345678"
    )
    row.refresh_from_db()
    assert row.updated_at == before
    assert entries(ProducerVerb.CHANGED) == []


def test_the_audit_chain_keeps_no_personal_data_of_the_representative() -> None:
    row = producer(kind=ProducerKind.HOUSEHOLD, tax_code="038085001234")
    change_producer(
        producer=row,
        actor=accounts.outsider(),
        on=ON,
        tax_code="038085009999",
        representative_ethnicity="Thổ",
        representative_disability="yes",
        representative_address="Thôn Bãi Sậy 7",
        consent_on=ON,
    )
    (entry,) = entries(ProducerVerb.CHANGED)
    assert entry.data == {
        "changed": {
            "tax_code": None,
            "representative_ethnicity": None,
            "representative_disability": None,
            "representative_address": None,
            "consent_on": ["", "2026-07-01"],
        }
    }


def test_a_company_can_not_keep_the_identity_number_of_a_household() -> None:
    row = producer(kind=ProducerKind.HOUSEHOLD, tax_code="038085001234")
    with pytest.raises(DomainError) as refusal:
        change_producer(producer=row, actor=accounts.outsider(), on=ON, kind=ProducerKind.LLC)
    assert list(refusal.value.fields) == ["tax_code"]


def test_a_producer_in_a_former_commune_can_be_changed_without_moving() -> None:
    row = producer()
    former = communes.commune("Xã Hoằng Ngọc", communes.district())
    Producer.objects.filter(pk=row.pk).update(unit=former)
    change_producer(producer=row, actor=accounts.outsider(), on=ON, phone="0912345678")
    row.refresh_from_db()
    assert (row.unit, row.phone) == (former, "0912345678")


def test_the_second_window_does_not_overwrite_the_first() -> None:
    row = producer("Hộ Tác Huy")
    seen = row.updated_at.isoformat()
    person = accounts.outsider()
    change_producer(producer=row, actor=person, on=ON, seen=seen, name="Cơ sở Tác Huy")
    with pytest.raises(DomainError) as refusal:
        change_producer(producer=row, actor=person, on=ON, seen=seen, name="Hộ Huy")
    assert refusal.value.code == "conflict"
    row.refresh_from_db()
    assert row.name == "Cơ sở Tác Huy"


def test_a_member_acts_for_the_producer_from_the_day_on() -> None:
    row, person = producer(), accounts.user("Đồng Thị An")
    add_member(producer=row, user=person, actor=accounts.outsider(), on=ON)
    day_before = ON - dt.timedelta(days=1)
    assert [m.producer for m in memberships(person, ON)] == [row]
    assert list(memberships(person, day_before)) == []
    assert list(members_of(row, on=ON)) == [person]
    assert RoleAssignment.objects.get(user=person).role == Role.PRODUCER
    (entry,) = entries(ProducerVerb.MEMBER_ADDED)
    assert entry.data == {"user": person.username, "from": "2026-07-01"}


def test_adding_the_same_member_twice_changes_nothing() -> None:
    row, person = producer(), accounts.user("Đồng Thị An")
    first = add_member(producer=row, user=person, actor=None, on=ON)
    assert add_member(producer=row, user=person, actor=None, on=ON) == first
    assert ProducerMember.objects.count() == 1
    assert len(entries(ProducerVerb.MEMBER_ADDED)) == 1


def test_a_former_member_acts_no_more() -> None:
    row = producer()
    person = former_member(row, until=ON)
    assert len(memberships(person, ON)) == 1
    assert len(memberships(person, ON + dt.timedelta(days=1))) == 0


def test_names_are_listed_in_vietnamese_order() -> None:
    place = communes.commune()
    for name in ("Đại Dương", "Dạ Lan", "Ân Phú", "An Phú", "Ăn Ngon"):
        producer(name, place)
    names = list(Producer.objects.values_list("name", flat=True))
    assert names == ["An Phú", "Ăn Ngon", "Ân Phú", "Dạ Lan", "Đại Dương"]
